"""From degrees to a plane: Lambert 93 for metropolitan France, a plane of its own for each overseas territory."""

from __future__ import annotations

from collections.abc import Callable
from math import atanh, cos, exp, log, radians, sin, sqrt

from pactes.reference.contours import Place

Plane = tuple[float, float]
"""Kilometres to the east and to the south: as pictures are measured."""
Projection = Callable[[Place], Plane]

# Lambert 93 (EPSG:2154): conformal conic of Lambert on the ellipsoid GRS 80, parallels 44° and 49°, meridian 3°.
_A, _E = 6378.137, sqrt(0.006694380022900788)
_PARALLELS, _ORIGIN, _MERIDIAN = (radians(44), radians(49)), radians(46.5), radians(3)
_FALSE = (700.0, -6600.0)
_OVERSEAS = {"971": 16.2, "972": 14.65, "973": 4.0, "974": -21.1, "976": -12.8}
"""The middle latitude of each overseas département, in degrees."""


def _isometric(latitude: float) -> float:
    return atanh(sin(latitude)) - _E * atanh(_E * sin(latitude))


def _radius(latitude: float) -> float:
    return cos(latitude) / sqrt(1 - (_E * sin(latitude)) ** 2)


_N = log(_radius(_PARALLELS[0]) / _radius(_PARALLELS[1])) / (_isometric(_PARALLELS[1]) - _isometric(_PARALLELS[0]))
_F = _A * _radius(_PARALLELS[0]) / _N * exp(_N * _isometric(_PARALLELS[0]))


def lambert93(place: Place) -> Plane:
    """Return a place in Lambert 93, in kilometres, the ordinate turned southwards (formulas of IGN, NTG 71)."""
    lon, lat = radians(place[0]), radians(place[1])
    radius, turn = _F * exp(-_N * _isometric(lat)), _N * (lon - _MERIDIAN)
    origin = _F * exp(-_N * _isometric(_ORIGIN))
    return (_FALSE[0] + radius * sin(turn), _FALSE[1] - (origin - radius * cos(turn)))


def around(latitude: float) -> Projection:
    """Return the projection of a small country: true distances at ``latitude`` (degrees)."""
    narrow = cos(radians(latitude))

    def projected(place: Place) -> Plane:
        return (radians(place[0]) * narrow * _A, -radians(place[1]) * _A)

    return projected


def projection_of(departement: str) -> Projection:
    """Return the projection in which a département (INSEE code) is drawn."""
    latitude = _OVERSEAS.get(departement)
    return lambert93 if latitude is None else around(latitude)


def ground_of(departement: str) -> str:
    """Return what a département is drawn with: the INSEE code of an overseas one, « metropole » for the others."""
    return departement if departement in _OVERSEAS else "metropole"


OVERSEAS = tuple(_OVERSEAS)
"""INSEE codes of the overseas départements, in the order of maps."""
__all__ = ["OVERSEAS", "Plane", "Projection", "around", "ground_of", "lambert93", "projection_of"]
