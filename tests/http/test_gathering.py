"""What pages ask of the store in common: names and passages are asked together, inbound links come a page at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from pyoxigraph import NamedNode, Quad, QuerySolutions, Store

from pactes.web.descriptions import BLOCK, PAGE, describe
from pactes.web.gathering import Gathering
from pactes.web.reader import Row, prologue_of

BASE = "https://w3id.org/pactes/"


class Memory:
    """A reader over a store in memory."""

    base, release_id, names = BASE, "essai", None

    def __init__(self, store: Store) -> None:
        self._store = store
        self.gatherings: dict[str, Gathering[Any]] = {}

    async def select(self, query: str) -> list[Row]:
        found = self._store.query(prologue_of(query, BASE) + query, use_default_graph_as_union=True)
        assert isinstance(found, QuerySolutions)
        names = [variable.value for variable in found.variables]
        return [{name: row[name] for name in names if row[name] is not None} for row in found]  # type: ignore[misc]


def test_what_is_asked_at_the_same_time_is_asked_once() -> None:
    asked: list[list[str]] = []

    async def read(iris: Iterable[str]) -> Mapping[str, str]:
        asked.append(sorted(iris))
        await asyncio.sleep(0.01)
        return {iri: iri.upper() for iri in iris if iri != "z"}

    async def ask() -> None:
        gathering = Gathering(read)
        first = asyncio.gather(gathering.get("a"), gathering.get("ab"))
        await asyncio.sleep(0.001)
        later = asyncio.gather(gathering.get("bc"), gathering.get("dz"))
        assert await first == [{"a": "A"}, {"a": "A", "b": "B"}]
        assert await later == [{"b": "B", "c": "C"}, {"d": "D"}]
        assert await gathering.get("ad") == {"a": "A", "d": "D"}

    asyncio.run(ask())
    assert asked == [["a", "b"], ["c", "d", "z"]]


def test_an_error_reaches_all_who_asked_and_is_not_kept() -> None:
    broken = [True]

    async def read(iris: Iterable[str]) -> Mapping[str, str]:
        if broken:
            raise LookupError("le magasin ne répond pas")
        return dict.fromkeys(iris, "là")

    async def ask() -> None:
        gathering = Gathering(read)
        found = await asyncio.gather(gathering.get("a"), gathering.get("ab"), return_exceptions=True)
        assert [type(item) for item in found] == [LookupError, LookupError]
        broken.clear()
        assert await gathering.get("a") == {"a": "là"}

    asyncio.run(ask())


def test_one_who_leaves_does_not_end_what_others_wait_for() -> None:
    async def read(iris: Iterable[str]) -> Mapping[str, str]:
        await asyncio.sleep(0.01)
        return dict.fromkeys(iris, "là")

    async def ask() -> None:
        gathering = Gathering(read)
        leaves = asyncio.create_task(gathering.get("a"))
        stays = asyncio.create_task(gathering.get("a"))
        await asyncio.sleep(0.001)
        leaves.cancel()
        assert await stays == {"a": "là"}

    asyncio.run(ask())


@pytest.mark.parametrize("count", [0, PAGE, PAGE + 1, BLOCK, BLOCK + 1, 2 * BLOCK + 50])
def test_pages_of_inbound_links_hold_each_once(count: int) -> None:
    thing, graph = NamedNode(f"{BASE}voc/essai"), NamedNode(f"{BASE}graphe/essai")
    store = Store()
    store.add(Quad(thing, NamedNode(f"{BASE}def#code"), NamedNode(f"{BASE}voc/autre"), graph))
    links = {Quad(NamedNode(f"{BASE}id/{n:04}"), NamedNode(f"{BASE}def#statut"), thing, graph) for n in range(count)}
    store.extend(links)

    async def read() -> list[Quad]:
        found: list[Quad] = []
        page, more = 1, True
        while more:
            described = await describe(Memory(store), thing.value, page, whole=False)
            assert described is not None
            assert len(described.incoming) == PAGE or not described.more
            found += described.incoming
            page, more = page + 1, described.more
        assert page - 1 == max(1, -(-count // PAGE))
        return found

    found = asyncio.run(read())
    assert len(found) == count
    assert set(found) == links
    if count <= BLOCK:
        assert found == sorted(found, key=lambda quad: str(quad.subject))
