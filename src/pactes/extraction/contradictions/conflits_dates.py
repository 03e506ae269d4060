"""Dates that cannot both be right: things told as still to come that were over, things of before « depuis »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.dates import find_dates
from pactes.extraction.commun.listes import find_listes
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.extraction.contradictions.conflits import Conflit, extrait
from pactes.model import Contrat, GenreContradiction
from pactes.reading import Document, fold

_WILL = re.compile(r"\b(?:sera|seront|devrait|devraient|doit|va|vont)\b[^.;:]{0,80}$")
_SINCE = re.compile(r"\bdepuis (?P<year>(?:19|20)\d\d)\b")
_ARTICLE = 4  # contracts with a day of signature up to which an article is about the first of them
_BOX = 160  # characters of a line of a box
_SIGNED_ON = re.compile(
    r"^\W*(?:date de )?(?:la )?signatures?(?: du (?:contrat|pacte)| de la convention)?\s?(?::|\.{3,}| {2,}|le\b|\|)"
)
_ASKED = re.compile(r"\b(?:contrat|convention|pacte|accord|protocole|charte)\b[^?]{0,60}\bsignee?\b[^?]{0,40}\?\W*$")
_ANSWERED = re.compile(r"^\W*(?:depuis |c'etait )?le \d")
_CHRONICLE = re.compile(
    r"^\W*(?P<an>(?:19|20)\d\d)\W{1,4}(?:signature |conclusion )?"
    r"(?:du |de la |le |la |l')?(?:contrat|pacte|convention|accord|protocole|charte)\b"
)
_KINDS = ("contrat", "pacte", "convention", "accord", "protocole", "charte", "signature", "conclusion")


def find_date_conflicts(contexte: Contexte) -> Iterator[Conflit]:
    """Yield the dates of the document that cannot both be right."""
    yield from _still_to_come(contexte)
    yield from _before_since(contexte.document)
    yield from _boxed(contexte)


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


def _boxed(contexte: Contexte) -> Iterator[Conflit]:
    """« Signature : 5 mars » in a box, « 2019. Contrat de X, le 14 juin », against the day that the text tells.

    A box without a name speaks of the contract that the document is, or is about first.
    """
    signed = [c for c in contexte.contrats if c.instance and any(len(v.valeur) == 10 for v in c.dates_signature)]
    about = signed[0] if 0 < len(signed) <= _ARTICLE else None
    first = contexte.principal if contexte.principal in signed else about
    unites = build_unites(contexte.document)
    for index, unite in enumerate(unites):
        if len(unite.texte) > _BOX:
            continue
        folded = fold(unite.texte)
        dates = [d for d in find_dates(unite.texte) if len(d.value) == 10]
        asked = index > 0 and _ASKED.search(fold(unites[index - 1].texte)) and _ANSWERED.match(folded)
        if first and (_SIGNED_ON.match(folded) or asked) and dates:
            yield from _against(contexte.document, unite, dates[0].value, dates[0].start, dates[0].end, first)
        line = _CHRONICLE.match(folded)
        if line and not dates:
            days = [d for d in find_dates(f"{unite.texte.rstrip(' .')} {line['an']}") if len(d.value) == 10]
            proper = {fold(w) for w in re.findall(r"\b[A-ZÀ-Þ][\w-]{4,}", unite.texte)} - set(_KINDS)
            of = [c for c in signed if proper and all(_bears(c, word) for word in proper)]
            if len(days) == 1 and len(of) == 1:
                end = min(days[0].end, len(unite.texte))
                yield from _against(contexte.document, unite, days[0].value, days[0].start, end, of[0])


def _bears(contrat: Contrat, word: str) -> bool:
    """Tell whether a contract, its territory or a party bears a proper name, in the singular or the plural."""
    names = fold(" ".join((contrat.titre, *contrat.territoires, *(s.signataire for s in contrat.signatures))))
    return word.rstrip("s") in names


def _against(document: Document, unite: Unite, said: str, start: int, end: int, contrat: Contrat) -> Iterator[Conflit]:
    told = next((v for v in contrat.dates_signature if len(v.valeur) == 10), None)
    if told is None or any(v.valeur == said for v in contrat.dates_signature) or told.valeur[:4] != said[:4]:
        return
    span = unite.span(start, end)
    yield Conflit(
        f"date de signature : {contrat.titre}",
        GenreContradiction.DATE,
        ((told.valeur, told.evidence.start, told.evidence.end), (said, span.start, span.end)),
        "date-de-signature-encadre",
        0.8,
        cible=("contrat", contrat.cle),
        propriete="dateSignature",
    )
