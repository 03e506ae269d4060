"""Recogniser of the names that complete a head word: « de X », « des portes de l'Y », « de A, B et C ».

A head word in the plural shares its names out: « les communes de A, B et C » are three parties.
"""

from __future__ import annotations

import re

from pactes.extraction.commun.familles import mots
from pactes.reading import fold
from pactes.reference import registre

__all__ = ["PREP", "complements", "singular"]

PREP = re.compile(r"(?:de la|de l'|des|du|de|d'|en|a)(?=\W|\b)")
_TOKEN = re.compile(r"[\w’']+(?:-[\w’']+)*|[^\w\s]")
_DASH = re.compile(r"[-–] (?=[A-ZÀ-Þ])")
# Lower-case words that stand inside the name of an intercommunality (« du cœur de l'X », « des portes de la Y »).
_NOT_IN_NAME = mots(
    "a ont est sont ete et ou qui que dont avec par pour dans en sur sous signe signee signes permet au aux "
    "afin lors mais ainsi notamment comme puis se s il elle ce cette ces leur leurs son sa ses un une entre contre "
    "conclu conclue conclus conclues signes signees depuis jusqu sera seront etre etait selon vers sans"
)
_IN_NAME = mots("de du des d la le les l en sur sous lès lez les et à a aux au ès")
_TAIL = mots("metropole agglo agglomeration")
_SIGLE = re.compile(r"\s?\([A-Z][A-Za-z]{1,7}\)(?=\s)")  # « Agence régionale de santé (ARS) X »


def singular(words: str) -> str:
    """Return a head of institutions in the singular: « conseils départementaux » is « conseil départemental »."""

    def one(word: str) -> str:
        if fold(word).endswith("aux"):
            return word[:-3] + ("AL" if word.isupper() else "al")
        keep = fold(word) in ("d", "des", "communes", "maires", "depots") or len(word) < 4
        return word if keep or not word.lower().endswith("s") else word[:-1]

    first, *rest = words.split(" ")
    return " ".join([first[:-1] if fold(first) in ("communes", "maires") else one(first), *map(one, rest)])


def complements(
    text: str, folded: str, start: int, stops: re.Pattern[str], *, plural: bool, free: bool
) -> list[tuple[int, int]]:
    """Return the names after a head word: their spans, preposition included; several only after a plural.

    ``folded`` is ``fold(text)``; ``stops`` matches the head words that open another party; ``free`` as in ``_name``.
    """
    names: list[tuple[int, int]] = []
    position = start
    while True:
        span = _name(text, folded, position, free and not plural, free)
        if span is None:
            return names
        names.append(span)
        if not plural:
            return names
        link = re.compile(r"\s*(?:,|\bet\b|, et\b|&)\s+").match(folded, span[1])
        if (
            not link
            or stops.match(folded, link.end())
            or (re.match(r"(?:la|le|les|l')\b", folded[link.end() :]) and not text[link.end()].isupper())
        ):
            return names
        position = link.end()


def _name(text: str, folded: str, start: int, single: bool, free: bool) -> tuple[int, int] | None:
    """Return the span of a proper name, preposition included, at ``start``; None when there is none.

    ``free`` names (of intercommunalities) may hold lower-case words; ``single`` ones hold « et » if the registry knows.
    """
    sigle = _SIGLE.match(text, start)
    start = sigle.end() if sigle else start
    begin = start + len(text[start : start + 8]) - len(text[start : start + 8].lstrip(' «"'))
    position, end, capital, words = begin, None, False, 0
    prep = PREP.match(folded, begin)
    if prep:
        position = prep.end()
    for token in _TOKEN.finditer(text, position):
        if capital and _DASH.match(text, token.start()):  # « X – Y »
            position = token.end()
            continue
        gap = text[position : token.start()]
        word = token.group()
        plain = fold(word).split("'")[-1] or fold(word)
        if gap.strip() or "\n" in gap or not (word[0].isalnum()) or words > 9:
            break
        if re.fullmatch(r"\d{4}", word):
            break
        letter = word.split("'")[-1][:1] or word.split("’")[-1][:1]
        is_name = any(part[:1].isupper() for part in re.split(r"['’]", word)) or (
            word[0].isdigit() and capital and free and len(word) < 4
        )
        if is_name and letter:
            capital, end = True, token.end()
        elif plain in _TAIL and capital:
            end = token.end()
        elif plain == "et":
            if not (single and capital and _known_with_et(text, begin, token.start())):
                break
        elif plain in _IN_NAME:
            pass
        elif free and plain not in _NOT_IN_NAME and (not capital or not PREP.match(plain)):
            end = token.end() if capital else end
        else:
            break
        position = token.end()
        words += 1
    return (begin, end) if capital and end else None


def _known_with_et(text: str, start: int, et: int) -> bool:
    """Whether the registry knows a territory whose name goes on over the « et » at ``et``."""
    return any(found.start < et - start < found.end for found in registre().chercher(text[start : et + 40]))
