"""What no rule used: amounts, figures with a unit, dates, parties and headings that stand in no record's evidence.

Amounts, numbers and dates are those that the shared recognisers find. A thing is understood when the evidence of a
record that could be about it covers it: a commitment that quotes a sentence does not account for the sum in it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum

from pactes.extraction.commun.dates import find_dates, find_durations, find_periods
from pactes.extraction.commun.montants import find_montants
from pactes.extraction.commun.nombres import find_nombres
from pactes.extraction.commun.plan import build_plan
from pactes.extraction.commun.zones import Zone, build_zones
from pactes.extraction.contrats.signatures import read_signes
from pactes.model import (
    Contradiction,
    Engagement,
    Evidence,
    Extraction,
    Financement,
    Indicateur,
    Record,
)
from pactes.reading import BlockKind, Document, Span, fold

__all__ = ["Genre", "Point", "find_points"]


class Genre(StrEnum):
    """Kinds of things that a reader expects to be understood."""

    MONTANT = "montant"
    NOMBRE = "nombre"
    DATE = "date"
    PARTIE = "partie"
    TITRE = "titre"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to understand: where it is, and whether a record accounts for it."""

    genre: Genre
    evidence: Evidence
    compris: bool


# The unit of a figure: a sign, a measure, or a noun in the plural that follows.
_UNIT = re.compile(
    r"\s?(?:%|‰|°c\b)|\s(?:pour cent|ha|km2?|m2|m3|kwh|mwh|gwh|tonnes?|hectares?|kilometres?|habitants?|etp)\b"
    r"|\s(?!ans\b|mois\b|jours\b|semaines\b|heures\b|euros?\b|des\b|les\b|aux\b|dans\b|sous\b|vers\b|puis\b|alors\b|plus\b|moins\b|fois\b)"
    r"[a-z]{3,}[sx]\b"
)
_LABEL = re.compile(
    r"\b(?:articles?|art\.?|loi|decret|circulaire|arrete|deliberation|n°|no|numero|axe|objectif|action|fiche|page|p\.|"
    r"chapitre|titre|annexe|volet|tel\.?|cedex|rue|bp|cs)\W{0,3}(?:[lrd]\.? ?)?$"
)
_LABELLED = 24  # characters before a number in which its label stands
_YEAR = re.compile(r"(?:19|20)\d\d")
_REPRESENTED = re.compile(r"\brepresentee?s?\s+(?:\w{3,20}ment\s+)?par\b(?! (?:leurs?|les|des|un) )")
_BEFORE, _AFTER = 300, 160  # characters around « représenté par » where the party and its representative stand
_QUOTED = 90  # characters of who represents that are shown


class _Spans:
    """Spans that answer whether one of them overlaps a stretch; they may overlap one another."""

    def __init__(self, spans: Iterable[Span | Evidence]) -> None:
        ordered = sorted((s.start, s.end) for s in spans)
        self._starts = [start for start, _ in ordered]
        self._ends: list[int] = []  # furthest end so far
        for _, end in ordered:
            self._ends.append(max(end, self._ends[-1] if self._ends else end))

    def touch(self, start: int, end: int) -> bool:
        """Whether a span holds some of ``start`` to ``end``."""
        at = bisect_right(self._starts, end - 1)
        return at > 0 and self._ends[at - 1] > start


def find_points(document: Document, extraction: Extraction) -> Iterator[Point]:
    """Yield what stands in ``document`` to be understood, in the order of the text in each kind.

    ``extraction`` is all that was read, what is held back under the floor too: that is told apart.
    """
    said = list(_evidence(extraction, None))
    everything = _Spans(e for _, e in said)
    figures = _Spans(e for kind, e in said if kind in (Financement, Indicateur, Contradiction))
    whole = _Spans(e for kind, e in said if kind is not Engagement)
    for zone in build_zones(document):
        yield from _numbers(document, zone, figures, whole, everything)
    yield from _parties(document, extraction)
    for section in build_plan(document).sections:
        evidence = document.evidence(section.heading_start, section.heading_end)
        yield Point(Genre.TITRE, evidence, everything.touch(section.heading_start, section.end))


def _evidence(held: object, kind: type[Record] | None) -> Iterator[tuple[type[Record] | None, Evidence]]:
    """Yield every evidence inside ``held``, with the innermost record that it is of."""
    if isinstance(held, Evidence):
        yield kind, held
    elif isinstance(held, tuple):
        for part in held:
            yield from _evidence(part, kind)
    elif is_dataclass(held):
        kind = type(held) if isinstance(held, Record) else kind
        for f in fields(held):
            yield from _evidence(getattr(held, f.name), kind)


def _numbers(document: Document, zone: Zone, figures: _Spans, whole: _Spans, everything: _Spans) -> Iterator[Point]:
    def point(genre: Genre, start: int, end: int, used: _Spans) -> Point:
        at, to = zone.start + start, zone.start + end
        return Point(genre, document.evidence(at, to), used.touch(at, to))

    amounts, dates = list(find_montants(zone.texte)), list(find_dates(zone.texte))
    for amount in amounts:
        yield point(Genre.MONTANT, amount.start, amount.end, figures)
    for date in dates:
        yield point(Genre.DATE, date.start, date.end, everything)
    spans = [Span(amount.start, amount.end) for amount in amounts]
    spans += [Span(date.start, date.end) for date in dates]
    spans += [Span(period.start, period.end) for period in find_periods(zone.texte)]
    spans += [Span(duration.start, duration.end) for duration in find_durations(zone.texte)]
    taken = _Spans(spans)
    if zone.kind is BlockKind.HEADING:
        return
    for number in find_nombres(zone.texte):
        unit = _UNIT.match(zone.folded, number.end)
        written = zone.texte[number.start : number.end]
        if (
            unit is None
            or _YEAR.fullmatch(written)
            or _LABEL.search(zone.folded[max(0, number.start - _LABELLED) : number.start])
        ):
            continue
        if taken.touch(number.start, number.end):
            continue
        yield point(Genre.NOMBRE, number.start, unit.end(), whole)


def _parties(document: Document, extraction: Extraction) -> Iterator[Point]:
    """Yield who is said to represent a party, and who signs in the signature block."""
    signatures = [s for c in extraction.contrats for s in c.signatures]
    associes = [a for c in extraction.contrats for a in c.associes]
    places = _Spans(e for r in (*signatures, *associes) for e in r.evidence)
    persons = {fold(s.representant) for s in signatures if s.representant}
    names = {fold(s.signataire) for s in signatures} | {fold(a.nom) for a in associes}
    for match in _REPRESENTED.finditer(document.folded):
        after = " ".join(document.folded[match.end() : match.end() + _AFTER].split())
        known = places.touch(match.start() - _BEFORE, match.start()) or any(p in after for p in persons)
        stop = min(match.end() + _QUOTED, document.line_span(document.line_of(match.end())).end)
        yield Point(Genre.PARTIE, document.evidence(match.start(), stop), known)
    for signe in read_signes(document):
        told = [fold(" ".join(text.split())) for text in (signe.representant, signe.pour) if text]
        known = places.touch(signe.start, signe.end) or any(
            text in other or other in text for text in told for other in (*persons, *names)
        )
        yield Point(Genre.PARTIE, document.evidence(signe.start, signe.end), known)
