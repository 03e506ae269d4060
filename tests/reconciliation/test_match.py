"""``pactes match`` as people use it."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

IRI = "https://w3id.org/pactes/id/territoire/"
NAMES = ("SAINT-DENIS;93", "Mans (Le);", "Châlons s/ Marne;51", "Saint-Denis;", "Zqxw;", ";")
LIST = "N°;Commune;Dép\r\n" + "".join(f"{n};{name}\r\n" for n, name in enumerate(NAMES, start=1))


def match(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command where there is no release: territories only."""
    env = {**os.environ, "PACTES_RELEASES": str(folder / "versions"), "COLUMNS": "200", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "pactes.cli", "match", *arguments]
    return subprocess.run(command, capture_output=True, env=env, cwd=folder, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "communes.csv").write_bytes(LIST.encode("cp1252"))
    return tmp_path


def test_identifiers_are_written_in_new_columns(folder: Path) -> None:
    done = match(folder, "communes.csv", "-c", "Commune", "-t", "commune", "-d", "Dép", "-o", "sortie.csv")
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == b""
    content = (folder / "sortie.csv").read_bytes().decode("cp1252")
    assert content.startswith("N°;Commune;Dép;pactes_iri;pactes_nom;pactes_score;pactes_sur;pactes_candidats\r\n")
    rows = list(csv.DictReader(io.StringIO(content, newline=""), delimiter=";"))
    assert [row["Commune"] for row in rows] == [
        "SAINT-DENIS",
        "Mans (Le)",
        "Châlons s/ Marne",
        "Saint-Denis",
        "Zqxw",
        "",
    ]
    assert [row["pactes_iri"].removeprefix(IRI) for row in rows[:3]] == [
        "commune/93066",
        "commune/72181",
        "commune/51108",
    ]
    assert [row["pactes_sur"] for row in rows] == ["oui", "oui", "oui", "non", "", ""]
    assert "commune/93066" in rows[3]["pactes_iri"] + rows[3]["pactes_candidats"]
    told = done.stderr.decode()
    assert "Noms : 6. Sûrs : 3 ; à vérifier : 1 ; sans candidat : 2." in told
    assert "Seuls les territoires sont rapprochés" in told


def test_the_list_goes_to_standard_output_and_strict_says_that_some_are_unsure(folder: Path) -> None:
    done = match(folder, "communes.csv", "--column", "commune", "--strict")
    assert done.returncode == 1
    assert done.stdout.decode("cp1252").count("\r\n") == 7


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("communes.csv", "-c", "Ville"), "Colonnes du fichier : « N° », « Commune », « Dép »"),
        (("absent.csv",), "Il n'y a pas de fichier absent.csv"),
        (("communes.csv", "-t", "planete"), "Le type « planete » n'est pas connu"),
        (("communes.csv", "-p", "siren"), "PROPRIÉTÉ=COLONNE"),
        (("communes.csv", "-p", "couleur=Dép"), "codeINSEE"),
        (("communes.csv", "--encoding", "klingon"), "klingon"),
        (("communes.csv", "--separator", ";;"), "n'est pas un caractère"),
        (("communes.csv", "-o", "nulle/part.csv"), "nulle/part.csv ne peut pas être écrit"),
    ],
)
def test_what_is_wrong_is_told_with_its_remedy(folder: Path, arguments: tuple[str, ...], told: str) -> None:
    done = match(folder, *arguments)
    assert done.returncode == 2
    assert told in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
