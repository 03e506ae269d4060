"""SHACL Core constraints that call other shapes (not, and, or, xone, node, qualified counts), and sh:closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from rdflib import URIRef
from rdflib.namespace import SH

from pactes.validation.compilees.chemins import Chemin, Paire
from pactes.validation.compilees.contraintes import Faute, Test
from pactes.validation.compilees.lecture import FormeInconnue, Lecture
from pactes.validation.compilees.termes import Terme
from pactes.validation.compilees.triplets import Triplets

Conforme: TypeAlias = Callable[[Triplets, Terme], bool]
"""Tells whether a node conforms to a shape."""
Appel: TypeAlias = Callable[[Lecture], Conforme]
"""Compiles the shape that a node of the shapes graph is."""


def _judged(good: Conforme) -> Test:
    def test(triples: Triplets, pairs: Sequence[Paire]) -> Iterator[Faute]:
        for focus, values in pairs:
            for value in values:
                if not good(triples, value):
                    yield focus, value

    return test


def read_logic(reading: Lecture, call: Appel) -> Iterator[tuple[str, Test]]:
    """Yield the component and the test of each logical constraint and of each sh:node of a shape."""
    for node in reading.all(SH["not"]):
        yield "Not", _judged(_not(call(reading.of(node))))
    for node in reading.all(SH.node):
        yield "Node", _judged(call(reading.of(node)))
    for parameter, name, how in _LISTES:
        for head in reading.all(parameter):
            members = [call(reading.of(node)) for node in reading.list(head)]
            if not members:
                raise FormeInconnue(f"{parameter} is not empty")
            yield name, _judged(how(members))


def _not(good: Conforme) -> Conforme:
    return lambda triples, node: not good(triples, node)


def _all(members: Sequence[Conforme]) -> Conforme:
    return lambda triples, node: all(good(triples, node) for good in members)


def _any(members: Sequence[Conforme]) -> Conforme:
    return lambda triples, node: any(good(triples, node) for good in members)


def _just_one(members: Sequence[Conforme]) -> Conforme:
    return lambda triples, node: sum(good(triples, node) for good in members) == 1


_LISTES: tuple[tuple[URIRef, str, Callable[[Sequence[Conforme]], Conforme]], ...] = (
    (SH["and"], "And", _all),
    (SH["or"], "Or", _any),
    (SH.xone, "Xone", _just_one),
)


def read_qualified(reading: Lecture, call: Appel) -> Iterator[tuple[str, Test]]:
    """Yield the component and the test of each bound of a qualified value shape."""
    shapes = reading.all(SH.qualifiedValueShape)
    least, most = reading.number(SH.qualifiedMinCount), reading.number(SH.qualifiedMaxCount)
    if not shapes:
        if least is not None or most is not None:
            raise FormeInconnue("a qualified count counts the values of a shape")
        return
    if least is None and most is None:
        raise FormeInconnue("a qualified value shape has a count")
    disjoint = reading.flag(SH.qualifiedValueShapesDisjoint)
    for shape in shapes:
        siblings = []
        if disjoint:
            parents = set(reading.graphe.subjects(SH.property, reading.noeud))
            beside = {part for parent in parents for part in reading.graphe.objects(parent, SH.property)}
            others = {q for part in beside for q in reading.graphe.objects(part, SH.qualifiedValueShape)} - {shape}
            siblings = [call(reading.of(other)) for other in sorted(others, key=str)]
        good = call(reading.of(shape))
        if most is not None:
            yield "QualifiedMaxCount", _counted(good, siblings, lambda number, bound=most: number <= bound)  # type: ignore[misc]
        if least is not None:
            yield "QualifiedMinCount", _counted(good, siblings, lambda number, bound=least: number >= bound)  # type: ignore[misc]


def _counted(good: Conforme, siblings: Sequence[Conforme], enough: Callable[[int], bool]) -> Test:
    def test(triples: Triplets, pairs: Sequence[Paire]) -> Iterator[Faute]:
        for focus, values in pairs:
            number = sum(good(triples, v) and not any(other(triples, v) for other in siblings) for v in values)
            if not enough(number):
                yield focus, None

    return test


def read_closed(reading: Lecture, paths: Sequence[Chemin]) -> frozenset[str] | None:
    """Return the predicates that a closed shape allows, None when the shape is open.

    ``paths`` are those of the property shapes that it holds; only predicates count.
    """
    if not reading.flag(SH.closed):
        return None
    ignored = {str(p) for head in reading.all(SH.ignoredProperties) for p in reading.list(head)}
    return frozenset(ignored | {path.simple for path in paths if path.simple is not None})


def closed_faults(
    triples: Triplets, pairs: Sequence[Paire], allowed: frozenset[str]
) -> Iterator[tuple[Terme, str, Terme]]:
    """Yield focus node, predicate and object of each triple that a closed shape does not allow."""
    nodes = {value for _, values in pairs for value in values}
    for predicate, index in triples.par_predicat.items():
        if predicate not in allowed and not index.keys().isdisjoint(nodes):
            for focus, values in pairs:
                for value in values:
                    for found in index.get(value, ()):
                        yield focus, predicate, found
