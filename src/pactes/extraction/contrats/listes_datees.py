"""Reader of the contracts that the card of a family lists by their places and dates.

« Ville A et Ville B, avec la communauté C (convention du 20 avril 2021) »: the contract of the card's family with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pactes.extraction.commun.cles import cle
from pactes.extraction.commun.dates import find_dates
from pactes.extraction.commun.parties import find_parties
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.extraction.contrats.fiches_noms import FicheLue, name_cartes
from pactes.model import Contrat, Evidence, Signature, StatutContrat, Valeur
from pactes.reading import BlockKind, Document

__all__ = ["read_listes_datees"]

REGLE = "liste-datee"
_PLACE = r"[A-ZÀ-ÖØ-Þ][\w’'-]+(?: (?:de |du |la |le |les |en |sur |l['’])?[A-ZÀ-ÖØ-Þ][\w’'-]+){0,4}"
_ITEM = re.compile(
    rf"(?P<lieux>{_PLACE}(?:(?:, | et ){_PLACE}){{0,8}})(?:, avec (?P<avec>[^()]{{3,160}}?))?\s?"
    r"\((?P<quoi>(?:convention|contrat|accord|protocole|charte)[^()\d]{0,40}? )?(?:signée? |conclue? )?(?:du|le|en) "
    r"(?P<date>[^()]{4,30})\)\W*$"
)
_AND = re.compile(r", | et ")
_KIND = re.compile(r"^(?:contrat|convention|pacte|charte|protocole|accord)(?:-cadre)?(?: d['’e]\w*)? ")


def read_listes_datees(document: Document) -> tuple[Contrat, ...]:
    """Return one contract for each item of a card that gives places and a date, in the order of the text."""
    cards = [lue for lue in name_cartes(document) if lue.dispositif and not lue.instance]
    if not cards:
        return ()
    items = [unite for unite in build_unites(document) if unite.kind is BlockKind.ITEM]
    return tuple(
        contrat
        for lue in cards
        for unite in items
        if lue.carte.start <= unite.start < lue.carte.end
        for contrat in _contract(document, unite, lue)
    )


def _contract(document: Document, unite: Unite, lue: FicheLue) -> Iterator[Contrat]:
    match = _ITEM.match(unite.texte)
    date = next(find_dates(match["date"]), None) if match else None
    if match is None or date is None or lue.dispositif is None:
        return
    kind = lue.dispositif.nom
    lead = f"{match['quoi'].strip()} {_KIND.sub('', kind)}" if match["quoi"] else kind
    titre = f"{lead[:1].upper()}{lead[1:]} – {match['lieux']}"
    at = match.start("date")
    yield Contrat(
        cle=cle(titre),
        titre=titre,
        type_contrat=kind,
        statut=StatutContrat.CONCLU,
        territoires=tuple(_AND.split(match["lieux"])),
        dates_signature=(Valeur(date.value, _evidence(document, unite, at + date.start, at + date.end)),),
        signatures=tuple(_parties(document, unite, match)),
        evidence=(document.evidence(unite.start, unite.end),),
        regle=REGLE,
        confiance=0.75,
    )


def _parties(document: Document, unite: Unite, match: re.Match[str]) -> Iterator[Signature]:
    position = match.start("lieux")
    for town in _AND.split(match["lieux"]):
        start = unite.texte.index(town, position)
        position = start + len(town)
        yield Signature(
            signataire=town, evidence=(_evidence(document, unite, start, position),), regle=REGLE, confiance=0.7
        )
    if match["avec"]:
        base = match.start("avec")
        for party in find_parties(match["avec"]):
            where = _evidence(document, unite, base + party.start, base + party.end)
            yield Signature(signataire=party.nom, evidence=(where,), regle=REGLE, confiance=0.7)


def _evidence(document: Document, unite: Unite, start: int, end: int) -> Evidence:
    span = unite.span(start, end)
    return document.evidence(span.start, span.end)
