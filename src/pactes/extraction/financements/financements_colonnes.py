"""What the columns of a table hold: money of whom or of what, in which unit, of which year."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pactes.extraction.commun.tableaux import Tableau
from pactes.extraction.financements.financements_annees import annee_du_titre
from pactes.extraction.financements.financements_regles import nature_de
from pactes.extraction.financements.financeurs import find_financeurs
from pactes.model import Nature
from pactes.reading import Document, fold

_MONEY = re.compile(
    r"€|\beuros?\b|\bmontants?\b|\bcouts?\b|participations?\b|subventions?\b|financements?\b|budgets?\b"
    r"|credits?\b|\b(?:ht|ttc)\b|depenses?\b|recettes?\b|enveloppes?\b|plan de financement"
)
_MONEY_HEAD = re.compile(r"\bcouts?\b|\bmontants?\b|participations?\b|subventions?\b|financements?\b|\b(?:ht|ttc)\b")
_MONEY_TITLE = re.compile(
    r"€|\beuros?\b|plan de financement|\bmontants?\b|maquette financiere|budget previsionnel|plan previsionnel"
)
_SCALES = (
    (re.compile(r"\b(?:en )?(?:k ?€|milliers d'euros|keuros?|milliers €)"), 1000),
    (re.compile(r"\b(?:en )?(?:m ?€|millions d'euros|meuros?|millions €)"), 10**6),
)
_NO_MONEY = re.compile(
    r"%|taux|nombre|\bnb\b|annee|date|echeance|duree|population|habitants|effectif|surface|\bn°|\bnumero|\betp\b"
    r"|quantite"
    r"|\bpages?\b|\bkm\b|\bha\b|\bm2\b|logements|emplois|priorite|\baxe\b|\bfiche\b|\bpoids\b|\bpart\b"
)
_TOTAL_HEAD = re.compile(r"^(?:sous[- ])?tota(?:l|ux)\b(?! des? (?:l'operation|cout))|^ensemble$|^cumul\b")
_CARRIER = re.compile(r"maitres? d'ouvrage|maitrise d'ouvrage|porteurs?\b|^pilotes?\b|beneficiaires?\b|^structure\b")
_OWN = re.compile(
    r"maitres? d'ouvrage|maitrise d'ouvrage|\bporteurs?\b|auto-?financement|fonds propres|reste a charge|part communale"
    r"|^communes?\b|^epci\b|^collectivites?\b|^ville\b"
)
_WHEN = re.compile(r"^annees?\b|echeance|calendrier|^exercice|^date\b|^periode\b|programmation\b")
_NUMBER_CELL = re.compile(
    r"^[-–]?\s?(?=[lio]{0,3} ?\d)[\dli][\dlio\s.,]*\s?(?:€|euros?|k ?€|m ?€|eur)?\s?(?:ht|ttc)?\*?"
    r"(?:\s?\(?\d{1,3}(?:,\d{1,2})?\s?%\s?\)?)?$"
)


@dataclass(frozen=True, slots=True)
class Colonne:
    """A column: ``argent`` where its numbers are money, in ``echelle`` euros.

    ``annee``: the year or period that it is headed by; ``total``: it adds up the others; ``porteur``: it names who
    carries the operation; ``propre``: what that one pays itself; ``dates``: it says when; ``payeurs``: the parties
    of the contract that its head names.
    """

    entete: str = ""
    argent: bool = False
    echelle: int = 1
    nature: Nature | None = None
    annee: str | None = None
    total: bool = False
    porteur: bool = False
    propre: bool = False
    dates: bool = False
    payeurs: tuple[str, ...] = ()


def is_number(folded: str) -> bool:
    """Tell whether the folded words of a cell are a number and nothing else (a currency, a share in brackets apart)."""
    return _NUMBER_CELL.match(folded.strip()) is not None


def read_colonnes(document: Document, tableau: Tableau) -> list[Colonne]:
    """Return the columns of a table; one without heading takes what its title says of money and of the unit."""
    titles = [" ".join(document.text[c.start : c.end].split()) for c in tableau.entete]
    title = fold(tableau.titre[-300:])
    around = title + " " + fold(" ".join(titles))
    scale = next((scale for pattern, scale in _SCALES if pattern.search(around)), 1)
    titled = _MONEY_TITLE.search(title) is not None
    if not titles:
        width = max((len(row) for row in tableau.lignes), default=0)
        nature = nature_de(title, "")
        return [Colonne(argent=titled and i > 0, echelle=scale, nature=nature if i else None) for i in range(width)]
    money = titled or _MONEY_TITLE.search(around) is not None or any(_MONEY_HEAD.search(fold(t)) for t in titles)
    years = [y for t in titles if (y := _year_of(t))]
    columns = []
    for index, words in enumerate(titles):
        columns.append(_colonne(document, tableau, index, words, scale, years, money=money, titled=titled))
    return columns


def _year_of(title: str) -> str | None:
    """Return the year of a head that is little more than a year (« 2022 », « Montant 2022 »)."""
    return annee_du_titre(title) if len(title) <= 40 else None


def _colonne(
    document: Document, tableau: Tableau, index: int, words: str, scale: int, years: list[str], *, money: bool,
    titled: bool,
) -> Colonne:  # fmt: skip
    folded = fold(words)
    cells = [fold(document.text[r[index].start : r[index].end]) for r in tableau.lignes if index < len(r)]
    numbers = sum(is_number(c) for c in cells)
    numeric = numbers > 0 and 2 * numbers >= sum(bool(c.strip(" -–")) for c in cells)
    own_scale = next((scale for pattern, scale in _SCALES if pattern.search(folded)), None)
    year, total = _year_of(words), _TOTAL_HEAD.match(folded) is not None
    names_money = _MONEY.search(folded) is not None or (money and bool(find_financeurs(words)))
    owned = numeric and index > 0 and _OWN.search(folded) is not None and not find_financeurs(words)
    argent = not _NO_MONEY.search(folded) and (names_money or (money and owned) or (titled and index > 0 and numeric))
    if total and len(years) > 1:
        year = f"{min(years)[:4]}-{max(years)[-4:]}"
    return Colonne(
        entete=words,
        argent=argent,
        echelle=own_scale or scale,
        nature=nature_de(folded, ""),
        annee=year,
        total=total,
        porteur=not numeric and _CARRIER.search(folded) is not None,
        propre=owned,
        dates=_WHEN.search(folded) is not None,
    )
