"""The worker process: it opens the store read-only, then answers one query at a time until it is killed.

Started as ``python -m pactes.store.worker``; its configuration, then requests come on standard input, and answers leave
on standard output, in the frames of ``pactes.store.frames``.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any, BinaryIO, cast

import pyoxigraph as ox

from pactes.errors import QueryForbidden, QuerySyntaxError
from pactes.store import frames, guard, sandbox, xmlcheck
from pactes.store.analytic import Analytic
from pactes.store.dataset import Datasets
from pactes.store.header import in_order
from pactes.store.interface import ResultKind
from pactes.store.prefixes import used as prefixes_used

_FEW = 20_000
"""Triples up to which only the prefixes in use are written in Turtle."""

_TABLES = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_GRAPHS = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
_WITH_PREFIXES = frozenset({"turtle", "trig", "rdfxml", "jsonld"})


class _TooLarge(Exception):  # noqa: N818
    """The result passed the limit of size."""


class _Output:
    """What a result is written to: it sends frames of data and keeps count."""

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self._stream, self._limit = stream, limit
        self.checker: xmlcheck.Checker | None = None
        self.ill_formed = False
        self._pieces: list[bytes] = []
        self._pending = self._total = 0
        self.too_large = False

    def write(self, data: bytes) -> int:
        """Take bytes; raises when there are more than the limit."""
        size = len(data)
        self._total += size
        if self._total > self._limit:
            self.too_large = True
            raise _TooLarge
        self._check(data)
        self._pieces.append(bytes(data))
        self._pending += size
        if self._pending >= frames.CHUNK:
            self.flush()
        return size

    def _check(self, data: bytes, *, last: bool = False) -> None:
        if self.checker is not None:
            try:
                self.checker.feed(bytes(data), last=last)
            except xmlcheck.IllFormed:
                self.ill_formed = True
                raise

    def end(self) -> None:
        """Send what waits: there is no more to come."""
        self._check(b"", last=True)
        self.flush()

    def flush(self) -> None:
        """Send what waits."""
        if self._pending:
            frames.write(self._stream, frames.DATA, b"".join(self._pieces), flush=False)
            self._pieces, self._pending = [], 0


def answer(datasets: Datasets, request: dict[str, Any], config: dict[str, Any], stream: BinaryIO) -> dict[str, Any]:
    """Answer one request and return what the end frame says: kind and format, or the error."""
    text, base_iri = request["text"], config["base_iri"]
    output = _Output(stream, config["result_limit"])
    try:
        guard.check(text, base_iri)
        try:
            results = datasets.query(in_order(text, base_iri), base_iri, request["dataset"])
        except SyntaxError as error:
            raise guard.explain(text, error, base_iri) from None
        kind = _kind(results)
        name = request["formats"][kind]
        if name is None:
            return {"error": "format", "kind": kind}
        if name in xmlcheck.FORMATS:
            output.checker = xmlcheck.Checker()
        _write(results, name, output, config["prefixes"])
        output.end()
    except QuerySyntaxError as error:
        return {"error": "syntax", "message": str(error), "cause": error.cause}
    except QueryForbidden as error:
        return {"error": "forbidden", "message": str(error)}
    except MemoryError:
        return {"error": "memory"}
    except Exception as error:
        if output.too_large:
            return {"error": "size"}
        if output.ill_formed:
            return {"error": "unwritable", "kind": kind, "format": name}
        return {"error": "other", "message": f"{type(error).__name__}: {error}"}
    return {"kind": kind, "format": name}


def _kind(results: object) -> ResultKind:
    if isinstance(results, ox.QueryBoolean):
        return ResultKind.ASK
    return ResultKind.GRAPH if isinstance(results, ox.QueryTriples) else ResultKind.SELECT


def _write(results: Any, name: str, output: _Output, prefixes: dict[str, str]) -> None:
    # pyoxigraph writes to anything with ``write`` and ``flush``.
    target = cast(BinaryIO, output)
    if name not in _WITH_PREFIXES:
        form: Any = _TABLES[name] if name in _TABLES else _GRAPHS[name]
        results.serialize(target, format=form)
        return
    triples = list(results)
    used = prefixes_used(triples, prefixes) if len(triples) <= _FEW else prefixes
    ox.serialize(triples, target, format=_GRAPHS[name], prefixes=used)


def serve(datasets: Datasets, config: dict[str, Any], requests: BinaryIO, answers: BinaryIO) -> None:
    """Say that all is ready, then answer requests until they end."""
    frames.write(answers, frames.END, b"{}")
    while (request := frames.read(requests)) is not None:
        end = answer(datasets, json.loads(request[1]), config, answers)
        frames.write(answers, frames.END, json.dumps(end).encode())


def main() -> None:
    """Serve until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then ends its workers
    requests = sys.stdin.buffer
    if (first := frames.read(requests)) is None:
        return
    config = json.loads(first[1])
    answers = os.fdopen(os.dup(1), "wb", buffering=frames.BUFFER)
    try:
        store = ox.Store.read_only(config["store"])
        # The first query pays for what is only loaded once: not at the expense of a client.
        bool(store.query("ASK { ?s ?p ?o }"))
        datasets = Datasets(store, Analytic(config.get("columns", "")))
        sandbox.confine(config["memory"], config["parent"])
    except (OSError, ValueError) as error:
        frames.write(answers, frames.END, json.dumps({"error": "start", "message": str(error)}).encode())
        return
    serve(datasets, config, requests, answers)


if __name__ == "__main__":
    main()
