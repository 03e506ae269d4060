"""Representations that were made once for a release: crawlers and readers ask for the same pages again and again."""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Made:
    """A representation: its bytes (empty where only the compressed ones are kept), the same compressed by gzip where
    that serves, the headers of its own, its media type, what of the request it depends on (``Vary``).
    """

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    packed: bytes | None = None
    media_type: str = ""
    vary: str = ""

    def whole(self) -> bytes:
        """Return its bytes."""
        return self.body if self.body or self.packed is None else gzip.decompress(self.packed)

    @property
    def size(self) -> int:
        """Bytes it takes."""
        return len(self.body) + len(self.packed or b"")


class Representations:
    """The last ones used, ``limit`` bytes at most in all, of one release: those of another are forgotten."""

    def __init__(self, limit: int = 32 * 2**20) -> None:
        self._limit, self._size = limit, 0
        self._release = ""
        self._made: OrderedDict[Hashable, Made] = OrderedDict()

    def get(self, release: str, key: Hashable) -> Made | None:
        """Return what was made for ``key`` in ``release``, None when it is not kept."""
        if release != self._release:
            return None
        found = self._made.get(key)
        if found is not None:
            self._made.move_to_end(key)
        return found

    def keep(self, release: str, key: Hashable, made: Made) -> None:
        """Keep a representation; one that would take more than an eighth of the room is not kept."""
        if release != self._release:
            self._made.clear()
            self._release, self._size = release, 0
        if made.size > self._limit // 8 or key in self._made:
            return
        self._made[key] = made
        self._size += made.size
        while self._size > self._limit:
            _, oldest = self._made.popitem(last=False)
            self._size -= oldest.size


@dataclass(frozen=True, slots=True)
class ResultTag:
    """What is kept of a result: its entity tag (uncompressed), media type and size in bytes."""

    tag: str
    media_type: str
    size: int


class ResultTags:
    """Entity tags of the last results of queries over one release: who asks again with one is answered without running
    the query. ``limit`` of them are kept, those of another release are forgotten.
    """

    def __init__(self, limit: int = 4096) -> None:
        self._limit, self._release = limit, ""
        self._tags: OrderedDict[Hashable, ResultTag] = OrderedDict()

    def get(self, release: str, key: Hashable) -> ResultTag | None:
        """Return what is kept of the result of ``key`` in ``release``, None when it is not known."""
        return self._tags.get(key) if release == self._release else None

    def keep(self, release: str, key: Hashable, tag: ResultTag) -> None:
        """Keep what identifies a result."""
        if release != self._release:
            self._tags.clear()
            self._release = release
        self._tags[key] = tag
        self._tags.move_to_end(key)
        while len(self._tags) > self._limit:
            self._tags.popitem(last=False)
