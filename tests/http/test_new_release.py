"""When another release takes the place of the one that is served, nobody is told that what they hold still holds."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from pactes.release import Release, make_release, sources_of
from pactes.settings import Settings
from pactes.store import QueryResult
from pactes.store.embedded import EmbeddedStore
from pactes.web import create_app

BASE = "https://w3id.org/pactes/"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
SAID = (
    f"<{BASE}id/x/a> {LABEL} 'avant'@fr ; <urn:rang> 1 ; <urn:lien> <{BASE}id/x/b> .\n"
    f"<{BASE}id/x/b> {LABEL} 'avant, ailleurs'@fr .\n"
)
PATHS = (
    "doc/x/a.ttl",
    "doc/x/a.html",
    "doc/x/a?_profile=altr",
    "doc/x/a.jsonld",
    "sparql?query=SELECT%20*%20%7B?s%20?p%20?o%7D",
    "dump/essai.ttl",
    "dump/essai.ttl.gz",
    "graph-store?default",
    f"graph-store?graph={BASE}graphe/essai",
    ".well-known/void",
    "search?q=avant",
    "",
)
PAGES = ("doc/contrat/contrat-de-ville-du-val-fictif-2015-2020", "contradictions", "")
"""Pages that are made of several queries."""
UNCHANGED = ("doc/x/a?_profile=altr", ".well-known/void")
"""What says the same of both releases."""


def publish(folder: Path, releases: Path, text: str) -> Release:
    folder.mkdir(exist_ok=True)
    (folder / "essai.ttl").write_text(text, encoding="utf-8")
    return make_release(sources_of(folder, BASE), releases, version="1", base_iri=BASE, date="2026-11-22")


def test_validators_change_with_the_release(
    serve: Callable[[Settings], AbstractContextManager[str]], follow: Callable[[Settings], object], tmp_path: Path
) -> None:
    releases = tmp_path / "versions"
    former = publish(tmp_path / "graphes", releases, SAID)
    a_minute_ago = time.time() - 60  # dates of HTTP are to the second
    os.utime(former.path / "manifest.json", (a_minute_ago, a_minute_ago))
    settings = Settings(releases=releases, workers=1)
    with serve(settings) as address, httpx.Client(base_url=address, timeout=30) as client:
        before = {path: client.get(path) for path in PATHS}
        for path, response in before.items():
            for condition in conditions(response):
                assert client.get(path, headers=condition).status_code == 304, (path, condition)
        current = publish(tmp_path / "graphes", releases, SAID.replace("avant", "après"))
        assert current.id != former.id
        follow(settings)
        while client.get("health").json()["release"] != current.id:
            time.sleep(0.05)
        for path, response in before.items():
            by_tag, by_date = (client.get(path, headers=condition) for condition in conditions(response))
            assert by_date.status_code == 200, path
            assert (by_date.content == response.content) == (path in UNCHANGED), path
            if path in UNCHANGED:
                continue
            assert by_tag.status_code == 200, path
            assert by_tag.headers["etag"] != response.headers["etag"]
            assert by_tag.content == by_date.content
            assert not path.startswith("doc/") or b"avant" not in by_date.content, path  # nor any name of before


def conditions(response: httpx.Response) -> tuple[dict[str, str], dict[str, str]]:
    assert response.status_code == 200
    return (
        {"If-None-Match": response.headers["etag"]},
        {"If-Modified-Since": response.headers["last-modified"]},
    )


class Replaced(EmbeddedStore):
    """A store whose release is replaced once the queries of rank ``moments`` (from 0) are answered.

    The data stay as they are: only the identifier tells one release from another.
    """

    moments: frozenset[int] = frozenset()
    asked = 0
    number = 0

    @property
    def release_id(self) -> str:
        return f"{super().release_id}-{self.number}"

    async def query(self, *arguments: Any, **named: Any) -> QueryResult:
        result = await super().query(*arguments, **named)
        self.number += self.asked in self.moments
        self.asked += 1
        return result


def test_no_page_is_made_of_two_releases(
    serve_app: Callable[[FastAPI], AbstractContextManager[str]], corpus_releases: Path
) -> None:
    settings = Settings(releases=corpus_releases, workers=1, result_cache=0)
    store = Replaced.of_settings(settings)
    assert isinstance(store, Replaced)
    browser = {"Accept": "text/html"}
    with (
        serve_app(create_app(settings, store)) as address,
        httpx.Client(base_url=address, headers=browser, timeout=30) as client,
    ):
        for path in PAGES:
            store.moments = frozenset((store.asked + 1,))
            before = store.number
            page = client.get(path)
            assert page.status_code == 200, path
            assert store.number == before + 1, path  # it was replaced on the way
            assert f"-{store.number}</a>" in page.text, path  # and the page says of which release it is
        store.moments = frozenset(range(store.asked, store.asked + 1000))
        refused = client.get(PAGES[0])
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) > 0
        store.moments = frozenset()
        assert client.get(PAGES[0]).status_code == 200
