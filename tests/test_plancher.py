"""The floor, the review and the measured quality in a build: what is published, what is kept beside, what is said."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import RDF, Graph, URIRef

from pactes.extraction.evaluate import evaluate
from pactes.extraction.qualite import Mesure, Qualite, to_toml
from pactes.extraction.references import Partage
from pactes.rdf.namespaces import BASE, PACTES, PREFIXES
from pactes.release import current_release, verify

ROOT = Path(__file__).resolve().parents[1]
SLUG = "contrat-des-rivieres"
TEXT = """CONTRAT DE RURALITÉ DU PAYS DES TROIS RIVIÈRES
2017-2020

Entre

L'État, représenté par Monsieur Paul DURAND, Préfet de l'Ardèche,

Et

La Communauté de communes des Trois Rivières, représentée par Madame Anne MARTIN, Présidente,

Il est convenu ce qui suit :

Volet 1 : Accès aux services et aux soins

L'État s'engage à financer la maison de santé à hauteur de 120 000 €.

Volet 2 : Revitalisation des bourgs-centres

Un comité de pilotage se réunit deux fois par an.

Fait à Privas, le 3 mars 2017
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    sources = tmp_path / "data" / "documents"
    sources.mkdir(parents=True)
    (sources / f"{SLUG}.txt").write_text(TEXT, encoding="utf-8")
    (sources / "manifest.toml").write_text(
        f'[[document]]\nfile = "{SLUG}.txt"\ntitle = "Contrat"\npublisher = "Moi"\nkind = "contrat"\nlanguage = "fr"\n'
        f'rights = "Libre"\ndate = "2017"\nsha256 = "{hashlib.sha256(TEXT.encode()).hexdigest()}"\n',
        encoding="utf-8",
    )
    shutil.copy(ROOT / "data" / "release.toml", sources.parent)
    return sources.parent


def build(data: Path, floor: str) -> subprocess.CompletedProcess[str]:
    env = {
        "PACTES_DATA": str(data),
        "PACTES_RELEASES": str(data.parent / "releases"),
        "PACTES_CONFIDENCE_FLOOR": floor,
        "COLUMNS": "200",
        "NO_COLOR": "1",
    }
    command = [sys.executable, "-m", "pactes.cli", "build", "--jobs", "1"]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **env}, check=False)


def read(data: Path, name: str) -> Graph:
    return Graph().parse(data / "ttl" / f"{name}.ttl")


def everything(data: Path) -> Graph:
    graph = Graph()
    for path in (data / "ttl").glob("*.ttl"):
        graph.parse(path)
    return graph


def test_under_the_floor_nothing_is_published_nothing_dangles_and_the_release_keeps_it_for_review(data: Path) -> None:
    done = build(data, "0")
    assert done.returncode == 0, done.stderr
    everyone = read(data, SLUG)
    assert set(everyone.subjects(RDF.type, PACTES.Axe))
    sure = sorted({float(str(value)) for value in everyone.objects(None, PACTES.confiance)})
    assert len(sure) > 1
    floor = sure[-1]  # a thing is as sure as the surest of what tells it: only the surest are left
    done = build(data, str(floor))
    assert done.returncode == 0, done.stderr
    graph = read(data, SLUG)
    assert all(float(str(value)) >= floor for value in graph.objects(None, PACTES.confiance))
    assert len(set(graph.subjects(PACTES.regle))) < len(set(everyone.subjects(PACTES.regle)))
    whole = everything(data)
    named = {o for o in graph.objects() if isinstance(o, URIRef) and o.startswith(f"{BASE}id/")}
    assert {str(o) for o in named if (o, None, None) not in whole} == set()
    release = current_release(data.parent / "releases")
    assert verify(release) == []
    (review,) = json.loads(release.review.read_text(encoding="utf-8"))["documents"]
    assert review["document"] == SLUG
    assert review["ecartes"]
    assert all(e["confiance"] < floor and e["citation"] in " ".join(TEXT.split()) for e in review["ecartes"])
    assert f"{len(review['ecartes'])} enregistrement" in done.stdout


def test_a_floor_that_nothing_reaches_still_builds(data: Path) -> None:
    done = build(data, "1")
    assert done.returncode == 0, done.stderr
    assert not set(read(data, SLUG).subjects(RDF.type, PACTES.Contrat))


def test_measured_quality_is_published_where_there_is_some_and_told_by_the_catalogue(data: Path) -> None:
    assert build(data, "0.5").returncode == 0
    assert not (data / "ttl" / "qualite.ttl").exists()
    one = {"territoires": [{"name": "Belle-Rive", "type": "commune", "line": 3}]}
    mesure = Mesure(SLUG, "Contrat", Partage.MESURE, evaluate([(one, one)]), "2026-11-22")
    (data / "qualite.toml").write_text(to_toml(Qualite("2026-11-22", 0.5, (mesure,))), encoding="utf-8")
    done = build(data, "0.5")
    assert done.returncode == 0, done.stderr
    dqv = PREFIXES["dqv"]
    announced = set(read(data, "catalogue").objects(URIRef(f"{BASE}jeu/pactes"), URIRef(f"{dqv}hasQualityMeasurement")))
    assert announced
    assert announced <= set(read(data, "qualite").subjects(RDF.type, URIRef(f"{dqv}QualityMeasurement")))
    (data / "qualite.toml").write_text("n'importe quoi", encoding="utf-8")
    done = build(data, "0.5")
    assert done.returncode == 2
    assert "qualite.toml" in done.stderr
    assert "Traceback" not in done.stderr
