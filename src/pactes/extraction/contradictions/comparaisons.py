"""When two statements of one thing say the same: partial dates, roundings, names that differ by little words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pactes.reading import fold

_ROUND_FROM = 2  # zeros at the end of a whole number from which it may be a rounding: « 1 500 », never « 40 »
_ROUGH = Decimal("0.1")  # how far « près de 3 milliards » may be from what it is near to
_ROOT = 4  # letters that a word keeps without its ending
_SMALL = frozenset(
    [
        "a",
        "au",
        "aux",
        "avec",
        "ce",
        "ces",
        "cet",
        "cette",
        "d",
        "dans",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "leur",
        "ou",
        "par",
        "pour",
        "sa",
        "ses",
        "son",
        "sur",
        "un",
        "une",
    ]
)


@dataclass(frozen=True, slots=True)
class Nombre:
    """A number that is said; ``approche``: with « environ », « près de », « plus de »."""

    valeur: Decimal
    approche: bool = False


def memes_dates(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two dates can be one: each is given as the forms it may take, and the vaguer holds the more precise."""
    return any(x == y or x.startswith(f"{y}-") or y.startswith(f"{x}-") for x in a for y in b)


def memes_nombres(a: Nombre, b: Nombre) -> bool:
    """Whether two numbers can be one: equal, one the other rounded, or near where one says that it is near."""
    gap = abs(a.valeur - b.valeur)
    if a.approche or b.approche:
        return gap <= _ROUGH * max(abs(a.valeur), abs(b.valeur))
    return gap == 0 or arrondit(a.valeur, b.valeur) or arrondit(b.valeur, a.valeur)


def arrondit(rounded: Decimal, exact: Decimal) -> bool:
    """Whether ``rounded`` is ``exact`` at a coarser step: « 1 500 » for 1 521, « 17 % » for 16,8 %.

    A number of one figure says too little to be a rounding, except of what is very near: « 20 000 » is not 21 900.
    """
    step, gap = _step(rounded), abs(rounded - exact)
    near = gap * 1000 <= 25 * abs(exact) if rounded >= 10 * step else gap * 100 <= abs(exact)
    return step > _step(exact) and gap * 2 <= step and near


def _step(value: Decimal) -> Decimal:
    """Return the place of the last digit that a number says: 100 for 1 500, 1 for 1 521, 0.01 for 2.96."""
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        return Decimal(1)
    written = "".join(map(str, digits)) + "0" * max(0, exponent)
    zeros = len(written) - len(written.rstrip("0"))
    if exponent < 0:
        return Decimal(10) ** exponent
    return Decimal(10) ** zeros if zeros >= _ROUND_FROM else Decimal(1)


def contenu(text: str) -> tuple[str, ...]:
    """Return the words of a text that carry its meaning, folded, number and gender as written."""
    return tuple(w for w in re.findall(r"[^\W_]+", fold(text)) if w not in _SMALL)


@lru_cache(maxsize=1 << 16)
def racine(word: str) -> str:
    """Return a folded word without the mark of the plural, gender or verb, to compare with others of its family."""
    for ending in ("aux", "ales", "elles", "ees", "es", "s", "x", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= _ROOT:
            return word.removesuffix(ending)
    return word.removesuffix("s") if len(word) >= _ROOT else word


def racines(text: str) -> frozenset[str]:
    """Return the stems of the words of a text that carry its meaning."""
    return frozenset(racine(w) for w in contenu(text))
