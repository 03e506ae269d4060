"""What a store of ours holds: each quad, and its triple in the default graph.

The union of the graphs, which queries see by default, is then an ordinary dataset: a triple that two graphs say is
there once, and ``FROM`` keeps its meaning (Oxigraph's own union option counts such a triple twice, overrides ``FROM``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox


def with_union(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield each quad of a named graph, then the same triple in the default graph."""
    for quad in quads:
        yield quad
        yield ox.Quad(quad.subject, quad.predicate, quad.object, ox.DefaultGraph())
