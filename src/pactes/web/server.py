"""Serving in the foreground."""

from __future__ import annotations

import contextlib
import os
import socket

import uvicorn

from pactes.release import sound_release
from pactes.settings import Settings
from pactes.store.embedded import EmbeddedStore
from pactes.web.app import create_app

_BACKLOG = 2048
"""Connections that may wait to be accepted."""

HEADERS = 512 * 1024
"""Bytes of the request line and headers that are read: an address that is too long gets an answer that says so."""

SHUTDOWN = 10
"""Seconds that answers under way have to end when the server is told to stop."""


def serve(settings: Settings) -> None:
    """Serve the current release, or the last good one, until SIGINT or SIGTERM; answers under way are finished first.

    Raises ``ReleaseError`` when there is no release that is whole, or when the current one is of another base,
    ``OSError`` when the address cannot be listened on.
    """
    sound_release(settings.releases, settings.base_iri)
    store = EmbeddedStore.of_settings(settings)
    config = uvicorn.Config(
        create_app(settings, store),
        host=settings.host,
        port=settings.port,
        log_level="info",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # PACTES_TRUSTED_PROXIES says who may forward; see pactes.web.proxies
        timeout_graceful_shutdown=SHUTDOWN,
        http="h11",
        h11_max_incomplete_event_size=HEADERS,
    )
    # uvicorn ends well on Ctrl-C, then raises it again.
    with _listener(settings.host, settings.port) as listener, contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def _listener(host: str, port: int) -> socket.socket:
    """Return a socket that listens; uvicorn would end the process where it cannot.

    Its protocol is named: asyncio turns Nagle's algorithm off only for sockets that say that they are TCP, and with it
    every answer takes 40 ms more.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":  # elsewhere it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener
