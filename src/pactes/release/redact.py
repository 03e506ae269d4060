"""Names that a decision withholds are taken out of the releases that are kept, which are built again without them.

The name disappears from the texts, the quotes and every other literal, replaced by as many blocks, so that positions
hold; a statement about an IRI that bears the name disappears whole. The version stays, with another digest, and its
manifest names the decisions.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyoxigraph as ox

from pactes.release.exclusive import exclusive
from pactes.release.folder import Release, current_release, list_releases, switch
from pactes.release.make import build_release, delete_release
from pactes.release.sources import GraphSource

Mask = Callable[[str], str]
"""What replaces withheld names in a text, character for character; a text without any is returned as it is."""


def redact_kept(folder: Path, mask: Mask, decisions: Collection[str]) -> list[Release]:
    """Build again, without the withheld names, each kept release that was made before ``decisions`` (their keys).

    Returns the new releases. One that holds no withheld name stays as it is. Raises ``ReleaseError`` when a release
    cannot be read, or when another process builds in ``folder``.
    """
    if not decisions:
        return []
    made = []
    with exclusive(folder):
        for release in list_releases(folder):
            if set(decisions) <= set(release.manifest.redacted):
                continue
            with tempfile.TemporaryDirectory() as scratch:
                again = _redacted(folder, release, mask, decisions, Path(scratch))
            if again is not None:
                made.append(again)
    return made


def _redacted(folder: Path, release: Release, mask: Mask, decisions: Collection[str], scratch: Path) -> Release | None:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (release.path / "texts").glob("*.txt")}
    masked = {slug: mask(text) for slug, text in texts.items()}
    # The fingerprint of a text is published so that positions can be checked: it is that of the text as it is now.
    prints = {_sha256(texts[slug]): _sha256(masked[slug]) for slug in texts if texts[slug] != masked[slug]}
    review = json.loads(release.review.read_text(encoding="utf-8"))["documents"] if release.review.exists() else []
    hidden = _in_json(review, mask)
    lines, changed = _graphs(release, mask, prints)
    if not (changed or prints or hidden != review):
        return None
    for name, content in lines.items():
        (scratch / f"{name}.ttl").write_text(content, encoding="utf-8")
    kept = [entry for entry in release.manifest.graphs if lines[entry.name]]
    told = replace(
        release.manifest, redacted=tuple(sorted({*release.manifest.redacted, *decisions})), history=(), files={}
    )
    sources = [GraphSource(entry.iri, entry.name, scratch / f"{entry.name}.ttl") for entry in kept]
    stamp = release.path.stat()
    is_current = current_release(folder).id == release.id
    again = build_release(sources, folder, told, texts=masked, review=hidden)
    if is_current:
        switch(folder, again)
    delete_release(release)
    # It is no newer than it was: which build of a version is the newest is told by its date.
    os.utime(again.path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    return again


def _graphs(release: Release, mask: Mask, prints: Mapping[str, str]) -> tuple[dict[str, str], bool]:
    """Return the N-Triples of each graph, by name, without the names, and whether anything was there to hide."""
    written: dict[str, str] = {}
    changed = False
    for entry in release.manifest.graphs:
        lines = []
        for quad in _quads(release, entry.iri):
            if any(isinstance(term, ox.NamedNode) and _bears(term, mask) for term in (quad.subject, quad.object)):
                changed = True
                continue
            term = quad.object
            if isinstance(term, ox.Literal):
                value = prints.get(term.value) or mask(term.value)
                if value != term.value:
                    changed = True
                    term = _literal(value, term)
            lines.append(f"{ox.Triple(quad.subject, quad.predicate, term)} .\n")
        written[entry.name] = "".join(lines)
    return written, changed


def _quads(release: Release, graph: str) -> Iterator[ox.Quad]:
    store = ox.Store.read_only(str(release.store))
    yield from store.quads_for_pattern(None, None, None, ox.NamedNode(graph))


def _bears(iri: ox.NamedNode, mask: Mask) -> bool:
    words = unquote(iri.value).replace("-", " ")
    return mask(words) != words


def _literal(value: str, like: ox.Literal) -> ox.Literal:
    return ox.Literal(value, language=like.language) if like.language else ox.Literal(value, datatype=like.datatype)


def _in_json(value: Any, mask: Mask) -> Any:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, list):
        return [_in_json(item, mask) for item in value]
    if isinstance(value, dict):
        return {key: _in_json(item, mask) for key, item in value.items()}
    return value


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
