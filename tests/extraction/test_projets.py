"""Projects and operations, in other territories than the documents at hand, and on the references."""

from __future__ import annotations

import json
from pathlib import Path

from pactes.extraction import extract
from pactes.extraction.evaluate import evaluate
from pactes.extraction.interchange import to_interchange
from pactes.model import Projet
from pactes.reading import read_document

ROOT = Path(__file__).resolve().parents[2]
GOLD = sorted((ROOT / "tests" / "gold").glob("*.json"))


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


def test_the_references_are_read() -> None:
    pairs = []
    for path in GOLD:
        document = read_document(ROOT / "data" / "documents" / f"{path.stem}.txt")
        extraction = extract(document)
        assert all(document.text[e.start : e.end] == e.quote for p in extraction.projets for e in p.evidence)
        pairs.append((to_interchange(extraction), json.loads(path.read_text(encoding="utf-8"))))
    assert evaluate(pairs).kinds["projets"].recall >= 0.55
