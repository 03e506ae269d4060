"""The terms agree with what else names them: Python, records, reference data, shapes, changelog, other vocabularies."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import (
    DCAT,
    DCTERMS,
    FOAF,
    GEO,
    ORG,
    OWL,
    PROV,
    QB,
    RDF,
    RDFS,
    SDO,
    SH,
    SKOS,
    TIME,
    VANN,
    VOID,
    XSD,
    DefinedNamespace,
)

from pactes import model
from pactes.rdf.namespaces import BASE, ONTOLOGIE, PACTES, PREFIXES, SHAPES, bind_prefixes
from pactes.settings import resource
from pactes.validation.porte import Maison, read_house

ICI = Path(__file__).parent
RACINE = ICI.parents[1]
CONNUS: tuple[type[DefinedNamespace], ...] = (
    *(DCAT, DCTERMS, FOAF, GEO, ORG, OWL, PROV, QB, RDF, RDFS, SDO, SH, SKOS, TIME, VANN, VOID, XSD),
)
PLUS_NEUFS = {f"{DCAT}{name}" for name in ("hasVersion", "isVersionOf", "version")}
"""Terms of DCAT 3: rdflib's copy is DCAT 2."""


@lru_cache(maxsize=1)
def maison() -> Maison:
    return read_house(listes=ICI)


def test_the_python_namespace_refuses_a_misspelt_term() -> None:
    assert PACTES["Contrat"] == URIRef(f"{BASE}def#Contrat")
    with pytest.raises(AttributeError):
        PACTES["Contract"]


def test_prefixes_are_one_to_one_and_bound() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES)
    graph = bind_prefixes(Graph(bind_namespaces="none"))
    assert {prefix: str(iri) for prefix, iri in graph.namespaces()} == dict(PREFIXES)


def test_changelog_names_the_version_of_the_ontology() -> None:
    changelog = (RACINE / "CHANGELOG.md").read_text(encoding="utf-8")
    told = re.search(r"\bOntologie (\d+\.\d+\.\d+)", changelog)
    assert told
    assert maison().termes.value(ONTOLOGIE, OWL.versionInfo) == Literal(told[1])


@lru_cache(maxsize=1)
def dispositifs() -> dict[str, dict[str, object]]:
    path = resource("data/reference") / "dispositifs.toml"
    return {d["slug"]: d for d in tomllib.loads(path.read_text(encoding="utf-8"))["dispositif"]}


def concepts(scheme: str) -> set[str]:
    iri = URIRef(f"{BASE}voc/{scheme}")
    return {str(c).removeprefix(f"{iri}/") for c in maison().vocabulaires.subjects(SKOS.inScheme, iri)}


def test_contract_types_are_those_that_the_extraction_knows() -> None:
    assert concepts("type-contrat") == set(dispositifs())
    assert len(dispositifs()) >= 40


@pytest.mark.parametrize("slug", sorted(dispositifs()))
def test_a_contract_type_has_the_names_that_the_extraction_knows(slug: str) -> None:
    graph, concept, entry = maison().vocabulaires, URIRef(f"{BASE}voc/type-contrat/{slug}"), dispositifs()[slug]
    assert Literal(entry["nom"], lang="fr") in set(graph.objects(concept, SKOS.prefLabel))
    names = {*entry.get("sigles", ()), *entry.get("variantes", ())} - {entry["nom"]}
    assert {str(o) for o in graph.objects(concept, SKOS.altLabel)} == names
    assert (concept, RDF.type, PACTES.Dispositif) in graph


@pytest.mark.parametrize(
    ("scheme", "values"),
    [
        ("statut-contrat", model.StatutContrat),
        ("statut-engagement", model.StatutEngagement),
        ("nature-financement", model.Nature),
        ("type-territoire", model.TypeTerritoire),
        ("genre-contradiction", model.GenreContradiction),
    ],
)
def test_a_vocabulary_has_the_values_of_its_enumeration(scheme: str, values: type[model.StatutContrat]) -> None:
    assert concepts(scheme) == {str(value) for value in values}


def known_to_rdflib() -> Iterator[tuple[str, type[DefinedNamespace]]]:
    """Yield the listed terms of vocabularies of which rdflib has a closed copy, with that copy."""
    for iri in maison().listes.externes:
        vocabulary = next((n for n in CONNUS if iri.startswith(str(n._NS))), None)
        if vocabulary is not None and iri not in PLUS_NEUFS:
            yield iri, vocabulary


def test_listed_terms_of_others_are_in_the_copies_that_rdflib_has() -> None:
    checked = dict(known_to_rdflib())
    assert len(checked) > 150
    assert [iri for iri, known in checked.items() if iri.removeprefix(str(known._NS)) not in known] == []


@pytest.mark.reference
def test_terms_that_rdflib_has_not_yet_are_in_the_shapes_of_dcat_ap() -> None:
    folder = Path(os.environ.get("PACTES_CONFORMANCE", RACINE.parent / "shared" / "conformance")) / "dcat-ap-3.0.1"
    if not folder.is_dir():
        pytest.skip("les formes de DCAT-AP 3.0.1 ne sont pas là (PACTES_CONFORMANCE)")
    graph = Graph()
    for path in sorted(folder.glob("*.ttl")):
        graph.parse(path, format="turtle")
    told = {str(node) for triple in graph for node in triple}
    spaces = (PREFIXES["adms"], PREFIXES["dcatap"])
    ours = {iri for iri in maison().listes.externes if iri.startswith(spaces)} | PLUS_NEUFS
    assert len(ours) > len(PLUS_NEUFS)
    assert ours - told == set()


def test_a_term_that_others_say_something_of_is_one_of_those_they_have() -> None:
    """The axioms of others were taken by a program from what they publish: rdflib's copies must know the same names."""
    said = {str(s) for s in maison().listes.axiomes.subjects()}
    for iri in said:
        known = next((n for n in CONNUS if iri.startswith(str(n._NS))), None)
        assert known is None or iri.removeprefix(str(known._NS)) in known, iri


def test_a_misspelt_term_of_another_vocabulary_would_be_found() -> None:
    assert "wasQuotedFrom" in PROV
    assert "wasQuoted" not in PROV
    assert "OrganizationalCollaboration" in ORG
    assert "Organisation" not in ORG


def test_every_shape_name_is_ascii() -> None:
    for shape in maison().formes.subjects(RDF.type, SH.NodeShape):
        assert re.fullmatch(r"[A-Za-z][A-Za-z-]*", str(shape).removeprefix(str(SHAPES))), shape
