"""Which contracts are for which territories, and what holds these: read once for each release.

What holds a territory is what the release says of it (``dcterms:isPartOf``) and what the national registry does; an
intercommunality that several départements share is in each of them.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import Literal
from starlette.concurrency import run_in_threadpool

from pactes.linking.emboitement import parents, successeur, territoire_du_registre
from pactes.linking.territoires import chemin_registre
from pactes.model import TypeTerritoire
from pactes.reference import Entree, registre
from pactes.web.cartes.places import departements_of
from pactes.web.national import entree_de
from pactes.web.reader import Row, required
from pactes.web.views.common import Visit

STATUSES = ("conclu", "prevu", "cite")
"""Slugs of the statuses of contracts, in the order of lists."""
_KEY = "cartes.census"
# One row for each thing that is said: a row for each combination would be twenty times as many where graphs repeat it.
_QUERY = (
    "SELECT DISTINCT ?c ?p ?o WHERE { ?c a pactes:Contrat ; ?p ?o FILTER(?p IN (rdf:type, rdfs:label, "
    "dcterms:spatial, pactes:statut, pactes:dispositif, pactes:dateSignature, pactes:dateDebut)) }"
)
_HOLDS = "SELECT ?t ?in WHERE { ?t a pactes:Territoire ; dcterms:isPartOf ?in }"


@dataclass(slots=True)
class Counted:
    """A contract: its name, the slug of its status, its family (IRI), its territories (IRIs), and its year.

    The year is that of its signature, else of its beginning: the earliest that is said, None when none is.
    """

    iri: str
    label: str = ""
    status: str = ""
    family: str | None = None
    territories: set[str] = field(default_factory=set)
    year: str | None = None

    @property
    def rank(self) -> tuple[int, str, str]:
        """The key of lists: concluded, planned, cited; by name."""
        order = STATUSES.index(self.status) if self.status in STATUSES else len(STATUSES)
        return (order, self.label.casefold(), self.iri)


@dataclass(frozen=True, slots=True)
class Around:
    """The contracts that touch a territory: its own, those of what it holds, those of what holds it; each once."""

    own: tuple[Counted, ...]
    below: tuple[Counted, ...]
    above: tuple[Counted, ...]

    @property
    def all(self) -> tuple[Counted, ...]:
        """All of them, by rank."""
        return tuple(sorted((*self.own, *self.below, *self.above), key=lambda item: item.rank))


class Census:
    """The contracts of a release by territory."""

    def __init__(self, base: str, contracts: Iterable[Counted], holders: Mapping[str, Iterable[str]]) -> None:
        """``holders`` gives what the release says to hold each territory (IRIs), directly."""
        self.base = base
        self.contracts = {item.iri: item for item in contracts}
        self._holders = {iri: frozenset(held) for iri, held in holders.items()}
        self._held: dict[str, set[str]] = defaultdict(set)
        for held, directly in self._holders.items():
            for holder in directly:
                self._held[holder].add(held)
        self._above: dict[str, frozenset[str]] = {}
        self._own: dict[str, list[Counted]] = defaultdict(list)
        self._below: dict[str, dict[str, Counted]] = defaultdict(dict)
        for item in self.contracts.values():
            for territory in item.territories:
                self._own[territory].append(item)
                for holder in self.above(territory):
                    self._below[holder][item.iri] = item

    def entree(self, iri: str) -> Entree | None:
        """Return what the registry knows of a territory, None for what it does not know."""
        path = iri.removeprefix(self.base)
        return entree_de(path) if path != iri else None

    def held(self, iri: str) -> frozenset[str]:
        """Return what the release says that a territory directly holds (IRIs)."""
        return frozenset(self._held.get(iri, ()))

    @staticmethod
    def official(entree: Entree) -> str:
        """Return the name of a territory as the registry gives it to pages."""
        return territoire_du_registre(entree, registre()).nom

    def above(self, iri: str) -> frozenset[str]:
        """Return all that holds a territory (IRIs), near or far, itself left out."""
        known = self._above.get(iri)
        if known is None:
            found, queue = set[str](), [iri]
            while queue:
                for holder in self._direct(queue.pop()):
                    if holder not in found and holder != iri:
                        found.add(holder)
                        queue.append(holder)
            known = frozenset(found)
            if iri in self._holders or len(self._above) < 50_000:
                self._above[iri] = known
        return known

    def _direct(self, iri: str) -> set[str]:
        found, entree = set(self._holders.get(iri, ())), self.entree(iri)
        if entree is not None:
            known = list(parents(entree, registre()))
            if entree.type_territoire is TypeTerritoire.EPCI:
                shared = (registre().get(TypeTerritoire.DEPARTEMENT, code) for code in departements_of(entree))
                known += [departement for departement in shared if departement]
            after = successeur(entree, registre())  # what is no more is inside what replaced it
            known += [after] if after else []
            found |= {self.base + chemin_registre(holder) for holder in known}
        return found

    def around(self, iri: str) -> Around:
        """Return the contracts that touch a territory, those of the nearest kind only."""
        own = {item.iri: item for item in self._own.get(iri, ())}
        below = {key: item for key, item in self._below.get(iri, {}).items() if key not in own}
        above = {
            item.iri: item
            for holder in self.above(iri)
            for item in self._own.get(holder, ())
            if item.iri not in own and item.iri not in below
        }
        return Around(*(tuple(sorted(part.values(), key=lambda item: item.rank)) for part in (own, below, above)))

    def nearest(self, iri: str) -> Entree | None:
        """Return the territory itself as the registry knows it, else the smallest that holds it and is known."""
        itself = self.entree(iri)
        if itself is not None:
            return itself
        order = (TypeTerritoire.COMMUNE, TypeTerritoire.EPCI, TypeTerritoire.ARRONDISSEMENT, TypeTerritoire.DEPARTEMENT)
        held = [entree for holder in sorted(self.above(iri)) if (entree := self.entree(holder))]
        ranks = {kind: rank for rank, kind in enumerate(order)}
        return min(held, key=lambda entree: ranks.get(entree.type_territoire, len(order)), default=None)

    def by_departement(self, family: str | None = None) -> Mapping[str, tuple[Counted, ...]]:
        """Return the contracts of each département and of what it holds (INSEE code → contracts, by rank)."""
        return self._by(TypeTerritoire.DEPARTEMENT, family)

    def by_region(self, family: str | None = None) -> Mapping[str, tuple[Counted, ...]]:
        """Return the contracts of each région and of what it holds (INSEE code → contracts, by rank)."""
        return self._by(TypeTerritoire.REGION, family)

    def _by(self, kind: TypeTerritoire, family: str | None) -> Mapping[str, tuple[Counted, ...]]:
        found = {}
        for entree in registre().genre(kind):
            around = self.around(self.base + chemin_registre(entree))
            held = [item for item in (*around.own, *around.below) if family in (None, item.family)]
            if held and entree.actuelle:
                found[entree.code] = tuple(sorted(held, key=lambda item: item.rank))
        return found

    @cached_property
    def families(self) -> Mapping[str, int]:
        """How many contracts each family (IRI) has."""
        found: dict[str, int] = defaultdict(int)
        for item in self.contracts.values():
            if item.family:
                found[item.family] += 1
        return dict(found)


def statuses_of(items: Sequence[Counted]) -> dict[str, int]:
    """Return how many contracts have each status (slug), those that none has left out."""
    counts = {status: sum(item.status == status for item in items) for status in STATUSES}
    return {status: count for status, count in counts.items() if count}


async def census_of(visit: Visit) -> Census:
    """Return the census of the release that a visit reads; it is made for the first who asks, others wait for it."""
    making = visit.kept.get(_KEY)
    if making is None:
        making = visit.kept[_KEY] = asyncio.ensure_future(_read(visit))
    try:
        census: Census = await asyncio.shield(making)
    except Exception:
        visit.kept.pop(_KEY, None)
        raise
    return census


async def _read(visit: Visit) -> Census:
    reader = getattr(visit.reader, "release", visit.reader)  # what the registry adds for one page is not the release
    rows, holds = await asyncio.gather(reader.select(_QUERY), reader.select(_HOLDS))
    return await run_in_threadpool(_made, visit.base, rows, holds)


def _surest(one: str, other: str) -> str:
    """Return the status that says most, of two that documents give: a contract that one has is concluded."""
    order = [*STATUSES, ""]
    return min(one, other, key=lambda status: order.index(status) if status in order else len(order))


def _made(base: str, rows: Sequence[Row], holds: Sequence[Row]) -> Census:
    found: dict[str, Counted] = {}
    begun: dict[str, str] = {}
    for row in rows:
        item = found.setdefault(required(row, "c"), Counted(required(row, "c")))
        value, said = row["o"], required(row, "o")
        match required(row, "p").rpartition("#" if "#" in required(row, "p") else "/")[2]:
            case "label" if isinstance(value, Literal) and (not item.label or value.language == "fr"):
                item.label = value.value
            case "statut":
                item.status = _surest(item.status, said.rsplit("/", 1)[-1])
            case "dispositif":
                item.family = min(said, item.family or said)
            case "spatial":
                item.territories.add(said)
            case "dateSignature":
                item.year = min(said[:4], item.year or "9999")
            case "dateDebut":
                begun[item.iri] = min(said[:4], begun.get(item.iri, "9999"))
    for iri, year in begun.items():
        found[iri].year = found[iri].year or year
    holders: dict[str, set[str]] = defaultdict(set)
    for row in holds:
        holders[required(row, "t")].add(required(row, "in"))
    return Census(base, found.values(), holders)
