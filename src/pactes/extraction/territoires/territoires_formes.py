"""Territories that their form names: « Pays du X », « bassin d'emploi de X », « arrondissement de X », « ZAC X »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from pactes.extraction.commun.lieux import DE, MOT, NOM, NOM_OU_NOMBRE, Lieu, enumeration
from pactes.extraction.territoires.territoires_epci import find_epci
from pactes.model import TypeTerritoire
from pactes.reading import fold
from pactes.reference import Entree, NomTrouve, cle_de_nom, registre

_ARRONDISSEMENT = re.compile(
    rf"(?P<forme>[Aa]rrondissements?|[Ss]ous-[Pp]r[ée]f(?:et|[eè]te|ecture)) (?P<de>{DE})(?=[A-ZÀ-Þ])"
)
_NAME = re.compile(NOM)
_AND = re.compile(rf"(?:,| et) (?:{DE})?(?=[A-ZÀ-Þ])")
_PATTERNS: tuple[tuple[TypeTerritoire, str, re.Pattern[str]], ...] = (
    (
        TypeTerritoire.PAYS_PETR,
        "pays",
        re.compile(rf"(?P<nom>\bPays (?!de la Loire|[Bb]asque)(?:{DE})?(?:{NOM_OU_NOMBRE}))"),
    ),
    (
        TypeTerritoire.PAYS_PETR,
        "petr",
        re.compile(
            rf"\b(?P<nom>(?:PETR"
            rf"|[Pp][ôo]le d['’][ée]quilibre [Tt]erritorial(?: et [Rr]ural)?(?: \(PETR\))?) "
            rf"(?:{DE})?(?:{NOM_OU_NOMBRE}))"
        ),
    ),
    (
        TypeTerritoire.AUTRE,
        "pole-metropolitain",
        re.compile(rf"(?P<nom>[Pp][ôo]le [Mm][ée]tropolitain (?:{DE})?(?:{NOM}))"),
    ),
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
            rf"(?P<nom>\b(?:(?:[Vv]all[ée]e|[Bb]aie|[Ee]stuaire|[Mm]assif|[Pp]lateau|[Mm]arais|[Gg]olfe|[Pp]resqu['’][îi]le"
            rf"|[Rr]ives|[Cc]ausse|[ÎIîi]les?|[Pp]arc [Nn]aturel (?:[Rr][ée]gional|[Nn]ational|[Mm]arin)|PNR|[Pp]ort) "
            rf"(?:{DE})(?:(?:[a-zà-ÿ]{{4,12}} ){{1,2}}{DE})?(?:{NOM})"
            rf"|[Cc]ausse {MOT}|(?:[Pp]arc [Nn]aturel (?:[Rr][ée]gional|[Nn]ational|[Mm]arin)|PNR) {NOM}))"
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
        re.compile(
            r"(?P<nom>\b(?:Nord|Sud|Est|Ouest) de (?:la |l['’])[A-ZÀ-Þ][\w-]+"
            rf"|\b(?:[Nn]ord|[Ss]ud|[Ee]st|[Oo]uest) de la [Rr]égion (?:{DE})?{NOM})"
        ),
    ),
)
# A street or a square that works change; an address has a number before it.
_STREET = re.compile(
    rf"(?P<nom>(?<![\w-])(?:[Rr]ue|[Pp]lace|[Aa]venue|[Bb]oulevard|[Qq]uais?|[ÎIîi]lot) (?:{DE})?(?:{NOM}))"
)
_ADDRESS = re.compile(r"(?:\d(?: ?(?:bis|ter))?,? ?|\b(?:sis|sise|sises|siege|adresse|domicilie)\b.{0,60})$")
_POSTCODE = re.compile(r"^[\s,–-]{0,4}(?:\d{5}\b|BP\b|CS\b)")
_WORKS = re.compile(
    r"\b(?:amenag|reamenag|requalif|rehabilit|renov|restructur|refection|pieton|embelli|demoli|demol|reconver|construi"
    r"|travaux|chantier|restaur|securis|plant|transform|revitalis|vegetalis)"
)
_REACH = 90  # characters before a street in which its works are told
_QUARTIERS = re.compile(
    rf"\b[Qq]uartiers (?:(?:CUCS|ANRU|populaires|périphériques|d['’]habitat social) )?(?=(?:{DE}"
    rf"|[«\"] ?)?[A-ZÀ-Þ][\w-]+)"
)
_DETAIL = re.compile(r"\((?:[^()]{0,60},)? ?$")
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
    yield from _arrondissements(text)
    yield from _streets(text)
    for match in _QUARTIERS.finditer(text):
        for element in enumeration(text, match.end(), min(len(text), match.end() + 300)):
            folded = fold(element.texte)
            if not _TRADE.search(folded) and not _DIRECTION.match(folded) and not element.texte[0].islower():
                name = _with_article(text, element.start, element.texte)
                yield Lieu(element.start, element.end, name, TypeTerritoire.AUTRE, None, "territoire-quartier", 0.75)
    for kind, rule, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            nom = re.sub(r"^([Bb]assin)s", r"\1", " ".join(match["nom"].split()))
            if rule == "quartier" and (_DIRECTION.match(fold(nom)) or _DETAIL.search(text[: match.start()][-80:])):
                continue  # « le quartier Nord »: a direction; « X (secteur Y) »: where in X
            if rule == "quartier":
                nom = _with_article(text, match.start("nom"), nom)
            known_whole = rule == "milieu" and _is_region(nom)  # « Île de France »
            if not _TRADE.search(fold(nom)) and not nom.split()[-1].isupper() and not known_whole:
                yield Lieu(match.start("nom"), match.end("nom"), nom, kind, None, f"territoire-{rule}", 0.8)


def _is_region(nom: str) -> bool:
    return any(e.type_territoire is TypeTerritoire.REGION for e in registre().candidats(nom))


def _with_article(text: str, start: int, nom: str) -> str:
    """Return « Les X » for the name in « quartier des X »."""
    return f"Les {nom}" if re.search(r"\bdes\s$", text[max(0, start - 5) : start]) else nom


def _of(nom: str) -> str:
    return "d'" if fold(nom)[0] in "aeiouyhœ" else "de "


def _streets(text: str) -> Iterator[Lieu]:
    """Yield the streets and squares that works change, or that a line opens with; none that is an address."""
    for match in _STREET.finditer(text):
        line = text.rfind("\n", 0, match.start()) + 1
        before = fold(text[max(line, match.start() - _REACH) : match.start()])
        sentence = re.split(r"[.;!?]\s", before)[-1]
        after = text[match.end() : match.end() + 10]
        if _ADDRESS.search(before) or _POSTCODE.match(after) or _TRADE.search(fold(match["nom"])):
            continue
        opens = not re.search(r"\w", re.sub(r"\b(?:la|le|les|l)\b", "", sentence))
        told = _WORKS.search(sentence) or (opens and _WORKS.search(fold(text[match.end() : match.end() + _REACH])))
        if told or fold(match["nom"]).startswith("ilot"):
            nom = " ".join(match["nom"].split())
            yield Lieu(match.start(), match.end(), nom, TypeTerritoire.AUTRE, None, "territoire-espace-public", 0.75)


def _arrondissements(text: str) -> Iterator[Lieu]:
    for match in _ARRONDISSEMENT.finditer(text):
        served = match["forme"][0] in "Ss"
        at = match.end("de")
        while name := _NAME.match(text, at):
            found, end = _arrondissement(name.group(), at)
            towns = _towns(text[at:end]) if served else ()
            if not found or towns:  # « sous-préfète de X » : the town X, where a town bears the name too
                break
            code = found[0].code if len(found) == 1 else None
            written = " ".join(text[at:end].split())
            nom = written if served else f"arrondissement {_of(written)}{written}"
            yield Lieu(at, end, nom, TypeTerritoire.ARRONDISSEMENT, code, "arrondissement", 0.95 if code else 0.8)
            following = _AND.match(text, end)
            if not following:
                break
            at = following.end()


def _towns(nom: str) -> tuple[Entree, ...]:
    return tuple(e for e in registre().candidats(nom) if e.type_territoire is TypeTerritoire.COMMUNE)


def _arrondissement(words: str, at: int) -> tuple[list[Entree], int]:
    """Return the arrondissements whose name ``words`` begin with, the longest name, and where it ends."""
    parts = words.split(" ")
    for length in range(len(parts), 0, -1):
        nom = " ".join(parts[:length])
        found = _by_name().get(cle_de_nom(nom))
        if found:
            return found, at + len(nom)
    return [], at


@lru_cache(maxsize=1)
def _by_name() -> dict[str, list[Entree]]:
    index: dict[str, list[Entree]] = {}
    for entree in registre().genre(TypeTerritoire.ARRONDISSEMENT):
        index.setdefault(cle_de_nom(entree.nom), []).append(entree)
    return index
