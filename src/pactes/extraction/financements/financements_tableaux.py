"""Amounts in tables: financing plans, with funders, natures or years as columns and operations or funders as rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.contrats_proches import ContratsProches
from pactes.extraction.commun.montants import find_montants
from pactes.extraction.commun.nombres import parse_chiffres
from pactes.extraction.commun.resolution import aliases, signatories_named
from pactes.extraction.commun.sigles import short_names
from pactes.extraction.commun.tableaux import Tableau, build_tableaux
from pactes.extraction.financements.financements_annees import annee_du_titre
from pactes.extraction.financements.financements_colonnes import Colonne, is_number, read_colonnes
from pactes.extraction.financements.financements_regles import is_statistic, nature_de
from pactes.extraction.financements.financements_totaux import add_up_table
from pactes.extraction.financements.financeurs import find_financeurs
from pactes.model import Financement, Nature
from pactes.reading import Document, Span, fold

_PAYERS_HEAD = re.compile(
    r"^(?:co-?)?financeurs?\b|^organismes?\b|^partenaires?\b|^contributeurs?|^(?:source|origine|mode)s? d\w+"
    r" (?:financement|fonds)|^ressources\b|^recettes\b"
)
_TOTAL = re.compile(r"^(?:sous[- ])?totaux?\b|^(?:sous[- ])?total\b|^ensemble$")
_OWN = re.compile(r"^(?:auto-?financement|fonds propres|reste a charge)\b")
_SHARE = re.compile(r"\(?\s?(?P<share>\d{1,3}(?:,\d{1,2})?)\s?%\s?\)?")
_BRACKET = re.compile(r"\s?\((?P<words>[^()]{3,80})\)\s*$")
_COMPLEMENT = re.compile(r"\s(?:de|du|des|d['’]|DE|DU|DES|D['’])\s?(?:\S+ ?){1,5}")
_PART = re.compile(r"dont\b", re.IGNORECASE)
_UNIONS = ("communaute ", "metropole ", "syndicat ")
_KINDS = {
    "epci": _UNIONS, "agglomeration": _UNIONS, "agglo": _UNIONS, "intercommunalite": _UNIONS, "communaute": _UNIONS,
    "commune": ("commune ", "ville "), "communes": ("commune ", "ville "), "ville": ("commune ", "ville "),
    "villes": ("commune ", "ville "), "cc": ("communaute de communes ",), "metropole": ("metropole ",),
}  # fmt: skip
_KEY_FIGURE = re.compile(r"^(?:de |d'|en |pour )")  # « 3,4 M€ | de crédits de l'État »


@dataclass(frozen=True, slots=True)
class _Montant:
    start: int
    end: int
    valeur: Decimal
    approche: bool = False
    par_an: bool = False
    taux: Decimal | None = None


def read_tableaux(contexte: Contexte, proches: ContratsProches) -> Iterator[Financement]:
    """Yield the amounts of the document's tables: cells with a currency, and numbers under a heading of money.

    What a row or a column adds up to is the whole that its cells are parts of.
    """
    document = contexte.document
    longs = aliases(document, contexte.principal)
    parties = tuple(s.signataire for s in contexte.principal.signatures) if contexte.principal else ()
    courts = tuple(sorted(short_names(document)))
    for tableau in build_tableaux(document):
        columns = _costs(_named(read_colonnes(document, tableau), parties, courts, longs))
        section = next(reversed(contexte.plan.path(tableau.lignes[0][0].start)), None) if tableau.lignes else None
        year = annee_du_titre(tableau.titre) or (annee_du_titre(section.title) if section else None)
        by_payer = bool(tableau.entete) and _PAYERS_HEAD.search(fold(columns[0].entete)) is not None
        grid: list[list[list[Financement]]] = []
        totals: list[bool] = []
        for row in tableau.lignes:
            label, owner = _label(document, row, columns), _owner(document, row, columns)
            row_year = next(
                (y for c, k in zip(row, columns, strict=False) if k.dates and (y := _year_in(document, c))), None
            )
            totals.append(_TOTAL.match(fold(label)) is not None)
            paid_by_row = by_payer or (not tableau.entete and _names_payer(label))
            line = []
            for index, cell in enumerate(row):
                column = columns[index] if index < len(columns) else Colonne()
                found = list(_cell(document, proches, cell, label, owner, column))
                found = [replace(f, annee=f.annee or row_year or year) for f in found]
                if by_payer and totals[-1]:
                    found = [replace(f, nature=_given(f.nature)) for f in found]
                line.append([_paid_by_row(f, label) for f in found] if paid_by_row and not totals[-1] else found)
            grid.append(line)
        if any(found for line in grid for found in line):
            yield from add_up_table(grid, totals, columns)


def _named(
    columns: Sequence[Colonne], parties: Sequence[str], courts: tuple[str, ...], longs: Mapping[str, str]
) -> list[Colonne]:
    """Return the columns, those headed « EPCI », « Communes », « CCX » with the parties that these are."""
    named = []
    for column in columns:
        head = " ".join(column.entete.split())
        known = longs.get(fold(head))
        kinds = _KINDS.get(fold(head))
        if known:
            payers: tuple[str, ...] = (known,)
        elif kinds:
            found = tuple(p for p in parties if fold(p).startswith(kinds))
            payers = found if len(found) == 1 or fold(head).endswith("s") else ()
        else:
            payers = signatories_named(head, parties) if column.argent and find_financeurs(head, courts) else ()
        named.append(replace(column, payeurs=payers) if column.argent and payers else column)
    return named


def _costs(columns: list[Colonne]) -> list[Colonne]:
    """Return the columns, the total of several that are each paid by somebody being the cost."""
    paying = [c for c in columns if c.argent and (c.payeurs or c.propre or find_financeurs(c.entete))]
    if len(paying) < 2 or any(c.nature is Nature.COUT_TOTAL for c in columns):
        return columns
    return [
        replace(c, nature=Nature.COUT_TOTAL) if c.total and c.argent and c.nature is None and not c.annee else c
        for c in columns
    ]


def money_cells(document: Document, tableau: Tableau) -> frozenset[int]:
    """Return the offsets of the cells of a table that hold amounts of financing: they measure nothing."""
    columns = read_colonnes(document, tableau)
    found = set()
    for row in tableau.lignes:
        label = _label(document, row, columns)
        for index, cell in enumerate(row):
            column = columns[index] if index < len(columns) else Colonne()
            if any(_amounts(document.text[cell.start : cell.end], label, column)):
                found.add(cell.start)
    return frozenset(found)


def _names_payer(label: str) -> bool:
    """Tell whether a row's label is the name of who pays, brackets apart."""
    name = _BRACKET.sub("", label)
    found = find_financeurs(name)
    if found and found[0].start <= 3 and _COMPLEMENT.fullmatch(name[found[0].end :]):
        return True  # « Caf de l'Ain »
    return 3 * sum(f.end - f.start for f in found) >= 2 * len(name) > 0


