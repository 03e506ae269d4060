"""Recogniser of numbers as French administrations write them: « 13 100 000 », « 2,962 », « 12.500 », « vingt-six »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pactes.reading.folding import fold

# Thousands are parted by one space (plain, non-breaking or thin: all folded to a plain one) or by full stops.
NOMBRE = r"(?:\d{1,3}(?: \d{3}){1,4}|\d{1,3}(?:\.\d{3}){1,4}(?!\d)|\d+)(?:[,.]\d+)?"
_NUMBER = re.compile(rf"(?<![\w.,/])(?<!\w-){NOMBRE}(?![\d\w/])(?![.,]\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")

_UNITS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "dix-sept": 17,
    "dix-huit": 18, "dix-neuf": 19,
}  # fmt: skip
_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "quatre-vingt": 80}


def _number_words() -> dict[str, int]:
    """Return the numbers from one to a hundred in words, with hyphens."""
    words = dict(_UNITS)
    for name, tens in _TENS.items():
        words[name + ("s" if tens == 80 else "")] = tens
        last = 19 if tens in {60, 80} else 9
        for unit, value in _UNITS.items():
            if unit != "une" and value <= last:
                words[f"{name}-{unit}"] = tens + value
                if value in {1, 11} and tens != 80:
                    words[f"{name}-et-{unit}"] = tens + value
    words["cent"] = 100
    return words


EN_LETTRES = _number_words()
_TO_A_HUNDRED = "|".join(sorted((w.replace("-", "[- ]") for w in EN_LETTRES), key=len, reverse=True))
_TIMES = "deux|trois|quatre|cinq|six|sept|huit|neuf"
_HUNDREDS = rf"(?:(?:{_TIMES})[- ]cents?|cent)"
_MORE = rf"[- ](?:{_TO_A_HUNDRED})\b"
# « cent quatre-vingts », « trois cent douze », « mille deux cents », « deux mille cinq cents »
LETTRES = (
    rf"(?:(?:{_TIMES}|dix|vingt|trente)[- ])?mille(?:[- ]{_HUNDREDS})?\b(?:{_MORE})?"
    rf"|{_HUNDREDS}\b(?:{_MORE})?|{_TO_A_HUNDRED}"
)
_LARGER = re.compile(r"(?<![a-z])(?:cents?|mille)(?![a-z])")
_WORDS = re.compile(rf"\b(?:{LETTRES})\b(?!-)")
_LARGE = {"mille": 10**3, "million": 10**6, "milliard": 10**9}
_SIMPLE = {w: v for w, v in EN_LETTRES.items() if "-" not in w and (v <= 60 or v == 100)}
_FIRST = "|".join(sorted({*_SIMPLE, "mille"}, key=len, reverse=True))
_WORD = rf"{_FIRST}|vingts|cents?|millions?|milliards?"
# « deux cent cinquante mille », « un million deux cent mille »: no longer than any sum is written.
SOMME_EN_LETTRES = rf"(?:{_FIRST})\b(?:[ -](?:et[ -])?(?:{_WORD})\b){{0,15}}"


@dataclass(frozen=True, slots=True)
class NombreTrouve:
    """A number in a text: offsets and value; ``en_lettres`` where it is in words."""

    start: int
    end: int
    valeur: Decimal
    en_lettres: bool = False


def parse_nombre(written: str) -> Decimal | None:
    """Return the value of a number in digits (« 1 391 », « 2,962 », « 12.500 ») or None when it is none.

    A full stop before exactly three digits parts thousands; otherwise it is decimal.
    """
    digits = fold(written).replace(" ", "")
    whole = _THOUSANDS.match(digits)
    if whole and (whole.end() == len(digits) or digits[whole.end()] == ","):
        digits = digits.replace(".", "")
    try:
        return Decimal(digits.replace(",", "."))
    except InvalidOperation:
        return None


_SLIPS = str.maketrans("oil", "011")


def parse_chiffres(written: str) -> Decimal | None:
    """Return the value of a number alone in a cell, with the letters that a scan puts for digits (« l 155 OOO »)."""
    digits = fold(written).strip()
    return parse_nombre(digits.translate(_SLIPS)) if re.fullmatch(r"(?=[oil]{0,3} ?\d)[\doil .,]+", digits) else None


def parse_lettres(written: str) -> int | None:
    """Return the value of a number in words (« cent quatre-vingts », « mille deux cents »), or None."""
    words = "-".join(fold(written).replace("-", " ").split())
    simple = EN_LETTRES.get(words)
    return simple if simple is not None or not _LARGER.search(words) else parse_somme(words)


def parse_somme(written: str) -> int | None:
    """Return the value of a sum in words (« deux cent cinquante mille »: 250000), or None when a word is no number."""
    total = group = current = 0
    previous = ""
    for word in re.split(r"[ -]+", fold(written).strip()):
        singular = word if word in _SIMPLE or word == "mille" else word.removesuffix("s")
        if word == "et":
            continue
        if singular == "vingt" and previous == "quatre":
            current += 76  # « quatre-vingt(s) »: eighty
        elif singular in _SIMPLE and singular != "cent":
            current += _SIMPLE[singular]
        elif singular == "cent":
            current = (current or 1) * 100
        elif singular == "mille":
            group, current = group + (current or 1) * 1000, 0
        elif singular in _LARGE:
            total, group, current = total + (group + current or 1) * _LARGE[singular], 0, 0
        else:
            return None
        previous = singular
    return total + group + current or None


def find_nombres(text: str, *, lettres: bool = False) -> Iterator[NombreTrouve]:
    """Yield the numbers of ``text`` in digits, and in words too with ``lettres``, in order."""
    folded = fold(text)
    found = []
    for match in _NUMBER.finditer(folded):
        value = parse_nombre(match.group())
        if value is not None:
            found.append(NombreTrouve(match.start(), match.end(), value))
    if lettres:
        for match in _WORDS.finditer(folded):
            words = parse_lettres(match.group())
            if words is not None:
                found.append(NombreTrouve(match.start(), match.end(), Decimal(words), en_lettres=True))
    return iter(sorted(found, key=lambda n: n.start))
