"""Reader of amounts of money: how much, of what nature, paid by whom, for what, under which contract, in which year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pactes.extraction.acteurs import Mention
from pactes.extraction.contexte import Contexte
from pactes.extraction.contrats_proches import ContratsProches
from pactes.extraction.financements_regles import annee_de, is_statistic, nature_de, nature_dite, objet_de
from pactes.extraction.financements_tableaux import read_tableaux
from pactes.extraction.financeurs import Financeur, finances_through, financeurs_de, find_financeurs
from pactes.extraction.montants import MontantTrouve, find_montants
from pactes.extraction.resolution import resolve
from pactes.extraction.zones import Zone, build_zones
from pactes.model import Contrat, Financement, Nature
from pactes.reading import Document

_MORE_EVIDENCE = 4
_JOINED = re.compile(r"^[^,;.]{0,30}\s?(?:et|puis|,)\s(?:de |d'|a |pres de |environ )?$")


@dataclass(frozen=True, slots=True)
class _Place:
    """An amount in its sentence: ``low`` and ``high`` are where the amounts beside it stop and start."""

    montant: MontantTrouve
    low: int
    high: int
    parent: int | None  # index of the amount that a bracket details


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
    return _merge(found)


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
            before = [j for j, m in enumerate(montants[:i]) if m.end <= bracket]
            # « 35 M€ de crédits (30 M€ FEDER et 5 M€ FSE) »: nothing but words between the whole and its bracket.
            whole = montants[before[-1]].end if before else start
            gap = text[whole:bracket]
            named = any(whole <= f.start < bracket and f.nom[0].isupper() and " " not in f.nom for f in payers)
            if before and len(gap) <= 60 and not re.search(r"[(),]", gap) and not named:
                parent = before[-1]
        yield _Place(montant, low, high, parent)


def _open_bracket(text: str, start: int, at: int) -> int | None:
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
    announced = zone.annonce.folded if zone.annonce else ""
    nature = nature_de(left, right) if parent is None else nature_dite(left)
    sure = nature is not None
    if nature is None:
        inherited = parent or previous
        nature = inherited.nature if inherited else nature_de(announced, "") if announced else None
    offset = zone.start + montant.start
    contrat = proches.at(offset, zone.start, zone.end)
    financeurs = _payers(zone, place, payers, contrat)
    if not financeurs and previous and place.parent is None and _JOINED.match(left):
        financeurs = previous.financeurs
    if nature is None and financeurs:
        nature = Nature.PARTICIPATION
    phrase = zone.phrase(montant.start)
    sentence = text[phrase.start : phrase.end]
    year = annee_de(sentence, montant.start - phrase.start, montant.end - phrase.start)
    if year is None and zone.annonce:
        year = annee_de(zone.annonce.texte, len(zone.annonce.texte), len(zone.annonce.texte))
    objet = objet_de(text, montant.start, montant.end, max(place.low, phrase.start), place.high)
    if objet and _is_payer(objet):
        objet = None
    if parent:
        objet, year = objet or parent.objet, year or parent.annee
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
    return tuple(dict.fromkeys(resolve([Mention(f.start, f.end, f.nom) for f in found], contrat)))


def _with_details(records: Sequence[Financement | None], places: Sequence[_Place]) -> Iterator[Financement]:
    """Yield the records of a sentence; an amount that a bracket details is paid by those who pay the details."""
    for i, record in enumerate(records):
        if record is None:
            continue
        details = [r for r, p in zip(records, places, strict=True) if r and p.parent == i]
        payers = tuple(dict.fromkeys(f for r in details for f in r.financeurs))
        own = [p for p in record.financeurs if not any(finances_through(p, f) for f in payers)]
        yield replace(record, financeurs=tuple(dict.fromkeys((*own, *payers)))) if payers else record


def _merge(records: Sequence[Financement]) -> tuple[Financement, ...]:
    """Return each amount once: the same sum told again for the same thing gives its place to the first record."""
    kept: list[Financement] = []
    for record in records:
        for i, known in enumerate(kept):
            if _told_again(known, record):
                evidence = known.evidence
                if len(evidence) <= _MORE_EVIDENCE and record.evidence[0] not in evidence:
                    evidence = (*evidence, *record.evidence)
                kept[i] = replace(
                    known,
                    evidence=evidence,
                    nature=known.nature if known.nature is not Nature.NON_PRECISEE else record.nature,
                    financeurs=known.financeurs or record.financeurs,
                    objet=known.objet or record.objet,
                    contrat=known.contrat or record.contrat,
                    annee=known.annee or record.annee,
                )
                break
        else:
            kept.append(record)
    return tuple(kept)


def _told_again(a: Financement, b: Financement) -> bool:
    if a.montant != b.montant or a.devise != b.devise or (a.regle == b.regle == "montant-tableau"):
        return False
    if a.nature is not b.nature and Nature.NON_PRECISEE not in (a.nature, b.nature):
        return False
    if a.annee and b.annee and a.annee != b.annee:
        return False
    if a.contrat and b.contrat and a.contrat == b.contrat and a.evidence[0].line != b.evidence[0].line:
        return not (a.objet and b.objet) or _alike(a.objet, b.objet) or not a.financeurs or a.financeurs == b.financeurs
    return bool(a.objet and b.objet and _alike(a.objet, b.objet)) and (
        not a.financeurs or not b.financeurs or a.financeurs == b.financeurs
    )


def _alike(a: str, b: str) -> bool:
    left, right = set(re.findall(r"\w{4,}", a.lower())), set(re.findall(r"\w{4,}", b.lower()))
    return bool(left & right) and len(left & right) * 2 >= min(len(left), len(right))
