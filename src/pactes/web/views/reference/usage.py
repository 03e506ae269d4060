"""How the data use the terms: how many things, and which, to show as examples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from pactes.web.reader import required, text, values
from pactes.web.views.common import Visit

_PERSONAL = ("Signature", "Passage", "Enonce")
"""Classes whose texts may name the persons who sign: their things are linked as examples, their texts not copied."""


@dataclass(frozen=True, slots=True)
class Usage:
    """``count`` things of a class, or with a property; examples: things, with their values for a property."""

    count: int = 0
    examples: tuple[str, ...] = ()
    values: Mapping[str, tuple[Literal | NamedNode, ...]] = field(default_factory=dict)


async def classes_used(visit: Visit, classes: Iterable[str]) -> dict[str, Usage]:
    """Return how many things each class has, and the first and last ones as examples."""
    rows = await visit.reader.select(
        "SELECT ?t (COUNT(DISTINCT ?s) AS ?n) (MIN(?s) AS ?first) (MAX(?s) AS ?last) WHERE { "
        f"VALUES ?t {{ {values(classes)} }} ?s a ?t }} GROUP BY ?t"
    )
    return {
        required(row, "t"): Usage(
            int(required(row, "n")), tuple(dict.fromkeys([required(row, "first"), required(row, "last")]))
        )
        for row in rows
    }


async def properties_used(visit: Visit, properties: Iterable[str]) -> dict[str, Usage]:
    """Return how many things have each property, and the first of them with its values as an example."""
    rows = await visit.reader.select(
        "SELECT ?t (COUNT(DISTINCT ?s) AS ?n) (MIN(?s) AS ?first) WHERE { "
        f"VALUES ?t {{ {values(properties)} }} ?s ?t ?o }} GROUP BY ?t"
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
            int(required(row, "n")),
            (required(row, "first"),),
            {required(row, "first"): tuple(found[required(row, "t")])},
        )
        for row in rows
    }


def _may_name(row: Mapping[str, object], value: Literal) -> bool:
    return text(row, "personal") == "true" and value.datatype.value.endswith(("string", "langString"))  # type: ignore[arg-type]
