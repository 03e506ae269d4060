"""The time line of a contract: what happened when, as partially as the documents say it.

A day is a day, a year is the twelve months in which the thing happened: nothing is made more precise than it is told.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode

from pactes.web.descriptions import Description
from pactes.web.labels import labels
from pactes.web.reader import required, text
from pactes.web.views.common import Evidence, Value, Visit, evidence, shown, shown_iri

_DATES = ("dateSignature", "dateDebut", "dateFin")
_MOST = 24


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened, or is to happen, in a span of time.

    ``start`` and ``end`` are years with a fraction (``2015.5`` is the middle of 2015); ``kind`` is the name of the
    property or ``avenant``, ``tenus``. ``x`` and ``width`` are hundredths of the width of the drawing.
    """

    kind: str
    what: str
    when: Value
    start: float
    end: float
    inferred: bool = False
    disputed: bool = False
    planned: bool = False
    thing: Value | None = None
    evidence: tuple[Evidence, ...] = ()
    x: str = "0"
    width: str = "0"


@dataclass(frozen=True, slots=True)
class Line:
    """A time line: its moments in order, the years that are marked (label, x), and the period as a bar (x, width)."""

    moments: tuple[Moment, ...] = ()
    ticks: tuple[tuple[str, str], ...] = ()
    period: tuple[str, str] | None = None

    @property
    def drawn(self) -> bool:
        """Whether a drawing says more than the list: it does from two moments on."""
        return len(self.moments) > 1


def span(value: str) -> tuple[float, float] | None:
    """Return the span of a partial date (``2015``, ``2015-02``, ``2015-02-20``) in years; None for another text."""
    parts = value[:10].split("-")
    if not 1 <= len(parts) <= 3 or not all(part.isdecimal() for part in parts):
        return None
    year, month, day = (*map(int, parts), 0, 0)[:3]
    if not month:
        return float(year), float(year + 1)
    if not 1 <= month <= 12:
        return None
    if not day:
        return year + (month - 1) / 12, year + month / 12
    length = monthrange(max(year, 1), month)[1]
    at = year + (month - 1 + (min(day, length) - 1) / length) / 12
    return at, at + 1 / 366


async def chronology(visit: Visit, description: Description, *, planned: bool) -> Line:
    """Return the time line of a contract; ``planned`` says that its signature is announced, not made."""
    node = str(NamedNode(description.iri))
    properties = " ".join(f"pactes:{name}" for name in _DATES)
    rows = await visit.reader.select(
        "SELECT DISTINCT ?n ?property ?value ?inferred WHERE { "
        f"?n pactes:sujet {node} ; pactes:propriete ?property ; pactes:valeur ?value . "
        f"VALUES ?property {{ {properties} }} OPTIONAL {{ ?n pactes:deduit ?inferred }} }} ORDER BY ?n LIMIT 200"
    )
    marks = await evidence(visit, (required(row, "n") for row in rows))
    told: dict[tuple[str, str], tuple[bool, tuple[Evidence, ...]]] = {}
    literals: dict[tuple[str, str], Literal] = {}
    for row in rows:
        value = row["value"]
        if not isinstance(value, Literal):
            continue
        key = required(row, "property").rsplit("#", 1)[-1], value.value
        inferred = text(row, "inferred") in ("true", "1")
        before = told.get(key, (True, ()))
        told[key] = (before[0] and inferred, (*before[1], *marks.get(required(row, "n"), ())))
        literals[key] = value
    for name in _DATES:
        for term in description.properties.get(visit.term(name), ()):
            if isinstance(term, Literal):
                literals[name, term.value] = term
                told[name, term.value] = (False, told.get((name, term.value), (False, ()))[1])
    read = Counter(name for (name, _), (inferred, _) in told.items() if not inferred)
    moments = [
        Moment(
            kind=name,
            what=_what(visit, name, planned=planned),
            when=shown(visit, literals[name, value]),
            start=between[0],
            end=between[1],
            inferred=inferred,
            disputed=not inferred and read[name] > 1,
            planned=planned and name == "dateSignature",
            evidence=tuple({mark.iri: mark for mark in found}.values()),
        )
        for (name, value), (inferred, found) in told.items()
        if (between := span(value)) is not None
    ]
    moments += await _amendments(visit, node)
    moments += await _kept_since(visit, node)
    moments.sort(key=lambda item: (item.start, _rank(item.kind), item.end, item.when.text))
    return _drawn(tuple(moments[:_MOST]))


