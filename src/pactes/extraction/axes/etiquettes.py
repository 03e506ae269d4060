"""Recogniser of the labels of the parts of a contract: « Axe 2 : », « Objectif opérationnel 1-1 », « Volet III »."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pactes.reading import fold

# How administrations call the large parts of a programme, then the parts of these, then what is to be done.
AXES = (
    "grand objectif", "axe", "enjeu", "orientation", "ambition", "pilier", "volet", "priorite", "defi", "engagement",
    "levier", "cap", "thematique", "theme",
)  # fmt: skip
OBJECTIFS = ("objectif",)
SOUS = "sous-"  # a part of what the word after it names: « sous-axe », « sous-volet »
MESURES = ("mesure", "chantier")  # actions, or objectives where actions stand under them
ACTIONS = ("fiche action", "fiche projet", "fiche", "action", "projet", "operation")

_ROMAN = {"i": 1, "v": 5, "x": 10}
_ORDINALS = {
    "premier": "1", "premiere": "1", "1er": "1", "1ere": "1", "deuxieme": "2", "second": "2", "seconde": "2",
    "2nd": "2", "2nde": "2", "troisieme": "3", "quatrieme": "4", "cinquieme": "5", "sixieme": "6", "septieme": "7",
    "huitieme": "8", "neuvieme": "9", "dixieme": "10",
}  # fmt: skip
_ONE_WORD = "|".join(w for w in (*AXES, *OBJECTIFS, *MESURES, *ACTIONS) if " " not in w)
_IN_WORDS = {
    "un": "1", "une": "1", "deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6", "sept": "7", "huit": "8",
    "neuf": "9", "dix": "10",
}  # fmt: skip
_WORD = (
    rf"fiche[ -]actions?|fiche[ -]projets?|grands? objectifs?|(?:grande?s? )?(?:{_ONE_WORD})|"
    rf"{SOUS}(?:{_ONE_WORD}|mesures?)"
)
_ADJECTIVES = (
    "strategique|prioritaire|operationnel(?:le)?|specifique|general(?:e)?|thematique|majeur(?:e)?|structurant(?:e)?|"
    "commun(?:e)?|partage(?:e)?|territorial(?:e)?|principal(?:e)?|transversal(?:e)?|horizontal(?:e)?|phare|cadre|"
    "unique|de travail|d'intervention|d'action|de developpement|d'excellence|du contrat|du pacte"
)
# A recogniser of characters takes 1 for l: « Objectif l.2 ».
_NUMBER = (
    rf"(?:{'|'.join(_IN_WORDS)})\b|"
    r"[\dl]{1,2}(?:[.\-][\dl]{1,2}){1,2}(?![\w'])|l(?=\s?[:.)\-])|\d{1,2}(?:\s?[.\-]\s?\d{1,2}|[.\-][a-h](?!\w)){0,3}[a-h]?(?!\w)|\d{1,2}[a-h](?:[.\-]?\d{1,2}){1,2}(?!\w)|"
    r"[ivx]{1,5}(?:[.\-](?:\d{1,2}|[a-h](?!\w))){0,2}(?!\w)|"
    r"[a-h](?:[.\-]?\d{1,2}){0,3}(?!\w)"
)
_LABEL = re.compile(
    rf"^[*_<>u#\s\"]*(?P<word>{_WORD})\b(?P<adjectives>(?:\s+(?:{_ADJECTIVES})\b){{0,3}})\s*"
    rf"(?:n\s?[°ºo]\s*)?(?:\(\s*)?(?P<number>{_NUMBER})?(?P<closed>\s*\))?"
)
_ORDINAL = re.compile(
    rf"^[*_<>u#\s]*(?:l[ea]\s+)?(?P<ordinal>{'|'.join(_ORDINALS)}|\d(?:e|"
    rf"eme))\s+(?P<word>{_WORD})\b(?:\s+(?:{_ADJECTIVES})\b){{0,3}}"
)
_SEPARATOR = re.compile(r"[*_\s]*(?:[:.)\-|•·▪]|/(?!\w))[*_\s:.\-|•·▪]*|\s*(?=\"\s?\w)")
_FUNDS = re.compile(r"(?:feder|fse\+?|fse[ -]?iej|iej|feader|feamp|fnadt|[/ +&et,-]){1,12}\s*[:\-]\s*")
_TRANSVERSAL_OF = re.compile(r"\s*(?:au|a la|aux|du|de la|de l'|a l')[^:.]{0,60}:\s*")
_TITLE_NUMBER = re.compile(
    r"^(?P<roman>[IVX]{1,4}(?:[.\-]\d{1,2}){1,3})[.)\-–:\s]+(?=\S)|^(?P<number>(?:\d{1,2}(?:[.\-]\d{1,2}|\.[A-H](?!\w)){1,3}|[A-H](?:\.\d{1,2}){1,3}|[A-H]\d{1,2}(?=\s?[.)\-–:]\s)))\s*[.)\-–:]*\s+(?=\S)|"
    r"^(?P<dash>\d{1,2}(?:[.\-]\d{1,2}){1,3})[.)\-–:]+\s*(?=\S)"
)
# After a label without a separator, words that go on with a sentence: « axe 3 du contrat », « objectif de la loi ».
_PROSE = re.compile(
    r"^(?:du|de|des|d'|est|sont|a|ont|et|ou|qui|que|dont|vise|visant|porte|permet|au|aux|pour|dans|avec|consiste|se)\b"
)


@dataclass(frozen=True, slots=True)
class Etiquette:
    """A label at the head of a text: its word ("axe"), its number as digits or letters, where its title starts.

    ``rang`` is the number normalised for comparing ("1-1" and "1.1" are "1.1", "II" is "2"), None without a number.
    ``separee`` tells that a sign (« : », « - »…) stands between the label and the title; ``operationnel`` that the
    label says it is of the lower level (« orientation opérationnelle »).
    """

    mot: str
    numero: str | None
    rang: str | None
    titre_start: int
    transversal: bool = False
    separee: bool = False
    ordinal: bool = False
    operationnel: bool = False

    @property
    def style(self) -> str:
        """What labels of one level have in common: the word, and whether it is qualified as operational."""
        return f"{self.mot} operationnel" if self.operationnel else self.mot


def normalise(number: str) -> str:
    """Return a number as points and digits: "1-1" is "1.1", "II" is "2"; a letter stays, in upper case."""
    number = re.sub(r"\s?[.\-]\s?", ".", number.lower()).strip(".")
    number = _IN_WORDS.get(number, number)
    number = re.sub(r"(?<![a-km-z])[\dl]{1,2}(?![a-km-z])", lambda m: m.group().replace("l", "1"), number)
    head, _, rest = number.partition(".")
    if head and set(head) <= set(_ROMAN):
        values = [_ROMAN[c] for c in head]
        total = sum(-v if i + 1 < len(values) and v < values[i + 1] else v for i, v in enumerate(values))
        head = str(total)
    return ".".join(p for p in (head.upper(), rest.upper()) if p)


def read_etiquette(text: str) -> Etiquette | None:
    """Return the label that ``text`` opens with, None when it opens with none.

    A label must be told apart from a sentence that starts with the same word: it has a number or is followed by a
    separator; without a separator, what follows must not go on as a sentence.
    """
    folded = fold(text[:400])
    ordinal = _ORDINAL.match(folded)
    match = ordinal or _LABEL.match(folded)
    if not match:
        return None
    word = _base(match["word"])
    if ordinal:
        number: str | None = _ORDINALS.get(ordinal["ordinal"], ordinal["ordinal"][0])
        transversal = False
    else:
        number = match["number"]
        transversal = "transversal" in match["adjectives"] or "horizontal" in match["adjectives"]
    at = match.end()
    if transversal and (of := _TRANSVERSAL_OF.match(folded, at)):
        return Etiquette(word, number, _rank(number), of.end(), transversal=True, separee=True)
    separator = _SEPARATOR.match(folded, at)
    if separator:
        at = separator.end()
    elif at < len(folded) and (number is None or folded[at : at + 1].isalnum()):
        return None
    else:
        at += len(folded[at:]) - len(folded[at:].lstrip(" *_"))
        closed = not ordinal and bool(match["closed"])
        if number is not None and not number[0].isdigit() and at < len(folded) and not closed:
            return None  # « action à mener », « axe I think »: a letter counts only with a separator
        if _PROSE.match(folded[at:]):
            return None
    if ordinal and not separator and folded[at:].strip(" *_"):
        return None  # « Premier axe » heads a part where it stands alone on its line
    funds = _FUNDS.match(folded, at)
    if funds:
        at = funds.end()
    shown = text[match.start("number") : match.end("number")] if not ordinal and number else number
    if shown and ("l" in shown.lower() or fold(shown) in _IN_WORDS):
        shown = _rank(shown)
    operational = bool(re.search(r"\boperationnel", folded[match.start() : match.end()]))
    return Etiquette(word, shown, _rank(number), at, transversal, bool(separator), bool(ordinal), operational)


def _base(word: str) -> str:
    """Return the word of a label without its plural: « grande orientation » is an « orientation » like others."""
    word = re.sub(r"(?<=fiche)[ -](?=\w)", " ", word).removesuffix("s")
    return "grand objectif" if re.fullmatch(r"grands? objectif", word) else re.sub(r"^grande?s? ", "", word)


def _rank(number: str | None) -> str | None:
    return normalise(number) if number else None


def read_number(text: str) -> tuple[str, int] | None:
    """Return the number of several levels that ``text`` opens with ("1.1.1- Créer…"), normalised, and its end."""
    match = _TITLE_NUMBER.match(text[:40])
    if not match:
        return None
    number = match["roman"] or match["number"] or match["dash"]
    return normalise(re.sub(r"^([A-H])(?=\d)", r"\1.", number)), match.end()
