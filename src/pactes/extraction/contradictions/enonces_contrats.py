"""What is said of the dates of contracts: signature, start, end, how long, and the end that a duration gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.unites import build_unites
from pactes.extraction.contradictions.comparaisons import memes_dates
from pactes.extraction.contradictions.enonces import Enonce, Propriete
from pactes.extraction.contradictions.phrases import phrase_autour
from pactes.model import Contrat, Extraction, GenreContradiction, Valeur
from pactes.reading import Document, fold

DATES = GenreContradiction.DATE
# By the field of ``Contrat`` that holds the values.
PROPRIETES: dict[str, Propriete] = {
    "dates_signature": Propriete("date de signature", DATES, "dates-du-contrat", memes_dates, "dateSignature"),
    "debuts": Propriete("date de début", DATES, "dates-du-contrat", memes_dates, "dateDebut"),
    "fins": Propriete("date de fin", DATES, "dates-du-contrat", memes_dates, "dateFin"),
    "durees": Propriete("durée", GenreContradiction.VALEUR, "dates-du-contrat", memes_dates, "duree"),
}
_YEARS = re.compile(r"P(\d{1,2})Y$")
_RENEWED = re.compile(r"\b(?:renouvel|recondu|prorog|prolong)")
# Words that a line end cut (« comp- ter ») count too.
_FROM_SIGNATURE = re.compile(r"\b(?:comp-?\s?ter|partir) de (?:sa |la )?(?:date de (?:sa |la )?)?signature\b")
_ENDED = re.compile(
    r"\b(?:s'acheve\w*|s'est acheve|s'etein(?:t|dra)|prend(?:ra|re)? fin"
    r"|se termin\w+|expir\w+|echoi\w+|arriv\w+ a (?:echeance|terme))"
    r"\b[^.;,0-9]{0,30}(?:\d{1,2} [a-z]{3,9} )?(?P<an>20\d\d)\b"
)
_COVERED = re.compile(
    r"\b(?:periode|annees) (?P<debut>20\d\d)(?: ?[-/] ?20\d\d)? ?(?:-|–|a|/) ?(?P<fin>20\d\d),?"
    r" (?:qui |que |est |va |sera |etre ){0,4}(?:couverte?s?|couvre) (?:par )?(?:le|la|l')"
)
# « le présent contrat porte sur les années 2015-2020 »
_COVERS = re.compile(
    r"\b(?:present|presente|le|la|ce|cette) (?P<nom>contrat|convention|pacte|protocole|accord"
    r"|charte|(?<=presente )[a-z]+|(?<=present )[a-z]+)\b[^.;:]{0,60}"
    r"\b(?:porte sur|couvre|s'etend sur|est conclue? pour|concerne)"
    r" (?:la periode|les annees) (?P<debut>20\d\d) ?(?:-|–|a|/|et) ?(?P<fin>20\d\d)\b"
)


def enonces_des_contrats(contexte: Contexte, extraction: Extraction) -> Iterator[Enonce]:
    """Yield what the document says of the dates of each contract of named parties."""
    for contrat in extraction.contrats:
        if not contrat.instance:
            continue
        for field, propriete in PROPRIETES.items():
            named = _same_signature(contrat, extraction) if field == "dates_signature" else contrat
            for valeur in getattr(contrat, field):
                if field == "fins" and _prolonged(contexte.document, valeur):
                    continue  # « prolongé jusqu'en 2022 »: another end, and no contradiction
                yield _enonce(named, propriete, (valeur.valeur,), valeur.valeur, valeur)
        yield from _ends_by_duration(contexte.document, contrat)
    yield from _told_in_prose(contexte, extraction)


def _prolonged(document: Document, valeur: Valeur) -> bool:
    """Whether the sentence that tells an end tells that the contract was made longer."""
    low, high = phrase_autour(document.text, valeur.evidence.start, valeur.evidence.end)
    return _RENEWED.search(document.folded, low, high) is not None


def _same_signature(contrat: Contrat, extraction: Extraction) -> Contrat:
    """Return the contract that « le contrat de ville signé le 19 avril » is, told without place or parties.

    It is the one other contract of this kind in the document where there is one only, signed the same year.
    """
    if contrat.territoires or contrat.signatures or contrat.principal or not contrat.type_contrat:
        return contrat
    years = {v.valeur[:4] for v in contrat.dates_signature}
    others = [
        c for c in extraction.contrats if c.instance and c is not contrat and c.type_contrat == contrat.type_contrat
    ]
    same = len(others) == 1 and years & {v.valeur[:4] for v in others[0].dates_signature}
    return others[0] if same else contrat


def _enonce(contrat: Contrat, propriete: Propriete, dates: tuple[str, ...], ecrit: str, valeur: Valeur) -> Enonce:
    return Enonce(
        propriete,
        (contrat.cle,),
        f"{propriete.nom} : {contrat.titre}",
        dates,
        ecrit,
        valeur.evidence,
        ("contrat", contrat.cle),
    )


def _ends_by_duration(document: Document, contrat: Contrat) -> Iterator[Enonce]:
    """« Quatre ans », from the first of January 2023: the end of 2026."""
    for duree in contrat.durees:
        years = _YEARS.match(duree.valeur)
        said = document.folded[duree.evidence.start : duree.evidence.end + 80]
        sentence = re.split(r"[.;]\s", said, maxsplit=1)[0]
        if years is None or _RENEWED.search(sentence):
            continue
        signed = bool(contrat.dates_signature) and _FROM_SIGNATURE.search(sentence) is not None
        starts = sorted(contrat.dates_signature if signed else contrat.debuts, key=lambda v: -len(v.valeur))
        if len({v.valeur[:4] for v in starts}) != 1:
            continue
        first, count = int(starts[0].valeur[:4]), int(years[1])
        # « Quatre ans » from a year on may count that year; from a day on they end on that day, or the day before.
        opening = starts[0].valeur.endswith("-01-01")
        last = [first + count - 1] if opening else [first + count] if signed else [first + count - 1, first + count]
        dates = tuple(map(str, last))
        ecrit = f"{dates[0]} par calcul ({count} ans à partir de {starts[0].valeur})"
        yield _enonce(contrat, PROPRIETES["fins"], dates, ecrit, duree)


def _told_in_prose(contexte: Contexte, extraction: Extraction) -> Iterator[Enonce]:
    """The end that a sentence about a contract tells, and the years that « le contrat » covers."""
    document = contexte.document
    for unite in build_unites(document):
        folded = fold(unite.texte)
        for match in (*_COVERED.finditer(folded), *_COVERS.finditer(folded)):
            principal = contexte.principal
            after = folded[match.end() : match.end() + 60] if match.re is _COVERED else match["nom"]
            if principal and _named(after, principal):
                for group, field in (("debut", "debuts"), ("fin", "fins")):
                    span = unite.span(match.start(), match.end())
                    said = Valeur(match[group], document.evidence(span.start, span.end))
                    yield _enonce(principal, PROPRIETES[field], (match[group],), match[group], said)
        for match in _ENDED.finditer(folded):
            if _RENEWED.search(folded[match.end() : match.end() + 60]):
                continue
            told = [
                c
                for c in extraction.contrats
                if c.instance and any(unite.start <= e.start < unite.end for e in c.evidence)
            ]
            if len(told) == 1:
                span = unite.span(match.start(), match.end())
                said = Valeur(match["an"], document.evidence(span.start, span.end))
                yield _enonce(told[0], PROPRIETES["fins"], (match["an"],), match["an"], said)


def _named(after: str, contrat: Contrat) -> bool:
    """Whether the words after « couverte par le » name the contract of the document by its kind alone."""
    genre = fold(contrat.type_contrat or "contrat")
    return (
        re.match(rf"\s?(?:present |presente )?(?:{re.escape(genre)}|{re.escape(genre.split()[0])})\b", after)
        is not None
    )
