"""HEAD and OPTIONS for every route, so that link checkers and harvesters find what GET finds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI
from starlette.routing import BaseRoute, Match, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CANDIDATES = ("GET", "POST", "PUT", "DELETE", "PATCH")


class MethodsMiddleware:
    """Answer HEAD as GET without body, and OPTIONS with the methods that the path allows."""

    def __init__(self, app: ASGIApp, application: FastAPI) -> None:
        self._next = app
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] != "http" or scope["method"] not in ("HEAD", "OPTIONS"):
            await self._next(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            # Ranges are defined for GET alone (RFC 9110, 14.2).
            headers = [(name, value) for name, value in scope["headers"] if name not in (b"range", b"if-range")]
            await self._next({**scope, "method": "GET", "headers": headers}, receive, _without_body(send))
            return
        methods = methods_of(self._application.router.routes, scope)
        if not methods:
            await self._next({**scope, "method": "GET"}, receive, send)  # the 404 of the application
            return
        headers = [(b"allow", ", ".join(methods).encode())]
        await send({"type": "http.response.start", "status": 204, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


def methods_of(routes: Iterable[BaseRoute], scope: Mapping[str, Any]) -> list[str]:
    """Return the methods that the path of ``scope`` allows, HEAD and OPTIONS included; none for an unknown path."""
    # Inside a mount the root of the scope is that of the mount.
    routes, scope = tuple(routes), {**scope, "root_path": scope.get("app_root_path", scope.get("root_path", ""))}
    methods = [
        method
        for method in _CANDIDATES
        # What is mounted are files: a mount itself says nothing of methods.
        if any(
            route.matches({**scope, "method": method})[0] is Match.FULL
            and (method == "GET" or type(route) is not Mount)
            for route in routes
        )
    ]
    if not methods:
        return []
    return [*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"]


def other_slash(routes: Iterable[BaseRoute], scope: Mapping[str, Any]) -> str | None:
    """Return the path of ``scope`` with a final slash more or less when there is something there, else None."""
    path: str = scope["path"]
    other = path.rstrip("/") if path.endswith("/") else f"{path}/"
    if len(other) < 2 or other.startswith("//"):
        return None
    moved = {**scope, "path": other, "raw_path": other.encode()}
    found = any(route.matches({**moved, "method": "GET"})[0] is Match.FULL for route in routes)
    return other if found else None


def _without_body(send: Send) -> Send:
    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_head
