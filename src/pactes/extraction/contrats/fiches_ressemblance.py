"""How alike a card and an article are: which article a card without a heading is of."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from pactes.extraction.commun.familles import TETES, mots
from pactes.reading import fold

SMALL = mots("de du des d la le les l et en pour a au aux sur")
HEADS = frozenset((*TETES, "plan", "programme", "projet", "dispositif", "demarche", "operation", "schema"))

ALIKE = 85  # a card's title and a family's name that are one, spelling apart


def best_in_order(likeness: list[list[float]]) -> list[tuple[int, int]]:
    """Return the pairs (row, column), both rising, whose likeness adds up to most."""
    best: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {}

    def solve(row: int, column: int) -> tuple[float, list[tuple[int, int]]]:
        if row == len(likeness) or column == len(likeness[row]):
            return 0.0, []
        if (row, column) not in best:
            total, pairs = solve(row + 1, column + 1)
            taken = (total + likeness[row][column], [(row, column), *pairs])
            best[row, column] = max(taken, solve(row + 1, column), solve(row, column + 1), key=lambda found: found[0])
        return best[row, column]

    return solve(0, 0)[1] if likeness else []


def card_words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"[a-zœ]{5,}", fold(text)))


def likeness_of(own: frozenset[str], other: frozenset[str], all_words: Sequence[frozenset[str]]) -> float:
    """Return how many words two texts share, each counted for how few texts hold it, over the size of the article."""
    shared = math.fsum(1 / sum(word in words for words in all_words) for word in own & other)
    return shared / math.sqrt(1 + len(other))


def same_family(titre: str, name: str) -> bool:
    """Whether two names of a family are one: spelling apart, or one has all the words that tell the other."""
    a, b = _telling(titre), _telling(name)
    return fuzz.ratio(fold(titre), fold(name)) >= ALIKE or bool(a and b and (a <= b or b <= a))


def _telling(text: str) -> frozenset[str]:
    words = (w[:-1] if w.endswith(("s", "x")) and len(w) > 3 else w for w in re.findall(r"\w+", fold(text)))
    return frozenset(words) - SMALL - HEADS
