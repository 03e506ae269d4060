"""The worker process of a remote store: it checks a query as the embedded worker does, asks the endpoint, and writes
the answer anew in the format that is wanted. It has no network: its fetcher has (``pactes.store.remote_fetcher``).

A process, as for the embedded store: what endpoints send is parsed here under a limit of memory, a query is checked by
an engine that has no clock, and whatever a worker waits for, killing it ends it. So the queue, the lanes, the limits
and the accounts are those of ``pactes.store.pool``. Started as ``python -m pactes.store.remote_worker``.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections.abc import Sequence
from typing import Any, BinaryIO, cast

import pyoxigraph as ox

from pactes.errors import QueryForbidden
from pactes.store import frames, sandbox
from pactes.store.endpoint import Names, Pointer, WrongState, pointer_of, pointer_query, pointer_told
from pactes.store.header import read_header
from pactes.store.lossless import decode, encode_query
from pactes.store.remote_answers import (
    GRAPH_ACCEPTED,
    RESULTS_ACCEPTED,
    Fault,
    RemoteFault,
    read_results,
    read_triples,
    rows_limit,
)
from pactes.store.remote_dataset import seen
from pactes.store.remote_fetcher import Fetcher
from pactes.store.worker import answer

_EXPANSION = 8
"""Times the limit of a result that an endpoint's own writing of it may take."""

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ENGINE_FUNCTIONS = re.compile(r"<\s*(?:bif|sql|rdfdf|backslash|special)\s*:", re.IGNORECASE)
"""IRIs by which Virtuoso calls its own functions, some of which read files or reach other hosts."""


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code < 0x110000 else match[0]


def check_functions(text: str) -> None:
    """Raise ``QueryForbidden`` when ``text`` names functions that an engine keeps for itself."""
    if _ENGINE_FUNCTIONS.search(_ESCAPE.sub(_unescaped, text)):
        raise QueryForbidden(
            "La requête nomme des fonctions propres à un moteur (bif:, sql:), qui ne sont pas du SPARQL : rien n'a été "
            "exécuté."
        )


class Endpoint:
    """The endpoint, asked as ``pactes.store.dataset.Datasets`` is."""

    def __init__(self, config: dict[str, Any], fetcher: Fetcher) -> None:
        self._names, self._fetcher = Names(config["base_iri"]), fetcher
        self.request: dict[str, Any] = {}

    def query(self, text: str, base_iri: str, named: tuple[Sequence[str], Sequence[str]] | None) -> Any:
        """Ask ``text``; raises ``SyntaxError`` as an engine does, ``RemoteFault``."""
        check_functions(text)
        ox.Store().query(text, base_iri=base_iri)  # the grammar, before anything leaves
        told = self.request
        look = seen(
            text, base_iri, named, ours=told["graphs"], union=told["pointer"]["union"], nothing=self._names.nothing
        )
        if look.default is None:
            raise RemoteFault(Fault.MERGE)
        before = pointer_told(told["pointer"])
        if look.by_name and before.pending:
            raise RemoteFault(Fault.MOVED)
        is_graph = read_header(text).form in ("CONSTRUCT", "DESCRIBE")
        body, headers = self._fetcher.post(
            {
                "query": f"BASE <{base_iri}>\n{encode_query(look.text, before.renamed, base_iri)}",
                "default-graph-uri": look.default,
                "named-graph-uri": list(look.named),
                # Not of the standard: it lets Virtuoso stop by itself what we no longer wait for.
                "timeout": str(max(1000, int(told["limit"] * 1000))),
            },
            GRAPH_ACCEPTED if is_graph else RESULTS_ACCEPTED,
        )
        after = self._pointer()
        if after is None or not after.still_good(before, by_name=look.by_name):
            raise RemoteFault(Fault.MOVED)
        body = decode(body, before.renamed, base_iri)
        content_type, limit = headers.get("content-type", ""), rows_limit(headers)
        if is_graph:
            return read_triples(body, content_type, limit, base_iri)
        return read_results(body, content_type, limit)

    def _pointer(self) -> Pointer | None:
        body, _ = self._fetcher.post({"query": pointer_query(self._names)}, "application/sparql-results+json")
        try:
            return pointer_of(body)
        except WrongState:
            return None


class _Kept:
    """Keeps the fault of an answer, which ``answer`` tells as an error like any other."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self.fault: RemoteFault | None = None

    def query(self, text: str, base_iri: str, named: Any) -> Any:
        try:
            return self._endpoint.query(text, base_iri, named)
        except RemoteFault as fault:
            self.fault = fault
            raise


def answer_one(
    endpoint: Endpoint, request: dict[str, Any], config: dict[str, Any], answers: BinaryIO
) -> dict[str, Any]:
    """Answer one request and return what the end frame says: kind and format, or the error, or the fault."""
    endpoint.request = request
    kept = _Kept(endpoint)
    end = answer(cast(Any, kept), request, config, answers)
    if kept.fault is not None:
        return {"error": "remote", "fault": kept.fault.fault, "detail": kept.fault.detail}
    return end


def main() -> None:
    """Serve until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then ends its workers
    requests = sys.stdin.buffer
    if (first := frames.read(requests)) is None:
        return
    config = json.loads(first[1])
    answers = cast(BinaryIO, os.fdopen(os.dup(1), "wb", buffering=0))
    endpoint = Endpoint(config, Fetcher.start(config, config["result_limit"] * _EXPANSION))
    sandbox.confine(config["memory"], config["parent"])
    frames.write(answers, frames.END, b"{}")
    while (request := frames.read(requests)) is not None:
        end = answer_one(endpoint, json.loads(request[1]), config, answers)
        frames.write(answers, frames.END, json.dumps(end).encode())


if __name__ == "__main__":
    main()
