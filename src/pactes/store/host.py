"""One store for several processes: a host answers its guests over a Unix socket, one request at a time a connection.

What has to be shared is shared by being here: the workers and their memory, the queues, and the services that the
caller adds (the budgets of clients). A connection that a guest closes ends what it asked.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pactes.errors import QueryError
from pactes.store import frames, wire
from pactes.store.interface import SPENT, Dataset, Formats, Store
from pactes.store.places import PLACE, Place

log = logging.getLogger("pactes.store")

TELL_EVERY = 0.1
"""Seconds between two looks at whether guests are to be told another state."""

Service = Callable[..., Any]


class Host:
    """Answers guests for ``store``; ``services`` are functions that take and return what JSON holds."""

    def __init__(self, store: Store, services: Mapping[str, Service] | None = None) -> None:
        self._store, self._services = store, dict(services or {})
        self._places: dict[str, Place] = {}
        self._server: asyncio.Server | None = None

    async def start(self, path: Path) -> None:
        """Listen on the Unix socket ``path``; raises ``OSError``."""
        self._server = await asyncio.start_unix_server(self._connected, path, limit=2 * frames.CHUNK)

    async def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                _, payload = await frames.receive(reader)
                await self._answer(json.loads(payload), reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the guest has left
        finally:
            writer.close()

    async def _answer(
        self, request: Mapping[str, Any], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        match request["ask"]:
            case wire.QUERY:
                await self._query(request, reader, writer)
            case wire.WATCH:
                await self._watch(request["guest"], reader, writer)
            case wire.LEAVE:
                if place := self._places.pop(request["place"], None):
                    place.leave()
            case wire.CALL:
                result = self._services[request["name"]](*request["arguments"])
                writer.write(frames.pack(frames.END, json.dumps(result).encode()))
                await writer.drain()

    async def _query(
        self, request: Mapping[str, Any], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Answer a query: the frames of its result, then one that says how it ended."""
        work = asyncio.create_task(self._run(request, writer))
        # A guest asks one thing at a time: what comes meanwhile is the end of the connection.
        gone = asyncio.create_task(reader.read(1))
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                raise ConnectionAbortedError
            await work
        finally:
            for task in (work, gone):
                task.cancel()
            await asyncio.gather(work, gone, return_exceptions=True)

    async def _run(self, request: Mapping[str, Any], writer: asyncio.StreamWriter) -> None:
        spent: list[float] = []
        SPENT.set(spent)  # this task has a context of its own
        PLACE.set(self._place(request["place"]))
        dataset = request["dataset"]
        try:
            result = await self._store.query(
                request["text"],
                dataset=Dataset(*map(tuple, dataset)) if dataset else None,
                formats=Formats(*request["formats"]),
                timeout=request["timeout"],
            )
            with result:
                for piece in result.chunks():
                    writer.write(frames.pack(frames.DATA, piece))
                    await writer.drain()
            end: dict[str, Any] = {"kind": result.kind, "format": result.format.name}
        except QueryError as error:
            end = wire.told(error)
        end |= {"spent": spent, "release": self._store.release_id, "path": str(self._store.release_path or "")}
        writer.write(frames.pack(frames.END, json.dumps(end).encode()))
        await writer.drain()

    def _place(self, name: str | None) -> Place | None:
        return None if name is None else self._places.setdefault(name, Place())

    async def _watch(self, guest: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Tell the state now, and whenever it is another, until the guest leaves; its places are then free."""
        last = b""
        gone = asyncio.create_task(reader.read(1))
        try:
            while not gone.done():
                told = {
                    "release": self._store.release_id,
                    "path": str(self._store.release_path or ""),
                    "state": wire.state_as_json(self._store.state),
                }
                message = json.dumps(told).encode()
                if message != last:
                    writer.write(frames.pack(frames.END, message))
                    await writer.drain()
                    last = message
                await asyncio.wait({gone}, timeout=TELL_EVERY)
        finally:
            gone.cancel()
            for name in [name for name in self._places if name.startswith(f"{guest}-")]:
                self._places.pop(name).leave()
        raise ConnectionAbortedError