def _paid_by_row(record: Financement, label: str) -> Financement:
    """Return an amount of a table with one funder a row: the row's label says who pays, not for what."""
    if record.objet is None or _OWN.match(fold(label)):
        return record
    bracket = _BRACKET.search(label)
    name = _BRACKET.sub("", label)
    whole = _names_payer(label)
    inside = bracket["words"] if bracket else ""
    fund = bool(inside) and bool(find_financeurs(inside))
    named = [f for f in find_financeurs(name) if f.end - f.start >= len(name) - 3]
    payers = record.financeurs if whole and fund else tuple(f.nom for f in named) or (name,)
    return replace(
        record, financeurs=payers, objet=inside if inside and not fund else None, nature=_given(record.nature)
    )


def _given(nature: Nature) -> Nature:
    return Nature.PARTICIPATION if nature in (Nature.NON_PRECISEE, Nature.BUDGET, Nature.ENVELOPPE) else nature


def _year_in(document: Document, cell: Span) -> str | None:
    """Return the year or period that a cell holds and nothing else."""
    words = _words(document, cell)
    return annee_du_titre(words) if len(words) <= 12 else None


def _words(document: Document, cell: Span) -> str:
    return " ".join(document.text[cell.start : cell.end].split())


def _label(document: Document, row: Sequence[Span], columns: Sequence[Colonne]) -> str:
    """Return the words of the first cell that is no number and no name of who carries the operation."""
    for index, cell in enumerate(row):
        words = _words(document, cell)
        porteur = index > 0 and index < len(columns) and columns[index].porteur
        if words.strip(" -–:") and not is_number(fold(words)) and not porteur:
            return words
    return ""


