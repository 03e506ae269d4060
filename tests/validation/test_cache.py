"""What validation remembers: the same report with and without it, one changed document looked at alone, no harm done
by a cache that is damaged, full, shared, of another version or out of reach."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pactes.errors import ValidationImpossible
from pactes.validation import Cache, Rapport, default_path, json_report, read_graphs, validate
from pactes.validation import cache as cache_module
from pactes.validation.graphes import GrapheEnFichier, Lecture

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))
import generateur  # noqa: E402


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    folder = tmp_path / "graphes"
    generateur.write(folder, 5, share=0.6)
    return folder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read through, in order."""
    names: list[str] = []
    whole: Callable[..., Lecture] = GrapheEnFichier.lire

    def lire(self: GrapheEnFichier, *, hachee: bool = False) -> Lecture:
        names.append(Path(self.fichier).name)
        return whole(self, hachee=hachee)

    monkeypatch.setattr(GrapheEnFichier, "lire", lire)
    return names


def report(folder: Path, cache: Path | None = None) -> Rapport:
    return validate(read_graphs([folder]), cache=None if cache is None else Cache(cache))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_report_is_the_same_to_the_byte_with_and_without_a_cache(collection: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache.sqlite"
    reports = [report(collection), report(collection, cache), report(collection, cache)]
    assert len({json_report(one) for one in reports}) == 1
    assert reports[0].resultats


def test_nothing_changed_reads_nothing_again(collection: Path, tmp_path: Path, read: list[str]) -> None:
    report(collection, tmp_path / "cache.sqlite")
    assert len(read) == 7
    read.clear()
    report(collection, tmp_path / "cache.sqlite")
    assert read == []


def test_one_changed_document_is_the_only_one_that_is_read(collection: Path, tmp_path: Path, read: list[str]) -> None:
    cache = tmp_path / "cache.sqlite"
    before = report(collection, cache)
    change(collection / "contrat-000002.ttl", "pactes:statut statut-contrat:conclu", "pactes:statut 'conclu'")
    read.clear()
    after = report(collection, cache)
    assert read == ["contrat-000002.ttl"]
    assert json_report(after) == json_report(report(collection))
    assert {r.fichier for r in set(after.resultats) - set(before.resultats)} == {str(collection / "contrat-000002.ttl")}


def test_what_reaches_across_documents_is_looked_at_again(collection: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache.sqlite"
    report(collection, cache)
    # An axis that another document says to be of its own contract.
    other = collection / "contrat-000003.ttl"
    axis = "<id/contrat/contrat-000001/axe/1> a pactes:Axe ; dcterms:isPartOf <id/contrat/contrat-000003> .\n"
    other.write_text(other.read_text(encoding="utf-8") + axis, encoding="utf-8")
    after = report(collection, cache)
    assert "Ensemble-axeContrat" in {r.forme.rsplit("#", 1)[1] for r in after.resultats}
    assert json_report(after) == json_report(report(collection))


def test_documents_that_lean_on_a_changed_type_are_looked_at_again(collection: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache.sqlite"
    before = report(collection, cache)
    text = (collection / "contrat-000004.ttl").read_text(encoding="utf-8")
    name = text.split("pactes:signataire <", 1)[1].split(">", 1)[0]
    change(collection / "registre.ttl", f"<{name}>\n    a pactes:Organisation", f"<{name}>\n    a pactes:Territoire")
    after = report(collection, cache)
    new = {r.forme.rsplit("#", 1)[1] for r in set(after.resultats) - set(before.resultats)}
    assert "Signature-signataire" in new
    assert json_report(after) == json_report(report(collection))


def test_a_new_version_of_the_program_reads_nothing_of_the_old_one(
    collection: Path, tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache.sqlite"
    report(collection, cache)
    read.clear()
    monkeypatch.setattr("pactes.validation.memoire.programme_hash", lambda: "another")
    report(collection, cache)
    assert len(read) == 7


def truncated(cache: Path) -> None:
    cache.write_bytes(cache.read_bytes()[:3000])


def no_database(cache: Path) -> None:
    cache.write_bytes(b"ceci n'est pas une base" * 500)


def bytes_that_changed(cache: Path) -> None:
    with sqlite3.connect(cache) as base:
        rows = base.execute("SELECT cle, valeur FROM entree").fetchall()
        damaged = [(bytes([*value[:-5], *(255 - b for b in value[-5:])]), key) for key, value in rows]
        base.executemany("UPDATE entree SET valeur = ? WHERE cle = ?", damaged)
    base.close()


def other_values(cache: Path) -> None:
    with sqlite3.connect(cache) as base:
        base.execute("UPDATE entree SET valeur = 'texte'")
    base.close()


def another_format(cache: Path) -> None:
    with sqlite3.connect(cache) as base:
        base.execute("PRAGMA user_version = 99")
        base.execute("DROP TABLE entree")
        base.execute("CREATE TABLE entree (autre INTEGER)")
    base.close()


def a_folder(cache: Path) -> None:
    cache.unlink()
    cache.mkdir()


@pytest.mark.parametrize("damage", [truncated, no_database, bytes_that_changed, other_values, another_format, a_folder])
def test_a_damaged_cache_is_not_used(collection: Path, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    cache = tmp_path / "cache.sqlite"
    wanted = json_report(report(collection, cache))
    damage(cache)
    assert json_report(report(collection, cache)) == wanted


@pytest.mark.parametrize("damage", [truncated, no_database, bytes_that_changed, other_values, another_format])
def test_a_damaged_cache_is_mended(
    collection: Path, tmp_path: Path, damage: Callable[[Path], None], read: list[str]
) -> None:
    cache = tmp_path / "cache.sqlite"
    report(collection, cache)
    damage(cache)
    report(collection, cache)
    read.clear()
    report(collection, cache)
    assert read == []


def test_a_cache_out_of_reach_does_no_harm(collection: Path, tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("", encoding="utf-8")
    assert json_report(report(collection, tmp_path / "fichier" / "x" / "cache.sqlite")) == json_report(
        report(collection)
    )


def test_a_cache_that_somebody_writes_is_done_without(collection: Path, tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    wanted = json_report(report(collection, path))
    held = sqlite3.connect(path)
    held.execute("BEGIN EXCLUSIVE")
    try:
        assert json_report(report(collection, path)) == wanted
    finally:
        held.close()


def test_the_cache_keeps_to_its_bound_and_forgets_the_longest_unused(tmp_path: Path) -> None:
    path, bound = tmp_path / "cache.sqlite", 1 << 20
    for number in range(30):
        cache = Cache(path, bound=bound)
        cache.read(["0"])  # always used
        cache.write(str(number), os.urandom(40_000).hex())
        cache.save()
    assert path.stat().st_size <= bound + 65_536
    kept = set(Cache(path).read(str(n) for n in range(30)))
    assert {"0", "29"} <= kept
    assert "1" not in kept


def test_the_cache_is_of_the_user_and_in_no_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PACTES_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(cache_module.sys, "platform", "linux")
    assert default_path() == tmp_path / "pactes" / "validation.sqlite"
    monkeypatch.setenv("PACTES_CACHE", str(tmp_path / "ici.sqlite"))
    assert default_path() == tmp_path / "ici.sqlite"


def test_the_command_line_remembers_unless_it_is_told_not_to(collection: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache.sqlite"

    def told(*options: str) -> str:
        command = [sys.executable, "-m", "pactes.cli", "validate", "--format", "json", *options, str(collection)]
        env = {**os.environ, "PACTES_CACHE": str(cache)}
        return subprocess.run(command, capture_output=True, text=True, env=env, check=False).stdout

    without = told("--no-cache")
    assert not cache.exists()
    first = told()
    assert cache.exists()
    assert without == first == told()
    assert '"resultats"' in first


def test_a_file_is_what_it_types_whatever_its_text_looks_like(collection: Path, tmp_path: Path) -> None:
    """What is guessed before a file is read is only a guess."""
    wanted = [(Path(r.fichier).name, r.noeud, r.forme) for r in report(collection).resultats]
    change(collection / "registre.ttl", "@base", "# a pactes:Document, dit ce commentaire\n@base")
    document = collection / "contrat-000001.ttl"
    text = document.read_text(encoding="utf-8").replace("a pactes:Document", "a autre:Document")
    document.write_text("@prefix autre: <https://w3id.org/pactes/def#> .\n" + text, encoding="utf-8")
    for cache in (None, tmp_path / "cache.sqlite", tmp_path / "cache.sqlite"):
        assert [(Path(r.fichier).name, r.noeud, r.forme) for r in report(collection, cache).resultats] == wanted


def test_two_processes_find_what_one_does_and_tell_what_cannot_be_read(collection: Path) -> None:
    assert json_report(validate(read_graphs([collection]), jobs=2)) == json_report(report(collection))
    (collection / "contrat-000002.ttl").write_text("@prefix x <", encoding="utf-8")
    with pytest.raises(ValidationImpossible, match=r"contrat-000002\.ttl n'est pas du Turtle"):
        validate(read_graphs([collection]), jobs=2)
