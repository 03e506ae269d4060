"""Calibration: what each rule is worth, counted against the references that rules were developed on.

A record is right when a reference holds it by the rules of ``evaluate_rules``, be it said again. Only its being there
is judged, not each of its attributes. The confidence of a rule is the mean of a Beta distribution,

    (right + ``APPUI`` · q) / (right + wrong + ``APPUI`` + ``DOUTE``)

where q is the precision of its kind, smoothed by one right and one wrong. A rule that was seen a hundred times stands
on its own counts; one seen rarely leans on its kind (``APPUI``: as much as three records do), and ``DOUTE``, one wrong
record that nobody saw, keeps it lower the less it was seen: three quarters of q for a rule never seen. A mean is
chosen, not a lower bound, so that confidences say what share of such records is right.

One false alarm alone does not bring a rule under one half; two without a hit do.

Organisations, figures, projects and contradictions are annotated by taste, and references say nothing of families,
amendments and associates: what is not in a reference may well be right. Their authors' guesses are kept, times the
precision of the judged kinds together, smoothed likewise: a guess is worth no more than what was measured elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pactes.extraction.confiance import Table
from pactes.extraction.evaluate_rules import SAME, STRICT, Item, records_by_kind

__all__ = ["APPUI", "DOUTE", "Comptes", "calibrage", "compter", "confiance"]

APPUI = 3.0
"""Weight of the kind's precision, in records."""
DOUTE = 1.0
"""Weight of the doubt about a rule, in wrong records."""

JUGES = tuple(kind for kind in STRICT if kind != "dates")
"""Kinds that are calibrated; dates are values of contracts, with no rule of their own."""


@dataclass(slots=True)
class Comptes:
    """Records found right and wrong, by kind and rule."""

    justes: Counter[tuple[str, str]] = field(default_factory=Counter)
    faux: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __add__(self, other: Comptes) -> Comptes:
        return Comptes(self.justes + other.justes, self.faux + other.faux)

    def regles(self) -> list[tuple[str, str]]:
        """Return the rules seen, as (kind, rule), sorted."""
        return sorted({*self.justes, *self.faux})

    def precision(self, kind: str | None = None) -> float:
        """Return the precision of a kind, or of all kinds together, smoothed by one right and one wrong."""
        right = sum(n for (k, _), n in self.justes.items() if kind in (None, k))
        wrong = sum(n for (k, _), n in self.faux.items() if kind in (None, k))
        return (right + 1) / (right + wrong + 2)


def compter(pairs: Iterable[tuple[Item, Item]]) -> Comptes:
    """Count the records of ``pairs`` of (extraction, reference), both objects of the interchange format."""
    counts = Comptes()
    for extracted, reference in pairs:
        said, expected = records_by_kind(extracted), records_by_kind(reference)
        for kind in JUGES:
            same = SAME[kind]
            for record in said[kind]:
                right = any(same(record, wanted) for wanted in expected[kind])
                (counts.justes if right else counts.faux)[kind, str(record.get("rule"))] += 1
    return counts


def confiance(justes: int, faux: int, precision: float) -> float:
    """Return the confidence of a rule from its counts and the precision of its kind."""
    return round((justes + APPUI * precision) / (justes + faux + APPUI + DOUTE), 3)


def calibrage(counts: Comptes) -> Table:
    """Return the table of confidences that ``counts`` give."""
    genres: Mapping[str, float] = {kind: counts.precision(kind) for kind in JUGES}
    return Table(
        {(k, r): confiance(counts.justes[k, r], counts.faux[k, r], genres[k]) for k, r in counts.regles()},
        {kind: confiance(0, 0, precision) for kind, precision in genres.items()},
        round(counts.precision(), 3),
    )
