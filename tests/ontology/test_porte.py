"""The gate of the ontology: our files keep every rule, and each rule catches what it is there for."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from pactes.rdf.namespaces import BASE, GENRE_TEXTE, ONTOLOGIE, PACTES, TYPE_TERRITOIRE
from pactes.validation.maison import Maison, read_house
from pactes.validation.ontologie import REGLES, Regle, check_ontology


@pytest.fixture(scope="module")
def maison() -> Maison:
    return read_house()


@pytest.mark.parametrize("regle", REGLES, ids=lambda r: r.__name__)
def test_our_files_keep_the_rule(maison: Maison, regle: Regle) -> None:
    assert list(regle(maison)) == []


def termes(change: Callable[[Graph], Any]) -> Callable[[Maison], Maison]:
    def apply(house: Maison) -> Maison:
        graph = copy.deepcopy(house.termes)
        change(graph)
        return replace(house, termes=graph)

    return apply


def vocabulaires(change: Callable[[Graph], Any]) -> Callable[[Maison], Maison]:
    def apply(house: Maison) -> Maison:
        graph = copy.deepcopy(house.vocabulaires)
        change(graph)
        return replace(house, vocabulaires=graph)

    return apply


def texte(file: str, text: str) -> Callable[[Maison], Maison]:
    return lambda house: replace(house, textes={**house.textes, file: text})


def contexte(**entries: Any) -> Callable[[Maison], Maison]:
    return lambda house: replace(house, contexte={**house.contexte, **entries})


CONCEPT = TYPE_TERRITOIRE["commune"]
SCHEME = URIRef(f"{BASE}voc/type-territoire")

DEFAUTS: list[tuple[str, str, Callable[[Maison], Maison]]] = [
    (
        "libelles",
        "pactes:Contrat",
        termes(lambda g: g.remove((PACTES.Contrat, RDFS.label, Literal("contract", lang="en")))),
    ),
    ("libelles", "pactes:Axe", termes(lambda g: g.add((PACTES.Axe, RDFS.label, Literal("pilier", lang="fr"))))),
    ("definitions", "pactes:montant", termes(lambda g: g.remove((PACTES.montant, SKOS.definition, None)))),
    ("origine", "pactes:axe", termes(lambda g: g.remove((PACTES.axe, RDFS.isDefinedBy, None)))),
    ("origine", "pactes:texte", termes(lambda g: g.add((PACTES.texte, RDF.type, OWL.ObjectProperty)))),
    ("noms", "Date_fin", termes(lambda g: g.add((URIRef(f"{BASE}def#Date_fin"), RDF.type, OWL.Class)))),
    ("termes_inconnus", "pactes:montan", texte("queries/x.rq", "SELECT * { ?f pactes:montan ?m }")),
    ("termes_inconnus", "pactes:Contract", texte("shapes/x.ttl", f"<{BASE}def#Contract> a <x> .")),
    (
        "termes_inconnus",
        "statut-contrat:signe",
        texte("queries/x.rq", "SELECT * { ?c pactes:statut statut-contrat:signe }"),
    ),
    ("prefixes", "locn", texte("shapes/x.ttl", "@prefix locn: <http://w3.org/ns/locn#> .")),
    ("prefixes", "dct", texte("queries/x.rq", "PREFIX dct: <http://purl.org/dc/terms/>")),
    ("prefixes", "schema", contexte(schema="http://schema.org/")),
    (
        "entete",
        "dcterms:license",
        termes(lambda g: g.remove((ONTOLOGIE, URIRef("http://purl.org/dc/terms/license"), None))),
    ),
    (
        "entete",
        "dcterms:abstract",
        termes(lambda g: g.remove((ONTOLOGIE, URIRef("http://purl.org/dc/terms/abstract"), None))),
    ),
    (
        "entete",
        "xsd:date",
        termes(lambda g: g.set((ONTOLOGIE, URIRef("http://purl.org/dc/terms/modified"), Literal("hier")))),
    ),
    ("version", "0.2.0", termes(lambda g: g.set((ONTOLOGIE, OWL.versionInfo, Literal("0.2.0"))))),
    ("une_ontologie", "seule", termes(lambda g: g.add((URIRef(f"{BASE}autre"), RDF.type, OWL.Ontology)))),
    (
        "une_ontologie",
        "imports",
        termes(lambda g: g.add((ONTOLOGIE, OWL.imports, URIRef("http://www.w3.org/ns/org#")))),
    ),
    (
        "detournement",
        "prov#Plan",
        termes(lambda g: g.add((URIRef("http://www.w3.org/ns/prov#Plan"), RDF.type, OWL.Class))),
    ),
    (
        "detournement",
        "Match",
        termes(lambda g: g.add((PACTES.Contrat, SKOS.closeMatch, URIRef("http://x.org/Contract")))),
    ),
    ("domaines", "intersection", termes(lambda g: g.add((PACTES.montant, RDFS.domain, PACTES.Contrat)))),
    ("domaines", "pactes:axe", termes(lambda g: g.set((PACTES.axe, RDFS.range, PACTES.Objectif)))),
    (
        "domaines",
        "pactes:texte",
        termes(lambda g: g.remove((PACTES.texte, URIRef("https://schema.org/rangeIncludes"), None))),
    ),
    ("hierarchie", "lui-même", termes(lambda g: g.add((PACTES.Organisation, RDFS.subClassOf, PACTES.Signataire)))),
    ("hierarchie", "relié", termes(lambda g: g.add((URIRef(f"{BASE}def#Ile"), RDF.type, OWL.Class)))),
    (
        "vocabulaires",
        "prefLabel",
        vocabulaires(lambda g: g.add((CONCEPT, SKOS.prefLabel, Literal("ville", lang="fr")))),
    ),
    ("vocabulaires", "definition", vocabulaires(lambda g: g.remove((CONCEPT, SKOS.definition, None)))),
    ("vocabulaires", "un seul", vocabulaires(lambda g: g.remove((CONCEPT, SKOS.inScheme, None)))),
    ("vocabulaires", "tête", vocabulaires(lambda g: g.remove((SCHEME, SKOS.hasTopConcept, CONCEPT)))),
    (
        "vocabulaires",
        "autre nom",
        vocabulaires(lambda g: g.add((CONCEPT, SKOS.altLabel, Literal("commune", lang="fr")))),
    ),
    (
        "vocabulaires",
        "deux concepts",
        vocabulaires(lambda g: g.set((GENRE_TEXTE["loi"], SKOS.prefLabel, Literal("Décret", lang="fr")))),
    ),
    ("contexte", "montant", contexte(montant="pactes:valeur")),
    ("contexte", "@id", contexte(partie="pactes:partie")),
]


@pytest.mark.parametrize(("regle", "mot", "defaut"), DEFAUTS, ids=[f"{r}-{m}" for r, m, _ in DEFAUTS])
def test_a_rule_catches_its_fault(maison: Maison, regle: str, mot: str, defaut: Callable[[Maison], Maison]) -> None:
    found = [p.message for p in check_ontology(defaut(maison)) if p.regle == regle]
    assert any(mot in message for message in found), found


def test_every_rule_has_a_fault_that_it_catches() -> None:
    assert {r.__name__ for r in REGLES} == {regle for regle, _, _ in DEFAUTS}
