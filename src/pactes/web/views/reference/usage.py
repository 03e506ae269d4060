"""How the data use the terms: how many things, and which, to show as examples."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode
from starlette.concurrency import run_in_threadpool

from pactes.errors import ReleaseError
from pactes.release import open_release
from pactes.web.reader import Row, required, text, values
from pactes.web.views.common import Visit

_PERSONAL = ("Signature", "Passage", "Enonce")
"""Classes whose texts may name the persons who sign: their things are linked as examples, their texts not copied."""

_LOOKED_AT = 100
"""Things of which the examples are the first and the last."""


@dataclass(frozen=True, slots=True)
class Usage:
    """``count`` things of a class, or with a property; examples: things, with their values for a property."""

    count: int = 0
    examples: tuple[str, ...] = ()
    values: Mapping[str, tuple[Literal | NamedNode, ...]] = field(default_factory=dict)


async def classes_used(visit: Visit, classes: Iterable[str]) -> dict[str, Usage]:
    """Return how many things each class has, and the first and last ones as examples."""
    wanted = set(classes)
    counts, rows = await asyncio.gather(
        _counts(visit, "class", "entities", f"VALUES ?t {{ {values(wanted)} }} ?s a ?t"),
        _examples(visit, wanted, "?s a {term}"),
    )
    return {
        iri: Usage(counts.get(iri, 0), tuple(dict.fromkeys([required(row, "first"), required(row, "last")])))
        for row in rows
        if (iri := required(row, "t")) in wanted
    }


async def properties_used(visit: Visit, properties: Iterable[str]) -> dict[str, Usage]:
    """Return how many things have each property, and the first of them with its values as an example."""
    wanted = set(properties)
    counts, rows = await asyncio.gather(
        _counts(visit, "property", "distinctSubjects", f"VALUES ?t {{ {values(wanted)} }} ?s ?t ?o"),
        _examples(visit, wanted, "?s {term} ?o"),
    )
    first = {required(row, "t"): required(row, "first") for row in rows}
    pairs = " ".join(f"({NamedNode(prop)} {NamedNode(thing)})" for prop, thing in sorted(first.items()))
    told = await visit.reader.select(
        f"SELECT DISTINCT ?t ?o ?personal WHERE {{ VALUES (?t ?s) {{ {pairs} }} ?s ?t ?o "
        f"BIND(EXISTS {{ ?s a ?c FILTER(?c IN ({', '.join('pactes:' + name for name in _PERSONAL)})) }} AS ?personal) "
        "} ORDER BY ?t ?o"
    )
    found: dict[str, list[Literal | NamedNode]] = defaultdict(list)
    for row in told:
        value = row["o"]
        if isinstance(value, NamedNode) or (isinstance(value, Literal) and not _may_name(row, value)):
            found[required(row, "t")].append(value)
    return {
        required(row, "t"): Usage(
            counts.get(required(row, "t"), 0),
            (required(row, "first"),),
            {required(row, "first"): tuple(found[required(row, "t")])},
        )
        for row in rows
    }


def _may_name(row: Row, value: Literal) -> bool:
    return text(row, "personal") in ("true", "1") and value.datatype.value.endswith(("string", "langString"))


async def _examples(visit: Visit, terms: Iterable[str], pattern: str) -> list[Row]:
    """Return the first and last (``?first``, ``?last``) of the things that ``pattern`` finds for each term (``?t``).

    They are the first and last of as many as the engine finds first: to compare all of them reads the whole release.
    """
    branches = " UNION ".join(
        f"{{ SELECT ({node} AS ?t) (MIN(?s) AS ?first) (MAX(?s) AS ?last) WHERE "
        f"{{ {{ SELECT ?s WHERE {{ {pattern.format(term=node)} }} LIMIT {_LOOKED_AT} }} }} }}"
        for node in sorted(str(NamedNode(term)) for term in terms)
    )
    rows = await visit.reader.select(f"SELECT ?t ?first ?last WHERE {{ {branches} }}") if branches else []
    return [row for row in rows if text(row, "first")]


async def _counts(visit: Visit, kind: str, figure: str, pattern: str) -> dict[str, int]:
    """Return how many things ``pattern`` finds as ``?s`` for each ``?t``: as the figures of the release tell, else
    counted.
    """
    dataset = f"<{visit.base}jeu/pactes>"
    told = await visit.reader.select(
        f"SELECT DISTINCT ?total ?t ?n WHERE {{ GRAPH <{visit.base}graphe/void> {{ {dataset} void:triples ?total ; "
        f"void:{kind}Partition ?part . ?part void:{kind} ?t ; void:{figure} ?n }} }}"
    )
    if not told or int(required(told[0], "total")) != await run_in_threadpool(_triples, visit.release):
        told = await visit.reader.select(f"SELECT ?t (COUNT(DISTINCT ?s) AS ?n) WHERE {{ {pattern} }} GROUP BY ?t")
    return {required(row, "t"): int(required(row, "n")) for row in told}


def _triples(release: Path | None) -> int | None:
    """Return how many triples a release has, None where it is not on this machine."""
    try:
        return open_release(release).manifest.triples if release else None
    except (ReleaseError, OSError):
        return None
