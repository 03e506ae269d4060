"""How many things were done: « 178 logements rénovés » in a box, « 205 logements ont été rénovés » in the text.

Two counts are of one thing when the noun and what was done are the same, and neither the years nor the proper names
around them tell them apart; one at least stands in a line of figures, which is of the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.extraction.contradictions.comparaisons import racine
from pactes.extraction.contradictions.enonces import Enonce, Propriete
from pactes.model import GenreContradiction
from pactes.reading import fold

_N = r"(?:\d{1,3}(?: \d{3})+|\d{1,6})"
_DONE = (
    r"(?:renov|rehabilit|constru|livr|finance|cre|amenag|accompagn|install|subventionn|soutenu|programm|accueill|form"
    r"|equip|raccord|plant|embauch|demoli|labellis|signataire|concern|adherent|membre)"
)
_FIGURE = re.compile(
    rf"(?<![\d,./-])\b(?P<n>{_N}) (?P<nom>[a-z]{{4,}}s)\b(?P<entre>[^.;:,()\d]{{0,50}}?) "
    rf"(?P<fait>{_DONE}(?:e|i|u|it)?e?s)\b"
)
_OTHER = re.compile(
    r"\b(?:dont|parmi|environ|pres de|plus de|moins de|quelque|par an|autres?|nouveaux|nouvelles|chaque)\b"
)
_YEARS = re.compile(r"\b(?:19|20)\d\d\b")
_PROPER = re.compile(r"(?<=\w )[A-ZÀ-Þ][\w’'-]{3,}")
_LINE = 60  # characters of a line of figures
_MARGIN = 60  # characters around a figure in which years and names narrow it


@dataclass(frozen=True, slots=True)
class _Fait:
    """A count: its number, the years and proper names around it, whether it stands in a line of figures."""

    nombre: int
    annees: frozenset[str]
    noms: frozenset[str]
    ligne: bool


def _memes(a: _Fait, b: _Fait) -> bool:
    apart = (a.annees and b.annees and not a.annees & b.annees) or (a.noms and b.noms and not a.noms & b.noms)
    far = max(a.nombre, b.nombre) >= 2 * min(a.nombre, b.nombre)
    return a.nombre == b.nombre or bool(apart) or far or not (a.ligne or b.ligne)


FAIT = Propriete(
    "nombre", GenreContradiction.NOMBRE, "nombre-de-faits", _memes, plus=2,
    identite=lambda fait: fait.nombre, confiance=0.65,
)  # fmt: skip


def enonces_des_faits(contexte: Contexte) -> Iterator[Enonce]:
    """Yield the counts of what was done, under the noun and the participle."""
    for unite in build_unites(contexte.document):
        yield from _of(contexte, unite)


def _of(contexte: Contexte, unite: Unite) -> Iterator[Enonce]:
    folded = fold(unite.texte)
    for match in _FIGURE.finditer(folded):
        low, high = max(0, match.start() - _MARGIN), min(len(folded), match.end() + _MARGIN)
        before = re.split(r"[.;:]", folded[low : match.start()])[-1]
        if _OTHER.search(before) or _count(match) < 5:
            continue
        after = re.split(r"[.;:]", folded[match.end() : high])[0]
        around = unite.texte[match.start() - len(before) : match.end() + len(after)]
        span = unite.span(match.start("n"), match.end("fait"))
        yield Enonce(
            FAIT,
            (racine(match["nom"]), racine(match["fait"])),
            f"nombre de {unite.texte[match.start('nom') : match.end('fait')]}",
            _Fait(
                _count(match),
                frozenset(_YEARS.findall(around)),
                frozenset(fold(nom) for nom in _PROPER.findall(around)),
                len(unite.texte) <= _LINE and not unite.texte.rstrip().endswith("."),
            ),
            unite.texte[match.start("n") : match.end("n")],
            contexte.document.evidence(span.start, span.end),
        )


def _count(match: re.Match[str]) -> int:
    return int(match["n"].replace(" ", ""))
