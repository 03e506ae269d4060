"""The pages that are one of a kind are made ahead, once for a release: the first visitor does not wait for counts that
look at all of it. They are kept with the other representations, in each web process. What maps count comes first,
before the release is in memory: most pages of things have a map, and wait for what it counts.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from starlette.types import ASGIApp

from pactes.errors import PactesError, ReleaseError
from pactes.release import open_release
from pactes.store import Store
from pactes.web.crowd import PlaceMiddleware
from pactes.web.media import HTML
from pactes.web.pages import environment
from pactes.web.problems import Problem

log = logging.getLogger("pactes.web")

LARGE = 100_000
"""Triples from which a release is worth it: the pages of a smaller one are made as they are asked for."""

LOAD_PATIENCE = 90.0
"""Seconds that the warming waits for a large release to be served from memory."""

_LOOK_EVERY = 1.0
_PAUSE = 0.02
"""Seconds at the least between two pages, and as long as the former took, for each web process: visitors come first."""

_MAP = "/carte"

_LANGUAGES = (("fr", b""), ("en", b""), ("en", b"_lang=en"), ("fr", b"_lang=fr"))
"""The language that a browser asks for, and the query of the links that lead to the other one."""


async def keep_warm(app: FastAPI, store: Store) -> None:
    """Make the pages of each large release that is served, until it is cancelled."""
    done = ""
    while True:
        release = store.release_id
        if release != done and _is_large(store):
            async for _ in _made(app, (_MAP,)):
                pass
            await _loaded(store)
            await asyncio.to_thread(_templates)
            release = store.release_id
            async for _ in _made(app, await asyncio.to_thread(lambda: list(_pages(app)))):
                if store.release_id != release:
                    break
            else:
                log.info("les pages de la version %s sont faites d'avance", release)
        done = release
        await asyncio.sleep(_LOOK_EVERY)


def _is_large(store: Store) -> bool:
    path = store.release_path
    if path is None:
        return False
    try:
        return open_release(path).manifest.triples >= LARGE
    except (ReleaseError, OSError):
        return False


def _templates() -> None:
    """Compile every template: else the first page of each kind pays for it."""
    for name in environment().list_templates():
        environment().get_template(name)


async def _loaded(store: Store) -> None:
    until = asyncio.get_running_loop().time() + LOAD_PATIENCE
    while not store.state.in_memory and asyncio.get_running_loop().time() < until:
        await asyncio.sleep(_LOOK_EVERY)


async def _made(app: FastAPI, paths: Iterable[str]) -> AsyncIterator[str]:
    """Make pages one after the other."""
    processes = app.state.settings.processes
    # What counts, budgets and names hosts is for visitors.
    inside = PlaceMiddleware(AsyncExitStackMiddleware(app.router))
    for path in paths:
        for language, query in _LANGUAGES:
            started = asyncio.get_running_loop().time()
            try:
                await _ask(app, inside, path, language, query)
            except (PactesError, Problem) as error:
                log.debug("page non faite d'avance, %s : %s", path, error)
            except Exception:
                log.exception("page non faite d'avance : %s", path)
            await asyncio.sleep(max(_PAUSE, (asyncio.get_running_loop().time() - started) * (2 * processes - 1)))
        yield path


def _pages(app: FastAPI) -> Iterator[str]:
    """Yield the addresses of the pages that are one of a kind, those that take longest to make first."""
    told: MutableMapping[str, Any] = app.openapi()["paths"]
    found = [path for path, methods in told.items() if "{" not in path and _is_page(methods.get("get", {}))]
    first = (_MAP, "/", "/def", "/shapes", "/jeu/pactes", "/validation")
    yield from first
    yield from sorted({*found} - {*first})


def _is_page(operation: Mapping[str, Any]) -> bool:
    return HTML.essence in operation.get("responses", {}).get("200", {}).get("content", ())


async def _ask(app: FastAPI, inside: ASGIApp, path: str, language: str, query: bytes) -> None:
    public = urlsplit(app.state.settings.public_url or "http://localhost")
    prefix, host = public.path.rstrip("/"), public.netloc
    headers = {"host": host, "accept": HTML.essence, "accept-language": language, "accept-encoding": "gzip"}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": public.scheme,
        "path": prefix + path,
        "raw_path": (prefix + path).encode(),
        "root_path": prefix,
        "query_string": query,
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "server": (public.hostname, None),
        "client": None,
        "state": {},
        "app": app,
    }

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        """Nobody reads it: it is kept."""

    await inside(scope, receive, send)
