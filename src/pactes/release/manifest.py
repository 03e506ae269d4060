"""What a release says of itself: ``manifest.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pactes.errors import ReleaseError

NAME = "manifest.json"
FORMAT = 1
"""Version of the layout of a release; one that this software does not know is refused."""


@dataclass(frozen=True, slots=True)
class DumpFile:
    """A file to download: path inside ``dumps/``, media type, sizes in bytes (compressed, and unpacked), SHA-256.

    ``graph`` is the IRI of the one graph it holds, None for a dump of everything or a table. ``unpacked_sha256`` is the
    SHA-256 of what the compressed file holds.
    """

    name: str
    media_type: str
    size: int
    unpacked: int
    sha256: str
    graph: str | None = None
    unpacked_sha256: str = ""


@dataclass(frozen=True, slots=True)
class GraphEntry:
    """A named graph: IRI, short name, number of triples."""

    iri: str
    name: str
    triples: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A document that is not in the release, and why (a sentence)."""

    document: str
    reason: str


@dataclass(frozen=True, slots=True)
class Former:
    """A version that was released before, told so that it can be cited when its files are no longer kept.

    ``id`` and ``digest`` are those of its last build.
    """

    version: str
    date: str | None
    id: str
    digest: str
    quads: int
    triples: int


@dataclass(frozen=True, slots=True)
class Moved:
    """An IRI that was published and is no more: ``iri`` and what replaces it (``to``), relative to the base.

    Without ``to`` it was withdrawn. ``reason`` (French, and English where it was given) is for people to read.
    """

    iri: str
    to: str | None
    reason: str
    reason_en: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The contents of a release.

    ``version`` and ``date`` are those of the data, ``about`` what else its publisher says of it (``title``,
    ``publisher``, ``licence``…, from ``data/release.toml``), ``software`` the version of pactes that made it,
    ``digest`` the SHA-256 of all quads in order, ``triples`` the number of distinct triples of the union of the graphs,
    ``files`` the SHA-256 of every other file of the release, by path. ``history`` are the versions before this one, the
    oldest first, ``moved`` the IRIs that were replaced or withdrawn, ``redacted`` the decisions by which names were
    taken out of the release after it was made.
    """

    version: str
    date: str | None
    software: str
    base_iri: str
    digest: str
    quads: int
    triples: int
    graphs: tuple[GraphEntry, ...]
    dumps: tuple[DumpFile, ...]
    about: Mapping[str, str] = field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()
    validation: Mapping[str, Any] | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    history: tuple[Former, ...] = ()
    moved: tuple[Moved, ...] = ()
    redacted: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Return the manifest as it is written: sorted, indented, the same for the same release."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def read_manifest(path: Path) -> Manifest:
    """Read ``manifest.json``; raises ``ReleaseError`` when it is missing, damaged or of another format.

    The one that was read last is kept: a service looks every other second at which one is current, and that of a
    national release is megabytes.
    """
    try:
        stat = path.stat()
        return _read(path, (stat.st_ino, stat.st_mtime_ns, stat.st_size))
    except OSError as error:
        raise ReleaseError(
            f"{path} ne se lit pas ({error.strerror}) : refaites la version par « pactes build »."
        ) from error


@lru_cache(maxsize=1)
def _read(path: Path, _seen: tuple[int, int, int]) -> Manifest:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data.pop("format") != FORMAT:
            raise ReleaseError(
                f"{path} est d'un format que ce logiciel ne connaît pas : refaites la version par « pactes build »."
            )
        data["graphs"] = tuple(GraphEntry(**entry) for entry in data["graphs"])
        data["dumps"] = tuple(DumpFile(**entry) for entry in data["dumps"])
        data["skipped"] = tuple(Skipped(**entry) for entry in data["skipped"])
        data["history"] = tuple(Former(**entry) for entry in data.get("history", ()))
        data["moved"] = tuple(Moved(**entry) for entry in data.get("moved", ()))
        data["redacted"] = tuple(data.get("redacted", ()))
        return Manifest(**data)
    except (ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"{path} est abîmé ({error}) : refaites la version par « pactes build ».") from error
