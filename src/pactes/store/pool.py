"""A pool of workers over one release: who waits, who runs, who is killed and replaced.

A query first runs in the fast lane, of as many places as there are workers. After ``PATIENCE`` seconds it moves to the
slow lane, of as many places again, as soon as one is free: a spare worker then takes its former place. While none is,
and others wait for the fast lane, it is stopped and waits for a slow place, where it starts again: so heavy queries,
however many, do not keep the light ones waiting. The queries that pages are made of have a fast lane of their own.

A query whose caller leaves may finish within ``GRACE`` as long as nobody waits: a worker that has just been forked is
slow until it has copied the pages that it writes to, one that has answered is not.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import Coroutine, Mapping
from typing import Any

from pactes.errors import QueryEngineFailed, QueryError, QueryTooHeavy, ReleaseError, StoreBusy
from pactes.store.death import Cause, cause
from pactes.store.interface import SPENT, QueryResult, StoreState
from pactes.store.places import PLACE, Place
from pactes.store.process import Spawner, Worker, WorkerDied
from pactes.store.spool import DiskBudget, DiskFull

log = logging.getLogger("pactes.store")

PATIENCE = 1.0
"""Seconds after which a query is a slow one."""

GRACE = 1.0
"""Seconds that a query has to finish once its caller has left, while nobody waits for a place."""

RETRY_AFTER = 2
"""Seconds after which a client that was refused may try again."""

START_PATIENCE = 10.0
"""Seconds that a query that has its place waits for a worker that is being started."""

TIME, DISK, ABANDONED, CLOSING, IDLE, YIELDED = "time", "disk", "abandoned", "closing", "idle", "yielded"
"""Why a worker is lost, beside the causes of ``pactes.store.death``: it passed its time, the disk was full, the client
left, the pool was closed, it died while it had nothing to do, its slow query gave its place to those that waited."""

DEATHS = (TIME, DISK, ABANDONED, CLOSING, IDLE, YIELDED, *Cause)
"""Every reason by which lost workers are counted."""

_SPARE = 1
_BACKOFF = (0.1, 0.5, 2.0, 5.0)
"""Seconds between attempts to start a worker."""
_LOOK_EVERY = 0.1
"""Seconds between two looks at whether a slow query can move, or has to."""


class PoolClosed(StoreBusy):
    """Raised when the pool is being closed: another one may have taken its place."""


class _Yielded(Exception):  # noqa: N818
    """A slow query was stopped, for others that waited."""


class Pool:
    """Workers over one store; ``size`` places in each lane, ``limit`` seconds a query.

    At most ``queue`` queries wait for the fast lane, as many for the slow one; as many pages are made at a time.
    ``deaths`` counts the workers that were lost, by reason: it outlives the pool.
    """

    def __init__(
        self,
        spawner: Spawner,
        *,
        size: int,
        queue: int,
        limit: float,
        disk: DiskBudget,
        deaths: Counter[str] | None = None,
    ) -> None:
        self._spawner, self._size, self._queue, self._limit = spawner, size, queue, limit
        self._disk = disk
        self._idle: asyncio.LifoQueue[Worker] = asyncio.LifoQueue()
        self._fast, self._paged, self._slow = (asyncio.Semaphore(size) for _ in range(3))
        self._pages: set[Place] = set()
        self._waiting: Counter[asyncio.Semaphore] = Counter()
        self._slowed = 0
        self._running: set[Worker] = set()
        self._abandoned: dict[_Lane, asyncio.Task[QueryResult]] = {}
        self._starters: set[asyncio.Task[None]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False
        self._deaths: Counter[str] = Counter() if deaths is None else deaths
        self.killed = 0

    async def start(self) -> None:
        """Start every worker; raises ``ReleaseError`` when the first cannot be started."""
        self._idle.put_nowait(await self._spawner.start())
        self._refill()

    async def close(self, patience: float = 0.0) -> None:
        """Refuse what comes and what waits, leave ``patience`` seconds to what runs, end every process."""
        self._closing = True
        self._end_abandoned()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while self._running:
                    await asyncio.sleep(0.05)
        for task in self._starters:
            task.cancel()
        await asyncio.gather(*(worker.kill() for worker in self._running))
        while self._running or self._tasks or self._starters:
            await asyncio.gather(*self._tasks, *self._starters, return_exceptions=True)
            await asyncio.sleep(0)
        while not self._idle.empty():
            await self._idle.get_nowait().kill()
        await self._spawner.close()

    def state(self) -> StoreState:
        """Return how it fares; processes that died while they were idle are found out here, and replaced."""
        if self._closing:
            return StoreState(deaths=dict(self._deaths))
        idle = [self._idle.get_nowait() for _ in range(self._idle.qsize())]
        for worker in reversed(idle):
            if not worker.gone:
                self._idle.put_nowait(worker)
        for worker in idle:
            if worker.gone:
                self._put_back(worker, sound=False)
        return StoreState(
            idle=self._idle.qsize(),
            busy=len(self._running),
            starting=len(self._starters),
            waiting=self._waiting.total(),
            queue_limit=self._queue,
            crowded=self._fast.locked() and not any(lane.holds(self._fast) for lane in self._abandoned),
            deaths=dict(self._deaths),
        )

    async def query(self, request: Mapping[str, Any], timeout: float | None = None) -> QueryResult:
        """Answer one request within the limits; see ``Store.query``."""
        limit = self._limit if timeout is None else min(timeout, self._limit)
        lane = _Lane(self)
        try:
            await self._enter(lane)
            try:
                return await self._run(request, limit, lane)
            except _Yielded:
                lane.leave()
                await self._wait(lane, self._slow)
                return await self._run(request, limit, lane)
        finally:
            if lane not in self._abandoned:
                lane.leave()

    async def _run(self, request: Mapping[str, Any], limit: float, lane: _Lane) -> QueryResult:
        """Answer one request that has its place; raises ``_Yielded`` when it had to be given to others."""
        worker = await self._take()
        self._running.add(worker)
        started = time.monotonic()
        work = asyncio.get_running_loop().create_task(self._work(worker, request, limit, lane))
        try:
            await asyncio.wait({work})
            return work.result()
        except asyncio.CancelledError:
            self._abandon(work, lane)
            raise
        finally:
            if (spent := SPENT.get()) is not None:
                spent.append(time.monotonic() - started)

    def _abandon(self, work: asyncio.Task[QueryResult], lane: _Lane) -> None:
        """Leave ``GRACE`` to a query whose caller has left, and nothing when others wait."""

        def done(work: asyncio.Task[QueryResult]) -> None:
            self._abandoned.pop(lane, None)
            if not work.cancelled() and work.exception() is None:
                work.result().close()

        if not work.done():
            self._abandoned[lane] = work
            asyncio.get_running_loop().call_later(GRACE, work.cancel)
        work.add_done_callback(done)
        if self._closing or self._waiting.total():
            self._end_abandoned()

    def _end_abandoned(self) -> None:
        """End what only runs to keep its worker; its places are free at once."""
        for lane, work in self._abandoned.items():
            lane.leave()
            # Not before its first step: it would never take it, and its worker would be lost.
            asyncio.get_running_loop().call_soon(work.cancel)

    async def _work(self, worker: Worker, request: Mapping[str, Any], limit: float, lane: _Lane) -> QueryResult:
        """Answer one request by ``worker``, then free it and the place, whoever still waits for the answer."""
        sound, why = False, ABANDONED
        clock = asyncio.timeout(limit)
        mover = asyncio.get_running_loop().create_task(lane.slow_down(clock))
        try:
            async with clock:
                result = await worker.run(request, self._disk)
            sound = True
            return result
        except TimeoutError:
            if lane.yielded:
                why, lane.yielded = YIELDED, False
                raise _Yielded from None
            why = TIME
            raise _time_error(limit) from None
        except DiskFull:
            why = DISK
            raise StoreBusy(
                "Trop de grandes réponses sont en cours d'envoi : réessayez dans un instant.", retry_after=RETRY_AFTER
            ) from None
        except WorkerDied as error:
            if self._closing:
                why = CLOSING
                raise _closing() from None
            why = cause(error.code, error.words)
            log.warning("un processus de requêtes s'est arrêté (code %d) : %s", error.code, error.words.strip() or "…")
            raise _death_error(worker, error) from None
        except QueryError:
            sound = True  # the worker has answered, by a refusal
            raise
        finally:
            mover.cancel()
            self._running.discard(worker)
            lane.leave()
            self._put_back(worker, sound, why)

    async def _enter(self, lane: _Lane) -> None:
        """Wait for a place in the fast lane: that of pages when the query is one of those that a page is made of."""
        place = PLACE.get()
        if place is None:
            await self._wait(lane, self._fast)
            return
        if self._crowded(self._paged) and place not in self._pages and len(self._pages) >= self._queue:
            raise _full()
        place.enter(self._pages)
        await self._wait(lane, self._paged)

    async def _wait(self, lane: _Lane, wanted: asyncio.Semaphore) -> None:
        """Wait for a place in the lane ``wanted``; pages are counted when they enter."""
        if self._closing:
            raise _closing()
        if self._crowded(wanted) and wanted is not self._paged and self._waiting[wanted] >= self._queue:
            raise _full()
        self._waiting[wanted] += 1
        try:
            async with asyncio.timeout(self._limit):
                await wanted.acquire()
                lane.take(wanted)
        except TimeoutError:
            raise StoreBusy(
                f"La requête a attendu {self._limit:g} s sans qu'une place se libère : réessayez dans un instant.",
                retry_after=RETRY_AFTER,
            ) from None
        finally:
            self._waiting[wanted] -= 1

    def _crowded(self, wanted: asyncio.Semaphore) -> bool:
        """Tell whether one has to wait for ``wanted``, though nothing that was abandoned runs any more."""
        if wanted.locked():
            self._end_abandoned()
        return wanted.locked()

    async def _take(self) -> Worker:
        """Return an idle worker: there is one, or one is being started."""
        if self._closing:
            raise _closing()
        try:
            async with asyncio.timeout(START_PATIENCE):
                while (worker := await self._idle.get()).gone:
                    self._put_back(worker, sound=False)
                return worker
        except TimeoutError:
            raise StoreBusy("Aucun processus de requêtes n'est prêt : réessayez.", retry_after=RETRY_AFTER) from None

    def _put_back(self, worker: Worker, sound: bool, why: str = IDLE) -> None:
        surplus = self._idle.qsize() + len(self._running) >= self._wanted()
        if sound and not self._closing and not surplus:
            self._idle.put_nowait(worker)
            return
        if not sound:
            self.killed += 1
            self._deaths[why] += 1
        self._keep(worker.kill(), self._tasks)
        self._refill()

    def _wanted(self) -> int:
        return 2 * self._size + _SPARE + self._slowed

    def _refill(self) -> None:
        present = len(self._running) + self._idle.qsize() + len(self._starters)
        for _ in range(0 if self._closing else self._wanted() - present):
            self._keep(self._start_one(), self._starters)

    async def _start_one(self) -> None:
        for pause in (*_BACKOFF, None):
            try:
                worker = await self._spawner.start()
                # Below the others: those that have answered are faster, and taken first.
                idle = [self._idle.get_nowait() for _ in range(self._idle.qsize())]
                for one in (worker, *reversed(idle)):
                    self._idle.put_nowait(one)
                return
            except (ReleaseError, OSError) as error:
                log.error("un processus de requêtes ne démarre pas : %s", error)
                if pause is not None:
                    await asyncio.sleep(pause)

    def _keep(self, work: Coroutine[Any, Any, None], tasks: set[asyncio.Task[None]]) -> None:
        """Run ``work`` beside, held in ``tasks`` until it ends."""
        task = asyncio.get_running_loop().create_task(work)
        tasks.add(task)
        task.add_done_callback(tasks.discard)


class _Lane:
    """The place that a query holds: in a fast lane first, in the slow one later."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._held: asyncio.Semaphore | None = None
        self.yielded = False

    def take(self, lane: asyncio.Semaphore) -> None:
        """Hold the place in ``lane`` that was just acquired."""
        self._held = lane
        if lane is self._pool._slow:
            self._pool._slowed += 1
            self._pool._refill()

    async def slow_down(self, clock: asyncio.Timeout) -> None:
        """Move to the slow lane once there is a place; stop the query of a visitor by its clock while others wait."""
        pool = self._pool
        if self._held is pool._slow:
            return
        await asyncio.sleep(PATIENCE)
        while self not in pool._abandoned:
            if not (pool._slow.locked() or pool._closing):
                await pool._slow.acquire()  # at once: it is not locked
                self.leave()
                self.take(pool._slow)
                return
            if self._held is pool._fast and pool._waiting[pool._fast] and not pool._closing:
                with contextlib.suppress(RuntimeError):  # its time has just passed
                    clock.reschedule(asyncio.get_running_loop().time())
                    self.yielded = True
                return
            await asyncio.sleep(_LOOK_EVERY)

    def holds(self, lane: asyncio.Semaphore) -> bool:
        """Tell whether the place that it holds is one in ``lane``."""
        return self._held is lane

    def leave(self) -> None:
        """Give the place back, if there is one."""
        held, self._held = self._held, None
        if held is not None:
            self._pool._slowed -= held is self._pool._slow
            held.release()


