"""Totals of a table of money: the cells that a row or a column adds up are parts of the amount it adds up to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pactes.extraction.financements.financements_colonnes import Colonne
from pactes.extraction.financements.financements_sommes import part_of
from pactes.model import Financement, Nature

_ROUNDING = Decimal("0.01")


def add_up_table(
    grid: Sequence[Sequence[list[Financement]]], totals: Sequence[bool], columns: Sequence[Colonne]
) -> Iterator[Financement]:
    """Yield the amounts of a table, row by row, the parts with the passage of their whole.

    ``grid[row][column]`` holds the amounts of a cell, ``totals`` says which rows are totals. In a row, what is paid is
    a part of the cost, and what a column headed « Total » equals is its parts; in a column, the cells since the last
    total are parts of the next one. Sums that do not add up make no parts.
    """
    rows = [[list(cell) for cell in row] for row in grid]
    for row in rows:
        _in_row(row, columns)
    for index in range(max((len(row) for row in rows), default=0)):
        _in_column(rows, totals, index)
    for row in rows:
        for cell in row:
            yield from cell


def _in_row(row: list[list[Financement]], columns: Sequence[Colonne]) -> None:
    single = [i for i, cell in enumerate(row) if len(cell) == 1]
    whole = next((i for i in single if i < len(columns) and columns[i].total), None)
    cost = next((i for i in single if row[i][0].nature is Nature.COUT_TOTAL), None)
    for index, exact in ((whole, True), (cost, False)):
        if index is None:
            continue
        parts = [i for i in single if i not in (whole, cost)]
        total, value = sum((row[i][0].montant for i in parts), Decimal(0)), row[index][0].montant
        near = abs(total - value) <= value * _ROUNDING
        if len(parts) >= (2 if exact else 1) and (near or (not exact and total <= value)):
            for i in parts:
                row[i] = [part_of(row[i][0], row[index][0])]
        return


def _in_column(rows: list[list[list[Financement]]], totals: Sequence[bool], index: int) -> None:
    above: list[int] = []
    for number, (row, total) in enumerate(zip(rows, totals, strict=True)):
        if index >= len(row) or len(row[index]) != 1:
            continue
        if not total:
            above.append(number)
            continue
        value = row[index][0].montant
        told = sum((rows[n][index][0].montant for n in above), Decimal(0))
        if len(above) >= 2 and abs(told - value) <= value * _ROUNDING:
            for n in above:
                rows[n][index] = [part_of(rows[n][index][0], row[index][0])]
        above = []
