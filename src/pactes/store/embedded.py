"""The embedded store: a pool of killable workers over the current release, swapped when the release changes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from pathlib import Path

from pactes.errors import ReleaseError, StoreBusy
from pactes.rdf.namespaces import BASE, PREFIXES
from pactes.release import Release, current_release, verify
from pactes.settings import Settings
from pactes.store import forking, sandbox
from pactes.store.interface import Dataset, Formats, QueryResult, ResultKind, StoreState
from pactes.store.pool import RETRY_AFTER, Pool
from pactes.store.process import DiskSpawner, Spawner, WorkerConfig
from pactes.store.spool import DiskBudget

log = logging.getLogger("pactes.store")

IN_MEMORY_QUADS = 500_000
"""Quads up to which a release is served from memory: half a gibibyte, a few seconds to load."""

LARGE_RESULTS = 16
"""Results of the largest size that may be on disk at one time, being made or being sent."""

LOOK_EVERY = 2.0
"""Seconds between two looks at which release is current."""


class EmbeddedStore:
    """A ``Store`` over the releases of a folder; it follows ``current`` without losing a query.

    ``workers`` is the number of light queries that run at once, ``timeout`` in seconds, ``memory`` and ``result_limit``
    in bytes a query, ``queue_limit`` the number of queries that may wait. ``in_memory`` says whether workers share one
    copy of the graphs in memory (2 to 18 times faster, about 1 GiB for a million quads, Linux) or read the store on
    disk; None chooses by the size of the release.
    """

    def __init__(
        self,
        folder: Path,
        *,
        base_iri: str,
        workers: int = 2,
        timeout: float = 10.0,
        memory: int = 2 * 2**30,
        result_limit: int = 64 * 2**20,
        queue_limit: int = 64,
        in_memory: bool | None = None,
    ) -> None:
        self._folder, self._base_iri = folder, base_iri
        self._workers, self._timeout, self._memory = workers, timeout, memory
        self._result_limit, self._queue_limit = result_limit, queue_limit
        self._in_memory = in_memory
        self._disk = DiskBudget(LARGE_RESULTS * result_limit)
        self._deaths: Counter[str] = Counter()
        self._release: Release | None = None
        self._pool: Pool | None = None
        self._watch: asyncio.Task[None] | None = None

    @classmethod
    def of_settings(cls, settings: Settings) -> EmbeddedStore:
        """Return the store that the settings describe."""
        return cls(
            settings.releases,
            base_iri=settings.base_iri,
            workers=settings.workers,
            timeout=settings.query_timeout,
            memory=settings.query_memory,
            result_limit=settings.result_limit,
            queue_limit=settings.queue_limit,
        )

    @property
    def release_id(self) -> str:
        """See ``Store``."""
        return self._release.id if self._release else ""

    @property
    def release_path(self) -> Path | None:
        """See ``Store``."""
        return self._release.path if self._release else None

    @property
    def state(self) -> StoreState:
        """See ``Store``."""
        return self._pool.state() if self._pool else StoreState()

    async def start(self) -> None:
        """Open the current release and start its workers; raises ``ReleaseError``."""
        if not sandbox.can_deny_network():
            log.warning("ce système n'a pas le filtre qui coupe le réseau aux requêtes : l'analyse seule les en écarte")
        await self._open(current_release(self._folder))
        self._watch = asyncio.create_task(self._follow())

    async def close(self) -> None:
        """Stop following, end every process."""
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.close()

    async def query(
        self,
        text: str,
        *,
        dataset: Dataset | None = None,
        formats: Formats = Formats(),  # noqa: B008 - frozen
        timeout: float | None = None,
    ) -> QueryResult:
        """See ``Store``."""
        pool = self._pool
        if pool is None:
            raise StoreBusy("Le service démarre ou s'arrête : réessayez dans un instant.", retry_after=RETRY_AFTER)
        request = {
            "text": text,
            "dataset": dataset and (dataset.default_graphs, dataset.named_graphs),
            "formats": {
                ResultKind.SELECT: formats.select,
                ResultKind.ASK: formats.ask,
                ResultKind.GRAPH: formats.graph,
            },
        }
        return await pool.query(request, timeout)

    async def _open(self, release: Release) -> None:
        """Start a pool over ``release``, put it in place of the former one, close that one once its queries end."""
        config = WorkerConfig(
            store=str(release.store),
            base_iri=self._base_iri,
            memory=self._memory,
            result_limit=self._result_limit,
            prefixes={name: iri.replace(BASE, self._base_iri) for name, iri in PREFIXES.items()},
        )
        pool = Pool(
            self._spawner(release, config),
            size=self._workers,
            queue=self._queue_limit,
            limit=self._timeout,
            disk=self._disk,
            deaths=self._deaths,
        )
        try:
            await pool.start()
        except BaseException:
            await pool.close()
            raise
        former, self._pool, self._release = self._pool, pool, release
        if former is not None:
            await former.close(patience=self._timeout)

    def _spawner(self, release: Release, config: WorkerConfig) -> Spawner:
        fits = release.manifest.quads <= IN_MEMORY_QUADS
        if forking.can_fork() and (fits if self._in_memory is None else self._in_memory):
            return forking.ForkSpawner(config, str(release.whole_dump), release.manifest.quads)
        return DiskSpawner(config)

    async def _follow(self) -> None:
        """Look from time to time whether another release is current, and change to it."""
        refused = ""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            try:
                release = current_release(self._folder)
                if release.id in (self.release_id, refused):
                    continue
                if faults := await asyncio.to_thread(verify, release):
                    refused = release.id
                    raise ReleaseError(" ".join(faults))
                await self._open(release)
                log.info("version %s en service", release.id)
            except ReleaseError as error:
                log.error("la version %s reste en service : %s", self.release_id, error)
