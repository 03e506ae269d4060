"""Connections that give nothing back: those that send a request without end, read no answer, or only stand open.

uvicorn closes what stands idle after an answer, and waits for ever for the rest: half a header, half a body, the reader
who does not read. Each such wait has its time here, and a process holds no more connections than it has descriptors
for: beyond, the one that has been waiting longest without a whole request leaves, so that a crowd of silent ones keeps
nobody out.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from pactes.rdf.namespaces import BASE

log = logging.getLogger("pactes.web")

RESERVED = 256
"""Descriptors that are kept for what is no connection of a visitor: files, workers, the store."""

_WRITE_BUFFER = 64 * 1024
"""Bytes that wait to be sent before the application is told to wait: asyncio's own bound, told here because the pace
that is asked of readers depends on it."""


_REFUSED, _LINGER = 64, 2.0
"""Connections that are being told that there is no room, and the seconds that they have to read it; others are cut."""


@dataclass(slots=True)
class Room:
    """The connections of one process: at most ``limit``; those that have no request under way, the eldest first.

    ``header``, ``body`` and ``send`` are the seconds within which a header has to be whole, a body has to be whole, and
    a reader has to take what was sent to it.
    """

    limit: int
    header: float
    body: float
    send: float
    base: str = BASE
    silent: OrderedDict[Connection, None] = field(default_factory=OrderedDict)
    open: int = 0
    refused: int = 0

    def enter(self, connection: Connection) -> bool:
        """Let a connection in, the eldest silent one leaving when the house is full; False when none can leave."""
        if self.open >= self.limit:
            if not self.silent:
                return False
            eldest, _ = self.silent.popitem(last=False)
            eldest.leave()
        self.open += 1
        self.silent[connection] = None
        return True


class Connection(H11Protocol):
    """A connection of uvicorn's, whose every wait for the other side ends."""

    room: Room
    _timer: asyncio.TimerHandle | None = None
    _sending: asyncio.TimerHandle | None = None
    _entered = False
    _refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See ``asyncio.Protocol``."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=_WRITE_BUFFER)
        self._entered = self.room.enter(self)
        if self._entered:
            self._await_header()
        else:
            self._refuse()

    def connection_lost(self, exc: Exception | None) -> None:
        """See ``asyncio.Protocol``."""
        self._stop()
        if self._sending is not None:
            self._sending.cancel()
            self._sending = None
        self._forget()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """See ``asyncio.Protocol``."""
        if not self._entered:
            return
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """Await the next request (a callback of uvicorn's cycle)."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._expect_reading()
        elif self._entered:
            self._look()

    def pause_writing(self) -> None:
        """See ``asyncio.Protocol``: the other side does not read as fast as it is written to."""
        super().pause_writing()
        self._expect_reading()

    def resume_writing(self) -> None:
        """See ``asyncio.Protocol``."""
        if self._sending is not None and not self.transport.is_closing():
            self._sending.cancel()
            self._sending = None
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection that stood idle after an answer, even when its last bytes are not read."""
        super().timeout_keep_alive_handler()
        self._expect_reading()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP."""
        with contextlib.suppress(h11.LocalProtocolError):  # an answer had begun: it ends here
            super().send_400_response(msg)
        self.transport.close()
        self._expect_reading()

    def shutdown(self) -> None:
        """Begin to end (graceful stop)."""
        super().shutdown()
        if self.transport.is_closing():
            self._expect_reading()

    def leave(self) -> None:
        """Give the place to another."""
        self._forget()
        self.transport.abort()

    def _look(self) -> None:
        """Time what is awaited now: the rest of a header, the rest of a body, or nothing while an answer is made."""
        if self.transport.is_closing():
            return
        state = self.conn.their_state
        if state is h11.IDLE:
            if self._timer is None or self not in self.room.silent:
                self._await_header()
        elif state is h11.SEND_BODY:
            if self in self.room.silent or self._timer is None:
                self.room.silent.pop(self, None)
                self._time(self.room.body)
        else:
            self.room.silent.pop(self, None)
            self._stop()

    def _await_header(self) -> None:
        self.room.silent[self] = None
        self.room.silent.move_to_end(self)
        self._time(self.room.header)

    def _time(self, seconds: float) -> None:
        self._stop()
        self._timer = self.loop.call_later(seconds, self._too_slow)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_slow(self) -> None:
        self._timer = None
        if self.transport.is_closing():
            return
        begun = self.conn.their_state is h11.SEND_BODY or bool(self.conn.trailing_data[0])
        if begun and self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.write(_problem(self.room.base, 408, "Request Timeout", _TIMEOUT))
        self.transport.close()
        self._expect_reading()

    def _expect_reading(self) -> None:
        """Have the connection end unless what was written to it is read in time."""
        if self._sending is None:
            self._sending = self.loop.call_later(self.room.send, self.transport.abort)

    def _refuse(self) -> None:
        log.warning("toutes les connexions sont prises (%d) : une de plus est refusée", self.room.limit)
        if self.room.refused >= _REFUSED:
            self.transport.abort()
            return
        self.room.refused += 1
        self._refused = True
        # Closed by the other side: what it sends meanwhile would have the system throw the answer away.
        self.transport.write(_problem(self.room.base, 503, "Service Unavailable", _FULL, more="Retry-After: 5\r\n"))
        self.transport.write_eof()
        self._sending = self.loop.call_later(_LINGER, self.transport.abort)

    def _forget(self) -> None:
        self.room.silent.pop(self, None)
        if self._refused:
            self._refused = False
            self.room.refused -= 1
        if self._entered:
            self._entered = False
            self.room.open -= 1


_TIMEOUT = (
    "request-timeout",
    "Requête trop lente",
    "La requête n'est pas arrivée entière dans le temps donné : envoyez-la d'une traite.",
    "The request did not arrive whole in the time that is given: send it in one go.",
)
_FULL = (
    "busy",
    "Trop de connexions",
    "Toutes les connexions du service sont prises : revenez dans un instant.",
    "All connections of the service are taken: come back in a moment.",
)


def _problem(base: str, status: int, reason: str, words: tuple[str, str, str, str], more: str = "") -> bytes:
    """Return an answer (RFC 9457) to what never came to the application; ``base`` is the base IRI."""
    slug, title, french, english = words
    told = {"type": f"{base}probleme/{slug}", "title": title, "status": status, "detail": f"{french} {english}"}
    body = json.dumps(told, ensure_ascii=False).encode()
    head = (
        f"HTTP/1.1 {status} {reason}\r\nContent-Type: application/problem+json\r\nContent-Length: {len(body)}\r\n"
        f"{more}Cache-Control: no-store\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body


def protocol(limit: int, *, header: float, body: float, send: float, base: str = BASE) -> type[asyncio.Protocol]:
    """Return the protocol of one server, for ``uvicorn.Config(http=…)``; ``base`` is the base IRI of its errors."""
    room = Room(_within_descriptors(limit), header, body, send, base)
    return cast(type[asyncio.Protocol], type("Connection", (Connection,), {"room": room}))


def _within_descriptors(wanted: int) -> int:
    """Return how many connections may be open, after asking the system for as many descriptors as it gives."""
    try:
        import resource
    except ImportError:  # Windows
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    need = wanted + RESERVED
    unbounded = resource.RLIM_INFINITY
    if soft not in (unbounded,) and soft < need:
        soft = need if hard == unbounded else min(need, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return wanted if soft == unbounded else max(16, min(wanted, soft - RESERVED))
