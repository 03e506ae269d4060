"""What the graph says of one thing: the quads a document about it holds.

A description holds the thing, its parts one step away (signatures, the level below of a plan, evidence with its
selectors, the statements of a contradiction), the names and classes of what it points to, and what points to it (a page
of ``PAGE`` at a time), each quad with the graph that says it.
"""

from __future__ import annotations

import asyncio
import gzip
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from pactes.rdf.namespaces import PREFIXES
from pactes.store.terms import Term
from pactes.web.labels import batched_iris
from pactes.web.reader import Reader, Row, required, values

PAGE = 100  # inbound links of one page
BLOCK = 300
"""Inbound links that are put in order together: the engine takes some 50 microseconds for each (oxigraph 0.5), and a
family of contracts has thousands. The blocks follow each other as the engine finds them, the same for a release.
"""
_PARTS = 400  # parts of one description; the rest has descriptions of its own
_RDF_TYPE = PREFIXES["rdf"] + "type"


@dataclass(frozen=True)
class Description:
    """What is said of ``iri``.

    ``incoming`` is one page of the triples that point to it, ``more`` says if others follow.

    Quads are sorted; ``page`` counts from 1.
    """

    iri: str
    outgoing: tuple[Quad, ...]
    parts: tuple[Quad, ...] = ()
    incoming: tuple[Quad, ...] = ()
    context: tuple[Quad, ...] = ()
    page: int = 1
    more: bool = False

    @cached_property
    def quads(self) -> tuple[Quad, ...]:
        """All quads, each once: those that say something of the thing come first, all sorted."""
        found = {*self.outgoing, *self.parts, *self.incoming, *self.context}
        thing = f"<{self.iri}>"
        return tuple(sorted(found, key=lambda quad: (str(quad.subject) != thing, _order(quad))))

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The classes the thing is said to belong to, sorted."""
        terms = (quad.object for quad in self.outgoing if quad.predicate.value == _RDF_TYPE)
        return tuple(sorted({term.value for term in terms if isinstance(term, NamedNode)}))

    @cached_property
    def graphs(self) -> tuple[str, ...]:
        """The graphs that say something of the thing, sorted."""
        return tuple(sorted({_graph(quad) for quad in self.outgoing} - {""}))

    @cached_property
    def properties(self) -> dict[str, tuple[Term, ...]]:
        """What is said of the thing: property IRI → its values, each once, sorted."""
        found: dict[str, set[Term]] = defaultdict(set)
        for quad in self.outgoing:
            found[quad.predicate.value].add(quad.object)
        return {name: tuple(sorted(terms, key=str)) for name, terms in sorted(found.items())}

    def one(self, prefixed: str) -> Term | None:
        """Return the first value of a property given by its IRI, None when it has none."""
        return next(iter(self.properties.get(prefixed, ())), None)


def _graph(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""


def _order(quad: Quad) -> tuple[str, str, str, str]:
    return (str(quad.subject), quad.predicate.value, str(quad.object), _graph(quad))


def _quad(row: Row, subject: str | None = None) -> Quad:
    graph, node = row.get("g"), NamedNode(subject) if subject else row["s"]
    if not isinstance(node, NamedNode | BlankNode):
        raise ValueError(f"{node} ne peut pas être le sujet d'un triplet.")
    return Quad(node, NamedNode(required(row, "p")), row["o"], graph if isinstance(graph, NamedNode) else None)


def _quads(rows: Iterable[Row], subject: str | None = None) -> tuple[Quad, ...]:
    return tuple(sorted({_quad(row, subject) for row in rows}, key=_order))


async def exists(reader: Reader, iri: str) -> bool:
    """Tell whether the graph says anything of ``iri``: as a subject, in any graph."""
    return bool(await reader.select(f"SELECT ?p WHERE {{ {NamedNode(iri)} ?p ?o }} LIMIT 1"))


async def describe(reader: Reader, iri: str, page: int = 1, *, whole: bool = True) -> Description | None:
    """Return the description of ``iri``, None when nothing has it as a subject.

    ``page`` chooses which inbound links it holds; without ``whole`` it has neither parts nor names (a page of ours asks
    for those it prints). Raises ValueError when ``iri`` is no valid IRI.
    """
    node = str(NamedNode(iri))
    outgoing = _quads(await reader.select(f"SELECT ?g ?p ?o WHERE {{ GRAPH ?g {{ {node} ?p ?o }} }}"), iri)
    if not outgoing:
        return None
    if not whole:
        incoming, more = await _incoming(reader, node, iri, page)
        return Description(iri, outgoing, incoming=incoming, page=page, more=more)
    (incoming, more), parts = await asyncio.gather(_incoming(reader, node, iri, page), _parts(reader, node))
    pointed = (
        {
            term.value
            for quad in (*outgoing, *parts, *incoming)
            for term in (quad.subject, quad.predicate, quad.object)
            if isinstance(term, NamedNode)
        }
        - {str(quad.subject)[1:-1] for quad in parts}
        - {iri}
    )
    return Description(iri, outgoing, parts, incoming, await _names(reader, pointed), page, more)


def dumped_graph(path: Path, graph: str) -> tuple[Quad, ...]:
    """Return the quads of a named graph from its dump (compressed Turtle), sorted: a large one is too much for a query.

    It takes seconds for a large graph: call it away from the event loop.
    """
    node = NamedNode(graph)
    with gzip.open(path) as stream:
        triples = parse(stream, format=RdfFormat.TURTLE)  # type: ignore[arg-type]  # any reader of bytes will do
        quads = {Quad(quad.subject, quad.predicate, quad.object, node) for quad in triples}
    return tuple(sorted(quads, key=_order))


async def whole_graph(reader: Reader, graph: str, limit: int | None = None) -> tuple[Quad, ...]:
    """Return the quads of a named graph (at most ``limit``), sorted; none when there is no such graph."""
    node = NamedNode(graph)
    bound = f" LIMIT {limit}" if limit else ""
    rows = await reader.select(f"SELECT ?s ?p ?o WHERE {{ GRAPH {node} {{ ?s ?p ?o }} }}{bound}")
    return _quads({**row, "g": node} for row in rows)


async def concepts_of(reader: Reader, scheme: str) -> tuple[Quad, ...]:
    """Return what is said of the concepts of a vocabulary, sorted."""
    node = NamedNode(scheme)
    return _quads(
        await reader.select(f"SELECT ?g ?s ?p ?o WHERE {{ ?s skos:inScheme {node} . GRAPH ?g {{ ?s ?p ?o }} }}")
    )


async def vocabularies_of(reader: Reader, start: str) -> tuple[Quad, ...]:
    """Return what is said of the vocabularies whose IRIs begin by ``start``, their concepts apart, sorted."""
    return _quads(
        await reader.select(
            "SELECT ?g ?s ?p ?o WHERE { ?s a skos:ConceptScheme . GRAPH ?g { ?s ?p ?o } "
            f"FILTER(STRSTARTS(STR(?s), {Literal(start)}) && ?p != skos:hasTopConcept) }}"
        )
    )


async def _incoming(reader: Reader, node: str, iri: str, page: int) -> tuple[tuple[Quad, ...], bool]:
    links = f"SELECT ?g ?s ?p WHERE {{ GRAPH ?g {{ ?s ?p {node} }} FILTER(isIRI(?s)) }}"
    block, begin = divmod((page - 1) * PAGE, BLOCK)
    rows = await reader.select(
        f"SELECT ?g ?s ?p WHERE {{ {{ {links} LIMIT {BLOCK} OFFSET {block * BLOCK} }} }} ORDER BY ?p ?s ?g "
        f"LIMIT {PAGE + 1} OFFSET {begin}"
    )
    more = len(rows) > PAGE
    if len(rows) == PAGE and begin + PAGE == BLOCK:
        more = bool(await reader.select(f"{links} LIMIT 1 OFFSET {(block + 1) * BLOCK}"))
    return _quads({**row, "o": NamedNode(iri)} for row in rows[:PAGE]), more


async def _parts(reader: Reader, node: str) -> tuple[Quad, ...]:
    """What belongs to the thing so closely that its document tells it: one step, and the selectors of its evidence."""
    rows = await reader.select(
        "SELECT DISTINCT ?part WHERE { "
        f"{{ {node} pactes:preuve|pactes:signature|pactes:enonce|oa:hasSelector ?part }} UNION "
        f"{{ {node} pactes:preuve/oa:hasSelector ?part }} UNION "
        f"{{ ?part pactes:sujet {node} ; a pactes:Enonce }} UNION "
        # Of a plan, the level below.
        f"{{ ?part dcterms:isPartOf {node} ; a ?level "
        "FILTER(?level IN (pactes:Axe, pactes:Objectif, pactes:Action)) } "
        f"FILTER(isIRI(?part)) }} ORDER BY ?part LIMIT {_PARTS}"
    )
    parts = {required(row, "part") for row in rows}
    found: set[Quad] = set()
    for batch in batched_iris(parts):
        found.update(
            _quads(
                await reader.select(
                    f"SELECT ?g ?s ?p ?o WHERE {{ VALUES ?s {{ {values(batch)} }} GRAPH ?g {{ ?s ?p ?o }} }}"
                )
            )
        )
    return tuple(sorted(found, key=_order))


async def _names(reader: Reader, iris: Iterable[str]) -> tuple[Quad, ...]:
    """The names and classes of what a description points to, so that it can be read on its own."""
    found: set[Quad] = set()
    for batch in batched_iris(iris):
        found.update(
            _quads(
                await reader.select(
                    f"SELECT ?g ?s ?p ?o WHERE {{ VALUES ?s {{ {values(batch)} }} "
                    "GRAPH ?g { ?s ?p ?o } FILTER(?p IN (rdfs:label, skos:prefLabel, rdf:type)) }"
                )
            )
        )
    # That a property is a property and a class a class is not worth the room.
    found = {q for q in found if q.predicate.value != _RDF_TYPE or f"<{reader.base}def#" not in str(q.subject)}
    return tuple(sorted(found, key=_order))


def about(document: str, description: Description, licence: str, dataset: str) -> tuple[Quad, ...]:
    """Return what a document says of itself: its subject, licence, dataset and the graphs it is drawn from."""
    node = NamedNode(document)
    stated: list[tuple[str, NamedNode | Literal]] = [
        (_RDF_TYPE, NamedNode(PREFIXES["foaf"] + "Document")),
        (PREFIXES["foaf"] + "primaryTopic", NamedNode(description.iri)),
        (PREFIXES["dcterms"] + "license", NamedNode(licence)),
        (PREFIXES["void"] + "inDataset", NamedNode(dataset)),
    ]
    stated += [(PREFIXES["prov"] + "wasDerivedFrom", NamedNode(graph)) for graph in description.graphs]
    return tuple(Quad(node, NamedNode(name), value) for name, value in stated)
