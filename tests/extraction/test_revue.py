"""What was not understood: shown with its line, by kind, and counted; and what was held back, with its rule."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from pactes.extraction import extract
from pactes.extraction.incompris import Genre
from pactes.extraction.plancher import separer
from pactes.extraction.revue import Revue, as_json, revoir
from pactes.model import Extraction
from pactes.reading import read_document

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted((ROOT / "data" / "documents").glob("*.txt"))

CONTRACT = """CONTRAT DE RURALITÉ DU PAYS DES TROIS RIVIÈRES
2017-2020

Entre

L'État, représenté par Monsieur Paul DURAND, Préfet de l'Ardèche,

Et

La Communauté de communes des Trois Rivières, représentée par Madame Anne MARTIN, Présidente,

Il est convenu ce qui suit :

Volet 1 : Accès aux services et aux soins

La Région apporte 120 000 € à la maison de santé.

Annexe : Divers

On y compte, vaille que vaille, 37 000 € et 12 moulins, vus le 4 mai 2011.

Fait à Privas, le 3 mars 2017
"""


def pactes(*arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pactes.cli", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1", **(env or {})},
        check=False,
    )


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    path = tmp_path / "contrat-trois-rivieres.txt"
    path.write_text(CONTRACT, encoding="utf-8")
    return path


def review(path: Path) -> Revue:
    document = read_document(path)
    extraction = extract(document)
    return revoir(document, extraction, separer(extraction, 0.5)[1])


def test_nothing_read_means_nothing_understood_and_all_that_is_there_is_told(contract: Path) -> None:
    document = read_document(contract)
    revue = revoir(document, Extraction(document=document.slug))
    assert revue.part == 0
    told = {genre: [i.evidence.quote for i in revue.incompris if i.genre is genre] for genre in Genre}
    assert told[Genre.MONTANT] == ["120 000 €", "37 000 €"]
    assert told[Genre.NOMBRE] == ["12 moulins"]
    assert told[Genre.DATE] == ["4 mai 2011", "3 mars 2017"]
    assert any("Paul DURAND" in quote for quote in told[Genre.PARTIE])
    assert any("Volet 1" in quote or "Accès aux services" in quote for quote in told[Genre.TITRE])


def test_what_a_rule_used_is_understood(contract: Path) -> None:
    revue = review(contract)
    missed = {i.evidence.quote for i in revue.incompris}
    assert not missed & {"120 000 €", "3 mars 2017"}
    assert not any("DURAND" in quote or "MARTIN" in quote for quote in missed)
    assert "4 mai 2011" in missed
    assert 0 < (revue.part or 0) < 1


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_true_documents_are_reviewed_with_passages_that_are_where_they_are_said_to_be(path: Path) -> None:
    document = read_document(path)
    revue = review(path)
    assert sum(there - known for there, known in revue.comptes.values()) == len(revue.incompris)
    for one in revue.incompris:
        assert document.text[one.evidence.start : one.evidence.end] == one.evidence.quote
        assert document.line_of(one.evidence.start) == one.evidence.line
    json.dumps(as_json(revue))


def test_a_document_with_nothing_to_understand_has_no_share(tmp_path: Path) -> None:
    path = tmp_path / "recette.txt"
    path.write_text("Épluchez les pommes, puis faites cuire la pâte.\n", encoding="utf-8")
    assert review(path).part is None


@pytest.mark.parametrize(
    ("text", "missed"),
    [
        ("12 moulins et 3 000 € le 4 mai 2011, " * 20_000, 60_000),
        ("représenté par " * 60_000, 60_000),
        (f"représentée {'ment' * 250_000} par elle", 0),
    ],
    ids=["numbers", "parties", "one word"],
)
def test_a_megabyte_on_one_line_is_reviewed_too(tmp_path: Path, text: str, missed: int) -> None:
    path = tmp_path / "long.txt"
    path.write_text(text, encoding="utf-8")
    document = read_document(path)
    revue = revoir(document, Extraction(document=document.slug))
    assert len(revue.incompris) >= missed * 0.9
    assert max((len(i.contexte) for i in revue.incompris), default=0) < 250


# The command


def test_review_shows_lines_in_french_and_counts(contract: Path) -> None:
    done = pactes("review", str(contract))
    assert done.returncode == 0, done.stderr
    line = next(number for number, text in enumerate(CONTRACT.split("\n"), 1) if "moulins" in text)
    rows = [row.split() for row in done.stdout.splitlines()]
    assert [str(line), "4", "mai", "2011"] in [row[:4] for row in rows]
    assert "% de compris" in done.stdout
    assert "0 enregistrement écarté" in done.stdout


def test_review_as_json_is_for_machines(contract: Path, tmp_path: Path) -> None:
    missing = tmp_path / "absent.txt"
    done = pactes("review", str(missing), str(contract), "--format", "json")
    assert done.returncode == 1
    assert "absent.txt" in done.stderr
    (told,) = json.loads(done.stdout)["documents"]
    assert told["document"] == contract.stem
    assert set(told["comptes"]) == {str(genre) for genre in Genre}
    assert all({"genre", "ligne", "citation", "contexte"} <= set(one) for one in told["incompris"])


def test_review_of_all_documents_is_that_of_the_manifest() -> None:
    done = pactes("review", "--format", "json", env={"PACTES_DATA": str(ROOT / "data")})
    assert done.returncode == 0, done.stderr
    assert {d["document"] for d in json.loads(done.stdout)["documents"]} == {path.stem for path in DOCUMENTS}


def test_what_is_under_the_floor_is_apart_in_extract_and_named_with_its_rule_in_review(contract: Path) -> None:
    everything = json.loads(pactes("extract", str(contract), env={"PACTES_CONFIDENCE_FLOOR": "0"}).stdout)
    assert "ecartes" not in everything
    high = {"PACTES_CONFIDENCE_FLOOR": "1"}
    done = pactes("extract", str(contract), env=high)
    assert done.returncode == 0, done.stderr
    strict = json.loads(done.stdout)
    assert len(strict["contrats"]) < len(everything["contrats"])
    assert strict["ecartes"]
    assert all(e["regle"] and e["confiance"] < 1 and e["ligne"] >= 1 and e["citation"] for e in strict["ecartes"])
    shown = pactes("review", str(contract), env=high).stdout
    assert "Écarté de la publication" in shown
    for one in strict["ecartes"]:
        assert one["regle"] in shown
    turtle = pactes("extract", str(contract), "--format", "turtle", env=high)
    assert turtle.returncode == 0, turtle.stderr
    assert "pactes:Axe" not in turtle.stdout


def test_names_that_nothing_decides_are_listed_with_what_they_may_mean(tmp_path: Path) -> None:
    path = tmp_path / "convention.txt"
    path.write_text(
        "CONVENTION DE PARTENARIAT\n\nEntre\n\nL'État, représenté par le préfet,\n\nEt\n\n"
        "La commune de Saint-Aubin, représentée par son maire, Madame Anne MARTIN,\n\nIl est convenu ce qui suit :\n",
        encoding="utf-8",
    )
    shown = pactes("review", str(path))
    assert shown.returncode == 0, shown.stderr
    assert "1 nom ambigu" in shown.stdout
    assert "Noms laissés sans lien, qui peuvent désigner (1)" in shown.stdout
    told = json.loads(pactes("review", str(path), "--format", "json").stdout)["documents"][0]["ambigus"]
    (ambiguous,) = told
    assert "Saint-Aubin" in ambiguous["nom"]
    assert ambiguous["ligne"] == 9
    assert len({c["departement"] for c in ambiguous["candidats"]}) > 3
    assert {c["genre"] for c in ambiguous["candidats"]} == {"commune"}
