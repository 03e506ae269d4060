"""Territories that their form names: « Pays du X », « bassin d'emploi de X », « arrondissement de X », « ZAC X »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pactes.extraction.commun.lieux import DE, MOT, NOM, Lieu, enumeration
from pactes.extraction.territoires.territoires_epci import find_epci
from pactes.model import TypeTerritoire
from pactes.reading import fold
from pactes.reference import Entree, NomTrouve, registre

_ARRONDISSEMENT = re.compile(rf"[Aa]rrondissements? (?P<de>{DE})(?={NOM})")
_PATTERNS: tuple[tuple[TypeTerritoire, str, re.Pattern[str]], ...] = (
    (TypeTerritoire.PAYS_PETR, "pays", re.compile(rf"(?P<nom>\bPays {DE}(?!la Loire)(?:{NOM}))")),
    (
        TypeTerritoire.PAYS_PETR,
        "petr",
        re.compile(
            rf"\b(?P<nom>(?:PETR"
            rf"|[Pp]ôle d['’][ée]quilibre [Tt]erritorial(?: et [Rr]ural)?(?: \(PETR\))?) (?:{DE})?(?:{NOM}))"
        ),
    ),
    (TypeTerritoire.AUTRE, "pole-metropolitain", re.compile(rf"(?P<nom>[Pp]ôle [Mm]étropolitain (?:{DE})?(?:{NOM}))")),
    (
        TypeTerritoire.BASSIN,
        "bassin",
        re.compile(
            rf"(?P<nom>[Bb]assins? (?:(?:d['’]emploi|de vie|d['’]habitat|de mobilité|hydrographique|versant"
            rf"|industriel|houiller)s?"
            rf" (?:{DE})?(?:{NOM})|[Mm]inier(?: {DE}{NOM}(?: et {DE}{NOM})?)?|{DE}{NOM}))"
        ),
    ),
    (
        TypeTerritoire.AUTRE,
        "zone-d-activites",
        re.compile(
            rf"(?P<nom>(?:\b(?:ZAC|ZAE|ZA|ZI|ZAL|ZIP)|[Zz]one (?:d['’][Aa]ctivités?|[Ii]ndustrielle|[Aa]rtisanale)"
            rf"|[Pp]arc d['’][Aa]ctivités?|[Tt]echnopole|[Éé]co-?quartier|[Éé]co-?parc"
            rf"|[Ff]riche) (?:{DE})?(?:[«\"] ?)?(?:{NOM})"
            r"(?: ?[»\"]| \d)?(?: ?[«\"][^«»\"\n]{3,40}[»\"])?)"
        ),
    ),
    (
        TypeTerritoire.AUTRE,
        "quartier",
        re.compile(
            rf"\b(?:[Qq]uartier|[Ss]ecteur|[Ff]aubourg|[Hh]ameau|[Ll]ieu-dit) (?:{DE})?(?:[«\"] ?)?(?P<nom>{NOM})"
        ),
    ),
    (
        TypeTerritoire.AUTRE,
        "milieu",
        re.compile(
            rf"(?P<nom>\b(?:[Vv]allée|[Bb]aie|[Ee]stuaire|[Mm]assif|[Pp]arc [Nn]aturel (?:[Rr]égional"
            rf"|[Nn]ational|[Mm]arin)|PNR) "
            rf"(?:{DE})(?:{NOM}))"
        ),
    ),
    (
        TypeTerritoire.AUTRE,
        "partie",
        re.compile(rf"(?P<nom>\b{MOT} (?:maritime|intérieure|occidentale|orientale|méridionale|septentrionale)(?!\w))"),
    ),
    (
        TypeTerritoire.AUTRE,
        "direction",
        re.compile(r"(?P<nom>\b(?:Nord|Sud|Est|Ouest) de (?:la |l['’])[A-ZÀ-Þ][\w-]+)"),
    ),
)
_QUARTIERS = re.compile(
    rf"\b[Qq]uartiers (?:(?:CUCS|ANRU|populaires|périphériques|d['’]habitat social) )?(?=(?:{DE}"
    rf"|[«\"] ?)?[A-ZÀ-Þ][\w-]+)"
)
_DIRECTION = re.compile(r"^(?:nord|sud|est|ouest)\b")
# « Quartier Politique de la ville », « bassin d'emploi Objectif… », « PETR Article »: words of the trade, no names.
_TRADE = re.compile(
    r"\b(?:politique|prioritaires?|objectif|article|axe|annexe|contrat|programme|projet|anru|npnru|cucs|qpv|zus"
    r"|habitants"
    r"|union europeenne|europe|centre-ville|gare$|liste|vie$|ete$|solidaires?|signe|signataires?|art$|art et"
    r"|lumieres$)\b|^(?:centre|gare)$"
)


def find_formes(text: str, known: Mapping[int, NomTrouve]) -> Iterator[Lieu]:
    """Yield the territories that a form of words names in ``text``; ``known`` has the registry's names by offset."""
    yield from find_epci(text, known)
    yield from _arrondissements(text, known)
    for match in _QUARTIERS.finditer(text):
        for element in enumeration(text, match.end(), min(len(text), match.end() + 300)):
            folded = fold(element.texte)
            if not _TRADE.search(folded) and not _DIRECTION.match(folded) and not element.texte[0].islower():
                name = _with_article(text, element.start, element.texte)
                yield Lieu(element.start, element.end, name, TypeTerritoire.AUTRE, None, "territoire-quartier", 0.75)
    for kind, rule, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            nom = re.sub(r"^([Bb]assin)s", r"\1", " ".join(match["nom"].split()))
            if rule == "quartier" and _DIRECTION.match(fold(nom)):
                continue  # « le quartier Nord »: a direction
            if rule == "quartier":
                nom = _with_article(text, match.start("nom"), nom)
            if not _TRADE.search(fold(nom)) and not nom.split()[-1].isupper():
                yield Lieu(match.start("nom"), match.end("nom"), nom, kind, None, f"territoire-{rule}", 0.8)


def _with_article(text: str, start: int, nom: str) -> str:
    """Return « Les X » for the name in « quartier des X »."""
    return f"Les {nom}" if re.search(r"\bdes\s$", text[max(0, start - 5) : start]) else nom


def _of(nom: str) -> str:
    return "d'" if fold(nom)[0] in "aeiouyhœ" else "de "


def _arrondissements(text: str, known: Mapping[int, NomTrouve]) -> Iterator[Lieu]:
    by_name: dict[str, list[Entree]] = {}
    for entree in registre().genre(TypeTerritoire.ARRONDISSEMENT):
        by_name.setdefault(fold(entree.nom), []).append(entree)
    for match in _ARRONDISSEMENT.finditer(text):
        for element in enumeration(text, match.end("de"), min(len(text), match.end() + 300)):
            found = by_name.get(fold(element.texte))
            if found is None:
                break
            code = found[0].code if len(found) == 1 else None
            name = f"arrondissement {_of(element.texte)}{element.texte}"
            yield Lieu(
                element.start,
                element.end,
                name,
                TypeTerritoire.ARRONDISSEMENT,
                code,
                "arrondissement",
                0.95 if code else 0.8,
            )
