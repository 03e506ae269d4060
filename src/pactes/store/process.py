"""One worker process, seen from the server."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO, Protocol

from pactes.errors import QueryError, QueryForbidden, QuerySyntaxError, QueryTooHeavy, ReleaseError
from pactes.store import death, frames
from pactes.store.interface import FORMATS, NoSuitableFormat, QueryResult, ResultKind, Unwritable
from pactes.store.spool import DiskBudget, Spool

START_LIMIT = 60.0
"""Seconds that a worker has to get ready."""


@dataclass(frozen=True, slots=True)
class WorkerConfig:
    """What a worker is told at its start; ``memory`` and ``result_limit`` in bytes, ``columns`` the file of the columns
    of the release (empty: without).
    """

    store: str
    base_iri: str
    memory: int
    result_limit: int
    prefixes: Mapping[str, str]
    columns: str = field(default="", kw_only=True)


class WorkerDied(Exception):  # noqa: N818
    """Raised when the process ended by itself while it worked: its exit code, its last words on standard error."""

    def __init__(self, code: int, words: str = "") -> None:
        super().__init__(f"code {code}")
        self.code, self.words = code, words


class Process(Protocol):
    """What is needed of a process."""

    def kill(self) -> None:
        """End it at once."""

    async def wait(self) -> int:
        """Wait until it is gone and return its exit code, negative for a signal."""


class Spawner(Protocol):
    """What starts workers."""

    async def start(self) -> Worker:
        """Start a worker and wait until it is ready; raises ``ReleaseError`` when that is impossible."""

    async def close(self) -> None:
        """Free what it holds."""


class DiskSpawner:
    """Starts workers over the store on disk, read-only; on every system."""

    def __init__(self, config: WorkerConfig) -> None:
        self._config = config

    async def start(self) -> Worker:
        """Start a worker and wait until it is ready; raises ``ReleaseError`` when it cannot open the store."""
        words = death.paper()
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "pactes.store.worker",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=words,
                limit=2 * frames.CHUNK,
            )
        except BaseException:
            words.close()
            raise
        assert process.stdin is not None
        assert process.stdout is not None
        worker = Worker(process.stdout, process.stdin, Spawned(process), self._config, words)
        told = {**asdict(self._config), "parent": os.getpid()}
        process.stdin.write(frames.pack(frames.REQUEST, json.dumps(told).encode()))
        await worker.ready()
        return worker

    async def close(self) -> None:
        """Nothing to free."""


class Spawned:
    """A process that asyncio has started."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    def kill(self) -> None:
        """See ``Process``."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def wait(self) -> int:
        """See ``Process``."""
        code = await self._process.wait()
        # A child of it may hold its standard output open for a moment more: asyncio closes its end now.
        self._process._transport.close()  # type: ignore[attr-defined]
        return code


class Worker:
    """A process that answers one query at a time, the two ways to it, and the file of its standard error."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        process: Process,
        config: WorkerConfig,
        words: BinaryIO,
    ) -> None:
        self._out, self._in, self._process, self._config = reader, writer, process, config
        self._words = words

    async def ready(self) -> None:
        """Wait until it is ready; raises ``ReleaseError``, the process being gone, when it is not."""
        ready = False
        try:
            async with asyncio.timeout(START_LIMIT):
                _, payload = await frames.receive(self._out)
            end = json.loads(payload)
            if "error" in end:
                raise ReleaseError(f"Le magasin {self._config.store} ne s'ouvre pas : {end['message']}")
            ready = True
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError) as error:
            raise ReleaseError(f"Un processus de requêtes ne démarre pas sur {self._config.store}.") from error
        finally:
            if not ready:
                await self.kill()

    @property
    def gone(self) -> bool:
        """Whether the process has ended (as far as is known yet)."""
        return self._out.at_eof()

    async def run(self, request: Mapping[str, Any], disk: DiskBudget) -> QueryResult:
        """Answer one request; after any exception but those of a query that was answered, the worker must be killed.

        Raises the ``QueryError`` that the worker tells, ``WorkerDied`` or ``DiskFull``.
        """
        spool = Spool(disk)
        done = False
        try:
            self._in.write(frames.pack(frames.REQUEST, json.dumps(request).encode()))
            await self._in.drain()
            while (frame := await frames.receive(self._out))[0] == frames.DATA:
                spool.write(frame[1])
            end = json.loads(frame[1])
            if "error" in end:
                raise self._error(end)
            done = True
            return spool.result(ResultKind(end["kind"]), FORMATS[end["format"]])
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            self._process.kill()
            code = await self._process.wait()
            raise WorkerDied(code, death.last_words(self._words)) from error
        finally:
            if not done:
                spool.close()

    async def kill(self) -> None:
        """End the process at once, whatever it does, and wait until it is gone."""
        self._process.kill()
        self._in.close()
        try:
            with contextlib.suppress(ConnectionError):
                await self._in.wait_closed()
            await self._process.wait()
        finally:
            self._words.close()

    def memory_error(self) -> QueryTooHeavy:
        """Return the error of a query that took more memory than a worker has."""
        value = f"{self._config.memory / 2**20:g} Mio"
        return QueryTooHeavy(
            f"La requête demande plus de mémoire que la limite de {value} : la relancer n'y changera rien. "
            "Évitez les tris et les produits sur tout le graphe.",
            limit="mémoire",
            value=value,
        )

    def _error(self, end: Mapping[str, Any]) -> QueryError:
        match end["error"]:
            case "syntax":
                return QuerySyntaxError(end["message"], cause=end["cause"])
            case "forbidden":
                return QueryForbidden(end["message"])
            case "format":
                return NoSuitableFormat(ResultKind(end["kind"]))
            case "unwritable":
                return Unwritable(ResultKind(end["kind"]), end["format"])
            case "memory":
                return self.memory_error()
            case "size":
                value = f"{self._config.result_limit / 2**20:g} Mio"
                return QueryTooHeavy(
                    f"La réponse dépasse la limite de {value}. Ajoutez LIMIT, ou demandez moins de variables.",
                    limit="taille",
                    value=value,
                )
        return QueryError(f"La requête n'a pas pu être évaluée : {end['message']}")
