"""Reader of projects."""

from __future__ import annotations

from pactes.extraction.contexte import Contexte
from pactes.model import Projet


def read_projets(contexte: Contexte) -> tuple[Projet, ...]:
    """Return the projects of the document, in the order of the text."""
    return ()
