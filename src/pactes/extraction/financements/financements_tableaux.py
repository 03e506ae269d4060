"""Amounts in tables: financing plans, with funders or natures as columns and operations as rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pactes.extraction.commun.contrats_proches import ContratsProches
from pactes.extraction.commun.montants import find_montants
from pactes.extraction.commun.nombres import find_nombres
from pactes.extraction.commun.tableaux import Tableau, build_tableaux
from pactes.extraction.financements.financements_regles import annee_de, is_statistic, nature_de
from pactes.extraction.financements.financeurs import find_financeurs
from pactes.model import Financement, Nature
from pactes.reading import Document, Span, fold

_MONEY = re.compile(
    r"€|\beuros?\b|\bmontants?\b|\bcouts?\b|participations?\b|subventions?\b|financements?\b|budgets?\b"
    r"|credits?\b|\b(?:ht|ttc)\b"
    r"|depenses?\b|recettes?\b|enveloppes?\b|plan de financement"
)
_MONEY_HEAD = re.compile(r"\bcouts?\b|\bmontants?\b|participations?\b|subventions?\b|financements?\b|\b(?:ht|ttc)\b")
_PAYERS_HEAD = re.compile(
    r"^(?:co-?)?financeurs?\b|^organismes?\b|^partenaires? financiers?|^contributeurs?|^(?:source|origine|mode)s? d\w+"
    r" (?:financement|fonds)|^ressources\b|^recettes\b"
)
_TOTAL = re.compile(r"^(?:sous[- ])?totaux?\b|^(?:sous[- ])?total\b|^ensemble$")
_OWN = re.compile(r"^(?:auto-?financement|fonds propres|reste a charge)\b")
_SCALES = (
    (re.compile(r"\b(?:en )?(?:k ?€|milliers d'euros|keuros?)"), 1000),
    (re.compile(r"\b(?:en )?(?:m ?€|millions d'euros)"), 10**6),
)
_NUMBER_CELL = re.compile(r"^[-–]?\s?\d[\d\s.,]*\s?(?:€|euros?|k ?€|m ?€|eur)?\s?(?:ht|ttc)?\*?$")
_NO_MONEY = re.compile(r"%|taux|nombre|\bnb\b|annee|date|echeance|duree|population|habitants|effectif|surface|\bn°")


@dataclass(frozen=True, slots=True)
class _Colonne:
    entete: str
    argent: bool
    echelle: int


def read_tableaux(document: Document, proches: ContratsProches) -> Iterator[Financement]:
    """Yield the amounts of the document's tables: cells with a currency, and numbers under a heading of money."""
    for tableau in build_tableaux(document):
        columns = _columns(document, tableau)
        by_payer = bool(columns) and _PAYERS_HEAD.search(fold(columns[0].entete)) is not None
        for row in tableau.lignes:
            label = _label(document, row)
            for index, cell in enumerate(row):
                column = columns[index] if index < len(columns) else _Colonne("", False, 1)
                found = _cell(document, proches, cell, label, column)
                yield from (_paid_by_row(f, label) for f in found) if by_payer else found


def _paid_by_row(record: Financement, label: str) -> Financement:
    """Return an amount of a table with one funder a row: the row's label says who pays, not for what."""
    if record.objet is None or _OWN.match(fold(label)):
        return record
    named = find_financeurs(label)
    whole = 3 * sum(f.end - f.start for f in named) >= 2 * len(label)
    payers = record.financeurs if whole else (label,)
    return replace(record, financeurs=payers, objet=None, nature=_given(record.nature))


def _given(nature: Nature) -> Nature:
    return Nature.PARTICIPATION if nature is Nature.NON_PRECISEE else nature


def money_cells(document: Document, tableau: Tableau) -> frozenset[int]:
    """Return the offsets of the cells of a table that hold amounts of financing: they measure nothing."""
    columns = _columns(document, tableau)
    found = set()
    for row in tableau.lignes:
        label = _label(document, row)
        for index, cell in enumerate(row):
            column = columns[index] if index < len(columns) else _Colonne("", False, 1)
            if any(_amounts(document.text[cell.start : cell.end], label, column)):
                found.add(cell.start)
    return frozenset(found)


def _columns(document: Document, tableau: Tableau) -> list[_Colonne]:
    titles = [" ".join(document.text[c.start : c.end].split()) for c in tableau.entete]
    around = fold(tableau.titre + " " + " ".join(titles))
    table_scale = next((scale for pattern, scale in _SCALES if pattern.search(around)), 1)
    table_money = re.search(r"€|\beuros?\b|plan de financement|\bmontants?\b", around) is not None
    table_money = table_money or any(_MONEY_HEAD.search(fold(title)) for title in titles)
    columns = []
    for title in titles:
        folded = fold(title)
        own = next((scale for pattern, scale in _SCALES if pattern.search(folded)), None)
        money = not _NO_MONEY.search(folded) and (
            _MONEY.search(folded) is not None or (table_money and bool(find_financeurs(title)))
        )
        columns.append(_Colonne(title, money, own or table_scale))
    return columns


def _label(document: Document, row: Sequence[Span]) -> str:
    for cell in row:
        words = " ".join(document.text[cell.start : cell.end].split())
        if words and not _NUMBER_CELL.match(fold(words)):
            return words
    return ""


def _cell(
    document: Document, proches: ContratsProches, cell: Span, label: str, column: _Colonne
) -> Iterator[Financement]:
    text = document.text[cell.start : cell.end]
    folded = fold(text)
    for start, end, value, rough in _amounts(text, label, column):
        before = folded[:start]
        heading = fold(column.entete)
        nature = nature_de(before, folded[end:]) or nature_de(heading, "") or nature_de(fold(label), "")
        names = find_financeurs(text[:start] + text[end:]) or find_financeurs(column.entete) or find_financeurs(label)
        payers = tuple(dict.fromkeys(f.nom for f in names))
        if nature is Nature.COUT_TOTAL:
            payers = ()
        contrat = proches.at(cell.start, cell.start, cell.end)
        yield Financement(
            montant=value,
            nature=nature or (Nature.PARTICIPATION if payers else Nature.NON_PRECISEE),
            financeurs=payers,
            objet=label if label and not _TOTAL.match(fold(label)) else None,
            contrat=contrat.cle if contrat else None,
            annee=annee_de(f"{label} {column.entete}", 0, 0),
            approche=rough,
            evidence=(document.evidence(cell.start + start, cell.start + end),),
            regle="montant-tableau",
            confiance=0.85 if nature or payers else 0.7,
        )


def _amounts(text: str, label: str, column: _Colonne) -> Iterator[tuple[int, int, Decimal, bool]]:
    """Yield the amounts of a cell that finance something: offsets, value in euros, whether it is rough."""
    folded = fold(text)
    found = [(m.start, m.end, m.valeur, m.approche) for m in find_montants(text) if not m.unitaire]
    if not found and column.argent and _NUMBER_CELL.match(folded):
        found = [(n.start, n.end, n.valeur * column.echelle, False) for n in list(find_nombres(text))[:1]]
    for start, end, value, rough in found:
        around = (fold(label) + " ", fold(column.entete) + " ", folded[:start])
        if value > Decimal(0) and not any(is_statistic(words, folded[end:]) for words in around):
            yield start, end, value, rough
