"""Answers to the questions that count, sum and compare, from the columns of the release (``release.columns``).

A query is answered here when it is of the part of SPARQL that ``analytic_syntax`` reads, when ``analytic_sql`` can say
it exactly, and when it looks at enough triples; all others, and whatever turns out not to be certain (a tie that a
LIMIT would cut, terms of several classes to be sorted, a sum that may overflow), are left to the engine: ``answer``
returns None. The terms of an answer are those of the store, as it writes them, and the engine itself writes the answer.

It runs in the worker, under its limits. It has one thread, so that a worker can be forked from a process that has it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyoxigraph as ox

from pactes.release.columns import FORMAT, NUMBERS
from pactes.store.analytic_sql import SUMS, Class, Plan, Predicate, Schema, Translator
from pactes.store.analytic_syntax import Text, Unread, read

WORTH = 3000
"""Triples that match the patterns of a query, from which it is worth asking the columns."""

_PLANS = 512
"""Plans that are kept, by text; and as many texts that are known not to have one."""

_MOST_ROWS = 10_000
"""Rows from which the engine writes an answer faster."""

_MOST_TEXTS = 2_000
"""Texts that the engine tests one by one; with more, it may as well do all."""

_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "async_threads": 0,
    "memory_limit": "256MB",
    "temp_directory": "",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
_SCALE = 10**18


class Columns:
    """The columns of one release. Raises ``OSError`` when they cannot be opened or are of another format."""

    def __init__(self, path: Path) -> None:
        try:
            self._columns = duckdb.connect(str(path), read_only=True, config=_SETTINGS)
            self._schema = self._read_schema()
        except duckdb.Error as error:
            raise OSError(f"{path} ne se lit pas : {error}") from error
        self._plans: OrderedDict[str, Plan | None] = OrderedDict()

    def answer(self, text: str, base_iri: str) -> ox.QuerySolutions | None:
        """Return the answer to ``text`` over the default graph of the release; None when the engine has to give it.

        Raises ``SyntaxError`` as ``Store.query`` does.
        """
        plan = self._plan(text, base_iri)
        if plan is None:
            return None
        try:
            return self._run(plan)
        except (Unread, duckdb.Error):
            return None

    def _plan(self, text: str, base_iri: str) -> Plan | None:
        if text in self._plans:
            self._plans.move_to_end(text)
            return self._plans[text]
        plan = None
        try:
            question = read(text)
            ox.Store().query(text, base_iri=base_iri)  # what is read here is SPARQL
            plan = Translator(self._schema).plan(question)
        except (Unread, duckdb.Error):
            pass
        if plan is not None and plan.cost < WORTH:
            plan = None
        self._plans[text] = plan
        if len(self._plans) > _PLANS:
            self._plans.popitem(last=False)
        return plan

    def _run(self, plan: Plan) -> ox.QuerySolutions:
        passed = [self._passing(test, sql) for test, sql in plan.texts]
        found = self._columns.execute(plan.sql, passed)
        rows = found.fetchmany(_MOST_ROWS + 1)
        if len(rows) > _MOST_ROWS:
            raise Unread("many rows")
        self._check(plan, rows)
        if plan.limit is not None:
            rows = rows[plan.offset : plan.offset + plan.limit]
        return self._written(plan, rows)

    def _passing(self, test: Text, sql: str) -> list[int]:
        """Return the numbers of the texts that pass a test: candidates from the columns, the engine decides."""
        candidates = self._columns.execute(sql, [_MOST_TEXTS + 1]).fetchall()
        if len(candidates) > _MOST_TEXTS:
            raise Unread("many texts")
        values = " ".join(f"({number} {nt})" for number, nt in candidates)
        solutions = ox.Store().query(
            f"SELECT ?_ {{ VALUES (?_ {test.variable.text}) {{ {values} }} FILTER({test.source}) }}"
        )
        return [int(solution[0].value) for solution in solutions]  # type: ignore[union-attr]

    def _check(self, plan: Plan, rows: Sequence[tuple[Any, ...]]) -> None:
        """Raise ``Unread`` when the rows may not be those that the engine would give, or not in their order."""
        first = len(plan.columns)
        if plan.limit is not None and not plan.total:
            for cut in (plan.offset, plan.offset + plan.limit):
                if 0 < cut < len(rows) and _keys(plan, rows[cut - 1]) == _keys(plan, rows[cut]):
                    raise Unread("a tie at the limit")
        if not rows:
            return
        place = first + plan.keys + len(plan.means)
        for least, greatest in zip(
            rows[0][place::2][: plan.unsure], rows[0][place + 1 :: 2][: plan.unsure], strict=True
        ):
            if least is not None and not any(
                kind.ordered and kind.first <= least and greatest <= kind.last for kind in self._schema.classes.values()
            ):
                raise Unread("an order of several classes")
        for kind, greatest in zip(plan.sums, rows[0][place + 2 * plan.unsure :], strict=True):
            if greatest is not None and greatest >= SUMS[kind]:
                raise Unread("a sum that may overflow")

    def _written(self, plan: Plan, rows: Sequence[tuple[Any, ...]]) -> ox.QuerySolutions:
        """Return rows as the engine reads them."""
        terms = self._terms(
            {
                row[place]
                for place, (aggregate, _) in enumerate(plan.columns)
                if aggregate is None or aggregate.name in ("MIN", "MAX")
                for row in rows
            }
        )
        lines = ["\t".join(f"?{name}" for name in plan.names)]
        mean = {place: len(plan.columns) + plan.keys + number for number, place in enumerate(plan.means)}
        for row in rows:
            told = []
            for place, (aggregate, kind) in enumerate(plan.columns):
                value = row[place]
                if aggregate is None:
                    told.append("" if value is None else terms[value])
                elif aggregate.name == "COUNT":
                    told.append(str(value))
                elif value is None:
                    raise Unread("an aggregate of nothing")
                elif aggregate.name == "SUM":
                    told.append(f'"{_number(value)}"{kind[1:]}')
                elif aggregate.name == "AVG":
                    told.append(f'"{_mean(value, row[mean[place]])}"{NUMBERS[0][1:]}')
                else:
                    told.append(terms[value])
            lines.append("\t".join(told))
        written = "\n".join(lines) + "\n"
        solutions = ox.parse_query_results(written, format=ox.QueryResultsFormat.TSV)
        assert isinstance(solutions, ox.QuerySolutions)
        return solutions

    def _terms(self, numbers: Iterable[int | None]) -> dict[int, str]:
        wanted = sorted(number for number in numbers if number is not None)
        if not wanted:
            return {}
        return dict(
            self._columns.execute(
                "SELECT id, nt FROM terme WHERE id IN (SELECT unnest($1::INTEGER[]))", [wanted]
            ).fetchall()
        )

    def _read_schema(self) -> Schema:
        if self._rows("SELECT numero FROM format") != [(FORMAT,)]:
            raise OSError("les colonnes ont un autre format")
        return Schema(
            classes={name: Class(*told) for name, *told in self._rows("FROM classe")},
            predicates={
                nt: Predicate(number, triples, frozenset(classes))
                for number, nt, triples, classes in self._rows("FROM predicat")
            },
            frequent={
                (predicate, nt): (number, times)
                for predicate, nt, number, times in self._rows("SELECT predicat, objet, id, fois FROM frequent")
            },
            find=self._find,
            bounds=self._bounds,
        )

    def _rows(self, sql: str) -> list[Any]:
        return self._columns.execute(sql).fetchall()

    def _find(self, nt: str) -> int | None:
        found = self._columns.execute("SELECT id FROM terme WHERE nt = ?", [nt]).fetchone()
        return None if found is None else int(found[0])

    def _bounds(self, kind: str, by: str, value: object) -> tuple[int, int]:
        told = self._schema.classes[kind]
        found = self._columns.execute(
            f"SELECT count(*) FILTER (WHERE {by} < $1), count(*) FILTER (WHERE {by} <= $1) FROM terme "
            "WHERE id BETWEEN $2 AND $3",
            [value, told.first, told.last],
        ).fetchone()
        assert found is not None
        return told.first + found[0], told.first + found[1]


def _keys(plan: Plan, row: tuple[Any, ...]) -> tuple[Any, ...]:
    return row[len(plan.columns) : len(plan.columns) + plan.keys]


def _number(value: Decimal) -> str:
    """Write a number as the engine does: no zero that says nothing."""
    told = f"{value:f}"
    return told.rstrip("0").rstrip(".") if "." in told else told


def _mean(total: Decimal, count: int) -> str:
    """Write a mean as the engine does: 18 digits after the point, the rest cut."""
    scaled = int(total * _SCALE)
    quotient = abs(scaled) // count
    return _number(Decimal(-quotient if scaled < 0 else quotient).scaleb(-18))
