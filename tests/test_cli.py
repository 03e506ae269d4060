"""The command line as people use it: what it prints, what it says of bad input, its exit codes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from rdflib import RDF, Graph, URIRef

ROOT = Path(__file__).resolve().parents[1]
DEF = "https://w3id.org/pactes/def#"

CONTRACT = """CONTRAT DE RURALITÉ DU PAYS DES TROIS RIVIÈRES
2017-2020

Entre

L'État, représenté par Monsieur Paul DURAND, Préfet de l'Ardèche,

Et

La Communauté de communes des Trois Rivières, représentée par Madame Anne MARTIN, Présidente,

Il est convenu ce qui suit :

Volet 1 : Accès aux services et aux soins

Volet 2 : Revitalisation des bourgs-centres

Fait à Privas, le 3 mars 2017
"""


def pactes(*arguments: str, env: Mapping[str, str] | None = None, stdin: str = "") -> subprocess.CompletedProcess[str]:
    import os

    return subprocess.run(
        [sys.executable, "-m", "pactes.cli", *arguments],
        capture_output=True,
        text=True,
        input=stdin,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1", **(env or {})},
        check=False,
    )


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    path = tmp_path / "contrat-trois-rivieres.txt"
    path.write_text(CONTRACT, encoding="utf-8")
    return path


def test_help_names_every_command() -> None:
    done = pactes("--help")
    assert done.returncode == 0
    for command in ("build", "extract", "review", "validate", "evaluate", "serve", "query"):
        assert command in done.stdout


def test_extract_prints_records_with_lines_and_quotes(contract: Path) -> None:
    done = pactes("extract", str(contract))
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)
    (concluded,) = [c for c in record["contrats"] if c.get("signed")]
    assert concluded["type"] == "contrat de ruralité"
    assert concluded["signed"] == "2017-03-03"
    assert [s["represented_by"] for s in concluded["signataires"]] == ["Paul DURAND", "Anne MARTIN"]
    assert [a["number"] for a in concluded["axes"]] == ["1", "2"]
    lines = CONTRACT.split("\n")
    for party in concluded["signataires"]:
        assert party["quote"] in lines[party["line"] - 1]


def test_extract_as_turtle_is_rdf_with_evidence(contract: Path) -> None:
    done = pactes("extract", str(contract), "--format", "turtle")
    assert done.returncode == 0, done.stderr
    graph = Graph().parse(data=done.stdout, format="turtle")
    axes = set(graph.subjects(RDF.type, URIRef(f"{DEF}Axe")))
    assert len(axes) == 2
    assert all(graph.value(axe, URIRef(f"{DEF}preuve")) for axe in axes)


def test_bad_files_are_named_with_a_remedy_and_the_good_one_is_still_read(contract: Path, tmp_path: Path) -> None:
    empty, binary, old = tmp_path / "vide.txt", tmp_path / "image.txt", tmp_path / "ancien.doc"
    empty.write_bytes(b" \n")
    binary.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"))
    missing = tmp_path / "absent.txt"
    done = pactes("extract", str(empty), str(binary), str(old), str(missing), str(contract))
    assert done.returncode == 1
    assert json.loads(done.stdout)["document"] == contract.name
    for name, word in (("vide.txt", "vide"), ("image.txt", "PNG"), ("ancien.doc", "DOCX"), ("absent.txt", "lu")):
        (sentence,) = [line for line in done.stderr.splitlines() if name in line]
        assert word in sentence
    assert "Traceback" not in done.stderr


def test_how_a_file_was_read_is_told_beside_its_records(contract: Path, tmp_path: Path) -> None:
    path = tmp_path / "ancien.txt"
    path.write_bytes(contract.read_text(encoding="utf-8").encode("cp1252", "replace"))
    done = pactes("extract", str(path))
    assert done.returncode == 0
    assert json.loads(done.stdout)["contrats"]
    assert "À savoir" in done.stderr
    assert "Windows-1252" in done.stderr


def test_a_text_with_no_contract_in_it_is_said_to_have_none(tmp_path: Path) -> None:
    path = tmp_path / "recette.txt"
    path.write_text("Épluchez les pommes, puis faites cuire la pâte vingt minutes.\n", encoding="utf-8")
    done = pactes("extract", str(path))
    assert done.returncode == 0
    assert json.loads(done.stdout)["contrats"] == []
    assert "aucun contrat" in done.stderr


def test_evaluate_prints_each_kind_and_the_means() -> None:
    done = pactes("evaluate", "--references", str(ROOT / "tests" / "gold"))
    assert done.returncode == 0, done.stderr
    for kind in ("contrats", "signataires", "axes", "engagements"):
        assert kind in done.stdout


def test_validate_exit_codes(tmp_path: Path) -> None:
    good = tmp_path / "bon.ttl"
    good.write_text('<https://w3id.org/pactes/id/x> <http://www.w3.org/2000/01/rdf-schema#label> "x"@fr .\n')
    bad = tmp_path / "mauvais.ttl"
    bad.write_text(f"<https://w3id.org/pactes/id/financement/x> a <{DEF}Financement> .\n")
    broken = tmp_path / "casse.ttl"
    broken.write_text("ceci n'est pas du Turtle")
    assert pactes("validate", str(good)).returncode == 0
    wrong = pactes("validate", str(bad))
    assert wrong.returncode == 1
    assert "mauvais.ttl" in wrong.stdout
    assert "Remède" in wrong.stdout
    assert json.loads(pactes("validate", str(bad), "--format", "json").stdout)["conforme"] is False
    report = Graph().parse(data=pactes("validate", str(bad), "--format", "turtle").stdout, format="turtle")
    assert len(report) > 3
    impossible = pactes("validate", str(broken))
    assert impossible.returncode == 2
    assert "casse.ttl" in impossible.stderr


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Settings of a data folder with one good document and one that cannot be read."""
    import hashlib

    folder = tmp_path_factory.mktemp("petit")
    data = folder / "data"
    documents = data / "documents"
    documents.mkdir(parents=True)
    shutil.copy(ROOT / "data" / "release.toml", data)
    manifest = []
    for name, content in (("contrat.txt", CONTRACT.encode()), ("binaire.txt", b"\0\1\2")):
        (documents / name).write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        manifest.append(
            f'[[document]]\nfile = "{name}"\ntitle = "Titre"\npublisher = "Éditeur"\ndate = "2017"\nkind = "contrat"\n'
            f'language = "fr"\noriginal_name = "{name}"\nsha256 = "{digest}"\nrights = "libres"\n'
        )
    (documents / "manifest.toml").write_text("\n".join(manifest), encoding="utf-8")
    return {"PACTES_DATA": str(data), "PACTES_RELEASES": str(folder / "releases")}


