"""An answer on a map: its rows name territories, by their IRI or by the INSEE code of a commune."""

from __future__ import annotations

import re
from collections import defaultdict

from starlette.concurrency import run_in_threadpool

from pactes.web.cartes.census import Census, census_of
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
    rows: dict[str, list[tuple[Cell | None, ...]]] = defaultdict(list)
    for row in found.rows:
        iri = _territory(visit, row[place], column)
        if iri:
            rows[iri].append(row)
    say, census = visit.language, await census_of(visit)
    marked = [
        _marked(
            visit,
            iri,
            _name(census, iri, held[0][place]),
            [row[value] for row in held] if value is not None else [None] * len(held),
            names[value] if value is not None else "",
        )
        for iri, held in rows.items()
    ]
    title = say.gettext("Les territoires de la réponse (colonne {colonne})").format(colonne=column)
    return await run_in_threadpool(situation, say, census, marked, title, name="carte-reponse")


def _name(census: Census, iri: str, cell: Cell | None) -> str:
    """Return the name of a territory: as the answer tells it, else as the registry does."""
    if cell is not None and cell.value.iri:
        return cell.value.text
    entree = census.entree(iri)
    return census.official(entree) if entree else iri.rsplit("/", 1)[-1]


def _territory(visit: Visit, cell: Cell | None, column: str) -> str | None:
    """Return the IRI of the territory that a value names."""
    if cell is None:
        return None
    if cell.value.iri:
        return cell.value.iri if cell.value.iri.startswith(f"{visit.base}id/territoire/") else None
    if "code" in column.lower() and _COMMUNE.fullmatch(cell.value.text):
        return f"{visit.base}id/territoire/commune/{cell.value.text}"
    return None


def _marked(visit: Visit, iri: str, name: str, values: list[Cell | None], column: str) -> Marked:
    """Return a territory with the values that its rows give to ``column``: told apart, never added up."""
    say = visit.language
    said = [told.value.text for told in values if told is not None]
    words = f"{column} {', '.join(said[:_SAID])}{'…' if len(said) > _SAID else ''}" if said else ""
    if len(values) > 1:
        many = say.ngettext("{n} ligne", "{n} lignes", len(values)).format(n=len(values))
        words = f"{many} ({words})" if words else many
    return Marked(iri, name, visit.addresses.link(iri), _count(values[0]) if len(values) == 1 else None, words)


def _count(cell: Cell | None) -> int | None:
    """Return the size of a point: a number that is no amount below zero."""
    if cell is None:
        return None
    number = float(cell.raw)
    return int(number) if number >= 0 else None
