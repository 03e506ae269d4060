"""The names of things that pages asked for last: the same terms, families and organisations are named on most pages."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

from pyoxigraph import Literal

_OVERHEAD = 300
"""Bytes that keeping the names of a thing takes beside their text; and each name, a half of it."""

Named = tuple[Literal, ...]
"""The names of a thing in all languages, the first to be shown first; none when the release does not name it."""


class Names:
    """Names of one release by IRI, about ``limit`` bytes at most: those of another release are forgotten."""

    def __init__(self, limit: int = 16 * 2**20) -> None:
        self._limit, self._size, self._release = limit, 0, ""
        self._named: OrderedDict[str, Named] = OrderedDict()

    def get(self, release: str, iri: str) -> Named | None:
        """Return the names of ``iri`` in ``release``, None when they are not known here."""
        if release != self._release:
            return None
        found = self._named.get(iri)
        if found is not None:
            self._named.move_to_end(iri)
        return found

    def keep(self, release: str, found: Mapping[str, Named]) -> None:
        """Keep names that were read of ``release``."""
        if release != self._release:
            self._named.clear()
            self._release, self._size = release, 0
        for iri, named in found.items():
            if iri not in self._named:
                self._named[iri] = named
                self._size += _size(iri, named)
        while self._size > self._limit:
            self._size -= _size(*self._named.popitem(last=False))


def _size(iri: str, named: Named) -> int:
    return _OVERHEAD + len(iri) + sum(_OVERHEAD // 2 + 2 * len(literal.value) for literal in named)
