"""Tables that only white space or leader dots draw: what a PDF or a page of typewriting leaves of columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from pactes.reading import Block, BlockKind, Document, Span

_CELL = re.compile(r"\S+(?: \S+)*")  # words parted by one space; two spaces or a tab part cells
_GAP = re.compile(r"\S(?: {2,}|\t)\s*\S")
# Digits, with the letters that a scan puts for some (l, I, O).
_FIGURE = re.compile(
    r"[-–]|[-–+]?(?=[lIO]{0,3} ?\d)[\dlI][\dlIO\s.,]*\s?(?:%|€|k ?€|M ?€|euros?|km|ha|m²)?(?:\s(?:HT|TTC))?\*?"
)
# « État .................. 485 000 »: a label, leader dots, a figure.
_LEADER = re.compile(
    r"(?P<label>[^\W\d_][^\n]{1,90}?)\s?(?:\.{4,}|(?:\. ){4,}\.?|…{2,}|_{4,})\s*(?P<figure>\S.{0,30})$"
)
_SUM = re.compile(r"\d[ .\u00a0\u202f]?\d{3}\b|\d,\d|€|%")  # no number of a page
_LONGEST = 400  # characters of a line: a longer one is prose
_INDENT = 8  # spaces before a line that goes on with a cell of the heading above it
_SHORT = 30  # characters of such a line


@lru_cache(maxsize=4)  # the readers of one document ask for the same
def column_rows(document: Document) -> dict[int, Block]:
    """Return the rows of white-space tables by the offset of their line's block: at least a heading and two rows.

    A row has a label and one figure or more; lines that follow each other make one table. Every cell stands under the
    heading whose columns it overlaps, so that an empty cell leaves its column empty (an empty span). Lines with leader
    dots need no heading.
    """
    rows: dict[int, Block] = {}
    group: list[Block] = []
    dotted: list[Block] = []
    tail: Block | None = None
    last = 0
    for block in (*document.blocks, None):
        follows = block is not None and document.text[last : block.start].count("\n") == 1
        if dotted and not (follows and block is not None and _dotted(document, block)):
            rows.update((row.start, row) for row in _list(document, dotted))
            dotted = []
        if block is not None and _dotted(document, block):
            dotted.append(block)
        elif group and follows and block is not None and _tail(document, group, block):
            tail = replace(block, kind=BlockKind.ROW, cells=(), continues=False)
        elif group and not (follows and block is not None and _drawn(document, block)):
            drawn = {row.start: row for row in _table(document, group)}
            rows.update(drawn if tail is None or not drawn else {**drawn, tail.start: tail})
            group, tail = [], None
        if block is not None and _drawn(document, block) and not dotted:
            group.append(block)
        last = block.end if block is not None else 0
    return rows


def _drawn(document: Document, block: Block) -> bool:
    if block.kind in (BlockKind.ROW, BlockKind.TOC, BlockKind.FURNITURE) or block.end - block.start > _LONGEST:
        return False
    return _GAP.search(document.text, block.start, block.end) is not None


def _tail(document: Document, group: Sequence[Block], block: Block) -> bool:
    """Tell whether a line goes on with a cell of the heading right above it (« ÉTAT », and « (DETR) » under it)."""
    indent = block.start - _start_of_line(document, block)
    return len(group) == 1 and indent >= _INDENT and block.end - block.start <= _SHORT


def _dotted(document: Document, block: Block) -> bool:
    if block.kind in (BlockKind.ROW, BlockKind.FURNITURE) or block.end - block.start > _LONGEST:
        return False
    match = _LEADER.fullmatch(document.text, block.start, block.end)
    return match is not None and _FIGURE.fullmatch(match["figure"].strip()) is not None


def _list(document: Document, group: Sequence[Block]) -> Iterator[Block]:
    """Yield the rows of a list with leader dots, unless its figures are page numbers."""
    lines = [_LEADER.fullmatch(document.text, block.start, block.end) for block in group]
    if len(group) < 2 or not any(line and _SUM.search(line["figure"]) for line in lines):
        return
    for block, line in zip(group, lines, strict=True):
        if line:
            cells = (Span(line.start("label"), line.end("label")), Span(line.start("figure"), line.end("figure")))
            yield replace(block, kind=BlockKind.ROW, cells=cells, continues=False)


def _cells(document: Document, block: Block) -> list[Span]:
    return [Span(m.start(), m.end()) for m in _CELL.finditer(document.text, block.start, block.end)]


def _table(document: Document, group: Sequence[Block]) -> Iterator[Block]:
    lines = [_cells(document, block) for block in group]
    head, body = lines[0], lines[1:]
    figures = [sum(_is_figure(document, c) for c in line[1:]) for line in body]
    if len(body) < 2 or len(head) < 2 or any(_is_figure(document, c) for c in head[1:]) or not all(figures):
        return
    starts = [_start_of_line(document, block) for block in group]
    columns = [(c.start - starts[0], c.end - starts[0]) for c in head]
    yield replace(group[0], kind=BlockKind.ROW, cells=tuple(head), continues=False)
    for block, line, start in zip(group[1:], body, starts[1:], strict=True):
        placed = line if len(line) == len(head) else _placed(line, columns, start, block.end)
        yield replace(block, kind=BlockKind.ROW, cells=tuple(placed), continues=False)


def _placed(line: Sequence[Span], columns: Sequence[tuple[int, int]], start: int, end: int) -> list[Span]:
    """Return one cell for each column, the one that stands nearest under it; empty where none does."""
    cells = [Span(end, end)] * len(columns)
    for cell in line:
        left, right = cell.start - start, cell.end - start
        best = min(range(len(columns)), key=lambda i: max(columns[i][0] - right, left - columns[i][1]))
        if cells[best].start == cells[best].end:
            cells[best] = cell
    return cells


def _is_figure(document: Document, cell: Span) -> bool:
    return _FIGURE.fullmatch(document.text, cell.start, cell.end) is not None


def _start_of_line(document: Document, block: Block) -> int:
    return document.text.rfind("\n", 0, block.start) + 1
