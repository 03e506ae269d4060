"""How French administrations write names: abbreviations undone, articles found, legal forms told from what they name.

One writing may be read in several ways (« Ville d'X » is a town hall, or a commune of that name; « X (Somme) » is X of
that département, or a name that ends so): each is a ``Lecture``, and the best one counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from pactes.reading.folding import fold

__all__ = ["Lecture", "Lieux", "initiales", "lectures", "lire_nom", "mots_de"]

PETITS = frozenset(
    {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "lez", "ou", "par", "sous", "sur"}
)
"""Words that writers leave out, add or displace."""

_ABREGES: Mapping[str, str] = {
    "st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "nd": "notre dame", "gd": "grand",
    "gde": "grande", "gds": "grands", "mt": "mont", "mts": "monts", "vx": "vieux", "chau": "chateau", "fbg": "faubourg",
    "cte": "communaute", "comm": "communaute", "dept": "departement", "dpt": "departement", "dep": "departement",
    "agglo": "agglomeration", "agglos": "agglomeration", "agglomerations": "agglomeration",
    "cne": "commune", "cnes": "communes", "comcom": "cc", "cdc": "cc", "codecom": "cc", "arrdt": "arrondissement",
    "arrt": "arrondissement", "arr": "arrondissement", "reg": "region", "pref": "prefecture", "univ": "universite",
    "assoc": "association", "min": "ministere", "dir": "direction", "agce": "agence", "interco": "intercommunalite",
    "urb": "urbaine",
}  # fmt: skip
_NOMBRES: Mapping[str, str] = {
    "deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6", "sept": "7", "huit": "8", "neuf": "9",
    "dix": "10", "premier": "1", "1er": "1", "1ere": "1",
}  # fmt: skip
_ROMAIN = re.compile(r"(?=[xvi])(x{0,2})(ix|iv|v?i{0,3})(?:e|eme)")
_ORDINAL = re.compile(r"(\d{1,2})(?:e|eme|ieme|nd|nde)")
_SIGLE_POINTE = re.compile(r"\b(?:[^\W\d_]\.\s?){1,}[^\W\d_](?:\.|\b)(?!['’])")
_PARENTHESE = re.compile(r"\(([^()]{0,60})\)?")
_NON_MOT = re.compile(r"[\W_]+")
_CEDEX = re.compile(r"\bcedex(?:\s+\d{1,2})?\b")
_NUMERO_FINAL = re.compile(r"(?<!\w)(?:2[ab]|\d{2,3})\W*$")
_POSTAL = re.compile(r"(?:\d{5}|2[ab]\d{3})")

# Head words, by the kind that they say; « collectivite » heads name the body rather than its territory.
_LIEN = r"(?:\s+(?:de\s+la|de\s+l|des|du|de|d|la|le|les|l)(?=\s))?\s+"
_TETES: tuple[tuple[str, str], ...] = (
    ("ca", r"(?:communaute|com)\s+(?:d\s+)?agglomeration|ca|agglomeration"),
    ("cc", r"(?:communaute|com)\s+(?:(?:de|des)\s+)?(?:communes?|com|communaute)|cc|c\s+de\s+c"),
    ("cu", r"(?:communaute|com)\s+urbaine|cu"),
    ("metro", r"eurometropole|metropole|conseil\s+metropolitain"),
    ("ept", r"etablissement\s+public\s+territorial|ept"),
    ("epci", r"intercommunalite|epci|conseil\s+communautaire|communaute"),
    ("mairie", r"(?:mairie|municipalite|conseil\s+municipal)(?:\s+de\s+la\s+(?:ville|commune))?|ville"),
    ("commune", r"commune"),
    ("conseil-departemental", r"conseil\s+(?:departemental|general)|cd|cg|conseil\s+departement"),
    ("departement", r"departement"),
    ("conseil-regional", r"conseil\s+regional|cr"),
    ("region", r"(?:ex\s+|ancienne\s+)?region"),
    ("arrondissement", r"arrondissement"),
    ("prefecture", r"(?:sous\s+)?prefecture"),
)  # fmt: skip
_DEBUT = tuple((tete, re.compile(rf"(?:la\s+|le\s+|l\s+)?(?:{mots}){_LIEN}(?=\S)")) for tete, mots in _TETES)
_COLLE = re.compile(r"(?P<tete>cd|cg)(?P<numero>\d{2,3}|2[ab])")
_FIN = (
    ("ca", re.compile(r"\s+(?:(?:communaute\s+(?:d\s+)?)?agglomeration|ca)$")),
    ("cc", re.compile(r"\s+(?:communaute\s+(?:de\s+)?communes|cc)$")),
    ("cu", re.compile(r"\s+(?:communaute\s+urbaine|cu)$")),
    ("metro", re.compile(r"\s+(?:eurometropole|metropole)$")),
    ("epci", re.compile(r"\s+communaute$")),
    ("arrondissement-municipal", re.compile(r"(?<=\d)\s+arrondissement$")),
)
_ENTRE_PARENTHESES: Mapping[str, str] = {
    "commune": "commune", "ville": "commune", "departement": "departement", "region": "region", "epci": "epci",
    "ca": "ca", "cc": "cc", "cu": "cu", "metropole": "metro", "agglomeration": "ca", "communaute communes": "cc",
    "communaute agglomeration": "ca", "communaute urbaine": "cu", "arrondissement": "arrondissement",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lecture:
    """One way to read a name.

    ``mots`` are all its words, in order; ``coeur`` those that name (small words left out), which is never empty when
    ``mots`` is not; ``tete`` the legal form or the kind that stood before or after them, empty when there was none.
    ``departement`` and ``region`` are the codes that it says it is in.
    """

    mots: str
    coeur: str
    tete: str = ""
    departement: str = ""
    region: str = ""

    @property
    def serre(self) -> str:
        """The words without spaces: « villeneuve sur lot » and « villeneuvesurlot » are one."""
        return self.mots.replace(" ", "")


@dataclass(frozen=True, slots=True)
class Lieux:
    """Where names may say that a thing is: codes of départements and régions by their ``coeur`` and by their number."""

    departements: Mapping[str, str]
    regions: Mapping[str, str]
    noms: Mapping[str, str]
    """Names of départements by code, in lower case."""

    def lire(self, texte: str) -> tuple[str, str]:
        """Return the codes of the département and of the région that ``texte`` names, empty for none."""
        words = mots_de(texte)
        for noise in ("departement ", "dept ", "region "):
            words = words.removeprefix(noise)
        core = coeur_de(words)
        departement = self.departements.get(core, "")
        return departement, "" if departement else self.regions.get(core, "")


@lru_cache(maxsize=4096)
def mots_de(texte: str) -> str:
    """Return the words of a name, folded, abbreviations and numbers undone, one space between."""
    folded = fold(texte).replace("œ", "oe").replace("æ", "ae")
    if "." in folded:
        folded = _SIGLE_POINTE.sub(lambda m: re.sub(r"[.\s]", "", m.group()) + " ", folded)
    if "/" in folded:
        folded = re.sub(r"\bs/s\b", " sous ", folded)
        folded = re.sub(r"\bs/\s?", " sur ", folded)
    folded = folded.replace("&", " et ")
    words: list[str] = []
    for word in _NON_MOT.sub(" ", folded).split():
        if word in _ABREGES:
            word = _ABREGES[word]
        elif word in _NOMBRES:
            word = _NOMBRES[word]
        elif word == "ss" and words:
            word = "sous"
        elif match := _ORDINAL.fullmatch(word):
            word = match[1]
        elif words and (match := _ROMAIN.fullmatch(word)) and (match[1] or match[2]):
            word = str(_arabe(match[1] + match[2]))
        words.append(word)
    return " ".join(words)


def _arabe(romain: str) -> int:
    values = {"i": 1, "v": 5, "x": 10}
    digits = [values[letter] for letter in romain]
    return sum(-v if v < max(digits[i + 1 :], default=0) else v for i, v in enumerate(digits))


def coeur_de(mots: str) -> str:
    """Return the words that name, without the small ones; all of them when there are no others."""
    words = mots.split()
    kept = [word for word in words if word not in PETITS]
    return " ".join(kept) if 0 < len(kept) < len(words) else mots


def initiales(texte: str) -> frozenset[str]:
    """Return the acronyms that the words of a name make, with and without the small ones (three letters at least)."""
    words = mots_de(_PARENTHESE.sub(" ", texte)).split()
    alone = "".join(word[0] for word in words if word not in PETITS)
    whole = "".join(word[0] for word in words)
    return frozenset(sigle for sigle in (alone, whole) if len(sigle) >= 3 and sigle.isalpha())


def lire_nom(texte: str, *, forme: bool) -> Lecture:
    """Return how a name of the data reads; ``forme`` tells whether it may begin or end with a legal form."""
    words = mots_de(texte)
    if not forme:
        return Lecture(words, coeur_de(words))
    tete, rest = _sans_forme(words)
    return Lecture(rest, coeur_de(rest), tete)


def lectures(texte: str, lieux: Lieux) -> tuple[Lecture, ...]:
    """Return the ways to read a name that somebody wrote, the most literal first; none for a text without words."""
    whole = mots_de(texte)
    if not whole:
        return ()
    found = [Lecture(whole, coeur_de(whole))]
    bare, tete, departement, region = texte, "", "", ""
    for inside in _PARENTHESE.findall(texte):
        words = mots_de(inside)
        kind = _ENTRE_PARENTHESES.get(coeur_de(words), "")
        here = lieux.lire(inside)
        if kind or any(here):
            tete = tete or kind
            departement, region = departement or here[0], region or here[1]
            bare = _PARENTHESE.sub(" ", bare)
    words = _CEDEX.sub("", mots_de(bare)).strip()
    head, _, rest = words.partition(" ")
    if rest and _POSTAL.fullmatch(head):  # « 59000 X »
        words, departement = rest, departement or _departement_postal(head)
    rest, _, tail = words.rpartition(" ")
    if rest and _POSTAL.fullmatch(tail):
        words, departement = rest, departement or _departement_postal(tail)
    plain = Lecture(words, coeur_de(words), tete, departement, region)
    found.append(plain)
    if not (departement or region):
        found += _avec_lieu(bare, words, tete, lieux)
    for lecture in tuple(found[1:]):
        form, rest = _sans_forme(lecture.mots)
        if form and not lecture.tete:
            if rest in lieux.noms:  # « CD 80 », « département 80 »
                rest = lieux.noms[rest]
            found.append(replace(lecture, mots=rest, coeur=coeur_de(rest), tete=form))
    for lecture in tuple(found):
        if where := lieux.noms.get(lecture.departement.lower(), ""):  # « CAF 80 », « CAF (Somme) »: a name may hold it
            words = f"{lecture.mots} {where}"
            found.append(Lecture(words, coeur_de(words), lecture.tete))
    unique = dict.fromkeys(lecture for lecture in found if lecture.mots)
    return tuple(unique)


def _avec_lieu(texte: str, words: str, tete: str, lieux: Lieux) -> list[Lecture]:
    """« X, Somme », « X - 80 », « X 80 », « département 80 »: readings in which the end says where."""
    found: list[Lecture] = []
    for separator in (",", " - ", " – ", "/"):
        before, comma, after = texte.rpartition(separator)
        here = lieux.lire(after) if comma and before.strip() else ("", "")
        if any(here):
            rest = mots_de(before)
            found.append(Lecture(rest, coeur_de(rest), tete, *here))
    before, _, last = words.rpartition(" ")
    # « X 12e » numbers a part of X, « X 12 » may say its département.
    if before and last in lieux.departements and _NUMERO_FINAL.search(fold(texte)):
        found.append(Lecture(before, coeur_de(before), tete, lieux.departements[last]))
    return found


def _departement_postal(code: str) -> str:
    """Return the département of a postal code, of an INSEE code; a town may be served from the next one (rare)."""
    if code.startswith("97"):
        return code[:3]
    return "" if code.startswith("20") else code[:2].upper()


def _sans_forme(words: str) -> tuple[str, str]:
    """Return the legal form (or kind) that a name begins or ends with, and the rest; the first form found counts."""
    tete = ""
    glued = _COLLE.fullmatch(words)
    if glued:
        return "conseil-departemental", glued["numero"]
    for _ in range(3):
        for name, pattern in _DEBUT:
            match = pattern.match(words)
            if match:
                # « communauté d'agglomération communauté X »: a second form adds nothing.
                tete, words = tete or name, words[match.end() :]
                break
        else:
            break
    for name, pattern in _FIN:
        match = pattern.search(words)
        if match and words[: match.start()].strip():
            tete, words = tete or name, words[: match.start()]
            break
    return tete, words
