"""Tables that only white space or leader dots draw: what a PDF or a page of typewriting leaves of columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
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
_SHORT = 40  # characters of such a line, or of a label that goes on below
_YEAR = re.compile(r"(?:19|20)\d\d")
_TOTAL = re.compile(r"(?:sous[- ])?total|ensemble", re.IGNORECASE)


@lru_cache(maxsize=4)  # the readers of one document ask for the same
def column_rows(document: Document) -> dict[int, Block]:
    """Return the rows of white-space tables by the offset of their line's block: at least a heading and two rows.

    A row has a label and one figure or more; lines that follow each other make one table, and one empty line may stand
    under the heading or above the total. Every cell stands under the heading whose columns it overlaps, so that an
    empty cell leaves its column empty (an empty span). Lines with leader dots need no heading, and
    may be paragraphs of their own (an empty line between them).
    """
    rows: dict[int, Block] = {}
    group = _Groupe()
    dotted: list[Block] = []
    last = 0
    blocks = document.blocks
    for index, block in enumerate((*blocks, None)):
        gap = document.text[last : block.start].count("\n") if block is not None else 9
        last = block.end if block is not None else 0
        if dotted and not (gap <= 2 and block is not None and _dotted(document, block)):
            rows.update((row.start, row) for row in _list(document, dotted))
            dotted = []
        if block is not None and _dotted(document, block):
            dotted.append(block)
        elif block is not None and group.lines and _goes_on(document, group, block, gap):
            group.lines.append(block)
            continue
        elif (
            block is not None
            and group.lines
            and gap <= 2
            and _is_aside(document, group, block, blocks[index + 1 :][:1])
        ):
            group.asides.append(block)
            continue
        rows.update((row.start, row) for row in _table(document, group))
        group = _Groupe([block] if block is not None and _drawn(document, block) and not dotted else [])
    return rows


@dataclass
class _Groupe:
    """The lines of a table that may be; ``asides``: lines with one cell, of the heading or of a label cut in two."""

    lines: list[Block] = field(default_factory=list)
    asides: list[Block] = field(default_factory=list)


def _goes_on(document: Document, group: _Groupe, block: Block, gap: int) -> bool:
    """Tell whether a line is the next row: right under the last, or past the empty line of a heading or a total."""
    if not _drawn(document, block):
        return False
    total = _TOTAL.match(document.text, block.start, block.end) is not None
    return gap == 1 or (gap == 2 and (len(group.lines) == 1 or total))


def _is_aside(document: Document, group: _Groupe, block: Block, following: Sequence[Block]) -> bool:
    """Tell whether a line holds what is left of a cell: « (DETR) » under « ÉTAT », a label that goes on below."""
    if block.kind in (BlockKind.ROW, BlockKind.TOC, BlockKind.FURNITURE) or block.end - block.start > _SHORT:
        return False
    indent = block.start - _start_of_line(document, block)
    if len(group.lines) == 1 and indent >= _INDENT:
        return True
    after = following[0] if following else None
    touching = after is not None and document.text[block.end : after.start].count("\n") == 1
    return touching and after is not None and _drawn(document, after) and document.text[block.end - 1] not in ".;:!?|"


def _drawn(document: Document, block: Block) -> bool:
    if block.kind in (BlockKind.ROW, BlockKind.TOC, BlockKind.FURNITURE) or block.end - block.start > _LONGEST:
        return False
    return _GAP.search(document.text, block.start, block.end) is not None


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


def _table(document: Document, group: _Groupe) -> Iterator[Block]:
    if len(group.lines) < 3:
        return
    lines = [_cells(document, block) for block in group.lines]
    starts = [_start_of_line(document, block) for block in group.lines]
    head = lines[0]
    edges = {
        c.end - s for line, s in zip(lines[1:], starts[1:], strict=True) if len(line) == len(head) for c in line[1:]
    }
    body = [_parted(document, line, start, edges, len(head)) for line, start in zip(lines[1:], starts[1:], strict=True)]
    figures = [sum(_is_figure(document, c) for c in line[1:]) for line in body]
    named = not any(_is_figure(document, c) and not _is_year(document, c) for c in head[1:])
    if len(head) < 2 or not named or not all(figures):
        return
    columns = [(c.start - starts[0], c.end - starts[0]) for c in head]
    yield replace(group.lines[0], kind=BlockKind.ROW, cells=tuple(head), continues=False)
    yield from (replace(aside, kind=BlockKind.ROW, cells=(), continues=False) for aside in group.asides)
    for block, line, start in zip(group.lines[1:], body, starts[1:], strict=True):
        placed = line if len(line) == len(head) else _placed(line, columns, start, block.end)
        above = next((a for a in group.asides if document.text[a.end : block.start].count("\n") == 1), None)
        if above is not None and placed[0].end > placed[0].start and above.start > group.lines[0].end:
            label = above.start if above.start - _start_of_line(document, above) < _INDENT else placed[0].start
            placed = [Span(label, placed[0].end), *placed[1:]]
        yield replace(block, kind=BlockKind.ROW, cells=tuple(placed), continues=False)


def _parted(document: Document, line: list[Span], start: int, edges: set[int], wanted: int) -> list[Span]:
    """Return the cells of a line, those that one space parts cut where the other rows end a column."""
    if len(line) >= wanted:
        return line
    cells: list[Span] = []
    for cell in line:
        at = cell.start
        for edge in sorted(e + start for e in edges if cell.start < e + start < cell.end):
            if document.text[edge] == " " and document.text[edge - 1].isdigit():
                cells.append(Span(at, edge))
                at = edge + 1
        cells.append(Span(at, cell.end))
    return cells


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


def _is_year(document: Document, cell: Span) -> bool:
    return _YEAR.fullmatch(document.text, cell.start, cell.end) is not None


def _start_of_line(document: Document, block: Block) -> int:
    return document.text.rfind("\n", 0, block.start) + 1
