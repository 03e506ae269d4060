"""Reader of inventories of contracts: a card of labelled lines under a contract's name, or a row of a table for each.

« CRTE du X » / « Signé le : 3 mai 2021 » / « Signataires : État ; communauté de communes du X » / « Durée : 6 ans
(2021-2026) »; « | Convention | Signée le | Avec | Expire le | ». What is to come (« Signature prévue : … ») is planned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pactes.extraction.commun.cles import cle
from pactes.extraction.commun.dates import find_dates, find_durations, find_intervals, find_periods, find_years
from pactes.extraction.commun.noms_de_contrats import NomDeContrat, find_noms
from pactes.extraction.commun.noms_de_parties import clean_name
from pactes.extraction.commun.parties import find_parties
from pactes.extraction.contrats.representants import read_representative
from pactes.model import Contrat, Evidence, Signature, StatutContrat, Valeur
from pactes.reading import Block, BlockKind, Document, Span, fold

__all__ = ["read_inventaires"]

REGLE_CARTE, REGLE_LIGNE = "carte-de-contrat", "ligne-de-contrats"
_LABEL = re.compile(r"^\W*(?P<label>[^:.\n|]{3,40}?)\s?(?::|\.{3,}|…+|\s{3,})\s*(?=\S)")
_SIGNED = re.compile(
    r"(?:contrat |convention )?(?:signee? le|conclue? le|date de (?:la )?signature|signature|signee?)\b"
)
_PARTIES = re.compile(
    r"(?:les |futurs? )?(?:signataires?|co-?signataires?|parties(?: prenantes| signataires)?|partenaires signataires"
    r"|signee? (?:par|avec|entre)|conclue? (?:avec|entre)|avec)\b(?! non)"
)
_LASTS = re.compile(r"(?:duree|periode|validite|calendrier)\b")
_ENDS = re.compile(r"(?:echeance|terme|fin|expire(?: le)?|date de fin|jusqu'au)\b")
_STARTS = re.compile(r"(?:debut|prise d'effet|entree en vigueur|date d'effet)\b")
_NAMES = re.compile(
    r"^\W*(?:contrats?|conventions?|dispositifs?|intitules?|noms?(?: du contrat)?|demarches?|documents?)\W*$"
)
_PLANNED = re.compile(r"\b(?:prevue?|futurs?|envisagee?|a venir|attendue?)\b")
_NUMBER = re.compile(r"^\W*(?:\d{1,2}|[ivx]{1,4}|[a-z])\s?[/.)°–-]\s*|^[\W_]+", re.IGNORECASE)
_BETWEEN = re.compile(r"[;,](?![^()]{0,80}\))|\set\s(?=l['’ae])")
_ASIDE = re.compile(r"\([^()\n]{2,80}\)")
# « Le CPER en un coup d'œil »: the card of the contract that the text is about
_SUMMARY = re.compile(r"\s+en (?:un coup|bref|chiffres|quelques|resume)\b.*$|\s?: (?:l'essentiel|reperes|fiche).*$")
_LINES = 9  # labelled lines of a card
_TITLE = 140


@dataclass
class _Lu:
    """What a card or a row says of its contract."""

    signe: list[Valeur] = field(default_factory=list)
    debut: list[Valeur] = field(default_factory=list)
    fin: list[Valeur] = field(default_factory=list)
    duree: list[Valeur] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)
    prevu: bool = False

    @property
    def told(self) -> bool:
        return bool(self.signe or self.signatures or (self.debut and self.fin) or self.prevu)


def read_inventaires(document: Document) -> tuple[Contrat, ...]:
    """Return the contracts that cards and tables of the document list, in the order of the text."""
    blocks = [b for b in document.blocks if b.kind not in (BlockKind.FURNITURE, BlockKind.TOC)]
    found = [*_cards(document, blocks), *_rows(document, blocks)]
    return tuple(sorted(found, key=lambda c: c.evidence[0].start))


def _cards(document: Document, blocks: Sequence[Block]) -> Iterator[Contrat]:
    for index, block in enumerate(blocks[:-1]):
        if block.kind is BlockKind.ROW or block.end - block.start > _TITLE:
            continue
        title = _title(document, block.start, block.end)
        if title is None:
            continue
        lu, labelled = _Lu(), 0
        for line in blocks[index + 1 : index + 1 + _LINES]:
            label = _LABEL.match(document.folded[line.start : line.end])
            if label is None or line.kind is BlockKind.ROW:
                break
            labelled += 1
            _read(document, lu, label["label"].strip(), Span(line.start + label.end(), line.end), REGLE_CARTE)
        if labelled >= 2 and lu.told:
            yield _contrat(document, *title, lu, REGLE_CARTE)


def _rows(document: Document, blocks: Sequence[Block]) -> Iterator[Contrat]:
    heads: list[str] | None = None
    for block in blocks:
        if block.kind is not BlockKind.ROW:
            heads = None
            continue
        words = [document.folded[c.start : c.end].strip() for c in block.cells]
        name = next((i for i, word in enumerate(words) if _NAMES.match(word)), None)
        if heads is None or name is not None:
            known = any(p.match(w) for w in words for p in (_SIGNED, _PARTIES, _ENDS))
            heads = words if name is not None and known else None
            continue
        named = next((i for i, head in enumerate(heads) if _NAMES.match(head)), 0)
        if named >= len(block.cells):
            continue
        title = _title(document, block.cells[named].start, block.cells[named].end)
        if title is None:
            continue
        lu = _Lu()
        for head, cell in zip(heads, block.cells, strict=False):
            if cell.end > cell.start:
                _read(document, lu, head, cell, REGLE_LIGNE)
        if lu.told:
            yield _contrat(document, *title, lu, REGLE_LIGNE)


def _title(document: Document, start: int, end: int) -> tuple[NomDeContrat, Span] | None:
    """Return the contract that a line or a cell is the name of: nothing but its name, with the place that it is of."""
    text = document.text[start:end]
    lead = _NUMBER.match(text)
    at = lead.end() if lead else 0
    summary = _SUMMARY.search(fold(text))
    if summary:
        text, end = text[: summary.start()], start + summary.start()
    noms = find_noms(text[at:])
    if not noms or noms[0].pluriel or text.rstrip().endswith((".", ";", ":", ",")):
        return None
    if noms[0].territoire is None and not (summary and noms[0].dispositif and not noms[0].dispositif.generique):
        return None
    before, after = text[at : at + noms[0].start], text[at + noms[0].end :]
    if len(before.split()) > 2 or re.search(r"\b(?:est|sont|a|ont|sera)\b|[.?!]", fold(after)) or len(after) > 50:
        return None
    titre = " ".join((noms[0].titre if summary else text[at:]).split())
    return replace(noms[0], titre=titre), Span(start + at, end)


def _read(document: Document, lu: _Lu, label: str, value: Span, rule: str) -> None:
    text = document.text[value.start : value.end]
    planned = bool(_PLANNED.search(label))
    if _PARTIES.match(label):
        _read_parties(document, lu, value, planned, rule)
    elif _SIGNED.match(label):
        lu.prevu = lu.prevu or planned or bool(_PLANNED.search(fold(text)[:24]))
        date = next(iter([*find_dates(text), *find_years(text)]), None)
        if date and not lu.prevu:
            lu.signe.append(Valeur(date.value, _where(document, value, date.start, date.end)))
    elif _LASTS.match(label):
        interval = next(find_intervals(text), None)
        period = next(find_periods(text), None)
        if interval:
            first, last = interval
            lu.debut.append(Valeur(first.value, _where(document, value, first.start, first.end)))
            lu.fin.append(Valeur(last.value, _where(document, value, last.start, last.end)))
        elif period:
            lu.debut.append(Valeur(period.start_year, _where(document, value, period.start, period.end)))
            lu.fin.append(Valeur(period.end_year, _where(document, value, period.start, period.end)))
        said = next(find_durations(f"durée : {text}"), None)
        if said:
            lu.duree.append(Valeur(said.value, document.evidence(value.start, value.end)))
    elif _ENDS.match(label) or _STARTS.match(label):
        date = next(iter([*find_dates(text), *find_years(text)]), None)
        if date:
            where = Valeur(date.value, _where(document, value, date.start, date.end))
            (lu.fin if _ENDS.match(label) else lu.debut).append(where)


def _read_parties(document: Document, lu: _Lu, value: Span, planned: bool, rule: str) -> None:
    text = document.text[value.start : value.end]
    position = 0
    for border in [*_BETWEEN.finditer(text), None]:
        stop = border.start() if border else len(text)
        piece = _ASIDE.sub(lambda aside: " " * len(aside.group()), text[position:stop])
        said = _ASIDE.search(text, position, stop)
        person, role = read_representative(said.group()[1:-1]) if said else (None, None)
        party = next(iter(find_parties(piece)), None)
        name = party.nom if party else clean_name(piece)
        if 2 < len(name) <= 90 and re.search(r"[A-ZÀ-Þ]", name) and not re.search(r"\d{3}", name):
            first = len(piece) - len(piece.lstrip()) if party is None else party.start
            last = len(piece.rstrip()) if party is None else party.end
            lu.signatures.append(
                Signature(
                    signataire=name,
                    representant=person,
                    qualite=role or (party.qualite if party else None),
                    prevue=planned or lu.prevu,
                    evidence=(_where(document, value, position + first, position + last),),
                    regle=f"{rule}-parties",
                    confiance=0.75,
                )
            )
        position = border.end() if border else stop


def _where(document: Document, value: Span, start: int, end: int) -> Evidence:
    return document.evidence(value.start + start, value.start + end)


def _contrat(document: Document, nom: NomDeContrat, span: Span, lu: _Lu, rule: str) -> Contrat:
    kind = nom.dispositif.nom if nom.dispositif else nom.tete
    period = nom.periode
    where = document.evidence(span.start, span.end)
    return Contrat(
        cle=cle(nom.titre),
        titre=nom.titre[:1].upper() + nom.titre[1:],
        type_contrat=kind,
        statut=StatutContrat.PREVU if lu.prevu else StatutContrat.CONCLU,
        territoires=(nom.territoire,) if nom.territoire else (),
        dates_signature=tuple(lu.signe[:1]),
        debuts=tuple(lu.debut[:1]) or ((Valeur(period[0], where),) if period else ()),
        fins=tuple(lu.fin[:1]) or ((Valeur(period[1], where),) if period else ()),
        durees=tuple(lu.duree[:1]),
        signatures=tuple({fold(s.signataire): s for s in lu.signatures}.values()),
        evidence=(where,),
        regle=rule,
        confiance=0.8,
    )
