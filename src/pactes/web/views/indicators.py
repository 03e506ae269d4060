"""The page of a figure: its value, and the same measure for other territories and other dates, in a table and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from pyoxigraph import Literal, NamedNode

from pactes.rdf.namespaces import PREFIXES
from pactes.web.descriptions import Description
from pactes.web.labels import labels
from pactes.web.reader import required, text
from pactes.web.views.common import Evidence, Value, Visit, evidence, shown, shown_iri
from pactes.web.views.lists import first, grouped

SHOWN = 200  # figures of one measure
_BARS = 30
_WIDTH, _LABEL, _ROW = 640, 230, 24  # of a drawing, in pixels
_CUT = 34  # characters of the name beside a bar


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: its value, unit, date and territory."""

    iri: str
    value: Value
    number: Decimal | None
    unit: str | None
    date: Value | None
    territory: Value | None
    evidence: tuple[Evidence, ...]
    here: bool  # whether it is the one whose page this is


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar or point of a drawing, in pixels: ``x`` and ``y`` of its start or centre, ``size`` of a bar."""

    name: str
    told: str
    x: float
    y: float
    size: float
    here: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing of figures: bars by territory, or a line through the years."""

    kind: str  # bars, line
    title: str
    bars: tuple[Bar, ...]
    width: int
    height: int
    path: str = ""


async def load(visit: Visit, description: Description) -> dict[str, Any]:
    """Return what the template ``indicateur.html`` prints beyond the statements."""
    titles = [t for t in description.properties.get(PREFIXES["dcterms"] + "title", ()) if isinstance(t, Literal)]
    unit = description.one(visit.term("unite"))
    place = description.one(PREFIXES["dcterms"] + "spatial")
    pattern = (
        f"?i dcterms:title {titles[0]} ; a pactes:Indicateur" if titles else f"VALUES ?i {{ <{description.iri}> }}"
    )
    listed = await _figures(visit, pattern, description.iri)
    same = tuple(figure for figure in listed if figure.unit == (unit.value if isinstance(unit, Literal) else None))
    name = titles[0].value if titles else ""
    return {
        "figure": next((figure for figure in listed if figure.here), None),
        "listed": same if len(same) > 1 else (),
        "hidden": len(listed) >= SHOWN,
        "requete": query_of(visit, titles[0]) if titles else "",
        "drawings": drawings(same, name, place.value if isinstance(place, NamedNode) else None),
        "shown_apart": [
            visit.term("valeur"),
            visit.term("unite"),
            *(PREFIXES["dcterms"] + part for part in ("spatial", "date", "title")),
        ],
    }


def query_of(visit: Visit, title: Literal) -> str:
    """Return the SPARQL query that gives all the figures of a measure."""
    return f"""PREFIX pactes: <{visit.base}def#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT DISTINCT ?indicateur ?territoire ?date ?valeur ?unite WHERE {{
  ?indicateur dcterms:title {title} ;
    a pactes:Indicateur ;
    pactes:valeur ?valeur .
  OPTIONAL {{ ?indicateur pactes:unite ?unite }}
  OPTIONAL {{ ?indicateur dcterms:date ?date }}
  OPTIONAL {{ ?indicateur dcterms:spatial/rdfs:label ?territoire FILTER(LANG(?territoire) = "fr") }}
}}
ORDER BY ?territoire ?date
"""


async def _figures(visit: Visit, pattern: str, own: str) -> tuple[Figure, ...]:
    rows = await visit.reader.select(
        f"SELECT ?i ?value ?unit ?date ?place WHERE {{ {{ SELECT DISTINCT ?i WHERE {{ {pattern} }} ORDER BY ?i "
        f"LIMIT {SHOWN} }} ?i pactes:valeur ?value . OPTIONAL {{ ?i pactes:unite ?unit }} "
        "OPTIONAL { ?i dcterms:date ?date } OPTIONAL { ?i dcterms:spatial ?place } } ORDER BY ?i"
    )
    groups = grouped(rows, "i")
    names = await labels(visit.reader, {iri for row in rows if (iri := text(row, "place"))}, visit.language.code)
    marks = await evidence(visit, groups)
    found = []
    for iri, group in groups.items():
        value, date, place = group[0].get("value"), group[0].get("date"), first(group, "place")
        found.append(
            Figure(
                iri,
                shown(visit, value) if isinstance(value, Literal) else Value(required(group[0], "value")),
                _number(required(group[0], "value")),
                first(group, "unit"),
                shown(visit, date) if isinstance(date, Literal) else None,
                shown_iri(visit, place, names) if place else None,
                marks.get(iri, ()),
                iri == own,
            )
        )

    def order(figure: Figure) -> tuple[str, str, str]:
        place = figure.territory.text.lower() if figure.territory else "\uffff"
        return (place, (figure.date.raw or "") if figure.date else "", figure.iri)

    return tuple(sorted(found, key=order))


def _number(value: str) -> Decimal | None:
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def drawings(figures: Sequence[Figure], name: str, place: str | None) -> tuple[Drawing, ...]:
    """Return what may be drawn: the years of one territory, and the territories that have a figure at one date."""
    told = [figure for figure in figures if figure.number is not None]
    own = [f for f in told if f.date and (f.territory.iri if f.territory else None) == place]
    years = {f.date.raw: f for f in own if f.date and f.date.raw}
    found = []
    if place is not None and len(years) > 2:
        found.append(_line(name, [years[raw] for raw in sorted(raw for raw in years if raw)]))
    here = next((f for f in told if f.here), None)
    date = here.date.raw if here and here.date else None
    beside = {
        f.territory.iri: f
        for f in told
        if f.territory and (f.date.raw if f.date else None) == date and f.number is not None and f.number >= 0
    }
    if here is not None and len(beside) > 1:
        found.append(_bars(name, sorted(beside.values(), key=lambda f: -(f.number or 0))[:_BARS]))
    return tuple(found)


def _bars(name: str, figures: Sequence[Figure]) -> Drawing:
    most = max((f.number or Decimal(0) for f in figures), default=Decimal(0)) or Decimal(1)
    room = _WIDTH - _LABEL - 90
    return Drawing(
        "bars",
        name,
        tuple(
            Bar(
                _short(f.territory.text if f.territory else ""),
                f"{f.value.text} {f.unit or ''}".strip(),
                _LABEL,
                rank * _ROW,
                round(float((f.number or 0) / most) * room, 1),
                f.here,
            )
            for rank, f in enumerate(figures)
        ),
        _WIDTH,
        len(figures) * _ROW,
    )


def _line(name: str, figures: Sequence[Figure]) -> Drawing:
    numbers = [f.number or Decimal(0) for f in figures]
    least, most = min(Decimal(0), *numbers), max(numbers)
    spread, height, pad = (most - least) or Decimal(1), 180, 34
    step = (_WIDTH - 2 * pad) / max(1, len(figures) - 1)
    points = tuple(
        Bar(
            f.date.text if f.date else "",
            f"{f.value.text} {f.unit or ''}".strip(),
            round(pad + rank * step, 1),
            round(pad + float((most - number) / spread) * (height - 2 * pad), 1),
            0,
            f.here,
        )
        for rank, (f, number) in enumerate(zip(figures, numbers, strict=True))
    )
    path = "M" + " L".join(f"{point.x} {point.y}" for point in points)
    return Drawing("line", name, points, _WIDTH, height, path)


def _short(name: str) -> str:
    return name if len(name) <= _CUT else f"{name[: _CUT - 1].rstrip()}…"
