"""Recogniser of lists: an introducing sentence, its items, and the items of items."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pactes.extraction.commun.unites import Unite
from pactes.reading import BlockKind, Span

_OPEN = re.compile(r":[\s*_»\"]*$")
_LABEL = re.compile(r"(?:\d{1,2}\s?[.)°]|[a-hA-H]\s?[.)]|[ivx]{1,4}\s?[.)])(?:\s*[-–])?\s+(?=\S)")
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\s?[-–.)]?\s")
_ARROWS = "➤►→⇒▶❖"


@dataclass(frozen=True, slots=True)
class Element:
    """An item: its unit, the span of its words in the unit, and its depth in the list (1 is outermost)."""

    unite: Unite
    mots: Span
    niveau: int

    @property
    def texte(self) -> str:
        """The words of the item."""
        return self.unite.texte[self.mots.start : self.mots.end]

    @property
    def ouvrant(self) -> bool:
        """Whether the item only opens a list of its own (it ends with a colon)."""
        return bool(_OPEN.search(self.texte))


@dataclass(frozen=True, slots=True)
class Liste:
    """A list: the unit that introduces it, the span of the introducing sentence in that unit, and its items."""

    unite: Unite
    intro: Span
    elements: tuple[Element, ...]

    @property
    def texte(self) -> str:
        """The introducing sentence."""
        return self.unite.texte[self.intro.start : self.intro.end]


def is_heading_item(unites: Sequence[Unite], index: int) -> bool:
    """Say whether an item is a heading written with an arrow: it ends without punctuation and running text follows."""
    unite = unites[index]
    if unite.kind is not BlockKind.ITEM or unite.marker[:1] not in _ARROWS:
        return unite.texte[:1] in _ARROWS and not unite.texte.endswith((".", ";", ":", ","))
    following = unites[index + 1] if index + 1 < len(unites) else None
    return not unite.texte.endswith((".", ";", ",")) and (
        following is None or following.kind is not BlockKind.ITEM or following.marker != unite.marker
    )


def find_listes(unites: Sequence[Unite]) -> tuple[Liste, ...]:
    """Return the lists of a text, in order; a list that an item opens is part of the list that the item is in."""
    listes: list[Liste] = []
    index = 0
    while index < len(unites):
        unite = unites[index]
        follows = unites[index + 1] if index + 1 < len(unites) else None
        opens = bool(_OPEN.search(unite.texte))
        hangs = follows is not None and follows.kind is BlockKind.ITEM and not unite.texte.rstrip().endswith((".", ";"))
        hangs = hangs and unite.kind is not BlockKind.ITEM and not is_heading_item(unites, index + 1)
        if not (opens or hangs):
            index += 1
            continue
        elements, index = _elements(unites, index + 1, opens)
        if elements:
            listes.append(Liste(unite, unite.phrases()[-1], tuple(elements)))
    return tuple(listes)


def _elements(unites: Sequence[Unite], index: int, opens: bool) -> tuple[list[Element], int]:
    """Return the items that start at ``unites[index]`` and the index of the first unit after them."""
    elements: list[Element] = []
    stack: list[tuple[str, int]] = []  # (marker, indentation) of the levels that are open
    while index < len(unites):
        unite = unites[index]
        if elements and _NUMBERED.match(unite.texte) and not _NUMBERED.match(elements[0].texte):
            break  # « 2.1.1- … » after plain items: the numbered actions of the plan start here
        if unite.kind is BlockKind.ITEM and not (elements and is_heading_item(unites, index) and _other(stack, unite)):
            niveau = _depth(stack, unite, elements)
            elements.append(Element(unite, Span(0, len(unite.texte)), niveau))
        elif opens and unite.kind is not BlockKind.ITEM and (label := _label(unite, elements)) is not None:
            elements.append(Element(unite, Span(label, len(unite.texte)), 1))
        elif opens and _bare(unites, index, elements):
            elements.append(Element(unite, Span(0, len(unite.texte)), 1))
        else:
            break
        index += 1
    return elements, index


def _other(stack: list[tuple[str, int]], unite: Unite) -> bool:
    return all(marker != unite.marker for marker, _ in stack)


def _depth(stack: list[tuple[str, int]], unite: Unite, elements: list[Element]) -> int:
    """Return the depth of ``unite`` and leave ``stack`` at it."""
    key = (unite.marker, unite.level)
    if key in stack:
        del stack[stack.index(key) + 1 :]
    elif not stack or unite.level > stack[-1][1] or elements[-1].ouvrant:
        stack.append(key)
    else:
        while len(stack) > 1 and stack[-1][1] > unite.level:
            stack.pop()
        stack[-1] = key
    return len(stack)


def _label(unite: Unite, elements: list[Element]) -> int | None:
    """Return where the words of a numbered item start, None for a unit that is no item of a numbered list."""
    if unite.kind is BlockKind.HEADING and not unite.marker:
        return None
    if unite.marker:
        sequence = unite.marker.rstrip(" .)°-–")
        words = 0
    else:
        match = _LABEL.match(unite.texte)
        if not match:
            return None
        sequence, words = match.group().strip(" .)°-–\t"), match.end()
    if not elements:
        return words if sequence.lower() in ("1", "a", "i") else None
    first = elements[0].unite
    return words if (first.marker or _LABEL.match(first.texte)) and first.kind is not BlockKind.ITEM else None


def _bare(unites: Sequence[Unite], index: int, elements: list[Element]) -> bool:
    """Say whether a unit is an item that lost its mark: « x ; » after « … : », down to the one with a full stop."""
    unite = unites[index]
    if unite.kind is not BlockKind.PARAGRAPH or unite.marker:
        return False
    if elements and (elements[-1].unite.kind is BlockKind.ITEM or elements[-1].unite.texte.endswith(".")):
        return False
    if unite.texte.endswith((";", ",")):
        return True
    return bool(elements) and elements[-1].unite.texte.endswith((";", ",")) and unite.texte.endswith(".")
