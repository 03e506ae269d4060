"""/sparql as clients see it: every way to ask, every format, every refusal."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest
from pyoxigraph import RdfFormat, parse

CONTRATS = """PREFIX pactes: <https://w3id.org/pactes/def#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?c ?l { ?c a pactes:Contrat ; rdfs:label ?l } ORDER BY ?c"""
LABELS = ["Contrat d'essai, dit « A »", "Contrat B", "Contrat commun"]
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(STRSTARTS(STR(?s), 'https://w3id.org/pactes/id/')) }"
GRAPH = "https://w3id.org/pactes/graphe/"
DATA = Path(__file__).parent / "donnees"


def ask(client: httpx.Client, query: str, **headers: str) -> httpx.Response:
    return client.get("sparql", params={"query": query}, headers=headers)


def labels(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    return [row["l"]["value"] for row in response.json()["results"]["bindings"]]


def test_the_three_ways_to_ask_give_the_same(client: httpx.Client) -> None:
    answers = [
        ask(client, CONTRATS),
        client.post("sparql", data={"query": CONTRATS}),
        client.post("sparql", content=CONTRATS, headers={"Content-Type": "application/sparql-query"}),
        client.post("sparql", content=CONTRATS, headers={"Content-Type": "Application/SPARQL-Query; charset=UTF-8"}),
    ]
    assert all(labels(answer) == LABELS for answer in answers)
    assert len({answer.content for answer in answers}) == 1


def test_a_form_body_is_decoded_once(client: httpx.Client) -> None:
    query = 'SELECT ("a%2Fb+c é & = ;" AS ?l) {}'
    assert labels(client.post("sparql", data={"query": query})) == ["a%2Fb+c é & = ;"]
    assert labels(ask(client, query)) == ["a%2Fb+c é & = ;"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    ],
)
def test_tables(client: httpx.Client, accept: str, media_type: str) -> None:
    response = ask(client, CONTRATS, Accept=accept)
    assert response.headers["content-type"] == media_type
    text = response.text
    if "json" in accept:
        found = labels(response)
    elif "xml" in accept:
        namespace = "{http://www.w3.org/2005/sparql-results#}"
        found = [str(e.text) for e in ElementTree.fromstring(text).iter(f"{namespace}literal")]
    elif "csv" in accept:
        found = [row["l"] for row in csv.DictReader(io.StringIO(text))]
    else:
        assert text.startswith("?c\t?l\n")
        found = [line.split("\t")[1].removesuffix("@fr").strip('"') for line in text.splitlines()[1:]]
    assert found == LABELS


@pytest.mark.parametrize(
    "accept",
    [
        "text/turtle",
        "application/trig",
        "application/n-triples",
        "application/n-quads",
        "application/ld+json",
        "application/rdf+xml",
    ],
)
def test_graphs(client: httpx.Client, accept: str) -> None:
    response = ask(client, CONSTRUCT, Accept=accept)
    assert response.headers["content-type"].partition(";")[0] == accept
    found = {str(quad.triple) for quad in parse(response.content, format=RdfFormat.from_media_type(accept))}
    expected = {str(quad.triple) for quad in parse(path=DATA / "document-a.ttl")}
    expected |= {str(quad.triple) for quad in parse(path=DATA / "document-b.ttl")}
    assert found == expected
    assert len(found) == 7


def test_turtle_has_the_prefixes_that_serve(client: httpx.Client) -> None:
    text = ask(client, CONSTRUCT, Accept="text/turtle").text
    assert "a pactes:Contrat" in text
    assert "@prefix rdfs:" in text
    assert "@prefix skos:" not in text


def test_ask(client: httpx.Client) -> None:
    assert ask(client, "ASK { ?s ?p ?o }").json()["boolean"] is True
    xml = ask(client, "ASK { <urn:no> ?p ?o }", Accept="application/sparql-results+xml").text
    assert "<boolean>false</boolean>" in xml


@pytest.mark.parametrize("accept", ["text/csv", "text/tab-separated-values"])
def test_a_boolean_is_no_table(client: httpx.Client, accept: str) -> None:
    response = ask(client, "ASK {}", Accept=accept)
    assert response.status_code == 406
    assert response.json()["offered"] == ["application/sparql-results+json", "application/sparql-results+xml"]


@pytest.mark.parametrize(
    ("query", "accept"), [(CONTRATS, "text/turtle"), (CONSTRUCT, "text/csv"), (CONTRATS, "image/png")]
)
def test_unsupported_accept_is_told_what_there_is(client: httpx.Client, query: str, accept: str) -> None:
    response = ask(client, query, Accept=accept)
    assert response.status_code == 406
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["offered"]


# --- the dataset -------------------------------------------------------------------------------------------------


COUNT = "SELECT (COUNT(*) AS ?l) {clauses} WHERE {{ ?s a <https://w3id.org/pactes/def#Contrat> }}"


