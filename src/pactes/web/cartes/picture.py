"""What the template of maps prints: outlines, points, their words, and the same as rows of a table.

Two maps: ``situation`` shows where some territories are; ``shading`` shows a count for each département or région.
Colours only repeat what numbers, names and the table say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from pactes.model import TypeTerritoire
from pactes.reference import registre
from pactes.web.cartes.census import Census
from pactes.web.cartes.drawing import Frame, Layout, Shape, closer, drawn_in, france, shape
from pactes.web.cartes.places import Shown, Where, where
from pactes.web.cartes.projection import projection_of
from pactes.web.i18n import Language

_STEPS = 4
"""Shades of a map of counts, beside that of nothing."""
_POINTS = 400  # beyond, points hide each other: the table has them all
_ROOM = 26_000.0  # square units that a number of two digits takes
_NAMED = 260_000.0  # the same for a name
_RADIUS = (55, 150)  # of a point: the least, the most


@dataclass(frozen=True, slots=True)
class Marked:
    """A territory to show: its IRI and name, where it leads, how many things it stands for, what is said of it."""

    iri: str
    name: str
    href: str | None = None
    count: int | None = None
    said: str = ""
    here: bool = False  # what the page is about


@dataclass(frozen=True, slots=True)
class Area:
    """An outline: its path, its name in words, where it leads; a short text stands at (x, y) where it has room."""

    path: str
    label: str
    href: str | None = None
    shade: int = 0  # 0: nothing, to ``_STEPS``: the most
    text: str = ""
    x: int = 0
    y: int = 0
    stand_in: bool = False  # it stands for a smaller territory, somewhere inside it


@dataclass(frozen=True, slots=True)
class Point:
    """A territory that has no outline, where it is."""

    x: int
    y: int
    radius: int
    label: str
    href: str | None = None
    here: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the drawing that stands apart, with its name."""

    x: int
    y: int
    width: int
    height: int
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: the territory, its count, how the map shows it."""

    name: str
    href: str | None
    count: int | None
    said: str
    shown: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A map. ``ground`` are the paths of départements where nothing is shown; ``absent`` what has no place on it."""

    id: str
    title: str
    width: int
    height: int
    ground: tuple[str, ...]
    names: tuple[tuple[int, int, str, int], ...]  # place, word, shade of what it stands on
    areas: tuple[Area, ...]
    points: tuple[Point, ...]
    boxes: tuple[Box, ...]
    legend: tuple[tuple[int, str], ...]  # shade, words
    lines: tuple[Line, ...]
    absent: tuple[Line, ...]
    column: str  # what is counted, in the plural
    whole: bool  # the whole country is shown

    @property
    def stand_ins(self) -> bool:
        """Whether an outline stands for a smaller territory."""
        return any(area.stand_in for area in self.areas)


def _placed(census: Census, iri: str) -> Where | None:
    """Return where a territory is: itself, or what holds it where nothing nearer is known."""
    entree = census.nearest(iri)
    found = where(entree) if entree else None
    if found is None or entree is None or census.entree(iri) is not None:
        return found
    if found.shown is Shown.OUTLINE:
        region = entree.type_territoire is TypeTerritoire.REGION
        return replace(found, shown=Shown.REGION if region else Shown.DEPARTEMENT)
    if found.shown is Shown.POINT:
        return replace(found, shown=Shown.COMMUNE)
    return replace(found, shown=Shown.DEPARTEMENT, point=None)


def _how(say: Language, shown: Shown | None) -> str:
    """Return how a map shows a territory, in words."""
    match shown:
        case Shown.OUTLINE:
            return say.gettext("son contour")
        case Shown.POINT:
            return say.gettext("un point, à sa place")
        case Shown.COMMUNE:
            return say.gettext("un point, à la place de sa commune")
        case Shown.MEMBERS:
            return say.gettext("un point, au milieu de ses habitants")
        case Shown.DEPARTEMENT:
            return say.gettext("le contour de son département")
        case Shown.REGION:
            return say.gettext("le contour de sa région")
        case _:
            return say.gettext("pas sur la carte")


