"""``pactes evaluate`` as people use it: which references, which split, what is written, what it says of mistakes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from pactes.extraction.liens import Sorte
from pactes.extraction.qualite import read_qualite
from pactes.extraction.references import Partage, find_references
from pactes.reference import anciens, organisations, registre

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests" / "gold"

CONTRACT = """CONTRAT DE RURALITÉ DU PAYS DES TROIS RIVIÈRES

Entre

L'État, représenté par Monsieur Paul DURAND, Préfet de l'Ardèche,

Et

La Communauté de communes des Trois Rivières, représentée par Madame Anne MARTIN, Présidente,

Il est convenu ce qui suit :

Volet 1 : Accès aux soins

Volet 2 : Bourgs-centres

Fait à Privas, le 3 mars 2017
"""
REFERENCE = {
    "title": "Contrat de ruralité des Trois Rivières",
    "contrats": [
        {
            "key": "c",
            "title": "Contrat de ruralité du Pays des Trois Rivières",
            "signed": "2017-03-03",
            "axes": [{"number": "1", "title": "Accès aux soins"}, {"number": "2", "title": "Bourgs-centres"}],
        }
    ],
}


def pactes(*arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pactes.cli", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "160", "NO_COLOR": "1", **(env or {})},
        check=False,
    )


def add(folder: Path, slug: str, split: str | None, **changes: object) -> None:
    """Write a document with its reference beside it, and what its folder is for."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{slug}.txt").write_text(CONTRACT, encoding="utf-8")
    content = {"document": f"{slug}.txt", **REFERENCE, **changes}
    (folder / f"{slug}.json").write_text(json.dumps(content), encoding="utf-8")
    if split:
        (folder / "partage.toml").write_text(f'partage = "{split}"\ndepuis = "2026-11-22"\n', encoding="utf-8")


@pytest.fixture
def references(tmp_path: Path) -> Path:
    folder = tmp_path / "gold"
    add(folder / "lus", "trois-rivieres-lu", "developpement")
    add(folder / "mesure", "trois-rivieres-neuf", "mesure")
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(ROOT / "data" / "release.toml", folder)
    return folder


def test_each_split_has_its_table_and_names_its_documents(references: Path, data: Path) -> None:
    done = pactes("evaluate", "--references", str(references), env={"PACTES_DATA": str(data)})
    assert done.returncode == 0, done.stderr
    first, second = (done.stdout.index(word) for word in ("Développement : 1 document", "Mesure seule : 1 document"))
    assert first < done.stdout.index("trois-rivieres-lu") < second < done.stdout.index("trois-rivieres-neuf")
    assert "Ensemble (2 documents)" in done.stdout
    assert "Contrats confondus : 0 ; contrats dédoublés : 0." in done.stdout
    assert "confiance d'au moins 0,5" in done.stdout
    assert not (data / "qualite.toml").exists()


def test_the_measure_is_written_the_same_each_time_and_read_back(references: Path, data: Path) -> None:
    run = ("evaluate", "--references", str(references), "--write")
    assert pactes(*run, env={"PACTES_DATA": str(data)}).returncode == 0
    path = data / "qualite.toml"
    first = path.read_bytes()
    assert pactes(*run, "--jobs", "2", env={"PACTES_DATA": str(data)}).returncode == 0
    assert path.read_bytes() == first
    qualite = read_qualite(path)
    assert qualite is not None
    assert qualite.date == tomllib.loads((data / "release.toml").read_text(encoding="utf-8"))["date"]
    assert [(m.document, m.partage, m.depuis) for m in qualite.mesures] == [
        ("trois-rivieres-lu", Partage.DEVELOPPEMENT, "2026-11-22"),
        ("trois-rivieres-neuf", Partage.MESURE, "2026-11-22"),
    ]
    axes = qualite.mesures[0].scores.kinds["axes"]
    assert (axes.reference, axes.tp) == (2, 2)


def test_what_is_held_back_is_not_measured_unless_all_is(references: Path, data: Path) -> None:
    env = {"PACTES_DATA": str(data), "PACTES_CONFIDENCE_FLOOR": "1"}
    run = ("evaluate", "--references", str(references), "--write")
    assert pactes(*run, env=env).returncode == 0
    published = read_qualite(data / "qualite.toml")
    assert pactes(*run, "--all", env=env).returncode == 0
    everything = read_qualite(data / "qualite.toml")
    assert published is not None
    assert everything is not None
    assert (published.plancher, everything.plancher) == (1, 0)
    assert published.mesures[0].scores.kinds["axes"].extracted < everything.mesures[0].scores.kinds["axes"].extracted


