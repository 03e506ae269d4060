"""Texts have no doubled spaces, no space before a comma or a stop, and the spaces that each language wants (house)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from rdflib import Literal

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import short

_FAULTS = {
    "fr": (
        (re.compile(r"\S[ \t]{2,}\S"), "deux espaces de suite"),
        (re.compile(r"\s[,.](?:\s|$)"), "une espace avant une virgule ou un point"),
        (re.compile(r"[^\s/][:;?!](?:\s|$)"), "aucune espace avant un signe double"),
        (re.compile(r"«\S|\S»"), "aucune espace à l'intérieur des guillemets"),
        (re.compile(r'"'), "un guillemet droit"),
    ),
    "en": (
        (re.compile(r"\S[ \t]{2,}\S"), "deux espaces de suite"),
        (re.compile(r"\s[,.:;?!](?:\s|$)"), "une espace avant un signe de ponctuation"),
    ),
}


def regle(maison: Maison) -> Iterator[str]:
    """Yield the texts whose spaces or quotation marks are not those of their language."""
    for subject, predicate, value in sorted(chain(maison.termes, maison.vocabulaires), key=str):
        if isinstance(value, Literal):
            for pattern, fault in _FAULTS.get(value.language or "", ()):
                if pattern.search(str(value)):
                    yield f"{short(subject)} : {short(predicate)}@{value.language} « {value} » a {fault}."
