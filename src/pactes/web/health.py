"""/health: is the service able to answer a query right now?"""

from __future__ import annotations

import asyncio
import json

from fastapi import APIRouter, Request
from starlette.responses import Response

import pactes
from pactes.errors import QueryError
from pactes.store import Store
from pactes.store.terms import ask

router = APIRouter(tags=["service"])

PATIENCE = 5.0
"""Seconds after which a service that has not answered ``ASK {}`` is said to be unwell."""


@router.get("/health", summary="État du service", response_class=Response)
async def health(request: Request) -> Response:
    """Run a real query and say how it went: 200 when answered, 503 otherwise."""
    store: Store = request.app.state.store
    status, code = "ok", 200
    try:
        async with asyncio.timeout(PATIENCE):
            await ask(store, "ASK {}")
    except (QueryError, TimeoutError):
        status, code = "occupé", 503
    body = {"status": status, "release": store.release_id, "software": pactes.__version__}
    headers = {"Cache-Control": "no-store"}
    if code == 503:
        headers["Retry-After"] = "5"
    return Response(json.dumps(body, ensure_ascii=False) + "\n", code, headers, "application/json")
