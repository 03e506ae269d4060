"""Parts that do not add up to the total that the document gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pactes.extraction.commun.listes import Liste
from pactes.extraction.commun.nombres import NOMBRE, parse_nombre
from pactes.extraction.commun.unites import Unite
from pactes.extraction.contradictions.conflits import Conflit
from pactes.model import GenreContradiction
from pactes.reading import fold

_LOOSE = re.compile(r"\b(?:dont|parmi|notamment|au moins|pres de|environ|plus de|moins de|exemples?|par an|etc)\b")
_PARTS_COUNT = re.compile(rf"(?<![\d,.])(?P<n>{NOMBRE})(?![\d,.]|\s?%|\s?(?:er|e|eme)\b)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CLOSE = Decimal("0.02")
_FAR = Decimal("0.1")


def find_sum_conflicts(unites: Sequence[Unite], listes: Sequence[Liste]) -> Iterator[Conflit]:
    """Yield totals that are not the sum of their parts: the items of a list, or amounts in parentheses."""
    yield from _sums_of_items(listes)
    yield from _sums_in_parentheses(unites)


def top(liste: Liste) -> list[Unite]:
    """Return the items of a list that are not items of items."""
    return [element.unite for element in liste.elements if element.niveau == 1]


def _numbers(text: str) -> list[tuple[Decimal, int, int]]:
    """Return the counts of a folded text, years, percentages, codes and parts of dates left out."""
    found = []
    for match in _PARTS_COUNT.finditer(text):
        value = parse_nombre(match["n"])
        if value is not None and not (_YEAR.fullmatch(match["n"]) and value < 2100):
            found.append((value, match.start(), match.end()))
    return found


def _sums_of_items(listes: Sequence[Liste]) -> Iterator[Conflit]:
    """« 43 contrats sur 199 quartiers : A → 8 contrats pour 17 quartiers ; … »: each is the sum of its column."""
    for liste in listes:
        intro = fold(liste.texte)
        totals = _numbers(intro)
        rows = [_numbers(fold(unite.texte)) for unite in top(liste)]
        if not totals or len(rows) < 2 or any(not row for row in rows) or _LOOSE.search(intro):
            continue
        tolerance = _CLOSE if len(rows) == 2 else _FAR
        opening = all(
            row[0][1] <= 3 or "→" in unite.texte[: row[0][1]] for row, unite in zip(rows, top(liste), strict=True)
        )
        columns = min(map(len, rows))
        if not opening or any(len(row) != columns for row in rows):
            continue
        sums = [sum((row[i][0] for row in rows), Decimal(0)) for i in range(columns)]
        if columns == 1 and any(total[0] == sums[0] for total in totals):
            continue
        for total, listed in zip(totals, sums, strict=False):
            if total[0] == listed or abs(total[0] - listed) > tolerance * total[0]:
                continue
            span = liste.unite.span(liste.intro.start + total[1], liste.intro.start + total[2])
            first = top(liste)[0]
            yield Conflit(
                "total annoncé et somme des parties",
                GenreContradiction.SOMME,
                (
                    (_plain(total[0]), span.start, span.end),
                    (f"{_plain(listed)} par addition", first.start, first.parts[0].end),
                ),
                "somme-de-liste",
                0.8,
            )


def _plain(value: Decimal) -> str:
    text = f"{value.normalize():f}".replace(".", ",")
    whole, _, decimals = text.partition(",")
    grouped = f"{int(whole):,}".replace(",", " ") if whole.isdigit() else whole
    return f"{grouped},{decimals}" if decimals else grouped


_TOTAL = re.compile(
    rf"(?P<t>{NOMBRE})\s?(?P<u>milliards?|millions?|m ?€|€|euros?)[^()\n;:.]{{0,60}}?(?:\((?P<parts>[^()]{{6,160}})\)"
    rf"|\bdont (?P<dont>{NOMBRE}\s?(?:milliards?|millions?|m ?€|€|euros?)[^.;:()]{{3,120}}))"
)
_AMOUNT = re.compile(rf"(?P<n>{NOMBRE})\s?(?P<u>milliards?|millions?|m ?€|€|euros?)")


def _sums_in_parentheses(unites: Sequence[Unite]) -> Iterator[Conflit]:
    """« 303 M€ (219 M€ A, 61 M€ B et 22 M€ C) », « 2,9 milliards dont 2,1 milliards pour A et 0,8 milliard pour B ».

    Only a sum that comes close to the total and misses it: parts that are far from it are no partition.
    """
    for unite in unites:
        folded = fold(unite.texte)
        for match in _TOTAL.finditer(folded):
            said = match["parts"] or match["dont"]
            parts = [(parse_nombre(m["n"]), m["u"]) for m in _AMOUNT.finditer(said)]
            units = {_unit(u) for _, u in parts} | {_unit(match["u"])}
            total = parse_nombre(match["t"])
            if total is None or len(parts) < 2 or len(units) != 1 or not total:
                continue
            listed = sum((value for value, _ in parts if value is not None), Decimal(0))
            if listed == total or abs(total - listed) > _CLOSE * total:
                continue
            group = "parts" if match["parts"] else "dont"
            whole, part = unite.span(match.start("t"), match.end("u")), unite.span(match.start(group), match.end(group))
            unit = unite.texte[match.start("u") : match.end("u")]
            yield Conflit(
                "montant total et somme de ses parties",
                GenreContradiction.SOMME,
                (
                    (f"{_plain(total)} {unit}", whole.start, whole.end),
                    (f"{_plain(listed)} {unit} par addition", part.start, part.end),
                ),
                "somme-de-montants",
                0.9,
                propriete="montant",
            )


def _unit(written: str) -> str:
    plain = written.replace(" ", "")
    return {"millions": "m", "million": "m", "m€": "m", "milliard": "g", "milliards": "g"}.get(plain, "€")
