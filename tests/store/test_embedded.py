"""The embedded store: right answers, limits, replacement of workers and of releases."""

from __future__ import annotations

import asyncio
import gzip
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from pactes.errors import QueryForbidden, QuerySyntaxError, QueryTooHeavy, ReleaseError, StoreBusy
from pactes.release import current_release, make_release, sources_of
from pactes.store import Dataset, Formats, NoSuitableFormat
from pactes.store.embedded import EmbeddedStore
from pactes.store.forking import can_fork
from pactes.store.interface import SPENT
from pactes.store.places import PLACE, Place
from pactes.store.process import Worker
from pactes.store.terms import ask, construct, select

BASE = "https://exemple.fr/"
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
VALUES = "SELECT ?o {clauses} {{ <urn:s> <urn:p> ?o }} ORDER BY ?o"


@asynccontextmanager
async def opened(folder: Path, **options: Any) -> AsyncIterator[EmbeddedStore]:
    store = EmbeddedStore(folder, base_iri=BASE, **{"timeout": 20.0, **options})
    await store.start()
    try:
        yield store
    finally:
        await store.close()


async def values(store: EmbeddedStore, clauses: str = "", dataset: Dataset | None = None) -> list[str]:
    return [str(row["o"].value) for row in await select(store, VALUES.format(clauses=clauses), dataset=dataset)]


