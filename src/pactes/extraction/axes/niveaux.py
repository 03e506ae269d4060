"""Recogniser of the level of a programme's axes: which labels of a text name them, and what each axis governs."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pactes.extraction.axes.elements import Element, clean
from pactes.extraction.axes.etiquettes import ACTIONS, AXES, Etiquette
from pactes.extraction.commun.plan import Plan
from pactes.reading import Document, fold

# Words that name axes without a number, each with its own title: « Pilier "Cohésion sociale" », « Volet mobilités ».
_NAMED = ("axe", "orientation", "ambition", "pilier", "volet", "defi", "priorite", "enjeu", "thematique")
_BARE = re.compile(r"^[*_\s]*(?P<word>axe|pilier|ambition|volet)\s+(?P<titre>[a-z][a-z'-]{3,}(?:\s.{0,70})?)$")
_BARE_SENTENCE = re.compile(r"^(?:du|de|des|est|sont|qui|que|pour|par|dans|avec|majeur|central|principal|routier)\b")
_LAST = "objectif"  # the axes of a text that has no other word for them, where operational objectives or actions follow


@dataclass(frozen=True, slots=True)
class Part:
    """An axis: the element that heads it, its number normalised, and the end of the text it governs."""

    element: Element
    rang: str
    end: int


def axis_parts(document: Document, elements: Sequence[Element], plan: Plan) -> list[Part]:
    """Return the axes of a text in order; empty when no word names at least two."""
    by_style: dict[str, list[Element]] = defaultdict(list)
    for element in elements:
        label = element.etiquette
        if label and label.mot in AXES and (label.transversal or (label.rang and "." not in label.rang)):
            by_style[label.style].append(element)
    for word, named in _named(document, elements).items():
        if not _numbers(by_style.get(word, ())):
            by_style[word] = named
    style = _axis_style(by_style) or _added(by_style, elements)
    if style is None:
        by_style = {_LAST: _objectives_as_axes(elements)}
        style = _axis_style(by_style)
    if style is None:
        return []
    return _governed(_one_each(by_style[style], plan, len(document.text)), plan, len(document.text))


def _named(document: Document, elements: Sequence[Element]) -> dict[str, list[Element]]:
    """Return the headings that are labelled without a number, by word, numbered in their order.

    Titles that come back say which axis a project sheet belongs to (« Axe : Mobilité »): they head nothing.
    """
    found: dict[str, list[Element]] = defaultdict(list)
    for element in elements:
        label = element.etiquette
        if not element.heading:
            continue
        if label is None and (bare := _BARE.match(document.folded[element.block.start : element.block.end])):
            if not _BARE_SENTENCE.match(bare["titre"]):
                start = element.block.start + bare.start("titre")
                made = Etiquette(bare["word"], None, None, bare.start("titre"))
                found[made.style].append(replace(element, start=start, etiquette=made))
        elif label and label.mot in _NAMED and label.rang is None and not label.transversal and label.separee:
            found[label.style].append(element)
    kept = {}
    for word, named in found.items():
        titles = {fold(clean(document.text[e.start : e.end])) for e in named} - {""}
        if len(titles) == len(named) >= 2:
            kept[word] = [replace(e, rang=str(rank)) for rank, e in enumerate(named, start=1)]
    return kept


def _objectives_as_axes(elements: Sequence[Element]) -> list[Element]:
    """Return the numbered objectives, where operational objectives or actions stand under them and no axis does."""
    below = [e for e in elements if e.etiquette and (e.etiquette.operationnel or e.mot in ACTIONS) and e.rang]
    labels = [e for e in elements if e.etiquette and e.etiquette.style == _LAST and e.rang and "." not in e.rang]
    return labels if below and labels and below[-1].start > labels[-1].start else []


def _added(by_style: dict[str, list[Element]], elements: Sequence[Element]) -> str | None:
    """Return the style of one axis that an amendment adds: two parts or more have numbers that go on from its own."""
    below: dict[str, set[str]] = defaultdict(set)
    for element in elements:
        if element.mot and element.rang and "." in element.rang:
            below[element.rang.partition(".")[0]].add(element.rang)
    for style, found in by_style.items():
        if any(axis.rang and len(below[axis.rang]) >= 2 for axis in found):
            return style
    return None


def _numbers(found: Sequence[Element]) -> bool:
    ranks = {e.rang for e in found if e.rang}
    return len(ranks) >= 2 and bool(ranks & {"1", "A"})


def _axis_style(by_style: dict[str, list[Element]]) -> str | None:
    """Return the style of label that names the axes: the outermost of those that number at least two parts."""
    candidates = []
    for style, found in by_style.items():
        word = style.partition(" ")[0]
        headings = {e.rang for e in found if e.rang and e.heading}
        if _numbers(found):
            order = AXES.index(word) if word in AXES else len(AXES)
            candidates.append((len(headings) < 2, style != word, order, style))
    candidates.sort()
    if not candidates:
        return None
    best = candidates[0][3]
    for weak, *_, style in candidates[1:]:
        if weak == candidates[0][0] and _holds(by_style[style], by_style[best]):
            best = style
    return best


def _holds(outer: Sequence[Element], inner: Sequence[Element]) -> bool:
    """Tell whether parts of one style lie inside parts of another: the first comes first and they alternate."""
    starts = sorted([(e.block.start, 0) for e in outer if e.heading] + [(e.block.start, 1) for e in inner if e.heading])
    kinds = [kind for _, kind in starts]
    changes = sum(a != b for a, b in itertools.pairwise(kinds))
    return bool(kinds) and kinds[0] == 0 and kinds[-1] == 1 and changes >= 3


def _one_each(found: Sequence[Element], plan: Plan, length: int) -> list[Element]:
    """Return one element for each number: the one that heads the longest part, in the order of the text."""
    best: dict[str, tuple[tuple[bool, int], Element]] = {}
    ordered = sorted(found, key=lambda e: e.block.start)
    for i, element in enumerate(ordered):
        section = plan.at(element.block.start)
        following = ordered[i + 1].block.start if i + 1 < len(ordered) else length
        weight = (element.heading, min(section.end if section else following, following) - element.block.start)
        key = element.rang or f"T{clean(element.mot or '')}"
        if key not in best or weight > best[key][0]:
            best[key] = (weight, element)
    return sorted((e for _, e in best.values()), key=lambda e: e.block.start)


def _governed(kept: Sequence[Element], plan: Plan, length: int) -> list[Part]:
    """Return the axes with the ends of their parts: the next axis, or the end of the section that holds them."""
    parts = []
    first = kept[0].block.start
    for i, element in enumerate(kept):
        end = kept[i + 1].block.start if i + 1 < len(kept) else length
        section = plan.at(element.block.start)
        if section:
            end = min(end, section.end)
        else:  # no heading: the section that holds the first axis too holds them all
            around = [s.end for s in plan.path(element.block.start) if s.heading_start <= first]
            end = min([end, *around])
        parts.append(Part(element, element.rang or "T", end))
    return parts
