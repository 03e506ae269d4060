"""Reader of amounts of money: how much, of what nature, paid by whom, for what, under which contract, in which year."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pactes.extraction.commun.acteurs import Mention
from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.contrats_proches import ContratsProches
from pactes.extraction.commun.montants import MontantTrouve, find_montants
from pactes.extraction.commun.resolution import resolve
from pactes.extraction.commun.zones import Zone, build_zones
from pactes.extraction.financements.financements_fusion import merge_financements
from pactes.extraction.financements.financements_objets import objet_de
from pactes.extraction.financements.financements_regles import annee_de, is_statistic, nature_de, nature_dite
from pactes.extraction.financements.financements_tableaux import read_tableaux
from pactes.extraction.financements.financeurs import (
    Financeur,
    finances_through,
    financeurs_de,
    find_financeurs,
    is_fund,
)
from pactes.model import Contrat, Financement, Nature
from pactes.reading import Document, fold

# « 2,4 millions d'euros…, dont 1,1 million dès 2019 »: a part, of the same money and for the same thing.
_PART = re.compile(r"\bdont\s(?:[\w']+\s){0,6}$")
_REACH_OF_YEAR = 400  # characters around an amount in which its year is looked for
_GAP = 60  # characters between an amount and the bracket that details it
_REACH = 200  # characters between an amount and the part of it that « dont » announces
_SAME_THING = re.compile(r"^[^;.]{0,200},\s(?:d'un|pour un|sur un)\s(?:cout|montant|budget)")
_STATE = re.compile(r"(?:sous-)?pref(?:et|ete|ecture)s?\b")
_JOINED = re.compile(r"^[^,;.]{0,30}\s?(?:et|puis|,)\s(?:de |d'|a |pres de |environ )?$")


@dataclass(frozen=True, slots=True)
class _Place:
    """An amount in its sentence: ``low`` and ``high`` are where the amounts beside it stop and start."""

    montant: MontantTrouve
    low: int
    high: int
    parent: int | None  # index of the amount that a bracket details
    part: int | None = None  # offset of « dont », where the amount is a part of the one before it
    stop: int | None = None  # offset of « dont », where the amount after it is a part of this one


def read_financements(contexte: Contexte) -> tuple[Financement, ...]:
    """Return the amounts of the document, in the order of the text; an amount told again is one record.

    Incomes, prices and thresholds are no financing. A nature is given only when the words say it.
    """
    document = contexte.document
    proches = ContratsProches(contexte)
    found: list[Financement] = []
    for zone in build_zones(document, rows=False):
        found.extend(_of_zone(document, zone, proches))
    found.extend(read_tableaux(document, proches))
    found.sort(key=lambda f: f.evidence[0].start)
    return merge_financements(found)


def _of_zone(document: Document, zone: Zone, proches: ContratsProches) -> Iterator[Financement]:
    if "€" not in zone.texte and not re.search(r"euro|millio|milliard|\beur\b", zone.folded):
        return
    montants = list(find_montants(zone.texte))
    payers = find_financeurs(zone.texte)
    for phrase in zone.phrases:
        inside = [m for m in montants if phrase.start <= m.start < phrase.end]
        records: list[Financement | None] = []
        places = list(_places(zone.texte, inside, phrase.start, phrase.end, payers))
        for place in places:
            records.append(_record(document, zone, place, records, payers, proches))
        yield from _with_details(records, places)


def _places(
    text: str, montants: Sequence[MontantTrouve], start: int, end: int, payers: Sequence[Financeur]
) -> Iterator[_Place]:
    for i, montant in enumerate(montants):
        low = montants[i - 1].end if i else start
        high = montants[i + 1].start if i + 1 < len(montants) else end
        bracket = _open_bracket(text, start, montant.start)
        parent = None
        if bracket is not None:
            last = bisect_right(montants, bracket, hi=i, key=lambda m: m.end) - 1
            # « 35 M€ de crédits (30 M€ FEDER et 5 M€ FSE) »: nothing but words between the whole and its bracket.
            whole = montants[last].end if last >= 0 else start
            gap = text[whole:bracket] if bracket - whole <= _GAP else ""
            if last >= 0 and gap and not re.search(r"[(),]", gap) and not _names_funds(payers, whole, bracket):
                parent = last
        part = _part(text, low, montant.start) if i and parent is None else None
        stop = _part(text, montant.end, high) if i + 1 < len(montants) else None
        yield _Place(montant, low, high, parent, part, stop)


def _names_funds(payers: Sequence[Financeur], start: int, end: int) -> bool:
    """Tell whether an acronym or a one-word institution that may pay is named between two offsets."""
    between = payers[
        bisect_left(payers, start, key=lambda f: f.start) : bisect_left(payers, end, key=lambda f: f.start)
    ]
    return any(f.nom[0].isupper() and " " not in f.nom for f in between)


def _part(text: str, start: int, end: int) -> int | None:
    """Return the offset of « dont » where it ties the amount at ``end`` to the one that ends at ``start``."""
    match = _PART.search(fold(text[max(start, end - _REACH) : end]))
    return max(start, end - _REACH) + match.start() if match else None


def _open_bracket(text: str, start: int, at: int) -> int | None:
    if text.rfind("(", max(start, at - 400), at) < 0:
        return None
    depth = 0
    for i in range(at - 1, max(start, at - 400) - 1, -1):
        if text[i] == ")":
            depth += 1
        elif text[i] == "(":
            if depth == 0:
                return i
            depth -= 1
    return None


def _record(
    document: Document,
    zone: Zone,
    place: _Place,
    before: Sequence[Financement | None],
    payers: Sequence[Financeur],
    proches: ContratsProches,
) -> Financement | None:
    montant, text, folded = place.montant, zone.texte, zone.folded
    left, right = folded[place.low : montant.start], folded[montant.end : place.high]
    if montant.unitaire or is_statistic(left, right):
        return None
    if before and before[-1] is None and nature_de(left, right) is None:
        return None  # « un revenu de 600 € ici, 900 € là »
    parent = before[place.parent] if place.parent is not None else None
    previous = next((f for f in reversed(before) if f), None)
    whole = before[-1] if place.part is not None and before else None
    announced = zone.annonce.folded if zone.annonce else ""
    nature = nature_de(left, right) if parent is None else nature_dite(left)
    sure = nature is not None
    if nature is None:
        inherited = parent or previous
        nature = inherited.nature if inherited else nature_de(announced, "") if announced else None
    offset = zone.start + montant.start
    contrat = proches.at(offset, zone.start, zone.end)
    financeurs = _payers(zone, place, payers, contrat)
    if not financeurs and previous and place.parent is None and (whole or _JOINED.match(left)):
        financeurs = previous.financeurs
    if nature is None and financeurs:
        nature = Nature.PARTICIPATION
    phrase = zone.phrase(montant.start)
    year = _year(zone, place)
    objet = objet_de(text, montant.start, montant.end, max(place.low, phrase.start), place.high, phrase.start)
    if objet and _is_payer(objet) and not (financeurs and is_fund(objet)):
        objet = None
    container = parent or whole
    if container:
        objet, year = objet or container.objet, year or container.annee
    elif objet is None and previous and previous.objet:
        # « 400 000 € à la construction de la halle, d'un coût total de 2 M€ »
        objet = previous.objet if _SAME_THING.match(left) and fold(previous.objet) in left else None
    if contrat and year and _before_contract(year, contrat):
        contrat = None
    if objet is None and zone.annonce:
        objet = objet_de(zone.annonce.texte + " ", 0, 0, 0, len(zone.annonce.texte))
    return Financement(
        montant=montant.valeur,
        nature=nature or Nature.NON_PRECISEE,
        financeurs=financeurs,
        objet=objet,
        contrat=contrat.cle if contrat else None,
        annee=year,
        approche=montant.approche,
        evidence=(document.evidence(offset, zone.start + montant.end),),
        regle="montant-detail" if parent else "montant-phrase",
        confiance=0.9 if sure else 0.7,
    )


def _year(zone: Zone, place: _Place) -> str | None:
    """Return the year of an amount; what stands after « dont » dates the part only."""
    montant, phrase = place.montant, zone.phrase(place.montant.start)
    start = phrase.start if place.part is None else place.part
    end = phrase.end if place.stop is None else place.stop
    start, end = max(start, montant.start - _REACH_OF_YEAR), min(end, montant.end + _REACH_OF_YEAR)
    year = annee_de(zone.texte[start:end], montant.start - start, montant.end - start)
    if year is None and zone.annonce:
        year = annee_de(zone.annonce.texte, len(zone.annonce.texte), len(zone.annonce.texte))
    return year


def _is_payer(objet: str) -> bool:
    """Tell whether the words are the name of an institution: then they say who, not for what."""
    names = find_financeurs(objet)
    return bool(names) and sum(f.end - f.start for f in names) * 3 >= len(objet) * 2


def _before_contract(year: str, contrat: Contrat) -> bool:
    """Tell whether money of ``year`` is older than the contract: it is then no money of the contract."""
    starts = [v.valeur[:4] for v in (*contrat.debuts, *contrat.dates_signature)]
    return bool(starts) and year[-4:] < min(starts)


def _payers(zone: Zone, place: _Place, payers: Sequence[Financeur], contrat: Contrat | None) -> tuple[str, ...]:
    montant = place.montant
    found = financeurs_de(zone.texte, zone.folded, montant.start, montant.end, place.low, place.high, payers)
    # The prefect decides, the State pays.
    mentions = [Mention(f.start, f.end, "État" if _STATE.match(fold(f.nom)) else f.nom) for f in found]
    return tuple(dict.fromkeys(resolve(mentions, contrat)))


def _with_details(records: Sequence[Financement | None], places: Sequence[_Place]) -> Iterator[Financement]:
    """Yield the records of a sentence; an amount that a bracket details is paid by those who pay the details."""
    detailed: dict[int, list[Financement]] = {}
    for record, place in zip(records, places, strict=True):
        if record and place.parent is not None:
            detailed.setdefault(place.parent, []).append(record)
    for i, record in enumerate(records):
        if record is None:
            continue
        details = detailed.get(i, [])
        payers = tuple(dict.fromkeys(f for r in details for f in r.financeurs))
        own = [p for p in record.financeurs if not any(finances_through(p, f) for f in payers)]
        yield replace(record, financeurs=tuple(dict.fromkeys((*own, *payers)))) if payers else record
