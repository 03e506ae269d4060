"""Recogniser of amounts of money in every form that French administrations write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from pactes.extraction.commun.nombres import NOMBRE, parse_lettres, parse_nombre
from pactes.reading.folding import fold

_SCALES = {"millier": 10**3, "million": 10**6, "milliard": 10**9, "k": 10**3, "m": 10**6, "md": 10**9}
_SCALE = r"milliers?|millions?|milliards?|mds?|k|m"
_EURO = r"€|euros?\b|eur\b"
_SMALL = "un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|quarante|cinquante|cent"
_MONEY = re.compile(
    rf"(?<![\w.,/])(?:(?P<number>{NOMBRE})|(?P<words>{_SMALL}))\s?"
    rf"(?:(?P<scale>{_SCALE})(?:\b|(?=€|eur))\s?(?:d'|de\s)?\s?)?(?:(?P<euro>{_EURO})|d'(?P<euro2>{_EURO}))"
)
# « 155 millions de crédits », « s'élève à 24 millions » : la monnaie est sous-entendue.
_BARE = re.compile(rf"(?<![\w.,/])(?:(?P<number>{NOMBRE})|(?P<words>{_SMALL}))\s(?P<scale>millions?|milliards?)\b")
_MONEY_NOUN = re.compile(
    r"\s(?:de |d'|en )(?:credits?|subventions?|aides?|financements?|investissements?|fonds|dotations?|depenses?|travaux"
    r"|recettes?|participations?|soutien|prets?)\b"
)
_MONEY_BEFORE = re.compile(
    r"\b(?:budget|enveloppe|dotation|dote|credits?|subventions?|financements?|fonds|cout|montant|investissements?"
    r"|depenses?|participation|aides?|s'elevent?|somme)\b[^.;]{0,60}$"
)
# On the text as written: « 3 millions d'habitants », but « 1,5 milliard d'Action Logement », « 2 de la Région ».
_OTHER_NOUN = re.compile(
    r"\s(?:de |d['’])(?!la |l['’]|crédits|subventions|aides|financements|investissements|fonds|euros)[a-zà-ÿ]"
)
_SAME_SENTENCE = 240
_ROUGH = re.compile(
    r"(?:\b(?:pres de|plus de|environ|quelque|autour de|de l'ordre de|presque|moins de|estimee?s? a|plus d'"
    r")|~|≈)\s?$"
)
# Beside the euro: an amount by the square metre, by the month… is a price, no sum.
_BY_UNIT = re.compile(
    r"\s?(?:/\s?\w|par (?:m2|m²|metre|mois|jour|heure|personne|hab"
    r"(?:itant|\b)|logement|eleve|menage|tonne|unite)|le m2|le m²)"
)
_A_YEAR = re.compile(r"\s?(?:/ ?an\b|par an\b|annuels?\b|chaque annee|par annee|l'an\b)")


# « de 2 à 3 M€ », « entre 100 000 et 150 000 euros »: the low end of a range, with or without its currency.
_RANGE = re.compile(
    rf"(?<![\w.,/])(?:(?P<between>entre)|de|soit)\s(?P<low>{NOMBRE})\s?(?:(?:{_SCALE})(?=\b|€|eur)\s?(?:d'|de\s)?\s?)?"
    rf"(?:{_EURO})?\s?(?P<link>et|a)\s(?:de\s)?$"
)
# « le budget passe de 2 à 3 M€ »: two amounts at two times, no range.
_CHANGE = re.compile(r"\b(?:pass|augment|evolu|port|relev|redui|baiss|diminu|ramen|progress|chut)\w*\W[^.;]{0,60}$")
_LONGEST_RANGE = 60  # characters before the high end in which the low one is looked for


@dataclass(frozen=True, slots=True)
class MontantTrouve:
    """An amount of euros in a text: offsets and value; ``approche``: « près de »; ``par_an``; ``unitaire``: a price.

    A range (« entre 100 000 et 150 000 euros ») is one amount: its high end, ``approche``, over the words of both.
    """

    start: int
    end: int
    valeur: Decimal
    approche: bool = False
    par_an: bool = False
    unitaire: bool = False


def find_montants(text: str) -> Iterator[MontantTrouve]:
    """Yield the amounts of ``text`` in euros, in order.

    A number with a scale but without the currency counts only where the words around it speak of money and no other
    thing is counted (« 155 millions de crédits », never « 1,2 million d'habitants »).
    """
    folded = fold(text)
    found = [m for match in _MONEY.finditer(folded) if (m := _amount(folded, match))]
    taken = [(m.start, m.end) for m in found]
    for match in _BARE.finditer(folded):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        noun = _MONEY_NOUN.match(folded, match.end())
        window = folded[max(0, match.start() - 120) : match.start()]
        spoken = _MONEY_BEFORE.search(window) or _after_money(folded, match.start(), taken)
        spoken = spoken and not _OTHER_NOUN.match(text, match.end())
        if (noun or spoken) and (amount := _amount(folded, match)):
            found.append(amount)
    return iter(_ranges(folded, sorted(found, key=lambda m: m.start)))


def _ranges(folded: str, amounts: list[MontantTrouve]) -> list[MontantTrouve]:
    """Return the amounts with the two ends of a range made one."""
    kept: list[MontantTrouve] = []
    for amount in amounts:
        low = max(0, amount.start - _LONGEST_RANGE)
        match = _RANGE.search(folded[low : amount.start])
        start = low + match.start("low") if match else amount.start
        proper = match and (match["link"] == "et") == bool(match["between"])
        if not proper or _CHANGE.search(folded[max(0, start - 90) : start]):
            kept.append(amount)
            continue
        while kept and kept[-1].end > start:
            kept.pop()
        kept.append(replace(amount, start=start, approche=True))
    return kept


def _after_money(folded: str, at: int, taken: list[tuple[int, int]]) -> bool:
    """Tell whether an amount in euros stands shortly before ``at`` in the same sentence."""
    near = [end for _, end in taken if 0 <= at - end <= _SAME_SENTENCE]
    return bool(near) and re.search(r"[.;!?]\s", folded[max(near) : at]) is None


def _amount(folded: str, match: re.Match[str]) -> MontantTrouve | None:
    number = parse_nombre(match["number"]) if match["number"] else parse_lettres(match["words"])
    if number is None or (match["words"] and not match["scale"]):
        return None
    scale = _SCALES[match["scale"].removesuffix("s")] if match["scale"] else 1
    end = match.end()
    yearly = _A_YEAR.match(folded, end)
    value = Decimal(number) * scale
    return MontantTrouve(
        match.start(),
        end,
        value.to_integral_value() if value == value.to_integral_value() else value.normalize(),
        approche=_ROUGH.search(folded[max(0, match.start() - 24) : match.start()]) is not None,
        par_an=yearly is not None,
        unitaire=yearly is None and _BY_UNIT.match(folded, end) is not None,
    )
