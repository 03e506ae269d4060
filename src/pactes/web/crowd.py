"""A page is made of several queries: it waits in the queues of the store as one, from its first query to its answer."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pactes.store.places import Place

_SCOPE = "pactes.place"


class PlaceMiddleware:
    """Give each request the place that its page holds in the queues, and take it back once the answer begins."""

    def __init__(self, app: ASGIApp) -> None:
        self._next = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        place = Place()

        async def answered(message: Message) -> None:
            place.leave()  # a client that reads slowly keeps nobody waiting
            await send(message)

        try:
            await self._next({**scope, _SCOPE: place}, receive, answered)
        finally:
            place.leave()


def place_of(request: Request) -> Place | None:
    """Return the place of the page that answers ``request``."""
    place: Place | None = request.scope.get(_SCOPE)
    return place
