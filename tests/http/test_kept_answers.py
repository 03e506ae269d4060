"""What was made for one visitor serves the next, and nobody is told what is of another host or another release."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pyoxigraph import Literal

from pactes.settings import Settings
from pactes.store.embedded import EmbeddedStore
from pactes.web import create_app, warming
from pactes.web.names import Names

DOC = "/doc/contrat/contrat-de-ville-du-val-fictif-2015-2020"
PAGES = ("/", "/def", "/shapes", "/voc", "/dump/", DOC, f"{DOC}.ttl", f"{DOC}.jsonld", "/search?q=val")
HTML = {"Accept": "text/html"}

Asked = list[str]
ServeApp = Callable[[FastAPI], AbstractContextManager[str]]


@pytest.fixture
def app(corpus_releases: Path) -> tuple[FastAPI, Asked]:
    """An application that keeps no results of queries, and the queries that its pages ask."""
    store = EmbeddedStore.of_settings(Settings(releases=corpus_releases, workers=1))
    asked: Asked = []
    query = store.query

    async def counted(text: str, **named):  # type: ignore[no-untyped-def]
        asked.append(text)
        return await query(text, **named)

    store.query = counted  # type: ignore[method-assign]
    return create_app(Settings(releases=corpus_releases, result_cache=0), store), asked


def test_what_was_made_serves_the_next_visitor(app: tuple[FastAPI, Asked], serve_app: ServeApp) -> None:
    application, asked = app
    with serve_app(application) as address, httpx.Client(base_url=address, timeout=30) as client:
        for path in PAGES:
            headers = HTML if path in ("/", "/dump/", "/voc") else {}
            made = client.get(path, headers=headers)
            assert made.status_code == 200
            asked.clear()
            plain = client.get(path, headers={**headers, "Accept-Encoding": "identity"})
            elsewhere = client.get(path, headers={**headers, "Host": f"localhost:{httpx.URL(address).port}"})
            assert asked == [], path
            assert plain.content == made.content == elsewhere.content, path
            assert "Content-Encoding" not in plain.headers
            for name in ("Content-Type", "Link", "Content-Language", "Vary", "Last-Modified"):
                assert made.headers.get(name) == plain.headers.get(name) == elsewhere.headers.get(name), (path, name)
            assert len({made.headers["etag"], plain.headers["etag"], elsewhere.headers["etag"]}) == 3


@pytest.mark.parametrize("path", [f"{DOC}.ttl?_profile=altr", "/flux/contradictions.atom", "/.well-known/void"])
def test_what_tells_the_host_is_told_to_that_host_alone(corpus: httpx.Client, path: str) -> None:
    hosts = ("un.exemple.fr", "deux.exemple.fr")
    for _ in range(2):
        for host, other in (hosts, hosts[::-1]):
            answer = corpus.get(path, headers={"Host": host})
            assert host in answer.text
            assert other not in answer.text
            assert "Host" in answer.headers["Vary"]


def test_an_answer_that_was_kept_heeds_the_conditions(corpus: httpx.Client) -> None:
    made = corpus.get(DOC)
    assert corpus.get(DOC, headers={"If-Match": '"autre"'}).status_code == 412
    assert corpus.get(DOC, headers={"If-Match": made.headers["etag"]}).status_code == 200
    assert corpus.get(DOC, headers={"If-None-Match": made.headers["etag"]}).status_code == 304
    assert corpus.head(DOC).headers["etag"] == made.headers["etag"]


def test_pages_of_a_large_release_are_made_ahead(
    app: tuple[FastAPI, Asked],
    serve_app: ServeApp,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "pactes.web")
    monkeypatch.setattr(warming, "LARGE", 1)
    monkeypatch.setattr(warming, "LOAD_PATIENCE", 0.0)
    application, asked = app
    with serve_app(application) as address, httpx.Client(base_url=address, timeout=30) as client:
        until = time.monotonic() + 120
        while not any("faites d'avance" in record.getMessage() for record in caplog.records):
            assert time.monotonic() < until
            time.sleep(0.2)
        assert asked
        asked.clear()
        for path in ("/", "/def", "/shapes", "/voc", "/jeu/pactes"):
            for language in ("fr", "en"):
                page = client.get(path, headers={"Accept": "text/html,*/*;q=0.8", "Accept-Language": language})
                assert page.status_code == 200
                assert page.headers["Content-Language"] == language
        assert asked == []


def test_names_take_a_bounded_room_and_are_those_of_one_release() -> None:
    names = Names(limit=10_000)
    for rank in range(100):
        names.keep("a", {f"urn:{rank}": (Literal("x" * 100),)})
    assert names.get("a", "urn:0") is None
    assert names.get("a", "urn:99") == (Literal("x" * 100),)
    assert names._size <= 10_000
    assert names.get("b", "urn:99") is None
    names.keep("b", {"urn:99": ()})
    assert names.get("b", "urn:99") == ()
    assert names.get("a", "urn:99") is None
