"""The SPARQL 1.1 Graph Store HTTP Protocol, what of it reads (W3C, 21 March 2013: sections 4, 5.2, 5.6)."""

from __future__ import annotations

import httpx
import pyoxigraph as ox
import pytest

BASE = "https://w3id.org/pactes/"
REGISTRY = f"{BASE}graphe/registre"
FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
}
GRAPHS = [{"graph": REGISTRY}, {"graph": f"{BASE}graphe/document-essai"}, {"default": ""}]


def triples(response: httpx.Response) -> set[str]:
    """The triples of an answer, without blank nodes in what is published."""
    media_type = response.headers["content-type"].partition(";")[0]
    return {str(quad.triple) for quad in ox.parse(response.content, format=FORMATS[media_type])}


def queried(corpus: httpx.Client, where: str) -> set[str]:
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {where} }}"
    return triples(corpus.get("sparql", params={"query": query}, headers={"Accept": "application/n-triples"}))


@pytest.mark.parametrize("media_type", FORMATS)
@pytest.mark.parametrize("parameters", GRAPHS, ids=str)
def test_a_graph_is_what_a_query_finds_in_it(corpus: httpx.Client, media_type: str, parameters: dict[str, str]) -> None:
    answer = corpus.get("graph-store", params=parameters, headers={"Accept": media_type})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type
    graph = parameters.get("graph")
    expected = queried(corpus, f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o")
    assert expected
    assert triples(answer) == expected


@pytest.mark.parametrize("name", ["registre", "document-essai", "ontologie"])
def test_a_graph_is_also_at_its_own_address(corpus: httpx.Client, name: str) -> None:
    """Direct graph identification (section 4.1)."""
    headers = {"Accept": "application/n-triples"}
    direct = corpus.get(f"/graphe/{name}", headers=headers)
    indirect = corpus.get("graph-store", params={"graph": f"{BASE}graphe/{name}"}, headers=headers)
    assert direct.status_code == 200
    assert triples(direct) == triples(indirect)


@pytest.mark.parametrize("parameters", GRAPHS, ids=str)
def test_head_is_get_without_a_body(corpus: httpx.Client, parameters: dict[str, str]) -> None:
    for media_type in FORMATS:
        got = corpus.get("graph-store", params=parameters, headers={"Accept": media_type})
        head = corpus.head("graph-store", params=parameters, headers={"Accept": media_type})
        assert head.content == b""
        assert head.status_code == 200
        for name in ("content-type", "etag", "vary", "link"):
            assert head.headers[name] == got.headers[name]
        held = corpus.get(
            "graph-store", params=parameters, headers={"Accept": media_type, "If-None-Match": got.headers["etag"]}
        )
        assert held.status_code == 304


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["graph-store", "graphe/registre"])
def test_what_writes_is_not_allowed_and_changes_nothing(corpus: httpx.Client, method: str, path: str) -> None:
    parameters = {"graph": REGISTRY} if path == "graph-store" else {}
    before = triples(corpus.get("graph-store", params={"graph": REGISTRY}))
    answer = corpus.request(
        method, path, params=parameters, content="<urn:a> <urn:b> <urn:c> .", headers={"Content-Type": "text/turtle"}
    )
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert triples(corpus.get("graph-store", params={"graph": REGISTRY})) == before


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (f"graph={BASE}graphe/inconnu", 404),
        ("graph=urn:x:inconnu", 404),
        ("graph=registre", 400),  # section 4.2: an absolute IRI
        ("graph=", 400),
        ("graph=http://exemple.fr/a b", 400),
        (f"graph={REGISTRY}&default", 400),
        (f"graph={REGISTRY}&graph={REGISTRY}", 400),
        ("", 400),
    ],
)
def test_what_names_no_graph(corpus: httpx.Client, query: str, status: int) -> None:
    for method in ("GET", "HEAD"):
        assert corpus.request(method, f"graph-store?{query}").status_code == status
    assert corpus.get(f"graph-store?{query}").headers["content-type"] == "application/problem+json"


def test_the_format_is_negotiated_and_refused_with_a_list(corpus: httpx.Client) -> None:
    assert corpus.get("graph-store", params={"graph": REGISTRY}).headers["content-type"].startswith("text/turtle")
    refused = corpus.get("graph-store", params={"graph": REGISTRY}, headers={"Accept": "image/png"})
    assert refused.status_code == 406
    assert {offered.partition(";")[0] for offered in refused.json()["offered"]} == set(FORMATS)