def situation(
    say: Language, census: Census, marked: Sequence[Marked], title: str, *, name: str = "carte"
) -> Picture | None:
    """Return the map of some territories, as close as they allow; None when none of them has a place.

    ``name`` is the identifier of the drawing in its page. The registry is read: call it away from the event loop.
    """
    placed = {item.iri: _placed(census, item.iri) for item in marked}
    seen = [place for place in placed.values() if place]
    if not seen:
        return None
    layout = closer(tuple(sorted({code for place in seen for code in place.codes})))
    areas = _areas(say, layout, [(item, placed[item.iri]) for item in marked])
    points = _points(say, layout, [(item, placed[item.iri]) for item in marked])
    covered = {code for place in seen if place.point is None for code in place.codes}
    lines = tuple(_line(say, item, placed[item.iri]) for item in marked)
    return Picture(
        id=name,
        title=title,
        width=layout.width,
        height=layout.height,
        ground=_ground(layout, covered),
        names=_names(layout, {}),
        areas=areas,
        points=points,
        boxes=_boxes(say, layout),
        legend=(),
        lines=lines,
        absent=tuple(line for item, line in zip(marked, lines, strict=True) if placed[item.iri] is None),
        column="",
        whole=len(layout.frames) > 1,
    )


def _areas(say: Language, layout: Layout, placed: Sequence[tuple[Marked, Where | None]]) -> tuple[Area, ...]:
    """Return the outlines of territories: what several share is drawn once, the largest first."""
    shared: dict[tuple[bool, tuple[str, ...]], list[Marked]] = {}
    for item, place in placed:
        if place and place.point is None:
            shared.setdefault((place.shown is Shown.OUTLINE, place.codes), []).append(item)
    found = []
    for (exact, codes), items in sorted(shared.items(), key=lambda pair: (-len(pair[0][1]), pair[0])):
        label = ", ".join(_label(say, item) for item in items[:6]) + (" …" if len(items) > 6 else "")
        href = items[0].href if len(items) == 1 else None
        for frame in layout.frames:
            drawn = shape(frame, tuple(code for code in codes if code in drawn_in(frame)))
            if drawn:
                found.append(Area(drawn.path, label, href, shade=2, stand_in=not exact))
                href = None  # one link is enough
    return tuple(found)


def _points(say: Language, layout: Layout, placed: Sequence[tuple[Marked, Where | None]]) -> tuple[Point, ...]:
    most = max((item.count or 0 for item, _ in placed), default=0)
    found = []
    for item, place in placed:
        if place is None or place.point is None:
            continue
        frame = layout.frame_of(place.codes[0])
        if frame is None:
            continue
        x, y = frame.put(projection_of(place.codes[0])(place.point))
        least, largest = _RADIUS
        radius = round(least + (largest - least) * sqrt((item.count or 0) / most)) if most > 1 else least + 20
        found.append(Point(x, y, radius, _label(say, item), item.href, item.here))
    found.sort(
        key=lambda point: (not point.here, -point.radius, point.label)
    )  # the small ones stand over the large ones
    return tuple(found[:_POINTS])


def _label(say: Language, item: Marked) -> str:
    """Return what is said of a territory: « Somme : 14 contrats »."""
    colon = "\u202f: " if say.code == "fr" else ": "
    return f"{item.name}{colon}{item.said}" if item.said else item.name


def _line(say: Language, item: Marked, place: Where | None) -> Line:
    return Line(item.name, item.href, item.count, item.said, _how(say, place.shown if place else None))


def _ground(layout: Layout, without: set[str]) -> tuple[str, ...]:
    return tuple(
        drawn.path
        for frame in layout.frames
        for code in drawn_in(frame)
        if code not in without and (drawn := shape(frame, (code,)))
    )


def _names(layout: Layout, shades: Mapping[str, int]) -> tuple[tuple[int, int, str, int], ...]:
    """Return the names of the départements of a closer view, where the middle of each is seen and has room.

    ``shades`` are those of the départements that have one (INSEE code → shade): a word is as light or dark as needed.
    """
    if len(layout.frames) > 1:
        return ()
    found, frame = [], layout.frames[0]
    for code in drawn_in(frame):
        drawn, entree = shape(frame, (code,)), registre().get(TypeTerritoire.DEPARTEMENT, code)
        if drawn and entree and drawn.area > _NAMED * len(entree.nom) / 4 and _inside(frame, drawn, len(entree.nom)):
            found.append((drawn.x, drawn.y, entree.nom, shades.get(code, 0)))
    return tuple(found)


