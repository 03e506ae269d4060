"""A text cut into lines and pieces, each piece under the passage that covers it, with the form that reading found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from pactes.reading.blocks import split_blocks
from pactes.reading.document import Block, BlockKind
from pactes.web.views.common import Value

_RULE = re.compile(r"(?=.*-)\s*\|[|\s:-]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage in the text: code points ``start`` to ``end`` (excluded), and the things that rest on it.

    ``missed`` says of what sort it is when it is no passage, but what no rule understood.
    """

    iri: str
    start: int
    end: int
    things: tuple[Value, ...] = ()
    missed: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text of one line; ``mark`` is the shortest passage that covers it, None where there is none."""

    text: str
    mark: Mark | None = None
    opens: tuple[Mark, ...] = ()  # passages that begin here


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text (1-based), and the passages that begin on it.

    ``kind`` is the form of the block that it is (``heading``, ``paragraph``, ``item``, ``row``, ``toc``,
    ``furniture``), ``level`` the depth of a heading (from 3) or item (from 1), ``cells`` the pieces of a row's cells,
    ``page`` the page that begins here, where a passage of this line tells its page first.
    """

    number: int
    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...] = ()
    kind: str = "paragraph"
    level: int = 1
    cells: tuple[tuple[Piece, ...], ...] = ()
    page: int | None = None

    @property
    def blank(self) -> bool:
        """Whether the line shows nothing."""
        return not any(piece.text.strip() for piece in self.pieces)

    @property
    def loose(self) -> tuple[Mark, ...]:
        """The passages that begin here but on no piece that is shown."""
        shown = [piece for cell in self.cells for piece in cell] if self.cells else self.pieces
        opened = {mark.iri for piece in shown for mark in piece.opens}
        return tuple(mark for mark in self.marks if mark.iri and mark.iri not in opened)


@dataclass(frozen=True, slots=True)
class Run:
    """Lines in a row of one form: rows are a table, items a list, others stand for themselves."""

    kind: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the text, for its table of contents."""

    text: str
    line: int
    offset: int
    level: int = field(default=1)


def lines_of(source: str, marks: Sequence[Mark], first: int = 1, last: int | None = None) -> tuple[Line, ...]:
    """Cut a text into lines and pieces, each piece under the shortest passage that covers it.

    ``first`` and ``last`` bound the lines returned (1-based, both included).
    """
    return tuple(line for line, *_ in _cut(source, marks, first, last))


def _cut(
    source: str, marks: Sequence[Mark], first: int, last: int | None
) -> Iterable[tuple[Line, int, int, tuple[Mark, ...]]]:
    """Return each line with its first and last offset and the passages that touch it."""
    ordered = sorted(
        (mark for mark in marks if 0 <= mark.start < mark.end <= len(source)), key=lambda mark: (mark.start, mark.end)
    )
    offset, following = 0, 0
    open_marks: list[Mark] = []
    for number, line in enumerate(source.split("\n"), start=1):
        end = offset + len(line)
        begun: list[Mark] = []
        while following < len(ordered) and ordered[following].start <= end:
            begun.append(ordered[following])
            following += 1
        open_marks = [mark for mark in open_marks if mark.end > offset] + begun
        if number >= first and (last is None or number <= last):
            yield Line(number, _pieces(source, offset, end, open_marks), tuple(begun)), offset, end, tuple(open_marks)
        if last is not None and number >= last:
            return
        offset = end + 1


def _pieces(source: str, start: int, end: int, marks: Sequence[Mark]) -> tuple[Piece, ...]:
    cuts = {start, end}
    for mark in marks:
        cuts.update(point for point in (mark.start, mark.end) if start < point < end)
    bounds = sorted(cuts)
    pieces = []
    for left, right in pairwise(bounds):
        covering = [mark for mark in marks if mark.start <= left and right <= mark.end]
        shortest = min(covering, key=lambda mark: (mark.end - mark.start, mark.start), default=None)
        pieces.append(Piece(source[left:right], shortest, tuple(mark for mark in marks if mark.start == left)))
    return tuple(pieces)


def laid_out(
    source: str, marks: Sequence[Mark], first: int = 1, last: int | None = None
) -> tuple[tuple[Run, ...], tuple[Heading, ...]]:
    """Return the lines of a part of a text in runs of one form, and the headings of the whole text."""
    blocks = {block.line: block for block in split_blocks(source)}
    found, level = [], 2
    for line, offset, end, touching in _cut(source, marks, first, last):
        block = blocks.get(line.number)
        if _RULE.fullmatch(source[offset:end]):  # what parts the head of a table from its rows
            continue
        if block is None:
            found.append(line)
            continue
        kind, depth = block.kind, block.level
        if kind is BlockKind.HEADING:
            # A heading is at most one level below the one before it: those who listen find their way by levels.
            level = depth = min(block.level + 2, level + 1, 6)
        cells = tuple(_pieces(source, cell.start, cell.end, touching) for cell in block.cells)
        opened = _pieces(source, max(offset, _words(block, source, offset)), end, touching)
        found.append(replace(line, kind=kind.value, level=depth, cells=cells, pieces=opened or line.pieces))
    runs = tuple(Run(kind, tuple(group)) for kind, group in groupby(found, key=_form))
    return runs, tuple(
        Heading(source[block.start : block.end].replace("**", ""), block.line, block.start, block.level)
        for block in blocks.values()
        if block.kind is BlockKind.HEADING
    )


def _words(block: Block, source: str, offset: int) -> int:
    """Return where the words of a heading begin: its ``#`` marks say what the page shows otherwise."""
    marks = source[offset : block.start]
    return block.start if block.kind is BlockKind.HEADING and set(marks) <= set("# ") else offset


def _form(line: Line) -> str:
    if line.kind == BlockKind.ROW and line.cells:
        return "row"
    return "item" if line.kind == BlockKind.ITEM else "text"
