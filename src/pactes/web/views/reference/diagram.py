"""Boxes and arrows laid out for SVG: what is drawn comes from a graph, so that no picture can drift from it.

The layout is graphlay's (layered, orthogonal): the same boxes and arrows always give the same drawing. Sizes are in
pixels; texts are measured by their number of characters, as the font of the visitor is not known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import graphlay

LINK, ABOVE = "link", "above"
"""Arrows: a property from a thing to another; from a class to the one above it."""

_CHARACTER, _PADDING, _HEIGHT = 7.6, 22, 32
_SMALL, _LINE = 6.3, 14
_MARGIN = 8
_SPACING = {"topbottom": {"layer_gap": 64.0, "port_gap": 22.0}, "leftright": {"layer_gap": 90.0, "node_gap": 24.0}}
_HEAD = 8
_PARTS = (0.5, 0.3, 0.7, 0.15, 0.85)  # of a stretch of an arrow, where its text may stand

Point = tuple[float, float]
Area = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Box:
    """A class: the text of its box and where it leads; ``own`` says that it is a class of this ontology.

    ``loops`` are the names of properties between two things of the class, told in the box.
    ``x`` and ``y`` (top left), ``width`` and ``height`` are those of the drawing.
    """

    key: str
    text: str
    href: str | None = None
    own: bool = True
    main: bool = False
    loops: tuple[str, ...] = ()
    x: int = 0
    y: int = 0
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """A line of the text of an arrow, centred on ``x``."""

    text: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow between two boxes (keys), with the names that it stands for; ``path`` and ``head`` are SVG paths."""

    source: str
    target: str
    names: tuple[str, ...] = ()
    sort: str = LINK
    path: str = ""
    head: str = ""
    texts: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing to print: its name (an identifier in the page), what it shows, in a line and in full."""

    id: str
    title: str
    description: str
    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def draw(
    id: str,
    title: str,
    description: str,
    boxes: Sequence[Box],
    arrows: Sequence[Arrow],
    *,
    direction: str = "topbottom",
) -> Drawing:
    """Lay out boxes and arrows; ``direction`` is ``topbottom`` or ``leftright``. Arrows name boxes that are there."""
    graph = graphlay.Graph()
    loops: dict[str, list[str]] = defaultdict(list)
    for arrow in arrows:
        if arrow.source == arrow.target:
            loops[arrow.source] += arrow.names
    sized = [_sized(replace(box, loops=tuple(loops[box.key]))) for box in boxes]
    arrows = [arrow for arrow in arrows if arrow.source != arrow.target]
    for box in sized:
        graph.node(box.key, width=box.width, height=box.height)
    for arrow in arrows:
        # A class stands above, or before, those below it.
        ends = (arrow.target, arrow.source) if arrow.sort == ABOVE else (arrow.source, arrow.target)
        fields: dict[str, Any] = {"label_size": _size(arrow.names)} if arrow.names else {}
        graph.edge(*ends, **fields)
    options = {"direction": direction, "labels": {"reservation": "always"}, "spacing": _SPACING[direction]}
    laid = graphlay.layout(graph, options=options)
    placed = [
        replace(box, x=round(x - box.width / 2), y=round(y - box.height / 2))
        for box, (x, y) in zip(sized, laid.positions().values(), strict=True)
    ]
    routes = [_points(arrow, edge) for arrow, edge in zip(arrows, laid.edges, strict=True)]
    middles = _middles(arrows, routes, placed)
    taken = [_area(box) for box in placed]
    taken += [_around(middle, arrow.names) for arrow, middle in zip(arrows, middles, strict=True)]
    corners = [point for route in routes for point in route] + [end for area in taken for end in (area[:2], area[2:])]
    left, top = (min((end[axis] for end in corners), default=0) - _MARGIN for axis in (0, 1))
    right, bottom = (max((end[axis] for end in corners), default=0) + _MARGIN for axis in (0, 1))
    return Drawing(
        id,
        title,
        description,
        round(right - left),
        round(bottom - top),
        tuple(replace(box, x=round(box.x - left), y=round(box.y - top)) for box in placed),
        tuple(
            _drawn(arrow, [(round(x - left), round(y - top)) for x, y in route], (middle[0] - left, middle[1] - top))
            for arrow, route, middle in zip(arrows, routes, middles, strict=True)
        ),
    )


def _sized(box: Box) -> Box:
    longest = max([len(box.text) * _CHARACTER, *((len(name) + 3) * _SMALL for name in box.loops)])
    return replace(box, width=round(longest + _PADDING), height=_HEIGHT + len(box.loops) * _LINE)


def _size(names: Sequence[str]) -> dict[str, float]:
    return {"width": max(len(name) for name in names) * _SMALL + 6, "height": len(names) * _LINE + 4}


def _points(arrow: Arrow, edge: dict[str, Any]) -> list[Point]:
    """Return the corners of an arrow, from its source to its target."""
    points = [(point["x"], point["y"]) for point in edge["points"]]
    return points[::-1] if arrow.sort == ABOVE else points


def _middles(arrows: Sequence[Arrow], routes: Sequence[Sequence[Point]], boxes: Sequence[Box]) -> list[Point]:
    """Return where the text of each arrow is centred: on the arrow, as far as can be from boxes and other texts."""
    taken = [_area(box) for box in boxes]
    found: dict[int, Point] = {}
    # What takes most room chooses first.
    for rank in sorted(range(len(arrows)), key=lambda rank: (-len(arrows[rank].names), rank)):
        names = arrows[rank].names
        others = [_line(*ends) for other, route in enumerate(routes) if other != rank for ends in pairwise(route)]
        on_route = [_between(one, other, part) for part in _PARTS for one, other in _longest_first(routes[rank])]
        rooms = [_around(middle, names) for middle in on_route]
        costs = [sum(_common(room, area) for area in taken + others) for room in rooms]
        found[rank] = on_route[costs.index(min(costs))]
        taken.append(_around(found[rank], names))
    return [found[rank] for rank in range(len(arrows))]


def _longest_first(route: Sequence[Point]) -> list[tuple[Point, Point]]:
    return sorted(pairwise(route), key=lambda ends: -abs(ends[0][0] - ends[1][0]) - abs(ends[0][1] - ends[1][1]))


def _between(one: Point, other: Point, part: float) -> Point:
    return one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part


def _line(one: Point, other: Point) -> Area:
    """Return the room of a stretch of an arrow: more than it takes, as a text over it hides whose it is."""
    across, down = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return across[0] - 2, down[0] - 2, across[1] + 2, down[1] + 2


def _area(box: Box) -> Area:
    return box.x, box.y, box.x + box.width, box.y + box.height


def _around(middle: Point, names: Sequence[str]) -> Area:
    """Return the room that some lines take."""
    half = max((len(name) for name in names), default=0) * _SMALL / 2 + 3
    tall = len(names) * _LINE / 2 + 1
    return middle[0] - half, middle[1] - tall, middle[0] + half, middle[1] + tall


def _common(one: Area, other: Area) -> float:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across * down if across > 0 and down > 0 else 0


def _drawn(arrow: Arrow, points: Sequence[tuple[int, int]], middle: Point) -> Arrow:
    end, before = points[-1], next((p for p in reversed(points[:-1]) if p != points[-1]), points[0])
    across = (end[0] > before[0]) - (end[0] < before[0])
    down = (end[1] > before[1]) - (end[1] < before[1])
    base = (end[0] - across * _HEAD, end[1] - down * _HEAD)
    half = _HEAD // 2
    one, other = (base[0] + down * half, base[1] + across * half), (base[0] - down * half, base[1] - across * half)
    first = middle[1] - (len(arrow.names) - 1) * _LINE / 2 + 4
    return replace(
        arrow,
        path="M" + "L".join(f"{x} {y}" for x, y in [*points[:-1], base]),
        head=f"M{one[0]} {one[1]}L{end[0]} {end[1]}L{other[0]} {other[1]}Z",
        texts=tuple(Text(name, round(middle[0]), round(first + rank * _LINE)) for rank, name in enumerate(arrow.names)),
    )
