"""Published identifiers are never lost: two releases built one after the other from a document whose title changes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pactes.decisions import Decision, Decisions, GenreDecision
from pactes.errors import ReleaseError
from pactes.rdf import lock, moves
from pactes.release import current_release

ROOT = Path(__file__).resolve().parents[1]
SLUG = "contrat-des-rivieres"
TEXT = """CONTRAT DE RURALITÉ DU PAYS DES TROIS RIVIÈRES
2017-2020

Entre

L'État, représenté par Monsieur Paul DURAND, Préfet de l'Ardèche,

Et

La Communauté de communes des Trois Rivières, représentée par Madame Anne MARTIN, Présidente,

Il est convenu ce qui suit :

Fait à Privas, le 3 mars 2017
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data" / "documents").mkdir(parents=True)
    shutil.copy(ROOT / "data" / "release.toml", tmp_path / "data")
    write(tmp_path / "data", TEXT, "2026.11.1")
    return tmp_path / "data"


def write(data: Path, text: str, version: str) -> None:
    (data / "documents" / f"{SLUG}.txt").write_text(text, encoding="utf-8")
    (data / "documents" / "manifest.toml").write_text(
        f'[[document]]\nfile = "{SLUG}.txt"\ntitle = "Contrat"\npublisher = "Moi"\nkind = "contrat"\nlanguage = "fr"\n'
        f'rights = "Libre"\ndate = "2017"\nsha256 = "{hashlib.sha256(text.encode()).hexdigest()}"\n',
        encoding="utf-8",
    )
    lines = (data / "release.toml").read_text(encoding="utf-8").splitlines()
    told = [f'version = "{version}"' if line.startswith("version =") else line for line in lines]
    (data / "release.toml").write_text("\n".join(told) + "\n", encoding="utf-8")


