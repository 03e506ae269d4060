"""The gate of the ontology: rules that its files and the published graphs keep, one a file of ``regles``.

The rules are those of OOPS! and FOOPS! that hold for us, those of the SEMIC style guide, the traps that vocabularies
set (a wrong prefix passes every parser), and the agreement between files that say the same thing twice. A rule yields
what breaks it as French sentences that name the term or the file, and the remedy.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pactes.validation.porte import regles
from pactes.validation.porte.maison import Maison, read_house
from pactes.validation.porte.outils import own_terms


@dataclass(frozen=True, slots=True)
class Probleme:
    """What breaks a rule, as a French sentence that names the term or the file."""

    regle: str
    message: str


@dataclass(frozen=True, slots=True)
class Regle:
    """A rule: the name of its module, what it asks and where it comes from (in English), and its check."""

    nom: str
    texte: str
    controle: Callable[[Maison], Iterator[str]]


def _collect() -> Iterator[Regle]:
    for found in pkgutil.iter_modules(regles.__path__):
        module = importlib.import_module(f"{regles.__name__}.{found.name}")
        yield Regle(found.name, (module.__doc__ or "").strip(), module.regle)


REGLES: tuple[Regle, ...] = tuple(_collect())
"""All rules, in the order of their names: a file put into ``regles`` is a rule of the gate."""


def check_ontology(house: Maison) -> list[Probleme]:
    """Return what breaks the rules of the ontology; an empty list opens the gate."""
    return [Probleme(rule.nom, message) for rule in REGLES for message in rule.controle(house)]


__all__ = ["REGLES", "Maison", "Probleme", "Regle", "check_ontology", "own_terms", "read_house"]
