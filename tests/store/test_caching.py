"""Kept results: right, bounded, shared, and forgotten with their release."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pactes.errors import QueryTooHeavy, StoreBusy
from pactes.store import FORMATS, Dataset, Formats, QueryResult, ResultKind, StoreState
from pactes.store.caching import CachedStore, cached
from pactes.store.embedded import EmbeddedStore
from pactes.store.terms import select

BASE = "https://exemple.fr/"


class Scripted:
    """A store that answers what it is told to, when it is told to; it counts what it was asked."""

    def __init__(self, answer: Callable[[str], bytes]) -> None:
        self.release_id, self.release_path, self.state = "1", None, StoreState()
        self.answer, self.asked, self.cancelled = answer, 0, 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def start(self) -> None: ...

    async def close(self) -> None: ...

    async def query(self, text: str, *, formats: Formats = Formats(), **_: Any) -> QueryResult:  # noqa: B008
        self.asked += 1
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        body = self.answer(text)
        return QueryResult(ResultKind.SELECT, FORMATS[formats.select or "json"], io.BytesIO(body), len(body), "x")


async def read(store: CachedStore, text: str, **options: Any) -> bytes:
    with await store.query(text, **options) as result:
        assert result.digest == "x"
        return result.read()


def test_a_result_is_made_once_for_what_was_asked() -> None:
    async def run() -> None:
        inner = Scripted(lambda text: text.encode())
        store = CachedStore(inner, 2**20)
        for _ in range(3):
            assert await read(store, "q") == b"q"
        assert inner.asked == 1
        await read(store, "q", timeout=0.5)  # the limit of a query does not change what it answers
        assert inner.asked == 1
        await read(store, "q", formats=Formats(select="csv"))
        await read(store, "q", dataset=Dataset(("urn:g",)))
        await read(store, "q", dataset=Dataset((), ("urn:g",)))
        assert inner.asked == 4
        assert store.state.cache is not None
        assert (store.state.cache.hits, store.state.cache.misses, store.state.cache.kept) == (3, 4, 4)

    asyncio.run(run())


def test_another_release_answers_for_itself() -> None:
    async def run() -> None:
        inner = Scripted(lambda _: inner.release_id.encode())
        store = CachedStore(inner, 2**20)
        assert await read(store, "q") == b"1"
        inner.release_id = "2"
        assert await read(store, "q") == b"2"
        # A switch while the query runs: what it answers is not kept for either.
        inner.gate.clear()
        asked = asyncio.create_task(read(store, "p"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        inner.release_id = "3"
        inner.gate.set()
        assert await asked == b"3"
        before = inner.asked
        assert await read(store, "p") == b"3"
        assert inner.asked == before + 1

    asyncio.run(run())


@pytest.mark.parametrize("text", ["SELECT (NOW() AS ?x) {}", "SELECT (rand() AS ?x) {}", "SELECT (UUID() AS ?x) {}"])
def test_what_changes_each_time_is_asked_each_time(text: str) -> None:
    async def run() -> None:
        inner = Scripted(lambda _: b"x")
        store = CachedStore(inner, 2**20)
        await read(store, text)
        await read(store, text)
        assert inner.asked == 2

    asyncio.run(run())


def test_the_room_is_bounded_and_the_least_used_leaves() -> None:
    async def run() -> None:
        inner = Scripted(lambda text: b"x" * (5_000 if text == "large" else 1_000))
        store = CachedStore(inner, 64 * 1024)
        for number in range(100):
            await read(store, f"q{number}")
            await read(store, "q0")
        state = store.state.cache
        assert state is not None
        assert state.size <= state.limit
        assert 20 < state.kept < 100
        before = inner.asked
        await read(store, "q0")
        assert inner.asked == before  # it was used all the time
        await read(store, "q1")
        assert inner.asked == before + 1
        await read(store, "large")
        await read(store, "large")
        assert inner.asked == before + 3  # more than its part of the room: not kept

    asyncio.run(run())


def test_the_same_question_at_the_same_time_runs_once() -> None:
    async def run() -> None:
        inner = Scripted(lambda text: text.encode())
        store = CachedStore(inner, 2**20)
        inner.gate.clear()
        asked = [asyncio.create_task(read(store, "q")) for _ in range(5)]
        await asyncio.sleep(0.01)
        asked[0].cancel()  # the one who asked first leaves: the others still get their answer
        await asyncio.sleep(0.01)
        inner.gate.set()
        answers = await asyncio.gather(*asked, return_exceptions=True)
        assert isinstance(answers[0], asyncio.CancelledError)
        assert answers[1:] == [b"q"] * 4
        assert (inner.asked, inner.cancelled) == (1, 0)
        # When all have left, it is stopped; who comes then asks anew.
        inner.gate.clear()
        asked = [asyncio.create_task(read(store, "p")) for _ in range(2)]
        await asyncio.sleep(0.01)
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        await asyncio.sleep(0.01)
        assert inner.cancelled == 1
        inner.gate.set()
        assert await read(store, "p") == b"p"

    asyncio.run(run())


def test_an_answer_too_large_to_keep_is_given_to_each_whole() -> None:
    async def run() -> None:
        inner = Scripted(lambda _: b"x" * 50_000)
        store = CachedStore(inner, 64 * 1024)
        inner.gate.clear()
        asked = [asyncio.create_task(read(store, "q")) for _ in range(3)]
        await asyncio.sleep(0.01)
        inner.gate.set()
        assert [len(body) for body in await asyncio.gather(*asked)] == [50_000] * 3

    asyncio.run(run())


@pytest.mark.parametrize(
    "error", [QueryTooHeavy("trop", limit="temps", value="1 s"), StoreBusy("plein", retry_after=1)]
)
def test_failures_are_told_and_not_kept(error: Exception) -> None:
    async def run() -> None:
        def fail(_: str) -> bytes:
            raise error

        inner = Scripted(fail)
        store = CachedStore(inner, 2**20)
        for _ in range(2):
            with pytest.raises(type(error)):
                await read(store, "q")
        assert inner.asked == 2

    asyncio.run(run())


def test_over_real_workers(releases: Path) -> None:
    async def run() -> None:
        inner = EmbeddedStore(releases, base_iri=BASE)
        store = cached(inner, 2**20)
        await store.start()
        try:
            asked = "SELECT ?o { <urn:s> <urn:p> ?o } ORDER BY ?o"
            first = [row["o"].value for row in await select(store, asked)]
            assert [row["o"].value for row in await select(store, asked)] == first
            assert len(first) == 4
            assert store.state.cache is not None
            assert store.state.cache.hits == 1
        finally:
            await store.close()
        assert cached(inner, 0) is inner

    asyncio.run(run())
