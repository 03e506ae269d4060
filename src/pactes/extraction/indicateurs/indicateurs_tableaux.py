"""Tables of statistics: one indicator a row, one territory (or one year) a column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.dates import find_dates
from pactes.extraction.commun.nombres import NOMBRE, parse_nombre
from pactes.extraction.commun.tableaux import Tableau, build_tableaux
from pactes.extraction.financements.financements_tableaux import money_cells
from pactes.extraction.indicateurs.indicateurs_territoires import Lieux
from pactes.model import Indicateur
from pactes.reading import Document, Span, fold

_FIGURE = re.compile(
    rf"(?<![\d.,])(?P<number>[-–]?{NOMBRE})\s?(?P<unit>%|€|k€|m€|euros?|ans?|km2?|km²|ha|m2|m²|points?"
    rf"|hab\.?)?(?![\d\w])"
)
_LABEL_UNITS = (
    (re.compile(r"%|\btaux\b|\bparts?\b|proportion|pourcentage|\bscolarisation\b"), "%"),
    (re.compile(r"\brevenus?\b|euros?|€|salaire|loyer"), "€"),
    (re.compile(r"densite"), "hab/km²"),
    (re.compile(r"superficie|surface"), "km²"),
    (re.compile(r"\bindice\b|\brapport\b|\bratio\b|\bnombre moyen\b"), "indice"),
    (re.compile(r"\bages?\b"), "ans"),
)
_COUNTED = re.compile(
    r"\b(habitants|menages|logements|emplois|beneficiaires|allocataires|etablissements|entreprises|demandeurs"
    r"|eleves|etudiants"
    r"|communes|familles|salaries|naissances|deces|residences|associations|personnes|actifs|chomeurs|lits|places)\b"
)
_POPULATION = re.compile(r"\bpopulations?\b|\bnombre d'habitants\b|\bpop\b")
# A sum table, a contents list, a list of files: numbers that measure no territory.
_NO_STATISTICS = re.compile(
    r"fichier|taille|mise a jour|page|telecharg|plan de financement|montants?\b|participations?\b|subvention"
)
_MONEY_ROW = re.compile(
    r"\b(?:cout|montant|participation|subvention|budget|financement|depense|recette|enveloppe|credits?)s?\b"
)
# Heads of columns that say what is measured, not where.
_MEASURE = re.compile(
    r"%|€|\b(?:nombre|nb|effectifs?|valeurs?|taux|parts?|total|totaux|couts?|montants?|evolutions?|variations?|cibles?"
    r"|objectifs?|indicateurs?|unites?|sources?|echeances?|annees?|resultats?|realise\w*|prevu\w*|budgets?|depenses?"
    r"|recettes?|participations?|subventions?|hommes?|femmes?|moyennes?|mediane|ecarts?|rang|surface|superficie"
    r"|population|habitants|menages|logements|emplois|densite|periode|trimestre|janvier|decembre|avant|apres"
    r"|ans|ages?|jeunes|seniors|cadres|ouvriers|employes|locataires|proprietaires|allocataires|beneficiaires"
    r"|initiale?|finale?|actuelle?|quantite|observations?|commentaires?)\b|\b(?:19|20)\d\d\b"
)
_INSTITUTION = re.compile(
    r"(?:l'|la |le )?(?:etat|region|departement|commune|communaute de communes|epci|europe|union europeenne|caf|anru"
    r"|anah|autres?|prive|public|conseil (?:regional|departemental))"
)
_TERRITORY = re.compile(
    r"\b(?:agglo\w*|ville|commune|communaute|metropole|epci|quartiers?|qpv|zus|iris|france|region)\b"
)
_YEAR = re.compile(r"^(?:au |en |fin )?(?:\d{1,2}[/.]\d{1,2}[/.])?(?P<year>(?:19|20)\d\d)$")
_ANY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# Heads of the first column of a table whose rows are places.
_PLACES_HEAD = re.compile(
    r"^(?:les |nom (?:du |de la |de l'))?(?:quartiers?|qpv|communes?|territoires?|epci|secteurs?|villes?|collectivites?"
    r"|intercommunalites?|departements?|regions?|cantons?|bassins?|zones?|iris|communautes?)\b"
)
_TOTAL = re.compile(r"^(?:sous[- ])?total|^ensemble\b")
_BRACKET = re.compile(r"\s*\([^()]*\)\s*$")
_FIRST_NOUN = re.compile(r"^(?:de |d'|en )?(?P<noun>[a-z'-]{3,}[sx])\b")
_UNIT_IN_LABEL = re.compile(
    r"\((?:en )?(?P<unit>[gmk]?wh|tep|teq ?co2|tonnes?|km2?|km²|m2|m²|ha|hectares?|%|jours|mois|ans|€|k€|m€|kg|l|m3)\)"
)
_PER = re.compile(r"\b(?P<noun>[a-z]{4,}s)\b[^()]{0,40}? (?:pour|par) (?:1 ?000|10 ?000|100 ?000|cent|mille)\b")


def read_statistiques(contexte: Contexte) -> Iterator[Indicateur]:
    """Yield the indicators of the tables of the document; a cell « 7532 55 % » holds two.

    Where rows are places and columns measures, a row's label is the place; else a column's head may be one, and what no
    head places is said of the contract's territory.
    """
    document, lieux = contexte.document, Lieux(contexte)
    for tableau in build_tableaux(document):
        if not tableau.entete:
            yield from _chiffres_cles(document, tableau, lieux)
            continue
        if not _is_statistics(document, tableau):
            continue
        money = money_cells(document, tableau)
        if 2 * len(money) >= sum(_only_figures(_words(document, c)) for row in tableau.lignes for c in row[1:]):
            continue  # a financing plan
        date = _date(tableau.titre)
        titles = [" ".join(document.text[c.start : c.end].split()) for c in tableau.entete]
        by_place = _PLACES_HEAD.search(fold(titles[0])) is not None and not any(_names_place(t) for t in titles[1:])
        around = lieux.perimetre()
        for row in tableau.lignes:
            label = " ".join(document.text[row[0].start : row[0].end].split())
            if label and not _MONEY_ROW.search(fold(label)):
                cells = (row[0], *(c if c.start not in money else Span(c.end, c.end) for c in row[1:]))
                found = _row(document, cells, label, titles, date)
                yield from (
                    _of_place(i, label, titles, around) if by_place else _placed(i, lieux, around) for i in found
                )


def _of_place(indicateur: Indicateur, label: str, titles: Sequence[str], around: str | None) -> Indicateur:
    """Return the indicator of a table whose rows are places: the column says what is measured."""
    measure = next(
        (t for t in titles[1:] if indicateur.nom.endswith(f"({t})")), titles[1] if len(titles) == 2 else None
    )
    if measure is None:
        return indicateur
    place = around if _TOTAL.match(fold(label)) else _BRACKET.sub("", label)
    unit = indicateur.unite or _written(_unit(measure, None))
    return replace(indicateur, nom=measure, territoire=place, unite=unit, regle="indicateur-tableau-lieux")


def _placed(indicateur: Indicateur, lieux: Lieux, around: str | None) -> Indicateur:
    """Return the indicator with « Ville », « Agglo. » as the names they stand for here, and the territory of others."""
    if indicateur.territoire:
        return replace(indicateur, territoire=lieux.nomme(indicateur.territoire))
    return replace(indicateur, territoire=around, regle="indicateur-tableau-contexte") if around else indicateur


def _chiffres_cles(document: Document, tableau: Tableau, lieux: Lieux) -> Iterator[Indicateur]:
    """Yield the figures of a box « 27 | projets soutenus », one a row, the figure first."""
    rows = [row for row in tableau.lignes if len(row) == 2]
    for figure, words in rows:
        digits = fold(document.text[figure.start : figure.end]).strip()
        match = _FIGURE.fullmatch(digits)
        label = " ".join(_words(document, words).split())
        value = parse_nombre(match["number"]) if match else None
        counted = _FIRST_NOUN.match(fold(label))
        if not match or value is None or not counted or match["unit"] in ("€", "k€", "m€", "euro", "euros"):
            continue
        place = lieux.perimetre()
        yield Indicateur(
            nom=label,
            valeur=value,
            unite=_written(match["unit"]) or label[counted.start("noun") : counted.end("noun")].lower(),
            territoire=place,
            evidence=(document.evidence(figure.start, figure.end),),
            regle="indicateur-encadre",
            confiance=0.8,
        )


def _words(document: Document, cell: Span) -> str:
    return document.text[cell.start : cell.end]


def _is_statistics(document: Document, tableau: Tableau) -> bool:
    if len(tableau.lignes) < 2 or len(tableau.entete) < 2:
        return False
    titles = fold(tableau.titre + " | " + " | ".join(document.text[c.start : c.end] for c in tableau.entete))
    if _NO_STATISTICS.search(titles):
        return False
    cells = [document.text[c.start : c.end].strip() for line in tableau.lignes for c in line[1:]]
    filled = [c for c in cells if c and c != "-"]
    return bool(filled) and 3 * sum(_only_figures(c) for c in filled) >= 2 * len(filled)


def _only_figures(words: str) -> bool:
    rest = _FIGURE.sub("", fold(words))
    return rest != fold(words) and not re.search(r"[a-z]{3,}", rest)


def _row(
    document: Document, row: Sequence[Span], label: str, titles: Sequence[str], date: str | None
) -> Iterator[Indicateur]:
    figures = [list(_FIGURE.finditer(fold(document.text[c.start : c.end]))) for c in row]
    units = [m["unit"] for found in figures[1:] for m in found if m["unit"]]
    usual = max(sorted(set(units)), key=units.count) if units else None
    for index, cell in enumerate(row[1:], start=1):
        title = titles[index] if index < len(titles) else ""
        year = _YEAR.match(fold(title))
        for match in figures[index]:
            value = parse_nombre(match["number"].replace("–", "-"))
            if value is None or not _only_figures(document.text[cell.start : cell.end]):
                continue
            alone = len(figures[index]) == 1
            unit = match["unit"] or (usual if alone and _share(value, usual) else None) or _unit(label, usual)
            place = None if year else title if _names_place(title) else None
            yield Indicateur(
                nom=label if place or year or not title or len(row) == 2 else f"{label} ({title})",
                valeur=value,
                unite=_written(unit),
                territoire=place,
                date=year["year"] if year else _year_of(title) or date,
                evidence=(document.evidence(cell.start + match.start(), cell.start + match.end()),),
                regle="indicateur-tableau",
                confiance=0.9,
            )


def _year_of(title: str) -> str | None:
    """Return the one year that a column's head gives (« Cible 2026 »), None without."""
    years = set(_ANY_YEAR.findall(title))
    return years.pop() if len(years) == 1 else None


