"""The search index of the release that is served: opened at the first search, made beside when the release has none.

A release made by an earlier software has no index, or one of another format. It stays as it is, since its checksums
are told: the index is made from its store, once, beside it in the folder of releases (in a folder of this process
where that one cannot be written), by a process of its own, while the service answers everything else. One code then
answers for all releases, at the same speed and with the same results, which a search by SPARQL could not give. An
index that is found damaged while it is asked gives way to one that is made in the same manner.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import Collection
from pathlib import Path

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from pactes.errors import ReleaseError, StoreBusy
from pactes.release import Release
from pactes.release import search_index as written
from pactes.release.search_read import SearchIndex
from pactes.settings import Settings
from pactes.web.context import release_of

log = logging.getLogger("pactes.web")

_PATIENCE = 5.0
"""Seconds that a visitor waits for an index that is being made."""

_BESIDE = ".recherche-"
_ABANDONED = 3600.0
"""Seconds after which a file that is not whole is nobody's."""


class SearchIndexes:
    """Holds the index of the release that is served; who asks while it is made waits a moment, then is asked back."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._release = ""
        self._index: SearchIndex | None = None
        self._making: asyncio.Task[Path] | None = None
        self._own: tempfile.TemporaryDirectory[str] | None = None
        self._damaged: set[Path] = set()

    async def ready(self, request: Request) -> SearchIndex | None:
        """Return the index of the current release, None at once while it is made or opened; see ``get``."""
        if self._lock.locked() and (self._index is None or self._release != release_of(request).id):
            return None
        try:
            return await self.get(request, patience=0.0)
        except StoreBusy:
            return None

    async def get(self, request: Request, patience: float = _PATIENCE) -> SearchIndex:
        """Return the index of the current release, for which one waits ``patience`` seconds at most.

        Raises the ``Problem`` 404 when the release is not on this machine, ``StoreBusy`` while its index is made.
        """
        release, settings = release_of(request), request.app.state.settings
        if self._index is not None and self._release == release.id:
            return self._index
        async with self._lock:
            if self._index is None or self._release != release.id:
                self._index = await self._opened(release, settings, patience)
                self._release = release.id
            return self._index

    def give_up(self, index: SearchIndex) -> StoreBusy:
        """Do without an index whose file is damaged; return what to tell who asked."""
        if index is self._index:
            log.error("%s est abîmé : l'index de recherche est refait", index.path)
            self._index = None
            if index.path.name.startswith(_BESIDE):
                index.path.unlink(missing_ok=True)
            else:
                self._damaged.add(index.path)
        return _being_made()

    async def _opened(self, release: Release, settings: Settings, patience: float) -> SearchIndex:
        for path in (release.path / written.NAME, self._beside(release)):
            if path.is_file() and path not in self._damaged:
                with contextlib.suppress(ReleaseError):
                    return await run_in_threadpool(SearchIndex, path)
        if self._making is None:
            self._making = asyncio.create_task(self._make(release, settings.base_iri))
        try:
            path = await asyncio.wait_for(asyncio.shield(self._making), patience)
        except TimeoutError:
            raise _being_made() from None
        finally:
            if self._making.done():
                self._making = None
        return await run_in_threadpool(SearchIndex, path)

    def _beside(self, release: Release) -> Path:
        folder = Path(self._own.name) if self._own else release.path.parent
        return folder / f"{_BESIDE}{release.id}-{written.FORMAT}.sqlite"

    async def _make(self, release: Release, base_iri: str) -> Path:
        if not os.access(release.path.parent, os.W_OK) and self._own is None:
            self._own = tempfile.TemporaryDirectory(prefix="pactes-recherche-")
        target = self._beside(release)
        _sweep(target.parent, {path.name for path in release.path.parent.iterdir()})
        told = json.dumps([str(release.store), str(target), base_iri])
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", written.__name__, told,
            stdin=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        _, said = await process.communicate()
        if process.returncode != 0:
            lines = said.decode("utf-8", "replace").strip().splitlines()
            raise ReleaseError(f"L'index de recherche n'a pas pu être fait : {lines[-1] if lines else 'arrêté'}")
        return target


def _being_made() -> StoreBusy:
    return StoreBusy("L'index de recherche de cette version se prépare : revenez dans un instant.", retry_after=10)


def _sweep(folder: Path, releases: Collection[str]) -> None:
    """Delete the indexes of releases that are gone, and what processes that were killed left."""
    for path in folder.glob(f"{_BESIDE}*"):
        with contextlib.suppress(OSError):
            left = not path.name.endswith(".sqlite") and time.time() - path.stat().st_mtime > _ABANDONED
            if left or not any(path.name.startswith(f"{_BESIDE}{name}-") for name in releases):
                path.unlink()


def search_indexes_of(request: Request) -> SearchIndexes:
    """Return the holder of the application, made at the first search."""
    state = request.app.state
    if getattr(state, "search_indexes", None) is None:
        state.search_indexes = SearchIndexes()
    found: SearchIndexes = state.search_indexes
    return found
