"""Outlines and places of the reference data: complete, shared between neighbours, where they should be."""

from __future__ import annotations

from itertools import combinations

import pytest

from pactes.model import TypeTerritoire
from pactes.reference import registre
from pactes.reference.contours import Place, contours, positions
from pactes.web.cartes.drawing import closer, drawn_in, france, shape, simplified
from pactes.web.cartes.places import Shown, where
from pactes.web.cartes.projection import OVERSEAS, lambert93


def line(codes: list[str]) -> list[list[Place]]:
    known = contours()
    return [[point for arc in ring for point in known.line(arc)[:-1]] for ring in known.rings(codes)]


def inside(point: Place, rings: list[list[Place]]) -> bool:
    x, y = point
    crossed = 0
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            crossed += (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
    return crossed % 2 == 1


def test_every_departement_has_an_outline() -> None:
    assert set(contours().departements) == {entree.code for entree in registre().genre(TypeTerritoire.DEPARTEMENT)}


def test_communes_are_inside_the_outline_of_their_departement() -> None:
    outlines = {code: line([code]) for code in contours().departements}
    communes = {entree.code: entree for entree in registre().genre(TypeTerritoire.COMMUNE)}
    placed = [(communes[code], point) for code, point in positions().items()]
    within = sum(inside(point, outlines[commune.departement or ""]) for commune, point in placed)
    assert len(placed) > 8000
    assert within / len(placed) > 0.97  # outlines are generalised: a few towns of coasts and borders are beside them


def test_neighbours_share_their_border() -> None:
    arcs = {
        code: {max(arc, ~arc) for polygon in polygons for ring in polygon for arc in ring}
        for code, polygons in contours().departements.items()
    }
    assert arcs["29"] & arcs["22"]
    assert not arcs["29"] & arcs["67"]
    times = [sum(arc in one for one in arcs.values()) for arc in range(len(contours().arcs))]
    assert max(times) == 2  # no border is shared by three


def test_a_region_is_its_departements_without_the_borders_between() -> None:
    entree = registre().get(TypeTerritoire.REGION, "53")
    assert entree is not None
    place = where(entree)
    assert place is not None
    assert place.shown is Shown.OUTLINE
    together = line(list(place.codes))
    apart = [ring for code in place.codes for ring in line([code])]
    assert sum(map(len, together)) < sum(map(len, apart))
    towns = [point for code, point in positions().items() if code[:2] in place.codes]
    assert [inside(town, together) for town in towns] == [
        any(inside(town, line([code])) for code in place.codes) for town in towns
    ]


def test_lambert_93_is_that_of_the_ign() -> None:
    # The origin of the projection, and the pole of the cone's meridian: EPSG:2154.
    assert lambert93((3.0, 46.5)) == pytest.approx((700.0, -6600.0), abs=1e-6)
    east, south = lambert93((2.33722917, 48.83636111))  # Observatoire de Paris, zenith telescope
    assert (east, -south) == pytest.approx((651.36, 6859.9), abs=0.2)


def test_the_whole_country_is_drawn_with_the_overseas_departements() -> None:
    layout = france()
    seen = {code for frame in layout.frames for code in drawn_in(frame)}
    assert seen == set(contours().departements)
    assert set(OVERSEAS) < seen
    boxes = [(f.x, f.y, f.x + f.width, f.y + f.height) for f in layout.frames[1:]]
    assert all(a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1] for a, b in combinations(boxes, 2))
    assert all(box[0] >= 0 and box[2] <= layout.width and box[3] <= layout.height for box in boxes)


def test_a_drawing_is_light() -> None:
    layout = france()
    paths = [drawn.path for frame in layout.frames for code in drawn_in(frame) if (drawn := shape(frame, (code,)))]
    assert sum(map(len, paths)) < 40_000


def test_what_is_far_apart_is_shown_on_the_whole_country() -> None:
    assert len(closer(("29",)).frames) == 1
    assert closer(("29", "06")) == closer(("974", "29")) == france()
    assert drawn_in(closer(("974",)).frames[0]) == ("974",)


def test_simplifying_keeps_the_ends_and_what_stands_out() -> None:
    flat = [(x, 0) for x in range(0, 1000, 10)]
    assert simplified(flat) == ((0, 0), (990, 0))
    peak = [*flat[:50], (500, 300), *flat[51:]]
    assert (500, 300) in simplified(peak)
    ring = [(0, 0), (5, 0), (5, 5), (0, 5), (0, 0)]
    assert len(simplified(ring)) >= 4
