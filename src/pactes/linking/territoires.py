"""Names of territories become territories: the registry's where that is certain, else named after their place."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pactes.linking.cadre import Cadre, choisir, nom_registre
from pactes.linking.collectivites import lire_collectivite
from pactes.linking.noms import cle, slug
from pactes.model import Territoire, TypeTerritoire
from pactes.reference import Entree, Registre

__all__ = ["Lieu", "chemin_registre", "resoudre_nom", "resoudre_territoire"]

_KINDS = (TypeTerritoire.REGION, TypeTerritoire.DEPARTEMENT, TypeTerritoire.EPCI, TypeTerritoire.COMMUNE)
# Names of these kinds are common nouns or names of quarters: they mean something only in their town.
_LOCAL = frozenset({TypeTerritoire.QPV, TypeTerritoire.VEILLE_ACTIVE, TypeTerritoire.AUTRE})


@dataclass(frozen=True, slots=True)
class Lieu:
    """A territory that a name was resolved to; ``entree`` when it is in the registry."""

    chemin: str
    nom: str
    type_territoire: TypeTerritoire
    entree: Entree | None = None


def chemin_registre(entree: Entree) -> str:
    """Return the chemin of a registry entry: its kind and official code."""
    return f"id/territoire/{entree.type_territoire}/{entree.code.lower()}"


def _of_registry(entree: Entree) -> Lieu:
    return Lieu(chemin_registre(entree), nom_registre(entree), entree.type_territoire, entree)


def resoudre_territoire(record: Territoire, cadre: Cadre, registre: Registre, vastes: Collection[str]) -> Lieu:
    """Return the territory that a record names; its code decides, else its name among those of its kind.

    ``vastes`` are the keys of the names that stand for the territory of a contract: they are wider than a quarter.
    """
    kind = record.type_territoire
    if record.code and (entree := registre.get(kind, record.code)):
        return _of_registry(entree)
    if kind in _KINDS:
        read = lire_collectivite(record.nom)
        for nom in (*(read.noms if read else ()), record.nom):
            entree = choisir(registre.candidats(nom), cadre, (kind,))
            if entree:
                return _of_registry(entree)
    return _unregistered(record.nom, kind, cadre, wide=cle(record.nom) in vastes)


def resoudre_nom(nom: str, connus: Iterable[tuple[str, Lieu]], cadre: Cadre, registre: Registre, *, wide: bool) -> Lieu:
    """Return the territory that a bare name means: one that the document describes, else the registry's.

    ``connus`` gives the territories that documents describe by the key of their name; ``wide``: the name stands for the
    territory of a contract.
    """
    key = cle(nom)
    known = list(connus)
    same = [lieu for name, lieu in known if name == key]
    if same:
        return min(same, key=lambda lieu: (_rank(lieu.type_territoire), lieu.chemin))
    read = lire_collectivite(nom)
    if read and read.noms:
        keys = {cle(spelling) for spelling in read.noms}
        inner = [lieu for name, lieu in known if name in keys and lieu.type_territoire in read.kinds]
        if inner and read.genre:
            return min(inner, key=lambda lieu: (_rank(lieu.type_territoire), lieu.chemin))
        for spelling in read.noms:
            entree = choisir(registre.candidats(spelling), cadre, read.kinds, nommee=bool(read.genre))
            if entree:
                return _of_registry(entree)
        entree = choisir(registre.candidats(nom), cadre, _KINDS)
        if entree:
            return _of_registry(entree)
    return _unregistered(nom, TypeTerritoire.AUTRE, cadre, wide=wide)


def _rank(kind: TypeTerritoire) -> int:
    return _KINDS.index(kind) if kind in _KINDS else len(_KINDS)


def _unregistered(nom: str, kind: TypeTerritoire, cadre: Cadre, *, wide: bool) -> Lieu:
    """A quarter is named inside its town, a wider territory without a code inside its present région."""
    name = slug(cle(nom)) or "sans-nom"
    place = ""
    if wide and kind is TypeTerritoire.AUTRE:
        codes = sorted(cadre.code_regions)
        place = f"region-{codes[0]}" if len(codes) == 1 else cadre.lieu
    elif kind in _LOCAL:
        place = cadre.lieu
    if not place or place in name:
        return Lieu(f"id/territoire/{kind}/{name}", nom, kind)
    return Lieu(f"id/territoire/{kind}/{place}/{name}", nom, kind)
