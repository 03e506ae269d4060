"""A term is one notion: no label joins two by « et » or « ou » (OOPS! P07 merging different concepts)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rdflib.namespace import RDFS

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import own_terms, term

_JOINED = re.compile(r"\b(?:et|ou|and|or)\b|/", re.IGNORECASE)


def regle(maison: Maison) -> Iterator[str]:
    """Yield the labels that name two things."""
    for name in sorted(own_terms(maison.termes)):
        for label in sorted(maison.termes.objects(term(name), RDFS.label), key=str):
            if _JOINED.search(str(label)):
                yield f"Le libellé « {label} » de pactes:{name} joint deux notions : faites-en deux termes, ou un nom."
