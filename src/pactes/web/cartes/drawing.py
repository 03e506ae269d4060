"""Outlines to SVG paths: the whole of France with its boxes, or some départements seen closer.

Drawings are measured in tenths of a point, so that their coordinates are whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import heapify, heappop, heappush

from pactes.reference.contours import Contours, Place, contours
from pactes.web.cartes.projection import OVERSEAS, Plane, ground_of, projection_of

WIDTH = 5600
_GAP, _BOX, _SIDE = 100, 690, 60  # between two boxes, side of a box, left of the first
_HEAD = 130  # what the name of a box takes above it
_MARGIN = 0.14  # of what is shown, on each side of a closer view
_FINE = 400.0  # two sides of a triangle that is dropped, in square units of the drawing: a fifth of a line's width
_SPECK = 2500.0  # islands smaller than this are not drawn, in the same unit
_TALL, _FLAT = 1.15, 0.62  # height over width of a closer view, at most and at least
_WIDEST = 420.0  # kilometres that a closer view shows at most: beyond, the whole country is as clear
_LEVELS = 12  # heights at which a place for a word is looked for
_CORSICA = ("2A", "2B")
PETITE_COURONNE = ("75", "92", "93", "94")

Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of a drawing: what it shows of one ground, and where it stands (units of the drawing)."""

    ground: str
    left: float  # kilometres of the projection
    top: float
    scale: float  # units for a kilometre
    x: int = 0
    y: int = 0
    width: int = WIDTH
    height: int = WIDTH
    codes: Codes = ()  # INSEE codes of the départements drawn in it; none: all that it touches

    def put(self, point: Plane) -> tuple[int, int]:
        """Return where a projected point stands in the drawing."""
        return (self.x + round((point[0] - self.left) * self.scale), self.y + round((point[1] - self.top) * self.scale))

    def holds(self, box: tuple[float, float, float, float]) -> bool:
        """Tell whether a box (kilometres: left, top, right, bottom) is seen in the frame, in whole or in part."""
        right, bottom = self.left + self.width / self.scale, self.top + self.height / self.scale
        return box[0] < right and box[2] > self.left and box[1] < bottom and box[3] > self.top


@dataclass(frozen=True, slots=True)
class Layout:
    """The frames of a drawing, the main one first, and its size."""

    frames: tuple[Frame, ...]
    width: int
    height: int

    def frame_of(self, departement: str) -> Frame | None:
        """Return the frame in which a département is best seen: a box of its own before the main one."""
        ground = ground_of(departement)
        boxed = (f for f in self.frames[1:] if f.ground == ground and departement in f.codes)
        return next(boxed, next((f for f in self.frames if f.ground == ground and not f.codes), None)) or next(
            (f for f in self.frames if departement in f.codes), None
        )


@dataclass(frozen=True, slots=True)
class Shape:
    """A territory as drawn in one frame: its path, and a place in it for a number or a name."""

    path: str
    x: int
    y: int
    area: float  # square units: what is written in it must fit


@lru_cache(maxsize=128)
def bounds(departement: str) -> tuple[float, float, float, float]:
    """Return the box around a département in its projection, in kilometres: left, top, right, bottom."""
    project, outlines = projection_of(departement), contours()
    points = [
        project(point)
        for polygon in outlines.departements[departement]
        for ring in polygon
        for arc in ring
        for point in outlines.line(arc)
    ]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs), min(ys), max(xs), max(ys))


def _around(codes: Iterable[str]) -> tuple[float, float, float, float]:
    boxes = [bounds(code) for code in codes]
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


@lru_cache(maxsize=1)
def france() -> Layout:
    """Return the layout of the whole country: metropolitan France, then a row of boxes."""
    mainland = tuple(code for code in contours().departements if code not in OVERSEAS)
    left, top, right, bottom = _around(mainland)
    scale = WIDTH / (right - left)
    main = Frame("metropole", left, top, scale, width=WIDTH, height=round((bottom - top) * scale))
    # The row of boxes stands in the sea, west of Corsica.
    row = round((_around(code for code in mainland if code not in _CORSICA)[3] - top) * scale) + _GAP
    boxed = [(code,) for code in OVERSEAS] + [PETITE_COURONNE]
    frames = [main]
    for rank, codes in enumerate(boxed):
        frames.append(_fitted(codes, _SIDE + rank * (_BOX + _GAP), row + _HEAD, _BOX, _BOX))
    return Layout(tuple(frames), WIDTH, max(main.height, row + _HEAD + _BOX) + 20)


def _fitted(codes: Codes, x: int, y: int, width: int, height: int) -> Frame:
    left, top, right, bottom = _around(codes)
    scale = min(width * 0.9 / (right - left), height * 0.9 / (bottom - top))
    margins = (width / scale - (right - left), height / scale - (bottom - top))
    return Frame(
        ground_of(codes[0]), left - margins[0] / 2, top - margins[1] / 2, scale, x, y, width, height, codes=codes
    )


