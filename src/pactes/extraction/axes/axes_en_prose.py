"""Reader of the axes that a sentence announces, listed under it or in it: « autour de trois axes : a, b et c »."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache

from pactes.extraction.axes.axes_annonces import announced, number_of, read_annonce, read_apart, read_objectif
from pactes.extraction.axes.elements import clean
from pactes.extraction.axes.etiquettes import normalise
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.model import Axe
from pactes.reading import BlockKind, Document, fold

REGLE = "axes-annonces"
_RANGE = re.compile(
    r"\b(?:axes|orientations|ambitions|piliers|volets|priorites|defis) (?P<a>\d) a (?P<b>\d{1,2})\b[^().;:]{0,60}"
    r"\((?P<titres>[^()]{5,400})\)"
)
_WORDS = r"(?:axes|orientations|ambitions|piliers|volets|priorites|defis)"
_RUBRIC = re.compile(rf"^[\s*_]*(?:les |ses |leurs |nos )?{_WORDS}(?: [a-z]{{4,15}})? ?:\s*")
_PRIORITIES = re.compile(rf"\b(?:leurs|ses|nos|les|trois|quatre|deux) {_WORDS}(?: [a-z]{{4,15}})? ?[?:.] (?=d'abord\b)")
_TURN = re.compile(r"\b(?P<mot>d'abord|ensuite|puis|enfin),? (?P<titre>[^.;?!]{4,160})")
_TITLE = 220  # characters of the longest title
_DETAIL = 16  # units under a sentence that names axes in which items tell of each again
_RUN_IN = 90  # characters of a heading that has the text of its article on its line
_QUOTED = re.compile(
    r"\b(?:axe|orientation|ambition|pilier|volet|priorite|defi)s? (?:n ?° ?)?(?P<n>\d{1,2}|[ivx]{1,4}) ?,? ?"
    r"(?:(?:intitulee?|nommee?|dite?|appelee?) ?)?(?:\"\s?(?P<titre>[^\"]{3,120}?)\s?\"|\((?P<aside>[^().;]{4,80})\))"
)
_NUMBERED = re.compile(r"(?:^|(?<=[\s,;(]))(?:\d|[a-h]|[ivx]{1,3})\s?[)°.\-–]\s?(?=\w)")


@dataclass(frozen=True, slots=True)
class AxesAnnonces:
    """Axes announced at ``start`` (offset of the announcement).

    ``etiquetes`` when each is labelled « axe N », ``comptes`` when the text says how many they are and they are as
    many, ``en_titre`` when a heading announces them.
    """

    start: int
    axes: tuple[Axe, ...]
    etiquetes: bool = False
    comptes: bool = False
    en_titre: bool = False


@lru_cache(maxsize=2)  # the readers of one document ask for the same
def read_axes_en_prose(document: Document) -> tuple[AxesAnnonces, ...]:
    """Return the axes that sentences of ``document`` announce, in the order of the text."""
    unites = build_unites(document)
    found: list[AxesAnnonces] = []
    for index, unite in enumerate(unites):
        annonce = read_annonce(document, unites, index, REGLE)
        if annonce:
            labelled = any(a.numero for a in annonce.axes)
            counted = annonce.nombre == len(annonce.axes)
            axes = number_by_rank(annonce.axes)
            titled = unite.kind is BlockKind.HEADING or not unite.texte.rstrip(" *_»").endswith(":")
            found.append(AxesAnnonces(annonce.start, axes, labelled, counted, titled))
        elif (unite.kind is not BlockKind.HEADING or len(unite.texte) > _RUN_IN) and (
            inline := _inline(document, unite)
        ):
            found.append(detailed(document, unites[index + 1 : index + 1 + _DETAIL], inline))
        elif quoted := _quoted(document, unite) or _rubric(document, unite) or _in_turn(document, unite):
            found.append(quoted)
        apart = read_apart(document, unite, REGLE)
        if apart:
            found.append(AxesAnnonces(apart[0].evidence[0].start, apart, True))
    return tuple(found)


def read_ranges(document: Document, known: Set[str]) -> tuple[Axe, ...]:
    """Return the axes that brackets list by a range of numbers: « les orientations 1 à 3 (Loger ; Bouger ; Soigner) ».

    Only ranges of numbers that are not among ``known``; as many titles as numbers.
    """
    axes: list[Axe] = []
    for match in _RANGE.finditer(document.folded):
        first, last = int(match["a"]), int(match["b"])
        titles = list(re.finditer(r"[^;]+", document.text[match.start("titres") : match.end("titres")]))
        taken = known | {axe.numero for axe in axes if axe.numero}
        if len(titles) != last - first + 1 or any(str(n) in taken for n in range(first, last + 1)):
            continue
        for number, title in zip(range(first, last + 1), titles, strict=True):
            start = match.start("titres") + title.start()
            evidence = document.evidence(start, start + len(title.group()))
            titre = clean(" ".join(title.group().split()))
            axes.append(Axe(titre=titre, numero=str(number), evidence=(evidence,), regle="axes-cites", confiance=0.8))
    return tuple(axes)


def number_by_rank(axes: Sequence[Axe]) -> tuple[Axe, ...]:
    """Give the axes that the text does not number their rank in the list."""
    return tuple(axe if axe.numero else replace(axe, numero=str(rank)) for rank, axe in enumerate(axes, start=1))


def _inline(document: Document, unite: Unite) -> AxesAnnonces | None:
    """Return the axes of « autour de trois axes : a, b et c », where the pieces are as many as announced."""
    folded = fold(unite.texte)
    match = announced(folded)
    if match is None:
        return None
    opens = re.match(r"[^:.;]{0,100}:\s*", folded[match.end() :])
    number = number_of(match["n"])
    if opens is None or number is None or not 2 <= number <= 12:
        return None
    begin = match.end() + opens.end()
    stop = re.search(r"(?<!\b\d)\.(?:\s|$)", folded[begin:])
    end = begin + stop.start() if stop else len(folded)
    spans = _pieces(unite.texte, begin, end, number)
    if spans is None:
        return None
    told = _told(document, unite, spans)
    return replace(told, start=unite.span(match.start(), match.end()).start) if told else None


def detailed(document: Document, after: Sequence[Unite], annonce: AxesAnnonces) -> AxesAnnonces:
    """Return announced axes as the items ``after`` the sentence tell of them at length, in the order of the items.

    Each axis is told of by one item that holds the words of its title and no other's; items of another mark between
    two of them, or after the last, are the objectives of the axis before.
    """
    told: dict[int, Axe] = {}
    for at, unite in enumerate(after):
        if unite.kind is BlockKind.HEADING:
            break
        named = [axe for axe in annonce.axes if fold(axe.titre) in fold(unite.texte)]
        if unite.kind is BlockKind.ITEM and len(named) == 1 and named[0] not in told.values():
            told[at] = named[0]
    if len(told) != len(annonce.axes):
        return annonce
    marks = {after[at].marker for at in told}
    starts = [*told, len(after)]
    axes = []
    for rank, (at, end) in enumerate(itertools.pairwise(starts), start=1):
        under = [u for u in itertools.takewhile(_within, after[at + 1 : end]) if u.kind is BlockKind.ITEM]
        axes.append(
            Axe(
                titre=clean(after[at].texte),
                numero=str(rank),
                objectifs=tuple(read_objectif(document, u, REGLE) for u in under if u.marker not in marks),
                evidence=(document.evidence(after[at].parts[0].start, after[at].parts[0].end),),
                regle=REGLE,
                confiance=0.8,
            )
        )
    return replace(annonce, axes=tuple(axes), start=after[starts[0]].start)


def _within(unite: Unite) -> bool:
    return unite.kind is not BlockKind.HEADING


def _quoted(document: Document, unite: Unite) -> AxesAnnonces | None:
    """Return the axes that sentences name one after the other: « L'axe 1, "Former", … L'axe 2, "Produire", … »."""
    axes: list[Axe] = []
    folded = fold(unite.texte)
    for match in _QUOTED.finditer(folded):
        rank = normalise(match["n"])
        if rank != str(len(axes) + 1):
            continue
        group = "titre" if match["titre"] else "aside"
        place = unite.span(match.start(), match.end())
        axes.append(
            Axe(
                titre=clean(unite.texte[match.start(group) : match.end(group)]),
                numero=unite.texte[match.start("n") : match.end("n")],
                evidence=(document.evidence(place.start, place.end),),
                regle="axes-cites",
                confiance=0.8,
            )
        )
    if len(axes) < 2:
        return None
    return AxesAnnonces(axes[0].evidence[0].start, tuple(axes), etiquetes=True, comptes=True)


def _rubric(document: Document, unite: Unite) -> AxesAnnonces | None:
    """Return the axes that a rubric of a card numbers on its line: « Orientations : 1. Loger ; 2. Soigner »."""
    match = _RUBRIC.match(fold(unite.texte))
    if match is None:
        return None
    marks = list(_NUMBERED.finditer(unite.texte, match.end()))
    if len(marks) < 2 or marks[0].start() > match.end() or not marks[0].group().startswith(("1", "a", "i", "I")):
        return None
    stops = [*(m.start() for m in marks[1:]), len(unite.texte)]
    return _told(document, unite, [(mark.end(), stop) for mark, stop in zip(marks, stops, strict=True)])


def _in_turn(document: Document, unite: Unite) -> AxesAnnonces | None:
    """Return the axes that sentences tell in turn: « Ses priorités ? D'abord loger. Ensuite, soigner. »"""
    folded = fold(unite.texte)
    match = _PRIORITIES.search(folded)
    if match is None:
        return None
    spans: list[tuple[int, int]] = []
    for turn in _TURN.finditer(folded, match.end()):
        spans.append((turn.start("titre"), turn.end("titre")))
        if turn["mot"] == "enfin":
            break
    return _told(document, unite, spans) if len(spans) >= 2 else None


