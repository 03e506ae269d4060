"""Tables that no ruled line draws: cells of several lines that stand side by side, row after row.

A producer writes such a table cell by cell: the text goes down a cell, then up and to the right to the next one. Rows
of single lines are left as lines, their columns parted by spaces.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pactes.reading.pdf_layout import Line, rejoined

__all__ = ["split_tables"]

_COLUMNS = 3  # fewer are columns of prose, or signatures side by side
_TALLEST = 8  # lines of a cell: more are a column of prose
_STEP = 1.5  # sizes: from a line of a cell to the next one
_ROW_GAP = 4.0  # sizes: from a row to the next one


@dataclass(slots=True)
class _Cell:
    texts: list[str]
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    first: int  # index of its first line
    last: int


def split_tables(lines: Sequence[Line], known: frozenset[str]) -> Iterator[list[Line] | list[list[str]]]:
    """Yield the lines of a page in order: runs of lines, and tables as rows of texts of cells."""
    done = 0
    for table in _tables(_rows(_cells(lines))):
        first, last = table[0][0].first, max(cell.last for row in table for cell in row)
        columns = _columns(table)
        if first < done or columns is None:
            continue
        if first > done:
            yield list(lines[done:first])
        yield [_placed(row, columns, known) for row in table]
        done = last + 1
    if done < len(lines):
        yield list(lines[done:])


def _cells(lines: Sequence[Line]) -> list[_Cell]:
    cells: list[_Cell] = []
    for index, line in enumerate(lines):
        alone = len(line.runs) == 1
        for rank, (words, x0, x1) in enumerate(line.runs):
            cell = cells[-1] if cells else None
            goes_on = alone or (rank == 0 and len(cells) > 1 and _in_row(cells[-1], cells[-2]))
            if cell and goes_on and _under(cell, line, x0, x1):
                cell.texts.append(words)
                cell.x0, cell.x1 = min(cell.x0, x0), max(cell.x1, x1)
                cell.bottom, cell.last = line.y, index
            else:
                cells.append(_Cell([words], x0, x1, line.y, line.y, max(line.size, 1.0), index, index))
    return cells


def _under(cell: _Cell, line: Line, x0: float, x1: float) -> bool:
    step = cell.bottom - line.y
    return 0 < step <= _STEP * max(cell.size, line.size) and x0 < cell.x1 and x1 > cell.x0


def _in_row(cell: _Cell, other: _Cell) -> bool:
    """Tell whether a cell that is being read may be of the row of the one before it, whatever their alignment."""
    reach = _STEP * cell.size * 3
    return cell.x0 >= other.x1 - 1.0 and cell.bottom - other.top <= reach and other.bottom - cell.top <= reach


def _beside(cell: _Cell, other: _Cell) -> bool:
    """Tell whether a cell stands to the right of another, at its height."""
    return cell.x0 >= other.x1 - 1.0 and cell.top >= other.bottom - 1.0 and cell.bottom <= other.top + 1.0


def _rows(cells: Sequence[_Cell]) -> list[list[_Cell]]:
    rows: list[list[_Cell]] = []
    for cell in cells:
        row = rows[-1] if rows else []
        if row and cell.x0 >= row[-1].x1 - 1.0 and any(_beside(cell, other) for other in row):
            row.append(cell)
        else:
            rows.append([cell])
    return rows


def _tables(rows: Sequence[list[_Cell]]) -> Iterator[list[list[_Cell]]]:
    """Yield runs of rows that make a table."""
    group: list[list[_Cell]] = []
    for row in [*rows, []]:
        if row and group:
            above = min(cell.bottom for cell in group[-1])
            top = max(cell.top for cell in row)
            near = 0 < above - top <= _ROW_GAP * row[0].size
        if len(row) >= 2 and all(len(cell.texts) <= _TALLEST for cell in row) and (not group or near):
            group.append(row)
            continue
        if _is_table(group):
            yield group
        group = [row] if len(row) >= 2 and all(len(cell.texts) <= _TALLEST for cell in row) else []


def _is_table(group: Sequence[list[_Cell]]) -> bool:
    folded = any(len(cell.texts) > 1 for row in group for cell in row)
    return len(group) >= 2 and folded and max(map(len, group)) >= _COLUMNS


def _columns(table: Sequence[list[_Cell]]) -> list[tuple[float, float]] | None:
    """Return the extents of the columns, None when the cells of a row do not fall in columns of their own."""
    columns: list[tuple[float, float]] = []
    for cell in sorted((cell for row in table for cell in row), key=lambda cell: cell.x0):
        if columns and cell.x0 < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], cell.x1))
        else:
            columns.append((cell.x0, cell.x1))
    for row in table:
        places = [_place(cell, columns) for cell in row]
        if len(set(places)) < len(places):
            return None
    return columns if len(columns) >= _COLUMNS else None


def _place(cell: _Cell, columns: Sequence[tuple[float, float]]) -> int:
    return next(index for index, (left, right) in enumerate(columns) if left <= cell.x0 <= right)


def _placed(row: Sequence[_Cell], columns: Sequence[tuple[float, float]], known: frozenset[str]) -> list[str]:
    texts = [""] * len(columns)
    for cell in row:
        texts[_place(cell, columns)] = rejoined(cell.texts, known)
    return texts
