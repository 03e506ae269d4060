"""Readers of amounts of money."""
