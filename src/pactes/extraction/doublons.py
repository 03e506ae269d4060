"""Contracts taken for one another: two of the reference read as one, or one read as two.

Contracts are paired one to one, as many as can be, the likest first. A reference that stays alone though a contract
that was read is the same by its title was read as one with another: ``confondus``. A contract that stays alone though
it is the same as a reference says that one twice: ``doubles``. One that is nowhere on the other side is a miss or a
false alarm, not counted here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from pactes.extraction.evaluate_rules import SAME, Item, normal, records_by_kind

__all__ = ["Doublons", "find_doublons"]


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
    return Doublons(
        tuple(str(expected[r].get("title")) for r, found in enumerate(alike) if found and r not in held),
        tuple(str(said[i].get("title")) for i in sorted({i for found in alike for i in found} - set(taken))),
    )


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
