"""Words that a line end cut: whether the hyphen is the word's own or the type-setter's."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["is_cut", "joined_word", "known_words"]

HYPHENS = "-\u2010\u00ad"
_WORDS = re.compile(r"[^\W\d_]+(?:[-\u2010'’][^\W\d_]+)*")
# First parts of French compounds that keep their hyphen and are no first syllable of longer words.
_FIRST = frozenset(
    ("sous", "vice", "non", "quasi", "demi", "semi", "après", "avant", "arrière", "nord", "sud", "saint", "sainte",
     "saints", "saintes", "grand", "grande", "petit", "petite", "haut", "haute", "franco", "chef", "celui", "celle",
     "ceux", "celles", "rendez")
)  # fmt: skip
# Pronouns after a verb, and adverbs of place.
_LAST = frozenset(("je", "tu", "il", "elle", "nous", "vous", "ils", "elles", "ci", "là", "même", "mêmes", "t"))
_LINKS = frozenset(
    ("et", "de", "du", "des", "d", "en", "sur", "sous", "les", "lès", "la", "le", "l", "à", "aux", "au", "lez", "près")
)


def known_words(lines: Iterable[str]) -> frozenset[str]:
    """Return the words of a document, in lower case, hyphens kept, but for those that a line end cuts."""
    words: set[str] = set()
    for line in lines:
        whole = line.rstrip()
        if whole.endswith(tuple(HYPHENS)):
            whole = whole.rpartition(" ")[0]
        words.update(word.lower().replace("\u2010", "-") for word in _WORDS.findall(whole))
    return frozenset(words)


def joined_word(before: str, after: str, known: frozenset[str]) -> str:
    """Return ``before``, which ends with a hyphen, joined with ``after``, which goes on with its last word.

    The hyphen stays where the document writes the word with it elsewhere, or where French does: between capitals,
    around « et », « sur »…, before a pronoun, after « sous », « vice ». Else it is the type-setter's.
    """
    stem = before.rstrip(HYPHENS)
    if before.endswith("\u00ad"):
        return stem + after
    left = re.search(r"[\w'’-]*$", stem)
    right = re.match(r"[^\W_]+(?:-[^\W_]+)*", after)
    if not left or not left.group() or not right:
        return stem + "-" + after
    first, last = left.group(), right.group()
    whole = first.lower().rsplit("'", 1)[-1].rsplit("’", 1)[-1]
    if f"{whole}-{last.lower()}" in known:
        return stem + "-" + after
    if whole + last.lower() in known:
        return stem + after
    part = re.split(r"[-'’]", first)[-1].lower()
    capitals = first.isupper() and last.isupper()
    keeps = (
        (last[0].isupper() and not capitals)
        or part in _FIRST
        or ("-" in first and part in _LINKS)
        or ("-" in last and last.split("-")[0].lower() in _LINKS)
        or last.split("-")[0].lower() in _LAST
        or not part.isalpha()
    )
    return stem + ("-" if keeps else "") + after


def is_cut(above: str, text: str) -> bool:
    """Tell whether a line ends inside a word that the next one goes on with."""
    return above[-1:] in HYPHENS and above[-2:-1].isalpha() and text[:1].isalpha()
