"""Titles that say the same thing: by the words of meaning that they share, so that people can check it at a glance."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from pactes.reading.folding import fold

A = TypeVar("A")

ENOUGH = 0.5
"""Share of the words of the shorter title that the other must have."""

_WORD = re.compile(r"[a-z0-9]+")
# Words that say nothing of a theme (folded); those of one or two letters are left out as well.
_SAID_EVERYWHERE = (
    "les des une aux par sur pour dans avec sans sous vers entre dont que qui est sont leur leurs ses son cette ces "
    "axe axes objectif objectifs action actions thematique theme enjeu enjeux strategique strategiques territoire "
    "territoires favoriser developper renforcer ameliorer soutenir faire mettre oeuvre autour plus non"
)
_EMPTY = frozenset(_SAID_EVERYWHERE.split())


@dataclass(frozen=True, slots=True)
class Pair(Generic[A]):
    """Two things that say the same, or one that has no counterpart; ``shared`` are the words they have in common."""

    left: A | None
    right: A | None
    shared: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def words_of(title: str) -> frozenset[str]:
    """Return the words of meaning of a title, folded, without the mark of the plural."""
    found = (word.rstrip("sx") if len(word) > 4 else word for word in _WORD.findall(fold(title)))
    return frozenset(word for word in found if len(word) > 2 and word not in _EMPTY and f"{word}s" not in _EMPTY)


def score(one: str, other: str) -> float:
    """Return the share of the words of the shorter title that both have, from 0 to 1."""
    first, second = words_of(one), words_of(other)
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0


def paired(left: Sequence[tuple[str, A]], right: Sequence[tuple[str, A]]) -> tuple[Pair[A], ...]:
    """Put side by side what bears like titles: the pairs, then what is left of each side, all in their order.

    Each is a title and what bears it; two are paired, the likest first, when they share ``ENOUGH`` of their words of
    meaning.
    """
    scored = sorted(
        (
            (
                -score(one, other),
                -len(words_of(one) & words_of(other)),
                abs(i / max(1, len(left)) - j / max(1, len(right))),
                i,
                j,
            )
            for i, (one, _) in enumerate(left)
            for j, (other, _) in enumerate(right)
            if score(one, other) >= ENOUGH
        ),
    )
    mate: dict[int, int] = {}
    taken: set[int] = set()
    for *_, i, j in scored:
        if i not in mate and j not in taken:
            mate[i] = j
            taken.add(j)
    told = sorted(_matched(left, right, mate), key=lambda pair: pair.right is None)
    return (*told, *(Pair(None, item) for j, (_, item) in enumerate(right) if j not in taken))


def _matched(left: Sequence[tuple[str, A]], right: Sequence[tuple[str, A]], mate: dict[int, int]) -> Iterable[Pair[A]]:
    for i, (title, item) in enumerate(left):
        if i in mate:
            other, counterpart = right[mate[i]]
            yield Pair(item, counterpart, tuple(sorted(words_of(title) & words_of(other))))
        else:
            yield Pair(item, None)
