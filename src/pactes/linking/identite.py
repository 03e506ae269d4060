"""Which records tell the same contract: kind, territory or parties, and time; never the title alone.

A missed merge leaves two nodes that a decision can merge; a wrong one says of a contract what is true of another.
So every doubt keeps apart, and a record that fits two contracts joins neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from pactes.linking.noms import cle
from pactes.model import Contrat, StatutContrat
from pactes.reading import fold

__all__ = ["Recit", "grouper", "meme_contrat"]

# Words that make of a title another contract than the one without them.
_APART = re.compile(
    r"\b(avenants?|protocoles?|annexes?|volets?|nouve(?:au|l|lle)s?(?!-\w)|anciens?|anciennes?|futurs?|futures?|prefiguration"
    r"|prochaine?s?|precedente?s?|bilans?|chartes?|premiere?s?|deuxieme|seconde?|troisieme)\b"
)
_NUMERO = re.compile(r"\bavenants?\W+(?:n\W{0,3}|numero )?(\d{1,2}|de (?:19|20)\d\d)\b")
_TELLING = 4  # words of a title, without its place and years, that no other contract of a place is likely to have
_ALIKE = 88  # token_sort_ratio from which two titles without their places and years say the same


@dataclass(frozen=True, slots=True)
class Recit:
    """One document's telling of one contract, its names resolved to chemins; ``ordre`` is its place in the corpus."""

    ordre: int
    document: str
    record: Contrat
    genre: str | None  # slug of the kind
    generique: bool  # the kind's name alone says little (« convention », « pacte »)
    territoires: tuple[str, ...]
    lieux: tuple[str, ...]  # the same, as they compare between documents; of the parties where it names none
    parties: tuple[str, ...]  # without the generic ones
    titre: str = ""  # key of the title without the names of places and years
    voisins: frozenset[str] = frozenset()  # communes that name the EPCI among the territories, and the reverse
    cadre: tuple[str, ...] = ()  # the towns and intercommunalities that its document is about
    lieu_cadre: str = ""  # slug of the most particular place of that frame, else of the document
    implicites: tuple[str, ...] = ()  # what its kind and the frame say, where it names no territory
    en_cours: int | None = None  # the year in which it must be in force to be what an implicit place says

    @property
    def debuts(self) -> frozenset[int]:
        """Years of beginning: start of the period, else signature."""
        values = self.record.debuts or self.record.dates_signature
        return frozenset(int(v.valeur[:4]) for v in values if v.valeur[:4].isdigit())

    @property
    def fins(self) -> frozenset[int]:
        """Years of end."""
        return frozenset(int(v.valeur[:4]) for v in self.record.fins if v.valeur[:4].isdigit())

    @property
    def signatures(self) -> frozenset[str]:
        """Full dates of signature."""
        return frozenset(v.valeur for v in self.record.dates_signature if len(v.valeur) == 10)

    @property
    def poids(self) -> tuple[int, ...]:
        """How much this telling says: the richest tellings are placed first."""
        c = self.record
        return (
            int(c.principal),
            int(bool(self.debuts)) + int(bool(self.fins)) + int(bool(self.signatures)),
            len(self.parties),
            len(self.territoires),
            len(c.axes),
        )


def _temps(a: Recit, b: Recit) -> int:
    """1: their times agree; 0: nothing to compare; -1: they are of different times."""
    for x, y in ((a, b), (b, a)):
        if x.en_cours and y.debuts and y.fins:
            return 1 if min(y.debuts) <= x.en_cours <= max(y.fins) else -1
    if a.debuts and b.debuts:
        near = min(abs(x - y) for x in a.debuts for y in b.debuts)
        # A contract is often signed in the year after the first one of its period, or in the year before.
        return 1 if near == 0 or (near == 1 and (not a.fins or not b.fins or a.fins & b.fins)) else -1
    if a.fins and b.fins:
        return 1 if a.fins & b.fins else -1
    for x, y in ((a, b), (b, a)):
        if x.debuts and y.fins and not y.debuts and min(x.debuts) > max(y.fins):
            return -1
    return 0


