"""What answers are made of, and since when: the release that is served, and the software that makes pages of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from pactes.release import open_release
from pactes.release.manifest import NAME
from pactes.settings import resource

_PACKAGE = Path(__file__).resolve().parents[1]
_LIBRARIES = ("pyoxigraph", "rdflib", "jinja2", "babel")
"""Those that write the bytes."""


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Return a digest of all that turns a release into bytes: code, templates, words, queries, libraries."""
    digest = hashlib.sha256()
    for path in _files():
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}".encode())
    return digest.hexdigest()


@lru_cache(maxsize=4)
def release_time(path: Path) -> datetime | None:
    """Return when the answers made of a release last changed: its date, or the moment it or the software was put in
    place here when that is later (two releases may bear one date, and a new software changes the pages of a release).
    """
    try:
        stamps = [(path / NAME).stat().st_mtime, _code_time()]
        told = open_release(path).manifest.date
    except OSError:
        return None
    moments = [datetime.fromtimestamp(int(stamp), UTC) for stamp in stamps]
    try:
        published = datetime.combine(date.fromisoformat(told or ""), time(), UTC)
    except ValueError:
        return max(moments)
    # A date to come is no date at which anything changed (RFC 9110, 8.8.2.1).
    return max([*moments, published] if published <= datetime.now(UTC) else moments)


@lru_cache(maxsize=1)
def _code_time() -> float:
    return max(path.stat().st_mtime for path in _files())


def _files() -> Iterator[Path]:
    for folder in (_PACKAGE / "web", _PACKAGE / "rdf", _PACKAGE / "release", resource("queries")):
        yield from sorted(p for p in folder.rglob("*") if p.suffix in (".py", ".html", ".po", ".css", ".rq"))
    yield resource("ontology/context.jsonld")
    yield from (path for path in [resource("data/reference/confiance.toml")] if path.exists())  # said of each mark
