"""Readers of commitments."""
