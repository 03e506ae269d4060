"""Outlines of départements and régions, positions of communes: what maps are drawn from.

Outlines are generalised for small scales (1:10,000,000); sources and licences are in ``data/reference/README.md``.
"""

from __future__ import annotations

import gzip
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pactes.errors import ReferenceDataError
from pactes.reference.fichiers import load_json_gz, reference_path

_CONTOURS, _POSITIONS = "contours.json.gz", "positions-communes.csv.gz"
_REMEDY = "relancez scripts/build_contours.py"

Place = tuple[float, float]
"""Longitude and latitude in degrees (WGS 84)."""
Ring = tuple[int, ...]
"""A closed line, as numbers of arcs in their order; ``~number`` is the arc run backwards."""


@dataclass(frozen=True, slots=True)
class Contours:
    """Outlines that share their borders: arcs, and for each département (INSEE code) its polygons of rings."""

    arcs: tuple[tuple[Place, ...], ...]
    departements: Mapping[str, tuple[tuple[Ring, ...], ...]]

    def rings(self, codes: Iterable[str]) -> tuple[Ring, ...]:
        """Return the rings around some départements taken together: what they share is not drawn.

        A département without outline is left out. The rings of holes run the other way round than outer ones.
        """
        rings = [ring for code in codes for polygon in self.departements.get(code, ()) for ring in polygon]
        times = Counter(max(arc, ~arc) for ring in rings for arc in ring)
        if all(count == 1 for count in times.values()):
            return tuple(rings)
        return self._stitched([arc for ring in rings for arc in ring if times[max(arc, ~arc)] == 1])

    def _stitched(self, arcs: Sequence[int]) -> tuple[Ring, ...]:
        """Join arcs, end to start, into closed rings."""
        starting: dict[Place, list[int]] = defaultdict(list)
        for arc in reversed(arcs):
            starting[self.line(arc)[0]].append(arc)
        found = []
        for first in arcs:
            begin = self.line(first)[0]
            if first not in starting[begin]:
                continue
            starting[begin].remove(first)
            ring, end = [first], self.line(first)[-1]
            while end != begin and starting[end]:
                ring.append(starting[end].pop())
                end = self.line(ring[-1])[-1]
            found.append(tuple(ring))
        return tuple(found)

    def line(self, arc: int) -> tuple[Place, ...]:
        """Return the points of an arc, from its first to its last in the direction it is run."""
        return self.arcs[arc] if arc >= 0 else self.arcs[~arc][::-1]


@lru_cache(maxsize=1)
def contours() -> Contours:
    """Return the outlines; raises ``ReferenceDataError``."""
    data = load_json_gz(_CONTOURS, _REMEDY)
    try:
        arcs = tuple(_line(flat, data["pas"]) for flat in data["arcs"])
        shapes = {
            code: tuple(tuple(tuple(ring) for ring in polygon) for polygon in polygons)
            for code, polygons in data["departements"].items()
        }
    except (KeyError, TypeError, ValueError) as error:
        path = reference_path(_CONTOURS)
        raise ReferenceDataError(f"Le fichier de référence {path} n'a pas la forme attendue : {_REMEDY}.") from error
    return Contours(arcs, shapes)


def _line(flat: Sequence[int], step: int) -> tuple[Place, ...]:
    """Return the points of an arc, told as its first point and the steps to the next ones."""
    points, lon, lat = [], 0, 0
    for east, north in zip(flat[::2], flat[1::2], strict=True):
        lon, lat = lon + east, lat + north
        points.append((lon / step, lat / step))
    return tuple(points)


@lru_cache(maxsize=1)
def positions() -> Mapping[str, Place]:
    """Return where communes are, by INSEE code: those that the source has; raises ``ReferenceDataError``."""
    path = reference_path(_POSITIONS)
    try:
        lines = gzip.decompress(path.read_bytes()).decode().splitlines()
        rows = (line.split(",") for line in lines if not line.startswith("#"))
        return {code: (float(lon), float(lat)) for code, lon, lat in rows}
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise ReferenceDataError(f"Le fichier de référence {path} est endommagé ({error}) : {_REMEDY}.") from error
