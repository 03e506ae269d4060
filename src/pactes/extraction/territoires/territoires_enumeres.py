"""Places that stand among others: on a line (« liaison A-B », « l'axe A – B – C »), in a list of where one goes.

A name that no registry has is a place all the same where the others that it stands among are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from pactes.extraction.commun.lieux import MOT, NOM, Lieu, enumeration
from pactes.model import TypeTerritoire
from pactes.reading import fold
from pactes.reference import Entree, cle_de_nom, registre

__all__ = ["find_enumerated"]

_PART = rf"{MOT}(?: (?:la |le |les |du |de |d['’])?[\w’']{{3,}}){{0,2}}"
_AXIS = re.compile(rf"\b[Ll]['’]axe (?P<noms>{_PART}(?: [-–—] {_PART}){{2,5}})")
_LINE = re.compile(
    r"\b(?:[Ll]iaisons?|[Ll]ignes?|[Vv]éloroutes?|[Vv]oies? vertes?|[Dd]essertes?)(?: [a-zà-ÿ]{4,14}){0,2} "
    r"(?P<noms>[A-ZÀ-Þ][a-zà-ÿ]{3,}(?:[-–][A-ZÀ-Þ][a-zà-ÿ]{3,}){1,2})(?![\w-])"
)
_COMPOUND = re.compile(r"(?:Saint|Sainte|Mont|Val|Pont|Port|Bois|Grand|Grande|Petit|Petite|Haut|Haute|Bas|Basse)[-–]")
_DASH = re.compile(r"[-–]")
_SPACED = re.compile(r" [-–—] ")
_TOWARDS = re.compile(
    r"\b(?:vers|[Dd]esservir|[Dd]essertes? (?:de|d['’])|[Rr]elier|[Rr]eliant|[Ll]iaisons? (?:avec|vers|entre))\s+"
    r"(?=[A-ZÀ-Þ])"
)
_SITE = re.compile(
    rf"\b(?:implant|situ|install|localis)[ée]+s? (?:sur|dans|au sein d[ue]|à) (?:le |la |l['’])?(?P<nom>[Pp]ôle {NOM})"
)
_REACH = 160  # characters in which an enumeration goes on
_ONE = re.compile(rf"(?:{MOT}|(?:Le |La |Les |Saint |Sainte |Mont |Val |Fort |Pont |Petit |Grand )?{MOT}(?:/{MOT})?)")
_KINDS = (TypeTerritoire.COMMUNE, TypeTerritoire.REGION, TypeTerritoire.DEPARTEMENT)


def find_enumerated(text: str, quartiers: Collection[str]) -> Iterator[Lieu]:
    """Yield the places of lines and of lists of destinations that neither registry nor form tells.

    ``quartiers`` are the keys of the neighbourhoods that the document names.
    """

    def known(nom: str) -> bool:
        return cle_de_nom(nom) in quartiers or bool(_registered(nom))

    for axis in _AXIS.finditer(text):
        yield from _among(_parts(axis, _SPACED), known, least=1)
    for line in _LINE.finditer(text):
        if not _COMPOUND.match(line["noms"]):
            yield from _among(_parts(line, _DASH), known, least=1)
            yield from _towns(_parts(line, _DASH))
    for towards in _TOWARDS.finditer(text):
        items = [
            (e.start, e.end, e.texte)
            for e in enumeration(text, towards.end(), min(len(text), towards.end() + _REACH))
            if _ONE.fullmatch(e.texte) and not e.texte.isupper()
        ]
        yield from _among(items, known, least=2)
    for site in _SITE.finditer(text):
        yield _place(site.start("nom"), site.end("nom"), " ".join(site["nom"].split()))


def _parts(match: re.Match[str], dash_of: re.Pattern[str]) -> list[tuple[int, int, str]]:
    parts, position = [], match.start("noms")
    for dash in [*dash_of.finditer(match.string, match.start("noms"), match.end("noms")), None]:
        end = dash.start() if dash else match.end("noms")
        parts.append((position, end, match.string[position:end]))
        position = dash.end() if dash else end
    return parts


def _among(parts: list[tuple[int, int, str]], known: Callable[[str], bool], least: int) -> Iterator[Lieu]:
    """Yield what is not known where ``least`` of the parts are, and no more are unknown than three for one known."""
    sure = [known(nom) for _, _, nom in parts]
    if sum(sure) < least or sum(sure) * 4 < len(parts) or all(sure):
        return
    for (start, end, nom), is_known in zip(parts, sure, strict=True):
        if not is_known and len(nom) >= 4 and fold(nom) not in _DIRECTIONS:
            yield _place(start, end, nom)


_DIRECTIONS = frozenset({"nord", "sud", "est", "ouest", "centre", "europe", "france", "atlantique"})


def _towns(parts: list[tuple[int, int, str]]) -> Iterator[Lieu]:
    """Yield the towns at the ends of a line, where each end is a town and one only bears its name."""
    towns = [[e for e in _registered(nom) if e.actuelle] for _, _, nom in parts]
    if all(any(e.type_territoire is TypeTerritoire.COMMUNE for e in found) for found in towns):
        for (start, end, nom), found in zip(parts, towns, strict=True):
            if len(found) == 1:
                yield Lieu(start, end, nom, TypeTerritoire.COMMUNE, found[0].code, "territoire-commune", 0.85)


def _registered(nom: str) -> list[Entree]:
    return [e for e in registre().candidats(nom) if e.type_territoire in _KINDS]


def _place(start: int, end: int, nom: str) -> Lieu:
    return Lieu(start, end, nom, TypeTerritoire.AUTRE, None, "territoire-enumere", 0.75)
