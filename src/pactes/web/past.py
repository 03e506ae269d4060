"""The whole service as it was at a version: ``/version/<version>/sparql``, ``/doc/…``, ``/dump/…``, ``/search``…

One application for each former release, made of the same routes as that of now, over the store of that release and
mounted at the address of the version: links of its pages stay in the version.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount
from starlette.types import Message, Receive, Scope, Send

from pactes.release import Release, Versions
from pactes.settings import Settings
from pactes.store import Store
from pactes.store.past import PastStores
from pactes.web import memento
from pactes.web.addresses import OUTER
from pactes.web.known_versions import KnownVersions, moment_of
from pactes.web.problems import Problem

Maker = Callable[[Settings, Store], FastAPI]
"""Makes the application over the store of a release."""

_ROOT = "/version/{name}"


class PastReleases(Mount):
    """Mounts the applications of the releases that are kept; each is made when first asked for."""

    def __init__(
        self, settings: Settings, store: Store, versions: KnownVersions, pasts: PastStores, make: Maker
    ) -> None:
        super().__init__(_ROOT, app=self._serve)
        self._settings, self._store = settings, store
        self._versions, self._pasts, self._make = versions, pasts, make
        self._apps: dict[tuple[str, str], FastAPI] = {}
        self._routes = make(settings, store).router.routes

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match a GET of anything, and what else the routes of a version take."""
        match, child = super().matches(scope)
        if match is Match.FULL and not self._takes({**scope, **child}):
            match = Match.PARTIAL
        return match, child

    def _takes(self, scope: Scope) -> bool:
        inner = {**scope, "app_root_path": scope["root_path"]}
        return scope["type"] == "http" and (
            scope["method"] == "GET"
            or any(type(route) is not Mount and route.matches(inner)[0] is Match.FULL for route in self._routes)
        )

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._takes(scope):
            raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED)
        name, outer, root = scope["path_params"]["name"], scope.get("app_root_path", ""), scope["root_path"]
        found = await run_in_threadpool(self._versions.now)
        release = found.find(name)
        if release is None:
            raise absent(name, told=found.told(name) is not None)
        inner = {**scope, "app_root_path": root, "path_params": {}, OUTER: outer}
        path = scope["path"].removeprefix(root)
        await self._app(release, name, found)(inner, receive, _dated(release, outer, path, send))

    def _app(self, release: Release, name: str, found: Versions) -> FastAPI:
        key = release.id, name
        if key not in self._apps:
            self._apps = {known: app for known, app in self._apps.items() if known[0] in found.builds}
            settings = self._settings
            if settings.public_url:
                address = f"{settings.public_url.rstrip('/')}/version/{quote(name)}/"
                settings = settings.model_copy(update={"public_url": address})
            self._apps[key] = self._make(settings, self._pasts.store(release, self._store))
        return self._apps[key]


def absent(name: str, *, told: bool) -> Problem:
    """Return the problem of a version that is not here: 404, or 410 when it was, as is still told."""
    name = name[:100]
    if told:
        return Problem(
            "gone",
            f"Les fichiers de la version {name} ne sont plus gardés ici ; /version/{name} la décrit encore.",
            f"The files of version {name} are no longer kept here; /version/{name} still describes it.",
        )
    return Problem(
        "not-found",
        f"Il n'y a pas de version « {name} » ; la liste est à /version/.",
        f"There is no version “{name}”; the list is at /version/.",
    )


def _dated(release: Release, outer: str, path: str, send: Send) -> Send:
    """Say of each document of a version when it was so, and where the document of now is."""
    place = path.lstrip("/").partition("/")[0].partition(".")[0]
    if place not in memento.PLACES:
        return send
    headers, link = memento.told_of_memento(outer, path, moment_of(release.manifest))

    async def send_dated(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] in (200, 304):
            told = MutableHeaders(raw=list(message.get("headers", [])))
            told.update(headers)
            memento.add_link(told, link)
            told["X-Robots-Tag"] = "noindex"  # the document of now is the one to find
            message = {**message, "headers": told.raw}
        await send(message)

    return send_dated
