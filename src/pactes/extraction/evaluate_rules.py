"""When an extracted record and a reference record are the same thing: the rules that ``evaluate`` scores by.

Records are objects of the interchange format (``interchange.to_interchange``). Names and titles are compared without
accents, case or punctuation, with the tolerances (0 to 100) that the references were annotated for: two annotators
write "contrat de ville d'X 2015-2020" and "Contrat de ville X 2015/2020" for one contract.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz

Item = dict[str, Any]

STRICT = (
    "contrats", "signataires", "axes", "objectifs", "actions", "engagements", "financements", "territoires",
    "instances", "textes", "dates",
)  # fmt: skip
"""Kinds judged on precision and recall."""
RECALL_ONLY = ("organisations", "indicateurs", "projets", "contradictions")
"""Kinds annotated by taste: only their recall is judged."""

_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=65536)
def _normal(text: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_A_WORD.sub(" ", ascii_only).strip()


def normal(value: object) -> str:
    """Return the form of a value that comparisons use: lower case, no accents, words apart by one space."""
    return _normal(str(value)) if value else ""


def alike(a: object, b: object, floor: float = 85) -> bool:
    """Whether two names are one, spelling apart; short names must agree letter by letter, long ones word by word."""
    x, y = normal(a), normal(b)
    if not (x and y):
        return False
    if x == y or fuzz.ratio(x, y) >= floor:
        return True
    return min(len(x), len(y)) >= 12 and fuzz.token_sort_ratio(x, y) >= floor


def holds(a: object, b: object, floor: float = 88) -> bool:
    """Whether two texts are one, or the shorter (20 signs at least) stands inside the longer."""
    if alike(a, b):
        return True
    x, y = normal(a), normal(b)
    return min(len(x), len(y)) >= 20 and fuzz.partial_ratio(x, y) >= floor


def near(a: Item, b: Item, lines: int = 3) -> bool:
    """Whether two records stand within ``lines`` lines of each other; one without a line stands nowhere."""
    if a.get("line") is None or b.get("line") is None:
        return False
    return abs(int(a["line"]) - int(b["line"])) <= lines


def words_alike(a: object, b: object, floor: float) -> bool:
    """Whether the words of one are among those of the other, whatever their order."""
    return fuzz.token_set_ratio(normal(a), normal(b)) >= floor


def records_by_kind(document: Item) -> dict[str, list[Item]]:
    """Return the records of a document by kind, those inside contracts taken out, each with its contract or parent."""
    found: dict[str, list[Item]] = {kind: [] for kind in (*STRICT, *RECALL_ONLY)}
    for contract in document.get("contrats", []):
        title = contract.get("title", "")
        if contract.get("instance", True) is not False:
            found["contrats"].append(contract)
            found["dates"] += [
                {"contrat": title, "field": name, "value": str(contract[name])}
                for name in ("signed", "start", "end")
                if contract.get(name)
            ]
        found["signataires"] += [{**party, "contrat": title} for party in contract.get("signataires", [])]
        for axis in contract.get("axes", []):
            found["axes"].append({**axis, "contrat": title})
            for objective in axis.get("objectifs", []):
                found["objectifs"].append({**objective, "parent": axis.get("title")})
                found["actions"] += _children(objective)
            found["actions"] += _children(axis)
    for kind in ("engagements", "financements", "territoires", "instances", *RECALL_ONLY):
        found[kind] += document.get(kind, [])
    # A legal text that is named with neither number nor date cannot be told from another.
    found["textes"] += [text for text in document.get("textes", []) if text.get("number") or text.get("date")]
    return found


def _children(parent: Item) -> list[Item]:
    return [{**action, "parent": parent.get("title")} for action in parent.get("actions", [])]


def _same_contract(e: Item, r: Item) -> bool:
    return not e.get("contrat") or not r.get("contrat") or words_alike(e["contrat"], r["contrat"], 75)


def _contrat(e: Item, r: Item) -> bool:
    return words_alike(e.get("title"), r.get("title"), 85)


def _date(e: Item, r: Item) -> bool:
    shared = min(len(e["value"]), len(r["value"]))  # a year agrees with a day of that year
    same_value = e["value"][:shared] == r["value"][:shared]
    return e["field"] == r["field"] and same_value and _same_contract(e, r)


def _signataire(e: Item, r: Item) -> bool:
    return _same_contract(e, r) and words_alike(e.get("name"), r.get("name"), 85)


def _titled(e: Item, r: Item) -> bool:
    return holds(e.get("title"), r.get("title")) or holds(e.get("title"), r.get("quote"))


def _engagement(e: Item, r: Item) -> bool:
    pairs = ((x, y) for x in (e.get("text"), e.get("quote")) for y in (r.get("text"), r.get("quote")))
    return near(e, r, 2) and any(holds(x, y) for x, y in pairs)


def _number(value: object) -> float | None:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def _financement(e: Item, r: Item) -> bool:
    x, y = _number(e.get("amount")), _number(r.get("amount"))
    return x is not None and y is not None and abs(x - y) < 1 and near(e, r)


def _territoire(e: Item, r: Item) -> bool:
    return alike(e.get("name"), r.get("name"), 90)


def _named(e: Item, r: Item) -> bool:
    names = ("name", "acronym", "title")
    return any(alike(e.get(a), r.get(b), 86) for a in names for b in names)


def _instance(e: Item, r: Item) -> bool:
    return _named(e, r) or holds(e.get("name"), r.get("name"))


def _texte(e: Item, r: Item) -> bool:
    if normal(e.get("kind"))[:4] != normal(r.get("kind"))[:4]:
        return False
    same_number = bool(e.get("number")) and normal(e["number"]) == normal(r.get("number"))
    same_date = bool(e.get("date") and r.get("date")) and str(e["date"])[:10] == str(r["date"])[:10]
    return same_number or same_date


def _indicateur(e: Item, r: Item) -> bool:
    x, y = _number(e.get("value")), _number(r.get("value"))
    if x is None or y is None:
        return normal(e.get("value")) == normal(r.get("value")) and near(e, r)
    return abs(x - y) < 1e-6 * max(1.0, abs(y)) and near(e, r)


def _contradiction(e: Item, r: Item) -> bool:
    said = e.get("statements", [])
    return sum(any(near(a, b, 1) for a in said) for b in r.get("statements", [])) >= 2


SAME: dict[str, Callable[[Item, Item], bool]] = {
    "contrats": _contrat, "signataires": _signataire, "axes": _titled, "objectifs": _titled, "actions": _titled,
    "engagements": _engagement, "financements": _financement, "territoires": _territoire, "instances": _instance,
    "textes": _texte, "dates": _date, "organisations": _named, "indicateurs": _indicateur, "projets": _named,
    "contradictions": _contradiction,
}  # fmt: skip
"""For each kind, whether an extracted record is the reference record."""


def _same_names(extracted: object, reference: object) -> bool:
    """Every name on one side has a like one on the other."""
    x, y = _names(extracted), _names(reference)
    return _covered(x, y) and _covered(y, x)


def _names(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return list(value) if isinstance(value, Iterable) else []


def _covered(some: list[str], others: list[str]) -> bool:
    return all(any(words_alike(x, y, 80) for y in others) for x in some)


def _same_text(e: object, r: object) -> bool:
    return normal(e) == normal(r)


def _same_start(letters: int) -> Callable[[object, object], bool]:
    return lambda e, r: normal(e)[:letters] == normal(r)[:letters]


def _same_words(floor: float) -> Callable[[object, object], bool]:
    return lambda e, r: words_alike(e, r, floor)


ATTRIBUTES: dict[str, tuple[tuple[str, Callable[[object, object], bool]], ...]] = {
    "axes": (("number", _same_text),),
    "objectifs": (("number", _same_text), ("parent", holds)),
    "actions": (("number", _same_text), ("parent", holds)),
    "signataires": (("represented_by", _same_words(85)), ("role", _same_words(80))),
    "financements": (("nature", _same_start(5)), ("funder", _same_names)),
    "engagements": (("parties", _same_names), ("status", _same_start(4))),
    "territoires": (("type", _same_start(4)),),
    "contrats": (("type", _same_words(75)),),
}
"""For each kind, the attributes that are judged in records that were found, and when they are right."""
