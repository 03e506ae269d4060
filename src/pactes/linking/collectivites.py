"""Names of local authorities: « la Région X », « le conseil départemental de Y », « la Ville », « X Métropole »."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pactes.model import TypeTerritoire
from pactes.reading import fold

__all__ = ["Collectivite", "Genre", "lire_collectivite"]

Genre = str

_LINK = r"(?:\s*(?:,|-)?\s*(?:(?:de\s+la|de\s+l'|des|du|de|d')\s*)?(?:la\s+|l'|le\s+|les\s+)?)?"
_HEADS: tuple[tuple[Genre, str, tuple[TypeTerritoire, ...]], ...] = (
    ("region", r"(?:ex[- ])?(?:conseil\s+regional|regions?|collectivite\s+regionale)", (TypeTerritoire.REGION,)),
    (
        "departement",
        r"(?:conseil\s+(?:general|departemental)|departements?)",
        (TypeTerritoire.DEPARTEMENT,),
    ),
    (
        "epci",
        r"(?:communautes?\s+(?:d'agglomeration|urbaine|de\s+communes)|metropole|agglomeration|intercommunalite|epci"
        r"|communaute|conseil\s+(?:communautaire|metropolitain)|c\.?\s?a\.?|c\.?\s?c\.?|c\.?\s?u\.?)",
        (TypeTerritoire.EPCI,),
    ),
    (
        "commune",
        r"(?:villes?|communes?|mairie|municipalite|conseil\s+municipal)",
        (TypeTerritoire.COMMUNE,),
    ),
)
_PATTERNS = tuple(
    (genre, re.compile(rf"(?:la\s+|le\s+|l'|les\s+)?{head}\b(?P<link>{_LINK})"), kinds) for genre, head, kinds in _HEADS
)
_ARTICLE = re.compile(r"(?:la\s+|le\s+|l'|les\s+)(?=\S)")
# What follows the kind of an authority without naming it: « la Région, chef de file », « la commune concernée ».
_NOT_A_NAME = re.compile(
    r"(?:concernee?s?|membres?|signataires?|partenaires?|interessee?s?|competente?s?|centres?$|chef|et|ou|en|au|aux|dans|pour"
    r"|par|sur|qui|dont|represente\w*|elle|lui|elles|eux)(?:\b|$)"
)
_PLURAL = re.compile(r"(?:les\s+)?(?:regions|departements|communautes|communes|villes|intercommunalites|epci)\b")
_ALL = (
    TypeTerritoire.REGION,
    TypeTerritoire.DEPARTEMENT,
    TypeTerritoire.EPCI,
    TypeTerritoire.COMMUNE,
)


@dataclass(frozen=True, slots=True)
class Collectivite:
    """A local authority as a name tells it.

    ``genre`` is ``region``, ``departement``, ``epci`` or ``commune``, empty for a bare name of territory; ``nom`` is
    the territory's name, empty when the name is generic (« la Région »); ``kinds`` the kinds of territory it may be.
    """

    genre: Genre
    nom: str
    kinds: tuple[TypeTerritoire, ...]


@lru_cache(maxsize=16384)
def lire_collectivite(nom: str) -> Collectivite | None:
    """Return what a name tells of the local authority that it may designate, None for an empty name or a plural one.

    A bare name gives a ``Collectivite`` without genre: the caller looks it up in the registry.
    """
    text = " ".join(nom.split()).strip(" ,;.:")
    folded = fold(text)
    if not folded or _PLURAL.fullmatch(folded):
        return None
    for genre, pattern, kinds in _PATTERNS:
        match = pattern.match(folded)
        if match is None:
            continue
        rest = text[match.end() :].strip(" ,;.:-()")
        if not rest or _NOT_A_NAME.match(fold(rest)):
            return Collectivite(genre, "", kinds)
        if genre == "commune" or match["link"].strip() or text[match.end() : match.end() + 1].isupper():
            return Collectivite(genre, rest, kinds)
    article = _ARTICLE.match(folded)
    return Collectivite("", text[article.end() :] if article and article.end() < len(text) else text, _ALL)
