"""Totals that are not the sum of their parts, and shares that are not the share they are said to be."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.listes import Liste, find_listes
from pactes.extraction.commun.montants import find_montants
from pactes.extraction.commun.nombres import NOMBRE, parse_nombre
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.extraction.contradictions.conflits import Conflit, extrait
from pactes.extraction.contradictions.conflits_comptes import inner, top
from pactes.extraction.contradictions.enonces_comptes import N, value
from pactes.model import Extraction, Financement, GenreContradiction, Nature
from pactes.reading import fold

_LOOSE = re.compile(
    r"\b(?:dont|parmi|notamment|au moins|pres de|environ|plus de|moins de|quelque|exemples?|par an|etc)\b"
)
_PARTS_COUNT = re.compile(rf"(?<![\d,.])(?P<n>{NOMBRE})(?![\d,.]|\s?%|\s?(?:er|e|eme)\b)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CLOSE = Decimal("0.02")
_FAR = Decimal("0.1")
_UNIT = r"milliards?|millions?|m ?€|k ?€|€|euros?"
_UNIT_AFTER = re.compile(rf"\s?(?:{_UNIT})")
_TOTAL = re.compile(
    rf"(?P<t>{NOMBRE})\s?(?P<u>{_UNIT})[^()\n;:.]{{0,60}}?(?:\((?P<parts>[^()]{{6,160}})\)"
    rf"|\bdont (?P<dont>{NOMBRE}\s?(?:{_UNIT})[^.;:()]{{3,120}}))"
)
_AMOUNT = re.compile(rf"(?P<n>{NOMBRE})\s?(?P<u>{_UNIT})")
# « quarante communes : vingt-cinq pour A, douze pour B et deux pour C »
_FOR = r"(?:pour|dans|en|au|a|sur|de)"
_SHARED = re.compile(
    rf"\b(?P<n>{N}) (?P<nom>[a-z]{{4,}}s)(?: membres)? ?(?::|,? soit) "
    rf"(?P<parts>{N} (?:[a-z]+ )?{_FOR} [^.;:\n]{{2,160}})"
)
_PART = re.compile(rf"(?:^|,|\bet|\bpuis) ?(?P<n>{N}) (?:[a-z]+ )?{_FOR}\b")
_SHARE = re.compile(
    rf"(?P<a>{NOMBRE})\s?(?P<u>€|euros|[a-z][a-z0-9]{{2,}})[^.;%\d]{{1,80}}?(?P<b>{NOMBRE})\s?(?P=u)"
    r",? ?(?:\(|soit |\(soit )(?P<p>\d{1,2}(?:[,.]\d{1,2})?) ?%(?! (?:de plus|de moins|par an))"
)
_SHARED_OUT = re.compile(
    r"\b(?:se repartit|se repartissent|est repartie?|sont repartie?s|repartition|se decompose|se decomposent)\b"
    r"[^.;%]{0,60}?(?P<parts>\d[^.;]{0,200}%(?:[^.;%]{0,40}(?=[.;]|$))?)"
)
_PERCENT = re.compile(rf"(?P<p>{NOMBRE}) ?%")
_HALF = Decimal("0.5")
_LEAST, _MOST = 80, 130  # per cent: beyond, the shares are of several wholes
_PLANNED = re.compile(r"\b(?:financ\w+|repartis?|se decompos\w+|comme suit|selon)\b")
_PARTS = 15  # amounts before a total that may be its parts
_MAKING = re.compile(r"\b(?:soit|ce qui fait|pour un total de|total de) (?:donc )?$")
_ALTOGETHER = re.compile(r"[^.;]{0,20}?\b(?:au total|en tout|tous financeurs confondus)\b")
_OFF = Decimal("0.25")


def find_sum_conflicts(contexte: Contexte, extraction: Extraction) -> Iterator[Conflit]:
    """Yield totals and shares that their parts refute: in lists, brackets, sentences and amounts."""
    unites = build_unites(contexte.document)
    for unite in unites:
        yield from _sums_in_parentheses(unite)
        yield from _shared_out(unite)
        yield from _shares(unite)
        yield from _in_all(unite)
        yield from _hundred(unite)
    listes = find_listes(unites)
    yield from _sums_of_items([*listes, *inner(listes)])
    yield from _funded(unites, extraction)


def _somme(
    sujet: str, total: tuple[str, int, int], parts: tuple[str, int, int], regle: str, propriete: str | None = None
) -> Conflit:
    return Conflit(sujet, GenreContradiction.SOMME, (total, parts), regle, 0.85, propriete=propriete)


def _numbers(text: str) -> list[tuple[Decimal, int, int]]:
    """Return the counts of a folded text, years, percentages, codes and parts of dates left out."""
    found = []
    for match in _PARTS_COUNT.finditer(text):
        number = parse_nombre(match["n"])
        if number is not None and not (_YEAR.fullmatch(match["n"]) and number < 2100):
            found.append((number, match.start(), match.end()))
    return found


def _sums_of_items(listes: Sequence[Liste]) -> Iterator[Conflit]:
    """« 43 contrats sur 199 quartiers : A → 8 contrats pour 17 quartiers ; … »: each is the sum of its column."""
    for liste in listes:
        intro = fold(liste.texte)
        totals = _numbers(intro)
        items = top(liste)
        rows = [_numbers(fold(unite.texte)) for unite in items]
        if not totals or len(rows) < 2 or any(not row for row in rows) or _LOOSE.search(intro):
            continue
        tolerance = _CLOSE if len(rows) == 2 else _FAR
        columns = min(map(len, rows))
        opening = all(row[0][1] <= 3 or "→" in u.texte[: row[0][1]] for row, u in zip(rows, items, strict=True))
        if not opening or any(len(row) != columns for row in rows):
            continue
        sums = [sum((row[i][0] for row in rows), Decimal(0)) for i in range(columns)]
        if columns == 1 and any(total[0] == sums[0] for total in totals):
            continue
        for total, listed in zip(totals, sums, strict=False):
            if listed == total[0] or abs(total[0] - listed) > tolerance * total[0]:
                continue
            unit = _UNIT_AFTER.match(intro, total[2])
            end = unit.end() if unit else total[2]
            span = liste.unite.span(liste.intro.start + total[1], liste.intro.start + end)
            written = liste.texte[total[2] : end]
            yield _somme(
                f"total annoncé et somme de la liste : {extrait(liste.texte)}",
                (f"{plain(total[0])}{written}", span.start, span.end),
                (f"{plain(listed)}{written} par addition", items[0].start, items[0].parts[0].end),
                "somme-de-liste",
                "montant" if unit else None,
            )


def plain(number: Decimal) -> str:
    """Return a number as French writes it: « 1 521 », « 2,963 »."""
    text = f"{number.normalize():f}".replace(".", ",")
    whole, _, decimals = text.partition(",")
    grouped = f"{int(whole):,}".replace(",", " ") if whole.isdigit() else whole
    return f"{grouped},{decimals}" if decimals else grouped


def _sums_in_parentheses(unite: Unite) -> Iterator[Conflit]:
    """« 303 M€ (219 M€ A, 61 M€ B et 22 M€ C) », « 2,9 milliards dont 2,1 milliards pour A et 0,8 milliard pour B ».

    Only a sum that comes close to the total and misses it: parts that are far from it are no partition.
    """
    folded = fold(unite.texte)
    for match in _TOTAL.finditer(folded):
        said = match["parts"] or match["dont"]
        parts = [(parse_nombre(m["n"]), m["u"]) for m in _AMOUNT.finditer(said)]
        units = {_unit(u) for _, u in parts} | {_unit(match["u"])}
        total = parse_nombre(match["t"])
        if total is None or len(parts) < 2 or len(units) != 1 or not total:
            continue
        listed = sum((number for number, _ in parts if number is not None), Decimal(0))
        if listed == total or abs(total - listed) > _CLOSE * total or _rough(folded, match.start()):
            continue
        group = "parts" if match["parts"] else "dont"
        whole, part = unite.span(match.start("t"), match.end("u")), unite.span(match.start(group), match.end(group))
        unit = unite.texte[match.end("t") : match.end("u")]
        yield _somme(
            f"montant total et somme de ses parties : {extrait(unite.texte[match.start() : match.end('u')])}",
            (f"{plain(total)}{unit}", whole.start, whole.end),
            (f"{plain(listed)}{unit} par addition", part.start, part.end),
            "somme-de-montants",
            "montant",
        )


def _rough(folded: str, at: int) -> bool:
    return re.search(r"(?:pres de|environ|plus de|quelque|autour de) ?$", folded[max(0, at - 16) : at]) is not None


def _unit(written: str) -> str:
    text = written.replace(" ", "")
    return {"millions": "m", "million": "m", "m€": "m", "milliard": "g", "milliards": "g", "k€": "k"}.get(text, "€")


def _shared_out(unite: Unite) -> Iterator[Conflit]:
    """A number shared out in the same sentence by parts that do not add up to it."""
    for match in _SHARED.finditer(fold(unite.texte)):
        parts = [value(m["n"]) for m in _PART.finditer(match["parts"])]
        total = value(match["n"])
        missed = len(re.findall(rf"\b{N}\b", match["parts"])) != len(parts)
        if len(parts) < 2 or missed or sum(parts) == total or abs(sum(parts) - total) * 4 > total:
            continue
        whole = unite.span(match.start("n"), match.end("nom"))
        listed = unite.span(match.start("parts"), match.end("parts"))
        yield _somme(
            f"nombre annoncé et somme de ses parts : {extrait(unite.texte[match.start() : match.end()])}",
            (str(total), whole.start, whole.end),
            (f"{sum(parts)} par addition", listed.start, listed.end),
            "nombre-reparti",
        )


def _hundred(unite: Unite) -> Iterator[Conflit]:
    """« se répartit ainsi : 45 % pour A, 35 % pour B et 30 % pour C »: shares that do not make a hundred."""
    folded = fold(unite.texte)
    for match in _SHARED_OUT.finditer(folded):
        shares = [parse_nombre(m["p"]) or Decimal(0) for m in _PERCENT.finditer(match["parts"])]
        listed = sum(shares, Decimal(0))
        rounding = len(shares) * _HALF
        if len(shares) < 2 or abs(listed - 100) <= rounding or not _LEAST <= listed <= _MOST:
            continue
        cue = unite.span(match.start(), match.start("parts"))
        parts = unite.span(match.start("parts"), match.end("parts"))
        yield _somme(
            f"parts d'un tout : {extrait(unite.texte[match.start() : match.end()])}",
            ("100 %", cue.start, cue.end),
            (f"{plain(listed)} % par addition", parts.start, parts.end),
            "somme-des-pourcentages",
        )


def _in_all(unite: Unite) -> Iterator[Conflit]:
    """« L'État apporte 118 000 €, la ville 40 k€, soit 305 000 € au total »: no run of the amounts before makes it."""
    folded = fold(unite.texte)
    amounts = list(find_montants(unite.texte))
    for index, total in enumerate(amounts):
        after = _ALTOGETHER.match(folded, total.end)
        if after is None or not _MAKING.search(folded[max(0, total.start - 40) : total.start]) or total.approche:
            continue
        sums, listed = [], Decimal(0)
        for amount in reversed(amounts[max(0, index - _PARTS) : index]):
            listed += amount.valeur
            sums.append((listed, amount))
        near = [(s, a) for s, a in sums[1:] if abs(s - total.valeur) <= _FAR * total.valeur]
        if not near or any(s == total.valeur for s, _ in sums):
            continue
        listed, first = min(near, key=lambda found: abs(found[0] - total.valeur))
        parts, whole = unite.span(first.start, amounts[index - 1].end), unite.span(total.start, total.end)
        yield _somme(
            f"total et somme des montants qui le précèdent : {extrait(unite.texte[first.start : total.end])}",
            (f"{plain(listed)} € par addition", parts.start, parts.end),
            (unite.texte[total.start : total.end], whole.start, whole.end),
            "somme-au-total",
            "montant",
        )


