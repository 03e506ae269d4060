"""The characters and the ruled lines of a page, as PDFium gives them, turned upright."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

__all__ = ["Char", "Rule", "page_chars", "page_rules"]

MAX_OBJECTS = 50_000
"""Drawn objects of a page beyond which it is a map or a drawing: no table is looked for."""

_QUARTER = math.pi / 2
_THIN = 3.0  # points: thicker is a shape, not a rule
_SHORTEST = 5.0  # points: shorter is a mark, not a rule
_CUTS = frozenset((0x2, 0xFFFE, 0xAD))  # what PDFium makes of a hyphen that ends a line
_MAX_SEGMENTS = 400  # of one path: more is a drawing


class Char(NamedTuple):
    """A character: from ``x0`` to ``x1`` on the baseline ``y`` (points, up), ``size`` high; ``turn`` in quarters."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    turn: int = 0

    @property
    def space(self) -> bool:
        """Whether it parts words."""
        return self.text.isspace()


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line: upright at ``at`` from ``low`` to ``high``, or level."""

    upright: bool
    at: float
    low: float
    high: float


def page_chars(page: pdfium.PdfPage) -> tuple[list[Char], int]:
    """Return the characters of a page in the order of its content, and the quarter turn that sets most upright.

    Coordinates are turned so; characters of another turn keep it in ``turn`` (0 is upright).
    """
    textpage = page.get_textpage()
    try:
        found = _chars(textpage)
    finally:
        textpage.close()
    turns = Counter(char.turn for char in found if not char.space)
    main = turns.most_common(1)[0][0] if turns else 0
    return (found if main == 0 else [char._replace(turn=(char.turn - main) % 4) for char in found]), main


def _chars(textpage: pdfium.PdfTextPage) -> list[Char]:
    box = raw.FS_RECTF()
    matrix = raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    found: list[Char] = []
    high = 0
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if 0xD800 <= code < 0xDC00:  # UTF-16 halves come one by one
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD
        high = 0
        if code in _CUTS:
            code = 0x2D
        if code in (0, 0xA, 0xD):
            continue
        if not (
            raw.FPDFText_GetLooseCharBox(textpage, index, box) and raw.FPDFText_GetCharOrigin(textpage, index, x, y)
        ):
            continue
        turn, size = 0, 0.0
        # The box of a character is not of one height in a font: its size is. A space that PDFium adds has none.
        added = code == 0x20 and raw.FPDFText_IsGenerated(textpage, index) == 1
        if not added and raw.FPDFText_GetMatrix(textpage, index, matrix):
            turn = round(math.atan2(matrix.b, matrix.a) / _QUARTER) % 4
            size = raw.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d)
        left, bottom, right, top, base = box.left, box.bottom, box.right, box.top, y.value
        if not math.isfinite(left + bottom + right + top + x.value + base + size):
            continue
        if turn:
            base = _turned(x.value, base, x.value, base, turn)[1]
            left, bottom, right, top = _turned(left, bottom, right, top, turn)
        found.append(Char(chr(code), left, right, base, size, turn))
    return found


def _turned(x0: float, y0: float, x1: float, y1: float, turn: int) -> tuple[float, float, float, float]:
    """Return a box in axes where text of this turn runs to the right."""
    match turn:
        case 1:  # upwards
            x0, y0, x1, y1 = y0, -x1, y1, -x0
        case 2:
            x0, y0, x1, y1 = -x1, -y1, -x0, -y0
        case 3:
            x0, y0, x1, y1 = -y1, x0, -y0, x1
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def page_rules(page: pdfium.PdfPage, turn: int) -> list[Rule]:
    """Return the upright and level rules drawn on a page, in the axes of text of this turn.

    Shapes count by their edges: tables are drawn as lines, as thin boxes, as boxes around cells or as grounds of cells.
    """
    count = raw.FPDFPage_CountObjects(page)
    if count > MAX_OBJECTS:
        return []
    rules: list[Rule] = []
    for index in range(count):
        drawn = raw.FPDFPage_GetObject(page, index)
        if drawn and raw.FPDFPageObj_GetType(drawn) == raw.FPDF_PAGEOBJ_PATH:
            for x0, y0, x1, y1 in _boxes(drawn):
                rules += _edges(*_turned(x0, y0, x1, y1, turn))
    return rules


def _boxes(drawn: raw.FPDF_PAGEOBJECT) -> list[tuple[float, float, float, float]]:
    """Return the box of a path; the boxes of its lines when it is drawn of several."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(drawn, left, bottom, right, top):
        return []
    whole = (left.value, bottom.value, right.value, top.value)
    segments = raw.FPDFPath_CountSegments(drawn)
    if min(whole[2] - whole[0], whole[3] - whole[1]) <= _THIN or segments <= 5:
        return [whole]
    matrix = raw.FS_MATRIX()
    if segments > _MAX_SEGMENTS or not raw.FPDFPageObj_GetMatrix(drawn, matrix):
        return []
    boxes: list[tuple[float, float, float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    before = (0.0, 0.0)
    for index in range(segments):
        segment = raw.FPDFPath_GetPathSegment(drawn, index)
        if not raw.FPDFPathSegment_GetPoint(segment, x, y):
            return boxes
        here = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO:
            boxes.append((*map(min, zip(before, here, strict=True)), *map(max, zip(before, here, strict=True))))
        before = here
    return boxes


def _edges(x0: float, y0: float, x1: float, y1: float) -> list[Rule]:
    wide, high = x1 - x0, y1 - y0
    if not all(map(math.isfinite, (wide, high))):
        return []
    if high <= _THIN:
        return [Rule(False, (y0 + y1) / 2, x0, x1)] if wide >= _SHORTEST else []
    if wide <= _THIN:
        return [Rule(True, (x0 + x1) / 2, y0, y1)] if high >= _SHORTEST else []
    return [Rule(False, y0, x0, x1), Rule(False, y1, x0, x1), Rule(True, x0, y0, y1), Rule(True, x1, y0, y1)]
