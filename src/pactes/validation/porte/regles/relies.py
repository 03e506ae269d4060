"""Each class has a part in the model: above or below another, or at an end of a property (OOPS! P04)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import RDFS

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import DOMAIN_INCLUDES, RANGE_INCLUDES, own_classes, term


def regle(maison: Maison) -> Iterator[str]:
    """Yield the classes that no property and no class of the ontology is tied to."""
    graph = maison.termes
    tied = {
        o
        for p in (DOMAIN_INCLUDES, RANGE_INCLUDES, RDFS.domain, RDFS.range, RDFS.subClassOf)
        for o in graph.objects(None, p)
    }
    for name in own_classes(graph):
        if term(name) not in tied and not list(graph.objects(term(name), RDFS.subClassOf)):
            yield f"pactes:{name} n'est relié à rien : donnez-lui une surclasse ou une propriété, ou ôtez-le."
