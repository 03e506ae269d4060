"""The clients that people use, as they are: SPARQLWrapper, rdflib, curl."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
import SPARQLWrapper
from rdflib import RDFS, Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore

CONTRAT = "https://w3id.org/pactes/def#Contrat"
SELECT = f"SELECT ?c ?l {{ ?c a <{CONTRAT}> ; <{RDFS.label}> ?l }} ORDER BY ?c"
LABELS = ["Contrat d'essai, dit « A »", "Contrat B", "Contrat commun"]
CONSTRUCT = f"CONSTRUCT {{ ?c <{RDFS.label}> ?l }} WHERE {{ ?c a <{CONTRAT}> ; <{RDFS.label}> ?l }}"


@pytest.fixture
def wrapper(address: str) -> SPARQLWrapper.SPARQLWrapper:
    return SPARQLWrapper.SPARQLWrapper(address + "sparql")


@pytest.mark.parametrize("method", [SPARQLWrapper.GET, SPARQLWrapper.POST])
@pytest.mark.parametrize("form", [SPARQLWrapper.URLENCODED, SPARQLWrapper.POSTDIRECTLY])
def test_sparqlwrapper_asks_in_every_way(wrapper: SPARQLWrapper.SPARQLWrapper, method: str, form: str) -> None:
    wrapper.setQuery(SELECT)
    wrapper.setMethod(method)
    wrapper.setRequestMethod(form)
    wrapper.setReturnFormat(SPARQLWrapper.JSON)
    rows = wrapper.queryAndConvert()["results"]["bindings"]
    assert [row["l"]["value"] for row in rows] == LABELS


@pytest.mark.parametrize("form", [SPARQLWrapper.XML, SPARQLWrapper.CSV, SPARQLWrapper.TSV])
def test_sparqlwrapper_reads_every_table(wrapper: SPARQLWrapper.SPARQLWrapper, form: str) -> None:
    wrapper.setQuery(SELECT)
    wrapper.setReturnFormat(form)
    answer = wrapper.queryAndConvert()
    text = answer.toxml() if form == SPARQLWrapper.XML else answer.decode()
    assert all(label in text for label in LABELS)


@pytest.mark.parametrize("form", [SPARQLWrapper.TURTLE, SPARQLWrapper.N3, SPARQLWrapper.RDFXML, SPARQLWrapper.JSONLD])
# SPARQLWrapper builds what rdflib no longer likes.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_sparqlwrapper_reads_every_graph(wrapper: SPARQLWrapper.SPARQLWrapper, form: str) -> None:
    wrapper.setQuery(CONSTRUCT)
    wrapper.setReturnFormat(form)
    answer = wrapper.queryAndConvert()
    graph = answer if isinstance(answer, Graph) else Graph().parse(data=answer, format="turtle")
    assert sorted(map(str, graph.objects())) == sorted(LABELS)


def test_sparqlwrapper_chooses_the_dataset(wrapper: SPARQLWrapper.SPARQLWrapper) -> None:
    wrapper.addDefaultGraph("https://w3id.org/pactes/graphe/document-b")
    wrapper.setQuery(SELECT)
    wrapper.setReturnFormat(SPARQLWrapper.JSON)
    rows = wrapper.queryAndConvert()["results"]["bindings"]
    assert [row["l"]["value"] for row in rows] == LABELS[1:]


def test_sparqlwrapper_is_told_of_a_mistake(wrapper: SPARQLWrapper.SPARQLWrapper) -> None:
    wrapper.setQuery("SELECT * { ?s ?p }")
    with pytest.raises(SPARQLWrapper.SPARQLExceptions.QueryBadFormed, match="ligne 1"):
        wrapper.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_rdflib_store(address: str, method: str, form: str) -> None:
    graph = Graph(SPARQLStore(address + "sparql", method=method, returnFormat=form))
    rows = list(graph.query(SELECT))
    assert [str(row[1]) for row in rows] == LABELS
    assert all(isinstance(row[0], URIRef) for row in rows)


def test_rdflib_store_matches_triples_and_builds_graphs(address: str) -> None:
    graph = Graph(SPARQLStore(address + "sparql"))
    commun = URIRef("https://w3id.org/pactes/id/contrat/commun")
    assert list(graph.objects(commun, RDFS.label)) == [Literal("Contrat commun", lang="fr")]
    built = graph.query(CONSTRUCT).graph
    assert built is not None
    assert len(built) == 3


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize(
    "arguments",
    [
        ["--get", "--data-urlencode", f"query={SELECT}"],
        ["--data-urlencode", f"query={SELECT}"],
        ["--header", "Content-Type: application/sparql-query", "--data-binary", SELECT],
    ],
)
def test_curl(address: str, arguments: list[str]) -> None:
    command = ["curl", "--silent", "--show-error", "--fail", *arguments, address + "sparql"]
    answer = subprocess.run(command, capture_output=True, check=True, timeout=30).stdout
    assert [row["l"]["value"] for row in json.loads(answer)["results"]["bindings"]] == LABELS
