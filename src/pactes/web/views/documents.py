"""The page of a document: what it is, what was read in it and where, and its whole text, part by part."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pyoxigraph import Literal, NamedNode
from starlette.concurrency import run_in_threadpool

from pactes.rdf.namespaces import PREFIXES
from pactes.web.descriptions import Description
from pactes.web.labels import labels
from pactes.web.reader import required, text, values
from pactes.web.views.common import Value, Visit, shown_iri, span_of
from pactes.web.views.kinds import PLURALS
from pactes.web.views.lists import disagreements
from pactes.web.views.not_understood import Missed, missed_of, review_of
from pactes.web.views.text_lines import Line, Mark, Piece, Run, laid_out, lines_of
from pactes.web.views.text_parts import cut, document_address

__all__ = ["Line", "Mark", "Piece", "lines_of", "load", "text_of"]

LISTED = 200  # things of one kind that are listed above the text
_CONTRADICTIONS = 20
_HEADINGS = 80


@dataclass(frozen=True, slots=True)
class Fact:
    """A thing that rests on a passage: code points ``start`` to ``end`` of the text, and the classes of the thing."""

    passage: str
    start: int
    end: int
    thing: str
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of facts of a document: how many things, and the page that marks only their passages."""

    name: str
    words: str
    count: int
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A thing read in the document, and where to read it there."""

    link: Value
    href: str
    line: int


async def load(visit: Visit, description: Description) -> dict[str, Any]:
    """Return what the template ``document.html`` prints beyond the statements."""
    iri = description.iri
    source, found = await text_of(visit, iri), await facts(visit, iri)
    names = await labels(visit.reader, {kind for fact in found for kind in fact.classes}, visit.language.code)
    parts = cut(source) if source is not None else None
    chosen = _chosen(visit, found)
    asked = visit.asked.get("partie", "")
    part = min(int(asked[:6]), len(parts)) if parts and asked.isdecimal() and int(asked[:6]) else 1
    review = await run_in_threadpool(review_of, visit, iri)
    with_missed = review is not None and "incompris" in visit.asked
    missed = await run_in_threadpool(missed_of, visit, iri) if with_missed else ()
    kept = [fact for fact in found if chosen is None or visit.term(chosen) in fact.classes]
    content: dict[str, Any] = {
        "runs": None,
        "parts": (),
        "headings": (),
        "review": review,
        "missed": _by_kind(missed),
        "with_missed": with_missed,
        "missed_href": document_address(visit, iri, 1, "incompris", incompris=1),
        "missed_line": lambda line: document_address(
            visit, iri, parts.of_line(line) if parts is not None else 1, f"L{line}", type=chosen, incompris=1
        ),
        "whole_href": document_address(visit, iri, 1, "texte"),
        "text_href": _text_address(visit, iri) if source is not None else None,
        "characters": len(source) if source is not None else None,
        "kinds": _kinds(visit, iri, found, names, chosen),
        "chosen": chosen,
        "listed": (),
        "listed_hidden": 0,
        "passages": len({fact.passage for fact in found}),
        "facts_in_all": len({fact.thing for fact in found}),
        "text_sha256": hashlib.sha256(source.encode()).hexdigest() if source is not None else None,
        "contracts_told": await _named(visit, found, "Contrat"),
        "disagreements": await _contradictions(visit, found),
        "disagreements_href": visit.addresses.url("/contradictions", document=iri),
        "measured": await measured(visit, iri),
        "text_of": await _text_of_contracts(visit, iri),
        # What points to a document is its passages, which the text shows.
        "renvois": (),
        "encore": False,
        "technical": [visit.term("empreinte"), visit.term("empreinteTexte")]
        + [PREFIXES["dcterms"] + name for name in ("format", "identifier", "source", "language")],
    }
    if source is not None and parts is not None:
        offsets = (*parts.offsets, len(source) + 1)
        lines = (*parts.lines, source.count("\n") + 2)
        begin, end = offsets[part - 1], offsets[part]
        here = [fact for fact in kept if fact.start < end and fact.end > begin]
        marks = await _marks(visit, here, names)
        marks += [Mark("", item.start, item.end, missed=item.kind) for item in missed]
        runs, headings = await run_in_threadpool(laid_out, source, marks, lines[part - 1], lines[part] - 1)
        content |= {
            "runs": await _with_pages(visit, iri, runs, here),
            "part": part,
            "parts": tuple(
                (number, document_address(visit, iri, number, "texte", type=chosen, incompris=with_missed or None))
                for number in range(1, len(parts) + 1)
            ),
            "headings": tuple(
                (head, document_address(visit, iri, parts.of_offset(head.offset), f"L{head.line}"))
                for head in _contents(headings)
            ),
        }
        if chosen is not None:
            content |= await _list(visit, iri, kept, parts, source)
    return content


async def facts(visit: Visit, document: str) -> tuple[Fact, ...]:
    """Return what rests on the passages of a document, in the order of its text."""
    rows = await visit.reader.select(
        f"SELECT DISTINCT ?passage ?thing ?class WHERE {{ ?passage oa:hasSource {NamedNode(document)} . "
        f"?thing pactes:preuve ?passage ; a ?class FILTER(STRSTARTS(STR(?class), STR(pactes:))) }}"
    )
    classes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        classes[required(row, "passage"), required(row, "thing")].add(required(row, "class"))
    found = []
    for (passage, thing), kinds in classes.items():
        start, end = span_of(passage)
        if start is not None and end is not None:
            found.append(Fact(passage, start, end, thing, tuple(sorted(kinds))))
    return tuple(sorted(found, key=lambda fact: (fact.start, fact.end, fact.thing)))


def _chosen(visit: Visit, found: Sequence[Fact]) -> str | None:
    """Return the kind that is asked for, None for all of them and for one that the document does not have."""
    name = visit.asked.get("type", "")
    return name if any(visit.term(name) in fact.classes for fact in found) else None


def _kinds(
    visit: Visit, document: str, found: Sequence[Fact], names: Mapping[str, Literal], chosen: str | None
) -> tuple[Kind, ...]:
    things: dict[str, set[str]] = defaultdict(set)
    for fact in found:
        for kind in fact.classes:
            things[kind].add(fact.thing)
    ordered = sorted(things.items(), key=lambda item: (-len(item[1]), item[0]))
    listed = []
    for iri, held in ordered:
        name = iri.rsplit("#", 1)[-1]
        words = visit.language.gettext(PLURALS[name]) if name in PLURALS else names[iri].value
        href = document_address(visit, document, 1, "texte", type=name)
        listed.append(Kind(name, words, len(held), href, name == chosen))
    return tuple(listed)


async def _marks(visit: Visit, found: Sequence[Fact], names: Mapping[str, Literal]) -> list[Mark]:
    things: dict[str, list[Fact]] = defaultdict(list)
    for fact in found:
        things[fact.passage].append(fact)
    told = await labels(visit.reader, {fact.thing for fact in found}, visit.language.code)
    return [
        Mark(iri, group[0].start, group[0].end, tuple(_of_kind(visit, fact, told, names) for fact in group))
        for iri, group in things.items()
    ]


def _of_kind(visit: Visit, fact: Fact, told: Mapping[str, Literal], names: Mapping[str, Literal]) -> Value:
    """Return a thing with the name of its kind (``raw``)."""
    return replace(shown_iri(visit, fact.thing, told), raw=names[fact.classes[-1]].value)


async def _with_pages(visit: Visit, document: str, runs: tuple[Run, ...], here: Sequence[Fact]) -> tuple[Run, ...]:
    """Say on which line each page begins, as far as passages tell their page."""
    rows = await visit.reader.select(
        f"SELECT ?page (MIN(?line) AS ?first) WHERE {{ ?p oa:hasSource {NamedNode(document)} ; pactes:page ?page ; "
        "pactes:ligne ?line } GROUP BY ?page"
    )
    first = {int(required(row, "first")): int(required(row, "page")) for row in rows if text(row, "page")}
    if not first:
        return runs
    return tuple(
        replace(run, lines=tuple(replace(line, page=first.get(line.number)) for line in run.lines)) for run in runs
    )


def _contents(headings: Sequence[Any]) -> Sequence[Any]:
    """Return the headings of the table of contents: as many levels as it has room for."""
    for deepest in (6, 4, 3, 2, 1):
        kept = [head for head in headings if head.level <= deepest]
        if len(kept) <= _HEADINGS:
            return kept
    return [head for head in headings if head.level == 1][:_HEADINGS]


async def _list(visit: Visit, document: str, kept: Sequence[Fact], parts: Any, source: str) -> dict[str, Any]:
    """Return the things of the chosen kind, each at its first passage."""
    first: dict[str, Fact] = {}
    for fact in kept:
        first.setdefault(fact.thing, fact)
    shown = list(first.values())[:LISTED]
    names = await labels(visit.reader, (fact.thing for fact in shown), visit.language.code)
    listed = tuple(
        Found(
            shown_iri(visit, fact.thing, names),
            document_address(
                visit, document, parts.of_offset(fact.start), f"p{fact.start}-{fact.end}", type=visit.asked.get("type")
            ),
            source.count("\n", 0, fact.start) + 1,
        )
        for fact in shown
    )
    return {"listed": listed, "listed_hidden": len(first) - len(shown)}


async def _named(visit: Visit, found: Iterable[Fact], kind: str) -> tuple[Value, ...]:
    iris = dict.fromkeys(fact.thing for fact in found if visit.term(kind) in fact.classes)
    names = await labels(visit.reader, iris, visit.language.code)
    return tuple(shown_iri(visit, iri, names) for iri in iris)


async def _text_of_contracts(visit: Visit, document: str) -> tuple[Value, ...]:
    """Return the contracts that the document is the text of."""
    rows = await visit.reader.select(
        f"SELECT DISTINCT ?c WHERE {{ ?c pactes:document {NamedNode(document)} }} ORDER BY ?c LIMIT 50"
    )
    names = await labels(visit.reader, (required(row, "c") for row in rows), visit.language.code)
    return tuple(shown_iri(visit, required(row, "c"), names) for row in rows)


async def _contradictions(visit: Visit, found: Iterable[Fact]) -> Any:
    iris = list(dict.fromkeys(fact.thing for fact in found if visit.term("Contradiction") in fact.classes))
    if not iris:
        return ()
    return await disagreements(visit, f"VALUES ?x {{ {values(iris[:_CONTRADICTIONS])} }}")


def _by_kind(missed: Sequence[Missed]) -> tuple[tuple[str, tuple[Missed, ...]], ...]:
    counts = Counter(item.kind for item in missed)
    return tuple((kind, tuple(item for item in missed if item.kind == kind)) for kind in counts)


def _text_address(visit: Visit, document: str) -> str:
    return f"{visit.addresses.root}/texte/{document.rsplit('/', 1)[-1]}.txt"


@dataclass(frozen=True, slots=True)
class Measured:
    """What extraction was worth, in hundredths: of what it says, how much is right; of what is said, how much it says.

    ``own`` says that it was measured on this very document.
    """

    own: bool
    precision: str
    recall: str


async def measured(visit: Visit, document: str) -> Measured | None:
    """Return the measured quality of the reading of a document, else of all that were measured; None without any."""
    slug = document.rsplit("/", 1)[-1]
    for own, path in ((True, f"reference/{slug}"), (False, "ensemble")):
        nodes = [f"{visit.base}id/mesure/{path}/{name}-ensemble" for name in ("precision", "rappel")]
        rows = await visit.reader.select(
            f"SELECT DISTINCT ?m ?v WHERE {{ VALUES ?m {{ {values(nodes)} }} ?m dqv:value ?v }}"
        )
        told = {required(row, "m"): float(required(row, "v")) for row in rows}
        if set(told) == set(nodes):
            precision, recall = (visit.language.number(f"{told[node] * 100:.0f}") for node in nodes)
            return Measured(own, precision, recall)
    return None


async def text_of(visit: Visit, document: str) -> str | None:
    """Return the canonical text of a document, None when it is not here or is not the one that was read."""
    source = visit.texts(document)
    if source is None:
        return None
    rows = await visit.reader.select(f"SELECT ?h WHERE {{ {NamedNode(document)} pactes:empreinteTexte ?h }} LIMIT 1")
    # Only the text that was read: the source itself may hold a name that a decision withholds.
    same = bool(rows) and required(rows[0], "h") == hashlib.sha256(source.encode()).hexdigest()
    return source if same else None
