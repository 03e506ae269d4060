"""Counts of anything: « 12 400 résidences », « 17 QPV », « Votants : 63 », « 7 dans la Somme » under what it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pactes.extraction.commun.nombres import LETTRES, NOMBRE, parse_lettres, parse_nombre
from pactes.extraction.commun.zones import Zone
from pactes.extraction.indicateurs.indicateurs_noms import groupe_nominal

_NUMBER = rf"(?:(?P<number>{NOMBRE})|(?P<words>{LETTRES}))"
_ADJECTIVE = (
    r"(?:(?:nouve(?:aux|lles)|grand(?:e)?s|petit(?:e)?s|principa(?:ux|les)|jeunes|anciens|anciennes|differente?s"
    r"|divers(?:es)?"
    r"|autres|importante?s|premiers|premieres)\s)?"
)
# Any noun in the plural, also cut at the end of a line (« habi- tants »).
_ANY = re.compile(
    rf"(?<![\w.,/°-])(?<!\d ){_NUMBER}\s(?:\|\s)?(?:«\s?)?{_ADJECTIVE}"
    rf"(?P<noun>(?:[a-z']{{2,}}- )?[a-z][a-z-]{{2,}}[sx])(?![\w'])"
)
# « 17 QPV », « 42 CLEA »: an acronym is its own plural.
_ACRONYM = re.compile(rf"(?<![\w.,/°-])(?<!\d )(?P<number>{NOMBRE})\s(?P<noun>[A-Z]{{3,8}})(?![\w-])")
_NO_NOUN = re.compile(
    r"(?:dans|sous|plus|mois|fois|puis|pas|sans|vers|hors|depuis|alors|tres|moins|ils|elles|tous|toutes|leurs|des"
    r"|les|ses"
    r"|nos|cas|corps|temps|euros|francs|minutes|secondes|semaines|siecles|decennies|annees|ans|jours|heures|pages"
    r"|alineas"
    r"|lignes|colonnes|exemplaires|annexes|parties|paragraphes|points|dernieres|derniers|prochaines?|prochains|memes"
    r"|deux|trois|six|dix|sous-|reprises|ci-dessous|ci-dessus|avenants?|trimestres|semestres|degres|etages|metres"
    r"|autres"
    r"|hauts|pays|bis|apres|aupres|tels|telles|lors|dits|pris|mis|soumis|compris|inclus|volets|articles|originaux"
    r"|rangs?|vous|nous|jeux|paris|nombreux|mieux|voix|cours|acces|propres|ceux|eux|certaines?|certains|quelques"
    r"|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|cedex|ooo|abstentions"
    r"|chapitres?|titres?|sections|millions|milliards|milliers|centaines|dizaines|vingtaines|pour-cents|etapes|phases)"
)
_NOT_BEFORE = re.compile(
    r"(?:\b(?:article|articles|axe|axes|action|objectif|n|no|page|p|annexe|chapitre|titre|bp|cs|rue|loi|decret"
    r"|lot|phase"
    r"|tranche|version|niveau|fiche|volet|programme|t|tel|telephone|fax|siret|siren|avenue|boulevard|art|al"
    r"|numero)\.?\s?"
    r"(?:n°\s?)?|n°\s?|\d{2} \d{2} )$"
)
_THE = re.compile(r"\b(?:les|des|ces|aux|leurs|nos|ses|chacun des|l'un des|une? des)\s$")
# Parts of a text or of a policy: few of them measure nothing.
_PARTS = re.compile(
    r"(?:enjeux|defis|ambitions|piliers|thematiques|themes|criteres|leviers|approches|niveaux|echelles|groupes|besoins"
    r"|engagements|declinaisons|dynamiques|principes|volets|temps|types|familles d'actions|registres|raisons|exemples"
    r"|financeurs|questions|constats|conditions|methodes|modalites|finalites|orientations|commissions|instances"
    r"|thematiques|territoires|poles|institutions|vallees|mers|rives|cantons)"
)
_MANY = 12  # from here on they are counted
_FEW = 4  # a lower count in words is told of the parts of the text more than of a place
# « Conseillers en exercice : 71 – Présents : 54 »: who sat, and how they voted.
_SAT = re.compile(
    r"(?:^|[\s–;,(-])(?P<label>(?:nombre (?:de |d'))?(?:conseillers|membres|elus|delegues)(?: communautaires"
    r"| municipaux"
    r"| departementaux| regionaux)?(?: (?:en exercice|presents|votants|absents|representes))?|presents"
    r"|absents(?: excuses)?"
    r"|excuses|pouvoirs|procurations|votants|representes|suffrages exprimes|quorum|pour|contre|abstentions)"
    r"\s?:\s?(?P<number>\d{1,3})(?!\d)"
)
_VOTES = re.compile(r"(?<!\d)(?P<number>\d{1,3})\s(?P<noun>voix|abstentions?|votes?)\b(?:\s(?P<way>pour|contre))?")
_PLACED = re.compile(rf"^\W*{_NUMBER}\s(?:dans|en|pour|a|sur|au sein|concernent)\s(?:le |la |les |l'|d[eu] )?(?=\S)")
_AND_FOR = re.compile(
    rf"(?:[:,;(]|\bet)\s{_NUMBER}\s(?:pour|dans|en|sur)\s(?:le seul |la seule )?(?:le |la |les |l'"
    rf"|departement du )?(?=[a-z])"
)
# « l66 communes », « 3OO habitants »: letters that a scan puts for digits.
_MISREAD = re.compile(r"(?<![a-z'])(?=[lo]{0,3}\d|\d)[\dlo]{2,}(?![a-z'])|(?<=\d )(?:ooo|[\dlo]*\d[\dlo]*)(?![a-z'])")
_SLIPS = str.maketrans("ol", "01")


@dataclass(frozen=True, slots=True)
class Compte:
    """A count: offsets in the zone, value, unit and name."""

    start: int
    end: int
    valeur: Decimal
    unite: str
    nom: str


def corrected(folded: str) -> str:
    """Return the folded text with the letters that a scan put for digits as digits; same offsets."""
    return _MISREAD.sub(lambda m: m.group().translate(_SLIPS), folded)


def find_comptes(zone: Zone, folded: str, taken: bytearray) -> Iterator[Compte]:
    """Yield the counts of a zone that no other rule took (``taken`` marks what was), with what they count."""
    for match in _ANY.finditer(folded):
        noun = match["noun"].replace("- ", "")
        if 1 in taken[match.start() : match.end()] or _NO_NOUN.fullmatch(noun):
            continue
        value = _value(match)
        before = folded[max(0, match.start() - 30) : match.start()]
        if value is None or _NOT_BEFORE.search(before) or (match["words"] and (value < _FEW or _THE.search(before))):
            continue
        if value < 2 or (match["number"] and re.fullmatch(r"(?:19|20)\d\d", match["number"])):
            continue
        limit = zone.phrase(match.start()).end
        written = zone.texte[match.start("noun") : match.end("noun")]
        proper = written[0].isupper() and not written.isupper() and match["number"]
        if proper or (_PARTS.fullmatch(noun) and value < _MANY) or (written.isupper() and value > 9999):
            continue
        name = (
            groupe_nominal(zone.texte[match.start("noun") : min(limit, match.end() + 90)].replace("- ", "", 1)) or noun
        )
        unit = written.replace("- ", "").lower()
        yield _took(taken, Compte(match.start(), match.end(), value, unit, name))
    for match in _ACRONYM.finditer(zone.texte):
        value = parse_nombre(match["number"])
        if value and 1 not in taken[match.start() : match.end()] and _is_count(zone.texte, folded, match, value):
            yield _took(taken, Compte(match.start(), match.end(), value, match["noun"], match["noun"]))
    for match in _SAT.finditer(folded):
        label = zone.texte[match.start("label") : match.end("label")]
        plain = " ".join(label.split())
        if zone.folded.count(":") >= 2 or " " in plain:
            name = {"pour": "voix pour", "contre": "voix contre"}.get(plain.lower(), plain)
            voted = name != plain or plain.lower() == "abstentions"
            unit = "voix" if voted else plain.split()[0]
            found = Compte(match.start("number"), match.end("number"), Decimal(match["number"]), unit.lower(), name)
            if 1 not in taken[found.start : found.end]:
                yield _took(taken, found)
    for match in _VOTES.finditer(folded):
        if 1 not in taken[match.start() : match.end()]:
            name = zone.texte[match.start("noun") : match.end()]
            yield _took(taken, Compte(match.start(), match.end(), Decimal(match["number"]), "voix", name))


def _is_count(text: str, folded: str, match: re.Match[str], value: Decimal) -> bool:
    """Tell whether a number before an acronym counts it: no decimal, no year, no heading in capitals."""
    if value < 2 or value != value.to_integral_value() or 1900 <= value < 2100:
        return False
    if value > 9999 and match["number"].isdigit():
        return False  # a post code
    around = text[max(0, match.start() - 12) : match.start()] + " " + text[match.end() : match.end() + 12]
    before = folded[max(0, match.start() - 30) : match.start()]
    plain = not re.search(r"[A-Z]{4,}", around) and not _NO_NOUN.fullmatch(match["noun"].lower())
    return plain and not _NOT_BEFORE.search(before)


def find_parts(zone: Zone, folded: str, taken: bytearray, counted: Compte | None) -> Iterator[Compte]:
    """Yield the counts that leave out what is counted, told before them (« 42 contrats : » … « 7 dans la Somme »)."""
    if counted is None:
        return
    match = _PLACED.match(folded)
    for found in [match] if match else _AND_FOR.finditer(folded):
        value = _value(found)
        number = "number" if found["number"] else "words"
        start, end = found.span(number)
        if (
            value is None
            or 1 in taken[start:end]
            or (found["number"] and re.fullmatch(r"(?:19|20)\d\d", found["number"]))
        ):
            continue
        yield _took(taken, Compte(start, end, value, counted.unite, counted.nom))


def _took(taken: bytearray, found: Compte) -> Compte:
    taken[found.start : found.end] = b"\1" * (found.end - found.start)
    return found


def _value(match: re.Match[str]) -> Decimal | None:
    if match["number"]:
        return parse_nombre(match["number"])
    words = parse_lettres(match["words"])
    return Decimal(words) if words else None
