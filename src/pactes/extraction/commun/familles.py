"""Recogniser of families of contracts: where a text names one, by its name, a variant of it or its acronym.

What they are called is general knowledge (``data/reference/dispositifs.toml``); how they are written is settled here:
any case and accents, plural or singular, « & » for « et », quotation marks and dashes between the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pactes.reading import fold
from pactes.reference import Dispositif, dispositifs

_GAP = r"[ '\"&,*_-]{1,4}"
_SENTENCE = 2000  # characters of the longest text whose families are kept in mind
_SHORT_SIGLE = 3  # two letters ("PO") are too often something else
_ALIKE_IN_PLURAL = frozenset(("pays", "dans", "pres", "sous", "temps", "cours", "acces", "niveaux", "eaux"))
# The head words that a contract may be called by when it belongs to no known family.
AVENANT = "avenant"  # the kind of an amendment: never the name of a contract by itself
TETES = ("contrat", "convention", "pacte", "charte", "protocole", "accord", "engagement", "avenant")


@dataclass(frozen=True, slots=True)
class Mention:
    """A family named in a text: offsets in it, and whether it is in the plural or an acronym."""

    start: int
    end: int
    dispositif: Dispositif
    pluriel: bool = False
    sigle: bool = False


def mots(words: str) -> frozenset[str]:
    """Return the words of a text, apart by spaces, as a set: how rules write their lists of small words."""
    return frozenset(words.split())


@lru_cache(maxsize=16)
def _patterns(
    proper: tuple[Dispositif, ...] = (),
) -> tuple[re.Pattern[str], dict[str, Dispositif], re.Pattern[str], dict[str, Dispositif]]:
    names: dict[str, Dispositif] = {}
    sigles: dict[str, Dispositif] = {}
    for dispositif in (*proper, *(d for d in dispositifs() if d.slug != AVENANT)):
        for name in (dispositif.nom, *dispositif.variantes):
            names.setdefault(_key(name), dispositif)
        for sigle in dispositif.sigles:
            if len(sigle) >= _SHORT_SIGLE:
                sigles.setdefault(sigle, dispositif)
    longest = sorted(names, key=lambda key: (-len(key), key))
    name_pattern = re.compile(r"\b(?:" + "|".join(_name_pattern(key) for key in longest) + r")\b")
    acronyms = "|".join(sorted(map(re.escape, sigles), key=lambda s: (-len(s), s)))
    sigle_pattern = re.compile(rf"\b({acronyms})(\(S\)|[Ss])?(?!\w)")
    return name_pattern, names, sigle_pattern, sigles


def _key(text: str) -> str:
    """Return the words of a name, singular, apart by one space."""
    words = re.findall(r"\w+", fold(text))
    return " ".join("et" if word == "&" else _singular(word) for word in words)


def _singular(word: str) -> str:
    if word.endswith("aux") and len(word) > 5:
        return f"{word[:-3]}al"
    return word[:-1] if word.endswith(("s", "x")) and len(word) > 3 else word


def _name_pattern(key: str) -> str:
    parts = []
    for word in key.split():
        if word == "et":
            parts.append("(?:et|&)")
        elif word.endswith("al") and len(word) > 4:
            parts.append(f"{re.escape(word[:-2])}a(?:ls?|ux)")
        elif len(word) > 2:
            parts.append(f"{re.escape(word)}[sx]?")
        else:
            parts.append(re.escape(word))
    return _GAP.join(parts)


def au_singulier(nom: str) -> str:
    """Return the name of a family in the singular, word by word: « contrat local » for « contrats locaux »."""

    def one(word: str) -> str:
        if word.isupper() or len(word) < 4 or fold(word) in _ALIKE_IN_PLURAL:
            return word
        if word.endswith("aux"):
            return f"{word[:-3]}al"
        return word[:-1] if word.endswith("s") else word

    return re.sub(r"[^\W\d_]+", lambda match: one(match.group()), nom)


def find_familles(text: str, proper: tuple[Dispositif, ...] = ()) -> tuple[Mention, ...]:
    """Return the families that ``text`` names, in order; of two names that overlap, the longer.

    ``proper`` are families that only the document at hand describes.
    """
    return _find_again(text, proper) if len(text) <= _SENTENCE else _find(text, proper)


def _find(text: str, proper: tuple[Dispositif, ...]) -> tuple[Mention, ...]:
    name_pattern, names, sigle_pattern, sigles = _patterns(proper)
    found = []
    folded = fold(text)
    for match in name_pattern.finditer(folded):
        key = _key(match.group())
        if key in names:
            plural = _is_plural(folded[match.start() : match.end()].split(" ")[0], names[key])
            found.append(Mention(match.start(), match.end(), names[key], pluriel=plural))
    taken = [(m.start, m.end) for m in found]
    for match in sigle_pattern.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            found.append(Mention(match.start(), match.end(), sigles[match[1]], sigle=True))
    return tuple(sorted(found, key=lambda m: m.start))


@lru_cache(maxsize=4096)
def _is_plural(word: str, dispositif: Dispositif) -> bool:
    """Tell whether the first word of a name makes it a plural: « contrats de X », not « Petites villes de demain »."""
    single = _singular(word.split("-")[0])
    names = (fold(name).split()[0].split("-")[0] for name in (dispositif.nom, *dispositif.variantes))
    return word.endswith(("s", "x")) and single in names


_find_again = lru_cache(maxsize=4096)(_find)  # readers of one document ask for the same sentences


def specific(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Return the mentions of families that their name alone tells apart (« convention » alone does not)."""
    return tuple(mention for mention in mentions if not mention.dispositif.generique)
