"""Sums and their parts: what adds up to an amount of the same sentence, or of the sentence that announces the list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from pactes.model import Financement
from pactes.reading import fold

_MOST = 24  # amounts of a sentence or a list that are added up
_DETAILED = re.compile(r":|\bsoit\b|repart|ventil|decompos|compren|a raison|provenant|apporte|finance")
_TOTALLED = re.compile(r"\bsoit\b|\btotal\b|\bensemble\b|\bcumul")
_ROUNDING = Decimal("0.005")  # « 2,962 milliards » may be told as 2,165 and 0,798


def part_of(part: Financement, whole: Financement) -> Financement:
    """Return ``part`` with the passage of ``whole``, the sum that it is a part of."""
    where = whole.evidence[0]
    if part.evidence[0] == where or where in part.ensembles:
        return part
    return replace(part, ensembles=(*part.ensembles, where))


def add_up(records: Sequence[Financement], text: str) -> list[Financement]:
    """Link the amounts of one sentence that add up exactly to the first of them, or to the last.

    At least two parts, and words that say a sum (« soit », « répartis », « au total »); sums that words already make
    parts (« dont ») stay as they are. ``text`` is that of the document.
    """
    found = list(records)
    if not 3 <= len(found) <= _MOST or any(f.ensembles for f in found):
        return found
    first, second, last, before_last = (found[i].evidence[0] for i in (0, 1, -1, -2))
    for whole, parts, words in (
        (found[0], found[1:], _DETAILED.search(fold(text[first.end : second.start]))),
        (found[-1], found[:-1], _TOTALLED.search(fold(text[before_last.end : last.end + 20]))),
    ):
        if words and sum((p.montant for p in parts), Decimal(0)) == whole.montant:
            return [f if f is whole else part_of(f, whole) for f in found]
    return found


def announced(whole: Financement, parts: Sequence[Financement]) -> Iterator[Financement]:
    """Yield the amounts of the items of a list, as parts of the amount that announces it where they add up to it."""
    total = sum((p.montant for p in parts), Decimal(0))
    adds_up = 2 <= len(parts) <= _MOST and abs(total - whole.montant) <= whole.montant * _ROUNDING
    for part in parts:
        yield part_of(part, whole) if adds_up else part
