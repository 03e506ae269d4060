"""Two versions of an ontology: what changed is told term by term; a published version is kept as it was."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from pactes.errors import ReferenceDataError
from pactes.rdf import ontology_versions
from pactes.rdf.namespaces import BASE
from pactes.rdf.ontology import CLASS, Ontology, kind_of, ontology_of
from pactes.rdf.ontology_changes import Change, changes
from pactes.rdf.ontology_versions import keep, kept_triples, served_turtle, version_key

HEAD = f"""
@prefix : <{BASE}def#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> .
"""
BEFORE = """
<https://w3id.org/pactes/def> a owl:Ontology ; owl:versionInfo "1.0.0" .
:Pacte a owl:Class ; rdfs:label "pacte"@fr, "pact"@en ; skos:definition "Un accord."@fr, "An accord."@en .
:Fiche a owl:Class ; rdfs:label "fiche"@fr .
:duree a owl:DatatypeProperty ; rdfs:label "durée"@fr ; schema:domainIncludes :Pacte .
:perdu a owl:ObjectProperty ; rdfs:label "perdu"@fr .
:meme a owl:ObjectProperty ; rdfs:label "même"@fr ; rdfs:isDefinedBy <https://w3id.org/pactes/autre> .
"""
AFTER = """
<https://w3id.org/pactes/def> a owl:Ontology ; owl:versionInfo "1.1.0" .
:Pacte a owl:Class ; rdfs:label "pacte"@fr, "compact"@en ; skos:definition "Un accord."@fr, "An accord."@en ;
  rdfs:subClassOf :Acte .
:Acte a owl:Class ; rdfs:label "acte"@fr .
:Fiche a owl:Class ; rdfs:label "fiche"@fr ; owl:deprecated true ; dcterms:isReplacedBy :Acte ;
  skos:changeNote "Tout acte n'est pas une fiche."@fr, "Not every act is a card."@en .
:duree a owl:DatatypeProperty ; rdfs:label "durée"@fr ; schema:domainIncludes :Acte .
:meme a owl:ObjectProperty ; rdfs:label "même"@fr ; rdfs:isDefinedBy <https://w3id.org/pactes/def> .
"""


def read(text: str) -> Ontology:
    return ontology_of(ox.parse(HEAD + text, format=ox.RdfFormat.TURTLE))


@pytest.fixture(scope="module")
def found() -> dict[str, Change]:
    return {change.name: change for change in changes(read(BEFORE), read(AFTER))}


def test_each_term_that_changed_is_told_once(found: dict[str, Change]) -> None:
    assert {name: change.what for name, change in found.items()} == {
        "Acte": "added",
        "perdu": "removed",
        "Fiche": "deprecated",
        "Pacte": "changed",
        "duree": "changed",
    }
    assert list(found) == ["Acte", "perdu", "Fiche", "Pacte", "duree"]


def test_a_change_holds_what_was_and_what_is(found: dict[str, Change]) -> None:
    details = {
        (detail.property.rsplit("/", 1)[-1].rsplit("#", 1)[-1], detail.language): (detail.before, detail.after)
        for detail in (*found["Pacte"].details, *found["duree"].details)
    }
    assert details == {
        ("label", "en"): ((ox.Literal("pact", language="en"),), (ox.Literal("compact", language="en"),)),
        ("subClassOf", ""): ((), (ox.NamedNode(f"{BASE}def#Acte"),)),
        ("domainIncludes", ""): ((ox.NamedNode(f"{BASE}def#Pacte"),), (ox.NamedNode(f"{BASE}def#Acte"),)),
    }


def test_a_deprecated_term_says_why_and_what_stands_for_it(found: dict[str, Change]) -> None:
    assert found["Fiche"].replaced_by == (f"{BASE}def#Acte",)
    assert {text.language for text in found["Fiche"].reasons} == {"fr", "en"}


def test_a_version_is_not_changed_from_itself() -> None:
    assert changes(read(AFTER), read(AFTER)) == ()


def test_versions_come_in_the_order_of_their_numbers() -> None:
    assert sorted(["0.10.0", "0.9.0", "1.0.0", "0.2.1"], key=version_key) == ["0.2.1", "0.9.0", "0.10.0", "1.0.0"]


def test_a_kept_version_is_whole_and_does_not_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, ontology = served_turtle()
    path = keep(tmp_path)
    assert path.name == f"{ontology.version}.ttl"
    assert keep(tmp_path) == path  # the same again is no harm
    kept = ontology_of(kept_triples(BASE, tmp_path)[ontology.version])
    assert changes(kept, ontology) == ()
    assert kind_of(kept.terms["Contrat"]) == CLASS
    assert kept.terms["Contrat"].iris("owl:disjointWith")  # restrictions too
    monkeypatch.setattr(ontology_versions, "served_turtle", lambda: (text + "# autre\n", ontology))
    with pytest.raises(ReferenceDataError, match="versionInfo"):
        keep(tmp_path)


def test_a_kept_version_follows_the_base_iri() -> None:
    for version, triples in kept_triples("https://exemple.fr/base/").items():
        there = ontology_of(triples, "https://exemple.fr/base/")
        assert there.version == version
        assert "Contrat" in there.terms


def test_a_file_that_is_no_turtle_is_named(tmp_path: Path) -> None:
    (tmp_path / "1.0.0.ttl").write_text("pas du Turtle", encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"1\.0\.0\.ttl"):
        kept_triples(BASE, tmp_path)
