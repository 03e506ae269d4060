"""Names of local authorities: « la Région X », « le conseil départemental de Y », « le maire de Z »."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pactes.model import TypeTerritoire
from pactes.reading import fold

__all__ = ["Collectivite", "Genre", "lire_collectivite", "sans_fonction"]

Genre = str

_LINK = r"(?P<link>\s*[,-]?\s*(?:de\s+la\s+|de\s+l'\s*|des\s+|du\s+|de\s+|d'\s*|)(?:la\s+|l'|le\s+|les\s+|))"
_HEADS: tuple[tuple[Genre, str, tuple[TypeTerritoire, ...]], ...] = (
    (
        "region",
        r"(?:ex[- ])?(?:conseil\s+regional|region|collectivite\s+(?:regionale|territoriale|unique)"
        r"|collectivite(?=\s+de\s+[a-z]))",
        (TypeTerritoire.REGION,),
    ),
    ("departement", r"(?:conseil\s+(?:general|departemental)|departement)", (TypeTerritoire.DEPARTEMENT,)),
    (
        "epci",
        r"(?:(?:communaute|cte|com)\.?\s+(?:d'\s*agglo(?:meration)?|urbaine|de\s+communes)|metropole|agglomeration|intercommunalite|epci"
        r"|agglo|etablissement\s+public\s+de\s+cooperation\s+intercommunale"
        r"|communaute|conseil\s+(?:communautaire|metropolitain)|c\.?\s?a\.?|c\.?\s?c\.?|c\.?\s?u\.?)",
        (TypeTerritoire.EPCI,),
    ),
    ("commune", r"(?:ville|commune|mairie|municipalite|conseil\s+municipal)", (TypeTerritoire.COMMUNE,)),
)
_PATTERNS = tuple(
    (genre, re.compile(rf"(?:la\s+|le\s+|l'|les\s+)?{head}(?![\w']){_LINK}"), kinds) for genre, head, kinds in _HEADS
)
# « Conseil régional (Région) », « Communauté de communes de X (CCX) »: another name of the same, in brackets.
_ASIDE = re.compile(r"(?<=\S)\s*\([^()]*\)(?=\s|$)")
_ARTICLE = re.compile(r"(?:la\s+|le\s+|l'|les\s+)(?=\S)")
# What follows the kind of an authority without naming it: « la Région, chef de file », « la commune concernée ».
_NOT_A_NAME = re.compile(
    r"(?:concernee?s?|membres?|signataires?|partenaires?|interessee?s?|competente?s?|chef|et|ou|en|au|aux|dans"
    r"|pour|par|sur|qui|dont|represente\w*|elle|lui|elles|eux)(?:\b|$)"
)
_CENTRE = re.compile(r"centres?$")  # « la commune centre »; « la région Centre » is named
_PLURAL = re.compile(
    r"(?:les\s+|des\s+)?(?:regions|departements|conseils|communautes|communes|villes|metropoles|agglomerations"
    r"|intercommunalites|mairies)\b"
)
# « le président du conseil régional », « la maire de X »: who speaks for the authority stands for it.
_OFFICE = re.compile(
    r"(?:m\.\s+|mme\s+|monsieur\s+|madame\s+)?(?:la\s+|le\s+|l')?(?:(?:vice|premiere?)[- ])?"
    r"(?:(?:adjointe?\s+(?:au|a\s+la)\s+)?(?P<maire>maire)|presidente?s?)(?=\s|$)\s*(?:de\s+la\s+|de\s+l'\s*|des\s+|du\s+|de\s+|d'\s*|)"
)
_ALL = (TypeTerritoire.REGION, TypeTerritoire.DEPARTEMENT, TypeTerritoire.EPCI, TypeTerritoire.COMMUNE)
_CONTRACTED = {"du": "Le", "des": "Les", "au": "Le", "aux": "Les"}


@dataclass(frozen=True, slots=True)
class Collectivite:
    """A local authority as a name tells it.

    ``genre`` is ``region``, ``departement``, ``epci`` or ``commune``, empty for a bare name of territory; ``noms`` the
    spellings of the territory's name (« du Mans »: « Mans », « Le Mans »), empty when the name is generic (« la
    Région »); ``kinds`` the kinds of territory it may be.
    """

    genre: Genre
    noms: tuple[str, ...]
    kinds: tuple[TypeTerritoire, ...]

    @property
    def nom(self) -> str:
        """The first spelling, empty when the name is generic."""
        return self.noms[0] if self.noms else ""


def sans_fonction(nom: str) -> str:
    """Return the authority that an office stands for (« maire de X »: « Ville de X »); any other name as it is."""
    folded = fold(nom)
    match = _OFFICE.match(folded)
    if not match:
        return nom
    rest = nom[match.end() :].strip(" ,;")
    if match["maire"]:
        return f"Ville{nom[match.end('maire') :]}"  # with the preposition: « du Mans »
    return rest or nom


@lru_cache(maxsize=16384)
def lire_collectivite(nom: str) -> Collectivite | None:
    """Return what a name tells of the local authority that it may designate, None for an empty or a plural name.

    A bare name gives a ``Collectivite`` without genre: the caller looks it up in the registry.
    """
    text = _ASIDE.sub("", " ".join(nom.split())).strip(" ,;.:")
    folded = fold(text)
    if not folded or _PLURAL.match(folded):
        return None
    for genre, pattern, kinds in _PATTERNS:
        match = pattern.match(folded)
        if match is None:
            continue
        rest = text[match.end() :].strip(" ,;.:-()")
        if not rest or _NOT_A_NAME.match(fold(rest)) or (genre != "region" and _CENTRE.match(fold(rest))):
            return Collectivite(genre, (), kinds)
        if genre == "commune" or match["link"].strip() or rest[0].isupper():
            spellings = _spellings(text[match.start("link") : match.end()], rest)
            # « Ville du X » is that of « Le X »: that of « X » is « Ville de X ».
            return Collectivite(genre, spellings[::-1] if genre == "commune" else spellings, kinds)
    article = _ARTICLE.match(folded)
    bare = text[article.end() :] if article else text
    return Collectivite("", tuple(dict.fromkeys((bare, text))), _ALL)


def _spellings(link: str, rest: str) -> tuple[str, ...]:
    """Return the names that « du X », « de La X », « de l'X » may stand for, the surest first."""
    words = link.split()
    last = words[-1] if words else ""
    found = [rest]
    if last[:1].isupper():  # « commune de Le X »: the article is the name's
        found.append(f"{last} {rest}" if not last.endswith(("'", "’")) else f"{last}{rest}")
    elif fold(last) in _CONTRACTED:
        found.append(f"{_CONTRACTED[fold(last)]} {rest}")
    elif fold(last) in {"la", "le", "les"}:
        found.append(f"{last.capitalize()} {rest}")
    elif fold(last).endswith("l'"):
        found.append(f"L'{rest}")
    return tuple(dict.fromkeys(found))