def test_a_broken_document_is_reported_and_the_others_are_published(small: Mapping[str, str]) -> None:
    done = pactes("build", env=small)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "binaire" in done.stderr
    answer = pactes("query", "-", "--format", "csv", env=small, stdin=f"SELECT ?c {{ ?c a <{DEF}Contrat> }}")
    assert answer.returncode == 0, answer.stderr
    assert "/id/contrat/" in answer.stdout


def test_a_changed_document_stops_the_build_and_is_named(small: Mapping[str, str], tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(small["PACTES_DATA"], data)
    with (data / "documents" / "contrat.txt").open("a", encoding="utf-8") as file:
        file.write("une ligne de plus\n")
    done = pactes("build", env={"PACTES_DATA": str(data), "PACTES_RELEASES": str(tmp_path / "releases")})
    assert done.returncode == 2
    assert "contrat.txt" in done.stderr
    assert not any((tmp_path / "releases").glob("*"))


def test_query_says_what_is_wrong_with_a_question(small: Mapping[str, str]) -> None:
    pactes("build", env=small)
    wrong = pactes("query", "-", env=small, stdin="SELECT WHERE")
    assert wrong.returncode == 2
    assert "SPARQL" in wrong.stderr
    update = pactes("query", "-", env=small, stdin="DELETE WHERE { ?s ?p ?o }")
    assert update.returncode == 2
    assert "Traceback" not in wrong.stderr + update.stderr


def test_query_and_serve_without_a_release_say_to_build_first(tmp_path: Path) -> None:
    env = {"PACTES_RELEASES": str(tmp_path)}
    for command in (("query", "-"), ("serve",)):
        done = pactes(*command, env=env, stdin="ASK {}")
        assert done.returncode == 2
        assert "pactes build" in done.stderr
