"""Readers of organisations, governance bodies and projects."""
