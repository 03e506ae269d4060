"""Intercommunalities by the words that tell them apart: « communauté d'agglomération du X » for « X Agglo ».

Only inside the régions of the document, and only where one intercommunality answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from pactes.linking.cadre import Cadre
from pactes.linking.noms import PETITS_MOTS, cle
from pactes.model import TypeTerritoire
from pactes.reading import fold
from pactes.reference import Entree, Registre
from pactes.reference.noms import nom_court_epci

__all__ = ["adjectif_de", "de_la_forme", "epci_designe", "epci_par_mots", "porte_le_nom"]

_FORM = """
agglo agglomeration ca cc communaute communautes communes cu metropole pays urbaine
"""
_FORM_WORDS = PETITS_MOTS | frozenset(_FORM.split())
_FORMS = (
    (re.compile(r"communaute\s+de\s+communes|c\.?\s?c\.?\b"), frozenset({"CC"})),
    (re.compile(r"communaute\s+d'agglomeration|c\.?\s?a\.?\b|agglomeration"), frozenset({"CA"})),
    (re.compile(r"communaute\s+urbaine|c\.?\s?u\.?\b"), frozenset({"CU"})),
)
_METROPOLES = frozenset({"METRO", "MET69"})
# What a text calls an intercommunality of each legal form; « intercommunalité » and « communauté » are any.
_CALLED = (
    (re.compile(r"communaute\s+de\s+communes"), frozenset({"CC"})),
    (re.compile(r"metropole"), _METROPOLES),
    (re.compile(r"communaute\s+urbaine"), frozenset({"CU"})),
    (re.compile(r"(?:communaute\s+d'\s*)?agglo"), frozenset({"CA", "CU"}) | _METROPOLES),
)
_ASIDE = re.compile(r"\s*\([^)]*\)")
_ACRONYM = re.compile(r"(?:.*\s)?(?P<sigle>[A-ZÉ]{3,6})")
_ADJECTIVE = re.compile(
    r"(?:(?:la|l'|de la|de l')\s*)?(?P<forme>agglomeration|metropole|communaute|agglo)\s+(?P<mot>\w+)"
)
_TOWN = re.compile(r"(?P<mot>[\w-]+)\s+(?:agglo|agglomeration|metropole|communaute)")
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


def de_la_forme(nom: str, epci: Iterable[Entree]) -> list[Entree]:
    """Return those of ``epci`` that a generic name (« la métropole », « la communauté de communes ») may mean."""
    folded = fold(nom)
    genres = next((genres for pattern, genres in _CALLED if pattern.search(folded)), None)
    return [e for e in epci if genres is None or e.genre in genres]


def epci_designe(nom: str, connus: Iterable[Entree], registre: Registre, *, nu: bool = True) -> Entree | None:
    """Return the one of the intercommunalities that a document names (``connus``) which ``nom`` means in short.

    Its name without its legal form, its initials (« CAX » for « CA de X »), « X Agglo », « l'agglomération xoise »;
    « la métropole xoise » is the one métropole of France that answers. Without ``nu``, its name without its form is
    not enough: an island or a natural region bears it too.
    """
    found = list(dict.fromkeys(e for e in connus if _designe(nom, e, nu=nu)))
    if not found and (head := _ADJECTIVE.fullmatch(fold(nom).strip())) and head["forme"] == "metropole":
        metropoles = (e for e in registre.genre(TypeTerritoire.EPCI) if e.genre in _METROPOLES)
        found = [e for e in metropoles if any(_of_town(head["mot"], word) for word in _words(e.nom))]
    return found[0] if len(found) == 1 else None


def _designe(nom: str, epci: Entree, *, nu: bool) -> bool:
    court = _ASIDE.sub("", nom_court_epci(epci.nom))
    if cle(_ASIDE.sub("", nom)) == cle(court):
        return nu
    sigle = _ACRONYM.fullmatch(nom.strip())
    if sigle and cle(sigle["sigle"]) in _initials(epci, court):
        return True
    folded = fold(nom).strip()
    head = _ADJECTIVE.fullmatch(folded) or _TOWN.fullmatch(folded)
    return head is not None and any(_of_town(head["mot"], word) for word in _words(court))


def _initials(epci: Entree, court: str) -> set[str]:
    """Return the acronyms that an intercommunality may go by: its initials, alone and after those of its form."""
    words = [word for word in cle(court).split() if word not in PETITS_MOTS]
    letters = "".join(word[0] for word in words)
    form = epci.nom.partition(" ")[0].lower() if epci.genre in {"CA", "CC", "CU"} else ""
    return {cle(f"{form}{letters}"), letters if len(letters) >= 3 else ""} - {""}


def _of_town(mot: str, nom: str) -> bool:
    """Whether a word is that of a name: itself, its adjective, or both adjectives of one town."""
    stems = [_SUFFIX.sub("", fold(word)) for word in (mot, nom)]
    same_stem = stems[0] == stems[1] and len(stems[0]) >= _STEM
    return fold(mot) == fold(nom) or same_stem or adjectif_de(mot, nom) or adjectif_de(nom, mot)


def porte_le_nom(epci: Entree, commune: Entree) -> bool:
    """Whether an intercommunality is called after a commune: « X Agglo », « CA du Xois »."""
    own = _words(_ASIDE.sub("", nom_court_epci(epci.nom)))
    town = cle(commune.nom).split()
    return set(town) <= set(cle(epci.nom).split()) or (len(town) == 1 and any(_of_town(town[0], word) for word in own))


def adjectif_de(adjectif: str, nom: str) -> bool:
    """Whether an adjective is made of a name: « agenaise » of « Agen », « lyonnais » of « Lyon »."""
    stem, count = _SUFFIX.subn("", fold(adjectif))
    name = cle(nom).split()[0] if cle(nom) else ""
    if stem[-2:] == "nn" and name.endswith("n"):  # « Lyon », « lyonnais »
        stem = stem[:-1]
    return bool(count) and len(stem) >= _STEM and name.startswith(stem) and len(name) - len(stem) <= 2
