"""Readers of legal texts."""
