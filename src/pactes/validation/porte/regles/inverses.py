"""Inverses go both ways: two properties of things, domains and ranges crossed (OOPS! P05, P25, P26)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import OWL, RDF, RDFS

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import DOMAIN_INCLUDES, RANGE_INCLUDES, own_terms, short


def regle(maison: Maison) -> Iterator[str]:
    """Yield the inverses of values, of themselves, of symmetric properties, and those whose ends do not meet."""
    graph, kinds = maison.termes, own_terms(maison.termes)
    for one, other in sorted(graph.subject_objects(OWL.inverseOf), key=str):
        if one == other:
            yield f"{short(one)} est son propre inverse : dites owl:SymmetricProperty, ou nommez l'autre sens."
            continue
        for end in (one, other):
            if OWL.DatatypeProperty in kinds.get(str(end).rpartition("#")[2], ()):
                yield f"{short(end)} mène à des valeurs : elle n'a pas d'inverse. Ôtez owl:inverseOf."
            if (end, RDF.type, OWL.SymmetricProperty) in graph:
                yield f"{short(end)} est symétrique : elle est son inverse, ôtez owl:inverseOf."
        for a, b in ((one, other), (other, one)):
            for near, far in ((RDFS.domain, RDFS.range), (DOMAIN_INCLUDES, RANGE_INCLUDES)):
                starts, ends = set(graph.objects(a, near)), set(graph.objects(b, far))
                if starts and ends and starts != ends:
                    yield f"{short(a)} et {short(b)} ne peuvent être inverses : d'où part l'une, l'autre n'arrive pas."
