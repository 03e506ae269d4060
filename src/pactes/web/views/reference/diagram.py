"""Boxes and arrows laid out for SVG: what is drawn comes from a graph, so that no picture can drift from it.

The layout is graphlay's (layered, orthogonal): the same boxes and arrows always give the same drawing. Sizes are in
pixels; texts are measured by their number of characters, as the font of the visitor is not known.
"""

from __future__ import annotations

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
_HEAD = 8


@dataclass(frozen=True, slots=True)
class Box:
    """A class: the text of its box and where it leads; ``own`` says that it is a class of this ontology.

    ``x`` and ``y`` (top left), ``width`` and ``height`` are those of the drawing.
    """

    key: str
    text: str
    href: str | None = None
    own: bool = True
    main: bool = False
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
    sized = [replace(box, width=round(len(box.text) * _CHARACTER + _PADDING), height=_HEIGHT) for box in boxes]
    for box in sized:
        graph.node(box.key, width=box.width, height=box.height)
    for arrow in arrows:
        # A class stands above, or before, those below it.
        ends = (arrow.target, arrow.source) if arrow.sort == ABOVE else (arrow.source, arrow.target)
        fields: dict[str, Any] = {"label_size": _size(arrow.names)} if arrow.names else {}
        graph.edge(*ends, **fields)
    laid = graphlay.layout(graph, options={"direction": direction, "labels": {"reservation": "always"}})
    low, high = laid.bounds["min"], laid.bounds["max"]
    left, top = low["x"] - _MARGIN, low["y"] - _MARGIN
    placed = tuple(
        replace(box, x=round(at[0] - left - box.width / 2), y=round(at[1] - top - box.height / 2))
        for box, at in zip(sized, laid.positions().values(), strict=True)
    )
    routed = tuple(_routed(arrow, edge, left, top) for arrow, edge in zip(arrows, laid.edges, strict=True))
    right = max([high["x"] - left, *(text.x + len(text.text) * _SMALL / 2 for arrow in routed for text in arrow.texts)])
    bottom = max([high["y"] - top, *(text.y for arrow in routed for text in arrow.texts)])
    return Drawing(id, title, description, round(right) + _MARGIN, round(bottom) + _MARGIN, placed, routed)


def _size(names: Sequence[str]) -> dict[str, float]:
    return {"width": max(len(name) for name in names) * _SMALL + 6, "height": len(names) * _LINE + 4}


def _routed(arrow: Arrow, edge: dict[str, object], left: float, top: float) -> Arrow:
    given: list[dict[str, float]] = edge["points"]  # type: ignore[assignment]  # what the engine's JSON holds
    points = [(round(point["x"] - left), round(point["y"] - top)) for point in given]
    if arrow.sort == ABOVE:
        points.reverse()
    end, before = points[-1], next((p for p in reversed(points[:-1]) if p != points[-1]), points[0])
    across = (end[0] > before[0]) - (end[0] < before[0])
    down = (end[1] > before[1]) - (end[1] < before[1])
    base = (end[0] - across * _HEAD, end[1] - down * _HEAD)
    half = _HEAD // 2
    one, other = (base[0] + down * half, base[1] + across * half), (base[0] - down * half, base[1] - across * half)
    path = "M" + "L".join(f"{x} {y}" for x, y in [*points[:-1], base])
    head = f"M{one[0]} {one[1]}L{end[0]} {end[1]}L{other[0]} {other[1]}Z"
    return replace(
        arrow, path=path, head=head, texts=_texts(arrow.names, _anchor(edge, arrow.names, points, left, top))
    )


def _anchor(
    edge: dict[str, object], names: Sequence[str], points: Sequence[tuple[int, int]], left: float, top: float
) -> tuple[float, float]:
    """Return the middle of the text of an arrow: where the engine puts it, or on the arrow when that is too far."""
    segments = list(pairwise(points))
    given = edge.get("label_anchor")
    if isinstance(given, dict):
        x, y = given["x"] - left, given["y"] - top
        size = _size(names)
        near = min(_distance(x, y, *segment) for segment in segments)
        if near <= max(size["height"] / 2, _LINE) + 6:
            return x, y
    (x1, y1), (x2, y2) = max(segments, key=lambda segment: abs(segment[0][0] - segment[1][0]))
    return (x1 + x2) / 2, (y1 + y2) / 2


def _distance(x: float, y: float, one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return how far a point is from a segment that runs across or down."""
    across = max(min(one[0], other[0]) - x, 0, x - max(one[0], other[0]))
    down = max(min(one[1], other[1]) - y, 0, y - max(one[1], other[1]))
    return max(across, down)


def _texts(names: Sequence[str], middle: tuple[float, float]) -> tuple[Text, ...]:
    first = middle[1] - (len(names) - 1) * _LINE / 2 + 4
    return tuple(Text(name, round(middle[0]), round(first + rank * _LINE)) for rank, name in enumerate(names))