def _owner(document: Document, row: Sequence[Span], columns: Sequence[Colonne]) -> str | None:
    """Return the words of the cell that says who carries the operation, None without."""
    for cell, column in zip(row, columns, strict=False):
        words = _words(document, cell)
        if column.porteur and words.strip(" -–") and not is_number(fold(words)):
            return words
    return None


def _cell(
    document: Document, proches: ContratsProches, cell: Span, label: str, owner: str | None, column: Colonne
) -> Iterator[Financement]:
    text = document.text[cell.start : cell.end]
    folded = fold(text)
    for found in _amounts(text, label, column):
        before = folded[: found.start]
        nature = nature_de(before, folded[found.end :]) or column.nature or nature_de(fold(label), "")
        names = find_financeurs(text[: found.start] + text[found.end :]) or find_financeurs(column.entete)
        names = names or find_financeurs(label)
        payers = column.payeurs or tuple(dict.fromkeys(f.nom for f in names))
        if _PART.match(label) and payers:
            nature = Nature.PARTICIPATION  # « dont État | 1,4 M€ », under a total
        if column.propre and owner:
            payers, nature = (owner,), Nature.PARTICIPATION
        elif column.propre and not column.payeurs:
            nature = nature or Nature.PARTICIPATION
            payers = () if "/" in column.entete else payers  # « Commune/CC »: one or the other
        if nature is Nature.COUT_TOTAL:
            payers = ()
        if nature is None and payers and not column.total:
            nature = Nature.PARTICIPATION
        contrat = proches.at(cell.start, cell.start, cell.end)
        received = nature is Nature.PARTICIPATION and not column.propre
        yield Financement(
            montant=found.valeur,
            nature=nature or Nature.NON_PRECISEE,
            financeurs=payers,
            beneficiaire=owner if received else None,
            objet=_objet(label),
            contrat=contrat.cle if contrat else None,
            annee=column.annee or annee_du_titre(label),
            approche=found.approche,
            periodicite="ANNUAL" if found.par_an else None,
            taux=found.taux,
            evidence=(document.evidence(cell.start + found.start, cell.start + found.end),),
            regle="montant-tableau",
            confiance=0.85 if nature or payers else 0.7,
        )


def _objet(label: str) -> str | None:
    """Return what the row is about, None for a row of totals or one that only says a nature or a payer."""
    folded = fold(label)
    if not label or _TOTAL.match(folded):
        return None
    if _KEY_FIGURE.match(folded):
        return None if nature_de(folded, "") or find_financeurs(label) else label
    return label


def _amounts(text: str, label: str, column: Colonne) -> Iterator[_Montant]:
    """Yield the amounts of a cell that finance something, in euros."""
    folded = fold(text)
    found = [
        _Montant(m.start, m.end, m.valeur, m.approche, m.par_an, _share(folded, m.end))
        for m in find_montants(text)
        if not m.unitaire
    ]
    if not found and column.argent and is_number(folded):
        alone = re.match(r"[-–]?\s*([\dlio][\dlio .,]*?)(?=\s*(?:[^\dlio .,]|$))", folded)
        value = parse_chiffres(alone[1]) if alone else None
        if alone and value is not None:
            found = [_Montant(alone.start(1), alone.end(1), value * column.echelle, taux=_share(folded, alone.end(1)))]
    for montant in found:
        around = (fold(label) + " ", fold(column.entete) + " ", folded[: montant.start])
        if montant.valeur > 0 and not any(is_statistic(words, folded[montant.end :]) for words in around):
            yield montant


def _share(folded: str, end: int) -> Decimal | None:
    match = _SHARE.search(folded, end)
    value = Decimal(match["share"].replace(",", ".")) if match else None
    return value if value is not None and 0 < value <= 100 else None
