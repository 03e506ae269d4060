"""Clients that share no code with us, against the running server: Comunica (JavaScript), Rasqal and Raptor (C)."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from rdflib import RDFS, Graph
from rdflib.compare import isomorphic
from rdflib.query import Result

SCRIPT = Path(__file__).parent / "comunica.mjs"
BASE = "https://w3id.org/pactes/"
CONTRAT = f"{BASE}def#Contrat"
SELECT = f"SELECT ?c ?l {{ ?c a <{CONTRAT}> ; <{RDFS.label}> ?l }} ORDER BY ?c"
CONSTRUCT = f"CONSTRUCT {{ ?c <{RDFS.label}> ?l }} WHERE {{ ?c a <{CONTRAT}> ; <{RDFS.label}> ?l }}"
LABELS = ["Contrat d'essai, dit « A »", "Contrat B", "Contrat commun"]
CONTRACTS = [f"{BASE}id/contrat/{name}" for name in ("a", "b", "commun")]
THING = "id/contrat/contrat-de-ville-du-val-fictif-2015-2020"
IRI = f"{BASE}{THING}"

comunica_here = os.environ.get("PACTES_COMUNICA", "")
needs_comunica = pytest.mark.skipif(
    shutil.which("node") is None or not Path(comunica_here, "node_modules", "@comunica").is_dir(),
    reason="Comunica is not installed (npm install @comunica/query-sparql in the folder PACTES_COMUNICA)",
)
needs_roqet = pytest.mark.skipif(shutil.which("roqet") is None, reason="roqet (rasqal-utils) is not installed")
needs_rapper = pytest.mark.skipif(shutil.which("rapper") is None, reason="rapper (raptor2-utils) is not installed")


def run(command: list[str], given: str = "", ends: int = 0) -> str:
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=120)
    assert done.returncode == ends, done.stderr
    return done.stdout


def results(text: str) -> Result:
    """What is written in the XML format of results."""
    return Result.parse(io.BytesIO(text.encode()), format="xml")


def comunica(kind: str, query: str, *sources: Any) -> Any:
    return json.loads(run(["node", str(SCRIPT)], json.dumps({"kind": kind, "query": query, "sources": sources})))


@needs_comunica
@pytest.mark.parametrize("said", [True, False], ids=["told that it is an endpoint", "finds that it is an endpoint"])
def test_comunica_asks_the_endpoint(address: str, said: bool) -> None:
    """Untold, it reads the service description, and takes the endpoint that stands there."""
    source = {"type": "sparql", "value": f"{address}sparql"} if said else f"{address}sparql"
    assert comunica("select", SELECT, source) == [
        {"c": c, "l": label} for c, label in zip(CONTRACTS, LABELS, strict=True)
    ]
    assert comunica("ask", f"ASK {{ ?c a <{CONTRAT}> }}", source) is True
    assert comunica("ask", "ASK { ?c a <urn:x:rien> }", source) is False
    triples = sorted(comunica("graph", CONSTRUCT, source))
    assert triples == [[c, str(RDFS.label), label] for c, label in zip(CONTRACTS, LABELS, strict=True)]


@needs_comunica
def test_comunica_dereferences_a_thing(corpus_address: str) -> None:
    """By the 303 of the thing, and by negotiation: the address of the thing is the source.

    It prefers N-Quads, in which each statement is in its graph: a query of the default graph asks for their union.
    """
    query = f"SELECT ?l {{ <{IRI}> <{RDFS.label}> ?l }}"
    expected = httpx.get(
        f"{corpus_address}sparql", params={"query": query}, headers={"Accept": "application/sparql-results+json"}
    ).json()
    labels = sorted(row["l"]["value"] for row in expected["results"]["bindings"])
    assert labels
    found = comunica("select", query, f"{corpus_address}{THING}")
    assert sorted({row["l"] for row in found}) == labels


@needs_comunica
def test_comunica_joins_the_endpoint_and_a_document(address: str, tmp_path: Path) -> None:
    notes = tmp_path / "notes.ttl"
    notes.write_text(f'<{CONTRACTS[1]}> <urn:x:note> "à revoir" .', encoding="utf-8")
    document = {"type": "serialized", "value": notes.read_text(encoding="utf-8"), "mediaType": "text/turtle"}
    query = f"SELECT ?l ?n {{ ?c <urn:x:note> ?n . ?c <{RDFS.label}> ?l }}"
    endpoint = {"type": "sparql", "value": f"{address}sparql"}
    assert comunica("select", query, endpoint, document) == [{"l": "Contrat B", "n": "à revoir"}]


@needs_roqet
def test_roqet_asks_the_endpoint(address: str) -> None:
    command = ["roqet", "-q", "-i", "sparql", "-p", f"{address}sparql", "-e"]
    rows = list(results(run([*command, SELECT, "-r", "xml"])))
    assert [(str(row.c), str(row.l)) for row in rows] == list(zip(CONTRACTS, LABELS, strict=True))


@needs_roqet
@pytest.mark.parametrize(
    ("query", "expected"),
    [(f"ASK {{ ?c a <{CONTRAT}> }}", True), ("ASK { ?c a <urn:x:rien> }", False)],
)
def test_roqet_asks_of_what_it_fetched(address: str, query: str, expected: bool) -> None:
    """Rasqal fetches a graph by negotiation, and evaluates the query itself."""
    graph = f"{address}graph-store?default"
    answer = run(["roqet", "-q", "-i", "sparql", "-D", graph, "-e", query, "-r", "xml"], ends=2)  # so it ends after ASK
    assert results(answer).askAnswer is expected


@needs_roqet
def test_roqet_builds_the_graph_that_the_endpoint_builds(address: str) -> None:
    graph = f"{address}graph-store?graph={BASE}graphe/document-b"
    own = run(["roqet", "-q", "-i", "sparql", "-D", graph, "-e", CONSTRUCT])
    ours = httpx.get(
        f"{address}sparql",
        params={"query": CONSTRUCT, "default-graph-uri": f"{BASE}graphe/document-b"},
        headers={"Accept": "application/n-triples"},
    ).text
    expected = Graph().parse(data=ours, format="nt")
    assert len(expected)
    assert isomorphic(Graph().parse(data=own, format="nt"), expected)


@needs_rapper
@pytest.mark.parametrize("form", ["guess", "turtle", "rdfxml", "ntriples"])
def test_rapper_dereferences_a_thing(corpus_address: str, form: str) -> None:
    """Raptor follows the 303 of the thing, says what it reads, and reads what it gets."""
    read = run(["rapper", "-q", "-i", form, "-o", "ntriples", f"{corpus_address}{THING}"])
    ours = httpx.get(f"{corpus_address}{THING}.nt", follow_redirects=True).text
    assert isomorphic(Graph().parse(data=read, format="nt"), Graph().parse(data=ours, format="nt"))


@needs_rapper
@pytest.mark.parametrize("path", ["catalogue", ".well-known/void", "def", "shapes", "graphe/registre", "sparql"])
@pytest.mark.parametrize("form", ["turtle", "rdfxml"])
def test_rapper_reads_what_the_house_publishes(corpus_address: str, path: str, form: str) -> None:
    read = run(["rapper", "-q", "-i", form, "-o", "ntriples", f"{corpus_address}{path}"])
    accept = {"Accept": "application/n-triples"}
    ours = httpx.get(f"{corpus_address}{path}", headers=accept).text
    expected = Graph().parse(data=ours, format="nt")
    assert len(expected)
    assert isomorphic(Graph().parse(data=read, format="nt"), expected)


@pytest.fixture(scope="module")
def built(corpus_address: str) -> Callable[[str], str]:
    """What the server answers to a CONSTRUCT of everything, by media type."""
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"

    def ask(media_type: str) -> str:
        return httpx.get(f"{corpus_address}sparql", params={"query": query}, headers={"Accept": media_type}).text

    return ask


@needs_rapper
@pytest.mark.parametrize(
    ("media_type", "form"), [("text/turtle", "turtle"), ("application/rdf+xml", "rdfxml"), ("application/trig", "trig")]
)
def test_rapper_reads_each_format_as_the_same_graph(
    built: Callable[[str], str], tmp_path: Path, media_type: str, form: str
) -> None:
    path = tmp_path / "graphe"
    path.write_text(built(media_type), encoding="utf-8")
    read = Graph().parse(data=run(["rapper", "-q", "-i", form, "-o", "ntriples", str(path), IRI]), format="nt")
    assert len(read) > 100
    assert isomorphic(read, Graph().parse(data=built("application/n-triples"), format="nt"))
