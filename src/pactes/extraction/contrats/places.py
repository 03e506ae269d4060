"""Where a text names its contracts: the first one named after a place, the last one named before it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from pactes.model import Contrat

__all__ = ["Places"]


class Places:
    """The mentions of contracts in the order of the text; offsets are the document's."""

    def __init__(self, contrats: Iterable[Contrat]) -> None:
        kept = tuple(contrats)
        found = sorted(((e.start, i, c) for i, c in enumerate(kept) for e in c.evidence), key=lambda f: f[:2])
        self._offsets = [start for start, _, _ in found]
        self._contrats = [contrat for _, _, contrat in found]
        self.principal = next((c for c in kept if c.principal), None)

    def first(self, start: int, end: int) -> tuple[int, Contrat] | None:
        """Return the contract named first in ``start`` (included) to ``end`` (excluded), and where."""
        at = bisect_left(self._offsets, start)
        inside = at < len(self._offsets) and self._offsets[at] < end
        return (self._offsets[at], self._contrats[at]) if inside else None

    def last(self, start: int, end: int) -> tuple[int, Contrat] | None:
        """Return the contract named last in ``start`` (included) to ``end`` (excluded), and where."""
        at = bisect_left(self._offsets, end) - 1
        inside = at >= 0 and self._offsets[at] >= start
        return (self._offsets[at], self._contrats[at]) if inside else None
