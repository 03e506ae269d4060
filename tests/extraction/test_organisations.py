"""Organisations with their acronyms, in other territories than the documents at hand, and on the references."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from pactes.extraction import extract
from pactes.extraction.commun.acteurs import find_mentions, subject_of
from pactes.extraction.commun.resolution import core, same_institution
from pactes.extraction.evaluate import evaluate
from pactes.extraction.interchange import to_interchange
from pactes.extraction.organisations.noms_organisations import find_organisations
from pactes.model import Organisation
from pactes.reading import read_document
from pactes.reference import organisations

ROOT = Path(__file__).resolve().parents[2]
GOLD = sorted((ROOT / "tests" / "gold").glob("*.json"))


def _read(tmp_path: Path, text: str) -> dict[str, Organisation]:
    path = tmp_path / "contrat.txt"
    path.write_text(text, encoding="utf-8")
    return {o.nom: o for o in extract(read_document(path)).organisations}


@pytest.mark.parametrize(
    ("text", "nom", "sigle"),
    [
        ("la Direction départementale des territoires (DDT) et", "Direction départementale des territoires", "DDT"),
        ("l’Agence d’urbanisme du Grand Val (AUGV) anime", "Agence d’urbanisme du Grand Val", "AUGV"),
        ("avec la CCI Haute-Vallée, qui", "CCI Haute-Vallée", "CCI"),
        ("l'agence régionale de santé de Bretagne finance", "agence régionale de santé de Bretagne", None),
        ("par la Fédération des Foyers ruraux Grand Est", "Fédération des Foyers ruraux Grand Est", None),
        ("le Centre de conseil, d'appui et de soutien ALTO est", "Centre de conseil, d'appui et de soutien ALTO", None),
        ("l'association « Les Amis du Canal » entretient", "Les Amis du Canal", None),
        ("avec l'ANRU et", "ANRU", "ANRU"),
    ],
)  # fmt: skip
def test_names_as_they_are_written(text: str, nom: str, sigle: str | None) -> None:
    found = find_organisations(text)
    assert [(o.nom, o.sigle) for o in found] == [(nom, sigle)]
    assert text[found[0].start : found[0].end].startswith(nom)


@pytest.mark.parametrize(
    "text",
    [
        "un service de proximité pour les habitants",
        "le réseau de chaleur de la ville",
        "le Schéma régional de développement économique (SRDE)",
        "une maison de santé et un centre commercial",
        "le programme local de l'habitat (PLH)",
        "un pôle d'équilibre territorial et rural (PETR) et des établissements publics (EPCI)",
        "au 3 avenue de la Préfecture, place de la Commune de Paris",
        "le pôle gare et l'opération de revitalisation de territoire",
    ],
)
def test_what_is_no_organisation(text: str) -> None:
    assert find_organisations(text) == []


def test_one_organisation_for_its_name_and_its_acronym(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        "La CAF est partenaire. La caisse d'allocations familiales (CAF) cofinance. L'ANRU intervient.\n\n"
        "Les partenaires sont :\n\n- l'USH,\n- Habitat Plateau,\n- la Poste du Val.\n\n"
        "La Communauté de communes du Haut Plateau anime. De nombreux clubs : Étoile Sportive, Avenir Cycliste.\n",
    )
    assert found["caisse d'allocations familiales"].sigle == "CAF"
    assert "CAF" in found["caisse d'allocations familiales"].alias or "CAF" not in found
    assert {"ANRU", "Habitat Plateau", "Communauté de communes du Haut Plateau", "Étoile Sportive"} <= set(found)


@pytest.mark.parametrize(
    ("text", "noms"),
    [
        ("LA CAISSE D'ALLOCATIONS FAMILIALES DE LA DROME, REPRESENTEE PAR SA DIRECTRICE",
         ["Caisse d'Allocations Familiales de la Drome"]),
        ("avec la Banque des territoires, de Bpifrance et de l'Anah", ["Banque des territoires", "Bpifrance", "Anah"]),
        ("la Maison Locale pour l'Insertion, la Formation et l'Emploi agit",
         ["Maison Locale pour l'Insertion, la Formation et l'Emploi"]),
        ("L'association Les Paniers de la Seudre et le bailleur Habitat 17 participent",
         ["Les Paniers de la Seudre", "Habitat 17"]),
        ("les travaux de Drôme Habitat et d'Initiative Vallée sont prêts", ["Drôme Habitat", "Initiative Vallée"]),
    ],
)  # fmt: skip
def test_names_in_sentences(tmp_path: Path, text: str, noms: list[str]) -> None:
    assert list(_read(tmp_path, text + ".\n")) == noms


def test_local_authorities_are_named_whole_and_once(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        "La communauté de communes du Pays des trois vallées et la Région Grand Est agissent. Une étude de la région"
        " des Grands Prés. La région Grand-Est paie. Le Pays de Bitche vit.\n",
    )
    assert list(found) == ["Communauté de communes du Pays des trois vallées", "Région Grand Est"]


def test_mentions_and_who_the_subject_is() -> None:
    text = "Avec l'appui de l'Europe, la Région Grand Est, l'ACM et la commune de Vauclair s'engagent à agir."
    assert [m.nom for m in subject_of(text, text.index("s'engagent"))] == [
        "Région Grand Est",
        "ACM",
        "commune de Vauclair",
    ]
    other = "La mise en œuvre de la politique de la ville par le Département s'achève."
    assert subject_of(other, other.index("s'achève")) == ()
    represented = "L'État, représenté par le préfet, finance l'action."
    assert [m.nom for m in subject_of(represented, represented.index("finance"))] == ["État"]


@pytest.mark.parametrize(
    "text", ["le contrat de ville", "l'hôtel de ville", "une volonté commune", "politique de la ville"]
)
def test_words_that_name_nobody(text: str) -> None:
    assert find_mentions(text) == []


def test_an_authority_and_its_assembly_share_their_name() -> None:
    assert same_institution("Conseil régional de Bretagne", "la Région Bretagne")
    assert same_institution("la Région", "Région Bretagne")
    assert not same_institution("Région Bretagne", "Département de la Haute-Marne")
    assert core("les") == frozenset()


def test_the_gazetteer_has_one_entry_for_each_acronym() -> None:
    known = organisations()
    assert len(known) > 150
    assert [s for s, n in Counter(s for o in known for s in o.sigles).items() if n > 1] == []
    assert [o.slug for o in known] == sorted(o.slug for o in known)
    assert all(o.genre for o in known)


def test_the_references_are_read() -> None:
    pairs = []
    for path in GOLD:
        extraction = extract(read_document(ROOT / "data" / "documents" / f"{path.stem}.txt"))
        pairs.append((to_interchange(extraction), json.loads(path.read_text(encoding="utf-8"))))
    assert evaluate(pairs).kinds["organisations"].recall >= 0.65
