"""Of the graphs of a release, what some properties say, kept on disk while it is made."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox

from pactes.release.lines import quads_of


class Graph:
    """The quads of a graph, read from disk each time they are asked for."""

    def __init__(self, path: Path, start: int, size: int) -> None:
        self._path, self._start, self._size = path, start, size

    def __iter__(self) -> Iterator[ox.Quad]:
        with self._path.open("rb") as stream:
            stream.seek(self._start)
            yield from quads_of(stream.read(self._size))


class Extracts:
    """The quads of graphs whose property is among ``properties``, in the file ``path``, which goes with ``close``."""

    def __init__(self, path: Path, properties: Collection[str]) -> None:
        self._path, self._stream = path, path.open("wb")
        self._properties = frozenset(f"<{iri}>".encode() for iri in properties)
        self._graphs: dict[str, Graph] = {}

    def add(self, iri: str, lines: Sequence[bytes]) -> None:
        """Keep what is wanted of the N-Quads lines of a graph."""
        kept = b"".join(line for line in lines if line.split(b" ", 2)[1] in self._properties)
        self._graphs[iri] = Graph(self._path, self._stream.tell(), len(kept))
        self._stream.write(kept)

    def finish(self) -> Mapping[str, Graph]:
        """Return the graphs, which can be read until ``close``."""
        self._stream.flush()
        return self._graphs

    def close(self) -> None:
        """Remove the file."""
        self._stream.close()
        self._path.unlink(missing_ok=True)
