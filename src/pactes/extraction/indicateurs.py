"""Reader of figures."""

from __future__ import annotations

from pactes.extraction.contexte import Contexte
from pactes.model import Indicateur


def read_indicateurs(contexte: Contexte) -> tuple[Indicateur, ...]:
    """Return the figures of the document, in the order of the text."""
    return ()