def _inside(frame: Frame, drawn: Shape, letters: int) -> bool:
    half = letters * 55
    return half < drawn.x < frame.width - half and 150 < drawn.y < frame.height - 100


def _boxes(say: Language, layout: Layout) -> tuple[Box, ...]:
    found = []
    for frame in layout.frames[1:]:
        entree = registre().get(TypeTerritoire.DEPARTEMENT, frame.codes[0]) if len(frame.codes) == 1 else None
        name = entree.nom if entree else "Paris"
        found.append(Box(frame.x, frame.y, frame.width, frame.height, name))
    return tuple(found)


def shading(
    say: Language,
    census: Census,
    counts: Mapping[str, Marked],
    title: str,
    column: str,
    *,
    kind: TypeTerritoire = TypeTerritoire.DEPARTEMENT,
    name: str = "carte",
    whole: bool = False,
) -> Picture:
    """Return the map of counts by département or région (INSEE code → what is said of it).

    They are seen as close as they allow, unless the ``whole`` country is asked for; ``column`` names what is counted.
    The registry is read: call it away from the event loop.
    """
    limits = limits_of([item.count or 0 for item in counts.values()])
    units = _units(kind)
    counted = sorted({one for code, codes in units if code in counts for one in codes})
    layout = france() if whole else closer(tuple(counted))
    areas, ground, shades = [], [], dict[str, int]()
    for rank, frame in enumerate(layout.frames):
        for code, codes in units:
            seen = tuple(one for one in codes if one in drawn_in(frame))
            drawn = shape(frame, seen)
            if drawn is None:
                continue
            item = counts.get(code)
            if item is None or not item.count:
                ground.append(drawn.path)
                continue
            twice = rank == 0 and any(
                one in other.codes for other in layout.frames[1:] for one in codes if len(codes) == 1
            )
            apart = rank > 0 and len(codes) > len(seen)
            room = drawn.area > _ROOM * len(str(item.count)) and not twice and not apart
            shade = sum(item.count > limit for limit in limits) + 1
            shades |= dict.fromkeys(codes, shade)
            areas.append(
                Area(
                    drawn.path,
                    _label(say, item),
                    None if twice or apart else item.href,
                    shade=shade,
                    text=say.number(item.count) if room else "",
                    x=drawn.x,
                    y=drawn.y,
                )
            )
    ordered = sorted(counts.items(), key=lambda pair: (-(pair[1].count or 0), pair[1].name))
    return Picture(
        id=name,
        title=title,
        width=layout.width,
        height=layout.height,
        ground=tuple(ground),
        names=_names(layout, shades),
        areas=tuple(areas),
        points=(),
        boxes=_boxes(say, layout),
        legend=_legend(say, limits, [item.count for item in counts.values() if item.count]),
        lines=tuple(_line(say, item, Where(Shown.OUTLINE, (code,))) for code, item in ordered),
        absent=(),
        column=column,
        whole=len(layout.frames) > 1,
    )


def _units(kind: TypeTerritoire) -> list[tuple[str, tuple[str, ...]]]:
    found = []
    for entree in registre().genre(kind):
        place = where(entree)
        if place and entree.actuelle:
            found.append((entree.code, place.codes))
    return found


def limits_of(counts: Sequence[int]) -> tuple[int, ...]:
    """Return the highest count of each shade but the last, rising: a shade for each count, or about the same ratio."""
    different = sorted(set(counts))
    if len(different) <= _STEPS:
        return tuple(different[:-1])
    least, most = max(different[0], 1), different[-1]
    return tuple(sorted({round(least * (most / least) ** (rank / _STEPS)) for rank in range(1, _STEPS)}))


def _legend(say: Language, limits: Sequence[int], counts: Sequence[int]) -> tuple[tuple[int, str], ...]:
    """Return the words of each shade that the map has: the least and the most of its counts."""
    said = [(0, say.gettext("aucun"))]
    for rank, high in enumerate([*limits, max(counts, default=0)]):
        there = [count for count in counts if count <= high and (rank == 0 or count > limits[rank - 1])]
        if there:
            low, most = say.number(min(there)), say.number(max(there))
            words = low if low == most else say.gettext("de {a} à {b}").format(a=low, b=most)
            said.append((rank + 1, words))
    return tuple(said)
