"""Former releases: workers start when asked, stop when left, and are those of few releases at one time."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from pactes.errors import QueryForbidden, QueryTooHeavy, StoreBusy
from pactes.release import Release, make_release, sources_of
from pactes.settings import Settings
from pactes.store.embedded import EmbeddedStore
from pactes.store.past import PastStores

BASE = "https://exemple.fr/"
QUESTION = "SELECT ?o { <urn:s> <urn:p> ?o }"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r } ORDER BY ?a"


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Release]:
    folder, sources = tmp_path_factory.mktemp("versions"), tmp_path_factory.mktemp("graphes")
    made = []
    for number in range(4):
        filler = "".join(f"<urn:{n}> <urn:q> {n} .\n" for n in range(60))
        (sources / "a.ttl").write_text(f"<urn:s> <urn:p> {number} .\n{filler}", encoding="utf-8")
        made.append(make_release(sources_of(sources, BASE), folder, version=f"1.{number}", base_iri=BASE))
    return made


def settings(releases: list[Release]) -> Settings:
    return Settings(releases=releases[0].path.parent, base_iri=BASE, workers=1, query_timeout=3.0)


async def value(pasts: PastStores, release: Release, current: EmbeddedStore, question: str = QUESTION) -> str:
    with await pasts.store(release, current).query(question) as result:
        return str(json.loads(result.read())["results"]["bindings"][0]["o"]["value"])


def test_each_release_answers_as_it_was_and_the_one_left_longest_makes_room(releases: list[Release]) -> None:
    async def run() -> None:
        current = EmbeddedStore.of_settings(settings(releases))
        pasts = PastStores(settings(releases), limit=2, idle=600)
        try:
            for number in (0, 1, 0, 2):
                assert await value(pasts, releases[number], current) == str(number)
            assert pasts.open == (releases[0].id, releases[2].id)
            with pytest.raises(QueryForbidden):
                await pasts.store(releases[0], current).query("INSERT DATA { <urn:a> <urn:b> <urn:c> }")
            with pytest.raises(QueryTooHeavy, match="limite de temps"):
                await pasts.store(releases[0], current).query(LONG, timeout=0.2)
            assert await value(pasts, releases[0], current) == "0"
        finally:
            await pasts.close()
        with pytest.raises(StoreBusy):
            await value(pasts, releases[0], current)

    asyncio.run(run())


def test_a_release_that_is_asked_keeps_its_place_and_others_are_told_to_wait(releases: list[Release]) -> None:
    async def run() -> None:
        current = EmbeddedStore.of_settings(settings(releases))
        pasts = PastStores(settings(releases), limit=1, idle=600)
        try:
            heavy = asyncio.create_task(pasts.store(releases[0], current).query(LONG))
            while not pasts.open:
                await asyncio.sleep(0.01)
            with pytest.raises(StoreBusy):
                await value(pasts, releases[1], current)
            with pytest.raises(QueryTooHeavy):
                await heavy
            assert await value(pasts, releases[1], current) == "1"
        finally:
            await pasts.close()

    asyncio.run(run())


def test_workers_that_nobody_asks_are_stopped(releases: list[Release]) -> None:
    async def run() -> None:
        current = EmbeddedStore.of_settings(settings(releases))
        pasts = PastStores(settings(releases), idle=0.2)
        try:
            assert await value(pasts, releases[0], current) == "0"
            while pasts.open:
                await asyncio.sleep(0.05)
            assert await value(pasts, releases[0], current) == "0"
        finally:
            await pasts.close()

    asyncio.run(run())


def test_the_release_that_is_served_needs_no_other_workers(releases: list[Release]) -> None:
    async def run() -> None:
        current = EmbeddedStore.of_settings(settings(releases))
        pasts = PastStores(settings(releases))
        await current.start()
        try:
            assert await value(pasts, releases[-1], current) == "3"
            assert pasts.open == ()
        finally:
            await pasts.close()
            await current.close()

    asyncio.run(run())


def test_a_release_whose_files_went_away_is_a_matter_of_waiting(tmp_path: Path) -> None:
    sources = tmp_path / "graphes"
    sources.mkdir()
    (sources / "a.ttl").write_text("<urn:s> <urn:p> 1 .", encoding="utf-8")
    release = make_release(sources_of(sources, BASE), tmp_path / "v", version="1", base_iri=BASE)
    release.store.rename(tmp_path / "ailleurs")

    async def run() -> None:
        current = EmbeddedStore.of_settings(settings([release]))
        pasts = PastStores(settings([release]))
        try:
            with pytest.raises(StoreBusy):
                await value(pasts, release, current)
        finally:
            await pasts.close()

    asyncio.run(run())
