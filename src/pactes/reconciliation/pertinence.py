"""How well a name that somebody wrote fits a name of a thing: a score from 0 to 100, and what it is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rapidfuzz.distance import OSA, Indel

from pactes.reconciliation.ecriture import Lecture
from pactes.reconciliation.entites import COUT, Entite
from pactes.reconciliation.index import Appellation

__all__ = ["accord_de_tete", "corps", "note", "ressemblance"]

_NEARLY = 0.72
"""Likeness from which two words may be one, misspelt."""

_LETTERS = 0.95
"""Likeness of the letters from which words need not be compared one by one."""

# Kinds of things (``Entite.genre``) that a head word of a name says.
_GENRES: Mapping[str, frozenset[str]] = {
    "ca": frozenset({"epci"}),
    "cc": frozenset({"epci"}),
    "cu": frozenset({"epci"}),
    "metro": frozenset({"epci"}),
    "ept": frozenset({"epci"}),
    "epci": frozenset({"epci"}),
    "mairie": frozenset({"commune"}),
    "commune": frozenset({"commune"}),
    "conseil-departemental": frozenset({"departement"}),
    "departement": frozenset({"departement"}),
    "conseil-regional": frozenset({"region"}),
    "region": frozenset({"region"}),
    "arrondissement": frozenset({"arrondissement"}),
    "arrondissement-municipal": frozenset({"autre"}),
    "prefecture": frozenset({"departement"}),
}
_FORMES = {"ca": {"CA"}, "cc": {"CC"}, "cu": {"CU"}, "metro": {"METRO", "MET69", "CU", "CA"}, "ept": {"EPT"}}
_BODIES = frozenset({"mairie", "conseil-departemental", "conseil-regional", "prefecture"})
"""Heads that name a body, not a territory."""

OTHER_KIND, OTHER_FORM, NO_FORM, BODY, STATE_SERVICE, NARROW = 32.0, 1.5, 5.0, 4.0, 30.0, 8.0
"""Points lost when the head says another kind; another legal form; is missing; names the body of the territory; names
a State service, which is no territory; when a kind that must be said (an arrondissement) is not."""


def ressemblance(asked: Lecture, name: Lecture, weight: Callable[[str], float]) -> float:
    """Return how alike two names are, from 0 to 100: 100 the same words, 95 and less when some are different.

    ``weight`` says how much a word tells (the rarer, the more).
    """
    if asked.mots == name.mots or (
        asked.coeur == name.coeur and sorted(asked.mots.split()) == sorted(name.mots.split())
    ):
        return 100.0
    if asked.coeur == name.coeur:
        return 98.5
    if asked.coeur.replace(" ", "") == name.coeur.replace(" ", "") or (
        " " not in asked.mots and asked.mots == name.serre
    ):
        return 97.0
    if asked.serre == name.serre:
        return 91.0  # an article that was moved makes another word
    mine, theirs = asked.coeur.split(), name.coeur.split()
    if sorted(mine) == sorted(theirs):
        return 96.5
    letters = max(
        OSA.normalized_similarity(asked.coeur, name.coeur), Indel.normalized_similarity(asked.coeur, name.coeur) - 0.04
    )
    return 95.0 * (letters if letters > _LETTERS else max(letters, _words(mine, theirs, weight)))


def _words(mine: list[str], theirs: list[str], weight: Callable[[str], float]) -> float:
    """Return the share of the words that the two have in common, by weight; what is asked counts for more."""
    left = list(theirs)
    asked = named = common = reached = 0.0
    for word in mine:
        worth = weight(word)
        asked += worth
        best, likeness = "", 0.0
        for other in left:
            if other == word:
                best, likeness = other, 1.0
                break
            if word.isdigit() or other.isdigit():
                continue
            alike = OSA.normalized_similarity(word, other, score_cutoff=_NEARLY)
            if alike > likeness:
                best, likeness = other, alike
        if best:
            left.remove(best)
            common += worth * likeness
            reached += weight(best) * likeness
    named = sum(weight(word) for word in theirs)
    if not asked or not named:
        return 0.0
    return 0.68 * common / asked + 0.32 * min(1.0, reached / named)


def accord_de_tete(tete: str, name: Lecture, entite: Entite) -> float:
    """Return the points that the head word of what is asked takes off for this thing."""
    if entite.classe == "Organisation":
        if tete == name.tete:
            return 0.0
        same = _GENRES.get(tete) is not None and _GENRES.get(tete) == _GENRES.get(name.tete)
        return (
            OTHER_FORM
            if same and "prefecture" not in (tete, name.tete)
            else OTHER_KIND / 2
            if tete or name.tete
            else 0.0
        )
    if not tete:
        if entite.genre == "arrondissement":
            return NARROW
        return NO_FORM if entite.genre == "epci" else 0.0
    if entite.genre not in _GENRES[tete]:
        return OTHER_KIND
    if tete == "prefecture":
        return STATE_SERVICE
    if tete in _BODIES:
        return BODY
    return 0.0 if entite.forme in _FORMES.get(tete, {entite.forme}) else OTHER_FORM


def note(asked: Lecture, appellation: Appellation, entite: Entite, weight: Callable[[str], float]) -> float:
    """Return the score of a name for what is asked, before what else is known (département, properties)."""
    name = appellation.lecture
    score = ressemblance(asked, name, weight) - COUT[appellation.sorte] - accord_de_tete(asked.tete, name, entite)
    return score if entite.actuelle else score - 1.5


def corps(tete: str) -> bool:
    """Tell whether a head names the body that administers a territory: « mairie », « conseil départemental »."""
    return tete in _BODIES
