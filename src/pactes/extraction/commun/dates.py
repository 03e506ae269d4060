"""Recogniser of dates, periods and durations as French administrations write them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from pactes.reading.folding import fold

_MONTHS = {
    "janvier": 1, "janv": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "avril": 4, "avr": 4, "mai": 5, "juin": 6,
    "juillet": 7, "juil": 7, "aout": 8, "septembre": 9, "sept": 9, "sep": 9, "octobre": 10, "oct": 10,
    "novembre": 11, "nov": 11, "decembre": 12, "dec": 12,
}  # fmt: skip
_LONG = 7  # letters of a month's name that a scan or a line end may cut in two (« décem bre »)
_MONTH = "|".join(
    r"(?:-?\s)?".join(name) if len(name) >= _LONG else name for name in sorted(_MONTHS, key=len, reverse=True)
)
_DATE = re.compile(
    rf"\b(?:(?P<day>[0-3l]?[\dlo])(?: ?er)?(?:\s+et\s+(?P<day_to>[0-3]?\d))?\s+)?(?P<month>{_MONTH})\b\.?\s+"
    r"(?P<year>(?:[1l]9|2[0o])[\dlo]{2})\b"
    r"|\b(?P<d>[0-3]?\d)[/.](?P<m>[01]?\d)[/.](?P<y>(?:19|20)\d\d)\b"
    r"|\b(?P<iso>(?:19|20)\d\d-[01]\d-[0-3]\d)\b"
)
_PERIOD = re.compile(r"\b(?P<from>(?:19|20)\d\d)\s?(?:[-/]|a|au)\s?(?P<to>(?:19|20)\d\d)\b")

_SENTENCE = 2000
"""Characters up to which the dates of a text are kept for whoever looks for them next."""


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


def _scanned(digits: str) -> int:
    """Return a number in which a scan may have read 1 as « l » and 0 as « O »: beside a month's name it is one."""
    return int(digits.replace("l", "1").replace("o", "0"))


def _iso(year: int, month: int, day: int | None) -> str | None:
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
        return None
    return f"{year:04}-{month:02}" + (f"-{day:02}" if day is not None else "")


def find_dates(text: str) -> Iterator[DateFound]:
    """Yield the dates with a month that ``text`` holds, in order (a year alone is no date: see ``find_periods``)."""
    return iter(_dates_again(text) if len(text) <= _SENTENCE else _dates(text))


@lru_cache(maxsize=4096)
def _dates_again(text: str) -> tuple[DateFound, ...]:
    """Return the dates of a sentence: several readers look for them in the same one."""
    return tuple(_dates(text))


def _dates(text: str) -> Iterator[DateFound]:
    for match in _DATE.finditer(fold(text)):
        value_to = None
        if match["iso"]:
            value: str | None = match["iso"]
        elif match["month"]:
            month, year = _MONTHS[re.sub(r"[-\s]", "", match["month"])], _scanned(match["year"])
            value = _iso(year, month, _scanned(match["day"]) if match["day"] else None)
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


@dataclass(frozen=True, slots=True)
class DurationFound:
    """A duration in a text: offsets and its xsd:duration ("P6Y", "P18M")."""

    start: int
    end: int
    value: str


_YEAR = re.compile(
    r"\b(?:(?P<part>fin|debut|mi|courant|en|horizon|depuis|l'annee|annee)[ -])?(?<!\d[-/])(?<!\d [-/] )"
    r"(?P<year>(?:19|20)\d\d)\b(?!\s?[-/]\s?\d)"
)
_END = re.compile(
    r"(?:\b(?:pren(?:d|dra|ne|ant) fin|(?:a|avait) pris fin|s'est acheve|(?:a|avait) expire|"
    r"s'(?:est|etait) (?:arrete|termine|acheve)e?|"
    r"(?:est )?(?:arrivee?|venue?)s? a (?:son |sa )?(?:terme|echeance|expiration)|"
    r"s'acheve(?:ra|r)?|s'achevant|expire(?:ra|r)?|expirant|arriv(?:e|era|ant|"
    r"er) a (?:son )?(?:terme|echeance)|"
    r"jusqu'(?:au|a|en)|echeance(?: est)? fixee|se termine(?:ra)?|se terminant|s'etein(?:t|dra)|"
    r"(?:son )?terme est fixe|prolonge[ers]*|"
    r"reconduite?)\b|\b(?:terme|echeance|fin|date de fin)(?: d[^.;:\n]{1,30})?\s?:)"
    r"[^.;\n]{0,30}?\s(?=(?:le |au (?!terme|plus )|en |fin |(?:a )?la fin |l'horizon |"
    r"(?:[0-3]?\d(?:er)?\s)|(?:19|20)\d\d))"
)
_UNITS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "douze": 12, "quinze": 15, "dix-huit": 18, "vingt": 20, "vingt-quatre": 24, "trente-six": 36,
}  # fmt: skip
_DURATION = re.compile(
    r"\b(?:pour(?: une (?:duree|periode) (?:maximale |initiale |totale |previsionnelle )?de| une duree)?|"
    r"d'une (?:duree|periode) (?:maximale |initiale |totale )?de|"
    r"sur une (?:duree|periode) de|duree (?:de validite |initiale |totale |maximale )?(?:du \w+ |de la \w+ |"
    r"de l'\w+ )?(?:est |est fixee |fixee )?(?:de|a|:)|sur)\s+"
    rf"(?P<number>\d{{1,2}}|{'|'.join(sorted(_UNITS, key=len, reverse=True))})\s*(?:\(\s*\w+\s*\)\s*)?"
    r"(?P<unit>ans?|annees?|mois)\b(?P<half>\s+et\s+demie?\b)?"
)


