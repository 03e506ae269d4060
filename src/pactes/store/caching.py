"""Results that were made once for a release: the same questions come again and again.

A result is kept by release, query, dataset and formats: another release has other keys, so nothing old is ever told.
Callers that ask the same at the same time wait for one query.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import re
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from pactes.errors import StoreBusy
from pactes.store.interface import (
    CacheState,
    Dataset,
    Formats,
    QueryResult,
    ResultFormat,
    ResultKind,
    Store,
    StoreState,
)
from pactes.store.places import PLACE

_OVERHEAD = 1024
"""Bytes that keeping a result takes beside its own."""

_SHARE = 16
"""Part of the room that one result may take, as a divisor."""

_VOLATILE = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\b", re.IGNORECASE)
"""Functions that give another result each time; a word that looks like one does no harm."""

_HINTS = ("now", "rand", "uuid", "bnode")
"""What a text holds that names one of them: found sooner than the words, which few texts hold."""

_Key = tuple[str, bytes]


def is_steady(text: str) -> bool:
    """Tell whether the query ``text`` gives the same result each time that it is asked of the same release."""
    small = text.lower()
    return not any(hint in small for hint in _HINTS) or _VOLATILE.search(text) is None


@dataclass(frozen=True, slots=True)
class _Kept:
    kind: ResultKind
    format: ResultFormat
    body: bytes
    digest: str

    @property
    def size(self) -> int:
        return len(self.body) + _OVERHEAD

    def result(self) -> QueryResult:
        return QueryResult(self.kind, self.format, io.BytesIO(self.body), len(self.body), self.digest)


@dataclass(slots=True)
class _Flight:
    """A query that runs, and how many wait for it."""

    task: asyncio.Task[_Kept | QueryResult]
    users: int = 0


class CachedStore:
    """A ``Store`` that keeps the last results of another, ``limit`` bytes of them at most."""

    def __init__(self, store: Store, limit: int) -> None:
        self._store, self._limit = store, limit
        self._release, self._size = "", 0
        self._kept: OrderedDict[_Key, _Kept] = OrderedDict()
        self._flights: dict[tuple[object, ...], _Flight] = {}
        self._hits = self._misses = self._shared = 0

    @property
    def release_id(self) -> str:
        """See ``Store``."""
        return self._store.release_id

    @property
    def release_path(self) -> Path | None:
        """See ``Store``."""
        return self._store.release_path

    @property
    def state(self) -> StoreState:
        """See ``Store``; with what is kept."""
        told = CacheState(self._hits, self._shared, self._misses, len(self._kept), self._size, self._limit)
        return replace(self._store.state, cache=told)

    async def start(self) -> None:
        """See ``Store``."""
        await self._store.start()

    async def drain(self, patience: float) -> None:
        """See ``Store``."""
        await self._store.drain(patience)

    async def close(self) -> None:
        """See ``Store``."""
        await self._store.close()

    async def query(
        self,
        text: str,
        *,
        dataset: Dataset | None = None,
        formats: Formats = Formats(),  # noqa: B008 - frozen
        timeout: float | None = None,
    ) -> QueryResult:
        """See ``Store``."""
        if not is_steady(text):
            return await self._store.query(text, dataset=dataset, formats=formats, timeout=timeout)
        release = self._store.release_id
        key = release, hashlib.sha256(repr((text, dataset, formats)).encode(errors="surrogatepass")).digest()
        if kept := self._get(key):
            self._hits += 1
            return kept.result()
        # Queries with another time limit, or from the lane of pages, may end otherwise: they do not share a run.
        whose = (key, timeout, PLACE.get() is None)
        flight = self._flights.get(whose)
        if flight is None:
            self._misses += 1
            run = self._run(key, text, dataset, formats, timeout)
            flight = self._flights[whose] = _Flight(asyncio.get_running_loop().create_task(run))
            flight.task.add_done_callback(lambda task: self._landed(whose, task))
        else:
            self._shared += 1
        flight.users += 1
        first = flight.users == 1
        try:
            made = await asyncio.shield(flight.task)
        except asyncio.CancelledError:
            if not flight.task.cancelled():
                raise  # it is this caller who left
            raise StoreBusy("La requête a été interrompue : réessayez.", retry_after=1) from None
        finally:
            flight.users -= 1
            if not flight.users and not flight.task.done():
                self._flights.pop(whose, None)  # nobody may join what is being stopped
                flight.task.cancel()
        if isinstance(made, _Kept):
            return made.result()
        if first:
            return made
        return await self._store.query(text, dataset=dataset, formats=formats, timeout=timeout)

    async def _run(
        self, key: _Key, text: str, dataset: Dataset | None, formats: Formats, timeout: float | None
    ) -> _Kept | QueryResult:
        """Run the query; a result that is too large to be kept is returned as it is, for one caller."""
        result = await self._store.query(text, dataset=dataset, formats=formats, timeout=timeout)
        if result.size + _OVERHEAD > self._limit // _SHARE:
            return result
        with result:
            kept = _Kept(result.kind, result.format, result.read(), result.digest)
        if self._store.release_id == key[0]:  # else it may be the next release that answered
            self._keep(key, kept)
        return kept

    def _landed(self, whose: tuple[object, ...], task: asyncio.Task[_Kept | QueryResult]) -> None:
        flight = self._flights.get(whose)
        if flight is not None and flight.task is task:
            del self._flights[whose]
        if not task.cancelled():
            task.exception()  # all who waited may have left

    def _get(self, key: _Key) -> _Kept | None:
        if key[0] != self._release:
            self._kept.clear()
            self._release, self._size = key[0], 0
            return None
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
        return kept

    def _keep(self, key: _Key, kept: _Kept) -> None:
        if key[0] != self._release or key in self._kept:
            return
        self._kept[key] = kept
        self._size += kept.size
        while self._size > self._limit:
            self._size -= self._kept.popitem(last=False)[1].size


def cached(store: Store, limit: int) -> Store:
    """Return ``store`` with ``limit`` bytes of results kept, itself when nothing is to be kept."""
    return cast(Store, CachedStore(store, limit)) if limit else store
