"""Totals of tables: against the sum of their column or row, and against what a sentence of the same section says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.nombres import NOMBRE, parse_nombre
from pactes.extraction.commun.tableaux import Tableau, build_tableaux, is_numeric
from pactes.extraction.contradictions.comparaisons import racines
from pactes.extraction.contradictions.conflits import Conflit
from pactes.extraction.contradictions.conflits_sommes import plain
from pactes.model import Extraction, Financement, GenreContradiction, Nature
from pactes.reading import Block, BlockKind, Document, Span, fold

_TOTAL = re.compile(r"^\W*(?:total(?: general)?|ensemble)\W*$")
_NUMBER = re.compile(rf"^\s*(?P<n>{NOMBRE})\s?(?:€|euros?)?\W*$")
_ALL = re.compile(
    r"\bles (?:parties|signataires|partenaires|financeurs)\b[^.;]{0,30}\b(?:consacr|apport|mobilis|engag)"
)
_ENSEMBLE = re.compile(
    r"\b(?:l'ensemble|au total|en tout|tous postes confondus) (?:represente|s'eleve|atteint|coute|:|,)"
)
_FOOT = re.compile(r"\W*(?:total|ensemble)\b")
IN_TABLE = "montant-tableau"  # the rule that reads the cells of tables as amounts
_WHOLES = (Nature.ENVELOPPE, Nature.BUDGET, Nature.COUT_TOTAL)
_ABOVE = 200  # characters between an amount and the table that details it
_EMPTY = re.compile(r"^[\s\-–—./]*$")
_CLOSE = Decimal("0.15")
# What says that a sentence gives the whole and not a part of it.
_WHOLE = re.compile(
    r"\b(?:effort|participation|contribution|part|concours|dotation|credits?|engagement|total|s'elevent?|au total)\b"
)


def find_table_conflicts(contexte: Contexte, extraction: Extraction) -> Iterator[Conflit]:
    """Yield the totals of tables that are not what they should be."""
    document = contexte.document
    for tableau in build_tableaux(document):
        yield from _rows(document, tableau)
        total = next((row for row in tableau.lignes if row and _TOTAL.match(fold(_words(document, row[0])))), None)
        if total is None or len(tableau.entete) != len(total):
            continue
        rows = [row for row in tableau.lignes[: tableau.lignes.index(total)] if len(row) == len(total)]
        for index in range(1, len(total)):
            said = _value(document, total[index])
            if said is None or len(rows) < 2:
                continue
            yield from _column(document, tableau, rows, total[index], index, said)
    yield from _sentences(contexte, extraction)
    yield from _announced(document, extraction)


def _rows(document: Document, tableau: Tableau) -> Iterator[Conflit]:
    """A last column « Total », against the sum of the figures of its row."""
    if len(tableau.entete) < 4 or not _TOTAL.match(fold(_words(document, tableau.entete[-1]))):
        return
    heads = [fold(_words(document, cell)) for cell in tableau.entete[1:-1]]
    if any(re.search(r"%|\btaux\b|\bpart\b|\btotal\b|\bcout\b", head) for head in heads):
        return
    for row in tableau.lignes:
        values = [_value(document, cell) for cell in row[1:]]
        blank = all(v is not None or _EMPTY.match(_words(document, c)) for v, c in zip(values, row[1:], strict=True))
        if len(row) != len(tableau.entete) or not blank or values[-1] is None:
            continue
        parts = [v for v in values[:-1] if v is not None]
        said, listed = values[-1], sum(parts, Decimal(0))
        if len(parts) < 2 or listed == said or abs(listed - said) > _CLOSE * said:
            continue
        yield Conflit(
            f"total de la ligne « {_words(document, row[0])} » et somme de ses colonnes",
            GenreContradiction.SOMME,
            (
                (f"{plain(listed)} par addition", row[1].start, row[-2].end),
                (_words(document, row[-1]), row[-1].start, row[-1].end),
            ),
            "somme-de-ligne",
            0.9,
            propriete="montant",
        )


def _words(document: Document, cell: Span) -> str:
    return " ".join(document.text[cell.start : cell.end].replace("*", "").split())


def _value(document: Document, cell: Span) -> Decimal | None:
    match = _NUMBER.match(fold(_words(document, cell)))
    return parse_nombre(match["n"]) if match else None


def _column(
    document: Document, tableau: Tableau, rows: list[tuple[Span, ...]], total: Span, index: int, said: Decimal
) -> Iterator[Conflit]:
    values = [_value(document, row[index]) for row in rows]
    blank = all(
        v is not None or _EMPTY.match(_words(document, row[index])) for v, row in zip(values, rows, strict=True)
    )
    listed = sum((v for v in values if v is not None), Decimal(0))
    title = _words(document, tableau.entete[index])
    if not blank or listed == said or abs(listed - said) > _CLOSE * said or not is_numeric(_words(document, total)):
        return
    first = next((row[index] for row, v in zip(rows, values, strict=True) if v is not None), rows[0][index])
    yield Conflit(
        f"total du tableau et somme de la colonne « {title} »",
        GenreContradiction.SOMME,
        ((f"{plain(listed)} par addition", first.start, first.end), (_words(document, total), total.start, total.end)),
        "somme-de-colonne",
        0.9,
        propriete="montant",
    )


def _sentences(contexte: Contexte, extraction: Extraction) -> Iterator[Conflit]:
    """« L'effort de l'État s'élève à 3 131 000 € », beside a table whose total for the State is another."""
    document = contexte.document
    totals = [
        f
        for f in extraction.financements
        if f.regle == IN_TABLE and not f.objet and _FOOT.match(document.folded, _row_start(document, f))
    ]
    for total in totals:
        place = total.evidence[0]
        path = contexte.plan.path(place.start)
        start, end = (path[-1].start, path[-1].end) if path else (0, len(document.text))
        for amount in extraction.financements:
            said = amount.evidence[0]
            if amount.regle == IN_TABLE or not start <= said.start < end or amount.montant == total.montant:
                continue
            years = {y for y in (amount.annee, total.annee) if y}
            far = abs(amount.montant - total.montant) > _CLOSE * total.montant
            if far or amount.approche or len(years) > 1 or not _told(document, amount, total):
                continue
            who = " et ".join(total.financeurs) or ("coût total" if total.nature is Nature.COUT_TOTAL else "ensemble")
            yield Conflit(
                f"total du tableau et montant dit dans le texte : {who}",
                GenreContradiction.VALEUR,
                (
                    (f"{plain(amount.montant)} €", said.start, said.end),
                    (f"{plain(total.montant)} €", place.start, place.end),
                ),
                "total-de-tableau",
                0.85,
                propriete="montant",
            )


