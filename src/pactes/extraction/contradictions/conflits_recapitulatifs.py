"""What boxes, lists and tables that sum up say of the dates of contracts, against what the text told of them.

« Vire : 6 ans, signé le 12 juin 2023 » in a box, a row of a table with the day of each signature, « contrat territorial
2022-2027 » where the text said 2022-2028. A line speaks of a contract when the names that it writes are that contract's
and no other's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.dates import find_dates
from pactes.extraction.commun.familles import find_familles
from pactes.extraction.commun.tableaux_colonnes import column_rows
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.extraction.contradictions.conflits import Conflit
from pactes.extraction.contradictions.phrases import phrase_autour
from pactes.model import Contrat, Evidence, GenreContradiction, Valeur
from pactes.reading import Block, BlockKind, Document, fold

_LINE = 170  # characters of a line that sums up
_LABEL = re.compile(r"^\W*(?P<nom>[A-ZÀ-Þ][^:;|\n]{2,60}?)\s?(?::|\.{3,}|–|—|\|)\s")
_SIGNED = re.compile(r"\b(?:signe|conclu|paraphe|scelle)e?\b[^.;:]{0,30}$")
_UNTIL = re.compile(r"\b(?:jusqu'au|jusqu'en|expire(?: en| le)?|prend fin(?: en| le)?|echeance(?: en| le)?)\W{0,3}$")
_COLUMN = re.compile(r"\bsign|\bpremier (?:contrat|accord|pacte)\b|\bconclu")
_PERIOD = re.compile(r"(?<![\d/.-])(?P<debut>(?:19|20)\d\d) ?(?:-|–|/| a ) ?(?P<fin>(?:19|20)\d\d)(?![\d/-]|\.\d)")
_NEW_END = re.compile(
    r"\b(?:prorog|prolong|avenant|renouvel|recondu|revis|precedent|preceda|ancien|succed|rempla|releve|suite)\w*"
)
_NEAR = 60  # characters between the kind of a contract and its years
_COVERS = re.compile(
    r"\b(?:approuv|adopt|conclu|etabli|valable|vaut|couvre|porte|signe|court|prevu)\w*\b[^.;:]{0,90}"
    r"\b(?:pour|sur|de) la periode $"
)
_GENERIC = frozenset(
    [
        "contrat",
        "convention",
        "pacte",
        "accord",
        "protocole",
        "charte",
        "communaute",
        "communes",
        "commune",
        "ville",
        "pays",
    ]
)


def find_summary_conflicts(contexte: Contexte) -> Iterator[Conflit]:
    """Yield where what sums up says another day of signature, or another end, than the text."""
    dated = [c for c in contexte.contrats if c.instance and (c.dates_signature or c.fins)]
    if not dated:
        return
    unites = build_unites(contexte.document)
    for unite in unites:
        if len(unite.texte) <= _LINE:
            yield from _labelled(contexte.document, unite, dated)
    yield from _rows(contexte.document, contexte.contrats)
    for unite in unites:
        yield from _periods(contexte, unite, dated)


def _labelled(document: Document, unite: Unite, dated: Sequence[Contrat]) -> Iterator[Conflit]:
    """« Vire : 6 ans, signé le 12 juin 2023 »."""
    label = _LABEL.match(unite.texte)
    contrat = _only(_elsewhere(dated, unite.start, unite.end), label["nom"]) if label else None
    if label is None or contrat is None:
        return
    folded = fold(unite.texte)
    for date in find_dates(unite.texte):
        before = folded[label.end() : date.start]
        if date.start < label.end() or len(date.value) != 10:
            continue
        span = unite.span(date.start, date.end)
        if _SIGNED.search(before):
            yield from _opposed(
                document, contrat, contrat.dates_signature, date.value, span.start, span.end, "signature"
            )
        elif _UNTIL.search(before):
            yield from _opposed(document, contrat, contrat.fins, date.value, span.start, span.end, "fin")


def _elsewhere(contrats: Sequence[Contrat], start: int, end: int) -> list[Contrat]:
    """Return the contracts that were told outside of a line: one may have been read in the line alone."""
    return [c for c in contrats if any(not start <= e.start < end for e in c.evidence)]


def _only(contrats: Sequence[Contrat], label: str) -> Contrat | None:
    """Return the one contract whose title, territory or parties bear all the proper names of a label."""
    names = {fold(w) for w in re.findall(r"\b[A-ZÀ-Þ][\w’'-]{3,}", label)} - _GENERIC
    found = [c for c in contrats if names and all(re.search(rf"\b{re.escape(n)}s?\b", _names(c)) for n in names)]
    return found[0] if len(found) == 1 else None


def _names(contrat: Contrat) -> str:
    return fold(" ".join((contrat.titre, *contrat.territoires, *(s.signataire for s in contrat.signatures))))


def _opposed(
    document: Document, contrat: Contrat, told: Sequence[Valeur], said: str, start: int, end: int, quoi: str
) -> Iterator[Conflit]:
    """Yield the contradiction of a day that is said again with those that the text told, of the same years."""
    here = document.evidence(start, end)
    days = [v for v in told if len(v.valeur) == 10 and not _same_place(v.evidence, here)]
    if not days or any(v.valeur == said for v in days) or not any(v.valeur[:4] == said[:4] for v in days):
        return
    yield Conflit(
        f"date de {quoi} : {contrat.titre}",
        GenreContradiction.DATE,
        ((days[0].valeur, days[0].evidence.start, days[0].evidence.end), (said, start, end)),
        "date-recapitulee",
        0.8,
        cible=("contrat", contrat.cle),
        propriete="dateSignature" if quoi == "signature" else "dateFin",
    )


def _same_place(a: Evidence, b: Evidence) -> bool:
    return a.start < b.end and b.start < a.end


def _rows(document: Document, contrats: Sequence[Contrat]) -> Iterator[Conflit]:
    """A row for each contract, or for each kind of contract, with a column for the day of signature."""
    columns: list[int] = []
    width = 0
    drawn = column_rows(document)
    for line in document.blocks:
        block = drawn.get(line.start, line)
        if block.kind is BlockKind.FURNITURE:
            continue
        if block.kind is not BlockKind.ROW:
            columns = []
            continue
        cells = [document.text[c.start : c.end].strip(" *|") for c in block.cells]
        if not any(re.search(r"\d", cell) for cell in cells):
            columns = []
        heads = [i for i, cell in enumerate(cells) if i and _COLUMN.search(fold(cell)) and not re.search(r"\d", cell)]
        if heads:
            columns, width = heads, len(cells)
        elif columns and len(cells) == width:
            yield from _row(document, contrats, block, cells, columns)


def _row(
    document: Document, contrats: Sequence[Contrat], block: Block, cells: Sequence[str], columns: Sequence[int]
) -> Iterator[Conflit]:
    dated = [(i, [d for d in find_dates(cells[i]) if len(d.value) == 10]) for i in columns]
    column, dates = next(((i, found) for i, found in dated if len(found) == 1), (0, []))
    if not dates:
        return
    told = _elsewhere(contrats, block.start, block.end)
    signed = [c for c in told if c.instance and any(len(v.valeur) == 10 for v in c.dates_signature)]
    label = next((cell for cell in cells if cell), "")
    contrat = _only(signed, label) or _first_of_family(signed, label)
    if contrat is None:
        return
    cell = block.cells[column]
    yield from _opposed(document, contrat, contrat.dates_signature, dates[0].value, cell.start, cell.end, "signature")


def _first_of_family(signed: Sequence[Contrat], cell: str) -> Contrat | None:
    """Return the contract of the kind that a cell names which was signed first."""
    familles = find_familles(cell)
    if len(familles) != 1 or re.search(r"[A-ZÀ-Þ][a-zà-ÿ]{3,}", cell[familles[0].end :]):
        return None
    same = [c for c in signed if c.type_contrat == familles[0].dispositif.nom]
    return min(same, key=lambda c: min(v.valeur for v in c.dates_signature), default=None)


def _periods(contexte: Contexte, unite: Unite, dated: Sequence[Contrat]) -> Iterator[Conflit]:
    """« contrat territorial 2022-2027 », « approuve le projet pour la période 2024-2028 »: another end."""
    folded = fold(unite.texte)
    for match in _PERIOD.finditer(folded):
        low, high = phrase_autour(unite.texte, match.start(), match.end())
        if _NEW_END.search(folded[low:high]) or int(match["fin"]) <= int(match["debut"]):
            continue
        contrat = _of_period(dated, unite.texte, folded, low, match)
        if contrat is None:
            continue
        ends = [v for v in contrat.fins if v.valeur[:4] != match["fin"]]
        starts = {v.valeur[:4] for v in contrat.debuts}
        if len(ends) != len(contrat.fins) or not ends or starts != {match["debut"]}:
            continue
        span = unite.span(match.start(), match.end())
        yield Conflit(
            f"date de fin : {contrat.titre}",
            GenreContradiction.DATE,
            (
                (ends[0].valeur, ends[0].evidence.start, ends[0].evidence.end),
                (match["fin"], span.start, span.end),
            ),
            "periode-reprise",
            0.75,
            cible=("contrat", contrat.cle),
            propriete="dateFin",
        )


def _of_period(dated: Sequence[Contrat], text: str, folded: str, low: int, match: re.Match[str]) -> Contrat | None:
    """Return the one contract that years are of: its kind stands before them, or the sentence says so."""
    start = max(low, match.start() - _NEAR)
    covers = _COVERS.search(folded[low : match.start()])
    start = low if covers else start
    familles = find_familles(text[start : match.start()])
    if not familles or re.search(r"[.;:|]", text[start + familles[-1].end : match.start()]):
        return None
    kind = familles[-1].dispositif.nom
    same = [
        c for c in dated if c.type_contrat == kind and c.fins and match["debut"] in {v.valeur[:4] for v in c.debuts}
    ]
    between = {fold(w) for w in re.findall(r"\b[A-ZÀ-Þ][\w’'-]{3,}", text[start + familles[-1].end : match.start()])}
    named = [c for c in same if all(n in _names(c) for n in between)]
    return named[0] if len(named) == 1 and len(same) == 1 else None
