"""Making a release: Turtle files in, an immutable folder out, all or nothing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pactes
from pactes.errors import ReleaseError
from pactes.release import manifest as manifests
from pactes.release.columns import write_columns
from pactes.release.dumps import DumpWriter
from pactes.release.exclusive import exclusive
from pactes.release.folder import (
    COLUMNS,
    REVIEW,
    TEMPORARY,
    WHOLE_DUMP,
    Release,
    file_sha256,
    fsync_folder,
    list_releases,
    open_release,
    switch,
    verify,
)
from pactes.release.lines import BLANK, read_lines
from pactes.release.loading import load_store
from pactes.release.manifest import Former, GraphEntry, Manifest, Moved, Skipped
from pactes.release.search_index import NAME as SEARCH
from pactes.release.search_index import write_index
from pactes.release.sources import GraphSource
from pactes.release.versions import history_of, superseded, version_key

KEEP = 12
"""Versions that are kept, the current one included; of those before, the description is kept for ever."""

NOTHING = "Il n'y a aucun triplet à publier : construisez d'abord les graphes par « pactes build »."


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

    Raises ``ReleaseError`` when a graph cannot be read, when there is nothing to publish, or when another process
    builds in ``folder``.
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
    with exclusive(folder):
        release = build_release(sources, folder, told, texts=texts or {}, review=review)
        switch(folder, release)
        for former in superseded(folder, keep):
            delete_release(former)
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
    folder.mkdir(parents=True, exist_ok=True)
    for remains in folder.glob(f"{TEMPORARY}*"):
        _remove(remains)
    building = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=folder))
    try:
        (building / "dumps").mkdir()
        _write_texts(building / "texts", texts)
        _write_review(building / REVIEW, review)
        digest, sizes, blank_nodes = hashlib.sha256(), dict[str, int](), False
        with DumpWriter(building / "dumps", sources) as writer:
            for source in sorted(sources, key=lambda source: source.iri):
                lines = read_lines(source)
                sizes[source.iri] = len(lines)
                whole = b"".join(lines)
                digest.update(whole)
                blank_nodes = blank_nodes or BLANK in whole
                writer.add(source, lines)
            if not any(sizes.values()):
                raise ReleaseError(NOTHING)
            dumps = writer.finish()
        triples = load_store(building / "store", building / "dumps" / WHOLE_DUMP, blank_nodes=blank_nodes)
        write_index(building / "store", building / SEARCH, told.base_iri)
        write_columns(building / "store", building / COLUMNS)
        manifest = replace(
            told,
            digest=digest.hexdigest(),
            quads=sum(sizes.values()),
            triples=triples,
            graphs=tuple(GraphEntry(source.iri, source.name, sizes[source.iri]) for source in sources),
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


def delete_release(release: Release) -> None:
    """Delete a release, its name first: one that is half deleted is none, and the next build sweeps it away."""
    leaving = release.path.with_name(f"{TEMPORARY}{release.id}")
    _remove(leaving)
    os.replace(release.path, leaving)
    shutil.rmtree(leaving)


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
    """Delete what may be there, a folder or a file."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