def test_links_are_measured_where_they_are_annotated(references: Path, data: Path) -> None:
    folder = references / "lus"
    (folder / "trois-rivieres-lu.liens.toml").write_text(
        """
[organisation]
"État" = "etat"
"Communauté de communes des Trois Rivières" = "commune/07186"
"Caisse des dépôts" = "caisse-des-depots"
""",
        encoding="utf-8",
    )
    run = ("evaluate", "--references", str(references), "--write", "--misses")
    done = pactes(*run, env={"PACTES_DATA": str(data)})
    assert done.returncode == 0, done.stderr
    development, only = done.stdout.split("Mesure seule")
    assert "Liens des noms" in development
    assert "Liens des noms" not in only
    assert "Noms annotés non lus (1)" in development
    assert "Caisse des dépôts" in development
    qualite = read_qualite(data / "qualite.toml")
    assert qualite is not None
    assert qualite.mesures[1].liens == {}
    links = qualite.liens(None)[Sorte.ORGANISATION]
    assert (links.attendus, links.lus) == (3, 2)
    assert links.justes == 1  # the State; the intercommunality is no commune, whatever it is linked to
    assert links.precision <= 1
    (folder / "trois-rivieres-lu.liens.toml").write_text("[organisation", encoding="utf-8")
    broken = pactes(*run, env={"PACTES_DATA": str(data)})
    assert broken.returncode != 0
    assert "trois-rivieres-lu.liens.toml" in broken.stderr


def test_a_folder_that_does_not_say_what_it_is_for_only_measures(tmp_path: Path) -> None:
    add(tmp_path, "ailleurs", None)
    (found,) = find_references([tmp_path], tmp_path)
    assert (found.partage, found.depuis) == (Partage.MESURE, None)


def test_a_single_reference_can_be_measured_with_what_is_missed(references: Path, data: Path) -> None:
    contract = {**REFERENCE["contrats"][0], "axes": [{"number": "3", "title": "Vie culturelle et sportive"}]}  # type: ignore[index]
    add(references / "lus", "trois-rivieres-lu", None, contrats=[contract])
    file = references / "lus" / "trois-rivieres-lu.json"
    done = pactes("evaluate", "--references", str(file), "--misses", "--detail", env={"PACTES_DATA": str(data)})
    assert done.returncode == 0, done.stderr
    assert "Vie culturelle et sportive" in done.stdout
    assert "en trop" in done.stdout
    assert "trois-rivieres-neuf" not in done.stdout


def test_wrong_references_are_named_with_a_remedy(references: Path, data: Path, tmp_path: Path) -> None:
    env = {"PACTES_DATA": str(data)}

    def said() -> str:
        done = pactes("evaluate", "--references", str(references), env=env)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        return done.stderr

    add(references / "mesure", "trois-rivieres-lu", None)
    assert "trois-rivieres-lu" in said()  # twice
    (references / "mesure" / "trois-rivieres-lu.json").unlink()
    (references / "lus" / "partage.toml").write_text('partage = "secret"\n', encoding="utf-8")
    assert "developpement" in said()
    (references / "lus" / "partage.toml").unlink()
    (references / "lus" / "trois-rivieres-lu.txt").unlink()
    assert "trois-rivieres-lu.txt" in said()
    (references / "lus" / "trois-rivieres-lu.json").write_text("[", encoding="utf-8")
    assert "trois-rivieres-lu.json" in said()
    done = pactes("evaluate", "--references", str(tmp_path / "rien"), env=env)
    assert done.returncode == 2
    assert "aucune référence" in done.stderr


def test_what_is_annotated_as_a_link_exists_in_the_reference_data() -> None:
    """Codes are those of the registry, of today or former; organisations those of the list."""
    slugs = {o.slug for o in organisations()}
    known = {f"{e.type_territoire}/{e.code}" for e in (*registre().entrees, *anciens().entrees)}
    told = 0
    for reference in find_references([GOLD], ROOT / "data" / "documents"):
        for attendu in reference.liens():
            service, _, place = attendu.lien.rpartition("@") if "@" in attendu.lien else ("", "", attendu.lien)
            if service:
                assert service in slugs, (reference.slug, attendu)
            if "/" in place:
                assert place in known, (reference.slug, attendu)
            elif place:
                assert place in slugs, (reference.slug, attendu)
            told += bool(attendu.lien)
    assert told >= 500


def test_the_references_of_the_house_all_have_their_document_and_their_split() -> None:
    found = find_references([GOLD], ROOT / "data" / "documents")
    assert {r.partage for r in found if r.path.parent in (GOLD, GOLD / "inventes")} == {Partage.DEVELOPPEMENT}
    assert len(found) == len(list(GOLD.rglob("*.json")))
    for reference in found:
        assert (reference.path.parent / "partage.toml").exists()
