"""The words of a text and of a question, brought to one writing: what a search forgives is decided here, for both.

Forgiven are case, accents, ligatures, apostrophes, hyphens, number and gender, and how numbers and amounts are written.

The stem is that of number and of the commonest marks of gender, no more. Stronger French stemmers (Snowball's, Savoy's)
read accents, which people leave out when they type, and bring together what administrations tell apart: « université »
and « univers », « commune » and « commun ». It has to agree with itself, not with a dictionary: « prix » is kept as
« pri » on both sides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

_SMALL = (
    "a au aux avec ce ces cette d dans de des du elle en est et il ils l la le les leur leurs n ne ou par pour qu que "
    "qui s sa se ses son sont sous sur un une y"
)
SMALL = frozenset(_SMALL.split())
"""Words that say little: they are not indexed, and not asked for, unless a question is made of nothing else."""

_PLURALS_IN_AIL = {"travaux": "travail", "baux": "bail", "vitraux": "vitrail", "coraux": "corail", "emaux": "email"}
_ENDS = (
    (re.compile(r"eaux$"), "eau"),
    (re.compile(r"(?<=..)aux$"), "al"),
    (re.compile(r"(?<=...)al(?:e|es|s)$"), "al"),  # régionale(s)
    (re.compile(r"(?<=..)el(?:le|les|s)$"), "el"),  # industrielle(s)
    (re.compile(r"(?<=..)enne?s?$"), "en"),  # citoyenne(s)
    (re.compile(r"(?<=..)(?:ive|ives|ifs)$"), "if"),  # éducative(s)
    (re.compile(r"(?<=..)(?:euse|euses)$"), "eux"),
    (re.compile(r"(?<=..)ee?s?$"), "e"),  # engagé(e)(s), commune(s)
    (re.compile(r"(?<=..)[sx]$"), ""),
)

_LETTERS = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l"}
_SCALES = {"k": 3, "m": 6, "md": 9, "mds": 9, "mille": 3, "million": 6, "millions": 6, "milliard": 9, "milliards": 9}
_SPACE = "[ \u00a0\u2009\u202f]"
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?P<whole>[0-9]{{1,3}}(?:(?:{_SPACE}|\.)[0-9]{{3}})+(?![0-9])|[0-9]{{1,15}})"
    r"(?:[.,](?P<part>[0-9]{1,3})(?![0-9.]))?"
    rf"(?:{_SPACE}?(?:(?P<scale>k|m|mds?|mille|millions?|milliards?)(?:{_SPACE}+d['’])?{_SPACE}*(?:€|eur\b|euros?\b)"
    rf"|(?P<alone>millions?|milliards?|(?-i:Mds?|M|k))(?!\w)|(?P<unit>€|eur\b|euros?\b)))?(?![\w]|[.,][0-9])",
    re.IGNORECASE,
)
_SIMPLE = re.compile(r"[^\W_]+")
_POINTED = re.compile(r"(?<![\w.])(?:[^\W\d_]\.){2,}[^\W\d_]?(?!\w)")
_NUMBERED = re.compile(r"(?<![\w.,])[0-9]{1,3}(?:\.[0-9]{1,3})+(?!\w|[.,][0-9])")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: ``form`` in plain letters and lower case, its ``stem``, and where it stands in the text.

    A number is one word, digits only (« 13 100 000 », « 13,1 M€ »: ``13100000``); a fraction keeps its comma, and so
    does the number of a part (« 1.2.3. »: ``1,2,3``).
    ``whole`` tells that nothing can follow (an amount with its unit).
    """

    form: str
    stem: str
    start: int
    end: int
    whole: bool = False


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text, in their order; positions count the code points of ``text``."""
    place = 0
    for match in _AMOUNT.finditer(text):
        yield from _plain(text, place, match.start())
        place = match.end()
        form = _canonical(match)
        yield Word(form, form, match.start(), place, whole=any(match[name] for name in ("scale", "alone", "unit")))
    yield from _plain(text, place, len(text))


def _plain(text: str, start: int, end: int) -> Iterator[Word]:
    place = start
    for pointed in _POINTED.finditer(text, start, end):  # « E.P.C.I. »
        yield from _numbered(text, place, pointed.start())
        form = plain(pointed.group().replace(".", ""))
        yield Word(form, form, pointed.start(), pointed.end())
        place = pointed.end()
    yield from _numbered(text, place, end)


def _numbered(text: str, start: int, end: int) -> Iterator[Word]:
    place = start
    for match in _NUMBERED.finditer(text, start, end):
        yield from _simple(text, place, match.start())
        form = match.group().replace(".", ",")
        yield Word(form, form, match.start(), match.end())
        place = match.end()
    yield from _simple(text, place, end)


def _simple(text: str, start: int, end: int) -> Iterator[Word]:
    for match in _SIMPLE.finditer(text, start, end):
        form = plain(match.group())
        if form:
            yield Word(form, stem(form), match.start(), match.end())


def _canonical(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match["whole"])
    scale = match["scale"] or match["alone"]
    if not match["part"] and not scale:
        return digits
    value = Decimal(f"{digits}.{match['part'] or 0}").scaleb(_SCALES[scale.lower()] if scale else 0)
    return number(value)


def number(value: Decimal) -> str:
    """Return the word of a number: « 13100000 », « 18,8 »."""
    said = f"{value.normalize():f}"
    return said.replace(".", ",")


@lru_cache(maxsize=1 << 16)
def plain(word: str) -> str:
    """Return a word in lower case, without accents, ligatures undone; letters and digits only."""
    low = "".join(_LETTERS.get(letter, letter) for letter in word.casefold())
    if low.isascii():
        return low[:_LONGEST]
    split = unicodedata.normalize("NFKD", low)
    return "".join(letter for letter in split if letter.isalnum())[:_LONGEST]


@lru_cache(maxsize=1 << 16)
def stem(form: str) -> str:
    """Return what the forms of a word share: « communes » and « commune » give ``commune``."""
    if len(form) < 4 or not form.isalpha():
        return form
    if form in _PLURALS_IN_AIL:
        return _PLURALS_IN_AIL[form]
    for pattern, end in _ENDS:
        cut, found = pattern.subn(end, form)
        if found:
            return cut
    return form


def name_key(text: str) -> str:
    """Return the key under which a name is found whole: its stems, small words included, one space between."""
    return " ".join(word.stem for word in words(text))


def long_name_key(text: str) -> str:
    """Return the key of the long form of an acronym: its stems without the small words."""
    return " ".join(word.stem for word in words(text) if word.form not in SMALL)


def natural_key(text: str) -> str:
    """Return a key by which names sort as people count: each number takes twelve digits."""
    parts = (part for word in words(text) for part in word.form.split(","))
    return " ".join(part.zfill(12) if part.isdigit() else part for part in parts)


def number_word(written: str) -> str:
    """Return the word of a number as RDF writes it (``13100000.0``); empty when it is none."""
    try:
        value = Decimal(written)
    except InvalidOperation:
        return ""
    return number(value) if value.is_finite() and abs(value) < Decimal(10) ** 18 else ""
