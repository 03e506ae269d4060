"""Starting workers by forking a template process (``pactes.store.template``), seen from the server."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import socket
import sys
from dataclasses import asdict

from pactes.errors import ReleaseError
from pactes.store import death, frames
from pactes.store.process import START_LIMIT, Worker, WorkerConfig
from pactes.store.template import FORK, MESSAGE, NUMBER, READY, WAIT

log = logging.getLogger("pactes.store")

LOAD_LIMIT = 300.0
"""Seconds that a template has to load the graphs."""


def can_fork() -> bool:
    """Tell whether this system has what templates need."""
    return sys.platform == "linux"


class ForkSpawner:
    """Starts workers from a template, and the template anew when it has died; ``dump`` is what it loads."""

    def __init__(self, config: WorkerConfig, dump: str, quads: int) -> None:
        self._config, self._dump, self._quads = config, dump, quads
        self._template: _Template | None = None
        self._lock = asyncio.Lock()

    async def start(self) -> Worker:
        """Start a worker; raises ``ReleaseError`` when no template can be had."""
        template = await self._ready()
        try:
            return await template.fork(self._config)
        except (OSError, EOFError):
            log.warning("le processus modèle s'est arrêté : il est relancé")
        await self._forget(template)
        template = await self._ready()
        try:
            return await template.fork(self._config)
        except (OSError, EOFError) as error:
            raise ReleaseError(f"Aucun processus de requêtes ne démarre sur {self._dump} : {error}.") from error

    async def close(self) -> None:
        """End the template; its workers die with it."""
        if self._template is not None:
            await self._forget(self._template)

    async def _ready(self) -> _Template:
        async with self._lock:
            if self._template is None:
                self._template = await _Template.start(self._config, self._dump, self._quads)
            return self._template

    async def _forget(self, template: _Template) -> None:
        async with self._lock:
            if self._template is template:
                self._template = None
        await template.close()


class _Template:
    """A template process and the socket by which it takes orders, one at a time."""

    def __init__(self, process: asyncio.subprocess.Process, control: socket.socket) -> None:
        self._process, self._control = process, control
        self._lock = asyncio.Lock()

    @classmethod
    async def start(cls, config: WorkerConfig, dump: str, quads: int) -> _Template:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        ours.send(json.dumps({**asdict(config), "dump": dump, "quads": quads, "parent": os.getpid()}).encode())
        with theirs:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "pactes.store.template",
                str(theirs.fileno()),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
            )
        template = cls(process, ours)
        ready = False
        try:
            async with asyncio.timeout(LOAD_LIMIT):
                message = await asyncio.get_running_loop().sock_recv(ours, MESSAGE)
            if message != READY:
                raise ReleaseError(f"{dump} ne se charge pas en mémoire : {message.decode(errors='replace')}.")
            ready = True
        except TimeoutError as error:
            raise ReleaseError(f"{dump} ne se charge pas en mémoire en {LOAD_LIMIT:g} s.") from error
        finally:
            if not ready:
                await template.close()
        return template

    async def fork(self, config: WorkerConfig) -> Worker:
        """Fork a worker and wait until it is ready; raises ``OSError`` or ``EOFError`` when the template has died."""
        ours, theirs = socket.socketpair()
        words = death.paper()
        try:
            number = await self._ask(FORK, theirs, os.dup(words.fileno()))
            reader, writer = await asyncio.open_unix_connection(sock=ours, limit=2 * frames.CHUNK)
        except BaseException:
            ours.close()
            words.close()
            raise
        worker = Worker(reader, writer, _Forked(self, number), config, words)
        await worker.ready()
        return worker

    async def wait(self, number: int) -> int:
        """Wait until a worker is gone and return its exit code; a template that has died took its workers along."""
        try:
            return await self._ask(WAIT + NUMBER.pack(number))
        except (OSError, EOFError):
            return -signal.SIGKILL

    async def close(self) -> None:
        self._control.close()
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    async def _ask(self, message: bytes, theirs: socket.socket | None = None, words: int = -1) -> int:
        # An order is not left half way, or the next would get the answer of this one.
        return await asyncio.shield(asyncio.create_task(self._exchange(message, theirs, words)))

    async def _exchange(self, message: bytes, theirs: socket.socket | None, words: int) -> int:
        with contextlib.ExitStack() as stack:
            if theirs is not None:
                stack.enter_context(theirs)
                stack.callback(os.close, words)
            async with self._lock, asyncio.timeout(START_LIMIT):
                socket.send_fds(self._control, [message], [theirs.fileno(), words] if theirs else [])
                answer = await asyncio.get_running_loop().sock_recv(self._control, MESSAGE)
        if len(answer) != NUMBER.size:
            raise EOFError("il ne répond plus")
        return int(NUMBER.unpack(answer)[0])


class _Forked:
    """A forked worker, as a process that can be ended and waited for."""

    def __init__(self, template: _Template, number: int) -> None:
        self._template, self._number = template, number
        self._waiting: asyncio.Task[int] | None = None

    def kill(self) -> None:
        # Once it has been waited for, its number may be another's.
        if self._waiting is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._number, signal.SIGKILL)

    async def wait(self) -> int:
        if self._waiting is None:
            self._waiting = asyncio.create_task(self._template.wait(self._number))
        return await asyncio.shield(self._waiting)
