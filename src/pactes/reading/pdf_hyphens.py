"""Words that a line end of a page cut, put together again."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pactes.reading.hyphens import cut_word

__all__ = ["is_broken", "is_cut", "joined_word", "known_words"]

_HYPHENS = ("-", "\u2010", "\u00ad")
_WORDS = re.compile(r"[^\W\d_]+(?:[-\u2010'’][^\W\d_]+)*")
_LINKS = frozenset(
    ("et", "de", "du", "des", "d", "en", "sur", "sous", "les", "lès", "la", "le", "l", "à", "aux", "au", "lez", "près")
)  # inside names of places: « …-sur-… », « …-de-la-… »
_PRONOUNS = frozenset(("je", "tu", "il", "elle", "nous", "vous", "ils", "elles", "ci", "là", "même", "mêmes", "t"))


def known_words(lines: Iterable[str]) -> frozenset[str]:
    """Return the words of a document, in lower case, hyphens kept, but for those that a line end cuts."""
    words: set[str] = set()
    for line in lines:
        whole = line.rstrip()
        if whole.endswith(_HYPHENS):
            whole = whole.rpartition(" ")[0]
        words.update(word.lower().replace("\u2010", "-") for word in _WORDS.findall(whole))
    return frozenset(words)


def is_cut(above: str, text: str) -> bool:
    """Tell whether a line ends at a hyphen inside a word that the next one goes on with."""
    return above.endswith(_HYPHENS) and above[-2:-1].isalpha() and text[:1].isalpha()


def is_broken(above: str, text: str, known: frozenset[str]) -> bool:
    """Tell whether a line ends inside a word without a hyphen, as in a cell that is narrower than the word."""
    left, right = re.search(r"[^\W\d_]+$", above), re.match(r"[^\W\d_]+", text)
    if not left or not right:
        return False
    first, last = left.group().lower(), right.group().lower()
    return first + last in known and not (first in known and last in known)


def joined_word(before: str, after: str, known: frozenset[str]) -> str:
    """Return ``before``, which ends with a hyphen, joined with ``after``, which goes on with its last word.

    The hyphen goes or stays as the document writes the word elsewhere (``known``). Else it stays where French has one:
    in names of places, before a pronoun, in compounds (see ``hyphens.cut_word``).
    """
    stem = before.rstrip("".join(_HYPHENS))
    if before.endswith("\u00ad"):
        return stem + after
    left, right = re.search(r"[\w'’-]+$", stem), re.match(r"[^\W\d_]+(?:-[^\W\d_]+)*", after)
    if not left or not right:
        return f"{stem}-{after}"
    first, last = left.group(), right.group()
    whole = re.split(r"['’]", first.lower())[-1]
    if f"{whole}-{last.lower()}" in known:
        return f"{stem}-{after}"
    if whole + last.lower() in known:
        return stem + after
    opening = last.split("-")[0].lower()
    compound = (
        ("-" in first and first.rsplit("-", 1)[1].lower() in _LINKS)
        or ("-" in last and opening in _LINKS)
        or opening in _PRONOUNS
        or not cut_word(f"{stem}-", after)
    )
    return stem + ("-" if compound else "") + after
