"""An answer on a map: its rows name territories, by their IRI or by the INSEE code of a commune."""

from __future__ import annotations

import re
from collections import defaultdict

from starlette.concurrency import run_in_threadpool

from pactes.web.cartes.census import census_of
from pactes.web.cartes.picture import Marked, Picture, situation
from pactes.web.sparql_answer import Answer, Cell
from pactes.web.views.common import Visit

# The Code officiel géographique: a département (2A and 2B are Corsica's), then a number of three digits.
_COMMUNE = re.compile(r"(?:\d\d|2A|2B)\d{3}")
_SAID = 3  # values of a territory that its label repeats


def places_of(visit: Visit, found: Answer, asked: str = "") -> str | None:
    """Return the name of the column that names territories: ``asked`` where it does, else the first; None without."""
    named = [
        column.name
        for rank, column in enumerate(found.columns)
        if any(_territory(visit, row[rank], column.name) for row in found.rows)
    ]
    return asked if asked in named else next(iter(named), None)


async def picture(visit: Visit, found: Answer, column: str) -> Picture | None:
    """Return the map of the territories of a column; None when none has a place on it."""
    names = [one.name for one in found.columns]
    place = names.index(column)
    value = next((rank for rank, one in enumerate(found.columns) if one.kind == "nombre"), None)
    label = next((rank for rank, one in enumerate(found.columns) if one.kind == "texte" and rank != place), None)
    rows: dict[str, list[tuple[Cell | None, ...]]] = defaultdict(list)
    for row in found.rows:
        iri = _territory(visit, row[place], column)
        if iri:
            rows[iri].append(row)
    marked = [_marked(visit, iri, held, place, value, label, names) for iri, held in rows.items()]
    say, census = visit.language, await census_of(visit)
    title = say.gettext("Les territoires de la réponse (colonne {colonne})").format(colonne=column)
    return await run_in_threadpool(situation, say, census, marked, title, name="carte-reponse")


def _territory(visit: Visit, cell: Cell | None, column: str) -> str | None:
    """Return the IRI of the territory that a value names."""
    if cell is None:
        return None
    if cell.value.iri:
        return cell.value.iri if cell.value.iri.startswith(f"{visit.base}id/territoire/") else None
    if "code" in column.lower() and _COMMUNE.fullmatch(cell.value.text):
        return f"{visit.base}id/territoire/commune/{cell.value.text}"
    return None


def _marked(
    visit: Visit,
    iri: str,
    rows: list[tuple[Cell | None, ...]],
    place: int,
    value: int | None,
    label: int | None,
    names: list[str],
) -> Marked:
    cell = rows[0][place]
    own = cell.value.text if cell is not None and cell.value.iri else ""
    other = rows[0][label] if label is not None else None
    name = own or (other.value.text if other is not None else "") or iri.rsplit("/", 1)[-1]
    values = [row[value] for row in rows] if value is not None else []
    said = [told.value.text for told in values if told is not None]
    words = f"{names[value]} {', '.join(said[:_SAID])}" if value is not None and said else ""
    if len(rows) > 1:  # several rows of one territory are told apart, never added up
        many = visit.language.ngettext("{n} ligne", "{n} lignes", len(rows))
        words = (
            f"{many.format(n=len(rows))}{' : ' if visit.language.code == 'fr' else ': '}{words}"
            if words
            else (many.format(n=len(rows)))
        )
    count = _count(values[0]) if len(rows) == 1 and values else None
    return Marked(iri, name, visit.addresses.link(iri), count, words)


def _count(cell: Cell | None) -> int | None:
    """Return the size of a point: a number that is no amount below zero."""
    if cell is None:
        return None
    number = float(cell.raw)
    return int(number) if number >= 0 else None
