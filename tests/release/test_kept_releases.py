"""Releases that are kept: which, in what order, what changed between two, and names that leave all of them."""

from __future__ import annotations

import gzip
import hashlib
import os
from pathlib import Path

import pyoxigraph as ox
import pytest

from pactes.decisions import fingerprint, read_decisions
from pactes.errors import ReleaseError
from pactes.release import Release, current_release, make_release, open_release, sources_of, verify, versions_of
from pactes.release.diff import difference
from pactes.release.redact import redact_kept
from pactes.release.versions import version_key

BASE = "https://exemple.fr/"
NAME = "Jeanne EXEMPLE"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


def publish(folder: Path, version: str, *lines: str, graph: str = "a", **options: object) -> Release:
    sources = folder / "graphes"
    sources.mkdir(exist_ok=True)
    (sources / f"{graph}.ttl").write_text("".join(f"{line} .\n" for line in lines), encoding="utf-8")
    return make_release(sources_of(sources, BASE), folder / "v", version=version, base_iri=BASE, **options)  # type: ignore[arg-type]


def test_versions_are_ordered_by_their_numbers() -> None:
    assert sorted(["2026.11.1", "2026.9.1", "2025.12.3", "2026.9.10"], key=version_key) == [
        "2025.12.3",
        "2026.9.1",
        "2026.9.10",
        "2026.11.1",
    ]


def test_a_version_is_its_newest_build_and_one_former_build_of_the_last_stays(tmp_path: Path) -> None:
    made = [
        publish(tmp_path, version, f"<urn:s> <urn:p> {n}") for n, version in enumerate(["1.1", "1.2", "1.2", "1.2"])
    ]
    found = versions_of(tmp_path / "v")
    assert [release.id for release in found.kept] == [made[3].id, made[0].id]
    assert set(found.builds) == {made[0].id, made[2].id, made[3].id}
    assert found.find("1.2") == made[3]
    assert found.find(made[2].id) == made[2]
    assert found.before("1.2") == "1.1"
    assert found.before("1.1") is None
    publish(tmp_path, "1.3", "<urn:s> <urn:p> 9", keep=2)
    found = versions_of(tmp_path / "v")
    assert [release.manifest.version for release in found.kept] == ["1.3", "1.2"]
    assert [(entry.version, entry.digest) for entry in found.former] == [("1.1", made[0].manifest.digest)]
    # What is told of a version outlives the releases that told it.
    publish(tmp_path, "1.4", "<urn:s> <urn:p> 10", keep=1)
    assert [entry.version for entry in versions_of(tmp_path / "v").former] == ["1.3", "1.2", "1.1"]


def test_a_difference_is_true_whatever_the_order_of_subjects_and_graphs(tmp_path: Path) -> None:
    before = ["<urn:a> <urn:p> 1", "<urn:a-b> <urn:p> 1", "<urn:a/b> <urn:p> 1, 2", "<urn:z> <urn:p> 'é\\n'@fr"]
    after = ["<urn:a> <urn:p> 1", "<urn:a-b> <urn:p> 2", "<urn:a/b> <urn:p> 2", "<urn:é> <urn:p> 1"]
    publish(tmp_path, "1.1", "<urn:k> <urn:p> 1", graph="a-b")
    a = publish(tmp_path, "1.1", *before)
    b = publish(tmp_path, "1.2", *after)
    patch = tmp_path / "patch.gz"
    found = difference(a, b, patch=patch)
    assert (found.added, found.removed) == (2, 3)
    assert found.graphs == {f"{BASE}graphe/a": {"added": 2, "removed": 3}}
    assert {thing.iri: thing.status for thing in found.things} == {
        "urn:a-b": "changed",
        "urn:a/b": "changed",
        "urn:z": "removed",
        "urn:é": "added",
    }
    held = set(gzip.decompress(a.whole_dump.read_bytes()).decode().split("\n")) - {""}
    for line in gzip.decompress(patch.read_bytes()).decode().split("\n"):
        if line.startswith("D "):
            held.remove(line[2:])
        if line.startswith("A "):
            held.add(line[2:])
    assert held == set(gzip.decompress(b.whole_dump.read_bytes()).decode().split("\n")) - {""}