@pytest.mark.parametrize(
    ("clauses", "parameters", "count"),
    [
        ("", {}, "3"),  # the union; what two graphs say is said once
        (f"FROM <{GRAPH}document-a>", {}, "2"),
        (f"FROM <{GRAPH}document-a> FROM <{GRAPH}document-b>", {}, "3"),
        (f"FROM NAMED <{GRAPH}document-a>", {}, "0"),  # no default graph then
        ("FROM <urn:inconnu>", {}, "0"),
        ("FROM <document-a>", {}, "0"),
        ("", {"default-graph-uri": f"{GRAPH}document-b"}, "2"),
        ("", {"default-graph-uri": [f"{GRAPH}document-a", f"{GRAPH}document-b"]}, "3"),
        ("", {"named-graph-uri": f"{GRAPH}document-a"}, "0"),
        ("", {"default-graph-uri": "urn:inconnu"}, "0"),
        # The dataset of the protocol replaces that of the query.
        (f"FROM <{GRAPH}document-a>", {"default-graph-uri": "urn:inconnu"}, "0"),
        (f"FROM <{GRAPH}document-a>", {"named-graph-uri": f"{GRAPH}document-b"}, "0"),
    ],
)
def test_default_graph(client: httpx.Client, clauses: str, parameters: dict[str, str | list[str]], count: str) -> None:
    response = client.get("sparql", params={"query": COUNT.format(clauses=clauses), **parameters})
    assert labels(response) == [count]


NAMED = "SELECT DISTINCT (STR(?g) AS ?l) {clauses} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }} ORDER BY ?g"


@pytest.mark.parametrize(
    ("clauses", "parameters", "graphs"),
    [
        ("", {}, ["catalogue", "charge", "document-a", "document-b"]),
        (f"FROM NAMED <{GRAPH}document-a>", {}, ["document-a"]),
        (f"FROM <{GRAPH}document-a>", {}, []),
        ("", {"named-graph-uri": [f"{GRAPH}document-b", f"{GRAPH}document-a"]}, ["document-a", "document-b"]),
        ("", {"default-graph-uri": f"{GRAPH}document-a"}, []),
        (f"FROM NAMED <{GRAPH}document-a>", {"named-graph-uri": f"{GRAPH}document-b"}, ["document-b"]),
    ],
)
def test_named_graphs(
    client: httpx.Client, clauses: str, parameters: dict[str, str | list[str]], graphs: list[str]
) -> None:
    response = client.get("sparql", params={"query": NAMED.format(clauses=clauses), **parameters})
    assert labels(response) == [GRAPH + name for name in graphs]


def test_a_malformed_graph_name_is_a_bad_request(client: httpx.Client) -> None:
    for name in ("default-graph-uri", "named-graph-uri"):
        response = client.get("sparql", params={"query": "ASK {}", name: "pas un IRI <>"})
        assert response.status_code == 400
        assert name in response.json()["detail"]


def test_from_reads_no_file(client: httpx.Client, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("secret") / "secret.ttl"
    secret.write_text("<urn:s> <urn:p> 'secret' .")
    for clause in (f"FROM <{secret.as_uri()}>", f"FROM NAMED <{secret.as_uri()}>"):
        query = f"SELECT * {clause} {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"
        assert ask(client, query).json()["results"]["bindings"] == []
    response = client.get("sparql", params={"query": "SELECT * { ?s ?p ?o }", "default-graph-uri": secret.as_uri()})
    assert response.json()["results"]["bindings"] == []


def test_relative_iris_are_relative_to_the_base(client: httpx.Client) -> None:
    query = "SELECT ?l { <id/contrat/b> <http://www.w3.org/2000/01/rdf-schema#label> ?l }"
    assert labels(ask(client, query)) == ["Contrat B"]


# --- refusals ----------------------------------------------------------------------------------------------------


def problem(response: httpx.Response, status: int, slug: str) -> dict[str, object]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, object] = json.loads(response.text)
    assert body["type"] == f"https://w3id.org/pactes/probleme/{slug}"
    return body


def test_malformed_sparql_is_told_where(client: httpx.Client) -> None:
    body = problem(ask(client, "SELECT * {\n ?s ?p }"), 400, "query-syntax")
    assert "ligne 2" in str(body["detail"])
    english = ask(client, "SELECT * {\n ?s ?p }", **{"Accept-Language": "en"}).json()
    assert english["title"] == "Malformed SPARQL query"


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "LOAD <file:///etc/passwd>",
        "LOAD <http://127.0.0.1:9/x> INTO GRAPH <urn:g>",
        "# SELECT * { ?s ?p ?o }\nCLEAR ALL",
        "PREFIX a: <urn:a> DROP GRAPH a:b ; INSERT DATA { a:b a:c 1 }",
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o . { SELECT * { service silent <http://127.0.0.1:9/> { ?s ?p ?o } } } }",
    ],
)
def test_what_writes_or_goes_out_is_refused(client: httpx.Client, query: str) -> None:
    for response in (ask(client, query), client.post("sparql", data={"query": query})):
        problem(response, 403, "query-forbidden")


@pytest.mark.parametrize("name", ["update", "using-graph-uri", "using-named-graph-uri"])
def test_update_parameters_are_refused(client: httpx.Client, name: str) -> None:
    for response in (client.get("sparql", params={name: "CLEAR ALL"}), client.post("sparql", data={name: "CLEAR ALL"})):
        problem(response, 403, "query-forbidden")


