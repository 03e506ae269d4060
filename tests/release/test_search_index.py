"""The search index of a release: found as people type, without any person, the same to the byte."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pactes.errors import ReleaseError
from pactes.release import Release, make_release, sources_of, verify
from pactes.release.search_asked import matched
from pactes.release.search_index import NAME, write_index
from pactes.release.search_persons import Persons
from pactes.release.search_read import SearchIndex
from pactes.release.search_words import natural_key, stem, words

BASE = "https://exemple.fr/"
THINGS = f"""@prefix pactes: <{BASE}def#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix oa: <http://www.w3.org/ns/oa#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @base <{BASE}id/> .
<contrat/c> a pactes:Contrat ; rdfs:label "Contrat de ville d’Essai-sur-Œuf 2015/2020"@fr ; dcterms:type <type/ville> .
<contrat/d> a pactes:Contrat ; rdfs:label "CRTE du Val"@fr .
<type/ville> skos:prefLabel "contrat de ville"@fr , "urban contract"@en ; skos:altLabel "CUCV"@fr .
<type/epci> skos:prefLabel "établissement public de coopération intercommunale"@fr ; skos:altLabel "EPCI"@fr .
<organisation/anru> a pactes:Organisation ; rdfs:label "Agence nationale pour la rénovation urbaine"@fr .
<organisation/val> a pactes:Organisation , pactes:Signataire ; rdfs:label "Commune du Val"@fr .
<territoire/val> a pactes:Territoire ; rdfs:label "Val"@fr .
<organisation/dupont> a pactes:Organisation ; rdfs:label "Fondation Camille Durand"@fr .
<contrat/c/axe/1> a pactes:Axe ; rdfs:label "1. Mobilités actives"@fr ; dcterms:isPartOf <contrat/c> .
<contrat/c/axe/2> a pactes:Axe ; rdfs:label "2. Réseaux régionaux"@fr ; dcterms:isPartOf <contrat/c> .
<contrat/c/axe/10> a pactes:Axe ; rdfs:label "10. Culture"@fr ; dcterms:isPartOf <contrat/c> .
<e> a pactes:Engagement ; rdfs:label "Créer une maison de santé"@fr ; pactes:contrat <contrat/c> ;
  pactes:texte "Créer une maison de santé, dont Mme Durand-Martin assure le suivi, dossier EPCI compris"@fr .
<f> a pactes:Financement ; rdfs:label "13 100 000 €"@fr ; pactes:montant 13100000.0 ; pactes:objet "le bus"@fr .
<g> a pactes:Financement ; rdfs:label "20 €"@fr ; pactes:montant 20 ; pactes:objet "le timbre"@fr .
<signature> a pactes:Signature ; rdfs:label "Commune, par Camille DURAND"@fr ; pactes:representant "Camille DURAND"@fr ;
  pactes:contrat <contrat/c> ; pactes:preuve <p/signe> .
<x> a pactes:Contradiction ; rdfs:label "maire : Camille ou Dominique"@fr ; pactes:propriete pactes:representant .
<enonce> a pactes:Enonce ; pactes:propriete pactes:representant ; pactes:valeur "Dominique Petitjean" ;
  pactes:preuve <p/enonce> .
