"""What is said of a worker that died: out of memory, too nested, or a fault of the engine."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from pactes.errors import QueryEngineFailed, QueryTooHeavy
from pactes.release import make_release, sources_of
from pactes.store import death
from pactes.store.death import Cause
from pactes.store.embedded import EmbeddedStore
from pactes.store.terms import ask, select

BASE = "https://exemple.fr/"
PANIC = "thread '<unnamed>' (7) panicked at library/core/src/{place}:\n{message}\nnote: run with `RUST_BACKTRACE=1`\n"


@pytest.mark.parametrize(
    ("code", "words", "expected"),
    [
        (-6, PANIC.format(place="x.rs:1:5", message="index out of bounds: the len is 1 but the index is 2"), "engine"),
        (-6, PANIC.format(place="x.rs:1:5", message="user-provided comparison function … a total order"), "order"),
        (-6, PANIC.format(place="alloc/x.rs:1:5", message="index out of bounds"), "engine"),
        (-6, PANIC.format(place="x.rs:1:5", message="failed to spawn thread: Os { code: 11 }"), "memory"),
        (-6, PANIC.format(place="x.rs:1:5", message="capacity overflow"), "memory"),
        (-6, "memory allocation of 240 bytes failed\nnote: run with `RUST_BACKTRACE=1` environment …\n", "memory"),
        (-6, "terminate called after throwing an instance of 'std::bad_alloc'\n", "memory"),
        (-6, "", "memory"),
        (-9, "", "memory"),
        (-11, "", "nesting"),
        (3, "", "unknown"),
        (101, PANIC.format(place="x.rs:1:5", message="index out of bounds"), "engine"),
    ],
)
def test_the_words_tell_what_the_code_does_not(code: int, words: str, expected: str) -> None:
    assert death.cause(code, words) is Cause(expected)


def test_only_the_end_is_read() -> None:
    with death.paper() as written:
        written.write(b"x" * 100_000 + b"memory allocation of 1 bytes failed\n")
        assert death.last_words(written).endswith("xmemory allocation of 1 bytes failed\n")
        assert len(death.last_words(written)) < 10_000


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release whose values have no order for the engine: 9 < 10 as numbers, 10 < « 5x » < 9 as texts."""
    graphs, folder = tmp_path_factory.mktemp("graphes"), tmp_path_factory.mktemp("versions")
    decimal = "http://www.w3.org/2001/XMLSchema#decimal"
    values = [f'"{n * 37 % 1000}"^^<{decimal}>' if n % 2 else f'"{n * 91 % 1000}x"' for n in range(1000)]
    (graphs / "a.ttl").write_text("".join(f"<urn:s:{n}> <urn:p> {value} .\n" for n, value in enumerate(values)))
    make_release(sources_of(graphs, BASE), folder, version="1", base_iri=BASE)
    return folder


@pytest.mark.parametrize("in_memory", [True, False])
def test_a_panic_of_the_engine_is_not_told_as_memory(mixed: Path, in_memory: bool) -> None:
    query = "SELECT * { ?s ?p ?o } ORDER BY ?o LIMIT 10"

    async def run() -> None:
        store = EmbeddedStore(mixed, base_iri=BASE, workers=1, in_memory=in_memory)
        await store.start()
        try:
            with pytest.raises(QueryEngineFailed, match=r"STR\(\?x\)"):
                await store.query(query)
            assert await ask(store, "ASK {}")
            assert len(await select(store, query.replace("?o LIMIT", "STR(?o) LIMIT"))) == 10  # the advice is good
        finally:
            await store.close()

    asyncio.run(run())


@pytest.mark.parametrize("in_memory", [True, False])
def test_memory_is_still_told_as_memory(releases: Path, in_memory: bool) -> None:
    async def run() -> None:
        store = EmbeddedStore(releases, base_iri=BASE, workers=1, memory=400 * 2**20, timeout=60, in_memory=in_memory)
        await store.start()
        try:
            with pytest.raises(QueryTooHeavy) as refusal:
                await store.query("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f")
            assert refusal.value.limit == "mémoire"
        finally:
            await store.close()

    asyncio.run(run())


def test_refused_memory_is_told_whatever_the_exit_code() -> None:
    assert death.cause(255, "memory allocation of 240 bytes failed\n") is Cause.MEMORY
