"""Readers of axes, objectives and actions."""