def _full() -> StoreBusy:
    return StoreBusy("Trop de requêtes attendent déjà : réessayez dans un instant.", retry_after=RETRY_AFTER)


def _time_error(limit: float) -> QueryTooHeavy:
    value = f"{limit:g} s"
    return QueryTooHeavy(
        f"La requête a été arrêtée à sa limite de temps, {value} : la relancer n'y changera rien. "
        "Restreignez-la, ou ajoutez LIMIT.",
        limit="temps",
        value=value,
    )


def _nesting_error() -> QueryTooHeavy:
    return QueryTooHeavy(
        "La requête est trop longue ou trop imbriquée pour être lue : ôtez des parenthèses, des accolades, des UNION.",
        limit="imbrication",
        value="celle de la pile",
    )


def _death_error(worker: Worker, died: WorkerDied) -> QueryError:
    match cause(died.code, died.words):
        case Cause.NESTING:
            return _nesting_error()
        case Cause.MEMORY:
            return worker.memory_error()
        case Cause.ORDER:
            return QueryEngineFailed(
                "Le moteur de requêtes s'est arrêté en triant : il ne sait pas ranger ensemble des valeurs de genres "
                "mêlés (nombres, dates, textes). Triez par leur texte, « ORDER BY STR(?x) », ou ne triez que des "
                "valeurs d'un seul genre. La relancer telle quelle n'y changera rien.",
                english="The query engine stopped while sorting: it cannot order values of mixed kinds (numbers, "
                "dates, texts). Sort by their text, “ORDER BY STR(?x)”, or sort values of one kind only. Trying again "
                "as it is will not help.",
            )
    return QueryEngineFailed(
        "Le moteur de requêtes s'est arrêté sur cette requête, par une faute qui lui est propre ; les autres requêtes "
        "n'en souffrent pas. La relancer telle quelle n'y changera rien : écrivez-la autrement, sans tri (ORDER BY) "
        "ou en plus petites requêtes.",
        english="The query engine stopped on this query, by a fault of its own; other queries do not suffer from it. "
        "Trying again as it is will not help: write it another way, without a sort (ORDER BY) or as smaller queries.",
    )


def _closing() -> PoolClosed:
    return PoolClosed("Le service change de version ou s'arrête : réessayez dans un instant.", retry_after=RETRY_AFTER)
