"""The store of a release, made from the dump of everything at the engine's own speed.

The graphs and their union are loaded side by side: each half then keeps a core busy, and no index of the engine gets
its rows from both, so that there is little to compact. Their number is counted while the store is compacted.
"""

from __future__ import annotations

import gzip
import io
import re
import threading
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from pathlib import Path

import pyoxigraph as ox

from pactes.release.union import with_union

_GRAPH_NAME = re.compile(rb" <[^<>]*> \.\n")
"""How a line of a dump ends: a literal has neither a bare line break nor a name of a graph after it."""

_CHUNK = 1 << 20


def load_store(path: Path, dump: Path, *, blank_nodes: bool) -> int:
    """Make the store at ``path`` from a compressed N-Quads ``dump``: each graph, and their union as default graph.

    ``blank_nodes`` says whether the dump may have some: loading in bulk names them anew, so that they are loaded one by
    one. Returns the number of distinct triples. Raises ``OSError`` or ``SyntaxError`` when the dump cannot be read or
    the store not be written.
    """
    store = ox.Store(str(path))
    if blank_nodes:
        with gzip.open(dump) as stream:
            store.bulk_extend(with_union(ox.parse(stream, format=ox.RdfFormat.N_QUADS)))  # type: ignore[arg-type]
    else:
        _load_both(store, dump)
    with ThreadPoolExecutor(1) as beside:
        number = beside.submit(_count, store)
        store.optimize()
        store.flush()
        return number.result()


def _load_both(store: ox.Store, dump: Path) -> None:
    stopping = threading.Event()

    def load(union: bool) -> None:
        with _Lines(dump, union, stopping) as lines:
            form = ox.RdfFormat.N_TRIPLES if union else ox.RdfFormat.N_QUADS
            store.bulk_load(io.BufferedReader(lines, _CHUNK), format=form)

    with ThreadPoolExecutor(2) as loaders:
        halves = [loaders.submit(load, union) for union in (False, True)]
        try:
            done, _ = wait(halves, return_when=FIRST_EXCEPTION)
            for half in done:
                half.result()
        finally:
            stopping.set()


def _count(store: ox.Store) -> int:
    counted = store.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    assert isinstance(counted, ox.QuerySolutions)
    number = next(counted)["n"]
    assert isinstance(number, ox.Literal)
    return int(number.value)


class _Lines(io.RawIOBase):
    """The lines of a dump, without the name of their graph for the ``union``, until ``stopping`` is set."""

    def __init__(self, dump: Path, union: bool, stopping: threading.Event) -> None:
        self._stream = gzip.open(dump)  # noqa: SIM115 - closed with this one
        self._union, self._stopping = union, stopping
        self._ready = memoryview(b"")

    def close(self) -> None:
        """Close the dump."""
        self._stream.close()
        super().close()

    def readable(self) -> bool:
        """Tell that it is read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any writable buffer
        """Give what comes next; raises ``InterruptedError`` once the other half has failed."""
        if self._stopping.is_set():
            raise InterruptedError("le chargement s'est arrêté")
        if not self._ready:
            whole = self._stream.read(_CHUNK) + (self._stream.readline() if self._union else b"")
            self._ready = memoryview(_GRAPH_NAME.sub(b" .\n", whole) if self._union else whole)
        taken = self._ready[: len(buffer)]
        buffer[: len(taken)] = taken
        self._ready = self._ready[len(taken) :]
        return len(taken)