def _lieux(a: Recit, b: Recit) -> int:
    """1: a territory in common; 0: one of them names none (or its neighbour); -1: other territories."""
    if not a.lieux or not b.lieux:
        return 0
    if set(a.lieux) & set(b.lieux):
        return 1
    return 0 if a.voisins & set(b.lieux) or b.voisins & set(a.lieux) else -1


def _parties(a: Recit, b: Recit) -> int:
    """1: one's parties (two at least) are all among the other's; 0: nothing to compare; -1: others."""
    if not a.parties or not b.parties:
        return 0
    common = set(a.parties) & set(b.parties)
    if common in (set(a.parties), set(b.parties)):
        return 1 if len(common) >= 2 else 0
    return -1 if not common else 0


def _same_frame(a: Recit, b: Recit) -> bool:
    """Whether one names no place, and its document is about a place of the other."""
    places = [set(r.lieux or r.cadre) for r in (a, b)]
    return not (a.lieux and b.lieux) and bool(places[0] & places[1])


def meme_contrat(a: Recit, b: Recit) -> bool:
    """Tell whether two tellings are surely of the same contract."""
    if a.genre is None or a.genre != b.genre or a.record.instance != b.record.instance:
        return False
    if not a.record.instance:
        return True  # a family is its kind
    if _APART.findall(fold(a.record.titre)) != _APART.findall(fold(b.record.titre)):
        return False
    if _NUMERO.findall(fold(a.record.titre)) != _NUMERO.findall(fold(b.record.titre)):
        return False
    temps, lieux, parties = _temps(a, b), _lieux(a, b), _parties(a, b)
    if -1 in (temps, lieux) or (parties == -1 and lieux != 1):
        return False
    alike = bool(a.titre and b.titre) and fuzz.token_sort_ratio(a.titre, b.titre) >= _ALIKE
    same_title = cle(a.record.titre) == cle(b.record.titre)
    if a.document == b.document:
        planned = (a.record.statut is StatutContrat.PREVU) != (b.record.statut is StatutContrat.PREVU)
        if planned or not (same_title or (not a.generique and lieux == 1 and temps == 1)):
            return False
    if _same_frame(a, b) and temps == 1 and a.titre == b.titre and len(a.titre.split()) >= _TELLING:
        return True
    if a.generique:
        return (parties == 1 and lieux == 1) or (alike and (lieux == 1 or parties == 1))
    if lieux == 1:
        return temps == 1 or not (a.en_cours or b.en_cours)
    return (parties == 1 and temps == 1) or (same_title and temps == 1 and parties != -1)


def grouper(recits: Sequence[Recit]) -> tuple[tuple[Recit, ...], ...]:
    """Return the tellings in groups, one a contract, in the order of the corpus.

    The richest tellings found the groups; another joins the one group in which all are compatible with it and at least
    one is surely the same contract. Fitting two groups, it founds its own.
    """
    groups: list[list[Recit]] = []
    by_kind: dict[str | None, list[list[Recit]]] = {}
    for recit in sorted(recits, key=lambda r: (tuple(-n for n in r.poids), r.ordre)):
        kindred = by_kind.setdefault(recit.genre, [])
        fitting = [
            group
            for group in kindred
            if any(meme_contrat(recit, other) for other in group)
            and all(_temps(recit, other) >= 0 and _lieux(recit, other) >= 0 for other in group)
        ]
        if len(fitting) == 1:
            fitting[0].append(recit)
        else:
            kindred.append([recit])
            groups.append(kindred[-1])
    ordered = [tuple(sorted(group, key=lambda r: (not r.record.principal, r.ordre))) for group in groups]
    return tuple(sorted(ordered, key=lambda group: min(r.ordre for r in group)))
