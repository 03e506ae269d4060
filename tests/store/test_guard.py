"""What is refused before anything runs, and what only looks like it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from pactes.errors import QueryForbidden, QuerySyntaxError
from pactes.store import guard

BASE = "https://exemple.fr/"

INNOCENT = [
    "SELECT * { ?s ?p ?o }",
    "# SERVICE <http://x/> { ?s ?p ?o }\nSELECT * { ?s ?p ?o }",
    "SELECT * { ?s ?p 'SERVICE <http://x/> {}' }",
    'SELECT * { ?s ?p """ " SERVICE <http://x/> { } """ }',
    "SELECT * { ?s ?p '\\' SERVICE <http://x/> { }' }",
    "PREFIX service: <http://x/SERVICE/> SELECT * { service:service a service:SERVICE }",
    "PREFIX Service: <http://x/> PREFIX service: <http://y/> SELECT * { Service:a service:b _:service }",
    "SELECT ?service ?Service ?SERVICE { ?service <http://x/service#service> ?SERVICE, ?Service }",
    "SELECT * { ?s <SERVICE> 'x'@service }",
    "SELECT * { ?service ?p ?o FILTER(?o < ?service && ?service > 1) }",
    "CONSTRUCT { ?s <urn:service> ?o } WHERE { ?s ?p ?o }",
    "PREFIX a: <urn:a> SELECT * { ?s a:selfservice ?o ; a:service.a ?x }",
    # All words that the respelling could take, but one.
    "SELECT * { ?s ?p '"
    + " ".join(f"se{r}{v}ice" for r in "abcdefghijklmnopqstuwxyz" for v in "abcdefghijklmnopqstuwxyz")[:-8]
    + " service' }",
]
GUILTY = [
    "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
    "SELECT * { service <http://x/> { ?s ?p ?o } }",
    "SELECT * { SeRvIcE SILENT <http://x/> { ?s ?p ?o } }",
    "SELECT * { SERVICE ?x { ?s ?p ?o } }",
    "SELECT*{SERVICE<http://x/>{?s ?p ?o}}",
    "PREFIX e: <http://x/> SELECT * {SERVICEe:a{?s ?p ?o}}",
    "PREFIX e: <http://x/> SELECT * {SERVICESILENTe:a{?s ?p ?o}}",
    "PREFIX e: <http://x/> SELECT * { ?s ?p 1SERVICEe:a{?s ?p ?o}}",
    "PREFIX service: <http://x/> SELECT * { SERVICE service:service { ?service ?p ?o } }",
    "ASK { FILTER NOT EXISTS { SERVICE <http://x/> { ?s ?p ?o } } }",
    "ASK { FILTER(?a<?b&&EXISTS{SERVICE<http://x/>{?s ?p ?o}}) }",
    "SELECT * { { SELECT * { OPTIONAL { SERVICE <http://x/> { ?s ?p ?o } } } } }",
    "SELECT * { ?s ?p '''' . SERVICE <http://x/> { ?s ?p ?o } FILTER(?o != '''x''') }".replace("'''' .", "'' ."),
    "SELECT * { ?s ?p 'service' . # service\n SERVICE <http://service/> { ?service ?p ?o } }",
    "SELECT * { SERVICE # c\n SILENT <http://x/> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <http://x/> { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://x/> { ?s ?p ?o } }",
]


def read(query: str) -> None:
    """Read a query as a worker does."""
    guard.check(query, BASE)
    ox.Store().query(query, base_iri=BASE)


@pytest.mark.parametrize("query", INNOCENT)
def test_words_that_are_no_clause_are_no_offence(query: str) -> None:
    ox.Store().query(query, base_iri=BASE)  # it is a query
    guard.check(query, BASE)


@pytest.mark.parametrize("query", GUILTY)
def test_a_service_clause_is_refused_however_written(query: str) -> None:
    with pytest.raises(QueryForbidden, match="SERVICE"):
        guard.check(query, BASE)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE",
        "SERVICE <http://x/> { }",
        "SELECT * { \\u0053ERVICE <http://x/> { ?s ?p ?o } }",
        "SELECT * { \uff33ERVICE service <http://x/> { ?s ?p ?o } }",
    ],
)
def test_what_is_no_query_is_refused_one_way_or_the_other(query: str) -> None:
    with pytest.raises((QueryForbidden, QuerySyntaxError, SyntaxError)):
        read(query)


@pytest.mark.parametrize(
    ("text", "update"),
    [
        ("INSERT DATA { <urn:a> <urn:b> 1 }", True),
        ("insert { ?s ?p 1 } where { ?s ?p ?o }", True),
        ("PREFIX a: <urn:a> # commentaire\n DELETE WHERE { a:b ?p ?o }", True),
        ("LOAD <http://x/>", True),
        ("LOAD SILENT <file:///etc/passwd> INTO GRAPH <urn:g>", True),
        ("CLEAR ALL ; DROP DEFAULT", True),
        ("WITH <urn:g> DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }", True),
        ("COPY <urn:a> TO <urn:b>", True),
        ("SELECT * {", False),
        ("ASK", False),
        ("SELECT ?insert { ?insert ?p }", False),
        ("n'importe quoi", False),
        ("", False),
        ("PREFIX a: <urn:a>", False),
        ("# INSERT DATA { <urn:a> <urn:b> 1 }", False),
    ],
)
def test_updates_are_told_from_mistakes(text: str, update: bool) -> None:
    with pytest.raises(SyntaxError) as refusal:
        ox.Store().query(text, base_iri=BASE)
    told = guard.explain(text, refusal.value, BASE)
    assert isinstance(told, QueryForbidden if update else QuerySyntaxError)


def test_the_mistake_is_told_with_its_place() -> None:
    error = guard.syntax_error("error at 3:7: expected one of x")
    assert "ligne 3" in str(error)
    assert error.cause == "error at 3:7: expected one of x"
