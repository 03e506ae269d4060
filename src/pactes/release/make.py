"""Making a release: Turtle files in, an immutable folder out, all or nothing."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox

import pactes
from pactes.errors import ReleaseError
from pactes.release import manifest as manifests
from pactes.release.dumps import write_dumps
from pactes.release.folder import (
    REVIEW,
    TEMPORARY,
    Release,
    file_sha256,
    fsync_folder,
    list_releases,
    open_release,
    switch,
    verify,
)
from pactes.release.literals import stored
from pactes.release.manifest import Former, GraphEntry, Manifest, Moved, Skipped
from pactes.release.sources import GraphSource
from pactes.release.union import with_union
from pactes.release.versions import history_of, superseded, version_key

KEEP = 12
"""Versions that are kept, the current one included; of those before, the description is kept for ever."""


def make_release(
    sources: Sequence[GraphSource],
    folder: Path,
    *,
    version: str,
    base_iri: str,
    date: str | None = None,
    about: Mapping[str, str] | None = None,
    skipped: Sequence[Skipped] = (),
    validation: Mapping[str, Any] | None = None,
    texts: Mapping[str, str] | None = None,
    review: Sequence[Mapping[str, Any]] = (),
    moved: Sequence[Moved] = (),
    redacted: Sequence[str] = (),
    keep: int = KEEP,
) -> Release:
    """Build the release of ``sources`` under ``folder``, switch to it, delete all but the ``keep`` newest versions.

    ``version``, ``date`` and ``about`` (title, publisher, licence…) come from ``data/release.toml``, ``skipped`` and
    ``validation`` (a summary that fits JSON) from the build. ``texts`` are the canonical texts of the documents, by
    slug: with them anyone can check the position of a quote. ``review`` (one JSON object for each document) says what
    was held back and what was not understood; it is kept as ``revue.json``. ``moved`` are the IRIs that other ones
    replace, or that were withdrawn, with the reason; ``redacted`` the decisions that withhold names.

    The release is built in a temporary folder beside, written to disk, then renamed: what has its name is whole. One
    that is already there with the same contents is kept as it is, a damaged one is replaced.

    Raises ``ReleaseError`` when a graph cannot be read or there is nothing to publish.
    """
    told = Manifest(
        version=version,
        date=date,
        software=pactes.__version__,
        base_iri=base_iri,
        digest="",
        quads=0,
        triples=0,
        graphs=(),
        dumps=(),
        about=dict(about or {}),
        skipped=tuple(skipped),
        validation=validation,
        moved=tuple(moved),
        redacted=tuple(redacted),
    )
    release = build_release(sources, folder, told, texts=texts or {}, review=review)
    switch(folder, release)
    for former in superseded(folder, keep):
        shutil.rmtree(former.path)
    return release


def build_release(
    sources: Sequence[GraphSource],
    folder: Path,
    told: Manifest,
    *,
    texts: Mapping[str, str],
    review: Sequence[Mapping[str, Any]],
) -> Release:
    """Build a release beside the others, without serving it.

    ``told`` is what its manifest says that is not counted here; see ``make_release``.
    """
    graphs = {source.iri: _read(source) for source in sources}
    if not any(graphs.values()):
        raise ReleaseError("Il n'y a aucun triplet à publier : construisez d'abord les graphes par « pactes build ».")
    folder.mkdir(parents=True, exist_ok=True)
    for remains in folder.glob(f"{TEMPORARY}*"):
        _remove(remains)
    building = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=folder))
    try:
        (building / "dumps").mkdir()
        _write_texts(building / "texts", texts)
        _write_review(building / REVIEW, review)
        dumps = write_dumps(building / "dumps", sources, graphs)
        triples = _load(building / "store", graphs)
        manifest = replace(
            told,
            digest=_digest(graphs),
            quads=sum(map(len, graphs.values())),
            triples=triples,
            graphs=tuple(GraphEntry(source.iri, source.name, len(graphs[source.iri])) for source in sources),
            dumps=dumps,
            files=_checksums(building),
            history=_history(folder, told.version),
        )
        (building / manifests.NAME).write_text(manifest.to_json(), encoding="utf-8")
        building.chmod(0o755)
        _sync(building)
        return _place(building, folder / _name(manifest))
    finally:
        _remove(building)


def _history(folder: Path, version: str) -> tuple[Former, ...]:
    """Return the versions before the one that is made."""
    known = history_of(list_releases(folder))
    return tuple(entry for entry in known if version_key(entry.version) < version_key(version))


def _write_texts(folder: Path, texts: Mapping[str, str]) -> None:
    folder.mkdir()
    for slug, text in sorted(texts.items()):
        (folder / f"{slug}.txt").write_text(text, encoding="utf-8", newline="")


def _write_review(path: Path, review: Sequence[Mapping[str, Any]]) -> None:
    path.write_text(json.dumps({"documents": list(review)}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _read(source: GraphSource) -> list[ox.Quad]:
    """Return the quads of a graph, sorted, without duplicates, literals as the store keeps them (``1.50`` is ``1.5``)
    so that dumps and queries tell the same terms, blank nodes named by RDFC-1.0.
    """
    graph = ox.NamedNode(source.iri)
    try:
        dataset = ox.Dataset(
            ox.Quad(quad.subject, quad.predicate, quad.object, graph)
            for quad in stored(ox.parse(path=str(source.path), format=ox.RdfFormat.TURTLE))
        )
    except (SyntaxError, OSError, ValueError) as error:
        raise ReleaseError(f"{source.path} ne se lit pas : {error}. Reconstruisez-le par « pactes build ».") from error
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted((_own_blank_nodes(quad, source.name) for quad in dataset), key=str)


def _own_blank_nodes(quad: ox.Quad, name: str) -> ox.Quad:
    """Tell the blank nodes of one graph from those of another: the dump of everything holds them together."""
    prefix = hashlib.sha256(name.encode()).hexdigest()[:8]

    def own(term: Any) -> Any:
        return ox.BlankNode(f"b{prefix}{term.value}") if isinstance(term, ox.BlankNode) else term

    return ox.Quad(own(quad.subject), quad.predicate, own(quad.object), quad.graph_name)


def _load(path: Path, graphs: Mapping[str, Sequence[ox.Quad]]) -> int:
    """Write the store (each graph, and their union as default graph) and return the number of distinct triples."""
    store = ox.Store(str(path))
    store.bulk_extend(with_union(itertools.chain.from_iterable(graphs.values())))
    store.optimize()
    store.flush()
    count = sum(1 for _ in store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    del store
    return count


def _digest(graphs: Mapping[str, Sequence[ox.Quad]]) -> str:
    digest = hashlib.sha256()
    for iri in sorted(graphs):
        for quad in graphs[iri]:
            digest.update(f"{quad} .\n".encode())
    return digest.hexdigest()


def _name(manifest: Manifest) -> str:
    """Name of a release: the same contents made by the same software have the same name, whatever came before."""
    told = replace(manifest, files={}, history=())
    return f"{manifest.version}-{hashlib.sha256(told.to_json().encode()).hexdigest()[:12]}"


def _place(building: Path, target: Path) -> Release:
    """Give the release its name, unless a sound one has it already."""
    if target.exists():
        try:
            release = open_release(target)
            if not verify(release):
                return release
        except ReleaseError:
            pass
        damaged = target.with_name(f"{TEMPORARY}{target.name}")
        os.replace(target, damaged)
        os.replace(building, target)
        _remove(damaged)
    else:
        os.replace(building, target)
    fsync_folder(target.parent)
    return open_release(target)


def _checksums(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): file_sha256(p) for p in sorted(folder.rglob("*")) if p.is_file()}


def _sync(folder: Path) -> None:
    """Have every file, then every folder, written to disk."""
    paths = sorted(folder.rglob("*"), reverse=True)
    for path in paths:
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
    for path in (*(p for p in paths if p.is_dir()), folder):
        fsync_folder(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
