"""The names of a release, ready to be matched: made once for each release, when somebody first asks.

Each web process makes its own (about 100 MiB with the national registry), and only if it is asked.
"""

from __future__ import annotations

import asyncio
import contextlib

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from pactes.errors import PactesError
from pactes.reconciliation import Rapprocheur, lire_publication
from pactes.reconciliation.territoires import entites_nationales
from pactes.settings import Settings
from pactes.store import Store


class Rapprocheurs:
    """Holds the matcher of the release that is served; requests that come while it is made wait for it."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._release = ""
        self._made: Rapprocheur | None = None
        self._preparing: asyncio.Task[None] | None = None

    def prepare(self, request: Request) -> None:
        """Begin to make the matcher, for who has read the manifest and is about to ask."""
        if self._made is None and self._preparing is None:
            self._preparing = asyncio.create_task(self._prepare(request))

    async def _prepare(self, request: Request) -> None:
        with contextlib.suppress(PactesError):  # who asks next is told why
            await self.get(request)
        self._preparing = None

    async def get(self, request: Request) -> Rapprocheur:
        """Return the matcher of the current release; raises the ``QueryError`` of a store that cannot answer."""
        store: Store = request.app.state.store
        settings: Settings = request.app.state.settings
        if self._made is not None and self._release == store.release_id:
            return self._made
        async with self._lock:
            if self._made is None or self._release != store.release_id:
                release = store.release_id
                known = await run_in_threadpool(entites_nationales)
                published = await lire_publication(store, settings.base_iri, {e.chemin: e for e in known})
                self._made = None  # the former one leaves its room before the next is made
                self._made = await run_in_threadpool(Rapprocheur, published, base=settings.base_iri)
                self._release = release
            return self._made


def rapprocheurs_of(request: Request) -> Rapprocheurs:
    """Return the holder of the application, made at the first request."""
    state = request.app.state
    if getattr(state, "rapprocheurs", None) is None:
        state.rapprocheurs = Rapprocheurs()
    held: Rapprocheurs = state.rapprocheurs
    return held
