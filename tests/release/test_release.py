"""Releases: immutable, whole or absent, the same from the same graphs."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

import pactes
from pactes.errors import ReleaseError
from pactes.release import (
    Release,
    Skipped,
    current_release,
    list_releases,
    make_release,
    open_release,
    sources_of,
    switch,
    verify,
)
from pactes.release import make as making

BASE = "https://exemple.fr/"
GRAPHS = {
    "a": "@prefix ex: <http://ex.org/> .\nex:s ex:p 'commun' , 'a' ; ex:d 1.50 .\n",
    "b": "@prefix ex: <http://ex.org/> .\nex:s ex:p 'commun' , 'été'@fr .\n",
}

Publish = Callable[..., Release]


@pytest.fixture
def graphs(tmp_path: Path) -> Path:
    folder = tmp_path / "graphes"
    folder.mkdir()
    for name, turtle in GRAPHS.items():
        (folder / f"{name}.ttl").write_text(turtle, encoding="utf-8")
    return folder


@pytest.fixture
def publish(graphs: Path, tmp_path: Path) -> Publish:
    def make(
        version: str = "2026.11.1", folder: Path = tmp_path / "versions", keep: int = 3, **options: str
    ) -> Release:
        return make_release(sources_of(graphs, BASE), folder, version=version, base_iri=BASE, keep=keep, **options)  # type: ignore[arg-type]

    return make


def test_contents(graphs: Path, tmp_path: Path) -> None:
    release = make_release(
        sources_of(graphs, BASE),
        tmp_path / "versions",
        version="2026.11.1",
        base_iri=BASE,
        date="2026-11-22",
        about={"title": "Essai"},
        skipped=[Skipped("vide", "Le fichier vide.txt est vide.")],
        validation={"conforms": True, "violations": 0},
    )
    told = json.loads((release.path / "manifest.json").read_text(encoding="utf-8"))
    assert told["version"] == "2026.11.1"
    assert told["date"] == "2026-11-22"
    assert told["software"] == pactes.__version__
    assert told["about"] == {"title": "Essai"}
    assert told["skipped"] == [{"document": "vide", "reason": "Le fichier vide.txt est vide."}]
    assert told["validation"] == {"conforms": True, "violations": 0}
    assert (told["quads"], told["triples"]) == (5, 4)
    assert told["graphs"] == [
        {"iri": f"{BASE}graphe/a", "name": "a", "triples": 3},
        {"iri": f"{BASE}graphe/b", "name": "b", "triples": 2},
    ]
    assert [dump["name"] for dump in told["dumps"]] == ["a.ttl.gz", "b.ttl.gz", "pactes.nq.gz", "pactes.trig.gz"]
    assert release.id.startswith("2026.11.1-")
    assert current_release(tmp_path / "versions") == release
    assert verify(release) == []


def test_dumps_say_what_the_graphs_say(publish: Publish, graphs: Path) -> None:
    release = publish()
    quads = set()
    for name in GRAPHS:
        source = (graphs / f"{name}.ttl").read_bytes()
        dumped = gzip.decompress((release.dumps / f"{name}.ttl.gz").read_bytes())
        if name == "a":  # 1.50 is published as queries return it, the rest as it was written
            source = source.replace(b"1.50", b"1.5")
            assert set(ox.parse(dumped, format=ox.RdfFormat.TURTLE)) == set(
                ox.parse(source, format=ox.RdfFormat.TURTLE)
            )
        else:
            assert dumped == source
        graph = ox.NamedNode(f"{BASE}graphe/{name}")
        quads |= {ox.Quad(*quad.triple, graph) for quad in ox.parse(source, format=ox.RdfFormat.TURTLE)}
    for name, form in (("pactes.nq.gz", ox.RdfFormat.N_QUADS), ("pactes.trig.gz", ox.RdfFormat.TRIG)):
        contents = gzip.decompress((release.dumps / name).read_bytes())
        assert set(ox.parse(contents, format=form)) == quads
    lines = gzip.decompress((release.dumps / "pactes.nq.gz").read_bytes()).decode().splitlines()
    assert lines == sorted(lines, key=lambda line: (line.rpartition("<")[2], line))


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_checksums_are_those_that_sha256sum_checks(publish: Publish) -> None:
    release = publish()
    check = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=release.dumps, check=False)
    assert check.returncode == 0


def test_the_store_holds_each_graph_and_their_union(publish: Publish) -> None:
    store = ox.Store.read_only(str(publish().store))
    assert {str(graph) for graph in store.named_graphs()} == {f"<{BASE}graphe/a>", f"<{BASE}graphe/b>"}
    assert len(list(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))) == 4
    assert len(list(store.quads_for_pattern(None, None, None, ox.NamedNode(f"{BASE}graphe/b")))) == 2


def test_the_same_graphs_give_the_same_release(publish: Publish, tmp_path: Path) -> None:
    first = publish()
    made = (first.path / "manifest.json").stat().st_mtime_ns
    assert publish() == first
    assert (first.path / "manifest.json").stat().st_mtime_ns == made
    other = publish(folder=tmp_path / "ailleurs")
    assert other.id == first.id
    for dump in first.dumps.iterdir():
        assert (other.dumps / dump.name).read_bytes() == dump.read_bytes()


def test_what_changes_gives_another_name(publish: Publish, graphs: Path) -> None:
    names = [publish().id, publish(version="2026.11.2").id, publish(date="2026-11-23").id]
    (graphs / "a.ttl").write_text(GRAPHS["a"].replace("1.50", "1.51"))
    names.append(publish().id)
    assert len(set(names)) == 4


def test_blank_nodes_have_stable_names_of_their_own(tmp_path: Path) -> None:
    graphs = tmp_path / "graphes"
    graphs.mkdir()
    for name in ("a", "b"):
        (graphs / f"{name}.ttl").write_text("<urn:s> <urn:p> [ <urn:q> 1 ] , [ <urn:q> 2 ] .")
    dumps = []
    for folder in ("un", "deux"):
        release = make_release(sources_of(graphs, BASE), tmp_path / folder, version="1", base_iri=BASE)
        dumps.append(gzip.decompress((release.dumps / "pactes.nq.gz").read_bytes()).decode())
        assert release.manifest.triples == 8
    assert dumps[0] == dumps[1]
    assert len({word for word in dumps[0].split() if word.startswith("_:")}) == 4


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda r: (r.dumps / "a.ttl.gz").write_bytes(b"x"), "a.ttl.gz a changé"),
        (lambda r: (r.dumps / "SHA256SUMS").unlink(), "SHA256SUMS manque"),
        (lambda r: next(r.store.glob("*.sst")).write_bytes(b"x"), "a changé"),
        (lambda r: (r.path / "intrus").write_bytes(b"x"), "intrus n'est pas au manifeste"),
    ],
)
def test_damage_is_found_and_mended(damage: Callable[[Release], object], told: str, publish: Publish) -> None:
    release = publish()
    damage(release)
    faults = verify(release)
    assert len(faults) == 1
    assert told in faults[0]
    mended = publish()
    assert mended.id == release.id
    assert verify(mended) == []


@pytest.mark.parametrize("contents", [b"", b"{}", b"[1]", b'{"format": 99}', b"\xff", b'{"format": 1, "graphs": 3}'])
def test_a_damaged_manifest_is_told_and_mended(contents: bytes, publish: Publish, tmp_path: Path) -> None:
    release = publish()
    (release.path / "manifest.json").write_bytes(contents)
    with pytest.raises(ReleaseError, match=r"manifest\.json"):
        current_release(tmp_path / "versions")
    assert verify(publish()) == []


def test_former_releases_are_kept_up_to_a_number(publish: Publish, tmp_path: Path) -> None:
    made = [publish(version=str(n)) for n in range(5)]
    for age, release in enumerate(reversed(made[2:])):
        os.utime(release.path, (10**9 - age, 10**9 - age))
    kept = list_releases(tmp_path / "versions")
    assert [release.manifest.version for release in kept] == ["4", "3", "2"]
    # The current one is never deleted, even when it is the oldest.
    switch(tmp_path / "versions", made[2])
    assert current_release(tmp_path / "versions").manifest.version == "2"
    publish(version="5", keep=1)
    assert [release.manifest.version for release in list_releases(tmp_path / "versions")] == ["5"]


def test_a_release_that_fails_leaves_all_as_it_was(
    publish: Publish, graphs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "versions"
    first = publish()
    before = sorted(path.name for path in folder.iterdir())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (graphs / "c.ttl").write_text("<urn:s> <urn:p> 1 .")
    with monkeypatch.context() as patch:
        patch.setattr(making, "_sync", full)
        with pytest.raises(OSError, match="No space"):
            publish()
    assert sorted(path.name for path in folder.iterdir()) == before
    assert current_release(folder) == first
    (graphs / "c.ttl").write_text("<urn:s> <urn:p> .")
    with pytest.raises(ReleaseError, match=r"c\.ttl"):
        publish()
    assert current_release(folder) == first


def test_remains_of_a_build_that_was_killed_are_swept_away(publish: Publish, tmp_path: Path) -> None:
    remains = tmp_path / "versions" / ".en-cours-abcd"
    (remains / "store").mkdir(parents=True)
    (remains / "store" / "x").write_text("x")
    assert publish().path.exists()
    assert not remains.exists()


def test_nothing_to_publish(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("")
    with pytest.raises(ReleaseError, match="aucun triplet"):
        make_release(sources_of(tmp_path, BASE), tmp_path / "versions", version="1", base_iri=BASE)
    with pytest.raises(ReleaseError, match="Aucune version"):
        current_release(tmp_path / "versions")
    assert list_releases(tmp_path / "absent") == []


def test_there_is_a_current_release_at_every_moment(publish: Publish, tmp_path: Path) -> None:
    folder = tmp_path / "versions"
    releases = [publish(version="1"), publish(version="2")]
    failures: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                open_release(folder / "current")
            except BaseException as error:
                failures.append(error)
                return

    reader = threading.Thread(target=read)
    reader.start()
    for n in range(300):
        switch(folder, releases[n % 2])
    done.set()
    reader.join()
    assert failures == []


def test_checksum_of_the_data_is_of_the_data_alone(publish: Publish) -> None:
    release = publish()
    lines = gzip.decompress((release.dumps / "pactes.nq.gz").read_bytes())
    assert release.manifest.digest == hashlib.sha256(lines).hexdigest()


def test_the_whole_dumps_are_those_of_the_graphs_together(tmp_path: Path) -> None:
    """They are written graph by graph: prefixes of all at the head, wherever declared; texts that look like syntax."""
    graphs = tmp_path / "graphes"
    graphs.mkdir()
    turtle = {
        "a": "@prefix ex: <http://ex.org/> .\nex:s ex:p 'a' .\n@prefix tard: <http://tard.org/> .\ntard:s tard:p 2 .\n",
        "b": "PREFIX # ici\n ex2: <http://ex.org/2/>\nex2:s ex2:p '@prefix f: <http://f.org/> .\\n <urn:g> .\\n' .",
        "c": "<urn:s> <urn:p> '_:' , [ <urn:q> 01 ] .",
        "vide": "",
    }
    for name, text in turtle.items():
        (graphs / f"{name}.ttl").write_text(text, encoding="utf-8")
    release = make_release(sources_of(graphs, BASE), tmp_path / "versions", version="1", base_iri=BASE)
    nquads = gzip.decompress((release.dumps / "pactes.nq.gz").read_bytes())
    quads = list(ox.parse(nquads, format=ox.RdfFormat.N_QUADS))
    trig = gzip.decompress((release.dumps / "pactes.trig.gz").read_bytes())
    prefixes = {"ex": "http://ex.org/", "tard": "http://tard.org/", "ex2": "http://ex.org/2/"}
    assert (
        nquads == "".join(f"{quad} .\n" for quad in sorted(quads, key=lambda q: (str(q.graph_name), str(q)))).encode()
    )
    assert trig == ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=prefixes)
    assert release.manifest.digest == hashlib.sha256(nquads).hexdigest()
    assert release.manifest.quads == release.manifest.triples == len(quads) == 6
    stored = ox.Store.read_only(str(release.store))
    assert {q for q in stored if q.graph_name != ox.DefaultGraph()} == set(quads)
    assert {q.triple for q in stored.quads_for_pattern(None, None, None, ox.DefaultGraph())} == {
        q.triple for q in quads
    }
    assert {path.name for path in release.dumps.iterdir()} == {
        "SHA256SUMS",
        *(dump.name for dump in release.manifest.dumps),
    }


def test_a_release_without_blank_nodes_is_loaded_in_bulk_with_its_union(tmp_path: Path) -> None:
    graphs = tmp_path / "graphes"
    graphs.mkdir()
    many = "".join(f"<urn:s{n}> <urn:p> '{n} <urn:g> .\\n', 'é{n}'@fr .\n" for n in range(30_000))
    for name in ("a", "b"):
        (graphs / f"{name}.ttl").write_text(many + f"<urn:s> <urn:p> '{name}' .", encoding="utf-8")
    release = make_release(sources_of(graphs, BASE), tmp_path / "versions", version="1", base_iri=BASE)
    assert (release.manifest.quads, release.manifest.triples) == (120_002, 60_002)
    stored = ox.Store.read_only(str(release.store))
    count = {g.value: sum(1 for _ in stored.quads_for_pattern(None, None, None, g)) for g in stored.named_graphs()}
    assert count == {f"{BASE}graphe/a": 60_001, f"{BASE}graphe/b": 60_001}
    assert sum(1 for _ in stored.quads_for_pattern(None, None, None, ox.DefaultGraph())) == 60_002
