"""What the page of a difference shows: figures, then the things that were added, removed and changed, by kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from pactes.release.diff import ADDED, CHANGED, OTHER, REMOVED, Difference, Thing
from pactes.web.views.common import Visit
from pactes.web.views.kinds import PLURALS

SHOWN = 100
"""Things of a kind that are named."""

VALUES = 12
"""Properties of a changed thing that are shown."""

_QUIET = frozenset({"Passage", "Enonce", OTHER})
"""Kinds that are counted, not named: they follow the text."""

_LONG = 160


@dataclass(frozen=True, slots=True)
class ChangedProperty:
    """A property of a thing, its values before and after."""

    iri: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedThing:
    """A thing to name: its page is in the version that has it."""

    label: str
    href: str
    status: str
    properties: tuple[ChangedProperty, ...]


@dataclass(frozen=True, slots=True)
class ChangedKind:
    """Things of one kind; ``more`` counts those that are not named."""

    name: str
    counts: Mapping[str, int]
    things: tuple[ChangedThing, ...]
    more: int


def difference_view(told: Difference, visit: Visit, a: str, b: str, held: frozenset[str]) -> dict[str, Any]:
    """Return what ``difference.html`` prints.

    ``a`` and ``b`` are how the address calls the versions, ``held`` the graphs of ``b``: a graph that is not among them
    is to be seen in ``a``.
    """
    by_kind: dict[str, list[Thing]] = defaultdict(list)
    for thing in told.things:
        by_kind[thing.kind].append(thing)
    kinds = []
    for kind, counts in told.kinds.items():
        name = visit.language.gettext(PLURALS[kind]) if kind in PLURALS else kind
        things = () if kind in _QUIET else tuple(_thing(thing, visit, a, b) for thing in by_kind[kind][:SHOWN])
        total = sum(counts.values())
        kinds.append(ChangedKind(name.capitalize(), counts, things, 0 if kind in _QUIET else total - len(things)))
    return {
        "difference": told,
        "a": a,
        "b": b,
        "genres": kinds,
        "graphes": [
            (graph.rsplit("/", 1)[-1], _where(graph, visit, b if graph in held else a), counts)
            for graph, counts in told.graphs.items()
        ],
        "marques": {ADDED: "+", REMOVED: "−", CHANGED: "≠"},
    }


def _thing(thing: Thing, visit: Visit, a: str, b: str) -> ChangedThing:
    href = _where(thing.iri, visit, a if thing.status == REMOVED else b)
    return ChangedThing(thing.label or thing.iri, href, thing.status, _properties(thing))


def _where(iri: str, visit: Visit, version: str) -> str:
    path = visit.addresses.local_path(iri)
    return visit.addresses.url(f"/version/{version}{path}") if path else iri


def _properties(thing: Thing) -> tuple[ChangedProperty, ...]:
    """Return what changed of a thing; of one that came or went, its name says enough."""
    if thing.status != CHANGED:
        return ()
    found: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for rank, lines in enumerate((thing.removed, thing.added)):
        for quad in ox.parse("\n".join(lines).encode(), format=ox.RdfFormat.N_QUADS):
            found[quad.predicate.value][rank].add(_said(quad.object))
    changed = [
        ChangedProperty(iri, tuple(sorted(before - after)), tuple(sorted(after - before)))
        for iri, (before, after) in sorted(found.items())
    ]
    return tuple(one for one in changed if one.before or one.after)[:VALUES]


def _said(term: Any) -> str:
    value = str(term.value) if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode) else str(term)
    return value if len(value) <= _LONG else f"{value[:_LONG]}…"
