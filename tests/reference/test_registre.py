"""The registry of territories, as it is shipped."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from pactes.errors import ReferenceDataError
from pactes.model import TypeTerritoire
from pactes.reference import Forme, cle_de_nom, dispositifs, fichiers, registre
from pactes.reference.registre import written_as_name

ROOT = Path(__file__).resolve().parents[2]


def test_the_registry_is_whole_and_national() -> None:
    entries = registre().entrees
    current = [e for e in entries if e.type_territoire is TypeTerritoire.COMMUNE and e.actuelle]
    assert len(current) > 34_000
    assert len({e.departement for e in current}) >= 101
    epci = [e for e in entries if e.type_territoire is TypeTerritoire.EPCI]
    assert len(epci) > 1_200
    assert all(len(e.code) == 9 and e.membres for e in epci)
    regions = [e for e in entries if e.type_territoire is TypeTerritoire.REGION]
    assert len([e for e in regions if e.actuelle]) == 18
    assert len([e for e in regions if not e.actuelle]) == 16


def test_codes_lead_to_territories() -> None:
    brest = registre().get(TypeTerritoire.COMMUNE, "29019")
    assert brest is not None
    assert (brest.nom, brest.departement, brest.region) == ("Brest", "29", "53")
    epci = registre().epci_de("29019")
    assert epci is not None
    assert epci.nom == "Brest Métropole"
    assert registre().get(TypeTerritoire.REGION, "22").nom == "Picardie"  # type: ignore[union-attr]
    assert registre().get(TypeTerritoire.COMMUNE, "00000") is None


@pytest.mark.parametrize(
    ("written", "code"),
    [("St-Brieuc", "22278"), ("SAINT BRIEUC", "22278"), ("Le Havre", "76351"), ("le havre", "76351"),
     ("Oeuilly", "02565"), ("Châlons-en-Champagne", "51108"), ("L’Haÿ-les-Roses", "94038")],
)  # fmt: skip
def test_a_name_is_found_however_it_is_spelt(written: str, code: str) -> None:
    assert code in {e.code for e in registre().candidats(written)}


def test_a_shared_name_gives_all_who_bear_it_the_most_populous_first() -> None:
    found = [e for e in registre().candidats("Sainte-Colombe") if e.type_territoire is TypeTerritoire.COMMUNE]
    assert len(found) >= 10
    assert [e.population for e in found] == sorted((e.population for e in found), reverse=True)


def test_search_gives_the_longest_whole_names() -> None:
    text = "Entre Nantes Métropole, Saint-Nazaire et la Ville du Havre, en passant par le Mans et Fontenay-sous-Bois."
    found = [text[m.start : m.end] for m in registre().chercher(text)]
    assert "Nantes Métropole" in found
    assert "Nantes" not in found
    assert {"Saint-Nazaire", "Havre", "Fontenay-sous-Bois"} <= set(found)


def test_search_leaves_common_words_and_parts_of_words() -> None:
    text = "nantes est un mot en bas de casse ; Nantesque et Rennesien n'en sont pas."
    assert not [text[m.start : m.end] for m in registre().chercher(text)]


def test_a_contracted_name_says_so() -> None:
    text = "la Ville du Havre"
    found = {e.code: forme for m in registre().chercher(text) for e, forme in m.candidats}
    assert found["76351"] is Forme.CONTRACTEE


def test_a_short_epci_name_needs_its_legal_form() -> None:
    formes = {e.nom: f for m in registre().chercher("Pays de Fayence") for e, f in m.candidats}
    assert formes["CC du Pays de Fayence"] is Forme.COURTE


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Fontenay-sous-Bois", True),
        ("NANTES", True),
        ("Val d'avre", False),
        ("le Mans", False),
        ("Île-de-France", True),
    ],
)
def test_written_as_name(words: str, expected: bool) -> None:
    assert written_as_name(words) is expected


def test_key_of_a_name() -> None:
    assert cle_de_nom("St-Étienne–du–Rouvray") == cle_de_nom("Saint Étienne du Rouvray") == "saint etienne du rouvray"


def test_missing_and_damaged_files_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fichiers, "resource", lambda relative: tmp_path)
    with pytest.raises(ReferenceDataError, match=r"territoires\.json\.gz manque .*build_reference"):
        fichiers.load_json_gz("territoires.json.gz", "refaites-le avec build_reference")
    whole = (ROOT / "data" / "reference" / "territoires.json.gz").read_bytes()
    for damaged in (whole[:1000], b"pas du gzip", gzip.compress(b"{"), gzip.compress(b"[1]")):
        (tmp_path / "territoires.json.gz").write_bytes(damaged)
        with pytest.raises(ReferenceDataError, match=r"territoires\.json\.gz"):
            fichiers.load_json_gz("territoires.json.gz", "refaites-le")
    (tmp_path / "x.toml").write_text("a = [", encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"x\.toml"):
        fichiers.load_toml("x.toml")


def _package(folder: Path) -> Path:
    data = {
        "package.json": {"name": "@etalab/decoupage-administratif", "version": "9.1.0"},
        "data/communes.json": [
            {"code": "99002", "nom": "Bourg-Neuf", "type": "commune-actuelle", "departement": "99", "region": "98",
             "siren": "219900021", "population": 12},
            {
                "code": "99001",
                "nom": "Aubepierre",
                "type": "commune-deleguee",
                "departement": "99",
                "chefLieu": "99002",
            },
        ],
        "data/epci.json": [{"code": "200000001", "nom": "CC  du Bourg", "type": "CC", "populationMunicipale": 12,
                            "membres": [{"code": "99002"}]}],
        "data/ept.json": [],
        "data/departements.json": [{"code": "99", "nom": "Essai", "region": "98", "zone": "metro"}],
        "data/regions.json": [{"code": "98", "nom": "Essais", "zone": "metro"}],
        "data/arrondissements.json": [{"code": "991", "nom": "Bourg-Neuf", "departement": "99"}],
    }  # fmt: skip
    target = folder / "paquet.tgz"
    with tarfile.open(target, "w:gz") as archive:
        for name, content in data.items():
            raw = json.dumps(content).encode()
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(raw)
            archive.addfile(member, io.BytesIO(raw))
    return target


def test_the_script_gives_the_same_bytes_twice(tmp_path: Path) -> None:
    package = _package(tmp_path)
    script = ROOT / "scripts" / "build_reference.py"
    outputs = []
    for name in ("a.gz", "b.gz"):
        command = [sys.executable, str(script), str(package), "--output", str(tmp_path / name)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert "millésime 2029" in done.stdout
        outputs.append((tmp_path / name).read_bytes())
    assert outputs[0] == outputs[1]
    data = json.loads(gzip.decompress(outputs[0]))
    assert [row[0] for row in data["communes"]] == ["99001", "99002"]
    assert data["epci"] == [["200000001", "CC du Bourg", "CC", 12, ["99002"]]]


def test_the_script_refuses_what_is_not_the_package(tmp_path: Path) -> None:
    script = ROOT / "scripts" / "build_reference.py"
    done = subprocess.run([sys.executable, str(script), str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "npm pack" in done.stderr


def test_families_of_contracts_are_known() -> None:
    families = {d.slug: d for d in dispositifs()}
    assert "CPER" in families["contrat-de-plan-etat-region"].sigles
    assert families["convention"].generique
    assert not families["contrat-de-ville"].generique
