"""Figures in sentences: a number and what it counts, a share and what it is a share of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.dates import find_dates
from pactes.extraction.commun.montants import find_montants
from pactes.extraction.commun.nombres import LETTRES, NOMBRE, parse_lettres, parse_nombre
from pactes.extraction.commun.zones import Zone, build_zones
from pactes.extraction.financements.financements_regles import is_statistic
from pactes.extraction.indicateurs.indicateurs_comptes import Compte, corrected, find_comptes, find_parts
from pactes.extraction.indicateurs.indicateurs_noms import nom_compte, nom_duree, nom_part, nom_revenu
from pactes.extraction.indicateurs.indicateurs_territoires import Lieux
from pactes.model import Indicateur
from pactes.reading import BlockKind, fold

# What administrations count. A number before another noun is left to the readers of contracts (« trois axes »).
_NOUNS = (
    "habitants|personnes|menages|familles|logements|emplois|etp|postes|salaries|agents|entreprises"
    "|etablissements|commerces"
    "|associations|communes|quartiers|villes|intercommunalites|collectivites|eleves|etudiants|lycees|colleges"
    "|ecoles|lyceens|apprentis"
    "|chercheurs|laboratoires|enseignants|jeunes|enfants|beneficiaires|allocataires|demandeurs d'emploi"
    "|visiteurs|spectateurs|entrees"
    "|nuitees|places|lits|medecins|km|kms|kilometres|hectares|ha|m2|m²|metres carres|mw|mwh|gwh|tonnes|ans"
    "|annees|mois|jours|heures"
    "|projets|actions|objectifs|contrats|accords-cadres|conventions|sites|equipements|batiments|concerts"
    "|festivals|partenaires"
    "|participants|conseils citoyens|comites de quartier|secteurs|domaines|sources d'energie|cours d'eau"
    "|priorites|brevets"
    "|start-up|arbres|vehicules|bornes|bus|trains|passagers|voyageurs|licencies|clubs|benevoles|membres|maisons"
    "|centres|friches"
    "|rehabilitations|constructions|mesures|structures|dossiers|lits|stages|formations|offres|evenements|fichiers|axes"
)
_ADJECTIVES = r"(?:nouveaux |nouvelles |premiers |premieres |autres |petites? |grandes? |jeunes )?"
_ROUGH = r"(?:pres de |plus de |environ |quelque |moins de |au moins |jusqu'a |quelques )?"
_SCALE = r"(?:\s?(?P<scale>millions?|milliards?)(?: d'| de )?)?"
_COUNT = re.compile(
    rf"(?<![\w.,/°-])(?:(?P<number>{NOMBRE})"
    rf"|(?P<words>{LETTRES})){_SCALE}\s?(?:\*\*|\|)?\s?{_ADJECTIVES}(?P<noun>{_NOUNS})\b"
)
_SHARE = re.compile(rf"(?<![\w.,/°-])(?P<number>{NOMBRE})\s?%")
_DURATION = re.compile(r"^(?:ans|annees|mois|jours|heures)$")
# « les communes de plus de 5 000 habitants », « 82 créations pour 10 000 habitants »: a threshold, a rate's base.
_THRESHOLD = re.compile(
    r"\w (?:de|des|d'au|a) (?:moins|plus) (?:de|d')\s?$"
    r"|\b(?:pour|tranche de|superieure?s? a|inferieure?s? a|au-dela de)\s$"
)
_THE = re.compile(r"\b(?:les|des|ces|aux|leurs|nos)\s$")  # « les deux collectivités »: those that were named
_PAID_SHARE = re.compile(r"\b(?:(?:co-?)?financ|subventionn|pris\w* en charge|plafonn)\w*[^,;.]{0,40}$")
_OF_MONEY = re.compile(
    r"\s?(?:de |du |des |d'|de la |de l')(?:ce |cette |ces )?(?:montants?|couts?|depenses?|sommes?|travaux"
    r"|subventions?|aides?)\b"
)
_PURE = re.compile(r"\s(?!des?\b|du\b|d'|en\b|a\b|dans\b|sur\b|pour\b|par\b|au)\w{4,}")
_NOT_A_FIGURE = re.compile(
    r"(?:\b(?:article|articles|axe|axes|action|objectif|n|no|page|p|annexe|chapitre|titre|bp|cs|rue|loi|decret"
    r"|lot|phase|tranche|version"
    r"|niveau|titre|fiche|volet|programme|t)\.?\s?(?:n°\s?)?|n°\s?)$"
)
_STRUCTURE = re.compile(
    r"^(?:axes|objectifs|actions|mesures|priorites|contrats|conventions|structures|dossiers|formations|domaines"
    r"|partenaires|collectivites|secteurs)$"
)

# The parts that a text is made of: how many there are of them is told of the text, and told again in it.
_PLAN = re.compile(
    r"^(?:axes?|objectifs?|orientations?|priorites?|enjeux|volets?|piliers?|defis?|ambitions?|chapitres?|principes?"
    r"|criteres?)$"
)
_KNOWN = re.compile(r"\b(?:les|des|aux|ces|ses|leurs|nos|chacun des|chacune des) (?:\w+ )?$")
_FEW = 5  # « les deux communes », « chacun des cinq secteurs »: things known already, that nobody counts here
_FEW_PARTS = 3
_DETERMINER = 30  # characters before a figure that say whether what it counts is known
_AROUND = 400  # characters around a figure in which its date is looked for


_MEASURES = ("%", "€", "ans", "années", "mois", "jours", "heures")  # units that count nothing


def read_phrases(contexte: Contexte) -> Iterator[Indicateur]:
    """Yield the figures of the running text; amounts paid, dates and numbers of parts of the text are none."""
    document, lieux = contexte.document, Lieux(contexte)
    heads: set[str] = set()
    said_before: set[tuple[str, Decimal]] = set()
    counted: dict[int, Compte] = {}  # what the sentence that announces a list counts, by where it starts
    for zone in build_zones(document, rows=False):
        lieux.enter(zone)
        if zone.kind is BlockKind.HEADING and len(zone.texte) < 40:
            continue
        if zone.kind is BlockKind.HEADING and zone.texte.isupper():
            if zone.texte in heads:
                continue  # a running head
            heads.add(zone.texte)
        figures = _figures(zone, counted.get(zone.annonce.start) if zone.annonce else None)
        if figures and zone.texte.rstrip(" *_»").endswith(":"):
            counted[zone.start] = next((f for f in figures if f.unite not in _MEASURES), figures[0])
        for figure in figures:
            known = _KNOWN.search(zone.folded[max(0, figure.start - _DETERMINER) : figure.start])
            told = (fold(figure.unite), figure.valeur)
            if told in said_before and (known or _PLAN.match(told[0])):
                continue
            if figure.unite not in _MEASURES:
                said_before.add(told)
            phrase = zone.phrase(figure.start)
            place, said = lieux.of(zone, figure.start, figure.end, phrase, figure.nom, figure.unite)
            yield Indicateur(
                nom=figure.nom,
                valeur=figure.valeur,
                unite=figure.unite,
                territoire=place,
                date=_date(zone, figure, phrase.start, phrase.end),
                evidence=(document.evidence(zone.start + figure.start, zone.start + figure.end),),
                regle="indicateur-phrase" if said or place is None else "indicateur-contexte",
                confiance=0.7,
            )


def _figures(zone: Zone, announced: Compte | None) -> list[Compte]:
    """Return the figures of a zone in order; a figure that no words name is left out.

    ``announced`` is what the list that the zone is an item of counts.
    """
    folded = corrected(zone.folded)
    places = [(m.start(), m.end(), "%", parse_nombre(m["number"])) for m in _SHARE.finditer(folded)]
    for montant in find_montants(zone.texte):
        left, right = folded[max(0, montant.start - 110) : montant.start], folded[montant.end : montant.end + 40]
        if montant.unitaire or is_statistic(left, right):
            places.append((montant.start, montant.end, "€", montant.valeur))
    found: list[Compte] = []
    last: dict[str, Compte] = {}
    for start, end, unit, value in sorted(places):
        phrase = zone.phrase(start)
        before = last.get(unit)
        previous = before.nom if before and before.start >= phrase.start else None
        if unit == "€":
            name = nom_revenu(zone.texte, start, phrase.start, previous)
        elif _PURE.match(folded, end) and value == 100:
            continue  # « des bus 100 % électriques »
        elif _PAID_SHARE.search(folded[max(phrase.start, start - 60) : start]) or _OF_MONEY.match(folded, end):
            continue  # « financé à 75 % par l'État », « 25 % de ce montant »
        else:
            name = nom_part(zone.texte, start, end, phrase.start, phrase.end, previous)
        if value is not None and name:
            last[unit] = Compte(start, end, value, unit, name)
            found.append(last[unit])
    taken = bytearray(len(folded))
    for start, end, *_ in places:
        taken[start:end] = b"\1" * (end - start)
    for match in _COUNT.finditer(folded):
        if 1 not in taken[match.start() : match.end()]:
            figure = _count(zone, folded, match)
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            if figure:
                found.append(figure)
    found.extend(find_comptes(zone, folded, taken))
    found.sort(key=lambda f: f.start)
    last_count = next((f for f in reversed(found) if f.unite not in _MEASURES), announced)
    return sorted([*found, *find_parts(zone, folded, taken, last_count)], key=lambda f: f.start)


def _count(zone: Zone, folded: str, match: re.Match[str]) -> Compte | None:
    noun = match["noun"]
    value = parse_nombre(match["number"]) if match["number"] else Decimal(parse_lettres(match["words"]) or 0)
    if value is None or (match["words"] in {"un", "une"} and not match["scale"]):
        return None
    before = folded[max(0, match.start() - 40) : match.start()]
    if _NOT_A_FIGURE.search(before):
        return None
    if match["number"] and re.fullmatch(r"(?:19|20)\d\d", match["number"]) and not match["scale"]:
        return None
    if _THRESHOLD.search(before) or (_STRUCTURE.match(noun) and value <= 3 and _THE.search(before)):
        return None
    if _STRUCTURE.match(noun) and (match["words"] or value < 10) and zone.kind is BlockKind.HEADING:
        return None
    if not match["scale"] and (
        (_PLAN.match(noun) and value <= _FEW_PARTS) or (value <= _FEW and _KNOWN.search(before))
    ):
        return None
    if match["scale"]:
        value *= 10**6 if match["scale"].startswith("million") else 10**9
    start, end, limit = match.start(), match.end(), zone.phrase(match.start()).end
    if _DURATION.match(noun):
        name = nom_duree(zone.texte, start, end, limit)
    else:
        name = nom_compte(zone.texte, start, match.start("noun"), end, limit)
    return Compte(start, end, value, zone.texte[match.start("noun") : end].lower(), name) if name else None


def _date(zone: Zone, figure: Compte, start: int, end: int) -> str | None:
    start, end = max(start, figure.start - _AROUND), min(end, figure.end + _AROUND)
    sentence = zone.texte[start:end]
    dates = [(abs(d.start - (figure.start - start)), d.value) for d in find_dates(sentence)]
    years = [
        (abs(m.start() - (figure.start - start)), m.group())
        for m in re.finditer(r"(?<![\d\w-])(?:19|20)\d\d(?![\d\w-])", sentence)
    ]
    found = min(dates or years, default=None)
    return found[1] if found and found[0] < 120 else None
