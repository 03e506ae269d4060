"""Reader of the contracts that a page lists as cards: the name of a place, then short lines of what is said of it.

« + Haut Pays » / « Communauté de communes du Haut Pays (12 communes) » / « Signé à X le 3 mai 2022 »: one contract of
the family that the page or the part is about. One card alone is no list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pactes.extraction.commun.cles import cle
from pactes.extraction.commun.dates import DateFound, find_dates, find_periods, find_years
from pactes.extraction.commun.familles import au_singulier, find_familles
from pactes.extraction.commun.parties import Partie, find_parties
from pactes.model import Contrat, Evidence, Signature, StatutContrat, Valeur
from pactes.reading import Block, BlockKind, Document, fold
from pactes.reference import Dispositif

__all__ = ["read_cartes_de_lieux"]

REGLE = "carte-de-lieu"
_SIGNED = re.compile(
    r"^\W*(?:(?:contrat |convention |pacte )?(?:signe|conclu|paraphe)e?s?\b|(?:date de )?signature\b|signataires?\s?:)"
)
_PLANNED = re.compile(r"\b(?:prevue?|attendue?|programmee?|a venir|d'ici|envisagee?)\b")
_NAME = re.compile(r"^[\W_]*(?P<nom>[A-ZÀ-ÖØ-Þ][^.;:!?()|]{1,60}?)\s*$")
_SUPPORTS = re.compile(r"\b(?:soutient|propose|accompagne|contractualise|conclut|signe|passe|engage|finance)\b")
_LINES = 4  # lines of a card after its name
_SHORT = 110
_MOST = 400  # cards of one list


@dataclass(frozen=True, slots=True)
class _Carte:
    nom: tuple[int, int]  # offsets of the place's name
    lieu: str
    signe: tuple[Block, DateFound | None, bool]  # the line of the signing, its date, whether it is still to come
    partie: tuple[Block, Partie] | None


@dataclass(frozen=True, slots=True)
class _Famille:
    dispositif: Dispositif
    titre: str
    periode: tuple[str, str, Evidence] | None
    commun: tuple[Partie, Evidence] | None


def read_cartes_de_lieux(document: Document) -> tuple[Contrat, ...]:
    """Return one contract for each card of a list of places, in the order of the text; empty without such a list."""
    blocks = [b for b in document.blocks if b.kind not in (BlockKind.FURNITURE, BlockKind.TOC)]
    cards = list(_cards(document, blocks))
    famille = _famille(document, [b for b in blocks if cards and b.start < cards[0].nom[0]]) if len(cards) > 1 else None
    return tuple(_contract(document, card, famille) for card in cards) if famille else ()


def _cards(document: Document, blocks: Sequence[Block]) -> Iterator[_Carte]:
    last = -1
    for index, block in enumerate(blocks):
        signed = _signing(document, block)
        if signed is None:
            continue
        party: tuple[Block, Partie] | None = None
        for at in range(index - 1, max(last, index - 1 - _LINES), -1):
            line = blocks[at]
            text = document.block_text(line)
            named = find_parties(text) if len(text) <= _SHORT else ()
            above = blocks[at - 1] if at - 1 > last else None
            if party is None and named and named[0].start <= 4 and above and _is_name(document, above):
                party = (line, named[0])  # who signs stands under the name of the place
                continue
            name = _NAME.match(text)
            if name and _is_name(document, line):
                start = line.start + name.start("nom")
                yield _Carte((start, start + len(name["nom"])), name["nom"], signed, party)
                last = index
            break


def _is_name(document: Document, line: Block) -> bool:
    """Tell whether a line may be the name of a place: short, and no name of contracts, no sentence."""
    text = document.block_text(line)
    return (
        line.kind is not BlockKind.ROW
        and _NAME.match(text) is not None
        and _signing(document, line) is None
        and not re.search(r"\bcontrats?\b|\bconventions?\b|\bsign", fold(text))
        and not find_familles(text)
    )


def _signing(document: Document, line: Block) -> tuple[Block, DateFound | None, bool] | None:
    text = document.block_text(line)
    folded = fold(text)
    if not _SIGNED.match(folded) or len(text) > _SHORT:
        return None
    date = next(iter([*find_dates(text), *find_years(text)]), None)
    planned = bool(_PLANNED.search(folded))
    return (line, date, planned) if date is not None or planned else None


def _famille(document: Document, before: Sequence[Block]) -> _Famille | None:
    """Return the family that the text before the cards is about: the only one that short lines name in the plural."""
    named = [
        (block, mention)
        for block in before
        if block.end - block.start <= _SHORT
        for mention in find_familles(document.block_text(block))
        if mention.pluriel and len(mention.dispositif.nom.split()) > 1
    ]
    if not named or len({m.dispositif.slug for _, m in named}) > 1:
        return None
    dispositif = named[0][1].dispositif
    periods = (
        (p.start_year, p.end_year, document.evidence(block.start + p.start, block.start + p.end))
        for block, mention in named
        for p in find_periods(document.block_text(block))
        if 0 <= p.start - mention.end <= 3
    )
    return _Famille(
        dispositif, au_singulier(dispositif.nom), next(periods, None), _common(document, before, dispositif)
    )


def _common(document: Document, before: Sequence[Block], dispositif: Dispositif) -> tuple[Partie, Evidence] | None:
    """Return the institution that the text says offers them: « avec les contrats, le Département soutient »."""
    for block in before:
        text = document.block_text(block)
        for mention in find_familles(text):
            if mention.dispositif is not dispositif or not mention.pluriel:
                continue
            supports = _SUPPORTS.search(fold(text), mention.end, mention.end + 140)
            parties = find_parties(text[mention.end : supports.start()]) if supports else ()
            if len(parties) == 1 and not re.search(r"[.;:]", text[mention.end : mention.end + parties[0].start]):
                at = block.start + mention.end
                return parties[0], document.evidence(at + parties[0].start, at + parties[0].end)
    return None


def _contract(document: Document, card: _Carte, famille: _Famille) -> Contrat:
    line, date, planned = card.signe
    years = f" {famille.periode[0]}-{famille.periode[1]}" if famille.periode else ""
    titre = f"{famille.titre[:1].upper()}{famille.titre[1:]}{years} – {card.lieu}"
    signatures = []
    if famille.commun:
        signatures.append(_signature(famille.commun[0].nom, famille.commun[1], planned))
    if card.partie:
        block, party = card.partie
        where = document.evidence(block.start + party.start, block.start + party.end)
        signatures.append(_signature(party.nom, where, planned))
    signed = date is not None and not planned
    return Contrat(
        cle=cle(titre),
        titre=titre,
        type_contrat=famille.dispositif.nom,
        statut=StatutContrat.PREVU if planned else StatutContrat.CONCLU,
        territoires=(card.lieu,),
        dates_signature=(Valeur(date.value, document.evidence(line.start + date.start, line.start + date.end)),)
        if date is not None and signed
        else (),
        debuts=(Valeur(famille.periode[0], famille.periode[2]),) if famille.periode else (),
        fins=(Valeur(famille.periode[1], famille.periode[2]),) if famille.periode else (),
        signatures=tuple(signatures),
        evidence=(document.evidence(*card.nom), document.evidence(line.start, line.end)),
        regle=REGLE,
        confiance=0.75,
    )


def _signature(nom: str, where: Evidence, planned: bool) -> Signature:
    return Signature(signataire=nom, prevue=planned, evidence=(where,), regle=REGLE, confiance=0.7)
