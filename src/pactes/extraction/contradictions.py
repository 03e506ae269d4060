"""Contradictions inside a document, found by comparing its records."""

from __future__ import annotations

from pactes.extraction.contexte import Contexte
from pactes.model import Contradiction, Extraction


def find_contradictions(contexte: Contexte, extraction: Extraction) -> tuple[Contradiction, ...]:
    """Return where the document gives two values for the same thing."""
    return ()
