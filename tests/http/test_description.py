"""What machines read before they ask: service description, VoID, catalogue, dumps, health, OpenAPI."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest
from rdflib import RDF, VOID, Graph, Literal, Namespace, URIRef

from pactes.release import make_release, sources_of
from pactes.settings import Settings

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
DATASET = URIRef("https://w3id.org/pactes/jeu/pactes")
RDF_FORMATS = {
    "text/turtle": "turtle",
    "application/rdf+xml": "xml",
    "application/n-triples": "nt",
}


def graph_of(response: httpx.Response) -> Graph:
    assert response.status_code == 200, response.text
    media_type = response.headers["content-type"].partition(";")[0]
    return Graph().parse(data=response.text, format=RDF_FORMATS[media_type])


@pytest.mark.parametrize("path", ["sparql", ".well-known/void", "catalogue"])
@pytest.mark.parametrize("accept", [None, "*/*", *RDF_FORMATS])
def test_rdf_in_every_format(client: httpx.Client, path: str, accept: str | None) -> None:
    if accept is None:
        del client.headers["accept"]
    response = client.get(path, headers={"Accept": accept} if accept else {})
    assert len(graph_of(response)) == len(graph_of(client.get(path, headers={"Accept": "application/n-triples"})))
    assert "Accept" in response.headers["vary"]
    assert (
        client.get(
            path, headers={"If-None-Match": response.headers["etag"]} | dict(response.request.headers)
        ).status_code
        == 304
    )
    assert client.head(path).status_code == 200


@pytest.mark.parametrize("path", ["sparql", ".well-known/void", "catalogue"])
def test_json_ld_and_refusals(client: httpx.Client, path: str) -> None:
    assert json.loads(client.get(path, headers={"Accept": "application/ld+json"}).text)
    refused = client.get(path, headers={"Accept": "image/png"})
    assert refused.status_code == 406
    assert "text/turtle; charset=utf-8" in refused.json()["offered"]


def test_service_description(client: httpx.Client, address: str) -> None:
    graph = graph_of(client.get("sparql"))
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert graph.value(service, SD.endpoint) == URIRef(address + "sparql")
    assert graph.value(service, SD.supportedLanguage) == SD.SPARQL11Query
    assert SD.UnionDefaultGraph in set(graph.objects(service, SD.feature))
    names = {str(name) for name in graph.objects(None, SD.name)}
    assert "https://w3id.org/pactes/graphe/document-a" in names


def test_void_counts_are_those_of_the_data(client: httpx.Client, address: str) -> None:
    graph = graph_of(client.get(".well-known/void"))
    for subset in graph.objects(DATASET, VOID.subset):
        query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        counted = client.get("sparql", params={"query": query, "default-graph-uri": str(subset)}).json()
        assert graph.value(subset, VOID.triples) == Literal(int(counted["results"]["bindings"][0]["n"]["value"]))
    union = client.get("sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}).json()
    assert graph.value(DATASET, VOID.triples) == Literal(int(union["results"]["bindings"][0]["n"]["value"]))
    assert graph.value(DATASET, VOID.sparqlEndpoint) == URIRef(address + "sparql")
    for dump in graph.objects(None, VOID.dataDump):
        assert client.head(str(dump)).status_code == 200


def test_catalogue_in_a_fixed_format(client: httpx.Client) -> None:
    response = client.get("catalogue.rdf", headers={"Accept": "text/turtle"})
    assert response.headers["content-type"] == "application/rdf+xml"
    assert len(graph_of(response)) == 5 + 6  # what the graph says, and Hydra of its one page
    assert '</catalogue.ttl>; rel="alternate"; type="text/turtle"' in response.headers["link"]
    assert client.get("catalogue.pdf").status_code == 406


def test_dumps(client: httpx.Client) -> None:
    listing = client.get("dump/").json()
    sums = dict(reversed(line.split("  ")) for line in client.get("dump/SHA256SUMS").text.splitlines())
    assert {entry["name"] for entry in listing["files"]} == set(sums)
    for entry in listing["files"]:
        packed = client.get(entry["url"])
        assert packed.headers["content-type"] == "application/gzip"
        assert hashlib.sha256(packed.content).hexdigest() == entry["sha256"] == sums[entry["name"]]
        contents = gzip.decompress(packed.content)
        for encoding in ("gzip", "identity"):
            plain = client.get(entry["url"].removesuffix(".gz"), headers={"Accept-Encoding": encoding})
            assert plain.content == contents
            assert plain.headers["content-type"].partition(";")[0] == entry["mediaType"]
            assert plain.headers.get("content-encoding") == (encoding if encoding == "gzip" else None)
            assert plain.headers["vary"].startswith("Accept-Encoding")
        again = client.get(entry["url"], headers={"If-None-Match": packed.headers["etag"]})
        assert again.status_code == 304
    document = next(e for e in listing["files"] if e["name"] == "document-a.ttl.gz")
    source = Path(__file__).parent / "donnees" / "document-a.ttl"
    assert client.get(document["url"].removesuffix(".gz")).content == source.read_bytes()


@pytest.mark.parametrize(
    "name", ["x", "../manifest.json", "%2e%2e/manifest.json", "..%2fmanifest.json", "SHA256SUMS.gz"]
)
def test_only_dumps_are_sent(client: httpx.Client, name: str) -> None:
    response = client.get(f"dump/{name}")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_part_of_a_dump(client: httpx.Client) -> None:
    whole = client.get("dump/pactes.nq.gz").content
    part = client.get("dump/pactes.nq.gz", headers={"Range": "bytes=10-19"})
    assert part.status_code == 206
    assert part.content == whole[10:20]


def test_health(client: httpx.Client) -> None:
    health = client.get("health")
    assert health.json()["status"] == "ok"
    assert health.json()["release"].startswith("2026.11.1-")
    assert health.headers["cache-control"] == "no-store"


def test_graph_store(client: httpx.Client) -> None:
    document = "https://w3id.org/pactes/graphe/document-a"
    response = client.get("graph-store", params={"graph": document})
    source = Path(__file__).parent / "donnees" / "document-a.ttl"
    assert response.content == source.read_bytes()
    fresh = {"If-None-Match": response.headers["etag"]}
    assert client.get("graph-store", params={"graph": document}, headers=fresh).status_code == 304
    assert client.head("graph-store", params={"graph": document}).headers["etag"] == response.headers["etag"]
    for accept in RDF_FORMATS:
        other = client.get("graph-store", params={"graph": document}, headers={"Accept": accept})
        assert len(graph_of(other)) == len(graph_of(response)) == 5
    union = client.get("graph-store?default", headers={"Accept": "application/n-triples"})
    counted = client.get("sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}).json()
    assert len(graph_of(union)) == int(counted["results"]["bindings"][0]["n"]["value"])
    for path, status in (
        ("graph-store", 400),
        ("graph-store?default&graph=urn:x", 400),
        ("graph-store?graph=urn:x&graph=urn:y", 400),
        ("graph-store?graph=urn:inconnu", 404),
        ("graph-store?graph=../manifest.json", 400),
    ):
        assert client.get(path).status_code == status
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        assert client.request(method, "graph-store?default").status_code == 405


def test_a_graph_is_sent_in_the_terms_of_queries(
    serve: Callable[[Settings], AbstractContextManager[str]], tmp_path: Path
) -> None:
    """The store says 1.5 and xsd:integer: what is published says so too."""
    (tmp_path / "catalogue.ttl").write_text(
        '<urn:s> <urn:p> 1.50 , "03"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger> .'
    )
    base = "https://w3id.org/pactes/"
    make_release(sources_of(tmp_path, base), tmp_path / "versions", version="1", base_iri=base)
    with serve(Settings(releases=tmp_path / "versions")) as address:
        for path in ("catalogue.nt", "graph-store?graph=https://w3id.org/pactes/graphe/catalogue&_mediatype=ntriples"):
            text = httpx.get(address + path).text
            assert '"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>' in text
            assert '"3"^^<http://www.w3.org/2001/XMLSchema#integer>' in text