def _shares(unite: Unite) -> Iterator[Conflit]:
    """« 300 000 € sur un coût de 1 000 000 €, soit 40 % »."""
    folded = fold(unite.texte)
    for match in _SHARE.finditer(folded):
        a, b, said = (parse_nombre(match[group]) for group in ("a", "b", "p"))
        if not a or not b or said is None or a == b:
            continue
        real = 100 * min(a, b) / max(a, b)
        step = Decimal(10) ** -len(match["p"].replace(".", ",").partition(",")[2])
        if abs(real - said) <= step or abs(real - said) > _OFF * real:
            continue
        whole, share = unite.span(match.start("a"), match.end("b")), unite.span(match.start("p"), match.end("p"))
        yield _somme(
            f"part annoncée et rapport des nombres : {extrait(unite.texte[match.start() : match.end()])}",
            (f"{plain(real.quantize(Decimal('0.1')))} % par calcul", whole.start, whole.end),
            (f"{match['p']} %", share.start, share.end),
            "part-calculee",
        )


def _funded(unites: Sequence[Unite], extraction: Extraction) -> Iterator[Conflit]:
    """A whole cost, and in the same paragraph what each funder brings: more than the cost, or nearly it."""
    by_unit: dict[int, list[Financement]] = defaultdict(list)
    starts = [u.start for u in unites]
    for record in extraction.financements:
        place = record.evidence[0].start
        index = bisect_right(starts, place) - 1
        if index >= 0 and place < unites[index].end:
            by_unit[index].append(record)
    for index, records in sorted(by_unit.items()):
        costs = [r for r in records if r.nature is Nature.COUT_TOTAL]
        parts = [r for r in records if r.nature is Nature.PARTICIPATION and r.financeurs]
        if len(costs) != 1 or len(parts) < 2 or len(parts) + 1 != len(records):
            continue
        cost, listed = costs[0], sum((r.montant for r in parts), Decimal(0))
        after = all(r.evidence[0].start > cost.evidence[0].start for r in parts)
        # What is missing may be the owner's own part; what is too much, or nearly all, is not.
        low, high = cost.montant * (1 - _CLOSE), cost.montant * (1 + _FAR)
        near = low <= listed <= high and _PLANNED.search(fold(unites[index].texte))
        same = listed == cost.montant or any(r.approche for r in (cost, *parts))
        if after and near and not same:
            first, last = parts[0].evidence[0], parts[-1].evidence[0]
            yield _somme(
                f"coût total et somme des participations : {extrait(cost.objet or cost.evidence[0].quote)}",
                (cost.evidence[0].quote, cost.evidence[0].start, cost.evidence[0].end),
                (f"{plain(listed)} € par addition", first.start, max(first.end, last.end)),
                "somme-des-participations",
                "montant",
            )
