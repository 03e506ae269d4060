"""Reader of territories."""

from __future__ import annotations

from pactes.extraction.contexte import Contexte
from pactes.model import Territoire


def read_territoires(contexte: Contexte) -> tuple[Territoire, ...]:
    """Return the territories of the document, in the order of the text."""
    return ()
