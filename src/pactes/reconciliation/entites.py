"""What a name can be matched to: one thing with its IRI, all the names it goes by, its types and its properties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pactes.reference import Entree

__all__ = ["Entite", "Nom", "Sorte", "Valeur"]


class Sorte(StrEnum):
    """How a thing bears a name; ``COUT`` says what each takes off a score."""

    OFFICIEL = "officiel"
    USAGE = "usage"  # another name that it goes by today
    ANCIEN = "ancien"  # a name that it no longer has, or that of what became part of it
    SIGLE = "sigle"
    INITIALES = "initiales"  # an acronym made of the words of the name: nobody says that it is used
    CENTRE = "centre"  # an intercommunality by its most populous commune: « agglo de X », « Grand X »


COUT: Mapping[Sorte, float] = {
    Sorte.OFFICIEL: 0.0,
    Sorte.USAGE: 1.0,
    Sorte.ANCIEN: 3.0,
    Sorte.SIGLE: 2.0,
    Sorte.INITIALES: 13.0,
    Sorte.CENTRE: 14.0,
}
"""Points that a score loses when the name is of this sort."""


@dataclass(frozen=True, slots=True)
class Nom:
    """A name of a thing, as written."""

    texte: str
    sorte: Sorte = Sorte.OFFICIEL


Valeur = str | int
"""A value of a property: a text, a whole number, or the path of another thing (``id/…``)."""


@dataclass(slots=True, eq=False)
class Entite:
    """A thing that has an IRI.

    ``chemin`` is its IRI without the base; ``classe`` one of ``Territoire``, ``Organisation``, ``Contrat``,
    ``Dispositif``, and ``genre`` the last word of its most particular type in that class (``commune``, ``epci``,
    ``contrat-de-ville``). ``forme`` says more of an intercommunality (``CA``, ``CC``…). ``departements`` and
    ``regions`` are codes of where it is;
    ``population`` is in inhabitants, 0 where unknown; ``lieu`` the chemin of the territory that an organisation
    administers. ``proprietes`` are its values by name of property; those of a territory of the registry (``entree``)
    are worked out when they are asked for, as there are so many (``territoires.proprietes_de``).
    """

    chemin: str
    nom: str
    classe: str
    genre: str = ""
    forme: str = ""
    noms: tuple[Nom, ...] = ()
    departements: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    population: int = 0
    actuelle: bool = True
    lieu: str = ""
    proprietes: Mapping[str, tuple[Valeur, ...]] | None = None
    entree: Entree | None = None
