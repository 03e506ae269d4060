"""Readers of figures."""
