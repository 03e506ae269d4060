"""Which year an amount is of: the year that its words tie to it, never the year of another event of the sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pactes.extraction.commun.dates import find_dates, find_periods
from pactes.reading.folding import fold

_YEAR = re.compile(r"(?<![\d\w-])(?:19|20)\d\d(?![\d\w]|-\d)(?!\s?(?:€|euros|logements|habitants|emplois))")
_TWO_YEARS = re.compile(r"(?<![\d\w-])(?P<from>(?:19|20)\d\d)\s(?:et|puis)\s(?:en\s)?(?P<to>(?:19|20)\d\d)(?![\d\w])")
_ANY_YEAR = re.compile(r"(?:19|20)\d\d")
_REACH = 400  # characters around an amount in which its year is looked for
# « créée en 2014 », « d'ici 2020 », « la loi de 2014 »: when something was made or will end, not when money is due.
_EVENT = re.compile(
    r"\b(?:cree|lance|signe|conclu|adopte|vote|inaugur|ouver|fonde|installe|paraphe|approuve|decide|labellis|elue?s?\b"
    r"|retenu|fusion|reconduit|achev|demarr|debute|recens|insee|loi|decret|circulaire|deliberation|arrete|ordonnance"
    r"|chiffres de|bilan|source|livr|ouvrir|ouvre|termin|publi|depuis|d'ici|horizon|avant|jusqu'|apres|a compter"
    r"|a partir|mise? en service|ne en|naissance|prepar|engage[es]* depuis|appel a projets|appel a manifestation"
    r"|datant|date de|annonc|programme[es]* en|construit|bati)\w*(?:\s|$)[^,;:()\d]{0,40}$"
)
_TIED = (
    r"\s?(?:ttc|ht|\(|,)?\s?(?:de (?:credits|subventions?|financements?|depenses|travaux)\s)?"
    r"(?:(?:au )?titre d[e']|en|pour|sur|des?|au cours de|durant|par an (?:sur|de|pour))?\s?"
    r"(?:l'annee|l'exercice|la periode|les annees|la seule annee)?\s?"
)
_RIGHT_AFTER = re.compile(rf"(?:(?:\sa|,)?\s(?:\w+\s){{0,2}}?)?{_TIED}$")
_LEADS = re.compile(
    r"^[«\"*\s•–-]*(?:(?:ainsi|et|mais|or|puis|enfin)[,\s]+)?"
    r"(?:des|en|pour|au titre de|sur|de|entre|au cours de|durant)\s[^,;:]{0,40}$"
)


@dataclass(frozen=True, slots=True)
class _Annee:
    start: int
    end: int
    value: str


def annee_de(text: str, start: int, end: int, low: int = 0, high: int | None = None) -> str | None:
    """Return the year or period (« 2012 », « 2014-2020 ») of the amount at ``text[start:end]``, None without one.

    ``low`` and ``high`` are where the amounts beside it end and start. In this order: the year right after it, the one
    nearest before or after it with no other amount between them, the one that the sentence opens with.
    """
    high = len(text) if high is None else high
    first = max(0, start - _REACH)
    window = text[first : end + _REACH]
    if not _ANY_YEAR.search(window):
        return None
    years = _years(window, start - first, end - first)
    start, end, low, high = start - first, end - first, low - first, high - first
    folded = fold(window)
    after = [y for y in years if end <= y.start and y.end <= high]
    if after and _stands_right_after(folded, end, after[0]):
        return after[0].value
    before = [
        y for y in years if low <= y.start and y.end <= start and not (low > 0 and _stands_right_after(folded, low, y))
    ]
    near = [*before[-1:], *(y for y in after[:1] if ";" not in folded[end : y.start])]
    if near:
        return min(near, key=lambda y: start - y.end if y.end <= start else y.start - end).value
    whole = {y.value for y in years}
    if len(whole) == 1 and len(next(iter(whole))) > 4:
        return whole.pop()  # « doté de 300 M€ (200 M€ FEDER et 100 M€ FSE) pour la période 2014-2020 »
    leading = [y for y in years if y.end <= start and _LEADS.match(folded[: y.start])]
    return leading[-1].value if leading and first == 0 else None


def annee_du_titre(title: str) -> str | None:
    """Return the one year or period that a heading or a caption gives (« Programmation 2022 »), None without."""
    found = {y.value for y in _years(title, len(title), len(title))}
    return found.pop() if len(found) == 1 else None


def _stands_right_after(folded: str, end: int, year: _Annee) -> bool:
    """Tell whether a year stands right after the amount that ends at ``end``: it is that one's."""
    # « 30 000 €, en 2022, 40 000 € »: between two commas a year goes with what follows it.
    apart = folded.startswith(",", end) and folded.startswith(",", year.end)
    return not apart and _RIGHT_AFTER.fullmatch(folded, end, year.start) is not None


def _years(text: str, start: int, end: int) -> list[_Annee]:
    """Return the years and periods of ``text`` that date no event and no act, outside of ``start`` to ``end``."""
    folded = fold(text)
    periods = [_Annee(p.start, p.end, f"{p.start_year}-{p.end_year}") for p in find_periods(text)]
    for match in _TWO_YEARS.finditer(folded):
        if int(match["to"]) == int(match["from"]) + 1:
            periods.append(_Annee(match.start(), match.end(), f"{match['from']}-{match['to']}"))
    dates = [(d.start, d.end) for d in find_dates(text)]
    alone = [
        _Annee(m.start(), m.end(), m.group())
        for m in _YEAR.finditer(folded)
        if not any(p.start <= m.start() < p.end for p in periods)
        and not any(s <= m.start() < e for s, e in dates)
        and not start <= m.start() < end
    ]
    kept = [y for y in alone if not _EVENT.search(folded[max(0, y.start - 70) : y.start])]
    return sorted([*periods, *kept], key=lambda y: y.start)
