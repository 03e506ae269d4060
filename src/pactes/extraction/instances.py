"""Reader of governance bodies and how often they meet."""

from __future__ import annotations

from pactes.extraction.contexte import Contexte
from pactes.model import Instance


def read_instances(contexte: Contexte) -> tuple[Instance, ...]:
    """Return the governance bodies and how often they meet of the document, in the order of the text."""
    return ()
