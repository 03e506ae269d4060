"""The files to download: each graph as Turtle, the whole as N-Quads and TriG, a table for each main class; compressed,
the same to the byte.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox

from pactes.rdf.namespaces import BASE
from pactes.release.csvw import table_files
from pactes.release.folder import WHOLE_DUMP
from pactes.release.literals import is_stored_as_written
from pactes.release.manifest import DumpFile
from pactes.release.sources import GraphSource

SUMS = "SHA256SUMS"
"""Checksums of the dumps, as ``sha256sum --check`` reads them."""


def write_dumps(
    folder: Path, sources: Sequence[GraphSource], graphs: Mapping[str, Sequence[ox.Quad]]
) -> tuple[DumpFile, ...]:
    """Write the dumps and their checksums into ``folder`` and return what was written, by name."""
    everything = [quad for iri in sorted(graphs) for quad in graphs[iri]]
    dumps = [
        _write(folder, WHOLE_DUMP, "application/n-quads", "".join(f"{quad} .\n" for quad in everything).encode()),
        _write(folder, "pactes.trig.gz", "application/trig", _whole_trig(sources, everything)),
    ]
    for source in sources:
        contents = _graph_turtle(source, graphs[source.iri])
        dumps.append(_write(folder, f"{source.name}.ttl.gz", "text/turtle", contents, source.iri))
    dumps += [_write(folder, f"{name}.gz", kind, body) for name, kind, body in table_files(graphs, _base(sources))]
    dumps.sort(key=lambda dump: dump.name)
    (folder / SUMS).write_text("".join(f"{dump.sha256}  {dump.name}\n" for dump in dumps), encoding="utf-8")
    return tuple(dumps)


def _base(sources: Sequence[GraphSource]) -> str:
    """Return the base IRI that the names of graphs begin with."""
    return next((source.iri.removesuffix(f"graphe/{source.name}") for source in sources), BASE)


def prefixes_of(sources: Sequence[GraphSource]) -> dict[str, str]:
    """Return the prefixes that the Turtle files declare; the first declaration of a name or of an address counts."""
    prefixes: dict[str, str] = {}
    for source in sources:
        parser = ox.parse(path=str(source.path), format=ox.RdfFormat.TURTLE)
        for _ in parser:
            pass
        for name, iri in parser.prefixes.items():
            if name not in prefixes and iri not in prefixes.values():
                prefixes[name] = iri
    return prefixes


def _graph_turtle(source: GraphSource, quads: Sequence[ox.Quad]) -> bytes:
    """Return the Turtle of a graph: as built, with its prefixes and order, if it holds what the store gives back."""
    if is_stored_as_written(source.path, quads):
        return source.path.read_bytes()
    triples = [quad.triple for quad in quads]
    prefixes = prefixes_of([source])
    written = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    assert written is not None
    # The writer declares its prefixes in any order.
    lines = written.splitlines(keepends=True)
    declared = sorted(line for line in lines if line.startswith(b"@prefix "))
    return b"".join([*declared, *(line for line in lines if not line.startswith(b"@prefix "))])


def _whole_trig(sources: Sequence[GraphSource], quads: Sequence[ox.Quad]) -> bytes:
    written = ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=prefixes_of(sources))
    assert written is not None
    return written


def _write(folder: Path, name: str, media_type: str, contents: bytes, graph: str | None = None) -> DumpFile:
    packed = gzip.compress(contents, compresslevel=6, mtime=0)
    (folder / name).write_bytes(packed)
    sums = hashlib.sha256(packed).hexdigest(), hashlib.sha256(contents).hexdigest()
    return DumpFile(name, media_type, len(packed), len(contents), sums[0], graph, sums[1])
