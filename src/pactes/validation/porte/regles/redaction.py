"""A definition is a sentence (capital, final stop), a label is not (OOPS! P08, P20; style of the house)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rdflib.namespace import RDFS, SKOS

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import own_terms, term

_SENTENCE = re.compile(r"[A-ZÀÂÇÉÈÊÎÔŒ«“'’\d].*[.…»]", re.DOTALL)
_LABEL_LENGTH = 60


def regle(maison: Maison) -> Iterator[str]:
    """Yield the definitions that are not sentences and the labels that are."""
    for name in sorted(own_terms(maison.termes)):
        for definition in sorted(maison.termes.objects(term(name), SKOS.definition), key=str):
            if not _SENTENCE.fullmatch(str(definition)):
                yield (
                    f"La définition « {definition} » de pactes:{name} doit commencer par une majuscule et finir par "
                    "un point."
                )
        for label in sorted(maison.termes.objects(term(name), RDFS.label), key=str):
            if (
                str(label).endswith((".", ":", ";"))
                or len(str(label)) > _LABEL_LENGTH
                or str(label) != str(label).strip()
            ):
                yield f"Le libellé « {label} » de pactes:{name} doit être un nom court, sans ponctuation finale."
