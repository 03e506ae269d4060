"""Asking the search index of a release: which things hold the words, the nearest names first."""

from __future__ import annotations

import sqlite3
import threading
import time
import weakref
from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from pactes.errors import ReleaseError
from pactes.release.search_asked import Asked, wanted
from pactes.release.search_index import FORMAT
from pactes.release.search_records import GROUPS, KINDS
from pactes.release.search_words import SMALL, Word, name_key, stem, words

MOST_WORDS = 12
"""Words of a question that count; those after are not read."""

_OWN_NAMES = frozenset({"Contrat", "Organisation", "Dispositif", "Territoire", "Projet", "Document"})
"""Kinds whose names are those of one thing: who types one means it. Indicators and bodies share theirs."""

_KEPT = 64
"""Questions whose findings are kept: pages and filters of one question follow each other."""

SECONDS = 2.0
"""Time that a question may take."""

_STEPS = 20_000


_FAULTS = {4: 1, 6: 2, 9: 3}
"""Letters that may be wrong in a word, by the length from which they may."""


class SearchTooLong(Exception):  # noqa: N818 - reads as a sentence
    """Raised when a question takes longer than it may."""


class IndexDamaged(ReleaseError):  # noqa: N818
    """Raised when the file of the index is no longer what was opened."""


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that a search found, as ``search_records.Record`` describes it; ``kind`` is the one it is listed under.

    ``named`` tells that the words are in its name.
    """

    iri: str
    kind: str
    title: str | None
    title_en: str | None
    note: str | None
    note_en: str | None
    status: str | None
    text: str | None
    amount: str | None
    currency: str | None
    approximate: bool
    document: str | None
    line: int | None
    page: int | None
    named: bool = True


class Findings:
    """The numbers of what holds all the words (``names``: in its names), the nearest names first within each kind."""

    def __init__(self, index: SearchIndex, asked: Asked, *, names: bool = False) -> None:
        self._index = index
        self._named = index.numbers("noms", asked.expression)
        self._all = self._named if names else index.numbers("tout", asked.expression)
        self._exact = index.exactly(asked.key)
        missing = self._exact.difference(self._all)
        if missing:  # a name made of small words alone
            self._all = array("I", sorted({*self._all, *missing}))

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many things of each kind were found, those of none left out; the kinds of a group count in both."""
        found = {}
        for kind in KINDS:
            number = sum(_between(self._all, *ends) for ends in self._index.bounds(kind))
            if number:
                found[kind] = number
        return found

    @property
    def total(self) -> int:
        """How many things were found."""
        return len(self._all)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The groups in which something was found: those that bear the very name first, then by name, then by text."""

        def rank(kind: str) -> tuple[bool, bool, int]:
            exact = kind in _OWN_NAMES and any(
                low <= number <= high for number in self._exact for low, high in self._index.bounds(kind)
            )
            named = any(_between(self._named, *ends) for ends in self._index.bounds(kind))
            return not exact, not named, KINDS.index(kind)

        return tuple(sorted((kind for kind in self.counts if kind not in GROUPS), key=rank))

    def of_kind(self, kind: str) -> list[int]:
        """Return the numbers of a kind: the very name, then names that hold the words, then texts."""
        bounds = self._index.bounds(kind)
        exact = sorted(n for n in self._exact if any(low <= n <= high for low, high in bounds))
        named = [n for ends in bounds for n in _slice(self._named, *ends)]
        told = [n for ends in bounds for n in _slice(self._all, *ends)]
        return list(dict.fromkeys((*exact, *named, *told)))

    def first(self, kind: str, most: int) -> list[int]:
        """Return the first ``most`` numbers of a kind, without going through the others."""
        bounds = self._index.bounds(kind)
        exact = sorted(n for n in self._exact if any(low <= n <= high for low, high in bounds))
        found = dict.fromkeys(exact)
        for numbers in (self._named, self._all):
            for low, high in bounds:
                for n in numbers[(at := bisect_left(numbers, low)) : at + most + len(exact)]:
                    if n > high or len(found) >= most:
                        break
                    found.setdefault(n)
        return list(found)[:most]

    def is_named(self, number: int) -> bool:
        """Tell whether the words are in the name of a thing."""
        at = bisect_left(self._named, number)
        return number in self._exact or (at < len(self._named) and self._named[at] == number)


class SearchIndex:
    """The index in the file ``path``; every method may be called from any thread, and only reads.

    Raises ``ReleaseError`` when it cannot be read, or is of another format than this software makes.
    """

    def __init__(self, path: Path) -> None:
        # Nothing writes to the file of a release: no lock is taken, no change looked for. It is not mapped in memory:
        # that is no faster, and a disk that fails would end the process.
        self.path = path
        self._address = f"file:{quote(str(path))}?mode=ro&immutable=1"
        self._own = threading.local()
        self._open: list[sqlite3.Connection] = []
        weakref.finalize(self, _close, self._open)
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str, bool], Findings] = OrderedDict()
        try:
            found = self._rows("PRAGMA user_version")[0][0]
            if found != FORMAT:
                raise ReleaseError(f"{path} est d'un format que ce logiciel ne connaît pas.")
            self._bounds = {name: (low, high) for name, low, high in self._rows("SELECT * FROM genre")}
            self.terms = {iri: (fr, en) for iri, fr, en in self._rows("SELECT * FROM terme")}
        except (sqlite3.Error, ValueError, IndexError) as error:
            raise ReleaseError(f"{path} ne se lit pas ({error}).") from error

    def bounds(self, kind: str) -> list[tuple[int, int]]:
        """Return the first and last numbers of the kinds that are listed under ``kind``, in their order."""
        return [ends for name, ends in sorted(self._bounds.items(), key=_first) if kind in (name, GROUPS.get(name))]

    def counts(self) -> dict[str, int]:
        """Return how many things there are of each kind."""
        told = {kind: sum(high - low + 1 for low, high in self.bounds(kind)) for kind in KINDS}
        return {kind: number for kind, number in told.items() if number}

    def ask(self, text: str) -> Asked:
        """Read a question: every word is wanted, the last may be unfinished; an acronym also stands for its name."""
        read = tuple(words(text))[:MOST_WORDS]
        told = [word for word in read if word.form not in SMALL] or list(read[-1:])
        if not told:
            return Asked((), "", "")
        expression, others = self._expression(told)
        return Asked(read, expression, name_key(text), others)

    def find(self, asked: Asked, *, names: bool = False) -> Findings:
        """Return what a question finds, ``names``: in the names of things alone; raises ``SearchTooLong``."""
        key = asked.expression, asked.key, names
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        found = Findings(self, asked, names=names)
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found

    def _expression(self, told: Sequence[Word]) -> tuple[str, frozenset[frozenset[str]]]:
        """Return the FTS5 expression of words, and the names that it adds to them.

        Each word is between quotation marks, and made of letters and digits: nothing that is typed is an operator.
        """
        stems = [word.stem for word in told]
        runs = {" ".join(stems[i:j]): (i, j) for i in range(len(stems)) for j in range(i + 1, len(stems) + 1)}
        others: dict[tuple[int, int], list[str]] = {}
        for key, other in self._among("SELECT cle, autre FROM sigle WHERE cle IN ({}) ORDER BY cle, autre", list(runs)):
            others.setdefault(runs[key], []).append(other)
        parts, added, place = [], set[frozenset[str]](), 0
        while place < len(told):
            end = max((j for i, j in others if i == place), default=place + 1)
            one = " AND ".join(wanted(told[at], last=at == len(told) - 1) for at in range(place, end))
            ways = [one]
            for way in others.get((place, end), ()):
                added.add(frozenset(way.split()))
                ways.append(" AND ".join(f'"{stem}"' for stem in way.split()))
            parts.append("(" + " OR ".join(f"({way})" for way in ways) + ")" if len(ways) > 1 else one)
            place = end
        return " AND ".join(parts), frozenset(added)

    def numbers(self, table: str, expression: str) -> array[int]:
        """Return the numbers of what matches an expression in a full-text table, in their order."""
        if not expression:
            return array("I")
        rows = self._rows(f"SELECT rowid FROM {table} WHERE {table} MATCH ?", expression)
        return array("I", chain.from_iterable(rows))

    def exactly(self, key: str) -> frozenset[int]:
        """Return the numbers of what has a name of this key."""
        return (
            frozenset(n for (n,) in self._rows("SELECT id FROM nom WHERE cle = ? LIMIT 1000", key))
            if key
            else frozenset()
        )

    def things(self, numbers: Sequence[int], findings: Findings | None = None) -> list[Found]:
        """Return the things of some numbers, in the order of these."""
        rows = {
            row[0]: row[1:]
            for row in self._among(
                "SELECT id, iri, titre, titre_en, note, note_en, statut, texte, somme, devise, approche, document, "
                "ligne, page FROM chose WHERE id IN ({})",
                list(numbers),
            )
        }
        return [self._found(n, rows[n], findings.is_named(n) if findings else True) for n in numbers]

    def listed(self, kind: str, offset: int, most: int) -> list[Found]:
        """Return things of a kind without any word asked: as people count, amounts from the largest."""
        bounds = self.bounds(kind)
        if not bounds:
            return []
        # A group has the same numbers in both orders.
        group = self.bounds(GROUPS.get(kind, kind)) + bounds
        ends = min(low for low, _ in group), max(high for _, high in group)
        rows = self._rows(
            "SELECT id FROM chose WHERE rang BETWEEN ? AND ? AND id BETWEEN ? AND ? ORDER BY rang LIMIT ? OFFSET ?",
            *ends, bounds[0][0], bounds[-1][1], most, offset,
        )  # fmt: skip
        return self.things([n for (n,) in rows])

    def near(self, form: str, most: int = 3) -> list[str]:
        """Return the words of the release that are nearest to one that it does not have, as they are written there."""
        faults = max((n for length, n in _FAULTS.items() if len(form) >= length), default=0)
        if not faults or not form.isalpha() or form in self._vocabulary:
            return []
        near = [f for f in self._vocabulary if abs(len(f) - len(form)) <= faults]
        found = process.extract(form, near, scorer=DamerauLevenshtein.distance, score_cutoff=faults, limit=None)
        found.sort(key=lambda item: (item[1], item[0][0] != form[0], -self._vocabulary[item[0]][1], item[0]))
        unlike: dict[str, str] = {}
        for other, *_ in found:
            unlike.setdefault(stem(other), self._vocabulary[other][0])
        return list(unlike.values())[:most]

    @cached_property
    def _vocabulary(self) -> dict[str, tuple[str, int]]:
        return {form: (written, times) for form, written, times in self._rows("SELECT * FROM mot")}

    def _found(self, number: int, row: tuple[Any, ...], named: bool) -> Found:
        kind = next(name for name, (low, high) in self._bounds.items() if low <= number <= high)
        return Found(row[0], GROUPS.get(kind, kind), *row[1:9], bool(row[9]), *row[10:], named)  # type: ignore[call-arg]

    def _among(self, query: str, asked: Sequence[object]) -> list[tuple[Any, ...]]:
        """Ask for rows by a list of values, which takes the place of the braces."""
        return self._rows(query.format(", ".join("?" * len(asked))), *asked) if asked else []

    def _rows(self, query: str, *given: object) -> list[tuple[Any, ...]]:
        connection = self._connection()
        ends = time.monotonic() + SECONDS
        connection.set_progress_handler(lambda: time.monotonic() > ends, _STEPS)
        try:
            return connection.execute(query, given).fetchall()
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                raise SearchTooLong from error
            raise IndexDamaged(f"{self.path} ne se lit plus ({error}).") from error
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(f"{self.path} ne se lit plus ({error}).") from error

    def _connection(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if found is None:
            found = sqlite3.connect(self._address, uri=True, check_same_thread=False)
            found.execute("PRAGMA mmap_size = 0")
            self._own.connection = found
            self._open.append(found)
        return found


def _close(connections: list[sqlite3.Connection]) -> None:
    for connection in connections:
        connection.close()


def _first(item: tuple[str, tuple[int, int]]) -> int:
    return item[1][0]


def _slice(numbers: array[int], low: int, high: int) -> array[int]:
    return numbers[bisect_left(numbers, low) : bisect_right(numbers, high)]


def _between(numbers: array[int], low: int, high: int) -> int:
    return bisect_right(numbers, high) - bisect_left(numbers, low)
