"""A store that one process holds for others: the same answers, errors, limits and state as in its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from pactes.errors import QueryForbidden, QuerySyntaxError, QueryTooHeavy, ReleaseError, StoreBusy
from pactes.release import make_release, sources_of
from pactes.store import Dataset, Formats, NoSuitableFormat
from pactes.store.embedded import EmbeddedStore
from pactes.store.guest import GuestStore
from pactes.store.host import Host
from pactes.store.interface import SPENT
from pactes.store.places import PLACE, Place
from pactes.store.terms import ask, select

BASE = "https://exemple.fr/"
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
VALUES = "SELECT ?o { <urn:s> <urn:p> ?o } ORDER BY ?o"


@asynccontextmanager
async def shared(
    folder: Path, path: Path, **options: Any
) -> AsyncIterator[tuple[EmbeddedStore, GuestStore, GuestStore]]:
    """A store with a host, and two guests."""
    store = EmbeddedStore(folder, base_iri=BASE, in_memory=False, **{"timeout": 20.0, **options})
    await store.start()
    host = Host(store, {"double": lambda n: 2 * n})
    await host.start(path)
    guests = GuestStore(path, disk=2**26), GuestStore(path, disk=2**26)
    try:
        for guest in guests:
            await guest.start()
        yield store, *guests
    finally:
        for guest in guests:
            await guest.close()
        await host.close()
        await store.close()


def test_answers_and_errors_are_those_of_the_store(releases: Path, tmp_path: Path) -> None:
    async def run() -> None:
        async with shared(releases, tmp_path / "s", result_limit=3 * 2**20, timeout=5.0) as (store, guest, _):
            assert (guest.release_id, guest.release_path) == (store.release_id, store.release_path)
            assert [row["o"].value for row in await select(guest, VALUES)] == [
                *("dans a", "dans a et b", "dans b", "dans c")
            ]
            of_a = await select(guest, VALUES, dataset=Dataset((f"{BASE}graphe/a",)))
            assert [row["o"].value for row in of_a] == ["dans a", "dans a et b"]
            for query, error in [("SELECT *", QuerySyntaxError), ("CLEAR ALL", QueryForbidden)]:
                with pytest.raises(error):
                    await guest.query(query)
            with pytest.raises(NoSuitableFormat) as refusal:
                await guest.query("ASK {}", formats=Formats(ask=None))
            assert refusal.value.kind == "ask"
            with pytest.raises(QueryTooHeavy) as heavy:
                await guest.query(HEAVY, timeout=0.3)
            assert (heavy.value.limit, heavy.value.value) == ("temps", "0.3 s")
            large = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 12000"
            with await store.query(large) as there, await guest.query(large) as here:
                assert here.size == there.size > 2**21
                assert (here.digest, here.read()) == (there.digest, there.read())
            with pytest.raises(QueryTooHeavy, match="Mio"):
                await guest.query("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 30000")
            assert await guest.call("double", 21) == 42

    asyncio.run(run())


def test_what_a_query_took_is_told_to_whom_it_was_asked_for(releases: Path, tmp_path: Path) -> None:
    async def run() -> None:
        async with shared(releases, tmp_path / "s") as (_, guest, _):
            spent: list[float] = []
            token = SPENT.set(spent)
            with pytest.raises(QueryTooHeavy):
                await guest.query(HEAVY, timeout=0.4)
            SPENT.reset(token)
            assert sum(spent) > 0.3

    asyncio.run(run())


def test_guests_share_places_and_queue(releases: Path, tmp_path: Path) -> None:
    async def run() -> None:
        async with shared(releases, tmp_path / "s", workers=1, queue_limit=1, timeout=60) as (store, one, two):
            running = [asyncio.create_task(guest.query(f"{HEAVY} # {n}")) for n in range(4) for guest in (one, two)]
            while not any(task.done() for task in running):
                assert store.state.busy <= 2
                await asyncio.sleep(0.02)
            for task in running:
                if task.done():
                    with pytest.raises(StoreBusy, match="attendent déjà"):
                        task.result()
            while not two.state.busy:  # told a moment later
                await asyncio.sleep(0.02)
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            # Who leaves takes the query along, in the process that runs it too.
            while store.state.busy or store.state.waiting:
                await asyncio.sleep(0.02)
            assert await ask(two, "ASK {}")

    asyncio.run(run())


def test_a_page_holds_one_place_until_it_is_answered(releases: Path, tmp_path: Path) -> None:
    async def run() -> None:
        async with shared(releases, tmp_path / "s") as (store, one, two):
            pool = store._pool
            assert pool is not None
            pages = [Place(), Place()]
            for guest, page in ((one, pages[0]), (one, pages[0]), (two, pages[1])):
                token = PLACE.set(page)
                assert await ask(guest, "ASK {}")
                PLACE.reset(token)
            assert len(pool._pages) == 2
            pages[0].leave()
            while len(pool._pages) > 1:
                await asyncio.sleep(0.02)
            await two.close()  # a process that ends takes its pages along
            while pool._pages:
                await asyncio.sleep(0.02)

    asyncio.run(run())


def test_a_release_that_follows_is_told_with_its_first_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pactes.store.embedded.LOOK_EVERY", 0.05)
    monkeypatch.setattr("pactes.store.host.TELL_EVERY", 3600.0)  # what answers tell is all that guests hear
    graphs, folder = tmp_path / "graphes", tmp_path / "versions"
    graphs.mkdir()

    def publish(value: str) -> str:
        (graphs / "a.ttl").write_text(f'<urn:s> <urn:p> "{value}" .')
        return make_release(sources_of(graphs, BASE), folder, version=value, base_iri=BASE).id

    async def run() -> None:
        publish("1")
        async with shared(folder, tmp_path / "s") as (_, guest, _):
            second = publish("2")
            while [row["o"].value for row in await select(guest, VALUES)] != ["2"]:
                await asyncio.sleep(0.02)
            assert guest.release_id == second

    asyncio.run(run())


def test_a_host_that_goes_away_and_comes_back(releases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pactes.store.guest.START_LIMIT", 0.3)

    async def run() -> None:
        path = tmp_path / "s"
        with pytest.raises(ReleaseError, match="ne répond pas"):
            await GuestStore(path, disk=0).start()
        store = EmbeddedStore(releases, base_iri=BASE, in_memory=False)
        await store.start()
        guest, host = GuestStore(path, disk=2**20), Host(store)
        await host.start(path)
        await guest.start()
        assert await ask(guest, "ASK {}")
        await host.close()
        for _, writer in (*guest._idle,):
            writer.close()
        path.unlink(missing_ok=True)
        with pytest.raises(StoreBusy):
            await guest.query("ASK {}")
        again = Host(store)
        await again.start(path)
        assert await ask(guest, "ASK {}")
        await guest.close()
        await again.close()
        await store.close()

    asyncio.run(run())


def test_draining_gives_everyone_an_answer(releases: Path, tmp_path: Path) -> None:
    async def run() -> None:
        async with shared(releases, tmp_path / "s", timeout=60) as (store, guest, _):
            running = asyncio.create_task(guest.query(HEAVY))
            while not store.state.busy:
                await asyncio.sleep(0.02)
            await guest.drain(0.2)
            with pytest.raises(StoreBusy):
                await running
            with pytest.raises(StoreBusy):
                await guest.query("ASK {}")

    asyncio.run(run())
