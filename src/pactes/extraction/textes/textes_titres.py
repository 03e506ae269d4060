"""What a legal text is about and who took it, in the words around its citation."""

from __future__ import annotations

import re
from functools import lru_cache

from pactes.reading.folding import fold as fold_text

_ABOUT = re.compile(
    r"\b(?:relati(?:f|ve)s? (?:a|au|aux)\b|portant\b|de programmation\b|d'orientation\b|de finances\b"
    r"|de modernisation\b|d'adaptation\b|approuvant\b|adoptant\b|autorisant\b|fixant\b|visant\b|instituant\b"
    r"|pour (?:l'|la|le|les|une?)\b|sur l[ae']\b)"
)
# Read on the text with its accents: « a » is the verb, « à » goes on with the title.
_STOP = re.compile(
    r"[,;:.»]|\bet (?:notamment|la circulaire|le décret|la loi)\b"
    r"|\b(?:a|ont|est|sont|était|étaient|prévoit|confie|impose|donnant|qui|dont|modifiée?|susvisée?)\b",
    re.IGNORECASE,
)
_DATE_AT_END = re.compile(r"\s(?:en date )?(?:du|de) \d{1,2}(?:er)? [a-z]+ (?:19|20)\d\d$")
_BY = re.compile(
    r"\b(?:de la|de l'|du|de|des)\s?(?P<who>(?:commission permanente|conseil|communaute|ville|commune|region"
    r"|departement|metropole|assemblee|comite|syndicat|bureau|prefet|prefecture|ministre|ministere|agglomeration|president|pays|pole)"
    r"[^,;()]{0,120}?)"
    r"(?=\s(?:en date|du \d|des \d|le \d|n\s?[°ºo]|approuvant|adoptant|autorisant|portant|relati)|[,;(]|$)"
)
_LONGEST = 180
fold = lru_cache(maxsize=2)(fold_text)  # one paragraph may cite a thousand acts
_CONTEXT = 40  # characters around a window that a rule may look at


def titre_de(text: str, start: int, end: int) -> str | None:
    """Return what the act is about (« relative à la prévention de la délinquance »), None when the words do not say."""
    base = max(0, start - _CONTEXT)  # only a window is folded: a paragraph may be very long and cite many acts
    end = min(end, start + 120 + _LONGEST)
    text, start, end = text[base:end], start - base, end - base
    folded = fold(text)
    match = _ABOUT.search(folded, start, min(end, start + 120))
    if match is None:
        return None
    limit = min(end, match.start() + _LONGEST)
    stop = _STOP.search(text, match.end(), limit)
    last = stop.start() if stop else limit
    if ")" in text[match.start() : last] and "(" not in text[match.start() : last].split(")", 1)[0]:
        last = match.start() + text[match.start() : last].index(")")
    if text.count("(", match.start(), last) > text.count(")", match.start(), last):
        last = text.rindex("(", match.start(), last)
    title = folded[match.start() : last].rstrip()
    dated = _DATE_AT_END.search(title)
    last = match.start() + (dated.start() if dated else len(title))
    words = " ".join(text[match.start() : last].split())
    return words if len(words) > 8 else None


def auteur_de(text: str, start: int, end: int) -> str | None:
    """Return who took the act (« conseil municipal », « commission permanente »…), None when unsaid."""
    base = max(0, start - _CONTEXT)
    text, start, end = text[base : end + 1 + _CONTEXT], start - base, end - base
    match = _BY.search(fold(text), start, end + 1)
    return " ".join(text[match.start("who") : match.end("who")].split()) if match else None
