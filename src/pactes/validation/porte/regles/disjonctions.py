"""Two classes of which nothing can be both are stated disjoint (OOPS! P10)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import RDFS

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import above, disjoint, own_classes, pairs, term

CHEVAUCHEMENTS = frozenset({frozenset({"Instance", "Organisation"}), frozenset({"Instance", "Signataire"})})
"""Classes that may share things: a governance body may be an organisation that signs another contract."""


def regle(maison: Maison) -> Iterator[str]:
    """Yield the pairs that are neither one below the other, nor disjoint, nor known to overlap."""
    graph = maison.termes
    for a, b in pairs(own_classes(graph)):
        lines = (above(graph, term(a), RDFS.subClassOf), above(graph, term(b), RDFS.subClassOf))
        if term(a) in lines[1] or term(b) in lines[0] or frozenset({a, b}) in CHEVAUCHEMENTS:
            continue
        if not disjoint(graph, term(a), term(b)):
            yield (
                f"Rien ne dit que pactes:{a} et pactes:{b} n'ont rien en commun : ajoutez owl:disjointWith dans "
                "restrictions.ttl, ou la paire à CHEVAUCHEMENTS avec sa raison."
            )