def _what(visit: Visit, name: str, *, planned: bool) -> str:
    _ = visit.language.gettext
    if name == "dateSignature":
        return _("Signature prévue") if planned else _("Signature")
    if name == "dateDebut":
        return _("Début de la période")
    return _("Fin de la période")


def _rank(kind: str) -> int:
    order = ("dateSignature", "dateDebut", "avenant", "tenus", "dateFin")
    return order.index(kind) if kind in order else len(order)


async def _amendments(visit: Visit, node: str) -> list[Moment]:
    rows = await visit.reader.select(
        "SELECT DISTINCT ?c ?date ?statut WHERE { "
        f"?c pactes:modifie {node} ; pactes:dateSignature ?date . OPTIONAL {{ ?c pactes:statut ?statut }} }} "
        "ORDER BY ?date ?c LIMIT 20"
    )
    names = await labels(visit.reader, (required(row, "c") for row in rows), visit.language.code)
    found = []
    for row in rows:
        date = row["date"]
        between = span(date.value) if isinstance(date, Literal) else None
        if between is None or not isinstance(date, Literal):
            continue
        thing = shown_iri(visit, required(row, "c"), names)
        coming = (text(row, "statut") or "").endswith("/prevu")
        what = visit.language.gettext("Avenant")
        found.append(Moment("avenant", what, shown(visit, date), *between, planned=coming, thing=thing))
    return found


async def _kept_since(visit: Visit, node: str) -> list[Moment]:
    """Return since when commitments are kept, one moment for each date."""
    rows = await visit.reader.select(
        "SELECT ?depuis (COUNT(DISTINCT ?e) AS ?n) (SAMPLE(?e) AS ?one) WHERE { "
        f"?e pactes:contrat {node} ; a pactes:Engagement ; pactes:depuis ?depuis }} "
        "GROUP BY ?depuis ORDER BY ?depuis LIMIT 12"
    )
    say, found = visit.language, []
    for row in rows:
        since, count = row["depuis"], int(required(row, "n"))
        between = span(since.value) if isinstance(since, Literal) else None
        if between is None or not isinstance(since, Literal):
            continue
        what = say.ngettext("{n} engagement tenu depuis", "{n} engagements tenus depuis", count)
        found.append(Moment("tenus", what.format(n=say.number(count)), shown(visit, since), *between))
    return found


def _drawn(moments: tuple[Moment, ...]) -> Line:
    """Place the moments on the drawing: the first year that is marked is at its left, the last at its right."""
    if not moments:
        return Line()
    first, last = int(min(item.start for item in moments)), -int(-max(item.end for item in moments) // 1)
    length = max(last - first, 1)

    def at(year: float) -> float:
        return (year - first) * 100 / length

    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if length / step <= 8)
    ticks = tuple((str(year), f"{at(year):.2f}") for year in range(first, last + 1) if (year - first) % step == 0)
    placed = tuple(
        replace(item, x=f"{at(item.start):.2f}", width=f"{max(at(item.end) - at(item.start), 0.0):.2f}")
        for item in moments
    )
    begins = [item.start for item in moments if item.kind == "dateDebut"]
    ends = [item.end for item in moments if item.kind == "dateFin" and not item.inferred]
    period = None
    if len(begins) == len(ends) == 1 and begins[0] < ends[0]:
        period = (f"{at(begins[0]):.2f}", f"{at(ends[0]) - at(begins[0]):.2f}")
    return Line(placed, ticks, period)
