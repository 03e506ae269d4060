"""Organisations that everyone knows, and the vocabulary of their kinds: they agree, and their dates make sense."""

from __future__ import annotations

import itertools
import re

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, SKOS

from pactes.linking.corpus import OrganisationLiee
from pactes.rdf.classement import Classement
from pactes.rdf.namespaces import BASE, PACTES, TYPE_ORGANISATION
from pactes.reference import OrganisationConnue, organisations
from pactes.settings import resource

SCHEME = URIRef(f"{BASE}voc/type-organisation")
DATE = re.compile(r"\d{4}(-\d{2}-\d{2})?")


@pytest.fixture(scope="module")
def vocabulary() -> Graph:
    return Graph().parse(resource("ontology/vocabularies") / "type-organisation.ttl")


@pytest.fixture(scope="module")
def known() -> dict[str, OrganisationConnue]:
    return {connue.slug: connue for connue in organisations()}


def kinds(vocabulary: Graph) -> set[str]:
    """The slugs of the concepts."""
    return {str(c).removeprefix(str(TYPE_ORGANISATION)) for c in vocabulary.subjects(SKOS.inScheme, SCHEME)}


def test_every_organisation_has_a_kind_of_the_vocabulary(
    known: dict[str, OrganisationConnue], vocabulary: Graph
) -> None:
    top = {str(c).removeprefix(str(TYPE_ORGANISATION)) for c in vocabulary.subjects(SKOS.topConceptOf, SCHEME)}
    assert {connue.genre for connue in known.values()} <= top


def test_a_service_of_each_territory_is_a_concept_under_the_kind_that_it_is_given(
    known: dict[str, OrganisationConnue], vocabulary: Graph
) -> None:
    """What a slug names in the list and in the vocabulary is one thing, of one family and one name."""
    shared = set(known) & kinds(vocabulary) - {"etat"}
    assert len(shared) > 70
    for slug in shared:
        above = set(vocabulary.transitive_objects(TYPE_ORGANISATION[slug], SKOS.broader))
        assert TYPE_ORGANISATION[known[slug].genre or ""] in above, slug
        labels = {str(o) for o in vocabulary.objects(TYPE_ORGANISATION[slug], SKOS.prefLabel)}
        assert known[slug].nom in labels, slug


def test_successors_are_in_the_list_and_no_chain_comes_back(known: dict[str, OrganisationConnue]) -> None:
    for connue in known.values():
        seen, queue = {connue.slug}, list(connue.devenue)
        for _ in itertools.count():
            if not queue:
                break
            slug = queue.pop()
            assert slug in known, (connue.slug, slug)
            assert slug not in seen, (connue.slug, slug)
            seen.add(slug)
            queue += known[slug].devenue
        if connue.devenue:
            assert connue.fin, connue.slug


def test_dates_are_days_or_years_in_order_with_the_text_that_says_so(known: dict[str, OrganisationConnue]) -> None:
    for connue in known.values():
        for value in filter(None, (connue.debut, connue.fin)):
            assert DATE.fullmatch(value), connue.slug
            assert connue.source, connue.slug
        if connue.debut and connue.fin:
            shared = min(len(connue.debut), len(connue.fin))
            assert connue.debut[:shared] < connue.fin[:shared], connue.slug
        for slug in connue.devenue:  # what takes its place is there when it ends, to the year
            after = known[slug].debut
            assert not after or not connue.fin or after[:4] <= connue.fin[:4], (connue.slug, slug)


def test_an_acronym_is_of_one_organisation(known: dict[str, OrganisationConnue]) -> None:
    seen: dict[str, str] = {}
    for connue in known.values():
        for name in {connue.nom, *connue.sigles, *connue.variantes}:
            assert seen.setdefault(name, connue.slug) == connue.slug, name


@pytest.mark.parametrize(
    ("slug", "fin", "after"),
    [
        ("cget", "2020-01-01", ("anct",)),
        ("pole-emploi", "2024-01-01", ("france-travail",)),
        ("rff", "2015-01-01", ("sncf-reseau",)),
    ],
)
def test_organisations_that_are_no_more(
    known: dict[str, OrganisationConnue], slug: str, fin: str, after: tuple[str, ...]
) -> None:
    assert (known[slug].fin, known[slug].devenue) == (fin, after)


def test_kinds_of_services_that_are_no_more_say_what_took_their_place(vocabulary: Graph) -> None:
    direccte = TYPE_ORGANISATION["direccte"]
    assert str(vocabulary.value(direccte, PACTES.finExistence)) == "2021-04-01"
    assert vocabulary.value(direccte, DCTERMS.isReplacedBy) == TYPE_ORGANISATION["dreets"]
    assert Literal("DIRECCTE", lang="fr") in set(vocabulary.objects(direccte, SKOS.altLabel))


@pytest.mark.parametrize(
    ("nom", "sortes", "genre", "kind"),
    [
        ("Direction régionale des affaires culturelles (Bretagne)", ("drac",), "service-etat", "drac"),
        ("ANRU", ("anru",), "agence-etat", "agence-etat"),
        ("Brest Métropole", ("metropole",), "epci", "metropole"),
        ("Ville de Brest", (), "commune", "commune"),
        ("Université de Bretagne occidentale", (), "", "universite"),
        ("Office public de l'habitat de Brest Métropole", (), "", "office-public-de-l-habitat"),
        ("Lycée La Pérouse", (), "", "lycee"),
        ("CAF du Finistère", (), "", "caf"),
        ("Ville et banlieue", (), "", None),
        ("Universités sans frontières", (), "", None),
        ("Collègues unis", (), "", None),
        ("caf'conc", (), "", None),
    ],
)
def test_a_kind_is_told_by_the_entry_else_by_how_the_name_begins(
    vocabulary: Graph, nom: str, sortes: tuple[str, ...], genre: str, kind: str | None
) -> None:
    thing = OrganisationLiee(chemin="id/organisation/x", nom=nom, genre=genre, sortes=sortes)
    found = Classement(vocabulary).of(thing)
    assert found == (TYPE_ORGANISATION[kind] if kind else None)
