"""The writer: what it writes reads back as the same graph, and the same graph gives the same bytes."""

from __future__ import annotations

import random

import pyoxigraph as ox
import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, RDFS, XSD

from pactes.rdf.namespaces import BASE, PREFIXES
from pactes.rdf.turtle import to_turtle

STRANGE = ['a"b', "a\\b", "l1\nl2\r\t", "é « œ » 漢 \U0001f600", "fin\\", "'''", "\x07\x1f\x7f", "a # b", "x@fr", " "]


def write(graph: Graph) -> str:
    return to_turtle(graph, base=BASE, prefixes=PREFIXES, comment="Graphe\nd'essai")


def strange_graph() -> Graph:
    graph = Graph()
    node = URIRef(f"{BASE}id/x/1.1")
    for text in STRANGE:
        graph.add((node, RDFS.comment, Literal(text)))
        graph.add((node, RDFS.label, Literal(text, lang="fr")))
    for lexical, kind in (
        ("1200000", XSD.decimal),
        ("0.5", XSD.decimal),
        ("-3", XSD.integer),
        ("true", XSD.boolean),
        ("2015", XSD.gYear),
        ("2015-02", XSD.gYearMonth),
        ("P6Y", XSD.duration),
    ):
        graph.add((node, RDF.value, Literal(lexical, datatype=kind, normalize=False)))
    for address in (f"{BASE}def#Contrat", f"{BASE}", f"{BASE}id/a:b", "http://x.fr/?a=b&c=(d)", f"{BASE}voc/x/1.1"):
        graph.add((URIRef(address), RDF.type, URIRef(f"{BASE}def#Contrat")))
    return graph


def test_it_reads_back_as_the_same_graph_in_rdflib_and_in_oxigraph():
    graph = strange_graph()
    text = write(graph)
    assert isomorphic(Graph().parse(data=text, format="turtle"), graph)
    quads = {(str(q.subject), str(q.predicate), str(q.object)) for q in ox.parse(text, format=ox.RdfFormat.TURTLE)}
    nt = graph.serialize(format="nt", encoding="utf-8")
    assert quads == {
        (str(q.subject), str(q.predicate), str(q.object)) for q in ox.parse(nt, format=ox.RdfFormat.N_TRIPLES)
    }


def test_order_of_insertion_changes_nothing():
    triples = list(strange_graph())
    expected = write(strange_graph())
    for seed in range(5):
        random.Random(seed).shuffle(triples)
        graph = Graph()
        for triple in triples:
            graph.add(triple)
        assert write(graph) == expected


def test_the_comment_opens_the_file_and_only_prefixes_in_use_are_declared():
    text = write(strange_graph())
    assert text.startswith("# Graphe\n# d'essai\n")
    assert "@prefix dcat:" not in text
    assert "@prefix pactes:" in text


def test_a_blank_node_is_refused():
    graph = Graph()
    graph.add((BNode(), RDF.type, RDFS.Resource))
    with pytest.raises(ValueError, match="anonyme"):
        write(graph)


def test_an_empty_graph_is_an_empty_file():
    assert len(Graph().parse(data=write(Graph()), format="turtle")) == 0
