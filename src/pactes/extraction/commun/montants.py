"""Recogniser of amounts of money in every form that French administrations write."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from pactes.extraction.commun.montants_alentours import is_maximum, is_rough, is_unit_price, is_yearly
from pactes.extraction.commun.nombres import NOMBRE, SOMME_EN_LETTRES, parse_lettres, parse_nombre, parse_somme
from pactes.reading.folding import fold

_SCALES = {
    "millier": 10**3, "million": 10**6, "milliard": 10**9, "k": 10**3, "m": 10**6, "mio": 10**6, "md": 10**9,
    "mrd": 10**9,
}  # fmt: skip
_SCALE = r"milliers?|millions?|milliards?|mrds?|mds?|mio|k|m"
_EURO = r"€|euros?\b|eur\b"
_SMALL = "un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|quarante|cinquante|cent"
# « 13,100,000 € »: commas part thousands where there are several, or three digits and no scale before the currency.
_COMMAS = r"\d{1,3}(?:,\d{3}){1,4}(?![\d,])"
_MONEY = re.compile(
    rf"(?<![\w.,/])(?:(?P<commas>{_COMMAS})(?=\s?(?:{_EURO}))|(?P<number>{NOMBRE})|(?P<words>{_SMALL}))\s?"
    rf"(?:(?P<scale>{_SCALE})(?:\b|(?=€|eur))(?P<half>\set\sdemie?)?\s?(?:d'|de\s)?\s?)?"
    rf"(?:(?P<euro>{_EURO})|d'(?P<euro2>{_EURO}))"
)
_HALF = r"(?P<half>\set\sdemie?)?"
_IN_WORDS = re.compile(rf"(?<![\w-])(?P<sum>{SOMME_EN_LETTRES}){_HALF}\s(?:d')?(?:{_EURO})")
# « l'État met six millions et demi, la Région quatre », « trois cent mille de subvention »: in words, without currency
_BARE_IN_WORDS = re.compile(rf"(?<![\w-])(?P<sum>{SOMME_EN_LETTRES}){_HALF}(?!\s(?:d')?(?:{_EURO}))")
_LEAST_IN_WORDS = 100  # « l'euro symbolique », « deux euros »: no financing
# Letters that a scan puts for digits: l, I for 1 and O for 0. Each group keeps a digit, or is « OOO ».
_OCR = re.compile(
    r"(?<![\w.,/'])(?P<number>(?:[li](?= [\doil]{3}[ .][\doil]{3}\b)|(?=[oil]{0,2}\d)[\doil]{1,3})"
    r"(?:[ .](?:(?=[oil]{0,2}\d)[\doil]{3}|ooo)){0,4})\s?"
    rf"(?:(?P<scale>k|m|millions?)\s?(?:d'|de\s)?)?(?:{_EURO})"
)
_SLIPS = str.maketrans("oil", "011")
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
_GIVEN = re.compile(
    r"\b(?:met|mettent|mettra|mettront|apport\w+|vers(?:e|ent|era|eront)|financ\w+|complet\w+ avec|ajout\w+|consacr\w+"
    r"|mobilis\w+|debloqu\w+|investi\w*|paye?\w*|paie\w*|cout(?:e|ent|era|eront|ait)|vaut|valait)"
    r" (?:pres de |plus de |environ |a peine |quelque )?$"
)
_ENDS_CLAUSE = re.compile(r"\s?(?:[,;.)]|$|(?:pour|par|a|en|sur|au|aux)\b)")
_AMOUNTS = re.compile(r"\bs'elev(?:e|ent|era|eront|ait) a (?:pres de |plus de )?$")
_FUND = re.compile(r"\b(?:fonds|budget|enveloppe|dotation|subventions?|couts?|montant|financements?|aides?|credits?)\b")
_SAME_SENTENCE = 240
# « 1,4 milliard apporté par l'État et 1,5 par la Région »: the second has the scale and the currency of the first.
_ELLIPTIC = re.compile(
    rf"(?:\bet|,)\s(?P<number>{NOMBRE})(?=\s(?:par|pour|de)\s(?:la |le |l'|les )"
    r"(?:region|etat|departement|ville|commune|metropole|agglo|communaute|conseil|pays|collectivite|anru|anah|ademe))"
)
_SCALED = re.compile(rf"(?P<scale>{_SCALE})(?=\s?(?:d'|de\s)?\s?(?:{_EURO})?$|$)")
_FARTHEST = 70  # characters between the two
# « cent vingt mille euros (120 000 €) »: one sum, told in words and in digits.
_SAID_TWICE = re.compile(r"\s?(?:\(|,? soit )\s?")

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
    """An amount of euros in a text: offsets and value, and what the words beside it say.

    ``approche``: « près de »; ``par_an``: « chaque année »; ``unitaire``: a price; ``maximum``: « au plus ».
    A range (« entre 100 000 et 150 000 euros ») is one amount: its high end, ``approche``, over the words of both.
    """

    start: int
    end: int
    valeur: Decimal
    approche: bool = False
    par_an: bool = False
    unitaire: bool = False
    maximum: bool = False


def find_montants(text: str) -> Iterator[MontantTrouve]:
    """Yield the amounts of ``text`` in euros, in order.

    A number with a scale but without the currency counts only where the words around it speak of money and no other
    thing is counted (« 155 millions de crédits », never « 1,2 million d'habitants »).
    """
    folded = fold(text)
    taken = bytearray(len(folded))
    found: list[MontantTrouve] = []

    def keep(amounts: Iterable[MontantTrouve | None]) -> None:
        for amount in amounts:
            if amount and 1 not in taken[amount.start : amount.end]:
                taken[amount.start : amount.end] = b"\1" * (amount.end - amount.start)
                found.append(amount)

    keep(_in_words(folded))
    keep(_misread(folded))
    keep(_amount(folded, match) for match in _MONEY.finditer(folded))
    ends = sorted(m.end for m in found)
    for match in _BARE.finditer(folded):
        noun = _MONEY_NOUN.match(folded, match.end())
        window = folded[max(0, match.start() - 120) : match.start()]
        spoken = (
            _MONEY_BEFORE.search(window)
            or _amounts_to(folded, match.start())
            or _after_money(folded, match.start(), ends)
        )
        if noun or (spoken and not _OTHER_NOUN.match(text, match.end())):
            keep([_amount(folded, match)])
            insort(ends, match.end())
    for match in _BARE_IN_WORDS.finditer(folded):
        value = _sum(match)
        if value is not None and _is_money(text, folded, match, ends):
            keep([_told(folded, match.start(), match.end(), value)])
            insort(ends, match.end())
    for match in _ELLIPTIC.finditer(folded):
        last = bisect_right(ends, match.start()) - 1
        scaled = _SCALED.search(folded[max(0, ends[last] - 24) : ends[last]]) if last >= 0 else None
        value = parse_nombre(match["number"])
        if scaled and value and match.start() - ends[last] <= _FARTHEST:
            scale = _SCALES[scaled["scale"].removesuffix("s")]
            keep([_told(folded, match.start("number"), match.end("number"), value * scale)])
    return iter(_ranges(folded, _once(folded, sorted(found, key=lambda m: m.start))))


def _in_words(folded: str) -> Iterator[MontantTrouve]:
    """Yield the sums in words (« deux cent mille euros »)."""
    for match in _IN_WORDS.finditer(folded):
        value = _sum(match)
        if value and value >= _LEAST_IN_WORDS:
            yield _told(folded, match.start(), match.end(), value)


def _sum(match: re.Match[str]) -> Decimal | None:
    """Return the value of a sum in words, with the half of its last scale (« six millions et demi »)."""
    value = parse_somme(match["sum"])
    if value is None or not match["half"]:
        return None if value is None else Decimal(value)
    scale = _SCALES.get(re.split(r"[ -]", match["sum"])[-1].removesuffix("s"))
    return Decimal(value) + Decimal(scale) / 2 if scale else None


def _is_money(text: str, folded: str, match: re.Match[str], ends: list[int]) -> bool:
    """Tell whether a sum in words without its currency is one: given, or told after money, and nothing else counted."""
    large = re.search(r"milli(?:on|ard)s?$", match["sum"])
    if not large and not match["sum"].endswith("mille"):
        return False
    if _MONEY_NOUN.match(folded, match.end()):
        return True
    if _OTHER_NOUN.match(text, match.end()) or not _ENDS_CLAUSE.match(folded, match.end()):
        return False
    return bool(
        _GIVEN.search(folded[max(0, match.start() - 40) : match.start()]) or _after_money(folded, match.start(), ends)
    )


def _misread(folded: str) -> Iterator[MontantTrouve]:
    """Yield the amounts in which a scan put letters for digits (« l50 OOO € »)."""
    for match in _OCR.finditer(folded):
        number = match["number"]
        if not re.search("[oil]", number):
            continue
        value = parse_nombre(number.translate(_SLIPS))
        if value is not None:
            scale = _SCALES[match["scale"].removesuffix("s")] if match["scale"] else 1
            yield _told(folded, match.start(), match.end(), value * scale)


def _once(folded: str, amounts: list[MontantTrouve]) -> list[MontantTrouve]:
    """Return the amounts with a sum told in words and in digits made one."""
    kept: list[MontantTrouve] = []
    for amount in amounts:
        before = kept[-1] if kept else None
        if (
            before
            and before.valeur == amount.valeur
            and _SAID_TWICE.fullmatch(folded, before.end, amount.start)
            and not (folded[before.start].isdigit() and folded[amount.start].isdigit())
        ):
            end = amount.end + folded.startswith(")", amount.end)
            flags = {name: getattr(before, name) or getattr(amount, name) for name in ("approche", "maximum")}
            yearly = before.par_an or amount.par_an or is_yearly(folded, before.start, end)
            kept[-1] = replace(before, end=end, par_an=yearly, unitaire=amount.unitaire, **flags)
        else:
            kept.append(amount)
    return kept


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


def _amounts_to(folded: str, at: int) -> bool:
    """Tell whether money is said to amount to what stands at ``at`` (« un fonds…, qui s'élève à 24 millions »)."""
    window = folded[max(0, at - _SAME_SENTENCE) : at]
    return _AMOUNTS.search(window) is not None and _FUND.search(re.split(r"[.;!?]\s", window)[-1]) is not None


def _after_money(folded: str, at: int, ends: list[int]) -> bool:
    """Tell whether an amount in euros stands shortly before ``at`` in the same sentence."""
    last = bisect_right(ends, at) - 1
    near = last >= 0 and at - ends[last] <= _SAME_SENTENCE
    return near and re.search(r"[.;!?]\s", folded[ends[last] : at]) is None


def _amount(folded: str, match: re.Match[str]) -> MontantTrouve | None:
    groups = match.groupdict()
    if groups.get("commas"):
        number: Decimal | int | None = Decimal(match["commas"].replace(",", ""))
    else:
        number = parse_nombre(match["number"]) if match["number"] else parse_lettres(match["words"])
    if not number or (match["words"] and not match["scale"]):
        return None
    number = number + Decimal("0.5") if groups.get("half") else number
    scale = _SCALES[match["scale"].removesuffix("s")] if match["scale"] else 1
    return _told(folded, match.start(), match.end(), Decimal(number) * scale)


def _told(folded: str, start: int, end: int, value: Decimal) -> MontantTrouve:
    yearly = is_yearly(folded, start, end)
    return MontantTrouve(
        start,
        end,
        value.to_integral_value() if value == value.to_integral_value() else value.normalize(),
        approche=is_rough(folded, start, end),
        par_an=yearly,
        unitaire=is_unit_price(folded, end, yearly=yearly),
        maximum=is_maximum(folded, start, end),
    )
