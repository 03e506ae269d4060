"""The index of names: which things may bear a name, found without looking at all of them.

A name is found by its exact words, in whatever order and spacing; else by its words one by one, each as it is or as one
that is nearly it (same trigrams), the rarer the word the more it counts. What is found is scored by ``pertinence``.
"""

from __future__ import annotations

import heapq
import math
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA, Indel

from pactes.reconciliation.ecriture import Lecture, lire_nom, mots_de
from pactes.reconciliation.entites import Entite, Sorte

__all__ = ["Appellation", "Index"]

_COMMON = 500
"""Names that hold a word from which it finds nothing more when rarer words have found enough."""

_MOST = 6000
"""Names that one word brings at most."""

_WORDS = 12
"""Words of a name that are looked for."""

_SHARE = 0.4
"""Share of the best sum of weights under which a name has too little in common."""

_FEWEST, _LOOKED_AT = 4, 1500
"""Trigrams of a word, the rarest first, by which its misspellings are looked for, and words that they bring."""

_NEAR = 0.62
"""Likeness from which a word may be a misspelling of another."""

_NEAREST = 16
"""Words that are looked at for one that is misspelt."""

_KEPT = 64
"""Names that one reading brings, the best first."""

_PREFIXED = 3000
"""Names that begin alike that are looked at, for who has typed two letters."""


@dataclass(slots=True)
class Appellation:
    """A name in the index: how it reads, of which thing (its number) and of what sort."""

    lecture: Lecture
    entite: int
    sorte: Sorte


