"""Loads the registry when imported: for processes that are forked from one that has it."""

from pactes.reference import registre

registre()
