"""No term is defined by itself: a restriction or a list that names the class it defines (OOPS! P24)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import BNode, Graph
from rdflib.namespace import OWL, RDFS
from rdflib.term import Node

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import own_terms, short, term

_DEFINE = (OWL.equivalentClass, RDFS.subClassOf, OWL.equivalentProperty, RDFS.subPropertyOf, RDFS.domain, RDFS.range)


def _inside(graph: Graph, node: Node, seen: set[Node]) -> set[Node]:
    """Return what an anonymous expression names."""
    if not isinstance(node, BNode):
        return {node}
    if node in seen:
        return set()
    seen.add(node)
    return {named for value in graph.objects(node) for named in _inside(graph, value, seen)}


def regle(maison: Maison) -> Iterator[str]:
    """Yield the terms that an expression above them names."""
    graph = maison.termes
    for name in sorted(own_terms(graph)):
        for predicate in _DEFINE:
            for value in graph.objects(term(name), predicate):
                if value == term(name) or (isinstance(value, BNode) and term(name) in _inside(graph, value, set())):
                    yield f"pactes:{name} se définit par lui-même ({short(predicate)}) : dites-le par d'autres termes."
