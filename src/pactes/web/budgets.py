"""What one client may ask of /sparql in a minute: seconds of queries, and errors (as Wikidata's endpoint does).

A client is an address, that which trusted proxies tell; an IPv6 client is its /64, which one subscriber has whole. Each
has two buckets that time refills; who has emptied one is told when to come back (429), without any query being run. The
loopback address has no budget: behind a proxy that is not declared (PACTES_TRUSTED_PROXIES) all visitors come from it,
and would spend each other's.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import IPv6Address, ip_network
from typing import Any, Protocol

from fastapi import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from pactes.errors import PactesError, QueryEngineFailed, StoreBusy
from pactes.store.interface import SPENT
from pactes.web.negotiation import NotAcceptable
from pactes.web.problems import Problem
from pactes.web.proxies import parsed

PERIOD = 60.0
"""Seconds in which an empty bucket is full again."""

_CLIENTS = 10_000
"""Clients that are remembered; the one who came longest ago is forgotten first."""

_SCOPE = "pactes.budgets"
_OURS = (HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.SERVICE_UNAVAILABLE)
"""Failures that are not the client's."""


@dataclass(slots=True)
class _Buckets:
    seconds: float
    errors: float
    at: float


class Budgets:
    """The buckets of all clients: ``seconds`` of queries and ``errors`` a minute each, 0 for no limit.

    What is spent may exceed what is left, by the queries that were running: the debt is to be refilled first.
    """

    def __init__(self, seconds: float, errors: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._errors, self._clock = seconds, errors, clock
        self._known: OrderedDict[str, _Buckets] = OrderedDict()

    def wait(self, client: str) -> int:
        """Return the whole seconds that ``client`` has to wait before its next query, 0 when it may ask."""
        if client not in self._known:
            return 0
        left = self._refilled(client)
        waits = [
            (1.0 - level) * PERIOD / size if kind == "errors" else -level * PERIOD / size
            for kind, level, size in (("seconds", left.seconds, self._seconds), ("errors", left.errors, self._errors))
            if size and (level < 1.0 if kind == "errors" else level <= 0.0)
        ]
        return max((max(1, math.ceil(seconds)) for seconds in waits), default=0)

    def spend(self, client: str, seconds: float, *, failed: bool) -> None:
        """Take from the buckets of ``client`` what a query took, and an error when it was one."""
        left = self._refilled(client)
        left.seconds -= seconds
        left.errors -= failed
        while len(self._known) > _CLIENTS:
            self._known.popitem(last=False)

    def _refilled(self, client: str) -> _Buckets:
        now = self._clock()
        left = self._known.setdefault(client, _Buckets(self._seconds, float(self._errors), now))
        self._known.move_to_end(client)
        share = (now - left.at) / PERIOD
        left.seconds = min(self._seconds, left.seconds + share * self._seconds)
        left.errors = min(float(self._errors), left.errors + share * self._errors)
        left.at = now
        return left


class Ledger(Protocol):
    """Where the budgets of clients are kept: here, or in the process that all web processes share."""

    async def wait(self, client: str) -> int:
        """Return the whole seconds that ``client`` has to wait before its next query, 0 when it may ask."""

    async def spend(self, client: str, seconds: float, *, failed: bool) -> None:
        """Take from the buckets of ``client`` what a query took, and an error when it was one."""


class OwnBudgets:
    """The budgets of a service of one process."""

    def __init__(self, budgets: Budgets) -> None:
        self._budgets = budgets

    async def wait(self, client: str) -> int:
        """See ``Ledger``."""
        return self._budgets.wait(client)

    async def spend(self, client: str, seconds: float, *, failed: bool) -> None:
        """See ``Ledger``."""
        self._budgets.spend(client, seconds, failed=failed)


class SharedBudgets:
    """The budgets that another process keeps; ``call`` asks one of its services."""

    WAIT, SPEND = "budgets.wait", "budgets.spend"

    def __init__(self, call: Callable[..., Awaitable[Any]]) -> None:
        self._call = call

    async def wait(self, client: str) -> int:
        """See ``Ledger``; raises ``StoreBusy`` when that process is away."""
        return int(await self._call(self.WAIT, client))

    async def spend(self, client: str, seconds: float, *, failed: bool) -> None:
        """See ``Ledger``; what cannot be told is forgiven."""
        with contextlib.suppress(StoreBusy):
            await self._call(self.SPEND, client, seconds, failed)


class BudgetMiddleware:
    """Put the budgets where every /sparql finds them, those of former releases too."""

    def __init__(self, app: ASGIApp, ledger: Ledger) -> None:
        self._next = app
        self._budgets = ledger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        await self._next({**scope, _SCOPE: self._budgets}, receive, send)


def client_of(request: Request) -> str | None:
    """Return the name under which a client is counted, None for one that has no budget."""
    host = request.client.host if request.client else ""
    address = parsed(host)
    if address is None:
        return host[:100] or None
    if address.is_loopback:
        return None
    return str(ip_network((address, 64), strict=False)) if isinstance(address, IPv6Address) else str(address)


async def within_budget(request: Request, answer: Callable[[], Awaitable[Response]]) -> Response:
    """Return the answer to a query, and count what it took; raises the ``Problem`` 429 when nothing is left."""
    budgets: Ledger | None = request.scope.get(_SCOPE)
    client = client_of(request)
    if budgets is None or client is None:
        return await answer()
    if wait := await budgets.wait(client):
        raise Problem(
            "too-many-requests",
            f"Votre adresse a épuisé son temps de requêtes, ou son compte d'erreurs : revenez dans {wait} s. Pour tout "
            "lire, téléchargez les fichiers (/dump/).",
            f"Your address has used up its query time, or its number of errors: come back in {wait} s. To read it all, "
            "download the files (/dump/).",
            headers={"Retry-After": str(wait)},
        )
    spent: list[float] = []
    token, failed = SPENT.set(spent), False
    try:
        response = await answer()
        failed = response.status_code >= HTTPStatus.BAD_REQUEST and response.status_code not in _OURS
        return response
    except (Problem, PactesError, NotAcceptable) as error:
        failed = not isinstance(error, StoreBusy | QueryEngineFailed) and getattr(error, "status", 0) not in _OURS
        raise
    finally:
        SPENT.reset(token)
        await budgets.spend(client, sum(spent), failed=failed)
