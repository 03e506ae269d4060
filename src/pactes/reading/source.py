"""What the reader of a format hands over."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Read:
    """A canonical text; the offset of each page, empty where there are none; the lines (0-based) of page furniture.

    ``warnings`` are French sentences that name the file.
    """

    text: str
    page_starts: tuple[int, ...] = ()
    furniture: frozenset[int] = frozenset()
    warnings: tuple[str, ...] = ()
