"""The OWL 2 RL closure of the ontology and of the data: what contradicts itself, and what it makes of each thing.

Only logical statements go in: labels and definitions slow the closure down and conclude nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS
from rdflib.term import Node

from pactes.validation.porte.donnees import Donnees

_ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
"""What owlrl hangs the message of an inconsistency on."""

_LOGIC = {
    *(RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range),
    *(OWL.disjointWith, OWL.inverseOf, OWL.equivalentClass, OWL.equivalentProperty, OWL.propertyDisjointWith),
}
_MERGING = {OWL.FunctionalProperty, OWL.InverseFunctionalProperty}


@dataclass(frozen=True, slots=True)
class Cloture:
    """What the reasoner found: messages of inconsistency, and the types that each thing of the image came out with."""

    incoherences: tuple[str, ...]
    types: Mapping[Node, frozenset[Node]]


def logic(graph: Graph) -> Graph:
    """Return the statements of a graph from which OWL 2 RL concludes, but for those that equate things."""
    kept = Graph()
    for subject, predicate, value in graph:
        if predicate in _LOGIC and value not in _MERGING:
            kept.add((subject, predicate, value))
    return kept


def close(terms: Graph, axioms: Graph, data: Donnees) -> Cloture:
    """Close terms, axioms of others and the image of the data under OWL 2 RL."""
    import owlrl  # half a second, and only the gate needs it

    graph = logic(terms)
    for triple in (*logic(axioms), *data.image):
        graph.add(triple)
    # A property that is only listed, without a statement about it, concludes nothing and is slow: none is added.
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    messages = {str(message) for message in graph.objects(None, _ERROR)}
    messages |= {
        f"{thing} est d'une classe que rien ne peut remplir"
        for thing in graph.subjects(RDF.type, OWL.Nothing)
        if thing != OWL.Nothing
    }
    types = {
        thing: frozenset(graph.objects(thing, RDF.type))
        for thing in set(data.image.subjects())
        if not isinstance(thing, Literal)
    }
    return Cloture(tuple(sorted(messages)), types)
