"""What validation found before, kept by the hash of all that it depends on: an entry is right or absent, never stale.

One SQLite file per user, outside any checkout (``PACTES_CACHE``, else the cache folder of the system). SQLite makes
each run's writes atomic and lets several processes share it. The key of an entry holds the hash of the graph, of the
types it leans on, of the shapes, of the class hierarchy and of this very program: a new version of anything reads
nothing of the old one's, which goes when room is needed, the longest unused first. An entry that is damaged is not
used; a file that is no database is made anew, one that cannot be written is done without: a cache never makes
validation fail.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import sys
import time
import zlib
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

FORMAT = 1
"""Changes when the table does; the file of another format is made anew."""
BORNE = 256 * 1024**2
"""Bytes that the file may take."""
_TABLE = "CREATE TABLE IF NOT EXISTS entree (cle TEXT PRIMARY KEY, vu INTEGER NOT NULL, valeur BLOB NOT NULL)"
_PAGE = 4096


def default_path() -> Path:
    """Return where the cache is: ``PACTES_CACHE``, else the cache folder of the user."""
    if os.environ.get("PACTES_CACHE"):
        return Path(os.environ["PACTES_CACHE"])
    if sys.platform == "win32":
        root = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        root = Path.home() / "Library" / "Caches"
    else:
        root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return root / "pactes" / "validation.sqlite"


@lru_cache(maxsize=1)
def programme_hash() -> str:
    """Return a hash of the code and of the libraries that decide what a result is."""
    folder = Path(__file__).parent
    found = hashlib.sha256()
    for file in sorted(folder.rglob("*.py")):
        found.update(f"{file.relative_to(folder).as_posix()}\n".encode() + file.read_bytes())
    for package in ("pyoxigraph", "pyshacl", "rdflib"):
        found.update(f"{package} {version(package)}\n".encode())
    return found.hexdigest()


def key_of(*parts: str | Iterable[str]) -> str:
    """Return the key of an entry from all that it depends on."""
    return hashlib.sha256(json.dumps([p if isinstance(p, str) else list(p) for p in parts]).encode()).hexdigest()


class Cache:
    """Entries by key. What is read or written within one run is noted at its end, by ``save``."""

    def __init__(self, path: Path, *, bound: int = BORNE) -> None:
        self._path = path
        self._bound = bound
        self._new: dict[str, bytes] = {}
        self._seen: set[str] = set()

    def read(self, keys: Iterable[str]) -> Mapping[str, Any]:
        """Return the values of the keys that are there."""
        found: dict[str, Any] = {}
        with suppress(sqlite3.Error, OSError), closing(self._open(create=False)) as base:
            for key in keys:
                row = base.execute("SELECT valeur FROM entree WHERE cle = ?", (key,)).fetchone()
                if row is not None:
                    # zlib checks its own sum: a byte that changed on the disk is seen here.
                    with suppress(zlib.error, ValueError, TypeError):
                        found[key] = json.loads(zlib.decompress(row[0]))
        self._seen.update(found)
        return found

    def write(self, key: str, value: Any) -> None:
        """Keep a value, a tree of JSON."""
        self._new[key] = zlib.compress(json.dumps(value, ensure_ascii=False).encode(), 1)

    def save(self) -> None:
        """Write what is new, in one transaction, and let go of the longest unused beyond the bound."""
        if not self._new and not self._seen:
            return
        now = time.time_ns()
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._store(now)
        except sqlite3.OperationalError:  # somebody else writes, the disk is full or read-only: next time
            return
        except sqlite3.DatabaseError:  # this is no database: another is made in its place
            with suppress(sqlite3.Error, OSError):
                self._path.unlink()
                self._store(now)
        except OSError:
            return

    def _store(self, now: int) -> None:
        with closing(self._open(create=True)) as base, base:
            base.execute(_TABLE)
            base.executemany("UPDATE entree SET vu = ? WHERE cle = ?", [(now, key) for key in sorted(self._seen)])
            base.executemany(
                "INSERT OR REPLACE INTO entree VALUES (?, ?, ?)", [(k, now, v) for k, v in sorted(self._new.items())]
            )
            self._forget(base)
        self._new.clear()

    def _forget(self, base: sqlite3.Connection) -> None:
        """Keep to the bound, with a quarter of room so that it is not done at each run."""
        (held,) = base.execute("SELECT coalesce(sum(length(valeur)), 0) FROM entree").fetchone()
        if held <= self._bound * 3 // 4:
            return
        room = self._bound // 2
        for key, size in base.execute("SELECT cle, length(valeur) FROM entree ORDER BY vu DESC, cle").fetchall():
            room -= size
            if room < 0:
                base.execute("DELETE FROM entree WHERE cle = ?", (key,))

    def _open(self, *, create: bool) -> sqlite3.Connection:
        if not create and not self._path.exists():
            raise FileNotFoundError(self._path)
        base = sqlite3.connect(self._path, timeout=2.0)
        try:
            (format_,) = base.execute("PRAGMA user_version").fetchone()
            if format_ != FORMAT:
                if not create:
                    raise sqlite3.DataError("another format")
                base.execute("DROP TABLE IF EXISTS entree")
                base.execute(f"PRAGMA user_version = {FORMAT}")
            base.execute(f"PRAGMA max_page_count = {max(self._bound // _PAGE, 64)}")
        except BaseException:
            base.close()
            raise
        return base
