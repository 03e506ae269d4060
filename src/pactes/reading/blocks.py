"""From text to blocks, line by line: headings, items, rows, tables of contents, page furniture, paragraphs."""

from __future__ import annotations

import re

from pactes.reading.document import Block, BlockKind, Span

_BULLET = re.compile(r"[-–—•●▪■○◦➢➤►✓*]\s*(?:o\s+)?(?=\S)")
_NUMBER = re.compile(r"(?:(?:\d{1,2}|[IVX]{1,4}|[A-H])(?:[.\-]\d{1,2})*\s?[.)\-–]|\d{1,2}(?:\.\d{1,2})+)\s+(?=\S)")
_TOC_END = re.compile(r"(?:\.{3,}\s*|\t)\d{1,3}\s*$")
_PAGE_NUMBER = re.compile(r"^(?:page\s+)?\d{1,3}(?:\s*/\s*\d{1,3})?$", re.IGNORECASE)


def split_blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a canonical text, in order, one per line that holds words."""
    blocks = []
    offset = 0
    for number, line in enumerate(text.split("\n"), start=1):
        block = _block(line, offset, number)
        if block is not None:
            blocks.append(block)
        offset += len(line) + 1
    return tuple(blocks)


def _block(line: str, offset: int, number: int) -> Block | None:
    words = line.strip()
    if not words:
        return None
    start = offset + len(line) - len(line.lstrip())
    end = offset + len(line.rstrip())
    indent = len(line) - len(line.lstrip())
    if _PAGE_NUMBER.match(words):
        return Block(BlockKind.FURNITURE, start, end, number)
    if _TOC_END.search(words):
        return Block(BlockKind.TOC, start, end, number)
    if words.count("|") >= 2 or (words.count("\t") >= 1 and not _NUMBER.match(words)):
        return Block(BlockKind.ROW, start, end, number, cells=_cells(line, offset))
    marks = re.match(r"#+\s*", words)
    if marks:
        return Block(BlockKind.HEADING, start + marks.end(), end, number, level=marks.end())
    bullet = _BULLET.match(words)
    if bullet and not words.startswith("**"):
        mark = bullet.group().strip()
        return Block(BlockKind.ITEM, start + bullet.end(), end, number, marker=mark, level=1 + indent // 2)
    marker = _NUMBER.match(words)
    label = marker.group().strip() if marker else ""
    short = len(words) <= 200 and not words.endswith((".", ";", ",", ":"))
    if marker and short:
        return Block(BlockKind.HEADING, start + marker.end(), end, number, marker=label, level=1 + label.count("."))
    if short and len(words) <= 120 and (words.isupper() or (words.startswith("**") and words.endswith("**"))):
        return Block(BlockKind.HEADING, start, end, number)
    return Block(BlockKind.PARAGRAPH, start, end, number, marker=label)


def _cells(line: str, offset: int) -> tuple[Span, ...]:
    separator = "|" if line.count("|") >= 2 else "\t"
    cells = []
    position = 0
    for cell in line.split(separator):
        left = position + len(cell) - len(cell.lstrip())
        cells.append(Span(offset + left, offset + left + len(cell.strip())))
        position += len(cell) + 1
    return tuple(cells)