def find_ends(text: str) -> Iterator[DateFound]:
    """Yield the dates at which ``text`` says that something ends (« prendra fin le… », « à terme fin 2019 »)."""
    folded = fold(text)
    for match in _END.finditer(folded):
        window = text[match.end() : match.end() + 40]
        found = next((d for d in find_dates(window) if d.start <= 12), None)
        if found is None:
            year = _YEAR.search(fold(window))
            if year is None or year.start() > 14:
                continue
            found = DateFound(year.start("year"), year.end(), year["year"])
        yield DateFound(match.start(), match.end() + found.end, found.value)


def find_intervals(text: str) -> Iterator[tuple[DateFound, DateFound]]:
    """Yield the pairs of dates of « du 1er janvier 2022 au 31 décembre 2026 » (the first may lack its year)."""
    folded = fold(text)
    dates = list(find_dates(text))
    for first, last in pairwise(dates):
        if re.fullmatch(r"\s+(?:au|jusqu'au|inclus au)\s+", folded[first.end : last.start]):
            yield first, last


def find_durations(text: str) -> Iterator[DurationFound]:
    """Yield the durations that ``text`` holds (« pour une durée de six ans », « sur 18 mois »)."""
    for match in _DURATION.finditer(fold(text)):
        number = int(match["number"]) if match["number"].isdigit() else _UNITS[match["number"]]
        value = f"P{number}M" if match["unit"] == "mois" else f"P{number}Y{'6M' if match['half'] else ''}"
        yield DurationFound(match.start(), match.end(), value)


@dataclass(frozen=True, slots=True)
class RenewalFound:
    """How something may be renewed: offsets and the words that say it, white space folded."""

    start: int
    end: int
    value: str


_RENEWAL = re.compile(
    r"\b(?:renouvelables?|reconductibles?|prorogeables?|prolongeables?)\b"
    r"(?: (?:une|deux|trois|quatre|\d) fois)?(?: par (?:voie d')?(?:tacite|expresse) (?:reconduction|decision))?"
    r"(?: par (?:tacite |expresse )?(?:reconduction(?: (?:tacite|expresse))?|avenant|accord))?"
    r"|\b(?:(?:tacite|expresse)(?:ment)? (?:reconduction|renouvellement|reconduite?|renouvelee?)"
    r"|(?:reconduction|renouvellement) (?:tacite|expresse?))\b"
)
_NO_RENEWAL = re.compile(r"\b(?:sans|aucune?|pas|non|ni|exclu\w*)\b[^.;]{0,30}$")


def find_renewals(text: str) -> Iterator[RenewalFound]:
    """Yield how ``text`` says that something is renewed (« renouvelable une fois », « par tacite reconduction »)."""
    folded = fold(text)
    for match in _RENEWAL.finditer(folded):
        if not _NO_RENEWAL.search(folded[max(0, match.start() - 40) : match.start()]):
            yield RenewalFound(match.start(), match.end(), " ".join(text[match.start() : match.end()].split()))


def add_duration(start: str, duration: str) -> str | None:
    """Return the last day, month or year of what starts at ``start`` (partial date) and lasts ``duration``.

    « 2022-01-01 » and ``P4Y`` give « 2025-12-31 »; « 2022 » and ``P4Y`` give « 2025 »; None where months would have to
    be added to a year, or where either is no such value.
    """
    lasts = re.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?", duration)
    parts = [int(part) for part in start.split("-") if part.isdigit()]
    if lasts is None or not parts or len(parts) != len(start.split("-")):
        return None
    months = 12 * int(lasts[1] or 0) + int(lasts[2] or 0)
    if not months or (len(parts) == 1 and months % 12):
        return None
    year, month = divmod(parts[0] * 12 + (parts[1] - 1 if len(parts) > 1 else 0) + months, 12)
    if len(parts) == 1:
        return f"{year - 1:04}"
    if len(parts) == 2:
        year, month = divmod(year * 12 + month - 1, 12)
        return f"{year:04}-{month + 1:02}"
    last_day = monthrange(year, month + 1)[1]
    after = date(year, month + 1, min(parts[2], last_day))
    # From 31 January, one month lasts until 28 February: the day that does not exist is the day after.
    return (after if parts[2] > last_day else after - timedelta(days=1)).isoformat()


def find_years(text: str) -> Iterator[DateFound]:
    """Yield the years that stand alone in ``text`` (« en 2005 », « fin 2019 »), periods excepted."""
    for match in _YEAR.finditer(fold(text)):
        yield DateFound(match.start("year"), match.end(), match["year"])
