"""Any page may read what is published here (CORS, without credentials).

The permission is on every answer, whoever asks: a cache that kept one without it would give it to a page that needs it.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_EXPOSED = (
    "Accept-Ranges, Allow, Content-Language, Content-Location, Content-Profile, Content-Range, ETag, Link, Location, "
    "Memento-Datetime, Retry-After, Vary"
)
_ALLOWED = (
    "Accept, Accept-Datetime, Accept-Language, Accept-Profile, Cache-Control, Content-Type, If-Match, "
    "If-Modified-Since, If-None-Match, If-Range, Range, *"
)
_ALWAYS = [(b"access-control-allow-origin", b"*"), (b"access-control-expose-headers", _EXPOSED.encode())]
_PREFLIGHT = [
    (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
    (b"access-control-allow-headers", _ALLOWED.encode()),
    (b"access-control-max-age", b"86400"),
]


class CorsMiddleware:
    """Add the headers; what is allowed is told to who asks before asking (preflight)."""

    def __init__(self, app: ASGIApp) -> None:
        self._next = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] != "http":
            await self._next(scope, receive, send)
            return
        asks = scope["method"] == "OPTIONS" and "access-control-request-method" in Headers(scope=scope)
        more = [*_ALWAYS, *_PREFLIGHT] if asks else _ALWAYS

        async def send_open(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *more]}
            await send(message)

        await self._next(scope, receive, send_open)
