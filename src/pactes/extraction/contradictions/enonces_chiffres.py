"""What is said of the figures of territories: one measure of one place at one date."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from operator import itemgetter

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.contradictions.comparaisons import Nombre, memes_nombres, racines
from pactes.extraction.contradictions.enonces import Enonce, Propriete
from pactes.extraction.contradictions.phrases import phrase_autour
from pactes.model import Evidence, Extraction, GenreContradiction, Indicateur
from pactes.reading import Document, fold

_ROUGH = re.compile(r"(?:pres de|environ|quelque|plus de|moins de|autour de|presque|~) ?$")
_POPULATION = frozenset(("habitant", "population", "nombre"))
_SWAPPED = re.compile(r"^(?P<lieu>[^()]+) \((?P<mesure>[^()]+)\)$")  # a row's name and its column's
_SHORT = 3  # letters of a name that says too little
_FAR = 2  # how many times one value may hold the other: beyond, they measure two things


def _memes(a: tuple[Nombre, int], b: tuple[Nombre, int]) -> bool:
    (x, line), (y, other) = a, b
    small, large = sorted((abs(x.valeur), abs(y.valeur)))
    return abs(line - other) <= 1 or large > _FAR * small or memes_nombres(x, y)


CHIFFRE = Propriete(
    "valeur",
    GenreContradiction.VALEUR,
    "indicateur-deux-valeurs",
    _memes,
    "valeur",
    plus=2,
    identite=itemgetter(0),
    confiance=0.6,
)


def enonces_des_chiffres(contexte: Contexte, extraction: Extraction) -> Iterator[Enonce]:
    """Yield the figures of the document whose place is known, told with it or named in the sentence."""
    document = contexte.document
    places: dict[str, set[str]] = defaultdict(set)  # by the first of their words
    for lieu in {lieu for i in extraction.indicateurs if (lieu := _place(i)) and len(lieu) > _SHORT}:
        places[re.split(r"\W", fold(lieu), maxsplit=1)[0]].add(lieu)
    for indicateur in extraction.indicateurs:
        evidence = indicateur.evidence[0]
        if isinstance(indicateur.valeur, str):
            continue
        lieu = _named(document, evidence, places, _place(indicateur))
        if not lieu:
            continue
        words = racines(indicateur.nom) | racines(lieu)
        if words & _POPULATION and (words - racines(lieu)) <= _POPULATION:
            words, unite = (words - _POPULATION) | {"population"}, ""
        else:
            unite = indicateur.unite or ""
        yield Enonce(
            CHIFFRE,
            (*sorted(words), f"unite:{unite}", f"date:{(indicateur.date or '')[:4]}"),
            f"{indicateur.nom} : {lieu}" if lieu not in indicateur.nom else indicateur.nom,
            (Nombre(indicateur.valeur, _rough(document, evidence, indicateur.valeur)), evidence.line),
            f"{_french(indicateur.valeur)} {indicateur.unite or ''}".strip(),
            evidence,
            ("territoire", lieu),
        )


def _place(indicateur: Indicateur) -> str | None:
    swapped = _SWAPPED.match(indicateur.nom)
    return indicateur.territoire or (swapped["lieu"] if swapped else None)


def _named(document: Document, evidence: Evidence, places: Mapping[str, set[str]], told: str | None) -> str | None:
    """Return the place of a figure: the one, of those that have figures, that its sentence opens with, else ``told``.

    The place that the record tells may be that of the whole document.
    """
    low, _ = phrase_autour(document.text, evidence.start, evidence.end)
    block = document.block_at(evidence.start)
    opening = document.folded[max(low, block.start if block else low) : evidence.start]
    near = {p for word in set(re.findall(r"\w+", opening)) for p in places.get(word, ())}
    found = [p for p in near if re.search(rf"\b{re.escape(fold(p))}\b", opening)]
    found = [p for p in found if not any(p != q and fold(p) in fold(q) for q in found)]
    return found[0] if len(found) == 1 and (told is None or fold(told) not in opening) else told


def _rough(document: Document, evidence: Evidence, value: Decimal) -> bool:
    before = document.folded[max(0, evidence.start - 24) : evidence.start]
    return (
        _ROUGH.search(before) is not None
        or re.match(r"(?:pres de|environ|quelque|plus de)", fold(evidence.quote)) is not None
    )


def _french(value: Decimal) -> str:
    return f"{value:f}".replace(".", ",")
