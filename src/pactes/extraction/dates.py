"""Recogniser of dates, periods and durations as French administrations write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pactes.reading.folding import fold

_MONTHS = {
    "janvier": 1, "janv": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "avril": 4, "avr": 4, "mai": 5, "juin": 6,
    "juillet": 7, "juil": 7, "aout": 8, "septembre": 9, "sept": 9, "sep": 9, "octobre": 10, "oct": 10,
    "novembre": 11, "nov": 11, "decembre": 12, "dec": 12,
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?:(?P<day>[0-3]?\d)(?:er)?(?:\s+et\s+(?P<day_to>[0-3]?\d))?\s+)?(?P<month>{_MONTH})\b\.?\s+(?P<year>(?:19|20)\d\d)\b"
    r"|\b(?P<d>[0-3]?\d)[/.](?P<m>[01]?\d)[/.](?P<y>(?:19|20)\d\d)\b"
    r"|\b(?P<iso>(?:19|20)\d\d-[01]\d-[0-3]\d)\b"
)
_PERIOD = re.compile(r"\b(?P<from>(?:19|20)\d\d)\s?(?:[-/]|a|au)\s?(?P<to>(?:19|20)\d\d)\b")


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date in a text: offsets, ISO 8601 value (partial if the text is), and the end value of "13 et 14 décembre"."""

    start: int
    end: int
    value: str
    value_to: str | None = None


@dataclass(frozen=True, slots=True)
class PeriodFound:
    """A period of years ("2015-2020", "2015/2020", "2015 à 2020"): offsets and both years."""

    start: int
    end: int
    start_year: str
    end_year: str


def _iso(year: int, month: int, day: int | None) -> str | None:
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
        return None
    return f"{year:04}-{month:02}" + (f"-{day:02}" if day is not None else "")


def find_dates(text: str) -> Iterator[DateFound]:
    """Yield the dates with a month that ``text`` holds, in order (a year alone is no date: see ``find_periods``)."""
    for match in _DATE.finditer(fold(text)):
        value_to = None
        if match["iso"]:
            value: str | None = match["iso"]
        elif match["month"]:
            month, year = _MONTHS[match["month"]], int(match["year"])
            value = _iso(year, month, int(match["day"]) if match["day"] else None)
            value_to = _iso(year, month, int(match["day_to"])) if match["day_to"] else None
        else:
            value = _iso(int(match["y"]), int(match["m"]), int(match["d"]))
        if value:
            yield DateFound(match.start(), match.end(), value, value_to)


def find_periods(text: str) -> Iterator[PeriodFound]:
    """Yield the periods of years that ``text`` holds, in order; an end before its start is no period."""
    for match in _PERIOD.finditer(fold(text)):
        if match["from"] < match["to"]:
            yield PeriodFound(match.start(), match.end(), match["from"], match["to"])
