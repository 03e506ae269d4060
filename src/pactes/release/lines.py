"""A graph as what it comes down to in a release: sorted lines of N-Quads, each triple once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from pactes.errors import ReleaseError
from pactes.release.literals import stored
from pactes.release.sources import GraphSource

BLANK = b"_:"
"""What lines with blank nodes have; others may have it too."""


def read_lines(source: GraphSource) -> list[bytes]:
    """Return the quads of a graph as lines of N-Quads, sorted, without duplicates, literals as the store keeps them
    (``1.50`` is ``1.5``) so that dumps and queries tell the same terms, blank nodes named by RDFC-1.0.

    Raises ``ReleaseError`` when the file cannot be read.
    """
    graph = ox.NamedNode(source.iri)
    store = ox.Store()
    with readable(source.path):
        store.bulk_load(path=str(source.path), format=ox.RdfFormat.TURTLE, to_graph=graph)
        dump = store.dump(format=ox.RdfFormat.N_QUADS) or b""
        lines = dump.splitlines(keepends=True)
        if BLANK in dump:
            lines = [f"{quad} .\n".encode() for quad in _canonical(source, graph)]
    lines.sort()
    return lines


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Raise ``ReleaseError`` when the file that the block reads cannot be read."""
    try:
        yield
    except (SyntaxError, OSError, ValueError) as error:
        raise ReleaseError(f"{path} ne se lit pas : {error}. Reconstruisez-le par « pactes build ».") from error


def quads_of(lines: bytes) -> ox.QuadParser:
    """Return what lines say."""
    return ox.parse(lines, format=ox.RdfFormat.N_QUADS)


def _canonical(source: GraphSource, graph: ox.NamedNode) -> list[ox.Quad]:
    # Loading a store in bulk gives blank nodes any name, and two of them may then be one triple less or more.
    dataset = ox.Dataset(
        ox.Quad(quad.subject, quad.predicate, quad.object, graph)
        for quad in stored(ox.parse(path=str(source.path), format=ox.RdfFormat.TURTLE))
    )
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return [_own_blank_nodes(quad, source.name) for quad in dataset]


def _own_blank_nodes(quad: ox.Quad, name: str) -> ox.Quad:
    """Tell the blank nodes of one graph from those of another: the dump of everything holds them together."""
    prefix = hashlib.sha256(name.encode()).hexdigest()[:8]

    def own(term: Any) -> Any:
        return ox.BlankNode(f"b{prefix}{term.value}") if isinstance(term, ox.BlankNode) else term

    return ox.Quad(own(quad.subject), quad.predicate, own(quad.object), quad.graph_name)
