"""Dates that disagree: of one contract, of one legal text, and things told as still to come that were over."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.dates import find_dates
from pactes.extraction.commun.listes import find_listes
from pactes.extraction.commun.unites import build_unites
from pactes.extraction.contradictions.conflits import Conflit
from pactes.model import Extraction, GenreContradiction, TexteJuridique, Valeur
from pactes.reading import Document, fold

_WILL = re.compile(r"\b(?:sera|seront|devrait|devraient|doit|va|vont)\b[^.;:]{0,80}$")
_SINCE = re.compile(r"\bdepuis (?P<year>(?:19|20)\d\d)\b")
_ACTS = ("loi", "ordonnance", "décret")


def find_date_conflicts(contexte: Contexte, extraction: Extraction) -> Iterator[Conflit]:
    """Yield the dates of the document that cannot both be right."""
    yield from _of_contracts(extraction)
    yield from _of_acts(extraction)
    yield from _same_number(extraction)
    yield from _still_to_come(contexte)
    yield from _before_since(contexte.document)


def _distinct(valeurs: tuple[Valeur, ...]) -> list[Valeur]:
    """Return the values that differ, a vaguer form of another left out."""
    kept: list[Valeur] = []
    for valeur in valeurs:
        if any(k.valeur.startswith(valeur.valeur) or valeur.valeur.startswith(k.valeur) for k in kept):
            continue
        kept.append(valeur)
    return kept


def _of_contracts(extraction: Extraction) -> Iterator[Conflit]:
    for contrat in extraction.contrats:
        for name, prop, valeurs in (
            ("date de signature", "dateSignature", contrat.dates_signature),
            ("date de début", "dateDebut", contrat.debuts),
            ("date de fin", "dateFin", contrat.fins),
            ("durée", "duree", contrat.durees),
        ):
            distinct = _distinct(valeurs)
            if contrat.instance and len(distinct) >= 2:
                yield Conflit(
                    f"{name} : {contrat.titre}",
                    GenreContradiction.DATE if prop != "duree" else GenreContradiction.VALEUR,
                    tuple((v.valeur, v.evidence.start, v.evidence.end) for v in distinct),
                    "dates-du-contrat",
                    0.8,
                    cible=("contrat", contrat.cle),
                    propriete=prop,
                )


def _of_acts(extraction: Extraction) -> Iterator[Conflit]:
    """A law cited by its number and date, and once by another day of that month without number."""
    numbered = [t for t in extraction.textes if t.numero and t.date and len(t.date) == 10 and t.genre in _ACTS]
    for texte in extraction.textes:
        if texte.numero or not texte.date or len(texte.date) != 10 or texte.titre:
            continue
        twins = [
            n
            for n in numbered
            if n.genre == texte.genre and n.date and n.date[:7] == texte.date[:7] and n.date != texte.date
        ]
        if len(twins) == 1:
            yield _acts(
                f"date de la {texte.genre} {twins[0].numero}".replace("la décret", "du décret"), twins[0], texte
            )


def _acts(sujet: str, a: TexteJuridique, b: TexteJuridique) -> Conflit:
    return Conflit(
        sujet.replace("de du", "du"),
        GenreContradiction.DATE,
        tuple((t.date or "", t.evidence[0].start, t.evidence[0].end) for t in (a, b)),
        "dates-du-texte",
        0.75,
    )


def _same_number(extraction: Extraction) -> Iterator[Conflit]:
    """Two acts of one authority that bear the same number and different dates."""
    groups: dict[tuple[str, str, str], list[TexteJuridique]] = defaultdict(list)
    for texte in extraction.textes:
        if texte.numero and texte.date and texte.genre != "code":
            author = fold(texte.auteur or "") if texte.genre not in _ACTS else ""
            groups[texte.genre, fold(texte.numero), author].append(texte)
    for (genre, numero, _), textes in sorted(groups.items()):
        dates = {t.date for t in textes}
        if len(dates) > 1:
            yield _acts(f"date de {genre} n° {numero}", textes[0], next(t for t in textes if t.date != textes[0].date))


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
                "événement dit à venir et déjà passé à la signature",
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
                        "élément d'une liste antérieur à la date depuis laquelle elle vaut",
                        GenreContradiction.DATE,
                        (
                            (f"depuis {since['year']}", start.start, start.end),
                            (date.value, place.start, place.end),
                        ),
                        "date-avant-depuis",
                        0.8,
                    )
