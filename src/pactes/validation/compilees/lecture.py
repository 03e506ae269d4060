"""What the compiler reads of a shapes graph; anything it does not know is told, never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF
from rdflib.term import Node


class FormeInconnue(Exception):  # noqa: N818 - a shape that is not known is no error
    """A shape has something that is not compiled: pySHACL looks at it instead."""


@dataclass(frozen=True, slots=True)
class Lecture:
    """Reads the values of one node of a shapes graph."""

    graphe: Graph
    noeud: Node

    def of(self, node: Node) -> Lecture:
        """Read another node of the same graph."""
        return Lecture(self.graphe, node)

    def all(self, predicate: URIRef) -> list[Node]:
        """Return the values of a property, in a stable order."""
        return sorted(self.graphe.objects(self.noeud, predicate), key=str)

    def one(self, predicate: URIRef) -> Node | None:
        """Return the value of a property that has at most one."""
        values = self.all(predicate)
        if len(values) > 1:
            raise FormeInconnue(f"{self.noeud} has several {predicate}")
        return values[0] if values else None

    def iris(self, predicate: URIRef) -> list[str]:
        """Return values that are IRIs."""
        values = self.all(predicate)
        if not all(isinstance(v, URIRef) for v in values):
            raise FormeInconnue(f"{predicate} of {self.noeud} is not an IRI")
        return [str(v) for v in values]

    def literal(self, predicate: URIRef) -> Literal | None:
        """Return the one value, a literal."""
        value = self.one(predicate)
        if value is not None and not isinstance(value, Literal):
            raise FormeInconnue(f"{predicate} of {self.noeud} is not a literal")
        return value

    def number(self, predicate: URIRef) -> int | None:
        """Return the one value, an integer that is not negative."""
        value = self.literal(predicate)
        if value is None:
            return None
        if not isinstance(value.value, int) or isinstance(value.value, bool) or value.value < 0:
            raise FormeInconnue(f"{predicate} of {self.noeud} is not a number")
        return value.value

    def flag(self, predicate: URIRef) -> bool:
        """Return the one value, a boolean; False when there is none."""
        value = self.literal(predicate)
        if value is None:
            return False
        if not isinstance(value.value, bool):
            raise FormeInconnue(f"{predicate} of {self.noeud} is not a boolean")
        return value.value

    def list(self, head: Node) -> list[Node]:
        """Return the members of an RDF list."""
        return list(_members(self.graphe, head))


def _members(graph: Graph, head: Node) -> Iterator[Node]:
    seen: set[Node] = set()
    while head != RDF.nil:
        firsts, rests = list(graph.objects(head, RDF.first)), list(graph.objects(head, RDF.rest))
        if head in seen or len(firsts) != 1 or len(rests) != 1 or not isinstance(rests[0], (URIRef, BNode)):
            raise FormeInconnue(f"{head} is not a list")
        seen.add(head)
        yield firsts[0]
        head = rests[0]
