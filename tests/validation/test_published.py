"""The graphs under data/ttl, as committed: conformant, evidenced, and each property on the classes it is meant for."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS
from rdflib.term import Node

from pactes.rdf.namespaces import PACTES, PREFIXES
from pactes.validation import GrapheDeDonnees, Severite, load_ontology, read_graphs, validate

TTL = Path(__file__).parents[2] / "data" / "ttl"


@lru_cache(maxsize=1)
def graphes() -> tuple[GrapheDeDonnees, ...]:
    return tuple(read_graphs([TTL]))


@lru_cache(maxsize=1)
def reunis() -> Graph:
    graph = Graph()
    for data in graphes():
        for triple in data.graphe:
            graph.add(triple)
    return graph


def test_published_graphs_violate_no_shape() -> None:
    report = validate(graphes())
    assert [(r.fichier, r.noeud, r.message.fr) for r in report.resultats if r.severite is Severite.VIOLATION] == []


def test_every_organisation_and_territory_is_named_by_a_document() -> None:
    """Or took the place of one that is, or holds, in the registry, a territory that is."""
    union = reunis()
    named = set(union.subjects(PACTES.preuve))
    after = set(union.objects(None, DCTERMS.isReplacedBy))
    assert set(union.subjects(RDF.type, PACTES.Organisation)) - named - after == set()
    around = {o for p in (DCTERMS.isPartOf, DCTERMS.spatial, DCTERMS.isReplacedBy) for o in union.objects(None, p)}
    assert set(union.subjects(RDF.type, PACTES.Territoire)) - named - around == set()


def test_properties_are_used_on_the_classes_that_they_are_meant_for() -> None:
    union, ontology = reunis(), load_ontology()
    includes = URIRef(f"{PREFIXES['schema']}domainIncludes")
    meant = {p: set(ontology.objects(p, includes)) for p in ontology.subjects(includes, unique=True)}
    wrong: set[tuple[Node, Node]] = set()
    for subject, predicate, _ in union:
        if predicate in meant:
            kinds = {
                a for t in union.objects(subject, RDF.type) for a in ontology.transitive_objects(t, RDFS.subClassOf)
            }
            if not kinds & meant[predicate]:
                wrong.add((subject, predicate))
    assert wrong == set()
