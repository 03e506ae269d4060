"""Territories that the release does not have and the national registry knows answer; unknown codes do not."""

from __future__ import annotations

import httpx
import pyoxigraph as ox
import pytest

DEF, DCT = "https://w3id.org/pactes/def#", "http://purl.org/dc/terms/"
ID = "https://w3id.org/pactes/id/territoire/"
FORMS = {
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
    "nt": ox.RdfFormat.N_TRIPLES,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
}


def values(client: httpx.Client, path: str, predicate: str, suffix: str = "nt") -> set[str]:
    """The values that the document at ``path`` gives to a property of its thing."""
    response = client.get(f"/doc/territoire/{path}.{suffix}")
    assert response.status_code == 200, response.text
    quads = ox.parse(response.content, format=FORMS[suffix])
    found = (q.object for q in quads if q.subject == ox.NamedNode(ID + path) and q.predicate.value == predicate)
    return {term.value for term in found if isinstance(term, ox.NamedNode | ox.Literal)}


def test_a_thing_redirects_and_its_document_negotiates(corpus: httpx.Client) -> None:
    response = corpus.get("/id/territoire/commune/29019", headers={"Accept": "text/turtle"})
    assert response.status_code == 303
    assert response.headers["location"] == "/doc/territoire/commune/29019"
    assert corpus.get("/id/territoire/commune/29019.ttl").headers["location"].endswith("/29019.ttl")
    turtle = corpus.get("/doc/territoire/commune/29019", headers={"Accept": "text/turtle"})
    assert turtle.headers["content-type"].split(";")[0] == "text/turtle"
    assert corpus.get("/doc/territoire/commune/29019", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("suffix", FORMS)
def test_codes_and_what_holds_it_in_every_format(corpus: httpx.Client, suffix: str) -> None:
    assert values(corpus, "commune/29019", f"{DEF}codeINSEE", suffix) == {"29019"}
    holds = {f"{ID}departement/29", f"{ID}epci/242900314", f"{ID}arrondissement/291"}
    assert values(corpus, "commune/29019", f"{DCT}isPartOf", suffix) == holds


def test_what_is_no_more_says_what_replaced_it(corpus: httpx.Client) -> None:
    assert values(corpus, "commune/44060", f"{DCT}isReplacedBy") == {f"{ID}commune/49160"}
    assert values(corpus, "commune/44060", f"{DEF}finExistence") == {"2016-01-01"}
    assert values(corpus, "region/83", f"{DEF}codeNUTS") == {"FRK1"}


def test_corsican_codes_are_in_small_letters_in_addresses(corpus: httpx.Client) -> None:
    assert values(corpus, "commune/2a004", f"{DEF}codeINSEE") == {"2A004"}
    for written, where in {
        "/id/territoire/commune/2A004": "/id/territoire/commune/2a004",
        "/id/territoire/departement/2B.ttl": "/id/territoire/departement/2b.ttl",
        "/doc/territoire/commune/2A004?_lang=en": "/doc/territoire/commune/2a004?_lang=en",
    }.items():
        response = corpus.get(written, headers={"Accept": "text/turtle"})
        assert (response.status_code, response.headers["location"]) == (301, where)


@pytest.mark.parametrize(("language", "said"), [("fr", "Aucun document publié"), ("en", "No published document")])
def test_the_page_says_that_no_document_names_it(corpus: httpx.Client, language: str, said: str) -> None:
    page = corpus.get(
        "/doc/territoire/epci/242900314", params={"_lang": language}, headers={"Accept": "text/html"}
    ).text
    assert said in page
    assert "Brest Métropole" in page
    assert "/doc/territoire/commune/29019" in page  # its communes are links that lead somewhere


@pytest.mark.parametrize(
    "path",
    [
        "commune/99999",
        "commune/2A999",
        "Ville/29019",
        "epci/000000000",
        "ville/29019",
        "commune/29019/x",
        "region/00",
        "commune/",
    ],
)
def test_unknown_codes_are_not_found(corpus: httpx.Client, path: str) -> None:
    assert corpus.get(f"/id/territoire/{path}").status_code == 404
    assert corpus.get(f"/doc/territoire/{path}", headers={"Accept": "text/turtle"}).status_code == 404


def test_the_site_map_and_queries_have_the_release_only(corpus: httpx.Client) -> None:
    assert "territoire/commune/29019" not in corpus.get("/sitemap.xml").text
    query = f"ASK {{ <{ID}commune/29019> ?p ?o }}"
    asked = corpus.get("/sparql", params={"query": query}, headers={"Accept": "application/sparql-results+json"})
    assert asked.json()["boolean"] is False
