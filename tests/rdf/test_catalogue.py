"""The catalogue follows DCAT-AP 3.0.1, by the shapes that SEMIC publishes; its figures are those of the graphs."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pyshacl
import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, PROV, RDF, SH, VOID, Namespace

from pactes.errors import ReleaseError
from pactes.rdf.catalogue import catalogue_graph
from pactes.rdf.iris import iri
from pactes.rdf.namespaces import BASE, PREFIXES
from pactes.rdf.publication import read_publication

DCAT3, ADMS = Namespace(PREFIXES["dcat"]), Namespace(PREFIXES["adms"])

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


def test_figures_count_everything_the_description_included(graphs):
    described = graphs[f"{BASE}graphe/void"]
    union = {triple for graph in graphs.values() for triple in graph}
    dataset = iri("jeu/pactes")

    def told(node, predicate):
        return int(described.value(node, predicate))

    assert told(dataset, VOID.triples) == len(union)
    assert told(dataset, VOID.distinctSubjects) == len({s for s, _, _ in union})
    assert told(dataset, VOID.properties) == len({p for _, p, _ in union})
    classes = {o for _, p, o in union if p == RDF.type}
    assert {described.value(part, VOID["class"]) for part in described.objects(dataset, VOID.classPartition)} == classes
    for part in described.objects(dataset, VOID.classPartition):
        members = {s for s, p, o in union if p == RDF.type and o == described.value(part, VOID["class"])}
        assert told(part, VOID.entities) == len(members)
    for part in described.objects(dataset, VOID.propertyPartition):
        values = [(s, o) for s, p, o in union if p == described.value(part, VOID.property)]
        assert told(part, VOID.triples) == len(values)
    assert {str(part) for part in described.objects(dataset, VOID.subset)} == set(graphs)
    for name, graph in graphs.items():
        assert told(URIRef(name), VOID.triples) == len(graph)


def test_every_dataset_is_described_in_both_languages_and_has_files(graphs):
    catalogue = graphs[f"{BASE}graphe/catalogue"]
    listed = set(catalogue.objects(iri("catalogue"), DCAT.dataset))
    assert {str(node).removeprefix(f"{BASE}jeu/") for node in listed} == {
        "pactes",
        "tableaux",
        "contrat-essai",
        "lettre-essai",
        "registre",
        "vocabulaires",
        "ontologie",
        "shapes",
    }
    for node in listed:
        for predicate in (DCTERMS.title, DCTERMS.description):
            assert {text.language for text in catalogue.objects(node, predicate)} == {"fr", "en"}
        assert {word.language for word in catalogue.objects(node, DCAT.keyword)} == {"fr", "en"}
        assert [str(i) for i in catalogue.objects(node, DCTERMS.identifier)] == [str(node)]
        assert set(catalogue.objects(node, DCAT.distribution))
    files = {str(file).removeprefix(f"{BASE}dump/") for file in catalogue.objects(None, DCAT.downloadURL)}
    assert {"pactes.nq.gz", "pactes.trig.gz", "contrat-essai.ttl.gz", "registre.ttl.gz", "contrats.csv"} <= files
    assert "projets.csv" not in files, "nothing in these documents is a project"


def test_a_document_keeps_its_own_rights_and_source(graphs):
    catalogue, node = graphs[f"{BASE}graphe/catalogue"], iri("jeu/contrat-essai")
    rights = catalogue.value(node, DCTERMS.rights)
    assert "Réutilisable" in str(catalogue.value(rights, DCTERMS.description))
    assert catalogue.value(node, PROV.wasDerivedFrom) == iri("id/document/contrat-essai")
    assert catalogue.value(iri("jeu/registre"), DCTERMS.rights) != rights


def test_releases_are_versions_of_the_whole(make_published):
    former = make_published(previous_version="2026.10.3", notes="Deux contrats de plus.", notes_en="")
    whole, current = iri("jeu/pactes"), former.value(iri("jeu/pactes"), DCAT3.hasVersion)
    assert current == iri("version/2026.11.1")
    assert former.value(current, DCAT3.isVersionOf) == whole
    assert former.value(current, DCAT3.previousVersion) == iri("version/2026.10.3")
    assert str(former.value(whole, DCAT3.version)) == "2026.11.1"
    assert [str(note) for note in former.objects(whole, ADMS.versionNotes)] == ["Deux contrats de plus."]
    assert make_published().value(whole, DCAT3.previousVersion) is None


@pytest.fixture(scope="session")
def make_published(graphs, publication):
    """The catalogue of the same graphs under another ``data/release.toml``."""

    def made(**other):
        told = {URIRef(name): graph for name, graph in graphs.items() if not name.endswith(("/catalogue", "/void"))}
        return catalogue_graph(told, replace(publication, **other))

    return made


def test_optional_fields_of_the_release_are_checked(tmp_path):
    text = (ROOT / "data" / "release.toml").read_text(encoding="utf-8")
    path = tmp_path / "release.toml"
    path.write_text(f'{text}\nprevious_version = "la précédente"\n', encoding="utf-8")
    with pytest.raises(ReleaseError, match="previous_version"):
        read_publication(path)
