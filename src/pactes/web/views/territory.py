"""The page of a territory: what holds it and what it holds, the contracts that touch it, who acts there, figures."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode
from starlette.concurrency import run_in_threadpool

from pactes.linking.territoires import chemin_registre
from pactes.rdf.namespaces import PREFIXES
from pactes.web.cartes.census import Around, Census, Counted, census_of
from pactes.web.cartes.contracts import counted
from pactes.web.cartes.picture import Marked, Picture, situation
from pactes.web.cartes.places import members
from pactes.web.descriptions import Description
from pactes.web.labels import labels
from pactes.web.prologues import declared
from pactes.web.reader import required, text, values
from pactes.web.views.common import Evidence, Value, Visit, evidence, in_one_language, shown, shown_iri
from pactes.web.views.lists import ContractLine, Listing, contracts, first, grouped, place, several

PAGE = 25
"""Contracts of each list on one page."""
_ON_MAP = 80  # territories with contracts that the map of a larger one shows
_HELD = 40  # territories of one kind that are listed before the rest is folded
_FIGURES = 60
_LISTED = {
    "region": ("departement",),
    "departement": ("arrondissement", "epci"),
    "epci": ("commune",),
    "arrondissement": ("commune",),
}
"""Kinds that the registry lists whole, by the kind of what holds them."""
_ORDER = ("commune", "epci", "arrondissement", "departement", "region")
"""Kinds of territory, the smallest first."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure about a territory."""

    link: Value
    value: Value
    unit: str | None = None
    date: Value | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """Territories of one kind that a territory holds: the first ones, and the others."""

    kind: str
    first: tuple[Value, ...]
    others: tuple[Value, ...]
    whole: bool = True  # all of them, not only those that documents name

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.first) + len(self.others)


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation of the territory; ``itself`` when its SIREN is that of the territory."""

    link: Value
    kind: Value | None
    itself: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A list of contracts: its anchor, its title, one page of it."""

    id: str
    title: str
    listing: Listing[ContractLine]
    total: int


async def load(visit: Visit, description: Description) -> dict[str, Any]:
    """Return what the page of a territory prints."""
    census = await census_of(visit)
    around = await run_in_threadpool(census.around, description.iri)
    above = await run_in_threadpool(_above, census, description.iri)
    held = await run_in_threadpool(_held, census, description.iri)
    sort = description.one(PREFIXES["dcterms"] + "type")
    kind = sort.value if isinstance(sort, NamedNode) else None
    named = [*above, *(iri for group in held.values() for iri in group)]
    parts, bodies, told, names = await asyncio.gather(
        _parts(visit, around, description.page),
        _bodies(visit, description),
        figures(visit, str(NamedNode(description.iri))),
        labels(visit.reader, [*named, *_territories(around), *([kind] if kind else [])], visit.language.code),
    )
    names = await run_in_threadpool(_official, census, names)
    title = _name(description, visit.language.code)
    picture = await run_in_threadpool(_picture, visit, census, description.iri, title, around, names)
    said = counted(visit.language, around.all) if around.all else ""
    resume = visit.language.gettext("Les contrats qui concernent {nom} : {nombre}.").format(nom=title, nombre=said)
    return {
        "within": tuple(shown_iri(visit, iri, names) for iri in above),
        "parts": parts,
        "around": around,
        "carte": picture,
        "held": _groups(visit, description.iri, held, names),
        "bodies": bodies,
        "figures": told,
        "requete": declared(query_of(description.iri), visit.base),
        "resume": resume if said else None,
        "sorte": shown_iri(visit, kind, names) if kind else None,
        "remarques": _remarks(description, visit.language.code),
        "encore_contrats": any(
            len(part) > description.page * PAGE for part in (around.own, around.below, around.above)
        ),
        "shown_apart": [*(PREFIXES["dcterms"] + name for name in ("isPartOf", "type")), PREFIXES["rdfs"] + "comment"],
        "incoming_apart": [PREFIXES["dcterms"] + "spatial", PREFIXES["dcterms"] + "isPartOf", visit.term("sujet")],
    }


