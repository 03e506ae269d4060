"""Dates that cannot both be right: things told as still to come that were over, things of before « depuis »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.dates import find_dates
from pactes.extraction.commun.listes import find_listes
from pactes.extraction.commun.unites import build_unites
from pactes.extraction.contradictions.conflits import Conflit, extrait
from pactes.model import GenreContradiction
from pactes.reading import Document, fold

_WILL = re.compile(r"\b(?:sera|seront|devrait|devraient|doit|va|vont)\b[^.;:]{0,80}$")
_SINCE = re.compile(r"\bdepuis (?P<year>(?:19|20)\d\d)\b")


def find_date_conflicts(contexte: Contexte) -> Iterator[Conflit]:
    """Yield the dates of the document that cannot both be right."""
    yield from _still_to_come(contexte)
    yield from _before_since(contexte.document)


def _still_to_come(contexte: Contexte) -> Iterator[Conflit]:
    """« sera opérationnel en juin » in a contract that was signed in September."""
    principal = contexte.principal
    signed = [v for v in principal.dates_signature if len(v.valeur) == 10] if principal else []
    if not signed or principal is None:
        return
    day = signed[0]
    for unite in build_unites(contexte.document):
        folded = fold(unite.texte)
        for date in find_dates(unite.texte):
            before = folded[max(0, date.start - 120) : date.start]
            if date.value[:7] >= day.valeur[:7] or not _WILL.search(before):
                continue
            if re.search(r"\b(?:depuis|suite a|en application|conformement|par)\b[^.;]{0,40}$", before):
                continue
            span = unite.span(max(0, date.start - 60), date.end)
            yield Conflit(
                f"dit à venir et passé à la signature : {extrait(contexte.document.text[span.start : span.end])}",
                GenreContradiction.DATE,
                (
                    (date.value, span.start, span.end),
                    (f"signature le {day.valeur}", day.evidence.start, day.evidence.end),
                ),
                "futur-deja-passe",
                0.7,
            )


def _before_since(document: Document) -> Iterator[Conflit]:
    """« Depuis 2016, … : » and in the list something of 2015."""
    for liste in find_listes(build_unites(document)):
        since = _SINCE.search(fold(liste.texte))
        if not since:
            continue
        for element in liste.elements:
            for date in find_dates(element.texte):
                signed = re.search(
                    r"\b(?:signee?s?|concluee?s?|lancee?s?|inauguree?s?|creee?s?)\b", fold(element.texte)
                )
                if date.value[:4] < since["year"] and signed:
                    start = liste.unite.span(liste.intro.start + since.start(), liste.intro.start + since.end())
                    place = element.unite.span(element.mots.start + date.start, element.mots.start + date.end)
                    yield Conflit(
                        f"antérieur à la date depuis laquelle la liste vaut : {extrait(element.texte)}",
                        GenreContradiction.DATE,
                        (
                            (f"depuis {since['year']}", start.start, start.end),
                            (date.value, place.start, place.end),
                        ),
                        "date-avant-depuis",
                        0.8,
                    )
