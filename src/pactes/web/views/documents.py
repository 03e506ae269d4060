"""The pages of a document (its whole text, with what is drawn from it) and of a passage (the quote in its context)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pyoxigraph import Literal, NamedNode

from pactes.rdf.namespaces import PREFIXES
from pactes.web.descriptions import Description
from pactes.web.labels import labels
from pactes.web.reader import required, text
from pactes.web.views.common import PASSAGE, Value, Visit, as_evidence, shown_iri
from pactes.web.views.kinds import PLURALS
from pactes.web.views.lists import count

CONTEXT_LINES = 3  # lines of text shown before and after a passage


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage in the text: code points ``start`` to ``end`` (excluded), and the things that rest on it."""

    iri: str
    start: int
    end: int
    things: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text of one line; ``mark`` is the shortest passage that covers it, None where there is none."""

    text: str
    mark: Mark | None = None
    opens: tuple[Mark, ...] = ()  # passages that begin here


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text (1-based), and the passages that begin on it."""

    number: int
    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether the line shows nothing."""
        return not any(piece.text.strip() for piece in self.pieces)


def lines_of(source: str, marks: Sequence[Mark], first: int = 1, last: int | None = None) -> tuple[Line, ...]:
    """Cut a text into lines and pieces, each piece under the shortest passage that covers it.

    ``first`` and ``last`` bound the lines returned (1-based, both included).
    """
    ordered = sorted(
        (mark for mark in marks if 0 <= mark.start < mark.end <= len(source)), key=lambda mark: (mark.start, mark.end)
    )
    found: list[Line] = []
    offset, following = 0, 0
    open_marks: list[Mark] = []
    for number, line in enumerate(source.split("\n"), start=1):
        end = offset + len(line)
        begun: list[Mark] = []
        while following < len(ordered) and ordered[following].start <= end:
            begun.append(ordered[following])
            following += 1
        open_marks = [mark for mark in open_marks if mark.end > offset] + begun
        if number >= first and (last is None or number <= last):
            found.append(Line(number, _pieces(source, offset, end, open_marks), tuple(begun)))
        if last is not None and number >= last:
            break
        offset = end + 1
    return tuple(found)


def _pieces(source: str, start: int, end: int, marks: Sequence[Mark]) -> tuple[Piece, ...]:
    cuts = {start, end}
    for mark in marks:
        cuts.update(point for point in (mark.start, mark.end) if start < point < end)
    bounds = sorted(cuts)
    pieces = []
    for left, right in pairwise(bounds):
        covering = [mark for mark in marks if mark.start <= left and right <= mark.end]
        shortest = min(covering, key=lambda mark: (mark.end - mark.start, mark.start), default=None)
        pieces.append(Piece(source[left:right], shortest, tuple(mark for mark in marks if mark.start == left)))
    return tuple(pieces)


async def marks_of(visit: Visit, document: str, within: tuple[int, int] | None = None) -> tuple[Mark, ...]:
    """Return the passages of a document (those that touch ``within`` when given) and what rests on each."""
    bounds = f"FILTER(?start < {within[1]} && ?end > {within[0]})" if within else ""
    rows = await visit.reader.select(
        f"SELECT DISTINCT ?passage ?start ?end ?thing WHERE {{ ?passage oa:hasSource {NamedNode(document)} ; "
        f"oa:hasSelector ?position . ?position oa:start ?start ; oa:end ?end . {bounds} "
        "OPTIONAL { ?thing pactes:preuve ?passage FILTER(isIRI(?thing)) } } "
        "ORDER BY ?start ?end ?passage ?thing"
    )
    things: dict[str, list[str]] = defaultdict(list)
    spans: dict[str, tuple[int, int]] = {}
    for row in rows:
        iri = required(row, "passage")
        spans[iri] = (int(required(row, "start")), int(required(row, "end")))
        if thing := text(row, "thing"):
            things[iri].append(thing)
    names = await labels(visit.reader, (thing for group in things.values() for thing in group), visit.language.code)
    return tuple(
        Mark(iri, start, end, tuple(shown_iri(visit, thing, names) for thing in things[iri]))
        for iri, (start, end) in spans.items()
    )


async def load(visit: Visit, description: Description) -> dict[str, Any]:
    """A document: what it is, how much was read in it, and its whole text."""
    node = str(NamedNode(description.iri))
    source = await text_of(visit, description.iri)
    classes = await visit.reader.select(
        f"SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ ?thing pactes:preuve/oa:hasSource {node} ; a ?class "
        "FILTER(STRSTARTS(STR(?class), STR(pactes:))) } GROUP BY ?class ORDER BY DESC(?n) ?class"
    )
    names = await labels(visit.reader, (required(row, "class") for row in classes), visit.language.code)
    told = await visit.reader.select(
        f"SELECT DISTINCT ?c WHERE {{ ?c a pactes:Contrat ; pactes:preuve/oa:hasSource {node} }} ORDER BY ?c"
    )
    contract_names = await labels(visit.reader, (required(row, "c") for row in told), visit.language.code)
    marks = await marks_of(visit, description.iri) if source is not None else ()
    return {
        "lines": lines_of(source, marks) if source is not None else None,
        "passages": await count(visit, f"?passage oa:hasSource {node}", "passage"),
        "text_sha256": hashlib.sha256(source.encode()).hexdigest() if source is not None else None,
        "read_counts": tuple((_kind(visit, required(row, "class"), names), int(required(row, "n"))) for row in classes),
        "contracts_told": tuple(shown_iri(visit, required(row, "c"), contract_names) for row in told),
        "incoming_apart": [PREFIXES["oa"] + "hasSource"],
        "technical": [visit.term("empreinte"), visit.term("empreinteTexte")]
        + [PREFIXES["dcterms"] + name for name in ("format", "identifier", "source", "language", "rights")],
    }


def _kind(visit: Visit, iri: str, names: Mapping[str, Literal]) -> str:
    """Return the name of a class after a number."""
    name = iri.rsplit("#", 1)[-1]
    return visit.language.gettext(PLURALS[name]) if name in PLURALS else names[iri].value


async def passage(visit: Visit, description: Description) -> dict[str, Any]:
    """A passage: the quote in its context, and the things that rest on it."""
    node = str(NamedNode(description.iri))
    rows = await visit.reader.select(
        "SELECT ?passage ?document ?quote ?line ?page ?label ?start ?end ?before ?after WHERE { "
        f"VALUES ?passage {{ {node} }} {PASSAGE} "
        "OPTIONAL { ?passage oa:hasSelector ?position . ?position oa:start ?start ; oa:end ?end } "
        "OPTIONAL { ?passage oa:hasSelector/oa:prefix ?before } OPTIONAL { ?passage oa:hasSelector/oa:suffix ?after } }"
    )
    things = await visit.reader.select(
        f"SELECT DISTINCT ?thing WHERE {{ ?thing pactes:preuve {node} }} ORDER BY ?thing"
    )
    iris = [required(row, "thing") for row in things]
    names = await labels(visit.reader, iris, visit.language.code)
    found: dict[str, Any] = {
        "quote": None,
        "context": None,
        "resting": tuple(shown_iri(visit, iri, names) for iri in iris),
        "incoming_apart": [visit.term("preuve")],
        "shown_apart": [PREFIXES["oa"] + "hasSource", visit.term("ligne"), visit.term("page")],
    }
    if rows:
        row = rows[0]
        found["quote"] = as_evidence(row)
        found["before"], found["after"] = text(row, "before"), text(row, "after")
        source = await text_of(visit, required(row, "document"))
        if source is not None and text(row, "start") and text(row, "end"):
            mark = Mark(description.iri, int(required(row, "start")), int(required(row, "end")))
            found["context"] = in_context(source, mark)
    return found


async def text_of(visit: Visit, document: str) -> str | None:
    """Return the canonical text of a document, None when it is not here or is not the one that was read."""
    source = visit.texts(document)
    if source is None:
        return None
    rows = await visit.reader.select(f"SELECT ?h WHERE {{ {NamedNode(document)} pactes:empreinteTexte ?h }} LIMIT 1")
    # Only the text that was read: the source itself may hold a name that a decision withholds.
    same = bool(rows) and required(rows[0], "h") == hashlib.sha256(source.encode()).hexdigest()
    return source if same else None


def in_context(source: str, mark: Mark) -> tuple[Line, ...]:
    """Return the lines of a passage with some lines around it."""
    first = source.count("\n", 0, mark.start) + 1
    last = first + source.count("\n", mark.start, mark.end)
    return lines_of(source, [mark], max(1, first - CONTEXT_LINES), last + CONTEXT_LINES)
