"""Long texts in parts: a page holds one, and any line or passage is found in its own."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from pactes.web.views.common import Evidence, Visit

PART = 60_000
"""Characters from which a part ends at the next line: with its marks it stays under 150 kB compressed."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a text: ``lines`` are the first lines (from 1), ``offsets`` the first characters (from 0)."""

    lines: tuple[int, ...]
    offsets: tuple[int, ...]

    def of_line(self, line: int) -> int:
        """Return the part (from 1) that holds a line."""
        return max(1, bisect_right(self.lines, line))

    def of_offset(self, offset: int) -> int:
        """Return the part (from 1) that holds a character."""
        return max(1, bisect_right(self.offsets, offset))

    def __len__(self) -> int:
        return len(self.lines)


def cut(source: str, size: int | None = None) -> Parts:
    """Cut a text at ends of lines into parts of some ``size`` characters (``PART`` unless said)."""
    size = size or PART
    lines, offsets, offset, begun = [1], [0], 0, 0
    for number, line in enumerate(source.split("\n"), start=1):
        far = offset - begun
        if far >= size or (far >= size * 0.85 and line.startswith("#")):
            lines.append(number)
            offsets.append(offset)
            begun = offset
        offset += len(line) + 1
    return Parts(tuple(lines), tuple(offsets))


def parts_of(visit: Visit, document: str) -> Parts | None:
    """Return the parts of the text of a document, None where the text is not here."""
    key = ("parts", document)
    if key not in visit.kept:
        source = visit.texts(document)
        visit.kept[key] = None if source is None else cut(source)
    found: Parts | None = visit.kept[key]
    return found


def document_address(visit: Visit, document: str, part: int = 1, anchor: str = "", **more: str | int | None) -> str:
    """Return the address of a part of the page of a document."""
    path = visit.addresses.local_path(document)
    if path is None:
        return document
    fragment = f"#{anchor}" if anchor else ""
    return visit.addresses.url(f"{path}{fragment}", partie=part if part > 1 else None, **more)


def passage_address(visit: Visit, mark: Evidence) -> str:
    """Return where a passage is read in its document; its own page where the text is not here."""
    parts = parts_of(visit, mark.document)
    if parts is None:
        return visit.addresses.link(mark.iri)
    if mark.start is not None:
        return document_address(visit, mark.document, parts.of_offset(mark.start), f"p{mark.start}-{mark.end}")
    if mark.line is not None:
        return document_address(visit, mark.document, parts.of_line(mark.line), f"L{mark.line}")
    return visit.addresses.link(mark.iri)
