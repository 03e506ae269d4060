"""Contracts taken for one another: two of the reference read as one, or one read as two.

Contracts are paired one to one by ``evaluate_rules``, as many as can be, the likest first. A reference that stays alone
though a contract that was read may be it was read as one with another: ``confondus``. A contract that stays alone
though it may be a reference that has its own says that one twice: ``doubles``. Titles that each have a word of their
own (two places, two periods) are of two contracts, however many words they share: that is a miss or a false alarm, not
counted here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from pactes.extraction.evaluate_rules import SAME, Item, normal, records_by_kind

__all__ = ["Doublons", "find_doublons"]

_SLIP = 80  # words this like are one, but for a plural or a slip


@dataclass(frozen=True, slots=True)
class Doublons:
    """Titles: of the references that were read as one with another, and of the contracts that say one again."""

    confondus: tuple[str, ...] = ()
    doubles: tuple[str, ...] = ()

    def __add__(self, other: Doublons) -> Doublons:
        return Doublons(self.confondus + other.confondus, self.doubles + other.doubles)

    @property
    def nombre(self) -> int:
        """How many there are."""
        return len(self.confondus) + len(self.doubles)


def find_doublons(extracted: Item, reference: Item) -> Doublons:
    """Return the contracts that an extraction takes for one another; both are objects of the interchange format."""
    said, expected = records_by_kind(extracted)["contrats"], records_by_kind(reference)["contrats"]
    same = SAME["contrats"]
    alike = [
        sorted(
            (i for i, candidate in enumerate(said) if same(candidate, wanted)), key=lambda i: -_close(said[i], wanted)
        )
        for wanted in expected
    ]
    taken = _pairing(alike)
    held = set(taken.values())

    def maybe(r: int, i: int) -> bool:
        return not _opposed(normal(said[i].get("title")).split(), normal(expected[r].get("title")).split())

    alone = [r for r, found in enumerate(alike) if r not in held and any(maybe(r, i) for i in found)]
    again = {i for r, found in enumerate(alike) for i in found if i not in taken and maybe(r, i)}
    return Doublons(
        tuple(str(expected[r].get("title")) for r in alone), tuple(str(said[i].get("title")) for i in sorted(again))
    )


def _opposed(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether each title has a word that the other lacks; small words and slips of spelling do not count."""
    return _lacks(one, other) and _lacks(other, one)


def _lacks(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether some word of ``words`` is like none of ``others``."""
    return any(len(w) > 2 and not any(w == o or fuzz.ratio(w, o) >= _SLIP for o in others) for w in words)


def _close(one: Item, other: Item) -> float:
    return float(fuzz.ratio(normal(one.get("title")), normal(other.get("title"))))


def _pairing(alike: Sequence[Sequence[int]]) -> dict[int, int]:
    """Return the reference that each contract is paired with, as many pairs as can be (augmenting paths)."""
    taken: dict[int, int] = {}

    def place(reference: int, tried: set[int]) -> bool:
        for candidate in alike[reference]:
            if candidate in tried:
                continue
            tried.add(candidate)
            if candidate not in taken or place(taken[candidate], tried):
                taken[candidate] = reference
                return True
        return False

    for reference in range(len(alike)):
        place(reference, set())
    return taken
