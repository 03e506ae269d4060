"""Ruled tables of a page: the grid that its lines draw, and the cell that holds a character."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from pactes.reading.pdf_chars import Rule

__all__ = ["Grid", "find_grids"]

_NEAR = 3.0  # points: lines that near meet, or are one
_MOST = 400  # lines of one direction in a grid: more is a drawing


@dataclass(slots=True)
class Grid:
    """A grid of ``len(ys) - 1`` rows by ``len(xs) - 1`` columns; row 0 is the highest (``ys`` go down)."""

    xs: list[float]
    ys: list[float]
    roots: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.ys) - 1

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.xs) - 1

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Return the row and column that hold a point (the first of a merged cell), None outside."""
        column = bisect_right(self.xs, x) - 1
        row = bisect_right([-level for level in self.ys], -y) - 1
        if not (0 <= column < self.columns and 0 <= row < self.rows):
            return None
        return self.roots[row, column]


def find_grids(rules: Sequence[Rule]) -> list[Grid]:
    """Return the grids of two cells or more in each direction, or of a row of three, that these rules draw."""
    if len(rules) > 20 * _MOST:
        return []
    groups = _connected(rules)
    grids = (_grid(group) for group in groups)
    return [grid for grid in grids if grid is not None]


def _connected(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Return the rules in groups that cross or touch each other."""
    level = sorted((rule for rule in rules if not rule.upright), key=lambda rule: rule.at)
    heights = [rule.at for rule in level]
    parent = {rule: rule for rule in rules}

    def root(rule: Rule) -> Rule:
        while parent[rule] is not rule:
            parent[rule] = rule = parent[parent[rule]]
        return rule

    for upright in (rule for rule in rules if rule.upright):
        first = bisect_right(heights, upright.low - _NEAR)
        for other in level[first : bisect_right(heights, upright.high + _NEAR)]:
            if other.low - _NEAR <= upright.at <= other.high + _NEAR:
                parent[root(upright)] = root(other)
    groups: dict[Rule, list[Rule]] = {}
    for rule in parent:
        groups.setdefault(root(rule), []).append(rule)
    return [group for group in groups.values() if len(group) >= 4]


def _grid(group: Sequence[Rule]) -> Grid | None:
    xs = _levels([rule.at for rule in group if rule.upright])
    ys = _levels([rule.at for rule in group if not rule.upright])[::-1]
    if len(xs) < 3 or len(ys) < 2 or (len(xs) == 3 and len(ys) == 2) or max(len(xs), len(ys)) > _MOST:
        return None
    grid = Grid(xs, ys)
    merged = {(row, column): (row, column) for row in range(grid.rows) for column in range(grid.columns)}

    def root(cell: tuple[int, int]) -> tuple[int, int]:
        while merged[cell] != cell:
            cell = merged[cell]
        return cell

    upright = _by_level(xs, [rule for rule in group if rule.upright])
    level = _by_level(ys, [rule for rule in group if not rule.upright])
    for row in range(grid.rows):
        middle = (ys[row] + ys[row + 1]) / 2
        for column in range(grid.columns):
            across = (xs[column] + xs[column + 1]) / 2
            here = (row, column)
            if column + 1 < grid.columns and not _covered(upright[column + 1], middle):
                _merge(merged, root(here), root((row, column + 1)))
            if row + 1 < grid.rows and not _covered(level[row + 1], across):
                _merge(merged, root(here), root((row + 1, column)))
    grid.roots = {cell: root(cell) for cell in merged}
    return grid if len(set(grid.roots.values())) >= 3 else None


def _merge(merged: dict[tuple[int, int], tuple[int, int]], one: tuple[int, int], other: tuple[int, int]) -> None:
    merged[max(one, other)] = min(one, other)


def _levels(values: list[float]) -> list[float]:
    """Return the distinct levels, those that are near counted as one."""
    levels: list[float] = []
    for value in sorted(values):
        if not levels or value - levels[-1] > _NEAR:
            levels.append(value)
    return levels


def _by_level(levels: Sequence[float], rules: Sequence[Rule]) -> list[list[Rule]]:
    return [[rule for rule in rules if abs(rule.at - at) <= _NEAR] for at in levels]


def _covered(rules: Sequence[Rule], at: float) -> bool:
    return any(rule.low - _NEAR <= at <= rule.high + _NEAR for rule in rules)
