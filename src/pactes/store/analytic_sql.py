"""A question over the columns of a release, in SQL: each variable is a column of numbers of terms.

What SPARQL and SQL may understand differently is refused (``Unread``), and answered by the engine: a comparison of
terms of several classes, a sum of what are not all numbers of one datatype, a join on what may be missing…
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pactes.release.columns import FOLDED, NUMBERS
from pactes.store.analytic_syntax import (
    XSD,
    Aggregate,
    Bound,
    Compare,
    Either,
    Filter,
    Group,
    Language,
    Question,
    Text,
    Triple,
    Unread,
)
from pactes.store.analytic_text import pieces

IRIS = "<"
"""The class of IRIs."""

SUMS = {NUMBERS[0]: 10**20, NUMBERS[1]: 2**63}
"""Sums of absolute values from which the engine's own arithmetic may overflow, by class of numbers."""

_SQL_SIGNS = {"=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_DATED = re.compile(rf'"(\d{{4}}-\d\d-\d\d|\d{{4}})"(\^\^<{XSD}(date|gYear)>)')
_NUMBER = re.compile(rf'"([0-9]+(?:\.[0-9]+)?)"\^\^<{XSD}(integer|decimal)>')


@dataclass(frozen=True, slots=True)
class Class:
    """A class of terms: numbers of its first and last, whether its order is that of SPARQL."""

    first: int
    last: int
    ordered: bool


@dataclass(frozen=True, slots=True)
class Predicate:
    """A predicate: number of its table, of its triples, classes of its objects."""

    number: int
    triples: int
    classes: frozenset[str]


@dataclass(slots=True)
class Schema:
    """What the columns of a release hold; ``find`` gives the number of a term that is there, else None."""

    classes: dict[str, Class]
    predicates: dict[str, Predicate]
    frequent: dict[tuple[str, str], tuple[int, int]]
    """Of the pairs of predicate and object that are frequent: number of the object, triples."""
    find: Callable[[str], int | None]
    bounds: Callable[[str, str, object], tuple[int, int]]
    """Of a class, a column of ``terme`` and a value: the numbers of the first terms not before it, and after it."""


@dataclass(slots=True)
class Scope:
    """The variables of a pattern: the SQL of each, the classes that it may have, those that may be missing."""

    columns: dict[str, str] = field(default_factory=dict)
    classes: dict[str, frozenset[str]] = field(default_factory=dict)
    tables: dict[str, int] = field(default_factory=dict)
    """For variables that are objects: a predicate table that holds all its values."""
    missing: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Plan:
    """A question in SQL. A row of it has, in this order: the ``columns`` (a number of a term, or of an aggregate, with
    the class of the numbers that it sums or of the terms that it compares), ``keys`` values by which rows are sorted,
    the number of values of each mean, the least and greatest of the keys that may be of several classes (``unsure``),
    and for each sum the greatest sum of absolute values that there is.

    ``texts`` are the tests of texts to be decided first, in the order of the parameters that they fill, each with the
    SQL of the texts that may pass. ``total`` tells that rows with the same keys are the same. ``cost`` counts the
    triples of all patterns.
    """

    sql: str
    names: list[str]
    columns: list[tuple[Aggregate | None, str]]
    texts: list[tuple[Text, str]]
    keys: int
    total: bool
    means: list[int]
    unsure: int
    sums: list[str]
    limit: int | None
    offset: int
    cost: int


class Translator:
    """Translates one question."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._tables = 0
        self._texts: list[tuple[Text, str]] = []
        self._from = ""
        self._conditions: list[str] = []
        self._values: dict[str, str] = {}
        self._cost = 0

    def plan(self, question: Question) -> Plan:
        """Return the plan of a question; raises ``Unread``."""
        scope = Scope()
        self._from, self._conditions = self._pattern(question.where, scope)
        for name in question.keys:
            self._column(name, scope)
        columns: list[tuple[Aggregate | None, str]] = []
        outputs: list[str] = []
        guards: list[tuple[str, str]] = []
        means: list[tuple[int, str]] = []
        for name, aggregate in question.columns.items():
            if aggregate is None:
                if question.grouped and name not in question.keys:
                    raise Unread(name)
                outputs.append(self._column(name, scope))
                columns.append((None, ""))
                continue
            sql, kind = self._aggregate(aggregate, scope)
            if aggregate.name == "AVG":
                means.append((len(outputs), sql.replace("sum(", "count(", 1)))
            if aggregate.name in ("SUM", "AVG"):
                guards.append((sql, kind))
            outputs.append(sql)
            columns.append((aggregate, kind))
        distinct = question.distinct
        if distinct and question.grouped:
            if not set(question.keys) <= set(question.columns):
                raise Unread("DISTINCT of groups")
            distinct = False
        keys, unsure = self._order(question, scope, distinct=distinct)
        groups = list(dict.fromkeys(self._column(name, scope) for name in question.keys))
        having = [self._having(*told, scope, guards) for told in question.having]
        for told, _ in question.order:
            aggregate = told if isinstance(told, Aggregate) else question.columns.get(told)
            if aggregate is not None and aggregate.name == "SUM":
                guards.append(self._aggregate(aggregate, scope))
        guards = list(dict.fromkeys(guards))
        inner = [*outputs, *(sql for sql, _ in keys), *(sql for _, sql in means)]
        first = len(inner)
        inner += [sql.replace("sum(", "sum(abs(", 1) + ")" for sql, _ in guards]
        sql = f"SELECT {'DISTINCT ' if distinct else ''}{', '.join(f'{told} AS c{n}' for n, told in enumerate(inner))}"
        sql += f" FROM {self._from}"
        if self._conditions:
            sql += f" WHERE {' AND '.join(self._conditions)}"
        if groups:
            sql += f" GROUP BY {', '.join(groups)}"
        if having:
            sql += f" HAVING {' AND '.join(having)}"
        shown = [f"c{number}" for number in range(first)]
        spread = [f"c{len(outputs) + number}" for number in unsure]
        shown += [f"{name}({key}) OVER ()" for key in spread for name in ("min", "max")]
        shown += [f"max(c{first + number}) OVER ()" for number in range(len(guards))]
        sql = f"WITH g AS ({sql}) SELECT {', '.join(shown)} FROM g"
        if keys:
            last = [
                f"c{len(outputs) + n} {'DESC NULLS LAST' if down else 'NULLS FIRST'}"
                for n, (_, down) in enumerate(keys)
            ]
            sql += f" ORDER BY {', '.join(last)}"
        elif question.limit is not None:
            raise Unread("LIMIT without ORDER BY")
        if question.limit is not None:
            sql += f" LIMIT {question.limit + question.offset + 1}"
        elif question.offset:
            raise Unread("OFFSET without LIMIT")
        sorts = {sql for sql, _ in keys}
        return Plan(
            sql=sql,
            names=[name[1:] for name in question.columns],
            columns=columns,
            texts=self._texts,
            keys=len(keys),
            total=set(groups if groups else outputs) <= sorts,
            means=[place for place, _ in means],
            unsure=len(unsure),
            sums=[kind for _, kind in guards],
            limit=question.limit,
            offset=question.offset,
            cost=self._cost,
        )

    def _column(self, name: str, scope: Scope) -> str:
        if name not in scope.columns:
            raise Unread(name)
        return scope.columns[name]

    def _order(self, question: Question, scope: Scope, *, distinct: bool) -> tuple[list[tuple[str, bool]], list[int]]:
        """Return the keys of the order (SQL, from the last), and which are terms of several classes maybe."""
        keys: list[tuple[str, bool]] = []
        unsure: list[int] = []
        for told, last in question.order:
            aggregate = told if isinstance(told, Aggregate) else question.columns.get(told)
            if aggregate is not None:
                if aggregate.name == "AVG" or distinct:
                    raise Unread("ORDER BY AVG")
                keys.append((self._aggregate(aggregate, scope)[0], last))
                continue
            assert isinstance(told, str)
            if (question.grouped and told not in question.keys) or (distinct and told not in question.columns):
                raise Unread(told)
            column = self._column(told, scope)
            ordered = [self._schema.classes[name].ordered for name in scope.classes[told]]
            if not any(ordered):
                raise Unread(told)
            if len(ordered) > 1:
                unsure.append(len(keys))
            keys.append((column, last))
        return keys, unsure

    def _having(self, aggregate: Aggregate, sign: str, number: str, scope: Scope, guards: list[tuple[str, str]]) -> str:
        if aggregate.name not in ("COUNT", "SUM") or len(number) > 18:
            raise Unread(aggregate.name)
        sql, kind = self._aggregate(aggregate, scope)
        condition = f"{sql} {_SQL_SIGNS[sign]} {number}"
        if aggregate.name == "COUNT":
            return condition
        guards.append((sql, kind))
        # What the engine could not sum is kept, to be seen by its guard.
        return f"({condition} OR {sql.replace('sum(', 'sum(abs(', 1)}) >= {SUMS[kind]})"

    def _aggregate(self, aggregate: Aggregate, scope: Scope) -> tuple[str, str]:
        """Return the SQL of an aggregate, and the class of the numbers that it sums or of the terms it compares; of a
        mean, the SQL of the sum.
        """
        if aggregate.of is None:
            return "count(*)", ""
        name = aggregate.of.text
        column = self._column(name, scope)
        distinct = "DISTINCT " if aggregate.distinct else ""
        if aggregate.name == "COUNT":
            return f"count({distinct}{column})", ""
        classes = scope.classes[name]
        if len(classes) != 1 or name in scope.missing:
            raise Unread(name)
        (kind,) = classes
        if not self._schema.classes[kind].ordered:
            raise Unread(kind)
        if aggregate.name in ("MIN", "MAX"):
            return f"{aggregate.name.lower()}({column})", kind
        if kind not in NUMBERS or aggregate.distinct:
            raise Unread(kind)
        return f"sum({self._value(column)})", kind

    def _value(self, column: str) -> str:
        """Return the column of the numbers that terms write."""
        if column not in self._values:
            alias = f"n{len(self._values)}"
            self._from += f", terme AS {alias}"
            self._conditions.append(f"{alias}.id = {column}")
            self._values[column] = f"{alias}.valeur"
        return self._values[column]

    # Patterns

    def _pattern(self, group: Group, scope: Scope) -> tuple[str, list[str]]:
        """Return the tables of a whole pattern and the conditions on them."""
        joined, conditions = self._join(group.triples, scope)
        bounds = [told for told in group.filters if isinstance(told, Bound)]
        conditions += self._all(group.filters, scope)
        beside = {name for optional in group.optional for name in optional.variables()} - set(scope.columns)
        for kind, inner in group.present:
            if beside & inner.variables():
                raise Unread(kind)
            conditions.append(self._present(kind, inner, scope))
        if not group.optional:
            if bounds:
                raise Unread("BOUND")
            return joined, conditions
        names = list(scope.columns)
        told = ", ".join(f"{scope.columns[name]} AS v{number}" for number, name in enumerate(names))
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        source = f"(SELECT {told} FROM {joined}{where}) AS b"
        scope.columns = {name: f"b.v{number}" for number, name in enumerate(names)}
        for optional in group.optional:
            source += self._optional(optional, scope)
        return source, [f"{self._column(b.variable.text, scope)} IS {'NOT ' if b.wanted else ''}NULL" for b in bounds]

    def _all(self, filters: Iterable[Filter], scope: Scope) -> list[str]:
        """Return the conditions of filters that must all hold; those of language first, which narrow the classes."""
        told = sorted((f for f in filters if not isinstance(f, Bound)), key=lambda f: not isinstance(f, Language))
        return [self._condition(one, scope) for one in told]

    def _optional(self, group: Group, scope: Scope) -> str:
        if group.optional or group.present:
            raise Unread("OPTIONAL in OPTIONAL")
        inner = Scope()
        joined, conditions = self._join(group.triples, inner)
        if any(isinstance(told, Bound) for told in group.filters):
            raise Unread("BOUND")
        conditions += self._all(group.filters, inner)
        names = list(inner.columns)
        self._tables += 1
        alias = f"o{self._tables}"
        told = ", ".join(f"{inner.columns[name]} AS v{number}" for number, name in enumerate(names))
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        shared = [name for name in names if name in scope.columns]
        if not shared or any(name in scope.missing for name in shared):
            raise Unread("OPTIONAL that shares nothing")
        columns = {name: f"{alias}.v{number}" for number, name in enumerate(names)}
        on = " AND ".join(f"{scope.columns[name]} = {columns[name]}" for name in shared)
        for name in names:
            if name not in scope.columns:
                scope.columns[name] = columns[name]
                scope.classes[name] = inner.classes[name]
                scope.missing.add(name)
        return f" LEFT JOIN (SELECT {told} FROM {joined}{where}) AS {alias} ON {on}"

    def _present(self, kind: str, group: Group, scope: Scope) -> str:
        if group.optional or group.present:
            raise Unread(f"a pattern in {kind}")
        inner = Scope()
        joined, conditions = self._join(group.triples, inner)
        shared = [name for name in inner.columns if name in scope.columns]
        if not shared:
            raise Unread(f"{kind} that shares nothing")
        conditions += [f"{inner.columns[name]} = {scope.columns[name]}" for name in shared]
        if kind != "MINUS":  # its filters see the variables around it
            for name, column in scope.columns.items():
                if name not in inner.columns:
                    inner.columns[name], inner.classes[name] = column, scope.classes[name]
        if any(isinstance(told, Bound) for told in group.filters):
            raise Unread("BOUND")
        conditions += self._all(group.filters, inner)
        word = "EXISTS" if kind == "EXISTS" else "NOT EXISTS"
        return f"{word} (SELECT 1 FROM {joined} WHERE {' AND '.join(conditions)})"

    def _join(self, triples: Iterable[Triple], scope: Scope) -> tuple[str, list[str]]:
        """Return the tables of triple patterns and the conditions that join them; fills ``scope``."""
        tables, conditions = [], []
        for triple in triples:
            predicate = self._schema.predicates.get(triple.predicate)
            if predicate is None or triple.subject.text == triple.object.text:
                raise Unread(triple.predicate)
            self._tables += 1
            alias = f"t{self._tables}"
            tables.append(f"p{predicate.number} AS {alias}")
            rows = predicate.triples
            for end, term in (("s", triple.subject), ("o", triple.object)):
                column = f"{alias}.{end}"
                classes = frozenset({IRIS}) if end == "s" else predicate.classes
                if term.variable:
                    if term.text in scope.columns:
                        conditions.append(f"{scope.columns[term.text]} = {column}")
                        scope.classes[term.text] &= classes
                        if not scope.classes[term.text]:
                            raise Unread(term.text)  # nothing: the engine sees it as fast
                    else:
                        scope.columns[term.text], scope.classes[term.text] = column, classes
                    if end == "o":
                        scope.tables.setdefault(term.text, predicate.number)
                    continue
                frequent = self._schema.frequent.get((triple.predicate, term.text)) if end == "o" else None
                if frequent is None:
                    raise Unread("few triples")
                conditions.append(f"{column} = {frequent[0]}")
                rows = frequent[1]
            self._cost += rows
        return ", ".join(tables), conditions

    # Filters

    def _condition(self, told: Filter, scope: Scope) -> str:
        if isinstance(told, Either):
            choices = []
            for choice in told.choices:
                apart = replace(scope, classes=dict(scope.classes))  # what a choice narrows is so in it alone
                choices.append(" AND ".join(self._condition(one, apart) for one in choice))
            return "(" + " OR ".join(f"({choice})" for choice in choices) + ")"
        name = told.variable.text
        if name not in scope.columns or name in scope.missing:
            raise Unread(name)
        if isinstance(told, Language):
            return self._language(told, scope)
        if isinstance(told, Text):
            return self._text(told, scope)
        if isinstance(told, Bound):
            raise Unread("BOUND")
        return self._compare(told, scope)

    def _compare(self, told: Compare, scope: Scope) -> str:
        column, classes = scope.columns[told.variable.text], scope.classes[told.variable.text]
        sign = _SQL_SIGNS[told.sign]
        if told.other.variable:
            other = told.other.text
            if other not in scope.columns or other in scope.missing or classes | scope.classes[other] != {IRIS}:
                raise Unread(other)
            if not told.texts and told.sign not in ("=", "!="):
                raise Unread(told.sign)
            return f"{column} {sign} {scope.columns[other]}"
        constant = told.other.text
        if len(classes) != 1:
            raise Unread(told.variable.text)
        (kind,) = classes
        if not self._schema.classes[kind].ordered:
            raise Unread(kind)
        if constant[0] == "<" or kind == '"':
            if (
                told.sign not in ("=", "!=")
                or (constant[0] == "<") != (kind == IRIS)
                or (kind == '"' and constant[-1] != '"')
            ):
                raise Unread(constant)
            return f"{column} {sign} {self._number(constant)}"
        if kind in NUMBERS and (number := _NUMBER.fullmatch(constant)):
            value = Decimal(number[1])
            if abs(value) >= 10**14 or value != value.quantize(Decimal("0.0001")):
                raise Unread(constant)
            return self._range(column, kind, "valeur", value, told.sign)
        dated = _DATED.fullmatch(constant)
        if dated and kind == f'"{dated[2]}' and _a_day(dated[1]):
            return self._range(column, kind, "nt", constant, told.sign)
        raise Unread(constant)

    def _range(self, column: str, kind: str, by: str, value: object, sign: str) -> str:
        """Return the condition that a term of an ordered class is before, at or after a value."""
        start, after = self._schema.bounds(kind, by, value)
        match sign:
            case "<":
                return f"{column} < {start}"
            case "<=":
                return f"{column} < {after}"
            case ">":
                return f"{column} >= {after}"
            case ">=":
                return f"{column} >= {start}"
            case "=":
                return f"{column} BETWEEN {start} AND {after - 1}"
        return f"{column} NOT BETWEEN {start} AND {after - 1}"

    def _language(self, told: Language, scope: Scope) -> str:
        column, classes = scope.columns[told.variable.text], scope.classes[told.variable.text]
        tag = told.tag.lower()
        if "--" in "".join(classes) or (told.ranges and not tag.isalnum()):
            raise Unread(told.tag)
        kept = set()
        for name in classes - {IRIS}:
            said = name[2:] if name[1:2] == "@" else ""
            if told.ranges:
                holds = said == tag or said.startswith(f"{tag}-")
            else:
                holds = (said == told.tag) == (told.sign == "=")
            if holds:
                kept.add(name)
        if not kept:
            raise Unread(told.tag)  # nothing: the engine sees it as fast
        scope.classes[told.variable.text] = frozenset(kept)
        ranges = (self._schema.classes[name] for name in sorted(kept))
        return "(" + " OR ".join(f"{column} BETWEEN {c.first} AND {c.last}" for c in ranges) + ")"

    def _text(self, told: Text, scope: Scope) -> str:
        name = told.variable.text
        classes, table = scope.classes[name], scope.tables.get(name)
        if table is None or not all(c == '"' or c[1:2] == "@" for c in classes):
            raise Unread(name)
        if not all(self._schema.classes[c].ordered for c in classes):
            raise Unread(name)
        ranges = " OR ".join(
            f"id BETWEEN {c.first} AND {c.last}" for c in (self._schema.classes[kind] for kind in sorted(classes))
        )
        folded = FOLDED.format("'{}'")
        held = " OR ".join(
            "("
            + " AND ".join(f"contains(plie, {folded.format(p.replace(chr(39), 2 * chr(39)))})" for p in choice)
            + ")"
            for choice in pieces(told)
        )
        self._texts.append(
            (told, f"SELECT id, nt FROM terme WHERE ({ranges}) AND ({held}) AND id IN (SELECT o FROM p{table}) LIMIT ?")
        )
        return f"{scope.columns[name]} IN (SELECT unnest(${len(self._texts)}::INTEGER[]))"

    def _number(self, text: str) -> int:
        number = self._schema.find(text)
        if number is None:
            raise Unread(text)  # nothing: the engine sees it as fast
        return number


def _a_day(text: str) -> bool:
    """Tell whether what has the form of a date surely is one."""
    return len(text) == 4 or (1 <= int(text[5:7]) <= 12 and 1 <= int(text[8:]) <= 28) or text[5:] in _LAST_DAYS


_LAST_DAYS: Sequence[str] = [f"{month:02}-{day}" for month in range(1, 13) for day in (29, 30) if month != 2] + [
    f"{month:02}-31" for month in (1, 3, 5, 7, 8, 10, 12)
]
