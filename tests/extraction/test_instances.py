"""Governance bodies and how often they meet, in other territories than the documents at hand, and on the references."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pactes.extraction import extract
from pactes.extraction.evaluate import evaluate
from pactes.extraction.interchange import to_interchange
from pactes.extraction.organisations.frequences import find_frequency
from pactes.extraction.organisations.noms_instances import find_noms
from pactes.model import Instance
from pactes.reading import read_document

ROOT = Path(__file__).resolve().parents[2]
GOLD = sorted((ROOT / "tests" / "gold").glob("*.json"))
# The rules were written against the other references; the magazine's came later and has its own floor, so that neither
# hides a loss on the other.
MAGAZINE = [path for path in GOLD if path.stem.startswith("etat-d-avenir")]
OTHERS = [path for path in GOLD if path not in MAGAZINE]


def _read(tmp_path: Path, text: str) -> tuple[Instance, ...]:
    path = tmp_path / "contrat.txt"
    path.write_text(text, encoding="utf-8")
    return extract(read_document(path)).instances


@pytest.mark.parametrize(
    ("text", "noms"),
    [
        ("Le suivi incombera à une équipe technique mensuelle.", ["Équipe technique"]),
        ("Un groupe « jeunes parents » est réuni à la demande.", ["Groupe « jeunes parents »"]),
        ("Il s'appuie sur trois instances.\n\n- Club des artisans : deux fois par an\n", ["Club des artisans"]),
        ("Les propositions ont été élaborées dans le cadre d'un groupe de travail associant la ville.", []),
        ("L'équipe technique de la ville a repeint la salle.", []),
        ("Les clubs des jeunes sportifs se réunissent au stade.", []),
    ],
)
def test_bodies_that_are_no_committee(tmp_path: Path, text: str, noms: list[str]) -> None:
    assert [i.nom for i in _read(tmp_path, f"CONTRAT DE VILLE DE DOLE\n\nGouvernance\n\n{text}\n")] == noms


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Il se réunit au moins deux fois par an.", "au moins deux fois par an"),
        ("se réunissant 1 à 2 fois par an", "1 à 2 fois par an"),
        ("des réunions de suivi (6 fois/an)", "6 fois/an"),
        ("à raison de 3 à 4 rencontres annuelles", "3 à 4 rencontres annuelles"),
        ("Le rythme annuel est de trois réunions par an", "trois réunions par an"),
        ("réunit toutes les six semaines les maires", "toutes les six semaines"),
        ("Il se réunit régulièrement, une fois par trimestre", "une fois par trimestre"),
        ("convoqué autant que de besoin", "autant que de besoin"),
    ],
)
def test_frequency_in_the_words_of_the_text(text: str, words: str) -> None:
    span = find_frequency(text)
    assert span is not None
    assert text[span.start : span.end] == words


@pytest.mark.parametrize(
    "text", ["le rapport annuel", "le budget annuel de 2 M€", "un bilan annuel des actions", "en 2015"]
)
def test_what_comes_every_year_is_not_always_a_meeting(text: str) -> None:
    assert find_frequency(text) is None


@pytest.mark.parametrize(
    ("text", "noms"),
    [
        ("Le comité de pilotage se réunit", ["comité de pilotage"]),
        ("un comité technique et financier est créé", ["comité technique et financier"]),
        ("la commission « mobilité et habitat » et le Département", ["commission « mobilité et habitat »"]),
        ("le Conseil local de sûreté et de prévention (CLSP) est", ["Conseil local de sûreté et de prévention (CLSP)"]),
        ("le Conseil départemental et la Commission européenne", []),
        ("le conseil de développement du territoire émet un avis", ["conseil de développement du territoire"]),
    ],
)  # fmt: skip
def test_names_end_where_the_sentence_goes_on(text: str, noms: list[str]) -> None:
    assert [n.nom for n in find_noms(text)] == noms


def test_a_body_and_what_is_said_of_it_further_on(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        "5.1 Le comité de pilotage\n\nIl est coprésidé par le préfet. Il siégera au moins une fois par an.\n\n"
        "5.2 Le comité technique\n\nCe comité prépare les décisions. Le COTECH se réunit tous les mois.\n\n"
        "Une commission de suivi est instituée. Elle examine les projets.\n",
    )
    assert [(i.nom, i.frequence) for i in found] == [
        ("Comité de pilotage", "au moins une fois par an"),
        ("Comité technique", "tous les mois"),
        ("Commission de suivi", None),
    ]


def test_the_parts_of_a_body_say_whose_they_are(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        "Le Conseil intercommunal de sécurité (CISPD) a été installé en 2012.\n\nLe CISPD est organisé comme suit :\n\n"
        "- d'une assemblée plénière qui arrête les priorités ;\n- d'un comité restreint qui réalise le suivi.\n",
    )
    assert [i.nom for i in found] == [
        "Conseil intercommunal de sécurité (CISPD)",
        "CISPD : assemblée plénière",
        "CISPD : comité restreint",
    ]


def test_bodies_that_meet_at_one_rhythm(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        "2. Les commissions\n\nElles sont deux :\n\n- commission « habitat »\n- commission « emploi »\n\n"
        "Le rythme de ces groupes est d'une réunion tous les trimestres.\n",
    )
    assert {i.frequence for i in found if "«" in i.nom} == {"une réunion tous les trimestres"}
    assert len([i for i in found if "«" in i.nom]) == 2


def test_nothing_where_there_is_no_body(tmp_path: Path) -> None:
    assert _read(tmp_path, "Le Conseil régional et le Conseil municipal ont délibéré. Le comité est d'accord.\n") == ()


@pytest.mark.parametrize(
    ("references", "precision", "recall"), [(OTHERS, 0.85, 0.8), (MAGAZINE, 0.9, 0.5)], ids=["others", "magazine"]
)
def test_the_references_are_read(references: list[Path], precision: float, recall: float) -> None:
    pairs = []
    for path in references:
        extraction = extract(read_document(ROOT / "data" / "documents" / f"{path.stem}.txt"))
        pairs.append((to_interchange(extraction), json.loads(path.read_text(encoding="utf-8"))))
    score = evaluate(pairs).kinds["instances"]
    assert score.reference > 0
    assert score.precision >= precision
    assert score.recall >= recall


def test_a_club_is_a_body_and_who_is_in_it_is_none(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        "ARTICLE 6. PILOTAGE\n\nUn club des partenaires (chambres consulaires, associations, conseil de développement) "
        "pourra être consulté autant que de besoin.\n",
    )
    assert [i.nom for i in found] == ["Club des partenaires"]


def test_each_body_of_a_sentence_has_its_own_frequency(tmp_path: Path) -> None:
    text = (
        "Le présent contrat de ville est suivi. Le comité de pilotage (COPIL) se réunit deux fois par an ; "
        "le COTECH chaque trimestre.\n"
    )
    found = {i.nom: i.frequence for i in _read(tmp_path, text)}
    assert found == {"Comité de pilotage (COPIL)": "deux fois par an", "COTECH": "chaque trimestre"}


@pytest.mark.parametrize(
    ("text", "noms"),
    [
        ("Un comité bipartite fera le point deux fois par an ; un forum des habitants est prévu chaque printemps.",
         ["Comité bipartite", "Forum des habitants"]),
        ("La revue de projet tenue le 20 mars 2025 a montré le retard.", ["Revue de projet"]),
        ("Le comité comprend deux représentants de chaque conseil citoyen.", ["Conseil citoyen"]),
        ("GROUPES-PROJETS DE QUARTIER : AU MOINS DEUX FOIS PAR AN", ["GROUPES-PROJETS DE QUARTIER"]),
        ("Vu l'avis favorable de la commission « Solidarités » réunie le 7 septembre 2023 ;", []),
        ("Elle est chargée d'animer les groupes de travail et de rendre compte de l'avancement.", []),
        ("Le COTECH, ou comité technique, siège au printemps et à l'automne.", ["Comité technique (COTECH)"]),
        ("Une réunion publique a lieu chaque année en novembre.", ["Réunion publique"]),
    ],
)  # fmt: skip
def test_bodies_said_in_passing(tmp_path: Path, text: str, noms: list[str]) -> None:
    assert [i.nom for i in _read(tmp_path, text + "\n")] == noms
