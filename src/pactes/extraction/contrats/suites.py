"""What sentences after the one that names a contract say of its time: « Il a pris effet le… », « Terme : fin 2026 ».

A fact is added only where the contract has none of its kind: what its own readers read comes first. A sentence that
also speaks of another contract (« celui de 2017 », « le contrat qu'il remplace ») gives only what it says before that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pactes.extraction.commun.dates import DateFound, find_dates, find_durations, find_ends, find_periods, find_years
from pactes.extraction.contrats.sections import AUTRE, Phrase, phrases_des_sections
from pactes.model import Contrat, Evidence, StatutContrat, Valeur
from pactes.reading import Document, fold

__all__ = ["date_after", "with_suites"]

_EFFECT = re.compile(
    r"\b(?:(?:a pris|prend(?:ra)?|prenant) effet|(?:est|etait) entree? en vigueur|entr(?:e|era|ant) en vigueur"
    r"|debut(?:e|era|ant|ait)|demarr(?:e|era|ant|ait)|court (?:a compter|a partir))"
    r" (?:du |le |au |en |a compter du |a partir du )*"
)
_ENDED = re.compile(
    r"\b(?:denoncee?|resiliee?|clos|close|cloturee?|echue?|eteinte?) (?:au |le |en |depuis le |depuis )*"
    r"|\b(?:terme|echeance)(?: \w+)? : (?=(?:fin|le|en|debut|\d))"
)
_SIGNATURE = re.compile(
    r"\bla signature (?:n'|en )?(?:est intervenue|a eu lieu|s'est tenue|s'est deroulee|date|remonte|eut lieu)"
    r"(?: que)? (?:du |au |le |en )*"
    r"|\b(?:nous |les |la |le )?li(?:e|ent|ait|aient)\b[^.;:]{0,120}?\bdepuis (?:sa signature )?(?:le |en )"
)
_COVERS = re.compile(
    r"\b(?:porte(?:ra)?(?: sur)?|couvre|couvrira|vaut|vaudra|court|courra|s'etend(?:ra)?)(?: pour| sur)?"
    r"(?: la periode| les annees)? (?=(?:19|20)\d\d)"
)
# « … avec la Région (2023-2027). », « pour trois années scolaires (2022/2025) »
_ASIDE = re.compile(
    r"\b(?:ans|annees|annees scolaires|exercices) \((?=(?:19|20)\d\d)|\((?=(?:19|20)\d\d[^()]{5,9}\)\W*$)"
)
_AVENANT = re.compile(r"\bavenants?\b[^.;]{0,60}\b(?:(?:le |la |l')(?:prolonge|proroge)\w*|(?:prolonge|proroge)\w*)\b")
_YEARLESS = re.compile(
    r"(?P<jour>[0-3]?\d)(?:er)? (?P<mois>janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre"
    r"|decembre)\b(?! (?:19|20)\d\d)"
)
_MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
    "decembre",
)  # fmt: skip
_BOUNDED = re.compile(r"^\W*une? \w+ (?:de|sur|pour|d'une duree de) (?P<n>.{1,12}? (?:ans|annees|mois))\b")


def with_suites(document: Document, contrats: Sequence[Contrat]) -> tuple[Contrat, ...]:
    """Return ``contrats`` with the beginnings, ends and days of signature that later sentences give them."""
    found = list(contrats)
    for section in phrases_des_sections(document, contrats):
        for phrase in section:
            if phrase.sujet is None or len({i for i, _ in phrase.nommes} - {phrase.sujet}) > 0:
                continue
            found[phrase.sujet] = _told(document, found[phrase.sujet], phrase)
    return tuple(found)


def _told(document: Document, contrat: Contrat, phrase: Phrase) -> Contrat:
    facts = {fact.champ: fact for fact in reversed(list(_facts(phrase)))}
    for champ, fact in facts.items():
        if getattr(contrat, champ) or not _fits(contrat, fact):
            continue
        if champ == "dates_signature" and contrat.statut is StatutContrat.PREVU:
            continue
        value = Valeur(fact.valeur, _evidence(document, phrase, fact))
        change: dict[str, Any] = {champ: (value,)}
        contrat = replace(contrat, **change)
        if champ == "dates_signature":
            contrat = replace(contrat, statut=StatutContrat.CONCLU)
    return contrat


@dataclass(frozen=True, slots=True)
class _Fait:
    champ: str
    valeur: str
    start: int
    end: int


def _facts(phrase: Phrase) -> Iterator[_Fait]:
    text, folded = phrase.texte, phrase.plie
    if re.search(r"\bavenants?\b", folded):
        match = _AVENANT.search(folded)  # « un avenant le prolonge jusqu'à fin 2023 »: its end is the contract's
        end = next(find_ends(text[match.start() :]), None) if match else None
        if match and end:
            yield _Fait("fins", end.value, match.start() + end.start, match.start() + end.end)
        folded = folded[: folded.index("avenant")]  # what comes after is of the amendment
        text = text[: len(folded)]
    opens = phrase.nommes[0][1].end if phrase.nommes else _head(folded)
    for champ, pattern in (("debuts", _EFFECT), ("fins", _ENDED), ("dates_signature", _SIGNATURE)):
        for match in pattern.finditer(folded):
            if match.start() < opens - 12 and not phrase.reprise:
                continue
            between = folded[opens : match.start()]
            if AUTRE.search(between) and champ != "dates_signature":
                continue
            date = date_after(text, match.end())
            if date is not None:
                yield _Fait(champ, date.value, match.start(), date.end)
    for pattern in (_COVERS, _ASIDE):
        match = pattern.search(folded, max(0, opens - 12) if pattern is _COVERS else 0)
        period = next(find_periods(text[match.end() : match.end() + 14]), None) if match else None
        if (
            match
            and period
            and period.start <= 1
            and not (pattern is _COVERS and AUTRE.search(folded[opens : match.start()]))
        ):
            yield _Fait("debuts", period.start_year, match.start(), match.end() + period.end)
            yield _Fait("fins", period.end_year, match.start(), match.end() + period.end)
    if phrase.reprise and not AUTRE.search(folded, opens):
        end = next(find_ends(text), None)
        if end is not None:
            yield _Fait("fins", end.value, end.start, end.end)
        bounded = _BOUNDED.match(folded)
        if bounded and (duration := next(find_durations(f"pour {bounded['n']}"), None)):
            yield _Fait("durees", duration.value, bounded.start("n"), bounded.end("n"))


def _head(folded: str) -> int:
    """Return where the subject of a sentence that opens with a pronoun ends."""
    match = re.match(r"\W*(?:\w+[' ]){1,2}", folded)
    return match.end() if match else 0


def date_after(text: str, at: int) -> DateFound | None:
    """Return the date that stands at ``at``, of the year of the last one before it where it gives none."""
    window = text[at : at + 40]
    date = next((d for d in find_dates(window) if d.start <= 6), None)
    if date is not None:
        return DateFound(at + date.start, at + date.end, date.value)
    bare = _YEARLESS.match(fold(window))
    if bare:
        before = [d for d in find_dates(text[:at]) if len(d.value) >= 7]
        month = _MONTHS.index(bare["mois"]) + 1
        if not before or month < int(before[-1].value[5:7]) or int(bare["jour"]) > 31:
            return None
        return DateFound(at, at + bare.end(), f"{before[-1].value[:4]}-{month:02}-{int(bare['jour']):02}")
    year = next((d for d in find_years(window) if d.start <= 6), None)
    return DateFound(at + year.start, at + year.end, year.value) if year else None


def _fits(contrat: Contrat, fact: _Fait) -> bool:
    """Whether a date agrees with the others of the contract: no end before its beginning, none of another period."""
    year = int(fact.valeur[:4]) if fact.valeur[:4].isdigit() else None
    if year is None:
        return True
    ends = [int(v.valeur[:4]) for v in contrat.fins if v.valeur[:4].isdigit()]
    begins = [int(v.valeur[:4]) for v in (*contrat.debuts, *contrat.dates_signature) if v.valeur[:4].isdigit()]
    if fact.champ == "fins":
        return all(year >= begin for begin in begins)
    return all(year <= end for end in ends) and all(abs(year - begin) <= 2 for begin in begins)


def _evidence(document: Document, phrase: Phrase, fact: _Fait) -> Evidence:
    span = phrase.unite.span(phrase.span.start + fact.start, phrase.span.start + fact.end)
    return document.evidence(span.start, span.end)
