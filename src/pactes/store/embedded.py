"""The embedded store: a pool of killable workers over the current release, swapped when the release changes."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import replace
from pathlib import Path

from pactes.errors import ReleaseError, StoreBusy
from pactes.rdf.namespaces import BASE, PREFIXES
from pactes.release import Chosen, Release, current_release, sound_release, verify
from pactes.release.sound import Mark, mark
from pactes.settings import Settings
from pactes.store import forking, room, sandbox
from pactes.store.interface import Dataset, Formats, QueryResult, ResultKind, StoreState
from pactes.store.pool import RETRY_AFTER, Pool, PoolClosed
from pactes.store.process import DiskSpawner, Spawner, WorkerConfig
from pactes.store.spool import DiskBudget

log = logging.getLogger("pactes.store")

IN_MEMORY_TRIPLES = 3_000_000
"""Triples up to which a release is served from memory, where there is room for it."""

LOADS_AT_ONCE = 300_000
"""Quads up to which a release is loaded in about two seconds: a larger one is read on disk while it is being loaded."""

LARGE_RESULTS = 16
"""Results of the largest size that may be on disk at one time, being made or being sent."""

LOOK_EVERY = 2.0
"""Seconds between two looks at which release is current."""


class EmbeddedStore:
    """A ``Store`` over the releases of a folder; it follows ``current`` without losing a query.

    ``workers`` is the number of light queries that run at once, ``timeout`` in seconds, ``memory`` and ``result_limit``
    in bytes a query, ``queue_limit`` the number of queries that may wait. ``in_memory`` says whether workers share one
    copy of the graphs in memory (2 to 18 times faster, about 1 GiB for a million quads, Linux) or read the store on
    disk; None chooses by the size of the release (``memory_triples`` at most) and the room that there is. A large one
    is served from disk while it is being loaded. ``columns`` says whether analytic queries may be answered from the
    columns of a release that has them.
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
        memory_triples: int | None = None,
        columns: bool = True,
    ) -> None:
        self._folder, self._base_iri = folder, base_iri
        self._workers, self._timeout, self._memory = workers, timeout, memory
        self._result_limit, self._queue_limit = result_limit, queue_limit
        self._in_memory, self._columns = in_memory, columns
        self._memory_triples = IN_MEMORY_TRIPLES if memory_triples is None else memory_triples
        self._disk = DiskBudget(LARGE_RESULTS * result_limit)
        self._deaths: Counter[str] = Counter()
        self._release: Release | None = None
        self._pool: Pool | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._refused: set[Mark] = set()  # releases that were found damaged
        self._warning = ""
        self._loaded = False

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
            memory_triples=settings.memory_triples,
            columns=settings.columns,
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
        if self._pool is None:
            return StoreState()
        return replace(self._pool.state(), in_memory=self._loaded, warning=self._warning)

    async def start(self) -> None:
        """Open the current release and start its workers; raises ``ReleaseError``."""
        if not sandbox.can_deny_network():
            log.warning("ce système n'a pas le filtre qui coupe le réseau aux requêtes : l'analyse seule les en écarte")
        chosen = await self._serve_sound()
        self._tasks.append(asyncio.create_task(self._follow(chosen)))

    async def drain(self, patience: float) -> None:
        """See ``Store``."""
        await self._stop_following()
        if self._pool is not None:
            await self._pool.close(patience)

    async def close(self) -> None:
        """Stop following, end every process."""
        await self._stop_following()
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
        request = {
            "text": text,
            "dataset": dataset and (dataset.default_graphs, dataset.named_graphs),
            "formats": {
                ResultKind.SELECT: formats.select,
                ResultKind.ASK: formats.ask,
                ResultKind.GRAPH: formats.graph,
            },
        }
        while (pool := self._pool) is not None:
            try:
                return await pool.query(request, timeout)
            except PoolClosed:
                if self._pool is pool:
                    raise
        raise StoreBusy("Le service démarre ou s'arrête : réessayez dans un instant.", retry_after=RETRY_AFTER)

    async def _stop_following(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def _serve_sound(self) -> Chosen:
        """Open the current release, or the last good one when that is damaged; raises ``ReleaseError`` without any."""
        while True:
            chosen = await asyncio.to_thread(sound_release, self._folder, self._base_iri, self._refused)
            release = chosen.release
            try:
                if release.id != self.release_id:
                    await self._open(release)
            except ReleaseError as error:
                self._refused.add(mark(release))
                log.error("la version %s ne s'ouvre pas : %s", release.id, error)
                try:
                    await asyncio.to_thread(sound_release, self._folder, self._base_iri, self._refused)
                except ReleaseError:
                    raise error from None
                continue
            if chosen.warning and chosen.warning != self._warning:
                log.error(chosen.warning)
            self._warning = chosen.warning
            return chosen

    async def _open(self, release: Release) -> None:
        """Serve ``release``: at once when it loads at once or stays on disk, from disk first when it takes longer."""
        memory = self._wants_memory(release)
        first = memory and (self._in_memory is True or release.manifest.quads <= LOADS_AT_ONCE)
        await self._replace(release, in_memory=first)
        if memory and not first:
            self._tasks.append(asyncio.create_task(self._load(release)))

    async def _load(self, release: Release) -> None:
        """Load a release that is served from disk into memory, and serve it from there."""
        try:
            if self.release_id == release.id:
                await self._replace(release, in_memory=True, only_if_served=True)
                log.info("version %s chargée en mémoire", self.release_id)
        except ReleaseError as error:
            log.warning("la version %s reste lue sur disque : %s", release.id, error)

    async def _replace(self, release: Release, *, in_memory: bool, only_if_served: bool = False) -> None:
        """Start a pool over ``release``, put it in place of the former one, close that one once its queries end."""
        config = WorkerConfig(
            store=str(release.store),
            base_iri=self._base_iri,
            memory=self._memory,
            result_limit=self._result_limit,
            columns=str(release.columns) if self._columns and release.columns.is_file() else "",
            prefixes={name: iri.replace(BASE, self._base_iri) for name, iri in PREFIXES.items()},
        )
        dump = str(release.whole_dump)
        spawner: Spawner = (
            forking.ForkSpawner(config, dump, release.manifest.quads) if in_memory else DiskSpawner(config)
        )
        pool = Pool(
            spawner,
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
        if only_if_served and self.release_id != release.id:  # another one came meanwhile
            await pool.close()
            return
        former, self._pool, self._release, self._loaded = self._pool, pool, release, in_memory
        if former is not None:
            try:
                await former.close(patience=self._timeout)
            except asyncio.CancelledError:
                await former.close()
                raise

    def _wants_memory(self, release: Release) -> bool:
        if not forking.can_fork() or self._in_memory is False:
            return False
        told = release.manifest
        # The union of all graphs is kept beside the graphs.
        return self._in_memory or (told.triples <= self._memory_triples and room.fits(told.quads + told.triples))

    async def _follow(self, served: Chosen) -> None:
        """Compare the checksums of what is served if that is not done, then look at which release is current."""
        if not served.checked:
            await self._check(served.release)
        told = ""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            try:
                release = current_release(self._folder)
                if mark(release) in self._refused:
                    continue
                if release.id != self.release_id:
                    if faults := await asyncio.to_thread(verify, release):
                        self._refused.add(mark(release))
                        raise ReleaseError(f"La version {release.id} est abîmée : {' '.join(faults)}")
                    await self._open(release)
                    log.info("version %s en service", release.id)
                self._warning = told = ""
            except ReleaseError as error:
                if str(error) != told:
                    told = str(error)
                    log.error("la version %s reste en service : %s", self.release_id, error)
                    self._warning = f"{error} La version {self.release_id} reste en service."

    async def _check(self, release: Release) -> None:
        """Compare the checksums of the release that is served; a damaged one gives way to the last good one."""
        if not await asyncio.to_thread(verify, release):
            return
        self._refused.add(mark(release))
        try:
            await self._serve_sound()
        except ReleaseError as error:
            self._warning = f"{error} Elle reste en service, faute d'une autre."
            log.error(self._warning)
