"""From what somebody wrote to the things that it may mean, with a score each, and whether the first is certain."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import log10

from pactes.model import TypeTerritoire
from pactes.reconciliation.certitude import lieu_sous_entendu
from pactes.reconciliation.criteres import Critere, accord
from pactes.reconciliation.ecriture import Lecture, coeur_de, lectures, mots_de
from pactes.reconciliation.entites import Entite, Sorte
from pactes.reconciliation.index import Index
from pactes.reconciliation.pertinence import corps, note
from pactes.reconciliation.territoires import entites_nationales, lieux
from pactes.reconciliation.types import types_de
from pactes.reference import Dispositif, OrganisationConnue, dispositifs, organisations

__all__ = ["Candidat", "Demande", "Rapprocheur"]

CERTAIN, MARGIN = 88.0, 6.0
"""The first candidate is certain from this score, when the next thing is this many points behind."""

SAME_WORDS, SMALL_MARGIN = 99.5, 3.0
"""Score of the very words of a name, and how far behind the next thing is then."""

_MUCH_LARGER = 5
"""Times the inhabitants of a commune from which another, of a longer name that begins so, may be meant as well."""

_ELSEWHERE, _UNPLACED = 26.0, 13.0
"""Points lost by what is in another département or région than is said; by what is nowhere known, so never certain."""

_EXACT = 96.0
_FLOOR, _FAR = 50.0, 40.0
"""Score under which, and points behind the first from which, a candidate helps nobody."""

_SIREN = re.compile(r"\d{9}")
_SIRET = re.compile(r"\d{14}")
_INSEE = re.compile(r"(?:\d{2}|2[ab])\d{3}")
_MAX_READINGS = 12
_PLACES = ("departement", "region")
_UNKNOWN = 2.0  # points lost by what has no value of a property that is asked for
_SAME_PLACE = 3.0
_MODEST = frozenset({TypeTerritoire.COMMUNE, TypeTerritoire.AUTRE})
_LARGE = _MODEST | {TypeTerritoire.DEPARTEMENT, TypeTerritoire.REGION}


@dataclass(frozen=True, slots=True)
class Demande:
    """What is asked: a text, the paths of the types that will do (none: any), how many candidates, and criteria."""

    texte: str = ""
    types: frozenset[str] = frozenset()
    limite: int = 5
    criteres: tuple[Critere, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidat:
    """A thing that the text may mean: ``score`` from 0 to 100, ``certain`` when it is the one.

    ``traits`` are what the score is made of: likeness of the name, of the place, agreement of each criterion.
    """

    entite: Entite
    score: float
    certain: bool = False
    traits: Mapping[str, float | bool] = field(default_factory=dict)


class Rapprocheur:
    """Matches names to the territories of the registry and to ``publiees``, what a release publishes besides."""

    def __init__(self, publiees: Iterable[Entite] = (), *, base: str) -> None:
        self.base = base
        self.index = Index((*entites_nationales(), *publiees))
        self._lieux = lieux()
        self._par_code: dict[str, int | tuple[int, ...]] = {}
        for number, entite in enumerate(self.index.entites):
            for code in _codes(entite):
                known = self._par_code.get(code.lower())
                others = () if known is None else (known,) if isinstance(known, int) else known
                self._par_code[code.lower()] = (*others, number) if others else number
        self._sigles = _expansions()

    def entite(self, identifiant: str) -> Entite | None:
        """Return the thing of an IRI, whole or without the base (or without ``id/``); None when it is unknown."""
        path = identifiant.strip().removeprefix(self.base)
        known = self.index.par_chemin
        number = known.get(path, known.get(f"id/{path}"))
        return None if number is None else self.index.entites[number]

    def chercher(self, demande: Demande) -> tuple[Candidat, ...]:
        """Return the candidates, the best first; ties by population, then by IRI."""
        scores: dict[int, float] = {}
        for number in self._designees(demande):
            scores[number] = 100.0
        readings = self._lectures(demande.texte)
        found_as_written = False
        for lecture in readings:
            for place in self.index.exacts(lecture):
                found_as_written |= self._noter(place, lecture, demande, scores) >= CERTAIN
        near: dict[str, list[int]] = {}
        for lecture in readings:
            if lecture.coeur not in near:
                # Who is found as written is not misspelt.
                near[lecture.coeur] = self.index.semblables(lecture.coeur, coquilles=not found_as_written)
            for place in near[lecture.coeur]:
                self._noter(place, lecture, demande, scores)
        for critere in demande.criteres:
            # A code that is given finds its thing whatever the name says; without a name, so do the other criteria.
            for number in self._de_code(critere.code):
                if self._convient(number, demande):
                    scores.setdefault(number, 97.0 if not readings else 60.0)
        if not readings and not scores and demande.criteres:
            scores = self._parcourir(demande)
        least = 0.0 if demande.criteres else max(scores.values(), default=0.0) - _FAR - 1.0
        found = [self._candidat(number, told, demande) for number, told in scores.items() if told >= least]
        floor = max(_FLOOR, max((candidat.score for candidat in found), default=0.0) - _FAR)
        found = [candidat for candidat in found if candidat.score >= floor]
        found.sort(key=lambda c: (-c.score, -c.entite.population, c.entite.chemin))
        kept = self._decider(found, demande)
        return self._situer(kept, readings) if kept and kept[0].certain and readings else kept

    def commencer_par(self, debut: str, types: frozenset[str], saut: int, limite: int) -> tuple[Entite, ...]:
        """Return things for who types a name: those it means, those it begins the name of, then those it is like."""
        found = self.chercher(Demande(debut, types, saut + limite))
        words = mots_de(debut)
        starting = self.index.commencant_par(words, saut + limite) if len(words) > 1 else ()
        entites = dict.fromkeys(
            (
                *(c.entite for c in found if c.score >= CERTAIN),
                *(e for e in starting if not types or not types.isdisjoint(types_de(e))),
                *(c.entite for c in found),
            )
        )
        return tuple(entites)[saut : saut + limite]

    def _de_code(self, code: str) -> tuple[int, ...]:
        found = self._par_code.get(code, ()) if code else ()
        return (found,) if isinstance(found, int) else found

    def _designees(self, demande: Demande) -> list[int]:
        """Return the things that the text names by IRI or official code."""
        text = demande.texte.strip()
        path = text.removeprefix(self.base)
        known = self.index.par_chemin
        number = known.get(path, known.get(f"id/{path}"))
        if number is not None:
            return [number]
        digits = re.sub(r"[\s.\u00a0]", "", text).lower()
        if _SIRET.fullmatch(digits):
            digits = digits[:9]
        wanted = _SIREN.fullmatch(digits) or _INSEE.fullmatch(digits) or demande.types
        return [n for n in (self._de_code(digits) if wanted else ()) if self._convient(n, demande)]

    def _lectures(self, texte: str) -> list[Lecture]:
        """Return the readings of a text, and of the same with its acronyms in full."""
        found = list(lectures(texte, self._lieux))
        words = mots_de(texte).split()
        for position, word in enumerate(words):
            for full in self._sigles.get(word, ()):
                found += lectures(" ".join((*words[:position], full, *words[position + 1 :])), self._lieux)
        return list(dict.fromkeys(found))[:_MAX_READINGS]

    def _noter(self, place: int, lecture: Lecture, demande: Demande, scores: dict[int, float]) -> float:
        """Score one name for one reading, keep it when it is the best of its thing, and return it (0 for no type)."""
        index = self.index
        appellation = index.appellations[place]
        number = appellation.entite
        if not self._convient(number, demande):
            return 0.0
        entite = index.entites[number]
        name = note(lecture, appellation, entite, index.poids)
        score = name - _eloignement(lecture.departement, lecture.region, entite)
        if not demande.types and entite.lieu and not corps(lecture.tete):
            score -= _SAME_PLACE  # without a type, the name of a place is the place rather than who administers it
        if name < _EXACT:
            score += 1.5 * log10(entite.population + 1) / 6
        if score > scores.get(number, 0.0):
            scores[number] = score
        return score

    def _convient(self, number: int, demande: Demande) -> bool:
        return not demande.types or not demande.types.isdisjoint(types_de(self.index.entites[number]))

    def _parcourir(self, demande: Demande) -> dict[int, float]:
        """Return what meets all criteria, when there is no text; of the registry, only where a place is given."""
        criteres = sorted(demande.criteres, key=lambda c: c.pid not in _PLACES)
        national = criteres[0].pid in _PLACES
        return {
            number: 50.0
            for number, entite in enumerate(self.index.entites)
            if (national or entite.entree is None)
            and self._convient(number, demande)
            and all(accord(c, entite, self.entite) is True for c in criteres)
        }

    def _candidat(self, number: int, score: float, demande: Demande) -> Candidat:
        entite = self.index.entites[number]
        traits: dict[str, float | bool] = {"nom": round(max(0.0, min(100.0, score)), 1)}
        for critere in demande.criteres:
            agreed = accord(critere, entite, self.entite)
            if agreed is None:
                score -= _UNPLACED if critere.pid in _PLACES else _UNKNOWN
            else:
                traits[critere.pid] = agreed
                if critere.code:
                    score = max(score, 97.0) if agreed else score - 2 * _ELSEWHERE
                elif not agreed:
                    score -= _ELSEWHERE
        return Candidat(entite, round(max(0.0, min(100.0, score)), 1), traits=traits)

    def _situer(self, kept: tuple[Candidat, ...], readings: list[Lecture]) -> tuple[Candidat, ...]:
        """Return the candidates, the first not certain when nothing says the place that it is the service of."""
        first = kept[0]
        said = {word for lecture in readings for word in lecture.mots.split()}
        if any(first.traits.get(pid) is True for pid in (*_PLACES, "codeINSEE", "siren")):
            return kept
        return (replace(first, certain=False), *kept[1:]) if lieu_sous_entendu(first.entite, said, self.index) else kept

    @staticmethod
    def _decider(found: list[Candidat], demande: Demande) -> tuple[Candidat, ...]:
        kept = found[: demande.limite]
        if not kept or kept[0].score < CERTAIN:
            return tuple(kept)
        first = kept[0]
        margin = SMALL_MARGIN if first.score >= SAME_WORDS else MARGIN
        others = (c for c in found[1:] if c.score > first.score - margin)
        if any(not _meme_lieu(first.entite, other.entite) for other in others):
            return tuple(kept)
        if first.entite.genre in _MODEST and any(_plus_connue(c, first, demande.texte) for c in found[1:]):
            return tuple(kept)
        return (replace(first, certain=True), *kept[1:])


def _meme_lieu(one: Entite, other: Entite) -> bool:
    """Whether one is the territory that the other administers: the first of them is what the words say."""
    return one.chemin == other.lieu or other.chemin == one.lieu


def _plus_connue(other: Candidat, first: Candidat, texte: str) -> bool:
    """Whether ``other`` is so much larger than the first that people may mean it by ``texte``.

    It is larger and bore that name (« X » is today « X-Y »), or is much larger and has a name that begins so (« X » for
    « X-sur-Y »), in a place that will do.
    An intercommunality or an arrondissement is called after its town: it is never meant by the town's name alone.
    """
    entite = other.entite
    if entite.genre not in _LARGE or other.score <= first.score - _ELSEWHERE + 1:
        return False
    bore = other.score > first.score - MARGIN
    if entite.genre in _MODEST and entite.population <= (1 if bore else _MUCH_LARGER) * first.entite.population:
        return False
    if bore:
        return True
    words = coeur_de(mots_de(texte))
    return any(f"{coeur_de(mots_de(nom.texte))} ".startswith(f"{words} ") for nom in entite.noms)


def _eloignement(departement: str, region: str, entite: Entite) -> float:
    lost = 0.0
    for code, own in ((departement, entite.departements), (region, entite.regions)):
        if code and code not in own:
            lost += _ELSEWHERE if own else _UNPLACED
    return lost


def _codes(entite: Entite) -> set[str]:
    if entite.entree is not None:
        return {code for code in (entite.entree.code, entite.entree.siren) if code}
    given = entite.proprietes or {}
    return {str(value) for pid in ("codeINSEE", "siren") for value in given.get(pid, ())}


def _expansions() -> dict[str, tuple[str, ...]]:
    """Return what acronyms that everyone in administration uses stand for: services, families of contracts, régions."""
    found: dict[str, list[str]] = defaultdict(list)
    reference: tuple[OrganisationConnue | Dispositif, ...] = (*organisations(), *dispositifs())
    for known in reference:
        for sigle in known.sigles:
            found[mots_de(sigle)].append(known.nom)
    for entite in entites_nationales():
        if entite.genre in (TypeTerritoire.REGION, TypeTerritoire.DEPARTEMENT):
            for nom in entite.noms:
                if nom.sorte is Sorte.SIGLE:
                    found[mots_de(nom.texte)].append(entite.nom)
    return {sigle: tuple(dict.fromkeys(names))[:2] for sigle, names in found.items() if len(sigle) >= 2}
