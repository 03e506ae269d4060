"""The worker processes of a remote store, seen from the server."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pactes.errors import QueryError
from pactes.store import death, frames
from pactes.store.process import Spawned, Worker, WorkerConfig
from pactes.store.remote_answers import Fault


@dataclass(frozen=True, slots=True)
class RemoteConfig(WorkerConfig):
    """What a worker is told at its start; ``store`` is the address of the endpoint, ``connect`` in seconds.

    Credentials are not told: a worker reads them in the environment, as the server does.
    """

    connect: float


class EndpointFault(QueryError):  # noqa: N818
    """Raised by a worker whose endpoint did not answer the query; the store decides what to tell."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(f"Le magasin distant n'a pas répondu ({fault}).")
        self.fault, self.detail = fault, detail


class RemoteWorker(Worker):
    """A process that asks one query at a time of the endpoint."""

    def _error(self, end: Mapping[str, Any]) -> QueryError:
        if end["error"] == "remote":
            return EndpointFault(Fault(end["fault"]), end["detail"])
        return super()._error(end)


class RemoteSpawner:
    """Starts workers over an endpoint."""

    def __init__(self, config: RemoteConfig) -> None:
        self._config = config

    async def start(self) -> Worker:
        """Start a worker and wait until it is ready; raises ``ReleaseError`` when it cannot start."""
        words = death.paper()
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "pactes.store.remote_worker",
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
        worker = RemoteWorker(process.stdout, process.stdin, Spawned(process), self._config, words)
        told = {**asdict(self._config), "parent": os.getpid()}
        process.stdin.write(frames.pack(frames.REQUEST, json.dumps(told).encode()))
        await worker.ready()
        return worker

    async def close(self) -> None:
        """Nothing to free."""