@lru_cache(maxsize=128)
def closer(codes: Codes) -> Layout:
    """Return the layout that shows some départements (INSEE codes) with what is around them.

    The whole country where they are too far apart, or on several grounds.
    """
    if not codes or len({ground_of(code) for code in codes}) > 1:
        return france()
    left, top, right, bottom = _around(codes)
    wide, high = (right - left) * (1 + 2 * _MARGIN), (bottom - top) * (1 + 2 * _MARGIN)
    if max(wide, high) > _WIDEST:
        return france()
    ratio = min(_TALL, max(_FLAT, high / wide))
    shown = max(wide, high / ratio)
    left, top = (left + right - shown) / 2, (top + bottom - shown * ratio) / 2
    height = round(WIDTH * ratio)
    return Layout((Frame(ground_of(codes[0]), left, top, WIDTH / shown, height=height),), WIDTH, height)


def drawn_in(frame: Frame) -> Codes:
    """Return the départements that are seen in a frame, sorted."""
    if frame.codes:
        return frame.codes
    known = contours().departements
    return tuple(code for code in known if ground_of(code) == frame.ground and frame.holds(bounds(code)))


@lru_cache(maxsize=2048)
def shape(frame: Frame, codes: Codes) -> Shape | None:
    """Return some départements, drawn as one territory in a frame; None when they have no outline there."""
    there = tuple(code for code in codes if code in contours().departements and ground_of(code) == frame.ground)
    rings = contours().rings(there)
    if not rings:
        return None
    lines = sorted((_ring(frame, there[0], ring) for ring in rings), key=lambda line: -abs(_area(line)))
    kept = [line for line in lines if abs(_area(line)) > _SPECK] or lines[:1]
    x, y = _middle(kept[0])
    return Shape("".join(_path(line) for line in kept), x, y, abs(_area(kept[0])))


def _ring(frame: Frame, code: str, ring: Sequence[int]) -> list[tuple[int, int]]:
    points: list[tuple[int, int]] = []
    for arc in ring:
        line = _arc(frame, ground_of(code), max(arc, ~arc), code)
        points += (line if arc >= 0 else line[::-1])[:-1]
    return points


@lru_cache(maxsize=4096)
def _arc(frame: Frame, ground: str, arc: int, code: str) -> tuple[tuple[int, int], ...]:
    """Return an arc as it is drawn in a frame: the same for the two territories that it parts."""
    project, outlines = projection_of(code), contours()
    return simplified([frame.put(project(point)) for point in _points(outlines, arc)])


def _points(outlines: Contours, arc: int) -> tuple[Place, ...]:
    return outlines.line(arc)


def simplified(points: Sequence[tuple[int, int]], least: float = _FINE) -> tuple[tuple[int, int], ...]:
    """Return a line without the points that change little: those whose triangle is below ``least``.

    Visvalingam and Whyatt, « Line generalisation by repeated elimination of points », 1993. A closed line keeps four.
    """
    count = len(points)
    fewest = 4 if points[0] == points[-1] else 2
    before, after = list(range(-1, count - 1)), list(range(1, count + 1))
    areas: dict[int, float] = {}
    heap: list[tuple[float, int]] = []

    def weigh(place: int) -> None:
        (ax, ay), (bx, by), (cx, cy) = points[before[place]], points[place], points[after[place]]
        areas[place] = abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay))
        heappush(heap, (areas[place], place))

    heapify(heap)
    for place in range(1, count - 1):
        weigh(place)
    left = count
    while heap and left > fewest:
        area, place = heappop(heap)
        if areas.get(place) != area:
            continue
        if area >= least:
            break
        del areas[place]
        left -= 1
        after[before[place]], before[after[place]] = after[place], before[place]
        for neighbour in (before[place], after[place]):
            if 0 < neighbour < count - 1:
                weigh(neighbour)
    return tuple(point for place, point in enumerate(points) if place in areas or place in (0, count - 1))


def _path(line: Sequence[tuple[int, int]]) -> str:
    """Return a closed line in the shortest form of SVG: the first point, then steps."""
    said, before = [f"M{line[0][0]} {line[0][1]}l"], line[0]
    for point in line[1:]:
        step = (point[0] - before[0], point[1] - before[1])
        if step != (0, 0):
            gap = "" if step[0] < 0 or said[-1].endswith("l") else " "
            said.append(f"{gap}{step[0]}{'' if step[1] < 0 else ' '}{step[1]}")
        before = point
    return "".join(said) + "z"


def _area(line: Sequence[tuple[int, int]]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(line, [*line[1:], line[0]], strict=True)) / 2


def _middle(line: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return a place for a word in what a line encloses: in the middle of a wide stretch, near its middle height."""
    lowest, highest = min(y for _, y in line), max(y for _, y in line)
    best, found = -1.0, line[0]
    for rank in range(1, _LEVELS):
        height = lowest + (highest - lowest) * rank / _LEVELS
        crossed = sorted(
            x1 + (height - y1) * (x2 - x1) / (y2 - y1)
            for (x1, y1), (x2, y2) in zip(line, [*line[1:], line[0]], strict=True)
            if (y1 > height) != (y2 > height)
        )
        for left, right in zip(crossed[::2], crossed[1::2], strict=False):
            worth = (right - left) * (1 - abs(2 * rank / _LEVELS - 1) ** 2)
            if worth > best:
                best, found = worth, (round((left + right) / 2), round(height))
    return found
