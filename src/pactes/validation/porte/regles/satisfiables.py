"""A class can have members: it is not disjoint with itself or with what is above it (OOPS! P31; OWL 2 cax-dw)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement

from rdflib.namespace import OWL, RDFS

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import above, own_classes, short, term


def regle(maison: Maison) -> Iterator[str]:
    """Yield the classes that are below two disjoint ones, what others state of theirs included."""
    graph = maison.termes + maison.listes.axiomes
    for name in own_classes(maison.termes):
        line = sorted({term(name), *above(graph, term(name), RDFS.subClassOf)}, key=str)
        for a, b in combinations_with_replacement(line, 2):
            if (a, OWL.disjointWith, b) in graph or (b, OWL.disjointWith, a) in graph:
                yield f"pactes:{name} ne peut rien contenir : il est sous {short(a)} et {short(b)}, déclarés disjoints."