def _told(document: Document, unite: Unite, spans: Sequence[tuple[int, int]]) -> AxesAnnonces | None:
    """Return the axes whose titles are these spans of a unit, numbered in their order; None where one is no title."""
    axes = []
    for rank, (left, right) in enumerate(spans, start=1):
        title = clean(unite.texte[left:right].rstrip(" (;,"))
        if not 4 <= len(title) <= _TITLE:
            return None
        place = unite.span(left, right)
        evidence = document.evidence(place.start, place.end)
        axes.append(Axe(titre=title, numero=str(rank), evidence=(evidence,), regle=REGLE, confiance=0.8))
    return AxesAnnonces(unite.span(spans[0][0], spans[0][1]).start, tuple(axes), comptes=True)


def _pieces(text: str, begin: int, end: int, number: int) -> list[tuple[int, int]] | None:
    """Cut an enumeration in as many pieces as announced: by numbers, semicolons, or commas and a last « et »."""
    marks = list(_NUMBERED.finditer(text, begin, end))
    if len(marks) == number and marks[0].start() <= begin + 2:
        stops = [*(m.start() for m in marks[1:]), end]
        return [(mark.end(), stop) for mark, stop in zip(marks, stops, strict=True)]
    for separator in (r"\s*;\s*(?:et\s+)?", r"\s*,\s*(?:et\s+|ainsi que\s+)?"):
        cuts = list(re.finditer(separator, text[begin:end]))
        edges = [(begin, begin), *((begin + c.start(), begin + c.end()) for c in cuts), (end, end)]
        spans = [(edges[i][1], edges[i + 1][0]) for i in range(len(edges) - 1)]
        if len(spans) == number:
            return spans
        if len(spans) == number - 1:
            last = spans[-1]
            ands = list(re.finditer(r"\s+(?:et|ainsi que)\s+", text[last[0] : last[1]]))
            if len(ands) >= 1:
                cut = ands[-1]
                return [*spans[:-1], (last[0], last[0] + cut.start()), (last[0] + cut.end(), last[1])]
    return None
