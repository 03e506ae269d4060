"""The JSON-LD context loses nothing: what is written with it reads back as the same graph."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph
from rdflib import Graph

from pactes.rdf.namespaces import BASE
from pactes.settings import resource

EXEMPLE = Path(__file__).parents[1] / "shapes" / "exemple.ttl"
CONTEXTE = json.loads((resource("ontology") / "context.jsonld").read_text(encoding="utf-8"))


def read(text: str, syntax: pyoxigraph.RdfFormat) -> set[str]:
    return {str(triple) for triple in pyoxigraph.parse(text, format=syntax)}


def test_a_graph_written_with_the_context_reads_back_the_same() -> None:
    graph = Graph().parse(EXEMPLE)
    text = graph.serialize(format="json-ld", context=CONTEXTE["@context"])
    assert read(text, pyoxigraph.RdfFormat.JSON_LD) == read(
        graph.serialize(format="nt"), pyoxigraph.RdfFormat.N_TRIPLES
    )
    document = json.loads(text)
    contract = next(node for node in document["@graph"] if node["id"] == f"{BASE}id/contrat")
    assert contract["title"] == {"fr": "Contrat d'essai"}
    assert contract["signature"] == f"{BASE}id/signature"
    assert contract["type"] == "Contrat"


def test_another_reader_understands_the_context() -> None:
    document = {
        **CONTEXTE,
        "id": f"{BASE}id/x",
        "type": "Financement",
        "montant": "13100000.00",
        "objet": {"fr": "logement"},
        "financeur": f"{BASE}id/etat",
    }
    assert read(json.dumps(document), pyoxigraph.RdfFormat.JSON_LD) == {
        f"<{BASE}id/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{BASE}def#Financement>",
        f'<{BASE}id/x> <{BASE}def#montant> "13100000.00"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        f'<{BASE}id/x> <{BASE}def#objet> "logement"@fr',
        f"<{BASE}id/x> <{BASE}def#financeur> <{BASE}id/etat>",
    }
