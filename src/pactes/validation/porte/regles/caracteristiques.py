"""Symmetric and transitive properties come back where they start (OOPS! P28 wrong symmetric, P29 wrong transitive)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import OWL, RDF, RDFS

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import DOMAIN_INCLUDES, RANGE_INCLUDES, short


def regle(maison: Maison) -> Iterator[str]:
    """Yield the symmetric or transitive properties whose domain and range are not the same."""
    graph = maison.termes
    for kind, word in ((OWL.SymmetricProperty, "symétrique"), (OWL.TransitiveProperty, "transitive")):
        for found in sorted(graph.subjects(RDF.type, kind), key=str):
            for near, far in ((RDFS.domain, RDFS.range), (DOMAIN_INCLUDES, RANGE_INCLUDES)):
                if set(graph.objects(found, near)) != set(graph.objects(found, far)):
                    yield f"{short(found)} est {word} et ne va pas d'une classe à elle-même : ôtez {short(kind)}."
                    break
