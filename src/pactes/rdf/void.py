"""The description of the dataset in figures (VoID), as a graph: it counts itself too, so that figures are those that
queries give.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS, VOID, XSD
from rdflib.term import Node

from pactes.rdf.iris import date, decimal, entier, graphe, iri
from pactes.rdf.namespaces import BASE, PACTES, PREFIXES
from pactes.rdf.publication import Publication

__all__ = ["void_graph"]

_ROUNDS = 12
_ROOTS = 50


@dataclass(slots=True)
class _Part:
    """Subjects and objects, each once, and triples, of a property or of a graph."""

    triples: int = 0
    subjects: set[Node] = field(default_factory=set)
    objects: set[Node] = field(default_factory=set)

    def take(self, subject: Node, value: Node) -> None:
        self.triples += 1
        self.subjects.add(subject)
        self.objects.add(_as_stored(value))


@dataclass(slots=True)
class _Counts:
    """The figures of a set of triples."""

    whole: _Part = field(default_factory=_Part)
    properties: dict[URIRef, _Part] = field(default_factory=lambda: defaultdict(_Part))
    classes: dict[URIRef, set[Node]] = field(default_factory=lambda: defaultdict(set))

    def take(self, triples: Iterable[tuple[Node, Node, Node]]) -> None:
        """Count triples; each is given once."""
        for subject, predicate, value in triples:
            self.whole.take(subject, value)
            self.properties[URIRef(str(predicate))].take(subject, value)
            if predicate == RDF.type:
                self.classes[URIRef(str(value))].add(subject)

    def copy(self) -> _Counts:
        """Return figures that may be added to."""
        return _Counts(
            _copy(self.whole),
            defaultdict(_Part, {name: _copy(part) for name, part in self.properties.items()}),
            defaultdict(set, {name: set(members) for name, members in self.classes.items()}),
        )


def _as_stored(term: Node) -> Node:
    """Return a term as the store keeps it: hand-written graphs say ``1.0`` for the decimal ``1``."""
    if isinstance(term, Literal) and term.datatype == XSD.decimal:
        return decimal(Decimal(str(term)))
    return term


def _copy(part: _Part) -> _Part:
    return _Part(part.triples, set(part.subjects), set(part.objects))


def void_graph(graphs: Mapping[URIRef, Graph], publication: Publication) -> Graph:
    """Return the description of ``graphs`` (by IRI) and of itself.

    Its figures depend on it: it is made again until nothing changes any more. Figures can in theory chase each other (a
    number that is itself an object); then those of the last round stay.
    """
    held = {triple for graph in graphs.values() for triple in graph}
    counts = _Counts()
    counts.take(held)
    parts = {name: _part_of(graph) for name, graph in graphs.items()}
    described = _describe(counts, parts, publication)
    for _ in range(_ROUNDS):
        whole = counts.copy()
        whole.take(triple for triple in described if triple not in held)
        again = _describe(whole, {**parts, graphe("void"): _part_of(described)}, publication)
        if set(again) == set(described):
            break
        described = again
    return described


def _part_of(graph: Graph) -> _Part:
    part = _Part()
    for subject, _, value in graph:
        part.take(subject, value)
    return part


def _describe(counts: _Counts, parts: Mapping[URIRef, _Part], publication: Publication) -> Graph:
    graph = Graph()
    dataset = iri("jeu/pactes")
    graph.add((dataset, RDF.type, VOID.Dataset))
    graph.add((dataset, DCTERMS.title, Literal(publication.title, lang="fr")))
    if publication.title_en:
        graph.add((dataset, DCTERMS.title, Literal(publication.title_en, lang="en")))
    graph.add((dataset, DCTERMS.license, URIRef(publication.licence)))
    graph.add((dataset, DCTERMS.publisher, iri("equipe")))
    graph.add((dataset, DCTERMS.modified, date(publication.date)))
    graph.add((dataset, VOID.uriSpace, Literal(f"{BASE}id/")))
    graph.add((dataset, VOID.sparqlEndpoint, iri("sparql")))
    _figures(graph, dataset, counts.whole)
    graph.add((dataset, VOID.classes, entier(len(counts.classes))))
    graph.add((dataset, VOID.properties, entier(len(counts.properties))))
    documents = sorted(counts.classes.get(URIRef(PACTES.Document), ()), key=str)
    graph.add((dataset, VOID.documents, entier(len(documents))))
    for document in documents[:_ROOTS]:
        graph.add((dataset, VOID.rootResource, document))
    for kind in (PACTES.Contrat, PACTES.Document):
        example = min(counts.classes.get(URIRef(kind), ()), key=str, default=None)
        if example is not None:
            graph.add((dataset, VOID.exampleResource, example))
    used = [*counts.classes, *counts.properties]
    for address in sorted(set(PREFIXES.values())):
        if any(name.startswith(address) and not {"/", "#"} & set(name[len(address) :]) for name in used):
            graph.add((dataset, VOID.vocabulary, URIRef(address)))
    names = _names(used)
    for classe, members in counts.classes.items():
        part = iri(f"jeu/pactes#classe-{names[classe]}")
        graph.add((dataset, VOID.classPartition, part))
        graph.add((part, RDF.type, VOID.Dataset))
        graph.add((part, VOID["class"], classe))
        graph.add((part, VOID.entities, entier(len(members))))
    for name, told in counts.properties.items():
        part = iri(f"jeu/pactes#propriete-{names[name]}")
        graph.add((dataset, VOID.propertyPartition, part))
        graph.add((part, RDF.type, VOID.Dataset))
        graph.add((part, VOID.property, name))
        _figures(graph, part, told, entities=False)
    for name, told in parts.items():
        graph.add((dataset, VOID.subset, name))
        graph.add((name, RDF.type, VOID.Dataset))
        graph.add((name, VOID.dataDump, iri(f"dump/{name.rsplit('/', 1)[1]}.ttl.gz")))
        _figures(graph, name, told)
    for file in ("pactes.nq.gz", "pactes.trig.gz"):
        graph.add((dataset, VOID.dataDump, iri(f"dump/{file}")))
    graph.add((dataset, RDFS.seeAlso, iri("catalogue")))
    return graph


def _figures(graph: Graph, node: URIRef, part: _Part, *, entities: bool = True) -> None:
    graph.add((node, VOID.triples, entier(part.triples)))
    graph.add((node, VOID.distinctSubjects, entier(len(part.subjects))))
    graph.add((node, VOID.distinctObjects, entier(len(part.objects))))
    if entities:
        things = sum(1 for subject in part.subjects if str(subject).startswith(f"{BASE}id/"))
        graph.add((node, VOID.entities, entier(things)))


def _names(terms: Iterable[URIRef]) -> dict[URIRef, str]:
    """Return a name for each term that is safe in a fragment: prefix and local name (ours: the local name)."""
    found = {}
    for term in terms:
        prefix, address = max(
            ((p, a) for p, a in PREFIXES.items() if term.startswith(a)), key=lambda pair: len(pair[1]), default=("", "")
        )
        local = "".join(c if c.isalnum() or c in "-_" else "-" for c in term[len(address) :])
        found[term] = local if prefix in ("", "pactes") else f"{prefix}-{local}"
    return found
