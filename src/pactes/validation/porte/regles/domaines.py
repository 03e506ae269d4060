"""A property has at most one domain and one range: several would be their intersection (OOPS! P19)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import RDFS

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import own_properties, short, term


def regle(maison: Maison) -> Iterator[str]:
    """Yield the properties with two domains or two ranges."""
    for name in own_properties(maison.termes):
        for predicate in (RDFS.domain, RDFS.range):
            if len(set(maison.termes.objects(term(name), predicate))) > 1:
                yield (
                    f"pactes:{name} a plusieurs {short(predicate)} : ce serait leur intersection. Gardez-en un, ou "
                    "aucun."
                )