def query_of(iri: str) -> str:
    """Return the query that gives the contracts of a territory and of what it holds, as people can change it."""
    return (
        "SELECT DISTINCT ?contrat ?titre ?statut ?territoire WHERE {\n"
        f"  ?lieu dcterms:isPartOf* {NamedNode(iri)} ; rdfs:label ?territoire .\n"
        "  ?contrat dcterms:spatial ?lieu ; a pactes:Contrat ; rdfs:label ?titre ; pactes:statut ?statut .\n"
        "}\nORDER BY ?statut ?titre"
    )


def _name(description: Description, language: str) -> str:
    terms = [term for term in description.properties.get(PREFIXES["rdfs"] + "label", ()) if isinstance(term, Literal)]
    return next((t.value for t in terms if t.language == language), terms[0].value if terms else description.iri)


def _remarks(description: Description, language: str) -> tuple[str, ...]:
    terms = in_one_language(description.properties.get(PREFIXES["rdfs"] + "comment", ()), language)
    return tuple(term.value for term in terms if isinstance(term, Literal))


def _kind(iri: str) -> str:
    """Return the kind of a territory, as its address says it."""
    return iri.rsplit("id/territoire/", 1)[-1].split("/", 1)[0]


def _rank(iri: str) -> tuple[int, str]:
    kind = _kind(iri)
    return (_ORDER.index(kind) if kind in _ORDER else -1, iri)


def _above(census: Census, iri: str) -> list[str]:
    """Return what holds a territory, the nearest first."""
    return sorted(census.above(iri), key=_rank)


def _held(census: Census, iri: str) -> dict[str, list[str]]:
    """Return what a territory directly holds, by kind: as the release says, and as the registry does."""
    found = set(census.held(iri))
    entree = census.entree(iri)
    if entree is not None:
        found |= {census.base + chemin_registre(member) for member in members(entree)}
    groups: dict[str, list[str]] = {}
    for held in sorted(found - {iri}, key=lambda other: (-_rank(other)[0], other)):
        groups.setdefault(_kind(held), []).append(held)
    return groups


def _territories(around: Around) -> set[str]:
    return {iri for item in (*around.own, *around.below) for iri in item.territories}


def _official(census: Census, names: Mapping[str, Literal]) -> dict[str, Literal]:
    """Return the names with those that only the registry knows: the release does not describe every commune."""
    found = dict(names)
    for iri, name in names.items():
        entree = census.entree(iri) if not name.language and iri.startswith(f"{census.base}id/territoire/") else None
        if entree is not None:
            official = census.official(entree)
            found[iri] = Literal(official, language="fr")
    return found


async def _parts(visit: Visit, around: Around, page: int) -> tuple[Part, ...]:
    """Return one page of each list of contracts, all read at once."""
    begin, say = (page - 1) * PAGE, visit.language.gettext
    lists: tuple[tuple[str, str, Sequence[Counted]], ...] = (
        ("contrats", say("Contrats de ce territoire"), around.own),
        ("contrats-inclus", say("Contrats de territoires qu’il comprend"), around.below),
        ("contrats-plus-larges", say("Contrats de territoires qui le comprennent"), around.above),
    )
    wanted = [item.iri for _, _, items in lists for item in items[begin : begin + PAGE]]
    if not wanted:
        return ()
    lines = await contracts(visit, f"VALUES ?c {{ {values(wanted)} }}", limit=len(wanted) + 1)
    by_iri = {line.contract.iri: line for line in lines.rows}
    return tuple(
        Part(name, title, _page_of(items[begin : begin + PAGE], by_iri), len(items))
        for name, title, items in lists
        if items[begin : begin + PAGE]
    )


def _page_of(items: Sequence[Counted], lines: Mapping[str | None, ContractLine]) -> Listing[ContractLine]:
    rows = tuple(lines[item.iri] for item in items if item.iri in lines)
    return Listing(rows, len(rows))  # the other pages have the others


