"""From the characters of a page to its lines of text: words, columns kept apart, cells of tables.

A producer of PDF writes a page in the order in which it is read, column after column; that order is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pactes.reading.canonical import superscript
from pactes.reading.pdf_chars import Char
from pactes.reading.pdf_hyphens import is_broken, is_cut, joined_word
from pactes.reading.pdf_tables import Grid

__all__ = ["Line", "cell_texts", "lines_of", "rejoined"]

_APART = 1.6  # sizes: a gap that wide parts columns, a narrower one parts words
_APART_UNTYPED = 0.8  # sizes: the same where no space is typed in it
_SPACE = 0.28  # sizes: the width of a space
_FIXED = "\u00a0\u202f"  # spaces at which no line ends
_WIDEST = 240  # columns of characters in a page
_RAISED = 0.85  # of the size of the line: smaller and raised is a superscript
_MARKER = re.compile(
    r"(?:[-–—•●▪■□○◦◼▸‣⁃➢➤►▶➔→❖♦◆✓✔·o*\uf0b7\uf0a7\uf0d8\uf02d\uf06f]|\(?(?:\d{1,2}|[IVX]{1,4}|[a-zA-Z])"
    r"(?:\.\d{1,2})*\s?[.)°]|\d{1,2}(?:\.\d{1,2})+)$"
)


@dataclass(slots=True)
class Line:
    """A printed line: its runs of words (text, x0, x1), its baseline, its size, and the width of each gap in it.

    ``gaps`` also tells whether a space was typed in each. ``head`` is where its first word ends. A line whose ``table``
    is a number holds the place of a grid.
    """

    y: float
    size: float
    runs: list[tuple[str, float, float]] = field(default_factory=list)
    table: int | None = None
    gaps: list[tuple[float, bool]] = field(default_factory=list)
    head: float | None = None

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.runs[0][1]

    @property
    def x1(self) -> float:
        """Right edge."""
        return self.runs[-1][2]

    def text(self, left: float = 0.0) -> str:
        """Return the words; runs that stand apart, at their column (a marker keeps one space)."""
        if len(self.runs) == 1:
            return self.runs[0][0]
        width = max(self.size, 1.0) * 0.5
        out = ""
        for words, x0, _ in self.runs:
            if out and _MARKER.fullmatch(out.strip()):
                out += " "
            elif out:
                out += " " * max(3, min(round((x0 - left) / width), _WIDEST) - len(out))
            out += words
        return out

    @property
    def whole(self) -> bool:
        """Whether the line is one run of words, a marker before it apart."""
        return len(self.runs) == 1 or (len(self.runs) == 2 and bool(_MARKER.fullmatch(self.runs[0][0].strip())))


def lines_of(
    chars: Sequence[Char], grids: Sequence[Grid] = ()
) -> tuple[list[Line], list[dict[tuple[int, int], list[Char]]]]:
    """Return the lines of a page in the order of its content, and the characters of each cell of each grid.

    A line whose ``table`` is a number stands for that grid, where its first character came.
    """
    cells: list[dict[tuple[int, int], list[Char]]] = [{} for _ in grids]
    flow: list[Char | int] = []
    for char in chars if grids else ():
        place = _place(char, grids)
        if place is None:
            flow.append(char)
            continue
        table, cell = place
        if not cells[table] and not char.space:
            flow.append(table)
        if cells[table] or not char.space:
            cells[table].setdefault(cell, []).append(char)
    if not grids:
        return _lines(chars), cells
    lines: list[Line] = []
    run: list[Char] = []
    for item in flow:
        if isinstance(item, int):
            lines += _lines(run)
            run = []
            lines.append(Line(grids[item].ys[0], 0.0, [("", grids[item].xs[0], grids[item].xs[-1])], item))
        else:
            run.append(item)
    return lines + _lines(run), cells


def _place(char: Char, grids: Sequence[Grid]) -> tuple[int, tuple[int, int]] | None:
    if char.turn:
        return None
    x, y = (char.x0 + char.x1) / 2, char.y + char.size / 4
    for table, grid in enumerate(grids):
        if (cell := grid.cell_at(x, y)) is not None:
            return table, cell
    return None


def _lines(chars: Sequence[Char]) -> list[Line]:
    lines: list[Line] = []
    words = ""
    start = end = 0.0
    gap = typed = False
    fixed: str | None = None
    line: Line | None = None
    before: Char | None = None

    def close() -> None:
        nonlocal words
        if line is not None and words.strip():
            line.runs.append((words.strip(), start, end))
        words = ""

    for char in chars:
        if char.space:
            gap, typed = True, typed or char.size > 0
            fixed = char.text if char.text in _FIXED else None
            continue
        same = line is not None and before is not None and _same_line(line, before, char)
        if line is None or before is None or not same:
            close()
            line = Line(char.y, char.size)
            lines.append(line)
            start = char.x0
        elif gap or char.x0 - before.x1 > _SPACE * line.size:
            width = char.x0 - before.x1
            line.gaps.append((width, typed))
            if line.head is None and fixed is None:
                line.head = before.x1
            if width > (_APART if typed else _APART_UNTYPED) * line.size:
                close()
                start = char.x0
            else:
                words += fixed or " "
        raised = char.y > line.y + 0.15 * line.size and char.size < _RAISED * line.size
        words += superscript(char.text) if raised else char.text
        if char.size > line.size:
            line.size, line.y = char.size, char.y
        end, before, gap, typed, fixed = char.x1, char, False, False, None
    close()
    return [_justified(line) for line in lines if line.runs]


def _justified(line: Line) -> Line:
    """Return a line whose spaces, all typed, are all as wide as each other as one run: it is set to a full width."""
    if len(line.runs) > 1 and len(line.gaps) >= 2 and all(typed for _, typed in line.gaps):
        widths = [width for width, _ in line.gaps]
        if min(widths) >= 0.6 * max(widths):
            line.runs = [(" ".join(run[0] for run in line.runs), line.x0, line.x1)]
    return line


def _same_line(line: Line, before: Char, char: Char) -> bool:
    if char.turn != before.turn or char.x0 < before.x0 - 0.3 * line.size:
        return False
    if char.x0 < before.x1 - 1.5 * line.size:
        return False
    size = max(line.size, char.size)
    small = min(line.size, char.size) < _RAISED * size
    return abs(char.y - line.y) <= (0.6 if small else 0.3) * size


def cell_texts(grid: Grid, cells: dict[tuple[int, int], list[Char]], known: frozenset[str]) -> list[list[str]]:
    """Return the rows of a grid, each the texts of its cells; columns and rows that hold nothing are left out."""
    table = [[""] * grid.columns for _ in range(grid.rows)]
    for (row, column), chars in cells.items():
        lines = sorted(_lines(chars), key=lambda line: -line.y)
        table[row][column] = rejoined([" ".join(run[0] for run in line.runs) for line in lines], known)
    used = [column for column in range(grid.columns) if any(row[column] for row in table)]
    return [[row[column] for column in used] for row in table if any(row)]


def rejoined(texts: Sequence[str], known: frozenset[str]) -> str:
    """Return the lines of a cell as one text, the words that line ends cut whole again."""
    out = ""
    for text in texts:
        if is_broken(out, text, known):
            out += text
        elif is_cut(out, text):
            out = joined_word(out, text, known)
        else:
            out = f"{out} {text}" if out else text
    return out