def pactes(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {"PACTES_DATA": str(data), "PACTES_RELEASES": str(data.parent / "v"), "COLUMNS": "200", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "pactes.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **env}, check=False)


def test_a_build_that_would_lose_an_identifier_stops_until_a_move_is_told(data: Path) -> None:
    done = pactes(data, "build", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    locked = pactes(data, "release", "--lock")
    assert locked.returncode == 0, locked.stderr
    held = lock.read_lock(data / "iris.lock")
    assert held is not None
    contracts = [iri for iri in held if iri.startswith("id/contrat/") and iri.count("/") == 2]
    assert len(contracts) == 1
    assert not [iri for iri in held if "/passage/" in iri or "/enonce/" in iri or iri.startswith("id/construction/")]
    former = current_release(data.parent / "v")

    write(data, TEXT.replace("2017-2020", "2018-2021"), "2026.12.1")
    stopped = pactes(data, "build", "--jobs", "1")
    assert stopped.returncode == 2
    assert "Rien n'est publié" in stopped.stderr
    assert f'[[deplacement]]\niri = "{contracts[0]}"' in stopped.stderr
    proposed = stopped.stderr.partition(f'iri = "{contracts[0]}"\nvers = "')[2].partition('"')[0]
    assert proposed.startswith("id/contrat/")
    assert proposed != contracts[0]
    assert "2021" in proposed
    assert current_release(data.parent / "v").id == former.id

    (data / "iris-moved.toml").write_text(
        f'[[deplacement]]\niri = "{contracts[0]}"\nvers = "{proposed}"\nmotif = "La période."\ndate = "2026-12-01"\n',
        encoding="utf-8",
    )
    done = pactes(data, "build", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    release = current_release(data.parent / "v")
    assert release.manifest.version == "2026.12.1"
    assert [(moved.iri, moved.to) for moved in release.manifest.moved] == [(contracts[0], proposed)]
    assert [entry.version for entry in release.manifest.history] == ["2026.11.1"]

    listed = json.loads(pactes(data, "release", "--json").stdout)
    assert [entry["version"] for entry in listed["versions"]] == ["2026.12.1", "2026.11.1"]
    assert "courante" in pactes(data, "release").stdout
    shown = pactes(data, "diff", "2026.11.1").stdout
    assert "Contrat" in shown
    told = json.loads(pactes(data, "diff", "2026.11.1", "2026.12.1", "--format", "json").stdout)
    assert told["kinds"]["Contrat"]["added"] == told["kinds"]["Contrat"]["removed"] == 1
    patch = pactes(data, "diff", "2026.11.1", "2026.12.1", "--format", "patch").stdout
    assert patch.startswith("H id <https://w3id.org/pactes/version/2026.11.1-")
    assert patch.endswith("TC .\n")
    assert "ChangeSet" in pactes(data, "diff", "2026.11.1", "2026.12.1", "--format", "turtle").stdout
    wrong = pactes(data, "diff", "1", "2026.12.1")
    assert wrong.returncode == 2
    assert "2026.11.1-" in wrong.stderr


LOCKED = {"id/contrat/a-2015", "id/contrat/a-2015/axe/1", "id/organisation/b"}


def move(iri: str, vers: str | None = None) -> moves.Move:
    return moves.Move(iri, vers, "motif", None, "2026-12-01")


def test_what_moved_takes_its_parts_along_and_what_is_withdrawn_too() -> None:
    present = {"id/contrat/a-2016", "id/contrat/a-2016/axe/1", "id/organisation/b"}
    with pytest.raises(ReleaseError, match=r"2 identifiants") as caught:
        lock.check(LOCKED, present, ())
    assert 'vers = "id/contrat/a-2016"' in str(caught.value)
    assert "axe/1" not in str(caught.value)  # the head of the family says it all
    lock.check(LOCKED, present, [move("id/contrat/a-2015", "id/contrat/a-2016")])
    lock.check(LOCKED, present, [move("id/contrat/a-2015")])
    with pytest.raises(ReleaseError, match="laissés de côté"):
        lock.check(LOCKED, present, (), ["un-document"])


def test_moves_are_followed_to_their_end() -> None:
    told = {m.iri: m for m in (move("id/a", "id/b"), move("id/b", "id/c"), move("id/d"))}
    assert moves.follow(told, "id/a") == (told["id/a"], "id/c")
    assert moves.follow(told, "id/a/axe/1") == (told["id/a"], "id/c/axe/1")
    assert moves.follow(told, "id/d/x") == (told["id/d"], None)
    assert moves.follow(told, "id/ab") is None
    circle = {m.iri: m for m in (move("id/a", "id/b"), move("id/b", "id/a"))}
    with pytest.raises(ReleaseError, match="tournent en rond"):
        moves.follow(circle, "id/a")


def test_moves_that_are_not_true_are_refused() -> None:
    with pytest.raises(ReleaseError, match="est publié"):
        moves.settle([move("id/a", "id/b")], {"id/a", "id/b"})
    with pytest.raises(ReleaseError, match="rien ne publie"):
        moves.settle([move("id/a", "id/b")], {"id/c"})
    moves.settle([move("id/a", "id/b"), move("id/b", "id/c"), move("id/d")], {"id/c"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[deplacement]]\niri = 'id/a'\nmotif = 'm'\ndate = '2026-01-01'", "« vers » manque"),
        ("[[retrait]]\niri = 'id/a'\nvers = 'id/b'\nmotif = 'm'\ndate = '2026-01-01'", "n'a pas de sens"),
        ("[[retrait]]\niri = 'https://w3id.org/pactes/id/a'\nmotif = 'm'\ndate = '2026-01-01'", "sans la base"),
        ("[[retrait]]\niri = 'id/a'\nmotif = 'm'\ndate = 'hier'", "AAAA-MM-JJ"),
        ("[[retrait]]\niri = 'id/a'\nmotif = ' '\ndate = '2026-01-01'", "texte non vide"),
        ("[[retrait]]\niri = 'id/a'\nmotif = 'm'\ndate = '2026-01-01'\n" * 2, "deux fois"),
        ("[[autre]]\n", "inconnue"),
        ("[[", "TOML"),
    ],
)
def test_a_wrong_file_of_moves_is_explained(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "iris-moved.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReleaseError, match=message):
        moves.read_moves(path)


def test_decisions_say_moves_already() -> None:
    shared = {"motif": "Doublon.", "auteur": "moi", "date": "2026-12-01"}
    decisions = Decisions(
        (
            Decision(genre=GenreDecision.RETIRER, sujet="id/organisation/x", **shared),
            Decision(genre=GenreDecision.RETIRER, sujet="id/contrat/y", propriete="dateFin", **shared),
            Decision(genre=GenreDecision.FUSIONNER, sujet="id/organisation/a", avec=("id/organisation/b",), **shared),
        )
    )
    told = [(found.iri, found.vers) for found in moves.of_decisions(decisions)]
    assert told == [("id/organisation/x", None), ("id/organisation/b", "id/organisation/a")]
