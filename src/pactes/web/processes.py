"""Several web processes on one machine: they share the socket that listens, and one process that holds the store.

The process that is started by hand watches the others, starts anew one that ends, and ends them all when it is told
to; what it watches dies with it. The store, its queues and the budgets of clients are in the process of the store
alone, so that a limit is the same limit whichever process a visitor meets.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
from pathlib import Path

from pactes.settings import Settings
from pactes.web.metrics import SHARED_METRICS, forget_process

log = logging.getLogger("pactes.web")

STORE, WEB = "store", "web"
"""What a process is for."""

_SOCKET = "magasin"
_GRACE = 20.0
"""Seconds that a process has to end when it is told to."""

_BACKOFF = (0.1, 0.5, 2.0, 5.0)
"""Seconds before a process that ended is started anew; the last one from then on, until one lasts."""

_LASTS = 30.0
"""Seconds after which a process that ended had been running well."""


def can_share() -> bool:
    """Tell whether this system has what several processes need."""
    return os.name == "posix"


def run(settings: Settings, listener: socket.socket) -> None:
    """Serve with ``settings.processes`` web processes over one store, until SIGINT or SIGTERM."""
    folder = Path(tempfile.mkdtemp(prefix="pactes-"))  # for this user alone
    try:
        asyncio.run(_Watch(settings, listener, folder).run())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Watch:
    def __init__(self, settings: Settings, listener: socket.socket, folder: Path) -> None:
        self._settings, self._listener, self._folder = settings, listener, folder
        self._stopping = asyncio.Event()
        (folder / "mesures").mkdir()

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, self._stopping.set)
        held = [asyncio.create_task(self._keep(STORE, signal.SIGKILL))]
        served = [asyncio.create_task(self._keep(WEB, signal.SIGTERM)) for _ in range(self._settings.processes)]
        await self._stopping.wait()
        await asyncio.gather(*served)  # they have answered, or refused, all that they were asked
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)

    async def _keep(self, role: str, end: signal.Signals) -> None:
        """Keep a process of ``role`` running until all is to stop."""
        failures = 0
        while not self._stopping.is_set():
            started = asyncio.get_running_loop().time()
            process = await self._start(role)
            try:
                code = await self._ended(process, wait=role == STORE)
            finally:
                await _end(process, end)
                if role == WEB:
                    forget_process(self._folder / "mesures", process.pid)
            if code is None:
                return
            failures = 0 if asyncio.get_running_loop().time() - started > _LASTS else failures + 1
            pause = _BACKOFF[min(failures, len(_BACKOFF)) - 1] if failures else 0.0
            log.error("un processus (%s) s'est arrêté (code %d) : il est relancé", role, code)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)

    async def _ended(self, process: asyncio.subprocess.Process, *, wait: bool) -> int | None:
        """Return the exit code of a process that ended by itself, None when it is time to stop it.

        ``wait`` for one that is stopped by cancelling: the store stays until every web process has ended.
        """
        if wait:
            return await process.wait()
        ended, stopping = asyncio.create_task(process.wait()), asyncio.create_task(self._stopping.wait())
        await asyncio.wait({ended, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if self._stopping.is_set():
            ended.cancel()
            return None
        return ended.result()

    async def _start(self, role: str) -> asyncio.subprocess.Process:
        told = {
            "role": role,
            "settings": self._settings.model_dump(mode="json"),
            "socket": str(self._folder / _SOCKET),
            "listener": self._listener.fileno(),
            "parent": os.getpid(),
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "pactes.web.process",
            stdin=asyncio.subprocess.PIPE,
            pass_fds=(self._listener.fileno(),) if role == WEB else (),
            env={**os.environ, **({SHARED_METRICS: str(self._folder / "mesures")} if role == WEB else {})},
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps(told).encode())
        process.stdin.close()
        return process


async def _end(process: asyncio.subprocess.Process, end: signal.Signals) -> None:
    """Have a process end, by force when it does not in time."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(end)
    try:
        await asyncio.wait_for(process.wait(), _GRACE)
    except TimeoutError:
        process.kill()
        await process.wait()
