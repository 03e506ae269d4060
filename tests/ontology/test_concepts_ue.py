"""Concepts of the European Union that we use were read in a copy of their table, and mean what ours mean."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDFS, SKOS

from pactes.rdf.frequences import frequence_ue
from pactes.rdf.namespaces import FREQUENCE_UE, PREFIXES
from pactes.settings import resource

ICI = Path(__file__).parent
RACINE = ICI.parents[1]
AUTORITE = "http://publications.europa.eu/resource/authority/"
RAPPROCHEMENTS = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)
PROCHES = (SKOS.exactMatch, SKOS.closeMatch)


@lru_cache(maxsize=1)
def vocabulaires() -> Graph:
    graph = Graph()
    for path in (resource("ontology") / "vocabularies").glob("*.ttl"):
        graph.parse(path)
    return graph


@lru_cache(maxsize=1)
def lus() -> dict[str, dict[str, str]]:
    lines = (ICI / "concepts-ue.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter=";")
    return {row["iri"]: row for row in rows}


@lru_cache(maxsize=1)
def copies() -> str:
    return "\n".join(
        line for line in (ICI / "concepts-ue.csv").read_text(encoding="utf-8").splitlines() if line.startswith("#")
    )


def rapprochements() -> list[tuple[URIRef, URIRef, str]]:
    graph = vocabulaires()
    return sorted((s, p, str(o)) for p in RAPPROCHEMENTS for s, o in graph.subject_objects(p))


def mots(text: str) -> set[str]:
    bare = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return {word.rstrip("sx") for word in re.findall(r"[a-z]{3,}", bare)}


def test_there_are_matches() -> None:
    assert len(rapprochements()) >= 60


@pytest.mark.parametrize(("concept", "relation", "autre"), rapprochements(), ids=lambda x: str(x).rsplit("/", 1)[-1])
def test_a_match_was_read_in_a_copy(concept: URIRef, relation: URIRef, autre: str) -> None:
    assert autre in lus()
    assert lus()[autre]["fr"], "un rapprochement se fait sur un libellé lu"
    said = list(vocabulaires().predicate_objects(URIRef(autre)))
    assert said == [(RDFS.label, Literal(lus()[autre]["fr"], lang="fr"))], (
        "du concept d'un autre, on ne dit que son nom"
    )


def test_close_matches_share_their_words() -> None:
    graph = vocabulaires()
    for concept, relation, autre in rapprochements():
        if relation in PROCHES:
            names = [
                str(label)
                for p in (SKOS.prefLabel, SKOS.altLabel)
                for label in graph.objects(concept, p)
                if isinstance(label, Literal) and label.language == "fr"
            ]
            assert any(mots(name) & mots(lus()[autre]["fr"]) for name in names), (concept, autre)


def test_a_label_that_says_something_else_would_show() -> None:
    assert mots("Dépenses publiques") & mots("dépense")
    assert not mots("participation") & mots("budget")


def test_each_concept_names_the_copy_it_was_read_in() -> None:
    for iri, row in lus().items():
        assert iri.startswith((PREFIXES["eurovoc"], AUTORITE))
        for copie in row["copie"].split("+"):
            assert re.search(rf"(?:^# |, ){re.escape(copie)}\b", copies(), re.MULTILINE), copie


def test_published_graphs_use_no_concept_of_the_union_that_was_not_read() -> None:
    used = {
        term.value
        for path in sorted((RACINE / "data" / "ttl").glob("*.ttl"))
        for triple in pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE)
        for term in (triple.subject, triple.object)
        if isinstance(term, pyoxigraph.NamedNode) and term.value.startswith((AUTORITE, PREFIXES["eurovoc"]))
    }
    assert used
    assert used - set(lus()) == set()


@pytest.mark.parametrize(
    ("texte", "code"),
    [
        ("quotidienne", "DAILY"),
        ("hebdomadaire", "WEEKLY"),
        ("deux fois par semaine", "WEEKLY_2"),
        ("toutes les deux semaines", "BIWEEKLY"),
        ("tous les quinze jours", "BIWEEKLY"),
        ("bimensuel", "MONTHLY_2"),
        ("deux fois par mois", "MONTHLY_2"),
        ("trois fois par mois", "MONTHLY_3"),
        ("mensuel", "MONTHLY"),
        ("bimestrielle", "BIMONTHLY"),
        ("tous les deux mois", "BIMONTHLY"),
        ("trimestriel", "QUARTERLY"),
        ("trois fois par an", "ANNUAL_3"),
        ("semestrielle", "ANNUAL_2"),
        ("une fois par an", "ANNUAL"),
        ("tous les deux ans", "BIENNIAL"),
        ("tous les trois ans", "TRIENNIAL"),
        ("en continu", "CONT"),
        ("au besoin", "IRREG"),
    ],
)
def test_a_frequency_is_one_of_the_table_and_means_it(texte: str, code: str) -> None:
    """« bimensuel » is twice a month (semimonthly), not every two weeks (biweekly)."""
    assert frequence_ue(texte) == code
    assert f"{FREQUENCE_UE}{code}" in lus()
