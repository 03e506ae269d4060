"""A question as it was read, and where its words stand in a text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pactes.release.search_words import SMALL, Word, words


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was read: its words, the expression that finds them (empty: there is no word), the key of a name
    that it may be, and the names that its acronyms stand for, or the other way round (the stems of each).
    """

    words: tuple[Word, ...]
    expression: str
    key: str
    others: frozenset[frozenset[str]] = frozenset()


def wanted(word: Word, *, last: bool) -> str:
    """Return the FTS5 expression of a word; the last one may be unfinished."""
    if not last or word.whole:
        return f'"{word.stem}"'
    if "," in word.form:  # « 1.2 »: that part and those below it, not « 1.20 »
        return f'("{word.form}" OR "{word.form},"*)'
    return f'"{word.form}"*' if word.stem.startswith(word.form) else f'("{word.stem}" OR "{word.form}"*)'


def matched(text: str, asked: Asked) -> Iterator[tuple[int, int]]:
    """Yield where the words of a question stand in a text; and those of a name that an acronym
    stands for, where all of them are.
    """
    told = [word for word in words(text) if word.form not in SMALL]
    there = {word.stem for word in told}
    stems = {word.stem for word in asked.words if word.form not in SMALL}
    stems = stems.union(*(name for name in asked.others if name <= there))
    last = asked.words[-1] if asked.words else None
    begun = last.form if last is not None and not last.whole else None
    for word in told:
        if word.stem in stems:
            yield word.start, word.end
        elif begun and word.form.startswith(begun):
            # What is typed is marked, the rest of the word is what it may become.
            yield word.start, word.start + len(begun) if word.end - word.start == len(word.form) else word.end
