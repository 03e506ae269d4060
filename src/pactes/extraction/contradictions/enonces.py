"""Statements and how they are opposed: a thing, a property, a value, and where it is said.

Each kind of record gives its statements; one comparison opposes them. A property more is one ``Propriete`` more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pactes.extraction.contradictions.conflits import Conflit
from pactes.model import Evidence, GenreContradiction

_COMPARED = 12  # statements of one value that are compared with the others
_MOST = 6  # statements that a contradiction shows


@dataclass(frozen=True, slots=True)
class Propriete:
    """A property that has one value: ``memes(a, b)`` tells whether two values can both be right.

    ``nom`` is its name in French, ``regle`` that of the rule that opposes its values, ``terme`` the ontology's property
    where there is one. More different values than ``plus`` are a series that the key does not tell apart; two are
    different when ``identite`` is.
    """

    nom: str
    genre: GenreContradiction
    regle: str
    memes: Callable[[Any, Any], bool]
    terme: str | None = None
    plus: int = 6
    identite: Callable[[Any], object] = repr
    confiance: float = 0.8


@dataclass(frozen=True, slots=True)
class Enonce:
    """One statement. ``cle`` is what tells the thing from all others; ``sujet`` says in French what the value is of.

    ``valeur`` is what is compared, ``ecrit`` what is shown; ``cible`` names the record that the thing is.
    """

    propriete: Propriete
    cle: tuple[str, ...]
    sujet: str
    valeur: Any
    ecrit: str
    evidence: Evidence
    cible: tuple[str, str] | None = None


def opposer(enonces: Iterable[Enonce]) -> Iterator[tuple[Enonce, ...]]:
    """Yield, for each thing and property, the statements of which each is refused by another, in their order."""
    groups: dict[tuple[str, tuple[str, ...]], list[Enonce]] = defaultdict(list)
    for enonce in enonces:
        groups[enonce.propriete.regle + enonce.propriete.nom, enonce.cle].append(enonce)
    for group in groups.values():
        propriete = group[0].propriete
        by_value: dict[object, list[Enonce]] = defaultdict(list)
        for enonce in group:
            if len(by_value[propriete.identite(enonce.valeur)]) < _COMPARED:
                by_value[propriete.identite(enonce.valeur)].append(enonce)
        if not 2 <= len(by_value) <= propriete.plus:
            continue
        compared = [enonce for said in by_value.values() for enonce in said]
        refused = [
            [e for e in said if any(not propriete.memes(e.valeur, other.valeur) for other in compared)]
            for said in by_value.values()
        ]
        if sum(map(bool, refused)) >= 2:
            yield tuple(_first_of_each([said for said in refused if said]))


def _first_of_each(values: list[list[Enonce]]) -> list[Enonce]:
    """Return the statements to show: every value once before one is shown again."""
    longest = max(map(len, values))
    return [said[i] for i in range(longest) for said in values if i < len(said)][:_MOST]


def confronter(enonces: Iterable[Enonce]) -> Iterator[Conflit]:
    """Yield the contradictions between the statements of one document."""
    for group in opposer(enonces):
        propriete = group[0].propriete
        yield Conflit(
            group[0].sujet,
            propriete.genre,
            tuple((e.ecrit, e.evidence.start, e.evidence.end) for e in group),
            propriete.regle,
            propriete.confiance,
            cible=group[0].cible,
            propriete=propriete.terme,
        )
