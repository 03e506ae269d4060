"""Reader of amounts of money: how much, of what nature, paid by whom, for what, under which contract, in which year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from pactes.extraction.commun.acteurs import Mention
from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.contrats_proches import ContratsProches
from pactes.extraction.commun.montants import find_montants
from pactes.extraction.commun.resolution import aliases, resolve
from pactes.extraction.commun.sigles import short_names
from pactes.extraction.commun.zones import Zone, build_zones
from pactes.extraction.financements.financements_annees import annee_de, annee_du_titre
from pactes.extraction.financements.financements_beneficiaires import beneficiaire_de, is_body
from pactes.extraction.financements.financements_fusion import merge_financements
from pactes.extraction.financements.financements_objets import objet_de
from pactes.extraction.financements.financements_places import Place, build_places
from pactes.extraction.financements.financements_regles import is_statistic, nature_de, nature_dite, nature_reservee
from pactes.extraction.financements.financements_sommes import add_up, announced, part_of
from pactes.extraction.financements.financements_tableaux import read_tableaux
from pactes.extraction.financements.financements_titres import Titres, refers_back
from pactes.extraction.financements.financeurs import (
    Financeur,
    finances_through,
    financeurs_de,
    find_financeurs,
    is_fund,
)
from pactes.model import Contrat, Financement, Nature
from pactes.reading import fold

_CURRENCY = re.compile(r"euro|millio|milliard|\beur\b")
# A heading that dates all the money under it: « Maquette financière 2022 », « Programmation 2023 ».
_PLAN_TITLE = re.compile(r"\b(?:plan de financement|maquette|programmation|budget|financ\w+|credits|annee|exercice)\b")
_SAME_THING = re.compile(r"^[^;.]{0,200},\s(?:d'un|pour un|sur un)\s(?:cout|montant|budget)")
_STATE = re.compile(r"(?:sous-)?pref(?:et|ete|ecture)s?\b")
_JOINED = re.compile(
    r"^(?:[^,;.]{0,90}\s?(?:et|puis|ainsi que|,)\s(?:de |d'|a |pres de |environ |plus de )?"
    r"|[^;.()]{0,40}\)\s?(?:,|et|puis|ainsi que|ou encore)\s[^;.()]{3,90}\s\()$"
)
# « …, la ville 40 k€ et Habitat Bresse 62 000 euros »: who gives stands right before, in a list of those who give.
_BACK = 800  # characters around an amount in which words refer back to a title, or say that a list finances
_CHAIN = re.compile(r"\b(?:co-?)?(?:financ|subventionn)\w+ par\b")
_BODIES = re.compile(
    r"\b(?:les|des|aux) (?:\d+ |deux |trois |autres )?(?:intercommunalites|communes|collectivites|departements)\b"
)
_NAMED = re.compile(
    r"^(?:\spar an)?\s?(?:,|et|;|puis)\s?(?:et\s)?(?:de\s|d['’]|pour\s)?(?:la |le |les |l['’])?"
    r"(?P<nom>[A-Z]{3,9}|[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+){1,4})\s?[(:]?\s?$"
)


@dataclass(frozen=True, slots=True)
class Noms:
    """What a document calls those who pay: its short names, what they stand for, the contract that it is."""

    courts: tuple[str, ...] = ()
    longs: Mapping[str, str] = field(default_factory=dict)
    contrat: Contrat | None = None


def read_financements(contexte: Contexte) -> tuple[Financement, ...]:
    """Return the amounts of the document, in the order of the text; an amount told again is one record.

    Incomes, prices and thresholds are no financing. A nature is given only when the words say it.
    """
    document = contexte.document
    proches = ContratsProches(contexte)
    found: list[Financement] = []
    titres = Titres()
    noms = Noms(tuple(sorted(short_names(document))), aliases(document, contexte.principal), contexte.principal)
    lists: dict[int, list[Financement]] = {}  # amounts of the items of a list, by where its announcement starts
    announcing: dict[int, Financement] = {}
    for zone in build_zones(document, rows=False):
        titre = titres.at(zone)
        records = list(_of_zone(contexte, zone, proches, titre, noms))
        if records and zone.texte.rstrip(" *_»").endswith(":"):
            announcing[zone.start] = records[-1]
        if records and zone.annonce and zone.annonce.start in announcing:
            lists.setdefault(zone.annonce.start, []).append(records[0])
            records = records[1:]
        found.extend(records)
    for start, parts in lists.items():
        found.extend(announced(announcing[start], parts))
    found.extend(read_tableaux(contexte, proches))
    found.sort(key=lambda f: f.evidence[0].start)
    return merge_financements(found, document.text)


def _of_zone(
    contexte: Contexte, zone: Zone, proches: ContratsProches, titre: str | None, noms: Noms
) -> Iterator[Financement]:
    if "€" not in zone.texte and not _CURRENCY.search(zone.folded):
        return
    montants = list(find_montants(zone.texte))
    payers = find_financeurs(zone.texte, noms.courts) if montants else []
    for phrase in zone.phrases:
        inside = [m for m in montants if phrase.start <= m.start < phrase.end]
        records: list[Financement | None] = []
        places = build_places(zone.texte, inside, phrase.start, phrase.end, payers)
        for place in places:
            records.append(_record(contexte, zone, place, records, payers, proches, titre, noms))
        yield from add_up(list(_with_details(records, places)), contexte.document.text)


def _record(
    contexte: Contexte,
    zone: Zone,
    place: Place,
    before: Sequence[Financement | None],
    payers: Sequence[Financeur],
    proches: ContratsProches,
    titre: str | None,
    noms: Noms,
) -> Financement | None:
    montant, text, folded, document = place.montant, zone.texte, zone.folded, contexte.document
    left, right = folded[place.low : montant.start], folded[montant.end : place.high]
    if montant.unitaire or is_statistic(left, right):
        return None
    if before and before[-1] is None and nature_de(left, right) is None:
        return None  # « un revenu de 600 € ici, 900 € là »
    phrase = zone.phrase(montant.start)
    previous = next((f for f in reversed(before) if f), None)
    container = before[place.whole] if place.whole is not None and place.whole < len(before) else None
    detail = place.parent is not None
    announced_by = zone.annonce.folded if zone.annonce else ""
    offset = zone.start + montant.start
    contrat = proches.at(offset, zone.start, zone.start + phrase.end)
    financeurs = _payers(zone, place, payers, contrat, noms)
    if not financeurs and previous and previous.financeurs and previous.nature is Nature.PARTICIPATION:
        named = _NAMED.match(text[place.low : montant.start])
        financeurs = (named["nom"],) if named else ()
    if not financeurs and zone.annonce and not previous and not re.search(r"\bpar\b", left):
        # « La Région mobilise : » and, under it, « 2 M€ pour les lycées »
        financeurs = _announcing(zone.annonce.texte[-_BACK:])
    own = bool(financeurs)
    joined = previous is not None and previous is not container and not _BODIES.search(left)
    if not financeurs and previous and (_JOINED.match(left) if joined else container and not detail):
        financeurs = previous.financeurs
    nature = nature_dite(left) if detail else nature_de(left, right)
    sure = nature is not None
    if nature and nature_dite(left) is None and not financeurs and not container and left.rstrip().endswith("("):
        nature = None  # « …, tels que l'étude d'un péage (42 000 euros) »: a verb too far away
    elif nature is None:
        inherited = container or (previous if ";" not in left else None)
        nature = inherited.nature if inherited else nature_de(announced_by, "") if announced_by else None
    if container and own and nature is not Nature.PARTICIPATION and _gives(financeurs, nature):
        nature = Nature.PARTICIPATION  # « un coût de 2 M€, dont 1 M€ de l'État »
    if nature is None and financeurs:
        nature = Nature.PARTICIPATION
    if not financeurs and not container:
        nature = nature_reservee(folded[max(phrase.start, place.low - 60) : montant.start], right, nature)
    annee = _year(contexte, zone, place)
    low = max(place.low, phrase.start)
    objet = objet_de(text, montant.start, montant.end, low, place.high, phrase.start, phrase.end)
    if objet and _is_payer(objet) and not (financeurs and is_fund(objet)):
        objet = None
    beneficiaire = beneficiaire_de(
        text, montant.start, montant.end, max(place.low, phrase.start), place.high, financeurs
    )
    if objet and (beneficiaire == objet or is_body(objet)):
        objet = None
    if container:
        objet, annee = objet or container.objet, annee or container.annee
    elif objet is None and previous and previous.objet:
        # « 400 000 € à la construction de la halle, d'un coût total de 2 M€ »
        objet = previous.objet if _SAME_THING.match(left) and fold(previous.objet) in left else None
    chained = left.rstrip().endswith("(") and _CHAIN.search(
        folded, max(phrase.start, montant.start - _BACK), montant.start
    )
    if objet is None and previous and chained:
        objet = previous.objet  # « cofinancées par l'État (10 M€), la Région (3 M€) »
    if contrat and annee and _before_contract(annee, contrat):
        contrat = None
    if objet is None and zone.annonce:
        objet = objet_de(zone.annonce.texte + " ", 0, 0, 0, len(zone.annonce.texte))
    if (
        objet is None
        and titre
        and refers_back(folded[max(0, montant.start - _BACK) : min(phrase.end, montant.end + _BACK)])
    ):
        objet = titre
    record = Financement(
        montant=montant.valeur,
        nature=nature or Nature.NON_PRECISEE,
        financeurs=financeurs,
        beneficiaire=beneficiaire,
        objet=objet,
        contrat=contrat.cle if contrat else None,
        annee=annee,
        approche=montant.approche,
        maximum=montant.maximum,
        periodicite="ANNUAL" if montant.par_an else None,
        taux=place.taux,
        evidence=(document.evidence(offset, zone.start + montant.end),),
        regle="montant-detail" if detail else "montant-part" if container else "montant-phrase",
        confiance=0.9 if sure else 0.7,
    )
    return part_of(record, container) if container else record


@lru_cache(maxsize=64)  # the items of one list ask for the same
def _announcing(text: str) -> tuple[str, ...]:
    """Return who pays by the sentence that announces a list."""
    at = len(text)
    found = financeurs_de(text, fold(text), at, at, 0, at, find_financeurs(text))
    return tuple(dict.fromkeys(f.nom for f in found))


def _gives(financeurs: Sequence[str], nature: Nature | None) -> bool:
    """Tell whether a part of a sum of this nature is a contribution: an institution pays it, or it pays a cost."""
    return nature is Nature.COUT_TOTAL or any(not is_fund(f) for f in financeurs)


def _year(contexte: Contexte, zone: Zone, place: Place) -> str | None:
    """Return the year of an amount; what stands after « dont » dates the part only."""
    montant, phrase = place.montant, zone.phrase(place.montant.start)
    start = max(phrase.start if place.part is None else place.part, montant.start - _BACK)
    end = min(phrase.end if place.stop is None else place.stop, montant.end + _BACK)
    text = zone.texte[start:end]
    year = annee_de(
        text, montant.start - start, montant.end - start, max(0, place.low - start), min(end, place.high) - start
    )
    if year is None and zone.annonce:
        announce = zone.annonce.texte
        year = annee_de(announce + " ", len(announce), len(announce) + 1)
    if year is None:
        section = next(reversed(contexte.plan.path(zone.start)), None)
        year = annee_du_titre(section.title) if section and _PLAN_TITLE.search(fold(section.title)) else None
    return year


def _is_payer(objet: str) -> bool:
    """Tell whether the words are the name of an institution: then they say who, not for what."""
    names = find_financeurs(objet)
    return bool(names) and sum(f.end - f.start for f in names) * 3 >= len(objet) * 2


def _before_contract(year: str, contrat: Contrat) -> bool:
    """Tell whether money of ``year`` is older than the contract: it is then no money of the contract."""
    starts = [v.valeur[:4] for v in (*contrat.debuts, *contrat.dates_signature)]
    return bool(starts) and year[-4:] < min(starts)


def _payers(
    zone: Zone, place: Place, payers: Sequence[Financeur], contrat: Contrat | None, noms: Noms
) -> tuple[str, ...]:
    montant = place.montant
    found = financeurs_de(zone.texte, zone.folded, montant.start, montant.end, place.low, place.high, payers)
    # The prefect decides, the State pays.
    mentions = [Mention(f.start, f.end, "État" if _STATE.match(fold(f.nom)) else f.nom) for f in found]
    return tuple(dict.fromkeys(resolve(mentions, contrat or noms.contrat, noms.longs)))


def _with_details(records: Sequence[Financement | None], places: Sequence[Place]) -> Iterator[Financement]:
    """Yield the records of a sentence; an amount that a bracket details is paid by those who pay the details.

    What is paid out of a cost told after it (« sur un coût total de ») becomes a part of it here.
    """
    records = list(records)
    for i, place in enumerate(places):
        part, whole = records[i], records[place.whole] if place.whole is not None else None
        if part and whole and part.objet and not whole.objet and place.whole is not None and place.whole > i:
            records[place.whole] = replace(whole, objet=part.objet)
    detailed: dict[int, list[Financement]] = {}
    for record, place in zip(records, places, strict=True):
        if record and place.parent is not None:
            detailed.setdefault(place.parent, []).append(record)
    for i, (record, place) in enumerate(zip(records, places, strict=True)):
        if record is None:
            continue
        whole = records[place.whole] if place.whole is not None else None
        if whole and place.whole is not None and place.whole > i:
            record = replace(part_of(record, whole), objet=record.objet or whole.objet)
        details = detailed.get(i, [])
        payers = tuple(dict.fromkeys(f for r in details for f in r.financeurs))
        own = [p for p in record.financeurs if not any(finances_through(p, f) for f in payers)]
        yield replace(record, financeurs=tuple(dict.fromkeys((*own, *payers)))) if payers else record
