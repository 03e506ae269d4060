"""Where an amount stands in its sentence: between which others, and as a part of which one."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pactes.extraction.commun.montants import MontantTrouve
from pactes.extraction.financements.financeurs import Financeur
from pactes.reading import fold

_GAP = 60  # characters between an amount and the bracket that details it
_REACH = 200  # characters between an amount and the part of it that « dont » announces
_BRACKETS = re.compile(r"[()]")
_DEEP = 400  # characters before an amount in which its bracket opens
_FULLER = Decimal("1.01")  # parts may pass their whole by what rounding adds
# « 2,4 millions d'euros…, dont 1,1 million dès 2019 »: a part, of the same money and for the same thing.
_PART = re.compile(r"\bdont\s(?:[\w']+\s){0,6}$")
# « …, 1,5 milliard de la Région et 1,2 milliard de l'agence »: the parts go on.
_GOES_ON = re.compile(r"[^;.:]{0,120}?(?:,|/|;|\bet\b|\bpuis\b|\bainsi que\b)[^;.:,]{0,40}")
_NEW_CLAUSE = re.compile(r"\b(?:est|sont|sera|seront|a|ont|aura|auront|soit|pour un total|au total)\s")
# « 104 000 € sur un coût total de 130 000 € »: what is paid is a part of what it costs.
_OUT_OF = re.compile(
    r"\s?\(?,?\s?(?:\w+\s){0,4}?sur (?:un |le )?(?:cout|montant|budget|total|investissement)\b[^,;.()]{0,50}"
)
_FRONTED = re.compile(r"(?:^|,\s)[«\"*\s-]*(?:d'un|pour un|sur un) (?:cout|montant|budget|total)\b[^,;.]{0,60}$")
_SHARE_AFTER = re.compile(
    r"\s?(?:ht|ttc)?\s?[,(]?\s?(?:soit|representant|correspondant a|c'est-a-dire|\()\s?(?:un taux (?:\w+ )?de "
    r"|environ )?"
    r"(?P<share>\d{1,3}(?:,\d{1,2})?)\s?%"
)
_SHARE_BEFORE = re.compile(
    r"(?P<share>\d{1,3}(?:,\d{1,2})?)\s?%[^;:.\d]{0,90}(?:,\s|\()soit\s(?:un montant de |pres de )?$"
)


@dataclass(frozen=True, slots=True)
class Place:
    """An amount in its sentence: ``low`` and ``high`` are where the amounts beside it stop and start."""

    montant: MontantTrouve
    low: int
    high: int
    parent: int | None = None  # index of the amount that a bracket details
    whole: int | None = None  # index of the amount that this one is a part of (« dont », « sur un coût de »)
    part: int | None = None  # offset of « dont », where it stands right before the amount
    stop: int | None = None  # offset of « dont », where the amount after it is a part of this one
    taux: Decimal | None = None


def build_places(
    text: str, montants: Sequence[MontantTrouve], start: int, end: int, payers: Sequence[Financeur]
) -> list[Place]:
    """Return the places of the amounts of the sentence ``text[start:end]``, in order."""
    places: list[Place] = []
    folded = fold(text[start:end])
    opened = _open_brackets(text, start, [m.start for m in montants])
    told: dict[int, Decimal] = {}  # by whole, the sum of its parts so far
    for i, montant in enumerate(montants):
        low = montants[i - 1].end if i else start
        high = montants[i + 1].start if i + 1 < len(montants) else end
        bracket = opened[i]
        parent = None
        if bracket is not None:
            last = bisect_right(montants, bracket, hi=i, key=lambda m: m.end) - 1
            # « 35 M€ de crédits (30 M€ FEDER et 5 M€ FSE) »: nothing but words between the whole and its bracket.
            after = montants[last].end if last >= 0 else start
            gap = text[after:bracket] if bracket - after <= _GAP else ""
            sums = last >= 0 and montants[last].valeur > montant.valeur and not montant.unitaire
            if sums and gap and not re.search(r"[(),]", gap) and not _names_funds(payers, after, bracket):
                parent = last
        part = _part(text, low, montant.start) if i and parent is None else None
        stop = _part(text, montant.end, high) if i + 1 < len(montants) else None
        whole = parent if parent is not None else i - 1 if part is not None else _goes_on(places, montants, i, text)
        if whole is not None:
            total = told.get(whole, Decimal(0)) + montant.valeur
            if montants[whole].valeur > montant.valeur and total <= montants[whole].valeur * _FULLER:
                told[whole] = total
            else:
                whole = None
        taux = _share(folded, montant.start - start, montant.end - start, low - start)
        places.append(Place(montant, low, high, parent, whole, part, stop, taux))
    return _out_of(places, folded, start)


def _goes_on(places: Sequence[Place], montants: Sequence[MontantTrouve], i: int, text: str) -> int | None:
    """Return the whole of the amount before, where this one goes on with its parts."""
    if i == 0 or places[i - 1].whole is None:
        return None
    gap = fold(text[montants[i - 1].end : montants[i].start])
    if ")" in gap and "(" not in gap.split(")")[0]:
        return None  # the bracket that holds the parts is closed
    return places[i - 1].whole if _GOES_ON.fullmatch(gap) and not _NEW_CLAUSE.search(gap) else None


def _out_of(places: list[Place], folded: str, start: int) -> list[Place]:
    """Make what is paid a part of what it costs: « 40 M€ (sur un coût total de 95 M€) », « D'un coût de 2 M€, … »."""
    linked = list(places)
    for i, place in enumerate(places):
        value = place.montant.valeur
        if i and places[i - 1].whole is None and places[i - 1].montant.valeur < value:
            gap = folded[places[i - 1].montant.end - start : place.montant.start - start]
            if _OUT_OF.fullmatch(gap):
                linked[i - 1] = replace(linked[i - 1], whole=i)
    parts = places[1:]
    fronted = parts and _FRONTED.search(folded[: places[0].montant.start - start])
    fits = sum(p.montant.valeur for p in parts) <= places[0].montant.valeur if parts else False
    if fronted and fits and all(p.whole is None for p in parts):
        linked[1:] = [replace(p, whole=0) for p in linked[1:]]
    return linked


