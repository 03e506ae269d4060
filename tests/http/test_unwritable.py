"""What XML has no way to write is refused in XML, never sent ill-formed; the other formats carry it."""

from __future__ import annotations

from xml.etree import ElementTree

import httpx
import pytest

CONTROL = 'SELECT ("a\\u0001b" AS ?x) {}'
NOT_A_CHARACTER = 'SELECT ("a\\uFFFEb" AS ?x) {}'
PROPERTY = 'CONSTRUCT { <urn:a> <urn:1> "x" } {}'
SLASH_AT_THE_END = 'CONSTRUCT { <urn:a> <http://exemple.test/p/> "x" } {}'
GRAPH_CONTROL = 'CONSTRUCT { <urn:a> <urn:p> "a\\u0001b" } {}'


def ask(client: httpx.Client, query: str, accept: str) -> httpx.Response:
    return client.get("sparql", params={"query": query}, headers={"Accept": accept})


@pytest.mark.parametrize(
    ("query", "accept", "others"),
    [
        (CONTROL, "application/sparql-results+xml", ("application/sparql-results+json", "text/csv")),
        (NOT_A_CHARACTER, "application/sparql-results+xml", ("application/sparql-results+json", "text/csv")),
        (PROPERTY, "application/rdf+xml", ("text/turtle", "application/n-triples", "application/ld+json")),
        (SLASH_AT_THE_END, "application/rdf+xml", ("text/turtle",)),
        (GRAPH_CONTROL, "application/rdf+xml", ("text/turtle", "application/n-triples")),
    ],
)
def test_a_result_that_xml_cannot_carry(client: httpx.Client, query: str, accept: str, others: tuple[str, ...]) -> None:
    refused = ask(client, query, accept)
    assert refused.status_code == 406
    assert refused.headers["content-type"] == "application/problem+json"
    problem = refused.json()
    assert problem["type"].endswith("probleme/not-acceptable")
    assert accept in problem["detail"]
    offered = {media_type.partition(";")[0] for media_type in problem["offered"]}
    assert accept not in offered
    for other in others:
        assert other in offered
        assert other in problem["detail"]
        assert ask(client, query, other).status_code == 200
    assert ask(client, "ASK {}", "application/sparql-results+xml").status_code == 200


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        ('SELECT ("é & <a> \\t" AS ?x) {}', "application/sparql-results+xml"),
        ("ASK {}", "application/sparql-results+xml"),
        ("SELECT * { ?s ?p ?o } LIMIT 3000", "application/sparql-results+xml"),
        ('CONSTRUCT { <urn:a> <http://exemple.test/é> "x" } {}', "application/rdf+xml"),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 3000", "application/rdf+xml"),
        ("CONSTRUCT {} {}", "application/rdf+xml"),
    ],
)
def test_what_xml_can_carry_is_sent(client: httpx.Client, query: str, accept: str) -> None:
    answered = ask(client, query, accept)
    assert answered.status_code == 200
    assert answered.headers["content-type"].startswith(accept)
    ElementTree.fromstring(answered.content)
