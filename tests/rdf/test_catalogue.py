"""The catalogue follows DCAT-AP 3.0.1, by the shapes that SEMIC publishes; its figures are those of the graphs."""

from __future__ import annotations

import os
from pathlib import Path

import pyshacl
import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import SH, VOID

from pactes.rdf.iris import iri
from pactes.rdf.namespaces import BASE

ROOT = Path(__file__).resolve().parents[2]
SHAPES = Path(os.environ.get("PACTES_CONFORMANCE", ROOT.parent / "shared" / "conformance")) / "dcat-ap-3.0.1"


def shapes(*names: str) -> Graph:
    graph = Graph()
    for name in names:
        graph.parse(SHAPES / name)
    # Two references of dcat-ap-SHACL.ttl lead to no property shape: pySHACL stops at them.
    for shape, _, constraint in list(graph.triples((None, SH.property, None))):
        if (constraint, SH.path, None) not in graph:
            graph.remove((shape, SH.property, constraint))
    return graph


@pytest.mark.reference
@pytest.mark.skipif(not SHAPES.is_dir(), reason="les formes DCAT-AP ne sont pas là (PACTES_CONFORMANCE)")
@pytest.mark.parametrize("names", [("dcat-ap-SHACL.ttl", "ranges.ttl"), ("html-shapes_recommended.ttl",)])
def test_the_catalogue_conforms(names, graphs):
    conforms, _, report = pyshacl.validate(graphs[f"{BASE}graphe/catalogue"], shacl_graph=shapes(*names))
    assert conforms, report


def test_figures_count_the_union(graphs):
    catalogue = graphs[f"{BASE}graphe/catalogue"]
    others = {triple for name, graph in graphs.items() if not name.endswith("/catalogue") for triple in graph}
    assert str(catalogue.value(iri("jeu/pactes"), VOID.triples)) == str(len(others))
    part = iri("jeu/pactes#classe-Contrat")
    assert str(catalogue.value(part, VOID.entities)) == "2"
    assert catalogue.value(part, VOID["class"]) == URIRef(f"{BASE}def#Contrat")
