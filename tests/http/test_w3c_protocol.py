"""The SPARQL 1.1 Protocol test suite of the W3C: queries answered as it says, updates refused and nothing changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from pactes.release import GraphSource, make_release
from pactes.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
CONFORMANCE = Path(os.environ.get("PACTES_CONFORMANCE", ROOT.parent / "shared" / "conformance"))
SUITE = CONFORMANCE / "sparql11" / "protocol"
REQUIRED = os.environ.get("PACTES_REQUIRE_ALL") == "1"

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
STATUS = "http://www.w3.org/2011/http-statusCodes#StatusCode"

QUERIES = [
    "query_post_form",
    "query_dataset_default_graphs_get",
    "query_dataset_default_graphs_post",
    "query_dataset_named_graphs_post",
    "query_dataset_named_graphs_get",
    "query_dataset_full",
    "query_multiple_dataset",
    "query_get",
    "query_content_type_select",
    "query_content_type_ask",
    "query_content_type_describe",
    "query_content_type_construct",
    "query_post_direct",
    "bad_query_method",
    "bad_multiple_queries",
    "bad_query_wrong_media_type",
    "bad_query_missing_form_type",
    "bad_query_missing_direct_type",
    "bad_query_non_utf8",
    "bad_query_syntax",
]
UPDATES = [
    "update_dataset_default_graph",
    "update_dataset_default_graphs",
    "update_dataset_named_graphs",
    "update_dataset_full",
    "update_post_form",
    "update_post_direct",
    "update_base_uri",
    "bad_update_get",
    "bad_multiple_updates",
    "bad_update_wrong_media_type",
    "bad_update_missing_form_type",
    "bad_update_non_utf8",
    "bad_update_syntax",
    "bad_update_dataset_conflict",
]
FORMATS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    },
    "RDF": {"text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"},
}

pytestmark = [
    pytest.mark.reference,
    pytest.mark.skipif(
        not SUITE.exists() and not REQUIRED, reason="PACTES_CONFORMANCE does not hold the W3C protocol suite"
    ),
]


@pytest.fixture(scope="module")
def manifest() -> Graph:
    return Graph().parse(SUITE / "manifest.ttl", publicID="http://w3c.example/manifest.ttl")


@pytest.fixture(scope="module")
def endpoint(
    tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Settings], AbstractContextManager[str]]
) -> Iterator[str]:
    """A server over the data that the suite names, loaded beforehand: nothing is fetched."""
    folder = tmp_path_factory.mktemp("w3c")
    data = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
    sources = [GraphSource(data.format(n), f"data{n}", SUITE / f"data{n}.nt") for n in (1, 2, 3)]
    make_release(sources, folder, version="1", base_iri="https://w3id.org/pactes/")
    with serve(Settings(releases=folder)) as address:
        yield address + "sparql"


def requests_of(manifest: Graph, test: str) -> list[Any]:
    """The requests of a test, in order."""
    node = next(s for s in manifest.subjects(RDF.type, MF.ProtocolTest) if str(s).endswith(f"#{test}"))
    action = manifest.value(node, MF.action)
    return list(Collection(manifest, manifest.value(action, HT.requests)))


def send(endpoint: str, manifest: Graph, request: Any) -> httpx.Response:
    """Send a request of the manifest as it is written there."""
    path = str(manifest.value(request, HT.absolutePath))
    assert path.startswith("/sparql/")
    headers: dict[str, str] = {}
    listed = manifest.value(request, HT.headers)
    for header in Collection(manifest, listed) if listed else ():
        headers[str(manifest.value(header, HT.fieldName))] = str(manifest.value(header, HT.fieldValue))
    body = manifest.value(request, HT.body)
    content = None
    if body is not None:
        content = str(manifest.value(body, CNT.chars)).encode(str(manifest.value(body, CNT.characterEncoding)))
    url = endpoint + path.removeprefix("/sparql/")
    return httpx.request(str(manifest.value(request, HT.methodName)), url, headers=headers, content=content)


def everything(endpoint: str) -> str:
    query = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } ORDER BY ?g ?s ?p ?o"
    return httpx.get(endpoint, params={"query": query}, headers={"Accept": "text/csv"}).text


def test_every_case_of_the_suite_is_taken(manifest: Graph) -> None:
    cases = {str(s).rpartition("#")[2] for s in manifest.subjects(RDF.type, MF.ProtocolTest)}
    assert cases == {*QUERIES, *UPDATES}
    assert (len(QUERIES), len(UPDATES)) == (20, 14)


@pytest.mark.parametrize("test", QUERIES)
def test_query(test: str, manifest: Graph, endpoint: str) -> None:
    for request in requests_of(manifest, test):
        response = send(endpoint, manifest, request)
        expected = manifest.value(request, HT.resp)
        classes = {str(s).removeprefix(STATUS)[0] for s in manifest.objects(expected, MF.expectedStatus)}
        assert str(response.status_code)[0] in classes, response.text
        form = manifest.value(expected, MF.expectedFormat)
        if form is not None:
            assert response.headers["content-type"].partition(";")[0] in FORMATS[str(form)]
        boolean = manifest.value(expected, MF.expectedBoolean)
        if isinstance(boolean, Literal):
            assert response.json()["boolean"] is boolean.toPython()


@pytest.mark.parametrize("test", UPDATES)
def test_update_is_refused_and_changes_nothing(test: str, manifest: Graph, endpoint: str) -> None:
    before = everything(endpoint)
    assert before.count("\n") == 7  # a head, three triples, seen in their graphs and in the union
    # The first request is the update; the others look at what it would have done.
    response = send(endpoint, manifest, requests_of(manifest, test)[0])
    assert 400 <= response.status_code < 500, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert everything(endpoint) == before


def test_service_description_suite(endpoint: str) -> None:
    """The three cases of the service description suite: RDF on GET, sd:endpoint that matches, the schema."""
    sd = Namespace("http://www.w3.org/ns/sparql-service-description#")
    response = httpx.get(endpoint)
    graph = Graph().parse(data=response.text, format="turtle")
    (service,) = graph.subjects(RDF.type, sd.Service)
    assert list(graph.objects(service, sd.endpoint)) == [URIRef(endpoint)]
    properties = {p for p in graph.predicates() if str(p).startswith(str(sd))}
    known = ["endpoint", "supportedLanguage", "feature", "resultFormat", "defaultDataset", "defaultGraph"]
    known += ["namedGraph", "name", "graph"]
    assert properties <= {sd[name] for name in known}
    assert len(response.content) < 10_000
