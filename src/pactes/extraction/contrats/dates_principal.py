"""Reader of the dates that a contract states of itself: made, in force from, over at, for how long, renewable how."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pactes.extraction.commun.dates import (
    DateFound,
    find_dates,
    find_durations,
    find_ends,
    find_intervals,
    find_periods,
    find_renewals,
)
from pactes.extraction.commun.familles import TETES
from pactes.extraction.commun.plan import Plan
from pactes.extraction.contrats.bloc_de_signature import FAIT_A
from pactes.model import Valeur
from pactes.reading import Block, BlockKind, Document, fold

__all__ = ["Dates", "read_dates", "valeur"]

_STARTS = re.compile(
    r"\b(?:prend(?:ra)? effet|entre(?:ra)? en vigueur|est conclue?|commence(?:ra)?|debute(?:ra)?|a compter|"
    r"a partir)\s+(?:(?!acheve|\bfin\b|jusqu|expire|termine)[^.]){0,60}?(?:le|du|au|en)\s*$"
    r"|\b(?:prise d'effet|date d'effet|entree en vigueur|debut)\s?:\s?(?:le )?$"
)
# In force from the day it is signed: « prend effet à la date de signature », « à compter de sa signature ».
_FROM_SIGNATURE = re.compile(
    r"\b(?:(?:prend(?:ra)? effet|entre(?:ra)? en vigueur|entree en vigueur|prise d'effet|applicable|effectif|conclue?)"
    r"[^.;]{0,60}?\b(?:a|des|a compter|a partir|le jour|au jour)\b|\ba (?:compter|partir) )"
    r"[^.;]{0,24}?\bsignature\b"
)
_NOTIFIED = re.compile(r"\b(?:notification|publication|transmission|approbation|derniere signature)\b")
_LASTS = re.compile(
    r"\b(?:fin|duree|periode|effet|vigueur|jusqu|expire|expirera|echeance|ans?|annees|conclue?|acheve|reconduction|"
    r"renouvelable|reconductible)\b"
)
_SECTION = re.compile(r"\bduree\b|\bprise d'effet\b|entree en vigueur|\breconduction\b")
_HEADS = "|".join(TETES)
_CONCLUDED_FOR = re.compile(rf"\b(?:le|la|l') ?(?:{_HEADS})\W{{1,3}}(?:est )?conclue? (?:pour|jusqu|du|a compter)\b")
_LASTS_ITSELF = re.compile(
    rf"\W*(?:le|la|l') ?(?:{_HEADS})(?:[- ]cadre)? (?:entre(?:ra)? en vigueur|prend(?:ra)? (?:effet|fin)"
    r"|s'acheve|expire|est (?:signee?|conclue?) pour une duree)\b"
)
_OVER = re.compile(r"\b(?:pour|sur|couvre) (?:la|une) periode (?:allant )?(?:de )?(?=(?:19|20)\d\d)")
# « Convention n° 12 – période du 1er janvier 2021 au 31 décembre 2025 », a line of the title page
# « Prise d'effet : 1er octobre 2022. Terme : 30 septembre 2027. »
_LABELLED = re.compile(
    r"^\W*(?:date (?:de )?)?(?:prise d'effet|effet|entree en vigueur|duree|terme|echeance|validite|debut|fin)"
    r"(?: d(?:u|e la|e l')\W?\w+)?\s?:"
)
_HEADED_PERIOD = re.compile(r"^\W*(?:[^.;:]{0,60}\W )?periode (?:contractuelle )?(?::|du) ?[^.;]{0,80}$")


@dataclass(frozen=True, slots=True)
class Dates:
    """What a contract says of its own time, each value with its passage; at most one of each kind."""

    signature: tuple[Valeur, ...] = ()
    debut: tuple[Valeur, ...] = ()
    fin: tuple[Valeur, ...] = ()
    duree: tuple[Valeur, ...] = ()
    reconduction: tuple[Valeur, ...] = ()


def read_dates(document: Document, plan: Plan) -> Dates:
    """Return the dates of signature, start and end, the duration and the renewals that the contract states of itself.

    A contract in force « from its signature » starts on the day on which it was signed, where the text gives it.
    """
    signed = _made(document)
    starts: list[Valeur] = []
    ends: list[Valeur] = []
    durations: list[Valeur] = []
    renewals: list[Valeur] = []
    for block in _of_itself(document, plan):
        words = document.text[block.start : block.end]
        first, last = _interval(document, block, words)
        starts += first
        ends += last
        ends += [valeur(document, block.start, end) for end in find_ends(words)]
        for found, values in ((find_durations(words), durations), (find_renewals(words), renewals)):
            values += [Valeur(d.value, document.evidence(block.start + d.start, block.start + d.end)) for d in found]
        starts += [
            valeur(document, block.start, d) for d in find_dates(words) if _STARTS.search(fold(words[: d.start])[-120:])
        ]
        from_signature = _FROM_SIGNATURE.search(fold(words))
        if from_signature and signed and not _NOTIFIED.search(from_signature.group()):
            span = (block.start + from_signature.start(), block.start + from_signature.end())
            starts.append(Valeur(signed[0].valeur, document.evidence(*span)))
    exact = [end for end in ends if len(end.valeur) == len("2024-12-31")]  # a day says more than « 2020-2024 »
    return Dates(
        tuple(signed), tuple(starts[:1]), tuple((exact or ends)[:1]), tuple(durations[:1]), tuple(renewals[:1])
    )


def _made(document: Document) -> list[Valeur]:
    """Return the date of « Fait à …, le … », the last one of the text."""
    for made in list(FAIT_A.finditer(document.folded))[-1:]:
        zone = document.text[made.start() : made.end() + 60]
        return [valeur(document, made.start(), d) for d in find_dates(zone)][:1]
    return []


def _interval(document: Document, block: Block, words: str) -> tuple[list[Valeur], list[Valeur]]:
    """Return the start and the end of « du 1er janvier 2021 au 31 décembre 2025 », « sur la période 2021-2025 »."""
    between = next(find_intervals(words), None)
    if between:
        return [valeur(document, block.start, between[0])], [valeur(document, block.start, between[1])]
    said = _OVER.search(fold(words))
    period = next(find_periods(words[said.end() : said.end() + 30]), None) if said else None
    if said is None or period is None:
        return [], []
    where = document.evidence(block.start + said.end(), block.start + said.end() + period.end)
    return [Valeur(period.start_year, where)], [Valeur(period.end_year, where)]


def _of_itself(document: Document, plan: Plan) -> Iterator[Block]:
    """Yield the paragraphs that say how long the contract itself lasts: by their words, or by their section."""
    for block in document.of_kind(BlockKind.PARAGRAPH, BlockKind.ITEM):
        if not block.continues:
            whole = replace(block, end=document.paragraph(block).end)
            if _is_of_itself(document, plan, whole):
                yield whole


def _is_of_itself(document: Document, plan: Plan, block: Block) -> bool:
    folded = document.folded[block.start : block.end]
    if not _LASTS.search(folded):
        return False
    if (
        re.search(rf"\b(?:present|presente) (?:{_HEADS})", folded)
        or _HEADED_PERIOD.match(folded)
        or _LABELLED.match(folded)
    ):
        return True
    if _CONCLUDED_FOR.search(folded) or _LASTS_ITSELF.match(folded):
        return True
    return any(_SECTION.search(fold(s.title)) for s in plan.path(block.start))


def valeur(document: Document, base: int, date: DateFound) -> Valeur:
    """Return a date that was found in the text from ``base`` on, with its passage."""
    return Valeur(date.value, document.evidence(base + date.start, base + date.end))
