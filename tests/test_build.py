"""From documents to data/ttl: the same bytes twice, nothing half written, a broken document left out and told."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph

from pactes.build import build, write_graphs
from pactes.decisions import fingerprint
from pactes.errors import ManifestError
from pactes.rdf.iris import OA
from pactes.rdf.namespaces import BASE, PACTES

ROOT = Path(__file__).resolve().parents[1]
TEXT = """Contrat de ruralité du Cantal

Entre l'État et le Conseil départemental du Cantal, représenté par Monsieur Jean EXEMPLE, son président.

Fait à Aurillac, le 3 juin 2017.
"""
SCRIPT = """
import sys
from pathlib import Path
from pactes.publish import publish
from pactes.rdf.namespaces import BASE
publish(Path(sys.argv[1]), Path(sys.argv[2]), base=BASE)
"""


def data(folder: Path, **documents: bytes) -> Path:
    """Make a data folder with these documents and their manifest."""
    sources = folder / "documents"
    sources.mkdir(parents=True)
    entries = []
    for slug, content in documents.items():
        (sources / f"{slug}.txt").write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        entries.append(
            f'[[document]]\nfile = "{slug}.txt"\ntitle = "{slug}"\npublisher = "Moi"\nkind = "contrat"\n'
            f'language = "fr"\nrights = "Libre"\ndate = "2017"\nsha256 = "{digest}"\n'
        )
    (sources / "manifest.toml").write_text("\n".join(entries), encoding="utf-8")
    shutil.copy(ROOT / "data" / "release.toml", folder / "release.toml")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_two_builds_give_the_same_bytes_whatever_the_hash_seed(tmp_path):
    found = []
    for seed in ("0", "4711"):
        copy = tmp_path / seed
        shutil.copytree(ROOT / "data", copy, ignore=shutil.ignore_patterns("ttl"))
        command = [sys.executable, "-c", SCRIPT, str(copy), str(tmp_path / f"versions-{seed}")]
        subprocess.run(command, check=True, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True)
        found.append(contents(copy / "ttl"))
    assert found[0] == found[1]
    assert len(found[0]) >= 5 + 7
    assert found[0] == contents(ROOT / "data" / "ttl"), (
        "data/ttl is not what « pactes build » makes: commit a fresh one"
    )


def test_every_file_reads_and_every_quote_is_in_its_text(tmp_path):
    result = build(ROOT / "data", output=tmp_path / "ttl")
    assert result.echecs == ()
    texts = {source.document.slug: source.document.text for source in result.sources}
    seen = 0
    for path in result.files:
        memory = result.graphs[f"{BASE}graphe/{path.stem}"].serialize(format="nt", encoding="utf-8")
        quads = set(ox.parse(path=str(path)))
        assert quads == set(ox.parse(memory, format=ox.RdfFormat.N_TRIPLES))
        for quad in quads:
            if quad.predicate.value == str(OA.exact):
                span = quad.subject.value.rsplit("/", 1)[1].removesuffix("#citation")
                start, end = (int(number) for number in span.split("-"))
                assert texts[path.stem][start:end] == quad.object.value
                seen += 1
    assert seen > 500


def test_a_document_that_cannot_be_read_is_left_out_and_told(tmp_path):
    folder = data(tmp_path / "data", bon=TEXT.encode(), vide=b"   \n", binaire=b"a\0b", latin=TEXT.encode("cp1252"))
    result = build(folder)
    assert {e.document for e in result.echecs} == {"vide", "binaire"}
    assert all(f"{e.document}.txt" in e.message for e in result.echecs)
    names = {path.stem for path in result.files}
    assert {"bon", "latin"} <= names  # Windows-1252 is read, and the report says that it was assumed
    assert any("latin" in warning and "Windows-1252" in warning for warning in result.avertissements)
    assert not names & {"vide", "binaire"}


def test_a_document_without_a_contract_gives_a_graph_without_one(tmp_path):
    result = build(data(tmp_path / "data", recette=b"Battez les oeufs. Salez. Faites cuire.\n"))
    graph = result.graphs[f"{BASE}graphe/recette"]
    assert (None, None, PACTES.Document) in graph
    assert (None, None, PACTES.Contrat) not in graph


def test_a_document_that_differs_from_the_manifest_stops_everything(tmp_path):
    folder = data(tmp_path / "data", bon=TEXT.encode())
    build(folder)
    before = contents(folder / "ttl")
    (folder / "documents" / "bon.txt").write_bytes(b"Autre texte.\n")
    with pytest.raises(ManifestError, match=r"bon\.txt"):
        build(folder)
    assert contents(folder / "ttl") == before


def test_what_is_no_longer_a_graph_is_removed_and_nothing_else(tmp_path):
    folder = data(tmp_path / "data", bon=TEXT.encode())
    (folder / "ttl").mkdir()
    (folder / "ttl" / "ancien.ttl").write_text("# ancien\n", encoding="utf-8")
    (folder / "ttl" / "LISEZMOI.md").write_text("gardé\n", encoding="utf-8")
    build(folder)
    assert not (folder / "ttl" / "ancien.ttl").exists()
    assert (folder / "ttl" / "LISEZMOI.md").exists()


def test_a_graph_that_cannot_be_written_leaves_the_former_files(tmp_path):
    from rdflib import BNode
    from rdflib.namespace import RDF

    folder = tmp_path / "ttl"
    good = Graph()
    write_graphs({f"{BASE}graphe/a": good}, folder)
    before = contents(folder)
    bad = Graph()
    bad.add((BNode(), RDF.type, RDF.Statement))
    with pytest.raises(ValueError, match="anonyme"):
        write_graphs({f"{BASE}graphe/a": bad, f"{BASE}graphe/b": good}, folder)
    assert contents(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["ttl"]


def test_progress_is_told_to_the_end(tmp_path):
    steps: list[tuple[str, int, int]] = []
    build(data(tmp_path / "data", bon=TEXT.encode()), progress=lambda *step: steps.append(step))
    done = [step[1] for step in steps]
    assert done == sorted(done)
    assert steps[-1][1] == steps[-1][2]
    assert any("bon.txt" in step[0] for step in steps)


def test_a_file_out_of_the_manifest_is_a_warning(tmp_path):
    folder = data(tmp_path / "data", bon=TEXT.encode())
    (folder / "documents" / "oubli.txt").write_text("x", encoding="utf-8")
    assert any("oubli.txt" in warning for warning in build(folder).avertissements)


def test_a_withheld_name_is_nowhere_in_what_is_written(tmp_path):
    folder = data(tmp_path / "data", bon=TEXT.encode())
    decision = f'[[decision]]\ngenre = "taire"\nempreinte = "{fingerprint("Jean Exemple")}"\n'
    decision += 'motif = "Demande"\nauteur = "a"\ndate = "2026-11-22"\n'
    assert any("EXEMPLE" in path.read_text(encoding="utf-8") for path in build(folder).files)
    (folder / "decisions.toml").write_text(decision, encoding="utf-8")
    assert not any("EXEMPLE" in path.read_text(encoding="utf-8") for path in build(folder).files)


def test_documents_read_in_several_processes_give_the_same_graphs(tmp_path):
    from pactes.build import assemble

    folder = data(tmp_path / "data", un=TEXT.encode(), deux=TEXT.encode(), vide=b"  \n")
    alone, together = assemble(folder, jobs=1), assemble(folder, jobs=3)
    assert together.echecs == alone.echecs
    assert [e.document for e in together.echecs] == ["vide"]
    assert {iri: set(graph) for iri, graph in together.graphs.items()} == {
        iri: set(graph) for iri, graph in alone.graphs.items()
    }
