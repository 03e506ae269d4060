"""HEAD and OPTIONS for every route, so that link checkers and harvesters find what GET finds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI
from starlette.routing import BaseRoute, Match
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
            await self._next({**scope, "method": "GET"}, receive, _without_body(send))
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
    methods = [
        method
        for method in _CANDIDATES
        if any(route.matches({**scope, "method": method})[0] is Match.FULL for route in routes)
    ]
    if not methods:
        return []
    return [*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"]


def _without_body(send: Send) -> Send:
    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_head
