"""Many at a time: heavy queries keep neither short ones nor pages waiting, and a crowd of readers is served."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path

import httpx

from pactes.settings import Settings

CARTESIAN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HEAVY = 8
BASE = "https://w3id.org/pactes/"

Serve = Callable[[Settings], AbstractContextManager[str]]


@asynccontextmanager
async def heavy(http: httpx.AsyncClient) -> AsyncIterator[Callable[[], bool]]:
    """Ask heavy queries, each another (the same one would run once), and wait until the service has them all.

    Yield what tells whether none has ended.
    """
    asked = [asyncio.create_task(http.get("sparql", params={"query": f"{CARTESIAN} # {n}"})) for n in range(HEAVY)]
    try:
        while True:
            state = (await http.get("health")).json()
            if state["workers"]["busy"] + state["queue"]["waiting"] >= HEAVY:
                break
            await asyncio.sleep(0.05)
        yield lambda: not any(task.done() for task in asked)
    finally:
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)


async def things(http: httpx.AsyncClient, number: int) -> list[str]:
    """Return the addresses of the pages of some things."""
    query = f'SELECT DISTINCT ?s {{ ?s a ?c FILTER(STRSTARTS(STR(?s), "{BASE}id/")) }} ORDER BY ?s LIMIT {number}'
    found = (await http.get("sparql", params={"query": query}, headers={"Accept": "text/csv"})).text.split()[1:]
    assert len(found) == number
    return [iri.replace(f"{BASE}id/", "doc/") for iri in found]


def test_short_queries_are_answered_while_heavy_ones_fill_every_lane(serve: Serve, releases: Path) -> None:
    async def ask(address: str) -> None:
        async with httpx.AsyncClient(base_url=address, timeout=300) as http, heavy(http) as none_ended:
            for _ in range(3):
                response = await http.get("sparql", params={"query": "ASK { ?s ?p ?o }"})
                assert response.json()["boolean"] is True
            assert none_ended()

    with serve(Settings(releases=releases, query_timeout=120)) as address:
        asyncio.run(ask(address))


def test_pages_are_answered_while_heavy_queries_run(serve: Serve, corpus_releases: Path) -> None:
    async def read(address: str) -> None:
        async with httpx.AsyncClient(base_url=address, timeout=300) as http, heavy(http) as none_ended:
            for path in ("", "search?type=Contrat", *(await things(http, 3))):
                response = await http.get(path, headers={"Accept": "text/html"})
                assert response.status_code == 200, path
            assert none_ended()

    settings = Settings(releases=corpus_releases, query_timeout=120, queue_limit=HEAVY)
    with serve(settings) as address:
        asyncio.run(read(address))


def test_a_heavy_query_that_gave_its_place_is_answered_in_the_end(serve: Serve, releases: Path) -> None:
    """It starts again in the slow lane: each of more heavy queries than places is told of its own limit."""

    async def ask(address: str) -> list[int]:
        async with httpx.AsyncClient(base_url=address, timeout=300) as http:
            asked = [http.get("sparql", params={"query": f"{CARTESIAN} # {n}", "timeout": "3"}) for n in range(4)]
            return [response.status_code for response in await asyncio.gather(*asked)]

    with serve(Settings(releases=releases, query_timeout=60, workers=1)) as address:
        assert asyncio.run(ask(address)) == [422] * 4
        lost = httpx.get(address + "metrics").text
    assert 'reason="yielded"} 0.0' not in lost
    assert 'reason="yielded"' in lost


def test_forty_readers_of_forty_pages_are_all_served(serve: Serve, corpus_releases: Path) -> None:
    """Each page is several queries, and counts as one: the queue has room for the pages, not for the queries."""

    async def read(address: str) -> list[int]:
        async with httpx.AsyncClient(base_url=address, timeout=300) as http:
            asked = [http.get(page, headers={"Accept": "text/html"}) for page in await things(http, 40)]
            return [response.status_code for response in await asyncio.gather(*asked)]

    with serve(Settings(releases=corpus_releases, queue_limit=40, query_timeout=120)) as address:
        assert asyncio.run(read(address)) == [200] * 40


def test_parameters_that_nobody_reads_make_no_other_page(corpus: httpx.Client) -> None:
    def of(query: str) -> httpx.Response:
        return corpus.get(f"def{query}", headers={"Accept": "text/html"})

    plain, followed, english = of(""), of("?utm_source=lettre&fbclid=1"), of("?utm_source=lettre&_lang=en")
    assert {response.status_code for response in (plain, followed, english)} == {200}
    assert followed.headers["etag"] == plain.headers["etag"]
    assert followed.text == plain.text
    assert english.headers["etag"] != plain.headers["etag"]
    assert "utm_source" not in english.text
