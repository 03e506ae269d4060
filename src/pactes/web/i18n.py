"""What pages say in French and in English: messages, numbers, money, dates, durations.

French is the language of the source; ``locale/en/*.po`` hold the English. A message without translation stays French:
a test finds it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_compact_decimal, format_currency, format_decimal, format_percent

from pactes.web.negotiation import LANGUAGES

_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")
_CURRENCY = "http://publications.europa.eu/resource/authority/currency/"


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> Mapping[str, str | tuple[str, ...]]:
    """Return the messages of a language: French message (singular) → translation, or its plural forms."""
    if language == "fr":
        return {}
    found: dict[str, str | tuple[str, ...]] = {}
    for source in message_files(language):
        with source.open("rb") as stream:
            messages = read_po(stream, locale=language)
        for message in messages:
            if message.id and message.string:
                name = message.id[0] if isinstance(message.id, tuple | list) else message.id
                found[name] = message.string if isinstance(message.string, str) else tuple(message.string)
    return found


def message_files(language: str) -> list[Traversable]:
    """Return the files of the messages of a language, one per part of the site."""
    folder = resources.files("pactes.web").joinpath("locale", language)
    return sorted((file for file in folder.iterdir() if file.name.endswith(".po")), key=lambda file: file.name)


@dataclass(frozen=True, slots=True)
class Language:
    """How one language says things. ``code`` is ``fr`` or ``en``."""

    code: str

    @property
    def locale(self) -> Locale:
        """The locale of numbers and dates; English dates are day first, as in Europe."""
        return _locale(self.code)

    def gettext(self, message: str) -> str:
        """Return a message in this language."""
        found = catalogue(self.code).get(message, message)
        return found if isinstance(found, str) else found[0]

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Return the message for a count: in French zero and one are singular, in English only one is."""
        if self.code == "fr":
            return singular if self.is_one(count) else plural
        found = catalogue(self.code).get(singular, (singular, plural))
        forms = (found, found) if isinstance(found, str) else found
        return forms[0] if self.is_one(count) else forms[-1]

    def is_one(self, count: int) -> bool:
        """Tell whether a count takes the singular: zero and one in French, one in English."""
        return count == 1 or (count == 0 and self.code == "fr")

    def number(self, value: int | Decimal | str) -> str:
        """Return a number as people write it (``2 635``); a text that is no number stays as it is."""
        return _number(self, str(value))

    def percent(self, share: float) -> str:
        """Return a share from 0 to 1 as a whole percentage (``78 %``)."""
        return str(format_percent(share, locale=self.locale, format="#,##0\u202f%" if self.code == "fr" else None))

    def money(self, value: str, currency: str = "EUR") -> str:
        """Return an amount with its currency, cents only where there are some; ``currency`` is a code or EU IRI."""
        return _money(self, value, currency)

    def rough_money(self, value: str) -> str:
        """Return an amount in euros as people say it: millions and milliards in words, a smaller one in full."""
        try:
            amount = Decimal(value)
        except InvalidOperation:
            return value
        if amount < 1_000_000:
            return self.money(value)
        said = format_compact_decimal(amount, format_type="long", locale=self.locale, fraction_digits=1)
        said = str(said).replace(" ", "\u00a0")
        return f"{said}\u00a0d’euros" if self.code == "fr" else f"€{said}"

    def size(self, value: int) -> str:
        """Return a size in bytes as people read it (``12,5 Mo``)."""
        unit, power = ("o" if self.code == "fr" else "B"), 0
        amount = Decimal(value)
        while amount >= 1000 and power < 4:
            amount, power = amount / 1000, power + 1
        shown = amount.quantize(Decimal("0.1")) if power and amount < 100 else amount.quantize(Decimal(1))
        said = self.number(int(shown) if shown == shown.to_integral_value() else shown)
        return f"{said}\u202f{('', 'k', 'M', 'G', 'T')[power]}{unit}"

    def date(self, value: str) -> str:
        """Return a date as partial as it is given: ``2015``, ``février 2015``, ``20 février 2015``."""
        return _date(self, value)

    def duration(self, value: str) -> str:
        """Return an ``xsd:duration`` of years, months and days in words; another value stays as it is."""
        match = _DURATION.fullmatch(value)
        if not match or value == "P":
            return value
        years, months, days = (int(part or 0) for part in match.groups())
        said = []
        if years:
            said.append(f"{years} {self.ngettext('an', 'ans', years)}")
        if months:
            said.append(f"{months} {self.ngettext('mois', 'mois', months)}")
        if days:
            said.append(f"{days} {self.ngettext('jour', 'jours', days)}")
        return self.enumeration(said)

    def enumeration(self, items: list[str]) -> str:
        """Return ``a, b et c``."""
        return str(format_list(items, locale=self.locale)) if items else ""


# Formatting takes some 20 to 100 microseconds a value, and pages say the same days and sums hundreds of times.
_SAID = 8192


@lru_cache(maxsize=len(LANGUAGES))
def _locale(code: str) -> Locale:
    return Locale.parse("fr_FR" if code == "fr" else "en_GB")


@lru_cache(maxsize=_SAID)
def _number(say: Language, value: str) -> str:
    try:
        return str(format_decimal(Decimal(value), locale=say.locale, decimal_quantization=False))
    except InvalidOperation:
        return value


@lru_cache(maxsize=_SAID)
def _money(say: Language, value: str, currency: str) -> str:
    code = currency.removeprefix(_CURRENCY)
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return f"{value} {code}"
    whole = amount == amount.to_integral_value()
    pattern = say.locale.currency_formats["standard"].pattern.replace(".00", "") if whole else None
    return str(format_currency(amount, code, format=pattern, locale=say.locale, currency_digits=not whole))


@lru_cache(maxsize=_SAID)
def _date(say: Language, value: str) -> str:
    parts = value.split("-")
    try:
        if len(parts) == 2:
            shown = format_date(date(int(parts[0]), int(parts[1]), 1), "MMMM yyyy", locale=say.locale)
        elif len(parts) == 3:
            shown = format_date(date.fromisoformat(value), "d MMMM yyyy", locale=say.locale)
        else:
            return value
    except ValueError:
        return value
    return f"1er{shown[1:]}" if say.code == "fr" and shown.startswith("1 ") else shown
