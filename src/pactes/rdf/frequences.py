"""How often a body meets: a French phrase as a concept of the European Union's table of frequencies."""

from __future__ import annotations

import re

from pactes.reading import fold

__all__ = ["frequence_ue"]

_NUMBERS = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "six": 6, "douze": 12, "quinze": 15}
_COUNT = r"(\d{1,2}|une?|deux|trois|quatre|six|douze|quinze)"
_TIMES = re.compile(
    rf"\b{_COUNT}\s+(?:fois|reunions?|rencontres?|seances?)\s*(?:par|/|dans\s+l'|chaque|l')\s*(an|annee|mois|trimestre|semestre|semaine)\b"
)
_EVERY = re.compile(
    rf"\btou(?:te)?s\s+les\s+(?:{_COUNT}\s+)?(ans?|annees?|mois|trimestres?|semestres?|semaines?|jours?)\b"
)
_WORDS = (
    (re.compile(r"\bquotidien\w*\b"), "DAILY"),
    (re.compile(r"\bhebdomadaires?\b|\bchaque\s+semaine\b"), "WEEKLY"),
    (re.compile(r"\bbimensuel\w*\b"), "MONTHLY_2"),
    (re.compile(r"\bbimestriel\w*\b"), "BIMONTHLY"),
    (re.compile(r"\bmensuel\w*\b|\bchaque\s+mois\b"), "MONTHLY"),
    (re.compile(r"\btrimestriel\w*\b|\bchaque\s+trimestre\b"), "QUARTERLY"),
    (re.compile(r"\bsemestriel\w*\b|\bchaque\s+semestre\b"), "ANNUAL_2"),
    (re.compile(r"\bbiennal\w*\b|\bbisannuel\w*\b"), "BIENNIAL"),
    (re.compile(r"\bannuel(?:le)?(?:s|ment)?\b|\bchaque\s+annee\b"), "ANNUAL"),
    (re.compile(r"\ben\s+continu\b|\bpermanen\w+\b"), "CONT"),
    (re.compile(r"\bau\s+besoin\b|\birreguli\w+\b"), "IRREG"),
)
_PER_YEAR = {
    1: "ANNUAL",
    2: "ANNUAL_2",
    3: "ANNUAL_3",
    4: "QUARTERLY",
    6: "BIMONTHLY",
    12: "MONTHLY",
    24: "MONTHLY_2",
    26: "BIWEEKLY",
    36: "MONTHLY_3",
    52: "WEEKLY",
    104: "WEEKLY_2",
}
_UNITS = {"an": 1, "annee": 1, "semestre": 2, "trimestre": 4, "mois": 12, "semaine": 52}


def frequence_ue(texte: str) -> str | None:
    """Return the code of the concept that ``texte`` designates (« deux fois par an »: ``ANNUAL_2``), or None.

    An approximate phrase (« deux à trois fois par an ») designates none.
    """
    folded = fold(texte)
    if re.search(rf"\b{_COUNT}\s+(?:a|ou)\s+{_COUNT}\b", folded):
        return None
    if match := _TIMES.search(folded):
        return _code(_number(match[1]) * _UNITS[match[2]])
    if match := _EVERY.search(folded):
        unit = match[2].rstrip("s") if match[2] != "mois" else "mois"
        count = _number(match[1]) if match[1] else 1
        if unit == "jour":
            return {1: "DAILY", 15: "BIWEEKLY"}.get(count)  # « quinze jours » is two weeks in French
        if unit in {"an", "annee"} and count in {2, 3}:
            return {2: "BIENNIAL", 3: "TRIENNIAL"}[count]
        return _code(_UNITS[unit] / count)
    return next((code for pattern, code in _WORDS if pattern.search(folded)), None)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBERS[text]


def _code(per_year: float) -> str | None:
    return _PER_YEAR.get(int(per_year)) if per_year == int(per_year) else None
