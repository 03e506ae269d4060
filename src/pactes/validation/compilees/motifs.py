"""What a query reads: its predicates, and the triples that none of its answers goes without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from rdflib import URIRef, Variable
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from pactes.validation.compilees.termes import Terme, depuis_rdflib
from pactes.validation.compilees.triplets import Triplets

Place: TypeAlias = tuple[bool, Terme]
"""A variable (true, its name) or a term (false, the term)."""
Motif: TypeAlias = tuple[Place, str, Place]

ESSAIS = 20_000
"""How many triples are tried before saying that there may be an answer."""
_SANS_PERTE = {"Project", "Distinct", "Reduced", "OrderBy", "Slice", "Filter", "Extend", "ToMultiSet"}


def predicates_read(algebra: Any) -> frozenset[str] | None:
    """Return the predicates that a query looks at, None when it may look at any."""
    found: set[str] = set()
    for part in _parts(algebra):
        if isinstance(part, CompValue):
            for _, predicate, _ in _triples_of(part):
                names = _names(predicate)
                if names is None:
                    return None
                found |= names
    return frozenset(found)


def required(algebra: Any) -> tuple[Motif, ...]:
    """Return triple patterns that every answer of a query matches."""
    return tuple(dict.fromkeys(_required(algebra)))


def may_match(triples: Triplets, patterns: Sequence[Motif], bound: Mapping[str, Terme]) -> bool:
    """Tell whether all patterns match at once; true as well when that takes too long to know."""
    left = ESSAIS

    def search(rest: Sequence[Motif], known: dict[str, Terme]) -> bool:
        nonlocal left
        if not rest:
            return True

        def value(place: Place) -> Terme | None:
            return known.get(place[1]) if place[0] else place[1]  # type: ignore[arg-type]

        def freedom(pattern: Motif) -> int:
            return (value(pattern[0]) is None) + (value(pattern[2]) is None)

        chosen = min(rest, key=freedom)
        others = [pattern for pattern in rest if pattern is not chosen]
        subject, predicate, object_ = value(chosen[0]), chosen[1], value(chosen[2])
        for s, o in _matches(triples, subject, predicate, object_):
            left -= 1
            if left < 0:
                return True
            if chosen[0] == chosen[2] and s != o:
                continue
            more = {str(place[1]): term for place, term in ((chosen[0], s), (chosen[2], o)) if place[0]}
            if search(others, {**known, **more}):
                return True
        return False

    return search(patterns, dict(bound))


def _matches(
    triples: Triplets, subject: Terme | None, predicate: str, object_: Terme | None
) -> Iterator[tuple[Terme, Terme]]:
    if subject is not None:
        for o in triples.objects(subject, predicate):
            if object_ is None or o == object_:
                yield subject, o
    elif object_ is not None:
        for s in triples.inverse(predicate).get(object_, ()):
            yield s, object_
    else:
        for s, objects in triples.index(predicate).items():
            for o in objects:
                yield s, o


def _parts(value: Any) -> Iterator[Any]:
    """Yield the algebra and all that is in it."""
    yield value
    if isinstance(value, CompValue):
        for key, inner in value.items():
            if key != "_vars":
                yield from _parts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _parts(inner)


def _triples_of(pattern: CompValue) -> Iterator[tuple[Any, Any, Any]]:
    """Yield the triples of a pattern; those within EXISTS are still as the parser left them, in rows."""
    terms = list(_leaves(pattern["triples"])) if "triples" in pattern else []
    for start in range(0, len(terms), 3):
        yield terms[start], terms[start + 1], terms[start + 2]


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, (str, Path, CompValue)):
        yield value
    else:
        for inner in value:
            yield from _leaves(inner)


def _names(predicate: Node | Path) -> set[str] | None:
    """Return the predicates of a path; None when it may go anywhere."""
    if isinstance(predicate, URIRef):
        return {str(predicate)}
    if isinstance(predicate, MulPath) and predicate.mod != "+":  # no step at all: any node of the graph
        return None
    if isinstance(predicate, (MulPath, InvPath)):
        inner: list[Any] = [predicate.path if isinstance(predicate, MulPath) else predicate.arg]
    elif isinstance(predicate, (SequencePath, AlternativePath)):
        inner = list(predicate.args)
    else:
        return None
    names: set[str] = set()
    for one in inner:
        found = _names(one)
        if found is None:
            return None
        names |= found
    return names


def _required(part: Any) -> Iterator[Motif]:
    if not isinstance(part, CompValue):
        return
    if part.name == "BGP":
        for subject, predicate, value in _triples_of(part):
            if isinstance(predicate, URIRef):
                yield _place(subject), str(predicate), _place(value)
    elif part.name == "Join":
        yield from _required(part.p1)
        yield from _required(part.p2)
    elif part.name in ("LeftJoin", "Minus"):
        yield from _required(part.p1)
    elif part.name in _SANS_PERTE:
        yield from _required(part.p)
    elif part.name == "AggregateJoin" and part.p.expr:  # groups by something: without a row, no group
        yield from _required(part.p.p)


def _place(term: Node) -> Place:
    if isinstance(term, Variable):
        return True, str(term)
    named = depuis_rdflib(term)
    return isinstance(named, str) and named.startswith("_:"), named  # a blank node of a query is a variable
