"""Figures in sentences: a number and what it counts, a share and what it is a share of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pactes.extraction.dates import find_dates
from pactes.extraction.financements_regles import is_statistic
from pactes.extraction.montants import find_montants
from pactes.extraction.nombres import LETTRES, NOMBRE, parse_lettres, parse_nombre
from pactes.extraction.zones import Zone, build_zones
from pactes.model import Indicateur
from pactes.reading import BlockKind, Document, Span, fold
from pactes.reference import registre

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
    rf"|(?P<words>{LETTRES})){_SCALE}\s?(?:\*\*)?\s?{_ADJECTIVES}(?P<noun>{_NOUNS})\b"
)
_SHARE = re.compile(rf"(?<![\w.,/°-])(?P<number>{NOMBRE})\s?%")
# After a share: what it is a share of, up to the verb or the stop.
_OF = re.compile(r"^\s?(?P<what>(?:des? |du |de la |de l'|d')[^,;.:()%\d]{3,90})")
_BEFORE = re.compile(
    r"(?P<what>(?:part|taux|proportion|pourcentage|baisse|hausse|reduction|objectif|moyenne)\b[^,;.:()%]{0,80})$"
)
_CUT = re.compile(
    r"\s(?:qui|dont|sont|est|ont|a|resident|reside|beneficient|beneficie|ne|representent|represente|vivent|au|contre|soit)\b.*$"
)
_DURATION = re.compile(r"^(?:ans|annees|mois|jours|heures)$")
# « dans 3 ans », « il y a deux ans »: said of time; kept only where something lasts (« un préavis de 3 mois »).
_LASTS = re.compile(
    r"\b(?:duree|preavis|delai|apres|pendant|sur|depuis|apres|en moyenne|de moins|ages? de|plus de)\b[^.;]{0,25}$"
)
_NOT_A_FIGURE = re.compile(
    r"(?:\b(?:article|articles|axe|axes|action|objectif|n|no|page|p|annexe|chapitre|titre|bp|cs|rue|loi|decret"
    r"|lot|phase|tranche|version"
    r"|niveau|titre|fiche|volet|programme|t)\.?\s?(?:n°\s?)?|n°\s?)$"
)
_STRUCTURE = re.compile(
    r"^(?:axes|objectifs|actions|mesures|priorites|contrats|conventions|structures|dossiers|formations|domaines)$"
)


_KNOWN = 10_000  # inhabitants of a place that a figure may be said of without more words
_AROUND = 400  # characters around a figure in which its place and its date are looked for


@dataclass(frozen=True, slots=True)
class _Chiffre:
    start: int
    end: int
    valeur: Decimal
    unite: str
    nom: str


def read_phrases(document: Document) -> Iterator[Indicateur]:
    """Yield the figures of the running text; amounts paid, dates and numbers of parts of the text are none."""
    for zone in build_zones(document, rows=False):
        if zone.kind is BlockKind.HEADING and len(zone.texte) < 40:
            continue
        figures = sorted(_figures(zone), key=lambda f: f.start)
        lieux = _lieux(zone) if figures else []
        for figure in figures:
            phrase = zone.phrase(figure.start)
            yield Indicateur(
                nom=figure.nom,
                valeur=figure.valeur,
                unite=figure.unite,
                territoire=_territoire(lieux, figure, phrase),
                date=_date(zone, figure, phrase.start, phrase.end),
                evidence=(document.evidence(zone.start + figure.start, zone.start + figure.end),),
                regle="indicateur-phrase",
                confiance=0.7,
            )


def _figures(zone: Zone) -> Iterator[_Chiffre]:
    folded = zone.folded
    taken: list[tuple[int, int]] = []
    for match in _SHARE.finditer(folded):
        value = parse_nombre(match["number"])
        if value is not None:
            taken.append(match.span())
            yield _Chiffre(match.start(), match.end(), value, "%", _share_name(zone, match.start(), match.end()))
    for montant in find_montants(zone.texte):
        left, right = folded[max(0, montant.start - 110) : montant.start], folded[montant.end : montant.end + 40]
        if montant.unitaire or is_statistic(left, right):
            taken.append((montant.start, montant.end))
            yield _Chiffre(montant.start, montant.end, montant.valeur, "€", _clause(zone, montant.start))
    for match in _COUNT.finditer(folded):
        if any(a < match.end() and match.start() < b for a, b in taken):
            continue
        figure = _count(zone, match)
        if figure:
            yield figure


def _count(zone: Zone, match: re.Match[str]) -> _Chiffre | None:
    folded = zone.folded
    noun = match["noun"]
    value = parse_nombre(match["number"]) if match["number"] else Decimal(parse_lettres(match["words"]) or 0)
    if value is None or (match["words"] in {"un", "une"} and not match["scale"]):
        return None
    before = folded[max(0, match.start() - 40) : match.start()]
    if _NOT_A_FIGURE.search(before):
        return None
    if match["number"] and re.fullmatch(r"(?:19|20)\d\d", match["number"]) and not match["scale"]:
        return None
    if _DURATION.match(noun) and not _LASTS.search(before):
        return None
    if _STRUCTURE.match(noun) and (match["words"] or value < 10) and zone.kind is BlockKind.HEADING:
        return None
    if match["scale"]:
        value *= 10**6 if match["scale"].startswith("million") else 10**9
    start = match.start()
    return _Chiffre(
        start, match.end(), value, zone.texte[match.start("noun") : match.end()].lower(), _counted_name(zone, match)
    )


def _counted_name(zone: Zone, match: re.Match[str]) -> str:
    """Return the noun that is counted with its complement: « logements réhabilités dans le quartier »."""
    end = min(len(zone.texte), match.end() + 70)
    tail = re.match(r"[^,;.:()%€]*", zone.texte[match.end() : end])
    words = zone.texte[match.start("noun") : match.end()] + (tail.group() if tail else "")
    cut = _CUT.search(fold(words))
    words = words[: cut.start()] if cut and cut.start() > 4 else words
    return " ".join(words.replace("*", "").split()[:12])


def _share_name(zone: Zone, start: int, end: int) -> str:
    before = _BEFORE.search(zone.folded[max(0, start - 100) : start])
    of = _OF.match(zone.folded[end : end + 110])
    if of:
        words = zone.texte[end + of.start("what") : end + of.end("what")]
        cut = _CUT.search(fold(words))
        words = words[: cut.start()] if cut and cut.start() > 3 else words
        return " ".join(f"part {words}".split()[:14])
    if before:
        offset = max(0, start - 100)
        return " ".join(zone.texte[offset + before.start("what") : offset + before.end("what")].split())
    return _clause(zone, start)


def _clause(zone: Zone, at: int) -> str:
    """Return the words before a figure in its clause, its last fourteen at most."""
    phrase = zone.phrase(at)
    words = re.split(r"[,;:()]", zone.texte[phrase.start : at])
    for part in reversed(words):
        if len(part.split()) >= 3:
            return " ".join(part.replace("*", "").split()[-14:])
    return " ".join(zone.texte[phrase.start : at].replace("*", "").split()[-14:]) or "part"


def _lieux(zone: Zone) -> list[tuple[int, int, str]]:
    """Return the well-known places that the zone names."""
    found = []
    for nom in registre().chercher(zone.texte):
        known = any(e.population >= _KNOWN or e.region == e.code for e, _ in nom.candidats)
        if known and nom.end - nom.start >= 4:
            found.append((nom.start, nom.end, " ".join(zone.texte[nom.start : nom.end].split())))
    return found


def _territoire(lieux: list[tuple[int, int, str]], figure: _Chiffre, phrase: Span) -> str | None:
    """Return the place named nearest to the figure in its sentence, after it rather than before."""
    low, high = max(phrase.start, figure.start - _AROUND), min(phrase.end, figure.end + _AROUND)
    inside = lieux[bisect_left(lieux, (low, 0, "")) : bisect_left(lieux, (high, 0, ""))]
    ranked = [(s - figure.end if s >= figure.end else 3 * (figure.start - e), name) for s, e, name in inside]
    return min(ranked)[1] if ranked else None


def _date(zone: Zone, figure: _Chiffre, start: int, end: int) -> str | None:
    start, end = max(start, figure.start - _AROUND), min(end, figure.end + _AROUND)
    sentence = zone.texte[start:end]
    dates = [(abs(d.start - (figure.start - start)), d.value) for d in find_dates(sentence)]
    years = [
        (abs(m.start() - (figure.start - start)), m.group())
        for m in re.finditer(r"(?<![\d\w-])(?:19|20)\d\d(?![\d\w-])", sentence)
    ]
    found = min(dates or years, default=None)
    return found[1] if found and found[0] < 120 else None
