"""Reader of legal texts."""

from __future__ import annotations

from pactes.extraction.contexte import Contexte
from pactes.model import TexteJuridique


def read_textes(contexte: Contexte) -> tuple[TexteJuridique, ...]:
    """Return the legal texts of the document, in the order of the text."""
    return ()
