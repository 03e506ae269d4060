"""A name becomes a thing: ``link(extractions, registre)`` is the way in.

Every name that a document writes is resolved to one thing for the whole corpus, contracts told by several documents are
one thing, the evidence of all documents is kept, and values that disagree become contradictions.
"""

from __future__ import annotations

from collections.abc import Iterable

from pactes.decisions import Decisions
from pactes.linking.assemblage import Assembleur
from pactes.linking.corpus import Corpus
from pactes.linking.liens import ambigus
from pactes.model import Extraction
from pactes.reference import Registre

__all__ = ["Corpus", "ambigus", "link"]


def link(extractions: Iterable[Extraction], registre: Registre, decisions: Decisions | None = None) -> Corpus:
    """Return the corpus of ``extractions``, the same for any order of them.

    ``decisions`` merge, split and settle. Raises ``DecisionError`` when one names something that does not exist.
    """
    ordered = sorted(extractions, key=lambda extraction: extraction.document)
    return Assembleur(ordered, registre, decisions or Decisions()).corpus()
