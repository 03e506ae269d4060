"""A page whose release is replaced while it is made is made again: what two releases say never stands on one page.

A page is several queries, and a new release comes into service between any two of them (``ReleaseReplaced``). Reading
is safe to begin again (RFC 9110, 9.2.1); a page that meets two new releases in a row is told to come back.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from pactes.errors import ReleaseReplaced

_SCOPE = "pactes.again"
_SAFE = ("GET", "HEAD")


class AgainMiddleware:
    """Serve a request that only reads a second time when its release was replaced meanwhile."""

    def __init__(self, app: ASGIApp) -> None:
        self._next = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] != "http" or scope["method"] not in _SAFE:
            await self._next(scope, receive, send)
            return
        asked = dict(scope)
        scope[_SCOPE] = True  # in place: those outside read there which route was found
        try:
            await self._next(scope, receive, send)
        except ReleaseReplaced:  # nothing was sent yet: see ``is_tried_again``
            scope.clear()  # a mount changes the paths in it
            scope.update(asked)
            await self._next(scope, receive, send)


def is_tried_again(request: Request) -> bool:
    """Tell whether a request that fails with ``ReleaseReplaced`` is served once more: that error is then no answer."""
    return bool(request.scope.get(_SCOPE))
