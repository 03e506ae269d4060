"""Each term has one label a language, French and English (FOOPS! VOC3, OOPS! P08)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import RDFS

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import bilingual


def regle(maison: Maison) -> Iterator[str]:
    """Yield the terms without a label in a language, or with two."""
    return bilingual(maison.termes, RDFS.label, "un libellé (rdfs:label)")