def _announced(document: Document, extraction: Extraction) -> Iterator[Conflit]:
    """« Enveloppe : 2,36 M€ de X », above a table without a total whose amounts of X make another sum."""
    tables: dict[tuple[int, tuple[str, ...]], list[Financement]] = defaultdict(list)
    told = [f for f in extraction.financements if f.regle != IN_TABLE and f.nature in _WHOLES and not f.approche]
    for amount in extraction.financements:
        block = document.block_at(amount.evidence[0].start) if amount.regle == IN_TABLE else None
        if block is not None:
            tables[first_row(document, block).start, amount.financeurs].append(amount)
    for (start, funders), amounts in sorted(tables.items()):
        listed = sum((a.montant for a in amounts), Decimal(0))
        objects = {a.objet for a in amounts}
        for said in told:
            place = said.evidence[0]
            alone = funders and said.financeurs == funders and 0 <= start - place.end <= _ABOVE
            if not alone or len(amounts) < 2 or None in objects or len(objects) != len(amounts):
                continue
            if listed != said.montant and abs(listed - said.montant) <= _CLOSE * said.montant:
                rows = amounts[0].evidence[0], amounts[-1].evidence[0]
                yield Conflit(
                    f"montant annoncé et somme du tableau : {' et '.join(funders)}",
                    GenreContradiction.SOMME,
                    (
                        (place.quote, place.start, place.end),
                        (f"{plain(listed)} € par addition", rows[1].start, rows[1].end),
                    ),
                    "montant-et-tableau",
                    0.8,
                    propriete="montant",
                )


def first_row(document: Document, block: Block) -> Block:
    """Return the first of the rows that follow each other up to ``block``."""
    index = document.index_of(block)
    while index > 0 and document.blocks[index - 1].kind in (BlockKind.ROW, BlockKind.FURNITURE):
        index -= 1
    return document.blocks[index]


def _row_start(document: Document, amount: Financement) -> int:
    return document.line_span(document.line_of(amount.evidence[0].start)).start


def _told(document: Document, amount: Financement, total: Financement) -> bool:
    """Whether the sentence of an amount tells the whole that a total gives: the same payer, or the whole cost."""
    place = amount.evidence[0]
    line = document.line_span(max(1, document.line_of(place.start) - 1))  # a sentence that a line end cut
    before = re.split(r"[.;](?=\s)", document.folded[line.start : place.start])[-1]
    if not _WHOLE.search(before) and not _ALL.search(before) and not _ENSEMBLE.search(before):
        return False
    if not total.financeurs:
        same_cost = amount.nature is total.nature is Nature.COUT_TOTAL
        whole = total.nature is Nature.COUT_TOTAL and not amount.financeurs and _ENSEMBLE.search(before) is not None
        return same_cost or whole or (_ALL.search(before) is not None and len(amount.financeurs) != 1)
    words = racines(" ".join(amount.financeurs) or before)
    return any(racines(payer) <= words for payer in total.financeurs)