def _names_place(title: str) -> bool:
    """Tell whether a column's head may name a place: a proper name, or words for a territory, and no measure."""
    folded = fold(title)
    if not title or _MEASURE.search(folded) or _INSTITUTION.fullmatch(folded):
        return False
    if title.isupper() and len(title.split()) > 2:
        return _TERRITORY.search(folded) is not None
    return title[0].isupper() or _TERRITORY.search(folded) is not None


def _share(value: Decimal, usual: str | None) -> bool:
    """Tell whether a figure without unit can have the unit of its row: « 25,8 » among percentages."""
    return usual is not None and (usual != "%" or value <= 100)


def _unit(label: str, usual: str | None) -> str | None:
    folded = fold(label)
    written = _UNIT_IN_LABEL.search(folded)
    if written:
        return label[written.start("unit") : written.end("unit")]
    per = _PER.search(folded)
    if per and not folded.startswith("taux"):
        return label[per.start("noun") : per.end("noun")].lower()
    counted = _COUNTED.search(folded)
    # « Allocataires dont les revenus… » counts people: the head noun says the unit before what qualifies it.
    if counted and folded[: counted.start()] in ("", "nombre de ", "nombre d'", "nb de ", "nb d'"):
        return label[counted.start() : counted.end()].lower()
    for pattern, unit in _LABEL_UNITS:
        if pattern.search(folded) and not (unit == "%" and usual is None and counted and "taux" not in folded):
            return unit
    if _POPULATION.search(folded):
        return "habitants"
    return label[counted.start() : counted.end()].lower() if counted else None


def _written(unit: str | None) -> str | None:
    return {"euro": "€", "euros": "€", "an": "ans", "m2": "m²", "km2": "km²"}.get(unit, unit) if unit else None


def _date(title: str) -> str | None:
    dates = list(find_dates(title))
    if dates:
        return dates[-1].value
    years = re.findall(r"\b(?:19|20)\d\d\b", title)
    return years[-1] if len(set(years)) == 1 else None
