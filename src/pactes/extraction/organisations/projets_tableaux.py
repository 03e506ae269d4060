"""Reader of the projects and operations that a table lists, a row each: « Opération », « Projet », « Intitulé »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.tableaux import Tableau, build_tableaux, is_numeric
from pactes.model import Projet
from pactes.reading import Document, Span, fold

_OPERATION = re.compile(
    r"^(?:intitules? (?:de l'|du |de la |des )?|noms? (?:de l'|du |des )|libelles? (?:de l'|du |des )?|titres? du )?"
    r"(?:operations?|projets?|chantiers?|amenagements?|travaux|investissements?|intitules?|libelles?"
    r"|(?:fiches? )?actions?)\b"
    r"(?! de (?:loi|territoire))[^|]{0,40}$"
)
# What tells a table of operations from a list of words: who carries them, what they cost, when they are due.
_WITH = re.compile(
    r"\b(?:maitres? d'ouvrage|maitrise d'ouvrage|porteurs?|beneficiaires?|couts?|montants?|budgets?|depenses?|financ\w+"
    r"|subventions?|calendrier|echeances?|annees?|demarrage|communes?|localisation|etat d'avancement|dotations?)\b"
)
_NUMBER = re.compile(r"^(?:[A-Z]?\d{1,2}(?:[.-]\d{1,2})*[.)]?|[A-Z]\d?[.)])\s+(?=\S)")
_TOTAL = re.compile(r"^(?:sous[- ])?tota(?:l|ux)\b|^ensemble$|^cumul\b|^reste\b|^solde\b")


def read_projets_en_tableau(contexte: Contexte) -> Iterator[Projet]:
    """Yield the operations of the document's tables of operations, a row each, totals left out."""
    document = contexte.document
    for tableau in build_tableaux(document):
        rows = ((), *tableau.lignes) if tableau.entete else tableau.lignes
        titles = [fold(_words(document, cell)) for cell in tableau.entete or (rows[0] if rows else ())]
        column = next((i for i, title in enumerate(titles) if _OPERATION.match(title)), None)
        if column is None or not any(_WITH.search(t) for i, t in enumerate(titles) if i != column):
            continue
        yield from _rows(contexte, tableau, rows[1:], column, len(titles))


def _rows(
    contexte: Contexte, tableau: Tableau, rows: tuple[tuple[Span, ...], ...], column: int, width: int
) -> Iterator[Projet]:
    document = contexte.document
    for row in rows:
        nom = _NUMBER.sub("", _words(document, row[column])) if len(row) == width else ""
        if not 4 <= len(nom) <= 200 or _TOTAL.match(fold(nom)) or is_numeric(nom):
            continue
        yield Projet(
            evidence=(document.evidence(row[column].start, row[column].end),),
            regle="projet-tableau",
            confiance=0.8,
            nom=nom,
            statut="prévu" if re.search(r"\bprev|\bprogramm|\bmaquette", fold(tableau.titre)) else None,
        )


def _words(document: Document, cell: Span) -> str:
    return " ".join(document.text[cell.start : cell.end].replace("*", "").split())
