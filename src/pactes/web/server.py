"""Serving in the foreground: in this process, or in several that share one store."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket

import uvicorn
from fastapi import FastAPI

from pactes.release import sound_release
from pactes.settings import Settings
from pactes.store import Store
from pactes.store.choice import store_of
from pactes.web import processes
from pactes.web.connections import protocol

_BACKLOG = 2048
"""Connections that may wait to be accepted."""

HEADERS = 512 * 1024
"""Bytes of the request line and headers that are read: an address that is too long gets an answer that says so."""

SHUTDOWN = 10
"""Seconds that answers under way have to end when the server is told to stop."""

_TOLD = 2
"""Seconds of those in which what could not end is told so (503)."""


def serve(settings: Settings) -> None:
    """Serve the current release, or the last good one, until SIGINT or SIGTERM; answers under way are finished first.

    Raises ``ReleaseError`` when there is no release that is whole, or when the current one is of another base,
    ``OSError`` when the address cannot be listened on.
    """
    sound_release(settings.releases, settings.base_iri)
    with listening(settings.host, settings.port) as listener:
        if settings.processes > 1:
            processes.run(settings, listener)
        else:
            from pactes.web.app import create_app  # who only watches processes would take its memory for nothing

            store = store_of(settings)
            run(create_app(settings, store), store, settings, listener)


def run(app: FastAPI, store: Store, settings: Settings, listener: socket.socket) -> None:
    """Run the application over ``store`` on a socket that listens, until SIGINT or SIGTERM."""
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_level="info",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # PACTES_TRUSTED_PROXIES says who may forward; see pactes.web.proxies
        timeout_graceful_shutdown=SHUTDOWN,
        http=protocol(
            settings.connections,
            header=settings.header_timeout,
            body=settings.body_timeout,
            send=settings.send_timeout,
            base=settings.base_iri,
        ),
        ws="none",
        h11_max_incomplete_event_size=HEADERS,
    )
    # uvicorn ends well on Ctrl-C, then raises it again.
    with contextlib.suppress(KeyboardInterrupt):
        Server(config, store).run(sockets=[listener])


class Server(uvicorn.Server):
    """A server that, told to stop, gives every query an answer: its result, or that the service stops (503)."""

    def __init__(self, config: uvicorn.Config, store: Store) -> None:
        super().__init__(config)
        self._store = store

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop accepting, and let what runs end while what waits is refused."""
        limit = self.config.timeout_graceful_shutdown or SHUTDOWN
        draining = asyncio.create_task(self._store.drain(max(0.0, limit - _TOLD)))
        await super().shutdown(sockets)
        await asyncio.gather(draining, return_exceptions=True)


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens; uvicorn would end the process where it cannot. Raises ``OSError``.

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
