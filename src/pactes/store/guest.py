"""A store that another process holds (``pactes.store.host``), as a ``Store`` of this one."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import logging
import secrets
from pathlib import Path
from typing import Any

from pactes.errors import ReleaseError, StoreBusy
from pactes.store import frames, wire
from pactes.store.interface import FORMATS, SPENT, Dataset, Formats, QueryResult, ResultKind, StoreState
from pactes.store.places import PLACE, Place
from pactes.store.spool import DiskBudget, DiskFull, Spool

log = logging.getLogger("pactes.store")

START_LIMIT = 120.0
"""Seconds that a host has to be there when its guest starts."""

_AGAIN = 0.1
"""Seconds between two attempts to reach the host."""

_Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class GuestStore:
    """The store behind the Unix socket ``path``; ``disk`` bytes of results may wait on disk to be sent."""

    def __init__(self, path: Path, *, disk: int) -> None:
        self._path, self._disk = path, DiskBudget(disk)
        self._idle: list[_Connection] = []
        self._running: set[asyncio.Task[Any]] = set()
        self._release_id, self._release_path = "", ""
        self._state = StoreState()
        self._known, self._closing = asyncio.Event(), False
        self._watch: asyncio.Task[None] | None = None
        self._name = secrets.token_hex(8)
        self._pages = _Pages(self, self._name)

    @property
    def release_id(self) -> str:
        """See ``Store``."""
        return self._release_id

    @property
    def release_path(self) -> Path | None:
        """See ``Store``."""
        return Path(self._release_path) if self._release_path else None

    @property
    def state(self) -> StoreState:
        """See ``Store``; as the host told it a moment ago."""
        return self._state

    async def start(self) -> None:
        """Reach the host; raises ``ReleaseError`` when it does not come."""
        self._watch = asyncio.create_task(self._follow())
        try:
            async with asyncio.timeout(START_LIMIT):
                await self._known.wait()
        except TimeoutError as error:
            raise ReleaseError(f"Le processus qui tient le magasin ne répond pas ({self._path}).") from error

    async def drain(self, patience: float) -> None:
        """See ``Store``."""
        self._closing = True
        if self._running:
            _, left = await asyncio.wait(self._running, timeout=patience)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def close(self) -> None:
        """Leave the host."""
        await self.drain(0.0)
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        while self._idle:
            self._idle.pop()[1].close()

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
            "ask": wire.QUERY,
            "text": text,
            "dataset": dataset and (dataset.default_graphs, dataset.named_graphs),
            "formats": (formats.select, formats.ask, formats.graph),
            "timeout": timeout,
            "place": self._pages.name(PLACE.get()),
        }
        if self._closing:
            raise _away()
        task = asyncio.create_task(self._ask(request))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        try:
            end, spool = await task
        except asyncio.CancelledError:
            task.cancel()
            if self._closing and not _cancelling():
                raise _away() from None
            raise
        assert spool is not None
        return spool.result(ResultKind(end["kind"]), FORMATS[end["format"]])

    async def call(self, name: str, *arguments: Any) -> Any:
        """Return what a service of the host answers; raises ``StoreBusy`` when the host is away."""
        end, _ = await self._ask({"ask": wire.CALL, "name": name, "arguments": arguments}, results=False)
        return end

    def leave(self, name: str) -> None:
        """Tell the host that a page holds its place no more."""
        if self._idle and not self._idle[-1][1].is_closing():
            self._idle[-1][1].write(_frame({"ask": wire.LEAVE, "place": name}))
        elif not self._closing:
            task = asyncio.ensure_future(self._leave(name))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _leave(self, name: str) -> None:
        with contextlib.suppress(StoreBusy):
            connection = await self._connection()
            connection[1].write(_frame({"ask": wire.LEAVE, "place": name}))
            self._idle.append(connection)

    async def _ask(self, request: Any, *, results: bool = True) -> tuple[Any, Spool | None]:
        """Send a request; return what it ends with, and the result before it for a query."""
        connection = await self._connection()
        spool, done = Spool(self._disk) if results else None, False
        try:
            reader, writer = connection
            writer.write(_frame(request))
            await writer.drain()
            while (frame := await frames.receive(reader))[0] == frames.DATA:
                if spool is not None:
                    spool.write(frame[1])
            end = json.loads(frame[1])
            self._idle.append(connection)
            if spool is not None:
                self._hear(end)
                if "error" in end:
                    raise wire.error_of(end)
            done = True
            return end, spool
        except DiskFull:
            raise StoreBusy(
                "Trop de grandes réponses sont en cours d'envoi : réessayez dans un instant.", retry_after=2
            ) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            raise _away() from None
        finally:
            if connection not in self._idle:
                connection[1].close()  # the host stops what it does for it
            if spool is not None and not done:
                spool.close()

    def _hear(self, end: Any) -> None:
        """Take note of what a query told beside its result: the release that answered, the seconds that it ran."""
        self._release_id, self._release_path = end["release"], end["path"]
        if (spent := SPENT.get()) is not None:
            spent.extend(end["spent"])

    async def _connection(self) -> _Connection:
        while self._idle:
            connection = self._idle.pop()
            if not connection[0].at_eof() and not connection[1].is_closing():
                return connection
            connection[1].close()
        try:
            return await asyncio.open_unix_connection(self._path, limit=2 * frames.CHUNK)
        except OSError:
            raise _away() from None

    async def _follow(self) -> None:
        """Keep being told the state of the host, and come back to it when it was away."""
        while True:
            with contextlib.suppress(StoreBusy, asyncio.IncompleteReadError, ConnectionError):
                reader, writer = await self._connection()
                try:
                    writer.write(_frame({"ask": wire.WATCH, "guest": self._name}))
                    while True:
                        told = json.loads((await frames.receive(reader))[1])
                        self._state = wire.state_of(told["state"])
                        self._release_id, self._release_path = told["release"], told["path"]
                        if self._release_id:
                            self._known.set()
                finally:
                    writer.close()
            self._state = StoreState()
            await asyncio.sleep(_AGAIN)


class _Pages(set[Place]):
    """The pages that hold a place at the host, by the names that they have there."""

    def __init__(self, store: GuestStore, prefix: str) -> None:
        super().__init__()
        self._store, self._prefix = store, prefix
        self._named: dict[Place, str] = {}
        self._count = itertools.count()

    def name(self, place: Place | None) -> str | None:
        """Return the name of ``place``, which leaves it when its page is answered."""
        if place is None:
            return None
        if place not in self._named:
            self._named[place] = f"{self._prefix}-{next(self._count)}"
            place.enter(self)
        return self._named[place]

    def discard(self, place: object) -> None:
        """Tell the host."""
        if not isinstance(place, Place):
            return
        super().discard(place)
        if (name := self._named.pop(place, None)) is not None:
            self._store.leave(name)


def _frame(request: Any) -> bytes:
    return frames.pack(frames.REQUEST, json.dumps(request).encode())


def _cancelling() -> bool:
    """Tell whether it is the task that runs which is being cancelled, not the one that it waits for."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _away() -> StoreBusy:
    return StoreBusy("Le service démarre ou s'arrête : réessayez dans un instant.", retry_after=2)
