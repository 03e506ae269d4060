"""The answer to a query as people read it: a page of rows with typed columns, a truth value, or readable Turtle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

import pyoxigraph as ox

from pactes.rdf.namespaces import PREFIXES
from pactes.store import QueryResult, ResultKind
from pactes.web.labels import labels
from pactes.web.sparql_turtle import Line, turtle
from pactes.web.views.common import Value, Visit, shown

ROWS = 200
"""Rows of a page of the table; files have them all."""
DRAWN = 1000
"""Rows of a page that also shows a picture of them."""

_XSD = PREFIXES["xsd"]
_TYPE = PREFIXES["rdf"] + "type"
_NUMBERS = frozenset(
    _XSD + name
    for name in (
        *("integer", "decimal", "double", "float", "long", "int", "short", "byte", "unsignedInt", "unsignedLong"),
        *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
    )
)
_DATES = frozenset(_XSD + name for name in ("date", "dateTime", "gYear", "gYearMonth"))


@dataclass(frozen=True, slots=True)
class Parsed:
    """A part of a result: its names and some of its rows, or a truth value; ``total`` counts all its rows.

    ``first`` is the number of rows before the first one of the part.
    """

    kind: ResultKind
    names: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    total: int = 0
    first: int = 0
    boolean: bool | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name, and what it holds (``nombre``, ``date``, ``iri``, ``texte``, ``vide``)."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a table: how it is shown, what machines read (a number, a date, an IRI), its language tag to show."""

    value: Value
    raw: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of an answer; ``page`` and ``pages`` count from 1. ``turtle`` are the lines of an answer that is RDF."""

    kind: str
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Cell | None, ...], ...] = ()
    turtle: tuple[Line, ...] = ()
    total: int = 0
    first: int = 0
    shown: int = 0
    page: int = 1
    pages: int = 1
    boolean: bool | None = None


def parse(result: QueryResult, page: int, size: int) -> Parsed:
    """Return the rows of page ``page`` (from 1; the last one when there are fewer) of ``size`` rows of a result."""
    body = result.read()
    if result.kind is ResultKind.GRAPH:
        # Sorted: an engine gives its triples in no order.
        triples = sorted((quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)), key=_order)
        rows = [(triple.subject, triple.predicate, triple.object) for triple in triples]
        first = _first(page, size, len(rows))
        return Parsed(result.kind, ("s", "p", "o"), tuple(rows[first : first + size]), len(rows), first)
    parsed = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(parsed, ox.QueryBoolean):
        return Parsed(result.kind, boolean=bool(parsed))
    assert isinstance(parsed, ox.QuerySolutions)
    names = tuple(variable.value for variable in parsed.variables)
    before, kept = (page - 1) * size, []
    total = 0
    for solution in parsed:
        if before <= total < before + size:
            kept.append(tuple(solution))
        total += 1
    first = _first(page, size, total)
    if first != before:  # fewer pages than was thought: the last one
        again = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        assert isinstance(again, ox.QuerySolutions)
        kept = [tuple(solution) for solution in islice(again, first, first + size)]
    return Parsed(result.kind, names, tuple(kept), total, first)


def _order(triple: ox.Triple) -> tuple[object, ...]:
    """Return what triples are sorted by: what a thing is comes first of what is said of it."""
    return str(triple.subject), triple.predicate.value != _TYPE, triple.predicate.value, str(triple.object)


def _first(page: int, size: int, total: int) -> int:
    """Return the rank of the first row of a page, that of the last page when there are fewer."""
    return min((page - 1) * size, max(0, (total - 1) // size * size))


async def answer(visit: Visit, parsed: Parsed, size: int) -> Answer:
    """Return a part of a result with the names of the things it holds; ``size`` is that of its pages."""
    if parsed.boolean is not None:
        return Answer("ask", boolean=parsed.boolean)
    iris = {term.value for row in parsed.rows for term in row if isinstance(term, ox.NamedNode)}
    known = await labels(visit.reader, (iri for iri in iris if visit.addresses.local_path(iri)), visit.language.code)
    part = Answer(
        "graphe" if parsed.kind is ResultKind.GRAPH else "table",
        total=parsed.total,
        first=parsed.first,
        shown=len(parsed.rows),
        page=parsed.first // size + 1,
        pages=max(1, -(-parsed.total // size)),
    )
    if parsed.kind is ResultKind.GRAPH:
        return replace(part, turtle=turtle(visit, parsed.rows, known))
    columns = tuple(Column(name, _kind([row[rank] for row in parsed.rows])) for rank, name in enumerate(parsed.names))

    def cell(term: Any) -> Cell | None:
        if term is None:
            return None
        if isinstance(term, ox.NamedNode):
            if not visit.addresses.is_web(term.value):
                return Cell(Value(term.value), term.value)
            name = known.get(term.value)
            text = name.value if name else short(visit, term.value)
            return Cell(Value(text, iri=term.value, language=name.language if name else None), term.value)
        if isinstance(term, ox.Literal):
            value = shown(visit, term)
            told = term.language if term.language and term.language != visit.language.code else None
            return Cell(value, term.value if _is_number(term) or term.datatype.value in _DATES else "", told)
        return Cell(Value(str(term)))

    rows = tuple(tuple(cell(term) for term in row) for row in parsed.rows)
    return replace(part, columns=columns, rows=rows)


def short(visit: Visit, iri: str) -> str:
    """Return an IRI with the prefix of the house where there is one, else as it is."""
    for prefix, address in PREFIXES.items():
        local = iri.removeprefix(address)
        if local != iri and local and "/" not in local and "#" not in local:
            return f"{prefix}:{local}"
    return iri


def _kind(terms: Sequence[Any]) -> str:
    """Return what a column holds, when all its values are of one kind."""
    held = [term for term in terms if term is not None]
    if not held:
        return "vide"
    for name, is_one in (("nombre", _is_number), ("date", _is_date), ("iri", _is_iri)):
        if all(map(is_one, held)):
            return name
    return "texte"


def _is_number(term: Any) -> bool:
    if not isinstance(term, ox.Literal) or term.datatype.value not in _NUMBERS:
        return False
    try:
        return Decimal(term.value).is_finite()
    except InvalidOperation:
        return False


def _is_date(term: Any) -> bool:
    return isinstance(term, ox.Literal) and term.datatype.value in _DATES


def _is_iri(term: Any) -> bool:
    return isinstance(term, ox.NamedNode)


def first_of(columns: Iterable[Column], *kinds: str) -> str | None:
    """Return the name of the first column of one of ``kinds``, None when there is none."""
    return next((column.name for column in columns if column.kind in kinds), None)
