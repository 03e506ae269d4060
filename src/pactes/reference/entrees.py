"""What the registry says of one territory, and how a name stands for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pactes.model import TypeTerritoire


class Forme(StrEnum):
    """How a name stands for a territory."""

    PLEINE = "pleine"  # the official name
    CONTRACTEE = "contractee"  # « Havre », valid after « du », « au », « des », « aux » only
    COURTE = "courte"  # an EPCI without its legal form, which must stand before it


@dataclass(frozen=True, slots=True)
class Entree:
    """A territory of the registry.

    ``code`` is the INSEE code, the SIREN for an EPCI; ``genre`` says more than the kind: ``CA``, ``CC``, ``METRO``… for
    an EPCI, ``actuelle``, ``deleguee``, ``associee``, ``arrondissement-municipal`` for a commune, ``ancienne`` for a
    région before 2016 and for whatever is no more. ``rattachement`` is the code of the territory that replaced it.
    ``population`` is 0 where unknown. ``arrondissement`` is the code of the one that holds a commune of today.
    """

    code: str
    nom: str
    type_territoire: TypeTerritoire
    genre: str = ""
    departement: str | None = None
    region: str | None = None
    population: int = 0
    siren: str | None = None
    rattachement: str | None = None
    membres: tuple[str, ...] = ()
    arrondissement: str | None = None

    @property
    def actuelle(self) -> bool:
        """Whether the territory exists today under this name."""
        return self.genre not in {"deleguee", "associee", "ancienne"}


@dataclass(frozen=True, slots=True)
class NomTrouve:
    """A name of the registry found in a text, with the territories that bear it, the most populous first."""

    start: int
    end: int
    candidats: tuple[tuple[Entree, Forme], ...]
