"""Literals in the writing that the store gives back: what is published and what is answered are then the same terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox


def stored(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield the quads as the store keeps them: numbers and dates in their canonical writing, derived integer types as
    ``xsd:integer``.
    """
    store = ox.Store()
    store.extend(quads)
    yield from store


def is_stored_as_written(path: Path, quads: Sequence[ox.Quad]) -> bool:
    """Tell whether the literals of a Turtle file are those of ``quads``, what the store makes of it."""
    written = {quad.object for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)}
    kept = {quad.object for quad in quads}
    return {o for o in written if isinstance(o, ox.Literal)} == {o for o in kept if isinstance(o, ox.Literal)}
