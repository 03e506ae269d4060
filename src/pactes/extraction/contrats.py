"""Reader of contracts: the one that the document is, and those that it names."""

from __future__ import annotations

from pactes.extraction.articles import read_articles
from pactes.extraction.fiches import read_fiches
from pactes.extraction.plan import Plan
from pactes.extraction.principal import read_principal
from pactes.model import Contrat
from pactes.reading import Document


def read_contrats(document: Document, plan: Plan) -> tuple[Contrat, ...]:
    """Return the contracts and families of contracts of the document, in the order of the text."""
    principal = read_principal(document, plan)
    found = [*([principal] if principal else []), *read_fiches(document, plan), *read_articles(document, plan)]
    return tuple(sorted(found, key=lambda c: c.evidence[0].start))
