"""Where a territory of the registry is on a map: an outline, a point, or the outline of what holds it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pactes.model import TypeTerritoire
from pactes.reference import Entree, registre
from pactes.reference.contours import Place, contours, positions
from pactes.reference.fichiers import load_toml


class Shown(StrEnum):
    """How a territory is shown."""

    OUTLINE = "contour"  # by its own outline
    POINT = "point"  # a commune, where it is
    COMMUNE = "commune"  # a quarter, where its commune is
    MEMBERS = "membres"  # an EPCI, in the middle of its inhabitants
    DEPARTEMENT = "departement"  # by the outline of the département that holds it
    REGION = "region"  # by the outline of the région that holds it


@dataclass(frozen=True, slots=True)
class Where:
    """Where a territory is: the départements (INSEE codes) it is or is in, and a point for what is small."""

    shown: Shown
    codes: tuple[str, ...]
    point: Place | None = None


@lru_cache(maxsize=1)
def _of_region() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for entree in registre().genre(TypeTerritoire.DEPARTEMENT):
        if entree.code in contours().departements:
            found.setdefault(entree.region or "", []).append(entree.code)
    # Under its code, a région that was merged with others is the one of before 2016, with the départements it had.
    former = {old["code"]: old["departements"] for old in load_toml("anciennes-regions.toml")["region"]}
    return {region: tuple(sorted(codes)) for region, codes in {**found, **former}.items()}


def departements_of(entree: Entree) -> tuple[str, ...]:
    """Return the départements (INSEE codes, sorted) in which a territory of the registry lies, in whole or in part."""
    if entree.type_territoire is TypeTerritoire.REGION:
        return _of_region().get(entree.code, ())
    if entree.type_territoire is TypeTerritoire.EPCI:
        communes = (registre().get(TypeTerritoire.COMMUNE, code) for code in entree.membres)
        return tuple(sorted({commune.departement or "" for commune in communes if commune} - {""}))
    return (entree.departement,) if entree.departement else ()


@lru_cache(maxsize=1)
def _directly() -> dict[tuple[TypeTerritoire, str], list[Entree]]:
    """Return what régions, départements and arrondissements hold: one walk through the registry, for all pages."""
    kind, found = TypeTerritoire, dict[tuple[TypeTerritoire, str], list[Entree]]()
    for entree in registre().genre(kind.DEPARTEMENT):
        found.setdefault((kind.REGION, entree.region or ""), []).append(entree)
    for entree in registre().genre(kind.ARRONDISSEMENT):
        found.setdefault((kind.DEPARTEMENT, entree.departement or ""), []).append(entree)
    for entree in registre().genre(kind.EPCI):
        for code in departements_of(entree):
            found.setdefault((kind.DEPARTEMENT, code), []).append(entree)
    for entree in registre().genre(kind.COMMUNE):
        if entree.arrondissement:
            found.setdefault((kind.ARRONDISSEMENT, entree.arrondissement), []).append(entree)
    return found


def members(entree: Entree) -> tuple[Entree, ...]:
    """Return what a territory of the registry directly holds; nothing for one that is no more.

    A région holds its départements; a département its arrondissements and its EPCI, shared ones too; an EPCI and an
    arrondissement their communes.
    """
    if not entree.actuelle:
        return ()
    if entree.type_territoire is TypeTerritoire.EPCI:
        communes = (registre().get(TypeTerritoire.COMMUNE, code) for code in entree.membres)
        return tuple(commune for commune in communes if commune)
    return tuple(_directly().get((entree.type_territoire, entree.code), ()))


@lru_cache(maxsize=4096)
def where(entree: Entree) -> Where | None:
    """Return where a territory of the registry is on a map, None when no outline is near it (Nouvelle-Calédonie…)."""
    codes = tuple(code for code in departements_of(entree) if code in contours().departements)
    if not codes:
        return None
    match entree.type_territoire:
        case TypeTerritoire.DEPARTEMENT | TypeTerritoire.REGION:
            return Where(Shown.OUTLINE, codes)
        case TypeTerritoire.COMMUNE:
            point = positions().get(entree.code) or positions().get(entree.rattachement or "")
            return Where(Shown.POINT, codes, point) if point else Where(Shown.DEPARTEMENT, codes)
        case TypeTerritoire.EPCI:
            middle = _middle(entree)
            return Where(Shown.MEMBERS, codes, middle) if middle else Where(Shown.DEPARTEMENT, codes)
        case _:
            return Where(Shown.DEPARTEMENT, codes)


def _middle(entree: Entree) -> Place | None:
    """Return the mean place of the inhabitants of an EPCI, by those of its communes whose position is known."""
    weight, lon, lat = 0, 0.0, 0.0
    for code in entree.membres:
        place, commune = positions().get(code), registre().get(TypeTerritoire.COMMUNE, code)
        if place and commune and commune.population:
            weight += commune.population
            lon, lat = lon + place[0] * commune.population, lat + place[1] * commune.population
    return (lon / weight, lat / weight) if weight else None