class Index:
    """Names of things; ``entites`` keep their order, and so do ties."""

    def __init__(self, entites: Iterable[Entite]) -> None:
        self.entites: Sequence[Entite] = tuple(entites)
        self.appellations: list[Appellation] = []
        self.par_chemin = {entite.chemin: number for number, entite in enumerate(self.entites)}
        self.sigles: dict[str, list[int]] = defaultdict(list)
        self._exacts: dict[str, int | array[int]] = {}  # most keys have one name: a number takes less room
        self._par_mot: dict[str, array[int]] = {}
        for number, entite in enumerate(self.entites):
            self._nommer(number, entite)
        total = len(self.appellations) + 1
        self._poids = {word: math.log(total / len(found)) for word, found in self._par_mot.items()}
        self._rare = math.log(total)
        self._mots = list(self._par_mot)
        trigrams: dict[str, array[int]] = {}
        for number, word in enumerate(self._mots):
            for gram in _trigrams(word):
                trigrams.setdefault(gram, array("I")).append(number)
        self._trigrammes = trigrams
        self.proches = lru_cache(maxsize=20_000)(self._proches)

    def _nommer(self, number: int, entite: Entite) -> None:
        always = entite.classe == "Territoire" and entite.genre == "epci"
        with_form = always or entite.classe == "Organisation"
        for nom in entite.noms:
            if nom.sorte in (Sorte.SIGLE, Sorte.INITIALES):
                self.sigles[mots_de(nom.texte).replace(" ", "")].append(len(self.appellations))
                self.appellations.append(Appellation(lire_nom(nom.texte, forme=False), number, nom.sorte))
                continue
            whole = lire_nom(nom.texte, forme=False)
            readings = [whole]
            if with_form:
                read = lire_nom(nom.texte, forme=True)
                readings = [read] if always or not read.tete else [whole, read]
            for lecture in readings:
                if lecture.mots:
                    self._ajouter(Appellation(lecture, number, nom.sorte))

    def _ajouter(self, appellation: Appellation) -> None:
        place = len(self.appellations)
        self.appellations.append(appellation)
        lecture = appellation.lecture
        for key in {_serre(lecture.coeur), lecture.serre}:
            known = self._exacts.setdefault(key, place)
            if isinstance(known, array):
                known.append(place)
            elif known != place:
                self._exacts[key] = array("I", (known, place))
        for word in set(lecture.coeur.split()):
            self._par_mot.setdefault(word, array("I")).append(place)

    def poids(self, word: str) -> float:
        """Return how much a word tells: the rarer the more; a word that no name has is as rare as can be."""
        return self._poids.get(word, self._rare)

    def exacts(self, lecture: Lecture) -> set[int]:
        """Return the numbers of the names (``appellations``) that have the words of a reading, in any order."""
        found: set[int] = set(self.sigles.get(lecture.serre, ()))
        for key in {_serre(lecture.coeur), lecture.serre}:
            known = self._exacts.get(key, ())
            found.update((known,) if isinstance(known, int) else known)
        return found

    def semblables(self, coeur: str, *, coquilles: bool) -> list[int]:
        """Return the numbers of the names that share words with ``coeur``, or words nearly so (``coquilles``)."""
        words = coeur.split()[:_WORDS]
        asked = dict.fromkeys(words)
        if coquilles:
            asked |= dict.fromkeys(a + b for a, b in pairwise(words))
        pairs = [
            (len(self._par_mot[near]), near, likeness)
            for word in asked
            for near, likeness in (self.proches(word) if coquilles else self._tel_quel(word))
        ]
        scores: dict[int, float] = {}
        for count, near, likeness in sorted(pairs):
            if count > _COMMON and len(scores) >= _KEPT:
                break  # so common a word finds nothing: what it adds is for the scores to say
            worth = self._poids[near] * likeness * likeness
            for place in self._par_mot[near][:_MOST]:
                scores[place] = scores.get(place, 0.0) + worth
        if not scores:
            return []
        enough = max(scores.values()) * _SHARE
        best = [(-score, place) for place, score in scores.items() if score >= enough]
        if len(best) > _KEPT:
            best = heapq.nsmallest(_KEPT, best)
        return [place for _, place in best]

    def _tel_quel(self, word: str) -> tuple[tuple[str, float], ...]:
        return ((word, 1.0),) if word in self._par_mot else ()

    def commencant_par(self, words: str, limite: int) -> tuple[Entite, ...]:
        """Return the things of which a name begins with ``words`` (see ``mots_de``), the most populous first."""
        start = bisect_left(self._alphabet, words, key=lambda place: self.appellations[place].lecture.mots)
        found: dict[int, None] = {}
        for place in self._alphabet[start : start + _PREFIXED]:
            if not self.appellations[place].lecture.mots.startswith(words):
                break
            found[self.appellations[place].entite] = None
        entites = sorted((self.entites[n] for n in found), key=lambda e: (not e.actuelle, -e.population, e.chemin))
        return tuple(entites[:limite])

    @cached_property
    def _alphabet(self) -> array[int]:
        return array("I", sorted(range(len(self.appellations)), key=lambda n: self.appellations[n].lecture.mots))

    def _proches(self, word: str) -> tuple[tuple[str, float], ...]:
        """Return the words of the index that are nearly ``word``, with their likeness (1 for itself), best first."""
        found = {word: 1.0} if word in self._par_mot else {}
        if len(word) >= 4 and not word.isdigit():
            counts: Counter[int] = Counter()
            seen = 0
            lists = sorted((self._trigrammes[g] for g in _trigrams(word) if g in self._trigrammes), key=len)
            for done, numbers in enumerate(lists):
                if done >= _FEWEST and seen + len(numbers) > _LOOKED_AT:
                    break
                counts.update(numbers)
                seen += len(numbers)
            enough = 1 if len(word) < 6 else 2
            for number, count in counts.items():
                other = self._mots[number]
                if count < enough or abs(len(other) - len(word)) > 3 or other == word:
                    continue
                likeness = max(OSA.normalized_similarity(word, other), Indel.normalized_similarity(word, other) - 0.08)
                if likeness >= _NEAR:
                    found[other] = likeness
        best = sorted(found.items(), key=lambda item: (-item[1], item[0]))
        return tuple(best[:_NEAREST])


def _serre(coeur: str) -> str:
    return "".join(sorted(coeur.split()))


def _trigrams(word: str) -> list[str]:
    padded = f" {word} "
    return [padded[i : i + 3] for i in range(len(padded) - 2)]
