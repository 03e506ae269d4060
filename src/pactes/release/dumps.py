"""The files to download: each graph as Turtle, the whole as N-Quads and TriG, a table for each main class; compressed,
the same to the byte.

They are written graph by graph: what a release takes in memory depends on its largest graph, not on their number.
"""

from __future__ import annotations

import gzip
import hashlib
import itertools
import re
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import pyoxigraph as ox

from pactes.rdf.namespaces import BASE
from pactes.release.csvw import table_files
from pactes.release.extracts import Extracts
from pactes.release.folder import WHOLE_DUMP
from pactes.release.lines import BLANK, quads_of, readable
from pactes.release.literals import is_stored_as_written
from pactes.release.manifest import DumpFile
from pactes.release.sources import GraphSource
from pactes.release.tables import properties_of_tables

SUMS = "SHA256SUMS"
"""Checksums of the dumps, as ``sha256sum --check`` reads them."""

WHOLE_TRIG = "pactes.trig.gz"
_LEVEL = 6
_DECLARED = re.compile(rb"(?i)\bprefix(?:\s|#[^\n]*\n)+[^\s:<>\"']*:(?:\s|#[^\n]*\n)*<")
"""What any declaration of a prefix looks like; a text within a literal may look like it too."""


class DumpWriter:
    """Writes the dumps of a release into ``folder``: ``add`` for each graph by order of IRI, then ``finish``."""

    def __init__(self, folder: Path, sources: Sequence[GraphSource]) -> None:
        self._folder, self._base = folder, _base(sources)
        self._prefixes = prefixes_of(sources)
        self._nquads = _Gzip(folder, WHOLE_DUMP, "application/n-quads")
        self._trig = _Gzip(folder, WHOLE_TRIG, "application/trig")
        self._tables = Extracts(folder / ".tables", properties_of_tables(self._base))
        self._dumps: list[DumpFile] = []
        self._declared = False

    def add(self, source: GraphSource, lines: Sequence[bytes]) -> None:
        """Write a graph given as the sorted lines of its N-Quads."""
        whole = b"".join(lines)
        self._nquads.write(whole)
        self._add_trig(whole)
        self._tables.add(source.iri, lines)
        contents = _graph_turtle(source, lines, whole)
        self._dumps.append(_write(self._folder, f"{source.name}.ttl.gz", "text/turtle", contents, source.iri))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for stream in (self._nquads, self._trig, self._tables):
            stream.close()

    def finish(self) -> tuple[DumpFile, ...]:
        """Write what is made of all graphs, and the checksums; return what was written, by name."""
        if not self._declared:
            self._add_trig(b"", force=True)
        dumps = [*self._dumps, self._nquads.finish(), self._trig.finish()]
        for name, kind, body in table_files(self._tables.finish(), self._base):
            dumps.append(_write(self._folder, f"{name}.gz", kind, body))
        dumps.sort(key=lambda dump: dump.name)
        (self._folder / SUMS).write_text("".join(f"{d.sha256}  {d.name}\n" for d in dumps), encoding="utf-8")
        return tuple(dumps)

    def _add_trig(self, lines: bytes, *, force: bool = False) -> None:
        if not lines and not force:
            return
        written = ox.serialize(quads_of(lines), format=ox.RdfFormat.TRIG, prefixes=self._prefixes)
        assert written is not None
        if self._declared:  # prefixes are declared once, before the first graph
            parts = written.splitlines(keepends=True)
            written = b"".join(itertools.dropwhile(lambda line: _is_declaration(bytes(line)), parts))
        self._declared = True
        self._trig.write(written)


def _is_declaration(line: bytes) -> bool:
    return line.startswith(b"@prefix ")


def _base(sources: Sequence[GraphSource]) -> str:
    """Return the base IRI that the names of graphs begin with."""
    return next((source.iri.removesuffix(f"graphe/{source.name}") for source in sources), BASE)


def prefixes_of(sources: Sequence[GraphSource]) -> dict[str, str]:
    """Return the prefixes that the Turtle files declare; the first declaration of a name or of an address counts."""
    prefixes: dict[str, str] = {}
    for source in sources:
        for name, iri in _declared(source.path).items():
            if name not in prefixes and iri not in prefixes.values():
                prefixes[name] = iri
    return prefixes


def _declared(path: Path) -> Mapping[str, str]:
    """Return the prefixes of a file, reading it to its end only if some may be declared after its first triple."""
    with readable(path):
        parser = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
        next(parser, None)
        if len(_DECLARED.findall(path.read_bytes())) > len(parser.prefixes):
            for _ in parser:
                pass
    return parser.prefixes


def _graph_turtle(source: GraphSource, lines: Sequence[bytes], whole: bytes) -> bytes:
    """Return the Turtle of a graph: as built, with its prefixes and order, if it holds what the store gives back."""
    if _is_as_written(source, lines, whole):
        return source.path.read_bytes()
    triples = (quad.triple for quad in quads_of(whole))
    written = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=dict(_declared(source.path)))
    assert written is not None
    # The writer declares its prefixes in any order.
    parts = written.splitlines(keepends=True)
    declared = sorted(line for line in parts if _is_declaration(line))
    return b"".join([*declared, *(line for line in parts if not _is_declaration(line))])


def _is_as_written(source: GraphSource, lines: Sequence[bytes], whole: bytes) -> bool:
    if BLANK not in whole:
        parsed = ox.parse(path=str(source.path), format=ox.RdfFormat.TURTLE)
        written = ox.serialize(parsed, format=ox.RdfFormat.N_TRIPLES)
        assert written is not None
        end = f" <{source.iri}> .\n".encode()
        if {line[:-2] + end[1:] for line in written.splitlines(keepends=True)} == set(lines):
            return True
    return is_stored_as_written(source.path, list(quads_of(whole)))


def _write(folder: Path, name: str, media_type: str, contents: bytes, graph: str | None = None) -> DumpFile:
    packed = gzip.compress(contents, compresslevel=_LEVEL, mtime=0)
    (folder / name).write_bytes(packed)
    sums = hashlib.sha256(packed).hexdigest(), hashlib.sha256(contents).hexdigest()
    return DumpFile(name, media_type, len(packed), len(contents), sums[0], graph, sums[1])


class _Gzip:
    """A compressed dump written piece by piece, the same to the byte as one compressed at once."""

    def __init__(self, folder: Path, name: str, media_type: str) -> None:
        self._name, self._media_type = name, media_type
        self._stream = (folder / name).open("wb")
        self._packer = zlib.compressobj(_LEVEL, wbits=31)
        self._sums = hashlib.sha256(), hashlib.sha256()
        self._sizes = [0, 0]

    def write(self, contents: bytes) -> None:
        self._sizes[1] += len(contents)
        self._sums[1].update(contents)
        self._put(self._packer.compress(contents))

    def close(self) -> None:
        self._stream.close()

    def finish(self) -> DumpFile:
        self._put(self._packer.flush())
        self._stream.close()
        packed, unpacked = (digest.hexdigest() for digest in self._sums)
        return DumpFile(self._name, self._media_type, self._sizes[0], self._sizes[1], packed, None, unpacked)

    def _put(self, packed: bytes) -> None:
        self._sizes[0] += len(packed)
        self._sums[0].update(packed)
        self._stream.write(packed)
