"""One reference measured: its document is read as a build would, and what would be published is scored.

Links are scored a room further on, by ``pactes.linking.mesure``.
"""

from __future__ import annotations

from dataclasses import dataclass

from pactes.extraction import extract
from pactes.extraction.doublons import find_doublons
from pactes.extraction.evaluate import evaluate
from pactes.extraction.interchange import to_interchange
from pactes.extraction.plancher import separer
from pactes.extraction.qualite import Mesure
from pactes.extraction.references import Reference
from pactes.model import Extraction
from pactes.reading import read_document

__all__ = ["Mesuree", "mesurer"]


@dataclass(frozen=True, slots=True)
class Mesuree:
    """What was measured, how many records the floor kept out of it, and what it was measured on."""

    mesure: Mesure
    ecartes: int
    extraction: Extraction


def mesurer(reference: Reference, plancher: float) -> Mesuree:
    """Read the document of ``reference`` and score what is at or above the floor.

    Raises ``DocumentError`` when the document cannot be read, ``PactesError`` when the reference cannot.
    """
    expected = reference.read()
    extraction, held_back = separer(extract(read_document(reference.document)), plancher)
    said = to_interchange(extraction, reference.document.name)
    mesure = Mesure(
        document=reference.slug,
        titre=str(expected.get("title") or reference.slug),
        partage=reference.partage,
        scores=evaluate([(said, expected)]),
        depuis=reference.depuis,
        doublons=find_doublons(said, expected),
    )
    return Mesuree(mesure, len(held_back), extraction)
