"""Readers of territories."""
