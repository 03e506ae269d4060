"""Outlines as GeoJSON (RFC 7946), for scripts and desktop tools: the same that the maps of pages are drawn from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from pactes.linking.territoires import chemin_registre
from pactes.model import TypeTerritoire
from pactes.reference import registre
from pactes.reference.contours import Place, contours
from pactes.web.cartes.places import where

MEDIA_TYPE = "application/geo+json"
ATTRIBUTION = "Natural Earth (public domain), 1:10m; INSEE codes: code officiel géographique, Licence Ouverte 2.0"


@lru_cache(maxsize=4)
def outlines(kind: TypeTerritoire, base: str) -> bytes:
    """Return the outlines of all départements or régions, as a FeatureCollection; ``base`` is that of their IRIs.

    A feature has the IRI of its territory as ``id``; its properties are ``code`` (INSEE), ``nom``, ``genre`` and
    ``region`` (INSEE code). Degrees, longitude first, in thousandths.
    """
    features = []
    for entree in registre().genre(kind):
        place = where(entree)
        if place is None or not entree.actuelle:
            continue
        features.append(
            {
                "type": "Feature",
                "id": base + chemin_registre(entree),
                "properties": {"code": entree.code, "nom": entree.nom, "genre": str(kind), "region": entree.region},
                "geometry": _geometry(place.codes),
            }
        )
    told = {"type": "FeatureCollection", "attribution": ATTRIBUTION, "features": features}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _geometry(codes: Iterable[str]) -> dict[str, Any]:
    """Return what rings enclose: those that run against the first, outer one are holes of the ring around them."""
    known = contours()
    rings = [[point for arc in ring for point in known.line(arc)[:-1]] for ring in known.rings(codes)]
    areas = [_area(ring) for ring in rings]
    outer_sign = 1 if max(areas, key=abs) > 0 else -1
    outer = [ring for ring, area in zip(rings, areas, strict=True) if area * outer_sign > 0]
    polygons = [[_closed(ring, counter=True)] for ring in outer]
    for ring, area in zip(rings, areas, strict=True):
        if area * outer_sign < 0:
            around = next((rank for rank, shape in enumerate(outer) if _inside(ring[0], shape)), 0)
            polygons[around].append(_closed(ring, counter=False))
    return {"type": "MultiPolygon", "coordinates": polygons}


def _area(ring: Sequence[Place]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True))


def _closed(ring: Sequence[Place], *, counter: bool) -> list[list[float]]:
    """Return a ring whose last point is the first, counter-clockwise or clockwise (RFC 7946, 3.1.6)."""
    turned = ring if (_area(ring) > 0) == counter else ring[::-1]
    return [[lon, lat] for lon, lat in [*turned, turned[0]]]


def _inside(point: Place, ring: Sequence[Place]) -> bool:
    x, y, found = point[0], point[1], False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            found = not found
    return found
