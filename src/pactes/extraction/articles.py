"""Reader of contracts in articles."""

from __future__ import annotations

from pactes.extraction.plan import Plan
from pactes.model import Contrat
from pactes.reading import Document


def read_articles(document: Document, plan: Plan) -> tuple[Contrat, ...]:
    """Return the contracts and families of contracts that the articles of the document describe, in the order of the text."""
    return ()
