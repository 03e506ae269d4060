"""/health: can the service answer queries? Told from the state of its workers, so at once, however busy they are."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request
from starlette.responses import Response

import pactes
from pactes.store import Store

router = APIRouter(tags=["service"])

_RETRY_AFTER = 5


@router.get("/health", summary="État du service", response_class=Response)
async def health(request: Request) -> Response:
    """Say how the service fares: 200 while a process is there to answer (« ok », « occupé »), 503 while none is.

    A full house is no illness: a probe that had a busy service restarted would end the queries of everyone.
    """
    store: Store = request.app.state.store
    state = store.state
    status = "indisponible" if not state.serves else "occupé" if state.crowded else "ok"
    body = {
        "status": status,
        "release": store.release_id,
        "software": pactes.__version__,
        "workers": {"idle": state.idle, "busy": state.busy, "starting": state.starting},
        "queue": {"waiting": state.waiting, "limit": state.queue_limit},
    }
    headers = {"Cache-Control": "no-store"} | ({} if state.serves else {"Retry-After": str(_RETRY_AFTER)})
    content = json.dumps(body, ensure_ascii=False) + "\n"
    return Response(content, 200 if state.serves else 503, headers, "application/json")
