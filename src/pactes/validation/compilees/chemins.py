"""SHACL property paths (https://www.w3.org/TR/shacl/#property-paths): from focus nodes to value nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rdflib import BNode, URIRef
from rdflib.namespace import RDF, SH

from pactes.validation.compilees.lecture import FormeInconnue, Lecture
from pactes.validation.compilees.termes import Terme
from pactes.validation.compilees.triplets import Triplets

Paire: TypeAlias = tuple[Terme, Sequence[Terme]]
"""A focus node and its distinct value nodes."""
Pas: TypeAlias = Callable[[Triplets, Terme], Sequence[Terme]]

_AUCUN: Sequence[Terme] = ()


@dataclass(frozen=True, slots=True)
class Chemin:
    """A path: ``simple`` is its predicate when it is one, ``iri`` what a result names, ``predicats`` all it reads."""

    pas: Pas
    predicats: frozenset[str]
    simple: str | None = None

    def pairs(self, triples: Triplets, focus: Iterable[Terme]) -> list[Paire]:
        """Return each focus node with its value nodes."""
        if self.simple is not None:
            get = triples.index(self.simple).get
            return [(node, get(node, _AUCUN)) for node in focus]
        step = self.pas
        return [(node, step(triples, node)) for node in focus]


def read_path(reading: Lecture) -> Chemin:
    """Compile the path that a node of the shapes graph is.

    Raises:
        FormeInconnue: it is no path of SHACL.
    """
    node = reading.noeud
    if isinstance(node, URIRef):
        predicate = str(node)
        return Chemin(lambda t, s: t.objects(s, predicate), frozenset({predicate}), predicate)
    if not isinstance(node, BNode):
        raise FormeInconnue(f"{node} is no path")
    if reading.all(RDF.first):
        parts = [read_path(reading.of(item)) for item in reading.list(node)]
        if len(parts) < 2:
            raise FormeInconnue("a path in sequence has two steps or more")
        return Chemin(_sequence([p.pas for p in parts]), _union(parts))
    found = [(kind, value) for kind in _SORTES for value in reading.all(kind)]
    if len(found) != 1:
        raise FormeInconnue("a path is of one kind")
    ((kind, value),) = found
    if kind == SH.alternativePath:
        parts = [read_path(reading.of(item)) for item in reading.list(value)]
        if len(parts) < 2:
            raise FormeInconnue("an alternative path has two branches or more")
        return Chemin(_either([p.pas for p in parts]), _union(parts))
    if kind == SH.inversePath:
        if not isinstance(value, URIRef):  # the inverse of a longer path is rare enough for pySHACL
            raise FormeInconnue("the inverse of a path that is no predicate")
        predicate = str(value)
        return Chemin(lambda t, o: t.inverse(predicate).get(o, _AUCUN), frozenset({predicate}))
    part = read_path(reading.of(value))
    least, most = _SORTES[kind]
    return Chemin(_repeated(part.pas, least, most), part.predicats)


_SORTES: dict[URIRef, tuple[int, int | None]] = {
    SH.alternativePath: (1, 1),
    SH.inversePath: (1, 1),
    SH.zeroOrMorePath: (0, None),
    SH.oneOrMorePath: (1, None),
    SH.zeroOrOnePath: (0, 1),
}


def _union(parts: Iterable[Chemin]) -> frozenset[str]:
    return frozenset().union(*(part.predicats for part in parts))


def _sequence(steps: Sequence[Pas]) -> Pas:
    def walk(triples: Triplets, node: Terme) -> Sequence[Terme]:
        reached: Sequence[Terme] = (node,)
        for step in steps:
            if len(reached) == 1:
                reached = step(triples, reached[0])
            else:
                reached = list(dict.fromkeys(o for s in reached for o in step(triples, s)))
        return reached

    return walk


def _either(steps: Sequence[Pas]) -> Pas:
    return lambda triples, node: list(dict.fromkeys(o for step in steps for o in step(triples, node)))


def _repeated(step: Pas, least: int, most: int | None) -> Pas:
    def walk(triples: Triplets, node: Terme) -> Sequence[Terme]:
        reached: dict[Terme, None] = {} if least else {node: None}
        queue = list(step(triples, node))
        for one in queue:
            if one not in reached:
                reached[one] = None
                if most is None:
                    queue.extend(step(triples, one))
        return list(reached)

    return walk