def test_two_queries_or_none(client: httpx.Client) -> None:
    problem(client.get("sparql", params={"query": ["ASK {}", "ASK {}"]}), 400, "bad-request")
    problem(client.post("sparql?query=ASK%20%7B%7D", data={"query": "ASK {}"}), 400, "bad-request")
    problem(client.post("sparql", data={"requete": "ASK {}"}), 400, "bad-request")
    problem(ask(client, "ASK {} ; ASK {}"), 400, "query-syntax")
    problem(ask(client, ""), 400, "query-syntax")


@pytest.mark.parametrize("media_type", ["text/plain", "application/json", "multipart/form-data; boundary=x"])
def test_other_bodies(client: httpx.Client, media_type: str) -> None:
    response = client.post("sparql", content="ASK {}", headers={"Content-Type": media_type})
    problem(response, 415, "unsupported-media-type")
    assert "application/sparql-query" in response.headers["accept-post"]


def test_bytes_that_are_not_utf8(client: httpx.Client) -> None:
    latin = 'SELECT ("é" AS ?l) {}'.encode("latin-1")
    response = client.post("sparql", content=latin, headers={"Content-Type": "application/sparql-query"})
    problem(response, 400, "bad-request")
    problem(client.get("sparql?query=%E9"), 400, "bad-request")
    problem(client.post("sparql", content=b"query=%E9", headers=FORM), 400, "bad-request")


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_null_and_surrogate_characters_do_no_harm(client: httpx.Client) -> None:
    assert ask(client, "ASK { \0 }").status_code == 400
    assert ask(client, 'SELECT ("\U0001f3db" AS ?l) {}').json()["results"]["bindings"][0]["l"]["value"] == "\U0001f3db"
    assert ask(client, 'SELECT ("\\uD800" AS ?l) {}').status_code == 400


@pytest.mark.parametrize("value", ["", "-1", "0", "nan", "inf", "dix"])
def test_timeout_must_be_a_duration(client: httpx.Client, value: str) -> None:
    problem(client.get("sparql", params={"query": "ASK {}", "timeout": value}), 400, "bad-request")


# --- HTTP --------------------------------------------------------------------------------------------------------


def test_head_is_get_without_body(client: httpx.Client) -> None:
    get = ask(client, CONTRATS)
    head = client.head("sparql", params={"query": CONTRATS})
    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-type", "content-length", "etag", "vary", "cache-control"):
        assert head.headers[name] == get.headers[name]
    assert client.head("sparql", params={"query": "ASK"}).status_code == 400


def test_options_and_wrong_methods(client: httpx.Client) -> None:
    options = client.options("sparql")
    assert options.status_code == 204
    assert options.headers["allow"] == "GET, POST, HEAD, OPTIONS"
    for method in ("PUT", "DELETE", "PATCH"):
        response = client.request(method, "sparql")
        problem(response, 405, "method-not-allowed")
        assert response.headers["allow"] == "GET, POST, HEAD, OPTIONS"


def test_validators(client: httpx.Client) -> None:
    first = ask(client, CONTRATS)
    etag = first.headers["etag"]
    assert "Accept" in first.headers["vary"]
    again = ask(client, CONTRATS, **{"If-None-Match": etag})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == etag
    assert ask(client, CONTRATS, **{"If-None-Match": f'"autre", W/{etag}'}).status_code == 304
    assert ask(client, CONTRATS, **{"If-None-Match": '"autre"'}).status_code == 200
    xml = ask(client, CONTRATS, Accept="application/sparql-results+xml", **{"If-None-Match": etag})
    assert xml.status_code == 200
    assert xml.headers["etag"] != etag


def test_cors_without_credentials(client: httpx.Client) -> None:
    origin = {"Origin": "https://exemple.fr"}
    for response in (ask(client, "ASK {}", **origin), ask(client, "ASK", **origin)):
        assert response.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in response.headers
    preflight = client.options(
        "sparql",
        headers={
            **origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "Content-Type" in preflight.headers["access-control-allow-headers"].split(", ")
    # A cache that kept an answer to someone without Origin must not keep a page from reading it.
    assert ask(client, "ASK {}").headers["access-control-allow-origin"] == "*"


def test_a_query_that_begins_with_a_byte_order_mark(client: httpx.Client) -> None:
    query, types = "\ufeffASK {}", {"Content-Type": "application/sparql-query"}
    for response in (ask(client, query), client.post("/sparql", content=query.encode(), headers=types)):
        assert response.status_code == 200, response.text


def test_a_compressed_body_is_refused_as_such(client: httpx.Client) -> None:
    headers = {"Content-Type": "application/sparql-query", "Content-Encoding": "gzip"}
    response = client.post("/sparql", content=b"ASK {}", headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (415, "application/problem+json")
    assert "gzip" in response.json()["detail"]


def test_an_address_is_not_told_at_length(client: httpx.Client) -> None:
    response = client.get(f"/{'a' * 5000}")
    assert response.status_code == 404
    assert len(response.text) < 1000