def _share(folded: str, start: int, end: int, low: int) -> Decimal | None:
    """Return the percentage that the words give to the amount (« soit 80 % du coût »)."""
    match = _SHARE_AFTER.match(folded, end) or _SHARE_BEFORE.search(folded[max(low, start - 150) : start])
    value = Decimal(match["share"].replace(",", ".")) if match else None
    return value if value is not None and 0 < value <= 100 else None


def _names_funds(payers: Sequence[Financeur], start: int, end: int) -> bool:
    """Tell whether an acronym or a one-word institution that may pay is named between two offsets."""
    between = payers[
        bisect_left(payers, start, key=lambda f: f.start) : bisect_left(payers, end, key=lambda f: f.start)
    ]
    return any(f.nom[0].isupper() and " " not in f.nom for f in between)


def _part(text: str, start: int, end: int) -> int | None:
    """Return the offset of « dont » where it ties the amount at ``end`` to the one that ends at ``start``."""
    match = _PART.search(fold(text[max(start, end - _REACH) : end]))
    return max(start, end - _REACH) + match.start() if match else None


def _open_brackets(text: str, start: int, offsets: Sequence[int]) -> list[int | None]:
    """Return, for each offset, where the bracket opens that holds it, None where none does or it opens far before."""
    found: list[int | None] = []
    stack: list[int] = []
    marks = _BRACKETS.finditer(text, start, offsets[-1] if offsets else start)
    mark = next(marks, None)
    for offset in offsets:
        while mark and mark.start() < offset:
            if mark.group() == "(":
                stack.append(mark.start())
            elif stack:
                stack.pop()
            mark = next(marks, None)
        found.append(stack[-1] if stack and offset - stack[-1] <= _DEEP else None)
    return found
