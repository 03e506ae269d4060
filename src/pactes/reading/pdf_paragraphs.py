"""From the lines of a page to its paragraphs.

What a page loses is where a paragraph ends: a line goes on with the next one when the first word of that one would not
have stood at its end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pactes.reading.pdf_hyphens import is_cut, joined_word
from pactes.reading.pdf_layout import Line

__all__ = ["Measures", "measures", "paragraphs"]

_OPENS = re.compile(
    r"[-–—•●▪■□○◦◼▸‣⁃➢➤►▶➔→❖♦◆✓✔\uf0b7\uf0a7\uf0d8]\s|(?:\d{1,2}|[IVX]{1,4}|[A-Ha-h])(?:\.\d{1,2})*\s?[.)]\s"
    r"|\d{1,2}(?:\.\d{1,2})+\s"
)
# « Action 2.B.1 — », « Article 3 : », « Objectif n° 4. »: a line that opens a part, whatever stands above it
_LABELLED = re.compile(
    r"[^\W\d_a-z][^\W\d_]+(?:\s[^\W\d_]+)?\s(?:n\s?°\s?)?(?:\d|[IVXA-H]\b)[\w.]{0,8}\s?(?:[:—–]|[.-]\s)"
)
_WORDS = re.compile(r"[^\W_]")
_STOPS = ".;:!?…"
_SPACE = 0.35  # sizes: a space, and some ease for margins that are not quite even
_LONG = 56  # characters: a shorter line is whole, and an empty line after it would part what stands together


@dataclass(frozen=True, slots=True)
class Measures:
    """What the pages of a document share: how far to the right lines go, by where they start (see ``_column``), and
    the step from a full line to the next one, by size.
    """

    edges: Mapping[int, float]
    leadings: Mapping[int, float]


def measures(pages: Sequence[Sequence[Line]]) -> Measures:
    """Return the measures of a document from the lines of its pages."""
    found: dict[int, list[float]] = {}
    for line in (line for page in pages for line in page):
        if line.table is None and line.whole:
            found.setdefault(_column(line.x0), []).append(line.x1)
    edges = {start: sorted(ends)[int(0.98 * (len(ends) - 1))] for start, ends in found.items()}
    steps: dict[int, Counter[float]] = {}
    for region in (region for page in pages for region in _regions(page)):
        right = _right(region, min(line.x0 for line in region), edges)
        for above, line in pairwise(region):
            if above.x1 >= right - 4 * above.size and abs(above.size - line.size) < 0.1 * line.size:
                steps.setdefault(round(line.size), Counter())[round(above.y - line.y, 1)] += 1
    return Measures(edges, {size: max(count, key=lambda s: (count[s], -s)) for size, count in steps.items()})


def _column(x: float) -> int:
    return round(x / 4)


def _right(region: Sequence[Line], left: float, edges: Mapping[int, float]) -> float:
    """Return the right margin of a column: its own where several lines reach it, else the document's."""
    right = max(line.x1 for line in region)
    full = sum(line.x1 >= right - 2.5 * line.size for line in region)
    if full >= 3 and 3 * full >= len(region):
        return right
    return max([right, *(edges.get(_column(left) + near, right) for near in (-1, 0, 1))])


def paragraphs(lines: Sequence[Line], known: frozenset[str], shared: Measures) -> Iterator[tuple[str, bool]]:
    """Yield the paragraphs of lines, and whether an empty line stands before each."""
    for region in _regions(lines):
        left = min(line.x0 for line in region)
        right = _right(region, left, shared.edges)
        out, first, before = "", True, region[0]
        for line in region:
            text = line.text(left)
            leading = shared.leadings.get(round(line.size), 1.3 * line.size)
            if out and _goes_on(before, line, right, left, leading):
                out = joined_word(out, text, known) if is_cut(out, text) else f"{out} {text}"
            else:
                if out:
                    yield out, first
                    apart = before.y - line.y > 1.25 * leading or abs(before.size - line.size) > 0.1 * line.size
                    first = apart or (len(out) >= _LONG and out[-1] not in _STOPS and not _OPENS.match(text))
                out = text
            before = line
        yield out, first


def _regions(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield runs of lines that stand one under the other: a column, or a part of it."""
    region: list[Line] = []
    for line in lines:
        if region:
            before = region[-1]
            left, right = min(one.x0 for one in region[-6:]), max(one.x1 for one in region[-6:])
            step = before.y - line.y
            size = max(before.size, line.size)
            under = 0 < step <= 4 * size and line.x0 < right and line.x1 > left
            if not under:
                yield region
                region = []
        region.append(line)
    if region:
        yield region


def _goes_on(before: Line, line: Line, right: float, left: float, leading: float) -> bool:
    """Tell whether a line goes on with the paragraph of the one above it."""
    text = line.runs[0][0]
    if not before.whole or len(line.runs) > 1 or _OPENS.match(text):
        return False
    if not _WORDS.search(text) or not _WORDS.search(before.runs[-1][0]):
        return False  # a rule that is typed: « ===== »
    size = max(before.size, line.size)
    step = before.y - line.y
    if abs(before.size - line.size) > 0.12 * size or step > max(1.15 * leading, 1.3 * size):
        return False
    above = before.runs[-1][0]
    if is_cut(above, text) and text[0].islower():
        return True
    if _LABELLED.match(text) or (above[-1] in ";:" and text[0].isupper()):
        return False
    start = before.runs[-1][1] if len(before.runs) > 1 else before.x0
    middle = (before.x0 + before.x1) / 2
    centred = before.x0 - left > 2 * size and abs(middle - (left + right) / 2) < size
    if not centred and line.x0 > start + 1.2 * size and line.x0 > before.x0 + 1.2 * size:
        return False  # the indent of a first line
    room = right - left - (before.x1 - before.x0) if centred else right - before.x1
    word = (line.x1 if line.head is None else line.head) - line.x0
    return room < word + _SPACE * size
