"""Serving in the foreground."""

from __future__ import annotations

import uvicorn

from pactes.errors import ReleaseError
from pactes.release import current_release, verify
from pactes.settings import Settings
from pactes.store.embedded import EmbeddedStore
from pactes.web.app import create_app

SHUTDOWN = 10
"""Seconds that answers under way have to end when the server is told to stop."""


def serve(settings: Settings) -> None:
    """Serve the current release until SIGINT or SIGTERM; answers under way are finished first.

    Raises ``ReleaseError`` when there is no release, or when the current one is damaged.
    """
    release = current_release(settings.releases)
    if faults := verify(release):
        raise ReleaseError(f"La version {release.id} est abîmée : {' '.join(faults)} Refaites-la par « pactes build ».")
    store = EmbeddedStore.of_settings(settings)
    config = uvicorn.Config(
        create_app(settings, store),
        host=settings.host,
        port=settings.port,
        log_level="info",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN,
    )
    uvicorn.Server(config).run()
