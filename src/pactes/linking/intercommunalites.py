"""Intercommunalities by the words that tell them apart: « communauté d'agglomération du X » for « X Agglo ».

Only inside the régions of the document, and only where one intercommunality answers.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from pactes.linking.cadre import Cadre
from pactes.linking.noms import PETITS_MOTS, cle
from pactes.model import TypeTerritoire
from pactes.reading import fold
from pactes.reference import Entree, Registre

__all__ = ["adjectif_de", "epci_par_mots"]

_FORM = """
agglo agglomeration ca cc communaute communautes communes cu metropole pays urbaine
"""
_FORM_WORDS = PETITS_MOTS | frozenset(_FORM.split())
_FORMS = (
    (re.compile(r"communaute\s+de\s+communes|c\.?\s?c\.?\b"), frozenset({"CC"})),
    (re.compile(r"communaute\s+d'agglomeration|c\.?\s?a\.?\b|agglomeration"), frozenset({"CA"})),
    (re.compile(r"communaute\s+urbaine|c\.?\s?u\.?\b"), frozenset({"CU"})),
)
_ALMOST = 85  # ratio from which a word is another one misspelt
_WORD = 4  # letters under which a word must be the same
_SUFFIX = re.compile(r"(?:oise?|aise?|ienne?|ien|ine?|aine?|ane?|arde?|ois|ais)s?$")
_STEM = 4  # letters of a name that an adjective must keep


def _words(nom: str) -> frozenset[str]:
    return frozenset(cle(nom).split()) - _FORM_WORDS


@lru_cache(maxsize=4)
def _index(registre: Registre) -> tuple[tuple[Entree, frozenset[str]], ...]:
    return tuple((e, _words(re.sub(r"\([^)]*\)", "", e.nom))) for e in registre.genre(TypeTerritoire.EPCI))


def epci_par_mots(nom: str, cadre: Cadre, registre: Registre) -> Entree | None:
    """Return the one intercommunality of the document's régions that ``nom`` (with its form) means by its own words.

    The same words; or at least two of its words, one letter wrong or so, the legal form being the same.
    """
    words = _words(nom)
    regions = cadre.code_regions
    if not words or not regions:
        return None
    near = [(e, own) for e, own in _index(registre) if e.region in regions or cadre.holds(e)]
    same = [e for e, own in near if own == words]
    if same:
        return same[0] if len(same) == 1 else None
    form = next((genres for pattern, genres in _FORMS if pattern.match(fold(nom).strip())), None)
    if len(words) < 2 or form is None:
        return None
    among = [e for e, own in near if e.genre in form and all(_is_among(word, own) for word in words)]
    return among[0] if len(among) == 1 else None


def _is_among(word: str, own: frozenset[str]) -> bool:
    if word in own:
        return True
    return len(word) >= _WORD and any(len(o) >= _WORD and fuzz.ratio(word, o) >= _ALMOST for o in own)


def adjectif_de(adjectif: str, nom: str) -> bool:
    """Whether an adjective is made of a name: « niortaise » of « Agen », « lyonnais » of « Lyon »."""
    stem, count = _SUFFIX.subn("", fold(adjectif))
    name = cle(nom).split()[0] if cle(nom) else ""
    return bool(count) and len(stem) >= _STEM and name.startswith(stem) and len(name) - len(stem) <= 2