async def _bodies(visit: Visit, description: Description) -> tuple[Body, ...]:
    """Return the organisations that are those of a territory: of its SIREN, or said to be for it."""
    siren = description.one(visit.term("siren"))
    same = f"UNION {{ ?o pactes:siren {siren} }}" if isinstance(siren, Literal) else ""
    rows = await visit.reader.select(
        f"SELECT DISTINCT ?o ?sorte ?siren WHERE {{ {{ ?o dcterms:spatial {NamedNode(description.iri)} }} {same} "
        "{ ?o a pactes:Organisation } UNION { ?o a pactes:Signataire } "
        "OPTIONAL { ?o org:classification ?sorte } OPTIONAL { ?o pactes:siren ?siren } } ORDER BY ?o ?sorte LIMIT 200"
    )
    groups = grouped(rows, "o")
    iris = {iri for row in rows for name in ("o", "sorte") if (iri := text(row, name))}
    names = await labels(visit.reader, iris, visit.language.code)
    found = []
    for iri, group in groups.items():
        kind = first(group, "sorte")
        itself = isinstance(siren, Literal) and siren.value in several(group, "siren")
        found.append(Body(shown_iri(visit, iri, names), shown_iri(visit, kind, names) if kind else None, itself))
    return tuple(sorted(found, key=lambda body: (not body.itself, body.link.text.casefold())))


async def figures(visit: Visit, node: str) -> tuple[Figure, ...]:
    """Return the figures that documents give for a territory, the first ones."""
    rows = await visit.reader.select(
        "SELECT DISTINCT ?i ?valeur ?unite ?date WHERE { "
        f"?i dcterms:spatial {node} ; a pactes:Indicateur ; pactes:valeur ?valeur . "
        "OPTIONAL { ?i pactes:unite ?unite } OPTIONAL { ?i dcterms:date ?date } } "
        f"ORDER BY ?i ?valeur LIMIT {_FIGURES}"
    )
    groups = grouped(rows, "i")
    names = await labels(visit.reader, groups, visit.language.code)
    marks = await evidence(visit, groups)
    found = []
    for iri, group in groups.items():
        value, when = group[0]["valeur"], group[0].get("date")
        found.append(
            Figure(
                link=shown_iri(visit, iri, names),
                value=shown(visit, value) if isinstance(value, Literal) else Value(required(group[0], "valeur")),
                unit=first(group, "unite"),
                date=shown(visit, when) if isinstance(when, Literal) else None,
                evidence=marks.get(iri, ()),
            )
        )
    return tuple(sorted(found, key=lambda item: (item.link.text, place(item.evidence), item.link.iri or "")))


def _picture(
    visit: Visit, census: Census, iri: str, title: str, around: Around, names: Mapping[str, Literal]
) -> Picture | None:
    """Return the map of a territory, with the smaller ones that have contracts."""
    held: dict[str, list[Counted]] = {}
    for item in around.below:
        for territory in item.territories:
            if iri in census.above(territory):
                held.setdefault(territory, []).append(item)
    own = Marked(iri, title, said=counted(visit.language, around.own) if around.own else "", here=True)
    most = sorted(held, key=lambda territory: (-len(held[territory]), territory))[:_ON_MAP]
    others = [
        Marked(
            territory,
            names[territory].value if territory in names else territory,
            visit.addresses.link(territory),
            len(held[territory]),
            counted(visit.language, held[territory]),
        )
        for territory in most
        if census.entree(territory) is not None
    ]
    what = visit.language.gettext("Où se trouve {nom}, et les territoires plus petits qui ont des contrats")
    alone = visit.language.gettext("Où se trouve {nom}")
    return situation(visit.language, census, [own, *others], (what if others else alone).format(nom=title))


def _groups(visit: Visit, iri: str, held: dict[str, list[str]], names: Mapping[str, Literal]) -> tuple[Held, ...]:
    found = []
    for kind, iris in held.items():
        links = sorted((shown_iri(visit, iri, names) for iri in iris), key=lambda value: value.text.casefold())
        whole = len(links) <= _HELD + 5  # a fold for a handful is no help
        cut = len(links) if whole else _HELD
        found.append(Held(kind, tuple(links[:cut]), tuple(links[cut:]), kind in _LISTED.get(_kind(iri), ())))
    return tuple(found)