<document/d> a pactes:Document ; dcterms:title "Le contrat, tel que signé"@fr .
<p/long> a pactes:Passage ; oa:hasSource <document/d> ; pactes:ligne 12 ; oa:hasSelector <p/long#c> .
<p/long#c> oa:exact "la requalification des friches que Camille Durand a promise" .
<p/court> a pactes:Passage ; oa:hasSource <document/d> ; oa:hasSelector <p/court#c> . <p/court#c> oa:exact "friches" .
<p/signe> a pactes:Passage ; oa:hasSource <document/d> ; oa:hasSelector <p/signe#c> .
<p/signe#c> oa:exact "la commune du Val, représentée par son maire en exercice" .
<p/enonce> a pactes:Passage ; oa:hasSource <document/d> ; oa:hasSelector <p/enonce#c> .
<p/enonce#c> oa:exact "fait à Val par qui de droit, Dominique Petitjean" .
"""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    written = tmp_path_factory.mktemp("graphes")
    (written / "a.ttl").write_text(THINGS, encoding="utf-8")
    folder = tmp_path_factory.mktemp("versions")
    return make_release(sources_of(written, BASE), folder, version="1", base_iri=BASE)


@pytest.fixture(scope="module")
def index(release: Release) -> SearchIndex:
    return SearchIndex(release.path / NAME)


Find = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def find(index: SearchIndex) -> Find:
    def ends(question: str) -> list[str]:
        findings = index.find(index.ask(question))
        numbers = [n for kind in findings.kinds for n in findings.of_kind(kind)]
        return [found.iri.removeprefix(f"{BASE}id/") for found in index.things(numbers, findings)]

    return ends


def test_the_index_is_a_file_of_the_release_like_others(release: Release, tmp_path: Path) -> None:
    assert NAME in release.manifest.files
    assert verify(release) == []
    for name in ("une", "deux"):
        write_index(release.store, tmp_path / name, BASE)
        assert (tmp_path / name).read_bytes() == (release.path / NAME).read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deux", "une"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("contrat ville essai œuf", "contrat/c"),
        ("CONTRATS DE VILLE D'ESSAI SUR OEUF", "contrat/c"),
        ("essai-sur-oeu", "contrat/c"),
        ("mobilité active", "contrat/c/axe/1"),
        ("mobilites", "contrat/c/axe/1"),
        ("réseau régional", "contrat/c/axe/2"),
        ("region", "contrat/c/axe/2"),
        ("ANRU", "organisation/anru"),
        ("anru", "organisation/anru"),
        ("contrat de relance et de transition écologique", "contrat/d"),
        ("établissement public de coopération intercommunale", "e"),
        ("CUCV", "contrat/c"),
        ("13 100 000", "f"),
        ("13 100 000 €", "f"),
        ("13,1 M€", "f"),
        ("13,1 millions d’euros", "f"),
        ("13100000", "f"),
        ("bus 13,1 M", "f"),
        ("requalification friche", "p/long"),
        ("santé ville", "e"),
    ],
)
def test_what_people_type_finds_it(find: Find, question: str, expected: str) -> None:
    assert expected in find(question)


@pytest.mark.parametrize("question", ["contrat timbre", "mobilité santé", "1310000 €", "bus timbre", "zz", "", "! ?"])
def test_every_word_is_wanted(find: Find, question: str) -> None:
    assert find(question) == []


@pytest.mark.parametrize(
    "question",
    [
        "Camille",
        "Durand",
        "camille durand",
        "DURAND Camille",
        "martin",
        "Dominique",
        "petitjean",
        "représentée",
        "droit",
    ],
)
def test_no_person_is_found(find: Find, index: SearchIndex, question: str, release: Release) -> None:
    assert find(question) == []
    assert index.near(question[:-1].lower()) == []


def test_no_person_is_written_in_the_file(release: Release) -> None:
    written = (release.path / NAME).read_bytes().lower()
    for name in ("camille", "durand", "dominique", "petitjean", "martin"):
        assert name.encode() not in written, name


def test_the_very_name_first_then_names_then_texts(index: SearchIndex, find: Find) -> None:
    assert find("val")[:3] == ["territoire/val", "contrat/d", "organisation/val"]
    found = index.find(index.ask("ville"))
    assert found.kinds[0] == "Contrat"
    assert found.is_named(found.of_kind("Contrat")[0])
    assert not found.is_named(found.of_kind("Axe")[0])  # of a contract of that name
    for kind in found.kinds:
        assert found.first(kind, 2) == found.of_kind(kind)[:2]


def test_counts_and_lists_by_kind(index: SearchIndex) -> None:
    told = index.counts()
    assert (told["Organisation"], told["Signataire"], told["Axe"]) == (3, 1, 3)
    axes = [found.title for found in index.listed("Axe", 0, 50)]
    assert axes == ["1. Mobilités actives", "2. Réseaux régionaux", "10. Culture"]
    assert [found.amount for found in index.listed("Financement", 0, 50)] == ["13100000", "20"]
    assert [found.iri for found in index.listed("Signataire", 0, 50)] == [f"{BASE}id/organisation/val"]
    assert [found.title for found in index.listed("Organisation", 1, 1)] == ["Commune du Val"]
    assert index.listed("Axe", 500, 50) == []


def test_a_word_that_is_misspelt_is_told_as_it_is_written_here(index: SearchIndex) -> None:
    assert index.near("mobiltie")[0] == "mobilités"
    assert index.near("reesaux")[0] == "réseaux"
    assert index.near("mobilites") == []  # known
    assert index.near("xyzxyzxyz") == []


def test_the_words_found_are_told_in_the_text(index: SearchIndex) -> None:
    text = "L’Œuvre des contrats régionaux : 13,1 M€"
    for question, said in (
        ("oeuvre", ["Œuvre"]),
        ("contrat régional", ["contrats", "régionaux"]),
        ("region", ["region"]),
        ("13 100 000", ["13,1 M€"]),
    ):
        marked = [text[start:end] for start, end in matched(text, index.ask(question))]
        assert [word.replace("é", "e") if question == "region" else word for word in marked] == said


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("1.1.1. Animer", ["1,1,1", "animer"]),
        ("1.10. Suivre", ["1,10", "suivre"]),
        ("2.962.000 €", ["2962000"]),
        ("12.03.2019", ["12", "03", "2019"]),
        ("E.P.C.I. 1.2.3", ["epci", "1,2,3"]),
    ],
)
def test_the_number_of_a_part_is_one_word(text: str, forms: list[str]) -> None:
    assert [word.form for word in words(text)] == forms


def test_numbers_of_parts_are_sorted_as_people_count() -> None:
    assert sorted(["1.10. a", "10. e", "1.9. b", "2. f", "1.9.2. c"], key=natural_key) == [
        "1.9.2. c", "1.9. b", "1.10. a", "2. f", "10. e",
    ]  # fmt: skip


@given(st.text(max_size=200))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_question_fails(index: SearchIndex, question: str) -> None:
    asked = index.ask(question)
    found = index.find(asked)
    assert found.total == len({n for kind in found.kinds for n in found.of_kind(kind)})
    list(matched(question, asked))
    index.near(question)


@pytest.mark.parametrize(
    "question",
    ['"', "mots : val", "noms", "val OR commune", "NEAR(val commune)", "-val", "val*", "^val", "'; DROP TABLE chose",
     "\x00val", "val\x00", "val AND", "(" * 100, "{mots}: val", "%", "_", "\ud800", "😀" * 50],
)  # fmt: skip
def test_what_is_typed_is_never_an_operator(find: Find, question: str) -> None:
    plain = " ".join(word.form for word in words(question))
    assert find(question) == find(plain)


def test_many_threads_ask_at_once(index: SearchIndex, find: Find) -> None:
    expected = find("val"), find("contrat de ville")
    wrong: list[object] = []

    def ask() -> None:
        for _ in range(30):
            if (find("val"), find("contrat de ville")) != expected:
                wrong.append(1)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_index_that_cannot_be_read_is_told(tmp_path: Path, release: Release) -> None:
    (tmp_path / "faux").write_bytes(b"rien d'une base" * 100)
    (tmp_path / "vide").touch()
    cut = tmp_path / "ancien"
    contents = bytearray((release.path / NAME).read_bytes())
    contents[60:64] = (99).to_bytes(4, "big")  # its format, which SQLite calls the user version
    cut.write_bytes(contents)
    for name in ("faux", "vide", "absent", "ancien"):
        with pytest.raises(ReleaseError):
            SearchIndex(tmp_path / name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("communes", "commune"), ("régionale", "régionaux"), ("réseaux", "réseau"), ("travaux", "travail"),
        ("engagée", "engagés"), ("industrielles", "industriel"), ("éducative", "éducatifs"), ("citoyennes", "citoyen"),
    ],
)  # fmt: skip
def test_forms_of_one_word_share_a_stem(one: str, other: str) -> None:
    first, second = ([word.stem for word in words(text)] for text in (one, other))
    assert first == second


@pytest.mark.parametrize(
    ("one", "other"),
    [("université", "univers"), ("organisation", "organe"), ("communauté", "commune"), ("contrat", "contraire")],
)
def test_words_that_administrations_tell_apart_stay_apart(one: str, other: str) -> None:
    assert stem(next(words(one)).form) != stem(next(words(other)).form)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("représentée par Madame Camille DE LA TOUR, maire", "représentée par Madame …, maire"),
        ("M. d'Aubigné et Mme le maire", "M. … et Mme le maire"),
        ("Monsieur le Préfet de région", "Monsieur le Préfet de région"),
        ("Lycée Camille-Durand, DURAND Camille", "Lycée Camille-Durand, …"),
    ],
)
def test_names_of_persons_are_taken_out_of_texts(text: str, kept: str) -> None:
    assert Persons(["Camille Durand"]).without(text) == kept
