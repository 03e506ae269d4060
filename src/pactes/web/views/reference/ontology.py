"""The page of the ontology: its terms, the drawing of its classes, what changed since the version before."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pyoxigraph import NamedNode
from starlette.concurrency import run_in_threadpool

from pactes.rdf.ontology import CLASS, LINK, OTHER, VALUE, Ontology, ontology_of
from pactes.rdf.ontology_changes import Change, changes
from pactes.rdf.ontology_versions import kept_triples, version_key
from pactes.rdf.said import iri
from pactes.web.descriptions import Description
from pactes.web.examples import Question, questions
from pactes.web.labels import labels
from pactes.web.reader import prefixes
from pactes.web.views.common import Value, Visit, shown_iri
from pactes.web.views.reference.book import Book, open_book, told_once
from pactes.web.views.reference.class_links import class_links, neighbourhoods, overview
from pactes.web.views.reference.model import ChangedTerm, Part, Step
from pactes.web.views.reference.shape_graph import terms_in
from pactes.web.views.reference.terms import Data, Writer
from pactes.web.views.reference.usage import classes_used, properties_used

_AT_TOP = frozenset(
    iri(short) for short in ("owl:versionInfo", "dcterms:modified", "dcterms:license", "dcterms:creator", "bibo:status")
)
"""What readers want to know of an ontology before its terms; the rest is at the foot of the page."""


_FOR_SEARCH = ("rdf:type", "rdfs:label", "skos:definition", "rdfs:isDefinedBy")
"""What search engines are told of each term."""


async def ontology(visit: Visit, description: Description) -> dict[str, Any]:
    """Return what the page of an ontology prints: the one that is served, or a version of it that is kept."""
    kept = description.iri.startswith(f"{visit.base}def/")
    book = await open_book(visit, description.context if kept else None)
    asked = questions(visit.language.code, visit.base)
    data = Data() if kept else await _data(book, asked)
    # Drawing and telling hundreds of rules takes a while: away from the event loop.
    return await run_in_threadpool(_page, book, data, asked, kept)


def _page(book: Book, data: Data, asked: tuple[Question, ...], kept: bool) -> dict[str, Any]:
    say, links = book.visit.language, class_links(book.ontology, book.shapes)
    drawing, common = overview(book, links)
    if kept:  # the shapes are those of now: they say nothing of what a former version asked
        book = replace(book, shapes=replace(book.shapes, known={}))
    mentions = book.shapes.mentions(book.ontology.namespace)
    writer = Writer(book, data, links, mentions, neighbourhoods(book, links))
    titles = (
        (CLASS, "classes", say.gettext("Classes")),
        (LINK, "liens", say.gettext("Propriétés qui lient deux choses")),
        (VALUE, "valeurs", say.gettext("Propriétés qui donnent une valeur")),
        (OTHER, "autres", say.gettext("Autres propriétés")),
    )
    parts = (Part(identifier, title, writer.terms(kind)) for kind, identifier, title in titles)
    header = book.ontology.header
    summary = book.text(header.literals("dcterms:description")) or book.text(header.literals("dcterms:abstract"))
    return {
        "parts": tuple(part for part in parts if part.terms),
        "drawing": drawing if drawing.boxes else None,
        "common": book.links(common),
        "version": book.ontology.version,
        "kept": kept,
        "steps": () if kept else _steps(book),
        "asked": asked if data.whole else (),
        "description_texte": summary,
        "shown_apart": [iri("dcterms:description"), iri("dcterms:abstract"), iri("dcterms:title")],
        "technical": [prop for prop in header.said if prop not in _AT_TOP],
        "severities": severities(book.visit),
        "schema_quads": () if kept else told_once(book.quads, say.code, _FOR_SEARCH),
    }


def severities(visit: Visit) -> Mapping[str, str]:
    """Return the names of severities, for people."""
    _ = visit.language.gettext
    return {"Violation": _("obligatoire"), "Warning": _("conseillé"), "Info": _("pour information")}


async def _data(book: Book, asked: Iterable[Question]) -> Data:
    """Return what the data and the questions show of each term."""
    visit, terms = book.visit, book.ontology
    classes = {term.iri for term in terms.of_kind(CLASS).values()}
    properties = {term.iri for term in terms.terms.values()} - classes
    used, having = await asyncio.gather(classes_used(visit, classes), properties_used(visit, properties))
    things = {thing for usage in (*used.values(), *having.values()) for thing in usage.examples}
    things |= {
        value.value
        for usage in having.values()
        for values in usage.values.values()
        for value in values
        if isinstance(value, NamedNode)
    }
    names = await labels(visit.reader, things, visit.language.code)
    return Data(
        used,
        having,
        {thing: _cut(shown_iri(visit, thing, names)) for thing in things},
        _asking(asked, prefixes(visit.base), terms.namespace),
        whole=True,
    )


_LONGEST = 90


def _cut(value: Value) -> Value:
    """Return a link whose text is not too long for an example."""
    if len(value.text) <= _LONGEST:
        return value
    return replace(value, text=value.text[:_LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:") + "…")


def _asking(
    asked: Iterable[Question], known: Mapping[str, str], namespace: str
) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return, for each term, the questions (name, title) whose query holds it."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for question in asked:
        for term in sorted(set(terms_in(question.query, known))):
            if term.startswith(namespace):
                found[term].append((question.slug, question.title))
    return {term: tuple(group) for term, group in found.items()}


def _steps(book: Book) -> tuple[Step, ...]:
    """Return what changed from each kept version to the next, up to the one that is served, the last change first."""
    served, base = book.ontology, book.visit.base
    kept = kept_triples(base)
    before = [
        ontology_of(triples, base) for name, triples in kept.items() if version_key(name) < version_key(served.version)
    ]
    chain = [*before, served]
    return tuple(_step(book, old, new) for old, new in zip(reversed(chain[:-1]), reversed(chain[1:]), strict=True))


def _step(book: Book, old: Ontology, new: Ontology) -> Step:
    return Step(old.version, new.version, tuple(_changed(book, change) for change in changes(old, new)))


def _changed(book: Book, change: Change) -> ChangedTerm:
    code, say = book.visit.language.code, book.visit.language.gettext
    languages = {"fr": say("français"), "en": say("anglais"), "": ""}
    details = []
    for detail in change.details:
        name = book.link(detail.property).text
        # What is written in the other language is told when it alone changed.
        if detail.language not in ("", code) and any(
            other.property == detail.property and other.language == code for other in change.details
        ):
            continue
        tongue = languages.get(detail.language, detail.language)
        if detail.language not in ("", code):
            name = f"{name} ({tongue})"
        details.append((name, book.values(detail.before), book.values(detail.after)))
    return ChangedTerm(
        change.name,
        change.what,
        f"#{change.name}" if change.name in book.ontology.terms else None,
        book.text(change.term.literals("rdfs:label")),
        book.text(change.reasons) if change.what == "deprecated" else None,
        book.links(change.replaced_by),
        tuple(details),
    )
