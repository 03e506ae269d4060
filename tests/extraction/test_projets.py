"""Projects and operations, in other territories than the documents at hand, and on the references."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pactes.extraction import extract
from pactes.extraction.evaluate import evaluate
from pactes.extraction.interchange import to_interchange
from pactes.model import Projet
from pactes.reading import read_document

ROOT = Path(__file__).resolve().parents[2]
GOLD = sorted((ROOT / "tests" / "gold").glob("*.json"))
# The rules were written against the other references; the magazine's came later and has its own floor, so that neither
# hides a loss on the other.
MAGAZINE = [path for path in GOLD if path.stem.startswith("etat-d-avenir")]
OTHERS = [path for path in GOLD if path not in MAGAZINE]


def _read(tmp_path: Path, text: str) -> list[Projet]:
    path = tmp_path / "page.txt"
    path.write_text(text, encoding="utf-8")
    return list(extract(read_document(path)).projets)


def test_a_page_of_european_projects(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        "INTERREG Alcotra\n\nProjet RIVAGE\n\nLe projet RIVAGE vise à protéger les berges du canal.\n\n"
        "Exemples de projets qui ont été menés :\n\n• SOLIS : échanges sur le solaire.\n• NAVIS : tourisme.\n",
    )
    assert [(p.nom, p.statut) for p in found] == [("RIVAGE", None), ("SOLIS", "réalisé"), ("NAVIS", "réalisé")]
    assert found[0].programme == "INTERREG Alcotra"
    assert found[0].objectif == "protéger les berges du canal"


def test_named_operations_and_lists_of_projects(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        "La Région soutient l'opération intitulée « Canal vivant » et la démarche AquaVal.\n\n"
        "Depuis 2018, les projets suivants ont été réalisés :\n\n- la création du tiers-lieu « La Filature » ;\n"
        "- la rénovation du gymnase Jean Moulin (2019) ;\n- le soutien aux associations.\n\n"
        "Projets à venir :\n\n- l'extension du musée de Vauclair.\n",
    )
    assert [(p.nom, p.statut) for p in found] == [
        ("Canal vivant", None),
        ("AquaVal", None),
        ("tiers-lieu « La Filature »", "en cours"),
        ("rénovation du gymnase Jean Moulin", "en cours"),
        ("extension du musée de Vauclair", "prévu"),
    ]


def test_plans_and_authorities_are_no_projects(tmp_path: Path) -> None:
    text = "Le projet de Schéma régional, le projet de Grand Val Métropole et le projet de loi sont examinés.\n"
    assert _read(tmp_path, text) == []


@pytest.mark.parametrize(("references", "recall"), [(OTHERS, 0.55), (MAGAZINE, 0.05)], ids=["others", "magazine"])
def test_the_references_are_read(references: list[Path], recall: float) -> None:
    pairs = []
    for path in references:
        document = read_document(ROOT / "data" / "documents" / f"{path.stem}.txt")
        extraction = extract(document)
        assert all(document.text[e.start : e.end] == e.quote for p in extraction.projets for e in p.evidence)
        pairs.append((to_interchange(extraction), json.loads(path.read_text(encoding="utf-8"))))
    score = evaluate(pairs).kinds["projets"]
    assert score.reference > 0
    assert score.recall >= recall


def test_rows_of_a_table_of_operations_are_projects_but_not_its_total(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        "Programmation 2023 :\n\n| Opération | Maître d'ouvrage | Coût total | État |\n|---|---|---|---|\n"
        "| Halle couverte | Ville de Florac | 400 000 | 120 000 |\n| Maison de santé | Ispagnac | 900 000 | 300 000 |\n"
        "| TOTAL | | 1 300 000 | 420 000 |\n",
    )
    assert [(p.nom, p.regle) for p in found] == [
        ("Halle couverte", "projet-tableau"),
        ("Maison de santé", "projet-tableau"),
    ]


def test_a_table_of_figures_lists_no_projects(tmp_path: Path) -> None:
    assert not _read(tmp_path, "| Commune | Population | Chômage |\n|---|---|---|\n| Florac | 2 100 | 8 |\n")


def test_what_an_article_shows_and_works_told_with_their_cost(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        "Premier chantier visible, la place Saint-Louis : dix commerces y ont rouvert.\n\n"
        "À suivre, la rénovation de l'ancienne caserne de Florac (coût : 1,9 M€). "
        "La rénovation de l'habitat progresse. Le chef de projet PVD est arrivé en mai.\n",
    )
    assert [p.nom for p in found] == ["place Saint-Louis", "rénovation de l'ancienne caserne de Florac"]


@pytest.mark.parametrize(
    ("text", "noms"),
    [
        ("Ambition 2\n\n- Ouvrir un centre de santé municipal aux Aubiers ;\n- Former douze habitants-relais.\n",
         ["centre de santé municipal aux Aubiers"]),
        ("La requalification du quai Richelieu a coûté cher ; la rénovation de l'habitat continue.\n",
         ["requalification du quai Richelieu"]),
        ("Le contrat a permis l'ouverture de la maison de santé de Florac.\n", ["maison de santé de Florac"]),
        ("Ce qui est fait\n\n→ Halle (axe 2). Rouverte en mai 2021 après des travaux.\n\n"
         "→ Boucle des remparts : travaux au printemps, 620 000 euros.\n", ["Halle", "Boucle des remparts"]),
        ("L'usine de potabilisation de Florac sera reconstruite. La gare de Mende attend.\n",
         ["usine de potabilisation de Florac"]),
        ("Sous-volet b) Ouvrir un campus des métiers de la mer\n", ["campus des métiers de la mer"]),
        ("L'appel à projets « Quartiers solidaires » est ouvert.\n", []),
        ("VOLET II - REVITALISATION DES BOURGS-CENTRES\n\nLa création d'un comité de suivi à Florac est actée.\n", []),
    ],
)  # fmt: skip
def test_works_and_facilities(tmp_path: Path, text: str, noms: list[str]) -> None:
    assert [p.nom for p in _read(tmp_path, text)] == noms


def test_a_table_of_actions_with_their_cost_gives_projects_without_their_numbers(tmp_path: Path) -> None:
    text = "| Action | Coût total | État |\n|---|---|---|\n| 1.2 Îlot Carnot | 2 350 000 | 705 000 |\n"
    assert [p.nom for p in _read(tmp_path, text)] == ["Îlot Carnot"]


def test_a_very_long_line_of_works_does_not_hang(tmp_path: Path) -> None:
    assert len(_read(tmp_path, "la rénovation de la place " * 10_000)) <= 3
