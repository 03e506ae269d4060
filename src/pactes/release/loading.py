"""The store of a release, made from the dump of everything at the engine's own speed."""

from __future__ import annotations

import gzip
import io
import re
from pathlib import Path

import pyoxigraph as ox

from pactes.release.union import with_union

_GRAPH_NAME = re.compile(rb" <[^<>]*> \.\n")
"""How a line of a dump ends: a literal has neither a bare line break nor a name of a graph after it."""

_CHUNK = 1 << 20


def load_store(path: Path, dump: Path, *, blank_nodes: bool) -> int:
    """Make the store at ``path`` from a compressed N-Quads ``dump``: each graph, and their union as default graph.

    ``blank_nodes`` says whether the dump may have some: loading in bulk names them anew, so that they are loaded one by
    one. Returns the number of distinct triples.
    """
    store = ox.Store(str(path))
    with gzip.open(dump) as stream:
        if blank_nodes:
            store.bulk_extend(with_union(ox.parse(stream, format=ox.RdfFormat.N_QUADS)))  # type: ignore[arg-type]
        else:
            store.bulk_load(io.BufferedReader(_Union(stream), _CHUNK), format=ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    counted = store.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    assert isinstance(counted, ox.QuerySolutions)
    number = next(counted)["n"]
    assert isinstance(number, ox.Literal)
    del counted, store
    return int(number.value)


class _Union(io.RawIOBase):
    """The lines of a dump, and the same without the name of their graph."""

    def __init__(self, stream: gzip.GzipFile) -> None:
        self._stream, self._ready = stream, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any writable buffer
        if not self._ready:
            whole = self._stream.read(_CHUNK) + self._stream.readline()
            self._ready = memoryview(whole + _GRAPH_NAME.sub(b" .\n", whole))
        taken = self._ready[: len(buffer)]
        buffer[: len(taken)] = taken
        self._ready = self._ready[len(taken) :]
        return len(taken)
