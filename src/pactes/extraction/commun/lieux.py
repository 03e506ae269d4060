"""What the finders of territories share: a place found in a text, proper names, enumerations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pactes.model import TypeTerritoire
from pactes.reading.folding import fold

MOT = r"[A-ZÀ-ÖØ-Þ][\w’']*(?:[-–][\w’']+)*"
_LIEN = r"(?:de la |de l['’] ?|d['’] ?|de |du |des |en |sur |sous |la |le |les |l['’] ?|lès )"
# A proper name: « Fontenay-sous-Bois », « Val de Garonne », « Bas-Clichy/Chêne Pointu », on one line.
NOM = rf"{MOT}(?:(?:[ \u00a0]{_LIEN}?|/){MOT}){{0,6}}"
# The same, with a number and its noun: « les Deux Rives-3 vallées », « 7 Vallées ».
NOM_OU_NOMBRE = rf"(?:\d{{1,2}} [A-ZÀ-Þ]?[a-zà-ÿ]+s\b|{NOM}(?:(?<=\d)| \d{{1,2}}) [A-ZÀ-Þ]?[a-zà-ÿ]+s\b|{NOM})"
DE = r"(?:de la |de l['’] ?|d['’] ?|de |du |des |des [«\"] ?|de [«\"] ?)"
# Words without a capital that names hold all the same (« un quartier de la commune de X »).
_LOWER = frozenset(
    {"de", "la", "le", "les", "du", "des", "d", "l", "en", "sur", "sous", "aux", "au", "a", "et", "un", "une", "deux"}
    | {"trois", "quartier", "quartiers", "secteur", "secteurs", "commune", "communes", "ville", "centre", "bas", "haut"}
    | {"nord", "sud", "est", "ouest", "cite", "ilot", "ex", "plus", "grand", "grande", "bourg", "inter", "regional"}
    | {"interregional", "territoire"}
)
_LEAD = re.compile(r"^(?:(?:et|ainsi que|ou|puis|dont)\s+)?(?:(?:de la |de l['’]|des |de |du |d['’])(?=[«\"A-ZÀ-Þ]))?")
_LEADING_NAME = re.compile(rf"\s?(?:{DE}|la |le |les |l['’])?(?P<nom>{NOM})")
_ITEM_END = re.compile(r"\s?(?:[:.;]|\(Q[PN]\d|\(\d[^()]*\)|\([A-ZÀ-Þ][^()]*\)\s*$|\sà [A-ZÀ-Þ]).*$", re.DOTALL)
_DASH = re.compile(r"\s[-–]\s.*$", re.DOTALL)
_AND = r"\s(?:et\s|ainsi que\s|ainsi qu(?=['’]))"
_SEPARATOR = re.compile(
    rf"[,;](?:{_AND})?"
    rf"|{_AND}(?=['’]?(?:de la |de l['’]|de |du |des |la |le |les |l['’]|d['’]|une? )?\s?[«\"A-ZÀ-Þu])"
)


@dataclass(frozen=True, slots=True)
class Lieu:
    """A territory found in the text: offsets, name, kind, official code when certain, the rule that read it."""

    start: int
    end: int
    nom: str
    type_territoire: TypeTerritoire
    code: str | None = None
    regle: str = ""
    confiance: float = 0.9


@dataclass(frozen=True, slots=True)
class Element:
    """An item of an enumeration: offsets and words."""

    start: int
    end: int
    texte: str


def enumeration(text: str, start: int, end: int) -> Iterator[Element]:
    """Yield the proper names that ``text[start:end]`` enumerates, up to the first item that is no name.

    Commas inside brackets separate nothing. An item is a few words that bear capitals, but for articles and the like.
    """
    position = start
    for stop in (*_separators(text, start, end), end):
        element = name_item(text, position, stop)
        if element is None and stop == end:
            element = _first_name(text, position, end)  # the sentence goes on after the last name
        if element is None:
            return
        yield element
        match = _SEPARATOR.match(text, stop, end)
        position = match.end() if match else stop


def name_item(text: str, start: int, end: int) -> Element | None:
    """Return what ``text[start:end]`` names when it is a name and nothing else, without « et », « de » before it."""
    words = _LEAD.sub("", text[start:end].strip(' \u00a0\n«"“-*_•').lstrip("'’"), count=1).lstrip()
    words = _ITEM_END.sub("", words).rstrip(' \u00a0\n»"”*_,')
    if not _is_name(words):
        words = _DASH.sub("", words)
    if not 3 <= len(words) <= 70 or not _is_name(words):
        return None
    at = text.find(words, start, end)
    return Element(at, at + len(words), " ".join(words.split())) if at >= 0 else None


def _first_name(text: str, start: int, end: int) -> Element | None:
    match = _LEADING_NAME.match(text, start, end)
    return name_item(text, match.start("nom"), match.end("nom")) if match else None


def _is_name(words: str) -> bool:
    tokens = re.findall(r"[^\W_]+", words)
    if not tokens or len(tokens) > 12 or not any(t[0].isupper() for t in tokens):
        return False
    if words.count("«") != words.count("»") or words.count("(") != words.count(")"):
        return False
    return all(t[0].isupper() or t[0].isdigit() or fold(t) in _LOWER for t in tokens)


def _separators(text: str, start: int, end: int) -> Iterator[int]:
    depth = 0
    found = {m.start() for m in _SEPARATOR.finditer(text, start, end)}
    for i in range(start, end):
        if text[i] == "(":
            depth += 1
        elif text[i] == ")":
            depth -= 1
            if depth < 0:
                yield i
                return
        elif i in found and depth == 0:
            yield i
