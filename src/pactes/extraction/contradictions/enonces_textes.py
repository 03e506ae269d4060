"""What is said of the dates of legal texts: one number, one date."""

from __future__ import annotations

from collections.abc import Iterator

from pactes.extraction.contradictions.comparaisons import memes_dates
from pactes.extraction.contradictions.enonces import Enonce, Propriete
from pactes.model import Extraction, GenreContradiction, TexteJuridique
from pactes.reading import fold

DATE = Propriete("date", GenreContradiction.DATE, "dates-du-texte", memes_dates, plus=3, confiance=0.75)
ACTES_NATIONAUX = ("loi", "ordonnance", "décret")
_OF = {"loi": "de la loi", "ordonnance": "de l'ordonnance", "décret": "du décret", "arrêté": "de l'arrêté"}

_DAYS = 5  # days between two dates of which one may be a slip for the other


def enonces_des_textes(extraction: Extraction) -> Iterator[Enonce]:
    """Yield the date of each act under its number.

    A law that is cited by its day alone is the numbered one of that month and nearly that day, where there is one only.
    """
    national = [t for t in extraction.textes if t.numero and _day(t) and t.genre in ACTES_NATIONAUX]
    for texte in extraction.textes:
        if not texte.date or texte.genre == "code":
            continue
        numero = texte.numero
        if numero is None and texte.genre in ACTES_NATIONAUX and not texte.titre and _day(texte):
            same = {t.numero for t in national if t.genre == texte.genre and _near(t.date or "", texte.date)}
            numero = next(iter(same)) if len(same) == 1 else None
        if numero is None:
            continue
        author = fold(texte.auteur or "") if texte.genre not in ACTES_NATIONAUX else ""
        name = _OF.get(texte.genre, f"de la {texte.genre}" if texte.genre.endswith("tion") else f"de {texte.genre}")
        yield Enonce(
            DATE,
            (texte.genre, fold(numero), author),
            f"date {name} n° {numero}",
            (texte.date,),
            texte.date,
            texte.evidence[0],
        )


def _near(one: str, other: str) -> bool:
    return one[:7] == other[:7] and abs(int(one[8:]) - int(other[8:])) <= _DAYS


def _day(texte: TexteJuridique) -> bool:
    return texte.date is not None and len(texte.date) == 10
