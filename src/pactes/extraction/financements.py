"""Reader of amounts of money."""

from __future__ import annotations

from pactes.extraction.contexte import Contexte
from pactes.model import Financement


def read_financements(contexte: Contexte) -> tuple[Financement, ...]:
    """Return the amounts of money of the document, in the order of the text."""
    return ()
