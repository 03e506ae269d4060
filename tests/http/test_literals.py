"""What a query returns and what a dump says are the same terms, however the sources were written."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from pactes.release import make_release, sources_of
from pactes.settings import Settings

BASE = "https://w3id.org/pactes/"
ODD = """@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:s> <urn:decimal> 1.50, "+2.0"^^xsd:decimal, 0.0, 007 ;
  <urn:double> 1.0E6, "1e3"^^xsd:double ;
  <urn:entier> "5"^^xsd:nonNegativeInteger, "-3"^^xsd:negativeInteger, "08"^^xsd:integer ;
  <urn:vrai> "1"^^xsd:boolean, true ;
  <urn:date> "2019-09-19"^^xsd:date, "2019"^^xsd:gYear, "2019-09-19T10:00:00.00Z"^^xsd:dateTime, "P1Y0M"^^xsd:duration ;
  <urn:faux> "pas un nombre"^^xsd:integer ;
  <urn:texte> "a"@fr, "a"@FR-fr, "été\\n", "e\\u0301" .
"""


def literals_of(response: httpx.Response) -> set[ox.Literal]:
    solutions = ox.parse_query_results(response.content, format=ox.QueryResultsFormat.JSON)
    assert isinstance(solutions, ox.QuerySolutions)
    return {solution["o"] for solution in solutions if isinstance(solution["o"], ox.Literal)}


def dumped(address: str, name: str, form: ox.RdfFormat) -> set[ox.Literal]:
    contents = gzip.decompress(httpx.get(f"{address}dump/{name}").content)
    return {quad.object for quad in ox.parse(contents, format=form) if isinstance(quad.object, ox.Literal)}


@pytest.fixture(scope="module", params=["odd", "published"])
def served(request: pytest.FixtureRequest, serve: Callable[[Settings], AbstractContextManager[str]], tmp_path_factory):  # type: ignore[no-untyped-def]
    """A server over literals that nobody writes so, and one over what this repository publishes."""
    folder = tmp_path_factory.mktemp("graphes")
    if request.param == "odd":
        (folder / "essai.ttl").write_text(ODD, encoding="utf-8")
    else:
        folder = Path(__file__).parents[2] / "data" / "ttl"
    make_release(sources_of(folder, BASE), tmp_path_factory.mktemp("versions") / "v", version="1", base_iri=BASE)
    releases = sorted(tmp_path_factory.getbasetemp().glob("versions*/v"), key=lambda p: p.stat().st_mtime)[-1]
    with serve(Settings(releases=releases, workers=1)) as address:
        yield address, [path.stem for path in sorted(folder.glob("*.ttl"))]


def test_every_literal_of_the_dumps_is_the_one_that_queries_return(served) -> None:  # type: ignore[no-untyped-def]
    address, names = served
    for name in names:
        query = f"SELECT DISTINCT ?o {{ GRAPH <{BASE}graphe/{name}> {{ ?s ?p ?o FILTER(isLiteral(?o)) }} }}"
        answered = literals_of(httpx.get(f"{address}sparql", params={"query": query}, timeout=60))
        assert answered
        assert dumped(address, f"{name}.ttl.gz", ox.RdfFormat.TURTLE) == answered
        nt = httpx.get(f"{address}graph-store", params={"graph": f"{BASE}graphe/{name}"}, headers=NT, timeout=60)
        assert {
            quad.object
            for quad in ox.parse(nt.content, format=ox.RdfFormat.N_TRIPLES)
            if isinstance(quad.object, ox.Literal)
        } == answered
    everything = literals_of(
        httpx.get(f"{address}sparql", params={"query": "SELECT DISTINCT ?o { ?s ?p ?o FILTER(isLiteral(?o)) }"})
    )
    assert dumped(address, "pactes.nq.gz", ox.RdfFormat.N_QUADS) == everything
    assert dumped(address, "pactes.trig.gz", ox.RdfFormat.TRIG) == everything


NT = {"Accept": "application/n-triples"}
