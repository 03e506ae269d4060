"""Each term has one definition a language, French and English (FOOPS! VOC4, OOPS! P08)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import SKOS

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import bilingual


def regle(maison: Maison) -> Iterator[str]:
    """Yield the terms without a definition in a language, or with two."""
    return bilingual(maison.termes, SKOS.definition, "une définition (skos:definition)")
