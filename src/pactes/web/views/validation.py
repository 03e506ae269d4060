"""The page of the validation report of a release: what the shapes say of the data, by severity and by shape."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode

from pactes.rdf.namespaces import PREFIXES
from pactes.web.descriptions import Description
from pactes.web.labels import labels
from pactes.web.reader import Row, required, text, values
from pactes.web.views.common import Evidence, Value, Visit, evidence, shown_iri

SHOWN = 400
"""Results that the page shows; a release that has more has them in its files."""
_SH = PREFIXES["sh"]
_SEVERITIES = ("Violation", "Warning", "Info")


@dataclass(frozen=True, slots=True)
class Finding:
    """One result: the node, where it is said, what is wrong with it."""

    id: str
    node: Value
    message: str
    value: str | None
    graph: Value | None
    said: Evidence | None


@dataclass(frozen=True, slots=True)
class Rule:
    """The results of one shape; ``message`` is set when they all say the same, ``number`` counts all."""

    shape: Value
    number: int
    message: str | None
    remedy: str | None
    findings: tuple[Finding, ...]

    @property
    def valued(self) -> bool:
        """True when a result has a value to show."""
        return any(finding.value for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Level:
    """A severity: its name, its number of results, its shapes."""

    id: str
    title: str
    number: int
    rules: tuple[Rule, ...]


async def validation(visit: Visit, description: Description) -> dict[str, Any]:
    """Return what the page of the report prints: the verdict, the counts, and the results by severity and shape."""
    report = NamedNode(description.iri)
    counted = await visit.reader.select(
        f"SELECT ?severity ?shape (COUNT(*) AS ?n) WHERE {{ {report} sh:result ?r . ?r sh:resultSeverity ?severity ; "
        "sh:sourceShape ?shape } GROUP BY ?severity ?shape"
    )
    numbers = {
        (required(row, "severity").removeprefix(_SH), required(row, "shape")): int(required(row, "n"))
        for row in counted
    }
    rows = await visit.reader.select(
        "SELECT ?r ?severity ?shape ?node ?message ?value ?graph WHERE { "
        f"{report} sh:result ?r . ?r sh:resultSeverity ?severity ; sh:sourceShape ?shape ; sh:focusNode ?node ; "
        f'sh:resultMessage ?message FILTER(LANG(?message) = "{visit.language.code}") '
        "OPTIONAL { ?r sh:value ?value } OPTIONAL { ?r dcterms:source ?graph } } "
        f"ORDER BY ?severity ?shape ?graph ?node ?r LIMIT {SHOWN}"
    )
    told = await _by_shape(visit, rows)
    names = await labels(visit.reader, [shape for _, shape in numbers], visit.language.code)
    remedies = await _remedies(visit, [shape for _, shape in numbers])
    levels = []
    for severity, title in zip(_SEVERITIES, _titles(visit), strict=True):
        mine = sorted((-n, shape) for (kind, shape), n in numbers.items() if kind == severity)
        rules = tuple(
            _rule(shown_iri(visit, shape, names), -n, remedies.get(shape), told[severity, shape]) for n, shape in mine
        )
        levels.append(Level(severity.lower(), title, sum(rule.number for rule in rules), rules))
    conforms = description.one(f"{_SH}conforms")
    total = sum(numbers.values())
    return {
        "conforme": isinstance(conforms, Literal) and conforms.value == "true",
        "niveaux": levels,
        "total": total,
        "hidden": total - len(rows),
        "shown_apart": [f"{_SH}{name}" for name in ("result", "conforms")],
        "incoming_apart": [PREFIXES["prov"] + "wasDerivedFrom"],
    }


def _titles(visit: Visit) -> tuple[str, str, str]:
    say = visit.language.gettext
    return say("Violations"), say("Avertissements"), say("Informations")


def _rule(shape: Value, number: int, remedy: str | None, findings: list[Finding]) -> Rule:
    messages = {finding.message for finding in findings}
    return Rule(shape, number, messages.pop() if len(messages) == 1 else None, remedy, tuple(findings))


async def _by_shape(visit: Visit, rows: list[Row]) -> Mapping[tuple[str, str], list[Finding]]:
    """Return the results of each severity and shape, with the names of what they are about and where it is said."""
    nodes = {required(row, "node") for row in rows if isinstance(row["node"], NamedNode)}
    graphs = {graph for row in rows if (graph := text(row, "graph"))}
    names = await labels(visit.reader, [*nodes, *graphs], visit.language.code)
    marks = await evidence(visit, nodes)
    found: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for row in rows:
        node, graph = required(row, "node"), text(row, "graph")
        finding = Finding(
            id=required(row, "r").rpartition("#")[2],
            node=shown_iri(visit, node, names) if node in nodes else Value(node),
            message=required(row, "message"),
            value=text(row, "value"),
            graph=shown_iri(visit, graph, names) if graph else None,
            said=next((mark for mark in marks.get(node, ()) if graph and _slug(mark.document) == _slug(graph)), None),
        )
        found[required(row, "severity").removeprefix(_SH), required(row, "shape")].append(finding)
    return found


def _slug(iri: str) -> str:
    """Return the last part of an IRI: a document and the graph of what it says share it."""
    return iri.rsplit("/", 1)[-1]


async def _remedies(visit: Visit, shapes: list[str]) -> Mapping[str, str]:
    """Return what each shape says to do, in the visitor's language."""
    if not shapes:
        return {}
    rows = await visit.reader.select(
        f"SELECT ?shape ?remedy WHERE {{ VALUES ?shape {{ {values(shapes)} }} ?shape sh:description ?remedy "
        f'FILTER(LANG(?remedy) = "{visit.language.code}") }}'
    )
    return {required(row, "shape"): required(row, "remedy") for row in rows}
