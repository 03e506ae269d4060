"""Reader of commitments."""

from __future__ import annotations

from pactes.extraction.contexte import Contexte
from pactes.model import Engagement


def read_engagements(contexte: Contexte) -> tuple[Engagement, ...]:
    """Return the commitments of the document, in the order of the text."""
    return ()
