"""Reader of organisations with acronyms."""

from __future__ import annotations

from pactes.extraction.contexte import Contexte
from pactes.model import Organisation


def read_organisations(contexte: Contexte) -> tuple[Organisation, ...]:
    """Return the organisations with acronyms of the document, in the order of the text."""
    return ()
