"""What the pages of the ontology and of the shapes are written from: both graphs, and names for all they mention."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad, Triple

from pactes.rdf.namespaces import PREFIXES
from pactes.rdf.ontology import Ontology, ontology_of
from pactes.rdf.said import Term, iri
from pactes.web.descriptions import whole_graph
from pactes.web.labels import best, labels
from pactes.web.reader import prefixes
from pactes.web.views.common import Value, Visit, shown, shown_iri
from pactes.web.views.reference.rules import Teller, datatype_name
from pactes.web.views.reference.shape_graph import ShapeGraph, shape_graph


@dataclass(frozen=True)
class Book:
    """The ontology and the shapes, and how their terms are named and linked for one visit."""

    visit: Visit
    ontology: Ontology
    shapes: ShapeGraph
    names: Mapping[str, Literal]
    quads: tuple[Quad, ...] = ()  # of the ontology that is served

    @property
    def teller(self) -> Teller:
        """Who tells the rules of the shapes."""
        return Teller(self.shapes.known, self.link, self.visit.language)

    def link(self, iri: str) -> Value:
        """Return a link to a term, a shape or a thing by its name; a datatype is told in words."""
        if words := datatype_name(self.visit.language, iri):
            return Value(words)
        return shown_iri(self.visit, iri, self.names)

    def links(self, iris: Iterable[str]) -> tuple[Value, ...]:
        """Return links, in the order of their texts."""
        return tuple(
            sorted((self.link(iri) for iri in dict.fromkeys(iris)), key=lambda value: alphabetical(value.text))
        )

    def text(self, literals: Iterable[Literal]) -> Value | None:
        """Return the text in the language of the visit, else in French."""
        chosen = best(literals, self.visit.language.code)
        return Value(chosen.value, language=chosen.language) if chosen else None

    def values(self, terms: Iterable[Term]) -> tuple[Value, ...]:
        """Return terms as they are shown."""
        return tuple(
            shown(self.visit, term) if isinstance(term, Literal) else self.link(term.value)
            for term in terms
            if isinstance(term, Literal | NamedNode)
        )

    def short(self, iri: str) -> str:
        """Return the prefixed name of an IRI (``dcterms:title``), the IRI itself where no prefix is known."""
        return prefixed(iri, self.visit.base)


def prefixed(iri: str, base: str) -> str:
    """Return the prefixed name of an IRI (``dcterms:title``), the IRI itself where no prefix is known."""
    known = ((name, space) for name, space in prefixes(base).items() if iri.startswith(space))
    name, space = max(known, key=lambda pair: len(pair[1]), default=("", ""))
    return f"{name}:{iri.removeprefix(space)}" if space else iri


def told_once(quads: Iterable[Quad], language: str, properties: Iterable[str]) -> tuple[Quad, ...]:
    """Return what search engines are told of terms: some properties (prefixed), in one language."""
    kept = {iri(short) for short in properties}
    return tuple(
        quad
        for quad in quads
        if quad.predicate.value in kept
        and not (isinstance(quad.object, Literal) and quad.object.language not in (None, language))
    )


def alphabetical(text: str) -> str:
    """Return a key under which accents and capitals do not count."""
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


async def open_book(visit: Visit, terms: Iterable[Triple | Quad] | None = None) -> Book:
    """Return the ontology and the shapes of the release that is served; ``terms`` are those of another ontology."""
    graph = f"{visit.base}graphe/"
    ontology, shapes = await asyncio.gather(
        whole_graph(visit.reader, graph + "ontologie"), whole_graph(visit.reader, graph + "shapes")
    )
    given = tuple(terms) if terms is not None else ontology
    mentioned = {
        term.value
        for triple in (*given, *shapes)
        for term in (triple.subject, triple.predicate, triple.object)
        if isinstance(term, NamedNode) and not term.value.startswith(PREFIXES["xsd"])
    }
    names = await labels(visit.reader, mentioned, visit.language.code)
    return Book(visit, ontology_of(given, visit.base), shape_graph(shapes, visit.base), names, ontology)
