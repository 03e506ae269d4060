"""Where texts differ, word by word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A run of words; ``differs`` where the other texts do not have it."""

    text: str
    differs: bool


def marked(texts: Sequence[str]) -> tuple[tuple[Word, ...], ...]:
    """Return each text in runs of words: those that all texts have, and those that at least one other has not.

    A word that a text has more often than another differs from its surplus on. Texts that differ by nothing but white
    space, and a single text, have no difference.
    """
    counts = [Counter(text.split()) for text in texts]
    return tuple(
        _runs(text, [other for rank, other in enumerate(counts) if rank != at]) for at, text in enumerate(texts)
    )


def _runs(text: str, others: Sequence[Counter[str]]) -> tuple[Word, ...]:
    seen: Counter[str] = Counter()
    found: list[Word] = []
    for word in text.split():
        seen[word] += 1
        differs = any(other[word] < seen[word] for other in others)
        if found and found[-1].differs == differs:
            found[-1] = Word(f"{found[-1].text} {word}", differs)
        else:
            found.append(Word(word, differs))
    return tuple(found)