def test_a_difference_that_is_too_large_counts_all_and_holds_some(tmp_path: Path) -> None:
    a = publish(tmp_path, "1.1", "<urn:k> <urn:p> 1")
    b = publish(tmp_path, "1.2", "<urn:k> <urn:p> 1", *(f"<urn:{n}> <urn:p> {n}" for n in range(50)))
    found = difference(a, b, listed=10)
    assert (found.added, found.complete) == (50, False)
    assert sum(counts["added"] for counts in found.kinds.values()) == 50
    assert len(found.things) == 10


def test_a_damaged_dump_is_refused(tmp_path: Path) -> None:
    a, b = (publish(tmp_path, version, "<urn:a> <urn:p> 1", "<urn:b> <urn:p> 1") for version in ("1.1", "1.2"))
    lines = gzip.decompress(a.whole_dump.read_bytes()).splitlines(keepends=True)
    a.whole_dump.write_bytes(gzip.compress(b"".join(reversed(lines))))
    with pytest.raises(ReleaseError, match="dans l'ordre"):
        difference(a, b)
    a.whole_dump.write_bytes(gzip.compress(b"".join(lines))[:-12])
    with pytest.raises(ReleaseError, match="ne se lit pas"):
        difference(a, b)


def test_a_withheld_name_leaves_every_kept_release(tmp_path: Path) -> None:
    text = f"Madame {NAME}, maire, signe."
    said = (
        f'<{BASE}id/signature/1> <{BASE}def#representant> "{NAME}"@fr',
        f'<{BASE}id/document/d> <{BASE}def#empreinteTexte> "{hashlib.sha256(text.encode()).hexdigest()}"',
        f"<{BASE}id/organisation/jeanne-exemple> <{LABEL}> 'x'",
        f"<{BASE}id/autre> <{LABEL}> 'Jeanne reste'",
    )
    review = [{"document": "d", "incompris": [{"texte": f"vu par {NAME}"}]}]
    first = publish(tmp_path, "1.1", *said, texts={"d": text}, review=review)
    clean = publish(tmp_path, "1.2", f"<{BASE}id/autre> <{LABEL}> 'Jeanne reste'")
    current = publish(tmp_path, "1.3", *said, texts={"d": text})
    for age, release in enumerate((current, clean, first)):
        os.utime(release.path, (10**9 - age, 10**9 - age))
    path = tmp_path / "decisions.toml"
    told = f'genre = "taire"\nempreinte = "{fingerprint(NAME)}"\nmotif = "m"\nauteur = "a"\ndate = "2026-11-22"'
    path.write_text(f"[[decision]]\n{told}\n", encoding="utf-8")
    decisions = read_decisions(path)
    keys = [decision.cle for decision in decisions.toutes]
    made = redact_kept(tmp_path / "v", decisions.mask, keys)
    assert {release.manifest.version for release in made} == {"1.1", "1.3"}
    assert not first.path.exists()
    assert not current.path.exists()
    found = versions_of(tmp_path / "v")
    assert [release.manifest.version for release in found.kept] == ["1.3", "1.2", "1.1"]
    assert current_release(tmp_path / "v").manifest.version == "1.3"
    assert open_release(clean.path) == clean
    for release in made:
        assert verify(release) == []
        assert release.manifest.redacted == tuple(keys)
        masked = (release.path / "texts" / "d.txt").read_text(encoding="utf-8")
        assert masked == "Madame ██████ ███████, maire, signe."
        for file in release.path.rglob("*"):
            if file.is_file():
                content = file.read_bytes()
                content = gzip.decompress(content) if file.suffix == ".gz" else content
                assert b"EXEMPLE" not in content, file
                assert b"jeanne-exemple" not in content, file
        store = ox.Store.read_only(str(release.store))
        values = {quad.object.value for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())}
        assert values == {"██████ ███████", hashlib.sha256(masked.encode()).hexdigest(), "Jeanne reste"}
    assert redact_kept(tmp_path / "v", decisions.mask, keys) == []
    assert [entry.version for entry in made[0].manifest.history] == ["1.1", "1.2"][: len(made[0].manifest.history)]
