"""/health: how the service fares, told from the state of its workers, so at once, however busy they are.

/health/live: the process answers (restart it when it does not). /health/ready: a query has really been answered, within
``READY_WITHIN`` seconds (send no visitors when it has not).
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

import pactes
from pactes.errors import PactesError
from pactes.store import Formats, Store
from pactes.web.described import described, headers

router = APIRouter(tags=["Service"])

READY_WITHIN = 2.0
"""Seconds within which a query is answered, its turn included, by a service that is ready."""

_KEPT = 1.0
"""Seconds during which one answer serves all probes: a crowd of them is no load."""

_RETRY_AFTER = 5
_PROBE = "ASK { ?s ?p ?o }"
_STATUS: Mapping[str, Any] = {
    "type": "object",
    "required": ["status", "release", "software"],
    "properties": {
        "status": {"type": "string"},
        "release": {"type": "string"},
        "software": {"type": "string"},
        "workers": {"type": "object"},
        "queue": {"type": "object"},
        "memory": {"type": "boolean", "description": "La version est servie depuis la mémoire"},
        "warning": {"type": "string", "description": "Ce qui ne va pas, bien que le service réponde"},
        "cache": {"type": "object", "description": "Les résultats gardés"},
        "seconds": {"type": "number"},
    },
}


def _told(what: str, *, may_fail: bool = True) -> dict[str, Any]:
    told = described(
        what, ("application/json",), problems=(), validators=False, varies=False, has=("Cache-Control",), schema=_STATUS
    )
    if may_fail:
        # Not a problem document: probes read the same members whatever the status.
        told["responses"][503] = {
            "description": "Indisponible ; voir Retry-After",
            "content": {"application/json": {"schema": _STATUS}},
            "headers": headers(("Cache-Control", "Retry-After")),
        }
    return told


@dataclass(slots=True)
class Readiness:
    """The last answer to the probe, and the one that is on its way."""

    ready: bool = False
    seconds: float = 0.0
    at: float = -_KEPT
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, store: Store) -> None:
        """Ask the store a query unless it was just asked one; never raises for a store that does not answer."""
        async with self.asking:
            started = time.monotonic()
            if started - self.at < _KEPT:
                return
            try:
                async with asyncio.timeout(READY_WITHIN):
                    with await store.query(_PROBE, formats=Formats(ask="json")) as result:
                        self.ready = bool(result.read())
            except (PactesError, TimeoutError):
                self.ready = False
            self.at = time.monotonic()
            self.seconds = self.at - started


@router.get("/health", summary="État du service", response_class=Response, **_told("Le service répond"))
async def health(request: Request) -> Response:
    """Say how the service fares: 200 while a process is there to answer (« ok », « occupé »), 503 while none is.

    A full house is no illness: a probe that had a busy service restarted would end the queries of everyone.
    """
    store: Store = request.app.state.store
    state = store.state
    status = "indisponible" if not state.serves else "occupé" if state.crowded else "ok"
    more = {
        "workers": {"idle": state.idle, "busy": state.busy, "starting": state.starting},
        "queue": {"waiting": state.waiting, "limit": state.queue_limit},
        "memory": state.in_memory,
    }
    if state.warning:
        more["warning"] = state.warning
    if state.cache is not None:
        more["cache"] = {"entries": state.cache.kept, "bytes": state.cache.size, "limit": state.cache.limit}
    return _answer(store, status, state.serves, more)


@router.get(
    "/health/live", summary="Le service est-il en vie ?", response_class=Response, **_told("En vie", may_fail=False)
)
async def live(request: Request) -> Response:
    """Answer 200: who answers lives. A service that is merely busy must not be restarted."""
    return _answer(request.app.state.store, "ok", True, {})


@router.get(
    "/health/ready",
    summary="Une requête vient-elle d'être répondue ?",
    response_class=Response,
    **_told("Une requête a reçu sa réponse"),
)
async def ready(request: Request) -> Response:
    """Ask the store a query and answer 200 when it came back in time, else 503."""
    store: Store = request.app.state.store
    readiness: Readiness = request.app.state.readiness
    await readiness.ask(store)
    status = "ok" if readiness.ready else "indisponible"
    return _answer(store, status, readiness.ready, {"seconds": round(readiness.seconds, 3)})


def _answer(store: Store, status: str, good: bool, more: Mapping[str, Any]) -> Response:
    body = {"status": status, "release": store.release_id, "software": pactes.__version__, **more}
    told = {"Cache-Control": "no-store"} | ({} if good else {"Retry-After": str(_RETRY_AFTER)})
    content = json.dumps(body, ensure_ascii=False) + "\n"
    return Response(content, 200 if good else 503, told, "application/json")
