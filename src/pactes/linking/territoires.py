"""Names of territories become territories: the registry's where that is certain, else named after their place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pactes.linking.cadre import Cadre, choisir
from pactes.linking.collectivites import lire_collectivite
from pactes.linking.noms import cle, slug
from pactes.model import Territoire, TypeTerritoire
from pactes.reference import Entree, Registre
from pactes.reference.noms import nom_court_epci

__all__ = ["Lieu", "chemin_registre", "nom_registre", "resoudre_nom", "resoudre_territoire"]

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


def nom_registre(entree: Entree) -> str:
    """Return the usual name of a registry entry (an EPCI without its legal form)."""
    return nom_court_epci(entree.nom) if entree.type_territoire is TypeTerritoire.EPCI else entree.nom


def chemin_registre(entree: Entree) -> str:
    """Return the chemin of a registry entry: its kind and official code."""
    return f"id/territoire/{entree.type_territoire}/{entree.code.lower()}"


def _of_registry(entree: Entree) -> Lieu:
    return Lieu(chemin_registre(entree), nom_registre(entree), entree.type_territoire, entree)


def resoudre_territoire(record: Territoire, cadre: Cadre, registre: Registre) -> Lieu:
    """Return the territory that a record names; its code decides, else its name among those of its kind."""
    kind = record.type_territoire
    if record.code and (entree := registre.get(kind, record.code)):
        return _of_registry(entree)
    if kind in _KINDS:
        read = lire_collectivite(record.nom)
        entree = choisir(registre.candidats(read.nom if read and read.nom else record.nom), cadre, (kind,))
        if entree:
            return _of_registry(entree)
    return _unregistered(record.nom, kind, cadre)


def resoudre_nom(nom: str, connus: Iterable[tuple[str, Lieu]], cadre: Cadre, registre: Registre) -> Lieu:
    """Return the territory that a bare name means: one that the document describes, else the registry's.

    ``connus`` gives the territories that the document describes by the key of their name.
    """
    key = cle(nom)
    same = [lieu for known, lieu in connus if known == key]
    if same:
        return min(same, key=lambda lieu: (_rank(lieu.type_territoire), lieu.chemin))
    read = lire_collectivite(nom)
    if read and read.nom:
        inner = [lieu for known, lieu in connus if known == cle(read.nom) and lieu.type_territoire in read.kinds]
        if inner and read.genre:
            return min(inner, key=lambda lieu: (_rank(lieu.type_territoire), lieu.chemin))
        entree = choisir(registre.candidats(read.nom), cadre, read.kinds) or choisir(
            registre.candidats(nom), cadre, _KINDS
        )
        if entree:
            return _of_registry(entree)
    return _unregistered(nom, TypeTerritoire.AUTRE, cadre)


def _rank(kind: TypeTerritoire) -> int:
    return _KINDS.index(kind) if kind in _KINDS else len(_KINDS)


def _unregistered(nom: str, kind: TypeTerritoire, cadre: Cadre) -> Lieu:
    name = slug(cle(nom)) or "sans-nom"
    if kind in _LOCAL and cadre.lieu not in name:
        return Lieu(f"id/territoire/{kind}/{cadre.lieu}/{name}", nom, kind)
    return Lieu(f"id/territoire/{kind}/{name}", nom, kind)
