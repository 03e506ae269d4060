"""A client of SPARQL endpoints, over connections that stay open: latencies, rows, failures.

It runs in a process of its own: ``measure`` starts it, a plan on its standard input, figures on its output.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from urllib.parse import quote, urlsplit

KILLERS = (
    "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT ?a WHERE { ?a (!<urn:x>|^!<urn:x>)* ?b } ORDER BY ?b",
    "SELECT ?a ?d WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f ?a LIMIT 10",
)
"""Queries that no engine answers in a reasonable time."""

PATIENCE = 60.0


@dataclass(slots=True)
class Plan:
    """What to do to a server: ``requests`` (addresses, each client in its own order) for ``seconds`` by ``clients``.

    ``once`` asks each request one time, in order, for its rows. ``killers`` are sent one a second beside.
    """

    requests: Sequence[str]
    accept: str
    clients: int = 1
    seconds: float = 3.0
    once: bool = False
    killers: Sequence[str] = ()


@dataclass(slots=True)
class Figures:
    """Milliseconds of each answer by request, failures by what they were, rows (or bytes) of each request if asked."""

    elapsed: float = 0.0
    done: int = 0
    latencies: list[float] = field(default_factory=list)
    failures: dict[str, int] = field(default_factory=dict)
    rows: list[int | str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.done / self.elapsed if self.elapsed else 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of answers came; requests that were still waiting count as long."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def measure(plan: Plan) -> Figures:
    """Run a plan in another process."""
    ran = subprocess.run(
        [sys.executable, __file__], input=json.dumps(asdict(plan)).encode(), stdout=subprocess.PIPE, check=True
    )
    return Figures(**json.loads(ran.stdout))


def address(endpoint: str, query: str) -> str:
    """Return the address of a query's answer."""
    return f"{endpoint}{'&' if '?' in endpoint else '?'}query={quote(query)}"


class _Connection:
    def __init__(self, url: str) -> None:
        told = urlsplit(url)
        assert told.hostname is not None
        self._host, self._port = told.hostname, told.port or 80
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, url: str, accept: str) -> tuple[int, bytes]:
        fresh = self._streams is None
        try:
            return await self._get(url, accept)
        except (ConnectionError, asyncio.IncompleteReadError):
            self.close()
            if fresh:
                raise
            return await self._get(url, accept)  # it was closed while it was idle
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None

    async def _get(self, url: str, accept: str) -> tuple[int, bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port, limit=1 << 22)
        reader, writer = self._streams
        told = urlsplit(url)
        target = told.path + (f"?{told.query}" if told.query else "")
        writer.write(f"GET {target} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\nAccept: {accept}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        kept = "connection: close" not in head
        if "transfer-encoding: chunked" in head:
            parts = []
            while size := int((await reader.readline()).split(b";")[0], 16):
                parts.append(await reader.readexactly(size))
                await reader.readexactly(2)
            await reader.readline()
            body = b"".join(parts)
        elif "content-length:" in head:
            body = await reader.readexactly(int(head.split("content-length:")[1].split("\r\n")[0]))
        else:
            body, kept = await reader.read(), False
        if not kept:
            self.close()
        return status, body


def _rows(body: bytes) -> int:
    """Return the rows of an answer in JSON, the bytes of any other."""
    try:
        return len(json.loads(body)["results"]["bindings"])
    except (ValueError, KeyError, TypeError):
        return len(body)


async def _run(plan: Plan) -> Figures:
    figures = Figures()
    start = time.perf_counter()
    until = start + plan.seconds

    async def ask(connection: _Connection, url: str) -> None:
        began = time.perf_counter()
        try:
            status, body = await asyncio.wait_for(connection.get(url, plan.accept), PATIENCE)
            if status != 200:
                raise ValueError(f"HTTP {status}")
        except asyncio.CancelledError:
            figures.latencies.append((time.perf_counter() - began) * 1000)
            raise
        except (OSError, ValueError, EOFError, TimeoutError) as error:
            said = str(error) if isinstance(error, ValueError) else type(error).__name__
            figures.failures[said] = figures.failures.get(said, 0) + 1
            figures.latencies.append((time.perf_counter() - began) * 1000)
            if plan.once:
                figures.rows.append(said)
            await asyncio.sleep(0.05)
            return
        figures.done += 1
        figures.latencies.append((time.perf_counter() - began) * 1000)
        if plan.once:
            figures.rows.append(_rows(body))

    async def client(number: int) -> None:
        connection, order = _Connection(plan.requests[0]), random.Random(number)
        try:
            while time.perf_counter() < until:
                await ask(connection, order.choice(plan.requests))
        finally:
            connection.close()

    async def kill() -> None:
        async with asyncio.TaskGroup() as killers:
            for number in range(int(plan.seconds)):
                killers.create_task(_forgotten(plan.killers[number % len(plan.killers)], plan.accept))
                await asyncio.sleep(1)

    if plan.once:
        connection = _Connection(plan.requests[0])
        for url in plan.requests:
            await ask(connection, url)
        connection.close()
    else:
        tasks = [asyncio.create_task(client(number)) for number in range(plan.clients)]
        if plan.killers:
            tasks.append(asyncio.create_task(kill()))
        await asyncio.wait(tasks, timeout=plan.seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    figures.elapsed = time.perf_counter() - start
    return figures


async def _forgotten(url: str, accept: str) -> None:
    with contextlib.suppress(OSError, EOFError, ValueError, TimeoutError):
        connection = _Connection(url)
        await asyncio.wait_for(connection.get(url, accept), PATIENCE)


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(_run(Plan(**json.load(sys.stdin)))))))