@pytest.fixture(
    autouse=True,
    params=[
        pytest.param(0, id="disque"),
        pytest.param(10**9, id="mémoire", marks=pytest.mark.skipif(not can_fork(), reason="templates are for Linux")),
    ],
)
def kind_of_store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Every test runs over both kinds of workers; True for those that share memory."""
    monkeypatch.setattr("pactes.store.embedded.IN_MEMORY_TRIPLES", request.param)
    return bool(request.param)


def graph(name: str) -> str:
    return f"{BASE}graphe/{name}"


def test_a_merge_holds_a_triple_once(releases: Path) -> None:
    async def run() -> None:
        async with opened(releases) as store:
            assert await values(store) == ["dans a", "dans a et b", "dans b", "dans c"]
            a_and_b = ["dans a", "dans a et b", "dans b"]
            clauses = f"FROM <{graph('a')}> FROM <{graph('b')}>"
            assert await values(store, clauses) == a_and_b
            assert await values(store, "FROM <graphe/a> FROM <graphe/b> FROM <urn:inconnu>") == a_and_b
            assert await values(store, dataset=Dataset((graph("a"), graph("b")))) == a_and_b
            everything = tuple(graph(name) for name in ("a", "b", "c", "charge"))
            assert await values(store, dataset=Dataset(everything)) == [*a_and_b, "dans c"]
            assert await values(store, "FROM <graphe/a>") == ["dans a", "dans a et b"]
            assert await values(store, "FROM <graphe/a> FROM <graphe/a>") == ["dans a", "dans a et b"]

    asyncio.run(run())


def test_named_graphs_beside_a_merge(releases: Path) -> None:
    query = """SELECT ?g (COUNT(*) AS ?n) FROM <graphe/a> FROM <graphe/b> FROM NAMED <graphe/c>
    { { BIND("union" AS ?g) ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } GROUP BY ?g ORDER BY ?g"""

    async def run() -> None:
        async with opened(releases) as store:
            counts = {row["g"].value: row["n"].value for row in await select(store, query)}
            assert counts == {"union": "3", graph("c"): "2"}

    asyncio.run(run())


def test_terms(releases: Path) -> None:
    async def run() -> None:
        async with opened(releases) as store:
            assert await ask(store, "ASK { <urn:s> ?p ?o }") is True
            (triple,) = await construct(store, "CONSTRUCT WHERE { ?s <urn:q> ?o }")
            assert (triple.subject.value, triple.object.value) == ("urn:s", "1")
            (row,) = await select(store, "SELECT ?a ?b { BIND(1 AS ?a) }")
            assert set(row) == {"a"}

    asyncio.run(run())


def test_errors_leave_the_worker_in_its_place(releases: Path) -> None:
    async def run() -> None:
        async with opened(releases, workers=1) as store:
            pool = store._pool
            assert pool is not None
            for query, error in [
                ("SELECT *", QuerySyntaxError),
                ("CLEAR ALL", QueryForbidden),
                ("SELECT * { SERVICE <urn:x> {} }", QueryForbidden),
            ]:
                with pytest.raises(error):
                    await store.query(query)
            with pytest.raises(NoSuitableFormat) as refusal:
                await store.query("ASK {}", formats=Formats(ask=None))
            assert refusal.value.kind == "ask"
            assert pool.killed == 0

    asyncio.run(run())


def test_time_limit_kills_and_replaces(releases: Path) -> None:
    async def run() -> None:
        async with opened(releases, workers=1, timeout=0.3) as store:
            for _ in range(3):
                with pytest.raises(QueryTooHeavy) as refusal:
                    await store.query(HEAVY)
                assert (refusal.value.limit, refusal.value.value) == ("temps", "0.3 s")
            assert store._pool is not None
            assert store._pool.killed == 3
        async with opened(releases) as store:
            with pytest.raises(QueryTooHeavy) as refusal:
                await store.query(HEAVY, timeout=0.1)
            assert refusal.value.value == "0.1 s"
            assert await ask(store, "ASK {}")

    asyncio.run(run())


def test_size_limit(releases: Path) -> None:
    async def run() -> None:
        async with opened(releases, result_limit=100_000) as store:
            for formats in (
                Formats(select="csv"),
                Formats(select="json"),
                Formats(select="xml"),
                Formats(select="tsv"),
            ):
                with pytest.raises(QueryTooHeavy) as refusal:
                    await store.query("SELECT * { ?a ?b ?c . ?d ?e ?f }", formats=formats)
                assert refusal.value.limit == "taille"
            for name in ("ntriples", "turtle", "rdfxml", "jsonld"):
                with pytest.raises(QueryTooHeavy):
                    await store.query("CONSTRUCT { ?s ?p ?o, ?s } WHERE { ?s ?p ?o }", formats=Formats(graph=name))
            with await store.query("SELECT * { ?s ?p ?o } LIMIT 100") as result:
                assert result.size == len(result.read()) < 100_000
            assert store._pool is not None
            assert store._pool.killed == 0

    asyncio.run(run())


async def left(store: EmbeddedStore, text: str, **options: Any) -> Worker:
    """Ask, and leave as soon as the query runs; return the worker that runs it."""
    assert store._pool is not None
    query = asyncio.create_task(store.query(text, **options))
    while not store._pool._running:
        await asyncio.sleep(0)
    (worker,) = store._pool._running
    query.cancel()
    with pytest.raises(asyncio.CancelledError):
        await query
    return worker


def test_a_cancelled_query_is_killed(releases: Path) -> None:
    async def run() -> None:
        async with opened(releases, workers=1, timeout=3600) as store:
            pool = store._pool
            assert pool is not None
            query = asyncio.create_task(store.query(HEAVY))
            while not pool._running:
                await asyncio.sleep(0.01)
            assert await ask(store, "ASK {}")  # it waits until the other is slow
            query.cancel()
            with pytest.raises(asyncio.CancelledError):
                await query
            assert (pool.killed, store.state.busy) == (0, 1)  # nobody waits for it, nor is anybody kept by it
            while pool._running:
                await asyncio.sleep(0.01)
            assert (pool.killed, pool._deaths) == (1, {"abandoned": 1})
            assert await ask(store, "ASK {}")

    asyncio.run(run())


def test_a_light_query_that_is_cancelled_keeps_its_worker(releases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pactes.store.pool.GRACE", 3600)

    async def run() -> None:
        async with opened(releases, workers=1, timeout=3600) as store:
            pool, room = store._pool, store._disk._left
            assert pool is not None
            while store.state.starting:
                await asyncio.sleep(0.01)
            spent: list[float] = []
            SPENT.set(spent)
            worker = await left(store, "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 12000")
            assert len(spent) == 1
            while pool._running:
                await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert store._disk._left == room  # of two megabytes that nobody reads
            assert not pool._abandoned
            assert not pool._fast.locked()
            assert await left(store, "SELECT") is worker  # refusals are answers too
            while pool._running:
                await asyncio.sleep(0)
            assert await left(store, "ASK {}") is worker
            while pool._running:
                await asyncio.sleep(0)
            assert (pool.killed, store.state.deaths, store.state.idle) == (0, {}, 3)

    asyncio.run(run())


def test_a_worker_that_has_answered_is_taken_before_one_that_was_just_started(releases: Path) -> None:
    async def run() -> None:
        async with opened(releases, workers=1) as store:
            while store.state.starting:
                await asyncio.sleep(0.01)
            with pytest.raises(QueryTooHeavy):
                await store.query(HEAVY, timeout=0.1)
            worker = await left(store, "ASK {}")
            while store.state.busy or store.state.starting:
                await asyncio.sleep(0)
            assert await left(store, "ASK {}") is worker

    asyncio.run(run())


def test_what_was_cancelled_has_no_more_time_than_its_limit(releases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pactes.store.pool.GRACE", 3600)

    async def run() -> None:
        async with opened(releases, workers=1, timeout=3600) as store:
            await left(store, HEAVY, timeout=0.5)
            while store.state.busy:
                await asyncio.sleep(0.01)
            assert store.state.deaths == {"time": 1}

    asyncio.run(run())


@pytest.mark.parametrize("place", [None, Place()], ids=["visiteur", "page"])
@pytest.mark.parametrize("queue", [0, 1])
def test_what_was_cancelled_gives_way_to_who_comes(
    releases: Path, monkeypatch: pytest.MonkeyPatch, place: Place | None, queue: int
) -> None:
    monkeypatch.setattr("pactes.store.pool.GRACE", 3600)

    async def run() -> None:
        async with opened(releases, workers=1, timeout=3600, queue_limit=queue) as store:
            PLACE.set(place)
            for times in (1, 2):
                await left(store, HEAVY)
                assert not store.state.crowded
                assert await ask(store, "ASK {}")
                while store.state.busy:
                    await asyncio.sleep(0.01)
                assert store.state.deaths == {"abandoned": times}

    asyncio.run(run())


def test_what_is_cancelled_gives_way_to_who_waits(releases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pactes.store.pool.GRACE", 3600)
    monkeypatch.setattr("pactes.store.pool.PATIENCE", 3600)

    async def run() -> None:
        async with opened(releases, workers=1, timeout=3600) as store:
            query = asyncio.create_task(store.query(HEAVY))
            while not store.state.busy:
                await asyncio.sleep(0.01)
            waiting = asyncio.create_task(ask(store, "ASK {}"))
            while not store.state.waiting:
                await asyncio.sleep(0.01)
            query.cancel()
            assert await waiting
            assert store.state.deaths == {"abandoned": 1}

    asyncio.run(run())


@pytest.mark.parametrize("patience", [0, 3600])
def test_closing_does_not_wait_for_what_was_cancelled(
    releases: Path, monkeypatch: pytest.MonkeyPatch, patience: float
) -> None:
    monkeypatch.setattr("pactes.store.pool.GRACE", 3600)

    async def run() -> None:
        async with opened(releases, workers=1, timeout=3600) as store:
            await left(store, HEAVY)
            await store.drain(patience)
            assert store.state.deaths == {"abandoned": 1}

    asyncio.run(run())


def descendants(of: int) -> list[int]:
    """Processes that ``of`` started, directly."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdecimal() and int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == of:
                found.append(int(entry.name))
        except OSError:
            continue
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize("victims", ["children", "grandchildren"])
def test_processes_killed_from_outside_are_replaced(releases: Path, victims: str, kind_of_store: bool) -> None:
    """Children are workers on disk, or the template; grandchildren are the workers of a template."""

    async def run() -> None:
        before = set(descendants(os.getpid()))
        async with opened(releases, workers=1) as store:
            pool = store._pool
            assert pool is not None
            children = set(descendants(os.getpid())) - before
            grandchildren = [number for child in children for number in descendants(child)]
            assert bool(grandchildren) == kind_of_store
            assert store.state.serves
            idle = list(pool._idle._queue)  # type: ignore[attr-defined]
            for number in children if victims == "children" or not kind_of_store else grandchildren:
                os.kill(number, signal.SIGKILL)
            while not all(worker.gone for worker in idle):
                await asyncio.sleep(0.01)
            store.state  # noqa: B018 - asking finds it out, and has them replaced, without any query
            assert not {*idle} & {*pool._idle._queue}  # type: ignore[attr-defined]
            while not store.state.serves:
                await asyncio.sleep(0.01)
            for _ in range(5):
                assert await ask(store, "ASK {}")
        assert not store.state.serves
        assert set(descendants(os.getpid())) <= before

    asyncio.run(run())


def test_closing_ends_what_runs(releases: Path) -> None:
    async def run() -> None:
        store = EmbeddedStore(releases, base_iri=BASE, workers=1, timeout=60)
        with pytest.raises(StoreBusy):
            await store.query("ASK {}")
        await store.start()
        running = [asyncio.create_task(store.query(HEAVY)) for _ in range(3)]
        await asyncio.sleep(0.2)
        await store.close()
        outcomes = await asyncio.gather(*running, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [StoreBusy] * 3
        with pytest.raises(StoreBusy):
            await store.query("ASK {}")

    asyncio.run(run())


def test_a_new_release_is_followed_without_losing_a_query(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("pactes.store.embedded.LOOK_EVERY", 0.05)
    graphs, folder = tmp_path / "graphes", tmp_path / "versions"
    graphs.mkdir()

    def publish(value: str) -> str:
        (graphs / "a.ttl").write_text(f'<urn:s> <urn:p> "{value}" .')
        return make_release(sources_of(graphs, BASE), folder, version=value, base_iri=BASE).id

    async def run() -> None:
        first = publish("1")
        async with opened(folder) as store:
            assert store.release_id == first
            seen = {*await values(store)}
            second = publish("2")
            for _ in range(2000):
                seen.update(await values(store))
                if store.release_id == second and "2" in seen:
                    break
                await asyncio.sleep(0.01)
            assert seen == {"1", "2"}
            assert await values(store) == ["2"]
            # A damaged one is not followed.
            third = publish("3")
            (folder / "current").unlink()
            (folder / "current").symlink_to(second)
            (folder / third / "dumps" / "a.ttl.gz").write_bytes(b"")
            (folder / "current").unlink()
            (folder / "current").symlink_to(third)
            for _ in range(200):
                if caplog.records and "reste en service" in caplog.text:
                    break
                await asyncio.sleep(0.02)
            assert "a.ttl.gz a changé" in caplog.text
            assert await values(store) == ["2"]

    asyncio.run(run())


def test_no_release_or_no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind_of_store: bool) -> None:
    async def run(folder: Path) -> None:
        async with opened(folder):
            pass

    with pytest.raises(ReleaseError, match="pactes build"):
        asyncio.run(run(tmp_path / "rien"))
    (tmp_path / "a.ttl").write_text("<urn:s> <urn:p> 1 .")
    make_release(sources_of(tmp_path, BASE), tmp_path / "versions", version="1", base_iri=BASE)
    release = current_release(tmp_path / "versions")
    (release.store / "CURRENT").write_bytes(b"")
    release.whole_dump.write_bytes(gzip.compress(b""))
    with pytest.raises(ReleaseError, match=r"est abîmée.*CURRENT a changé.*Refaites-la"):
        asyncio.run(run(tmp_path / "versions"))
    monkeypatch.setattr("pactes.release.sound.CHECKED_AT_ONCE", 0)  # as if it were too large for its checksums
    with pytest.raises(ReleaseError, match="ne se charge pas" if kind_of_store else "ne (s.ouvre|démarre) pas"):
        asyncio.run(run(tmp_path / "versions"))


def test_results_that_nobody_reads_do_not_fill_the_disk(releases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pactes.store.embedded.LARGE_RESULTS", 2)
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 12000"

    async def run() -> None:
        async with opened(releases, result_limit=3 * 2**20) as store:
            unread = [await store.query(query) for _ in range(2)]
            assert all(2 * 2**20 < result.size < 3 * 2**20 for result in unread)
            with pytest.raises(StoreBusy, match="grandes réponses"):
                await store.query(query)
            assert await ask(store, "ASK {}")  # small ones are not concerned
            unread.pop().close()
            with await store.query(query) as result:
                assert len(result.read()) == result.size
            unread.clear()  # nor is what was forgotten without being closed
            with await store.query(query), await store.query(query):
                pass

    asyncio.run(run())


def test_a_large_release_is_served_from_disk_until_it_is_in_memory(
    releases: Path, monkeypatch: pytest.MonkeyPatch, kind_of_store: bool
) -> None:
    monkeypatch.setattr("pactes.store.embedded.LOADS_AT_ONCE", 10)

    async def run() -> None:
        async with opened(releases) as store:
            assert not store.state.in_memory
            running = asyncio.create_task(store.query(HEAVY, timeout=3))
            while store.state.in_memory != kind_of_store:
                assert await values(store, "FROM <graphe/a>") == ["dans a", "dans a et b"]
                await asyncio.sleep(0.01)
            assert await values(store, "FROM <graphe/a>") == ["dans a", "dans a et b"]
            with pytest.raises(QueryTooHeavy):  # it ran to its limit, wherever it was
                await running

    asyncio.run(run())


def test_damage_that_is_found_late_gives_way_to_the_last_good_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The checksums of a release that is too large for a glance are compared while it is served."""
    monkeypatch.setattr("pactes.release.sound.CHECKED_AT_ONCE", 0)
    graphs, folder = tmp_path / "graphes", tmp_path / "versions"
    graphs.mkdir()
    made = []
    for value in ("1", "2"):
        (graphs / "a.ttl").write_text(f'<urn:s> <urn:p> "{value}" .')
        made.append(make_release(sources_of(graphs, BASE), folder, version=value, base_iri=BASE))
    (made[1].dumps / "a.ttl.gz").write_bytes(b"")

    async def run() -> None:
        async with opened(folder) as store:
            while store.release_id != made[0].id or "servie à sa place" not in store.state.warning:
                await asyncio.sleep(0.01)
            assert await values(store) == ["1"]

    asyncio.run(run())


def test_what_has_no_room_in_memory_stays_on_disk(releases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pactes.store.room.available", lambda: 4096)

    async def run() -> None:
        async with opened(releases) as store:
            assert not store.state.in_memory
            assert await ask(store, "ASK {}")

    asyncio.run(run())
