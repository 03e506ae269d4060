"""Territories that are no more and names that changed: read apart from the registry of today, and only when asked for.

Extraction looks for the names of today: a former name would find what a text does not mean (« Saint-Martin » was the
name of many). What links to codes, describes a territory or matches lists of others' names asks here as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from pactes.errors import ReferenceDataError
from pactes.model import TypeTerritoire
from pactes.reference.entrees import Entree
from pactes.reference.fichiers import load_json_gz, reference_path
from pactes.reference.noms import cle_de_nom, nom_court_epci
from pactes.reference.registre import Registre, registre

_FILE = "anciens-territoires.json.gz"
_REMEDY = "refaites-le avec « python scripts/build_former_territories.py » (voir data/reference/README.md)"
_REGIONS_END = "2016-01-01"  # law n° 2015-29 of 16 January 2015, article 1
_Key = tuple[TypeTerritoire, str]


@dataclass(frozen=True, slots=True)
class Periode:
    """From when and until when a territory exists: a day, or the year of the first vintage that has it or lacks it.

    ``debut`` is None when the sources do not say (before 1943, before 2019 for an EPCI), ``fin`` when it still exists.
    """

    debut: str | None = None
    fin: str | None = None


@dataclass(frozen=True, slots=True)
class NomAncien:
    """A name that the code of a territory of today stood for once, with its period.

    A commune that grew by merger keeps the code of one of those that it is made of: the name is then that one's.
    """

    nom: str
    periode: Periode


class Anciens:
    """What is no more, beside a registry of what is."""

    def __init__(self, data: dict[str, Any], present: Registre) -> None:
        """``data`` is the content of ``anciens-territoires.json.gz``; raises KeyError, ValueError for another."""
        self.source: str = data["source"]
        self.millesimes: str = data["millesimes"]
        self._present = present
        kind = TypeTerritoire
        self._periodes: dict[_Key, Periode] = {
            (kind.REGION, e.code): Periode(fin=_REGIONS_END) for e in present.genre(kind.REGION) if not e.actuelle
        }
        self._noms: dict[_Key, list[NomAncien]] = defaultdict(list)
        self._entrees: dict[_Key, Entree] = {}
        for code, nom, departement, debut, fin, devenue in data["communes"]:
            self._periodes[kind.COMMUNE, code] = Periode(debut or None, fin or None)
            if present.get(kind.COMMUNE, code) is None:
                holds = present.get(kind.DEPARTEMENT, departement)
                self._entrees[kind.COMMUNE, code] = Entree(
                    code,
                    nom,
                    kind.COMMUNE,
                    "ancienne",
                    departement=departement,
                    region=holds.region if holds else None,
                    rattachement=devenue or None,
                )
        for siren, nom, _, debut, fin, devenu, membres in data["epci"]:
            self._periodes[kind.EPCI, siren] = Periode(debut or None, fin or None)
            after = present.get(kind.EPCI, devenu)
            self._entrees[kind.EPCI, siren] = Entree(
                siren,
                nom,
                kind.EPCI,
                "ancienne",
                departement=after.departement if after else None,
                region=after.region if after else None,
                siren=siren,
                rattachement=devenu or None,
                membres=tuple(membres),
            )
        for code, nom, debut, fin in data["noms_communes"]:
            self._nomme(kind.COMMUNE, code, NomAncien(nom, Periode(debut or None, fin or None)))
        for siren, nom, _, fin in data["noms_epci"]:
            self._nomme(kind.EPCI, siren, NomAncien(nom, Periode(None, fin or None)))
        for siren, debut in data["debuts_epci"]:
            self._periodes[kind.EPCI, siren] = Periode(debut)

    def _nomme(self, kind: TypeTerritoire, code: str, ancien: NomAncien) -> None:
        """Keep a former name, unless it is today's in another spelling."""
        entree = self._present.get(kind, code)
        if entree is not None and cle_de_nom(entree.nom) != cle_de_nom(ancien.nom):
            self._noms[kind, code].append(ancien)

    @property
    def entrees(self) -> tuple[Entree, ...]:
        """The territories that are no more and that the registry of today does not have, by kind and code."""
        return tuple(self._entrees.values())

    def connu(self, type_territoire: TypeTerritoire, code: str) -> Entree | None:
        """Return the territory of this kind and official code, of today or of before; None when there is none."""
        return self._present.get(type_territoire, code) or self._entrees.get((type_territoire, code))

    def periode(self, entree: Entree) -> Periode:
        """Return when a territory exists; both ends are None where the sources say nothing."""
        return self._periodes.get((entree.type_territoire, entree.code), Periode())

    def noms(self, entree: Entree) -> tuple[NomAncien, ...]:
        """Return the names that the code of a territory stood for before, the oldest first."""
        return tuple(self._noms.get((entree.type_territoire, entree.code), ()))

    @cached_property
    def _par_nom(self) -> dict[str, list[Entree]]:
        index: dict[str, list[Entree]] = defaultdict(list)
        for key, entree in self._names():
            if entree not in index[key]:
                index[key].append(entree)
        for same in index.values():
            same.sort(key=lambda e: (not e.actuelle, -e.population, e.type_territoire, e.code))
        return dict(index)

    def _names(self) -> Iterator[tuple[str, Entree]]:
        for entree in self._entrees.values():
            yield from ((cle_de_nom(nom), entree) for nom in _written(entree.type_territoire, entree.nom))
        for (kind, code), noms in self._noms.items():
            present = self._present.get(kind, code)
            if present is not None:
                for ancien in noms:
                    yield from ((cle_de_nom(nom), present) for nom in _written(kind, ancien.nom))

    def candidats(self, nom: str) -> tuple[Entree, ...]:
        """Return the territories whose former name is ``nom``: those of today that changed it first, then the others.

        Names of today are ``Registre.candidats``.
        """
        return tuple(self._par_nom.get(cle_de_nom(nom), ()))


def _written(kind: TypeTerritoire, nom: str) -> Iterable[str]:
    return dict.fromkeys((nom, nom_court_epci(nom))) if kind is TypeTerritoire.EPCI else (nom,)


@lru_cache(maxsize=1)
def anciens() -> Anciens:
    """Return what is no more, read once; raises ``ReferenceDataError`` when its file is missing or damaged."""
    data = load_json_gz(_FILE, _REMEDY)
    try:
        return Anciens(data, registre())
    except (KeyError, ValueError, TypeError) as error:
        raise ReferenceDataError(
            f"Le fichier de référence {reference_path(_FILE)} n'a pas la forme attendue ({error!r}) : {_REMEDY}."
        ) from error
