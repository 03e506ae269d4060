"""Reader of contracts in fiches."""

from __future__ import annotations

from pactes.extraction.plan import Plan
from pactes.model import Contrat
from pactes.reading import Document


def read_fiches(document: Document, plan: Plan) -> tuple[Contrat, ...]:
    """Return the contracts and families of contracts that the fiches of the document describe, in the order of the text."""
    return ()
