"""Queries over the releases that were served before: their workers start when someone asks, and stop when nobody does.

They read the store on disk: nothing is loaded, and memory is spent on what is asked alone. At most ``limit`` releases
have workers at one time; the one that was left longest makes room for another.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pactes.errors import ReleaseError, StoreBusy
from pactes.rdf.namespaces import BASE, PREFIXES
from pactes.release import Release
from pactes.settings import Settings
from pactes.store.interface import Dataset, Formats, QueryResult, ResultKind, Store, StoreState
from pactes.store.pool import RETRY_AFTER, Pool
from pactes.store.process import DiskSpawner, WorkerConfig
from pactes.store.spool import DiskBudget

log = logging.getLogger("pactes.store")

OPEN = 2
"""Former releases that have workers at one time."""

IDLE = 60.0
"""Seconds after which workers that nobody asks are stopped."""

_LARGE_RESULTS = 4
"""Results of the largest size that may be on disk at one time."""


@dataclass(eq=False, slots=True)
class _Open:
    pool: Pool
    users: int = 0
    left: float = 0.0


class PastStores:
    """The pools over former releases; each has one place for light queries and one for slow ones."""

    def __init__(self, settings: Settings, *, limit: int = OPEN, idle: float = IDLE) -> None:
        self._settings, self._limit, self._idle = settings, limit, idle
        self._disk = DiskBudget(_LARGE_RESULTS * settings.result_limit)
        self._open: dict[str, _Open] = {}
        self._lock = asyncio.Lock()
        self._sweeper: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def open(self) -> tuple[str, ...]:
        """The ids of the releases that have workers right now."""
        return tuple(self._open)

    def store(self, release: Release, current: Store) -> Store:
        """Return the store of ``release``; while it is the one that ``current`` serves, that one answers."""
        return ReleaseStore(release, self, current)

    async def query(self, release: Release, request: Mapping[str, Any], timeout: float | None) -> QueryResult:
        """Answer a request over ``release``; raises as ``Store.query`` does, ``StoreBusy`` when all are taken."""
        entry = await self._take(release)
        try:
            return await entry.pool.query(request, timeout)
        finally:
            entry.users -= 1
            entry.left = asyncio.get_running_loop().time()

    async def close(self) -> None:
        """End every process."""
        self._closed = True
        if self._sweeper is not None:
            self._sweeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sweeper
        async with self._lock:
            for entry in self._open.values():
                await entry.pool.close()
            self._open.clear()

    async def _take(self, release: Release) -> _Open:
        async with self._lock:
            if self._closed:
                raise StoreBusy("Le service s'arrête : réessayez dans un instant.", retry_after=RETRY_AFTER)
            entry = self._open.get(release.id)
            if entry is None:
                await self._make_room()
                entry = self._open[release.id] = _Open(await self._start(release))
                if self._sweeper is None:
                    self._sweeper = asyncio.create_task(self._sweep())
            entry.users += 1
            return entry

    async def _make_room(self) -> None:
        if len(self._open) < self._limit:
            return
        unused = [(entry.left, name) for name, entry in self._open.items() if not entry.users]
        if not unused:
            raise StoreBusy(
                f"{self._limit} anciennes versions sont déjà interrogées, et c'est le plus à la fois : réessayez dans "
                "un instant.",
                retry_after=RETRY_AFTER,
            )
        await self._open.pop(min(unused)[1]).pool.close()

    async def _start(self, release: Release) -> Pool:
        settings = self._settings
        config = WorkerConfig(
            store=str(release.store),
            base_iri=settings.base_iri,
            memory=settings.query_memory,
            result_limit=settings.result_limit,
            prefixes={name: iri.replace(BASE, settings.base_iri) for name, iri in PREFIXES.items()},
        )
        pool = Pool(
            DiskSpawner(config), size=1, queue=settings.queue_limit, limit=settings.query_timeout, disk=self._disk
        )
        try:
            await pool.start()
        except ReleaseError as error:
            await pool.close()
            log.error("la version %s ne s'ouvre pas : %s", release.id, error)
            raise StoreBusy(f"La version {release.id} ne s'ouvre pas : réessayez.", retry_after=RETRY_AFTER) from error
        except BaseException:
            await pool.close()
            raise
        return pool

    async def _sweep(self) -> None:
        """Stop what nobody asked for a while."""
        while True:
            await asyncio.sleep(self._idle / 4)
            now = asyncio.get_running_loop().time()
            async with self._lock:
                for name, entry in list(self._open.items()):
                    if not entry.users and now - entry.left >= self._idle:
                        await self._open.pop(name).pool.close()


class ReleaseStore:
    """A ``Store`` over one release that was made before; it needs neither start nor close."""

    def __init__(self, release: Release, pasts: PastStores, current: Store) -> None:
        self._release, self._pasts, self._current = release, pasts, current

    @property
    def release_id(self) -> str:
        """See ``Store``."""
        return self._release.id

    @property
    def release_path(self) -> Path | None:
        """See ``Store``."""
        return self._release.path

    @property
    def state(self) -> StoreState:
        """See ``Store``."""
        return self._current.state

    async def start(self) -> None:
        """Do nothing: workers start with the first query."""

    async def drain(self, patience: float) -> None:
        """Do nothing: nobody waits long for a former release."""

    async def close(self) -> None:
        """Do nothing: the workers of all are closed together."""

    async def query(
        self,
        text: str,
        *,
        dataset: Dataset | None = None,
        formats: Formats = Formats(),  # noqa: B008 - frozen
        timeout: float | None = None,
    ) -> QueryResult:
        """See ``Store``."""
        if self._current.release_id == self.release_id:
            return await self._current.query(text, dataset=dataset, formats=formats, timeout=timeout)
        kinds = {
            ResultKind.SELECT: formats.select,
            ResultKind.ASK: formats.ask,
            ResultKind.GRAPH: formats.graph,
        }
        named = dataset and (dataset.default_graphs, dataset.named_graphs)
        return await self._pasts.query(self._release, {"text": text, "dataset": named, "formats": kinds}, timeout)
