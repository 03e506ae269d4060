#!/usr/bin/env python3
"""Build ``data/reference/territoires.json.gz`` from the npm package ``@etalab/decoupage-administratif``.

    npm pack @etalab/decoupage-administratif@6.0.0
    python scripts/build_reference.py etalab-decoupage-administratif-6.0.0.tgz

The argument is the package as npm gives it, or the folder it unpacks to. The same package gives the same bytes. Needs
the standard library only. What was before is built by ``build_former_territories.py``, ISO and NUTS codes by
``build_codes.py``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from pathlib import Path
from typing import Any

from reference_packages import npm_files, vintage

TARGET = Path(__file__).resolve().parents[1] / "data" / "reference" / "territoires.json.gz"
FILES = ("communes", "epci", "ept", "departements", "regions", "arrondissements")
GENRES = {"commune-actuelle": "actuelle", "commune-deleguee": "deleguee", "commune-associee": "associee",
          "arrondissement-municipal": "arrondissement-municipal"}  # fmt: skip


def read_package(source: Path) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """Return ``package.json`` and the tables of the package; exit with a sentence when it is not the package."""
    files = npm_files(source, ("package.json", *(f"data/{f}.json" for f in FILES)))
    return files["package.json"], {f: files[f"data/{f}.json"] for f in FILES}


def compact(package: dict[str, Any], tables: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return what pactes keeps of the package, as rows sorted by code."""
    return {
        "source": f"{package['name']} {package['version']}",
        "millesime": vintage(package["version"]),
        "licence": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
        # code, name; overseas collectivities are no régions
        "regions": sorted([r["code"], r["nom"]] for r in tables["regions"] if r["zone"] != "com"),
        # code, name, région, département or collectivity
        "departements": sorted([d["code"], d["nom"], d.get("region", ""), d["zone"]] for d in tables["departements"]),
        "arrondissements": sorted([a["code"], a["nom"], a["departement"]] for a in tables["arrondissements"]),
        # code, name, genre, département, SIREN, population, commune that it belongs to now, arrondissement
        "communes": sorted(
            (
                [
                    c["code"], c["nom"], GENRES[c["type"]], c["departement"], c.get("siren", ""),
                    c.get("population", 0), c.get("chefLieu") or c.get("commune") or "", c.get("arrondissement", ""),
                ]
                for c in tables["communes"]
            ),
            key=lambda row: (row[0], row[2], row[1]),
        ),
        # SIREN, name, kind, population, member communes
        "epci": sorted(
            [e["code"], re.sub(r"\s+", " ", e["nom"]).strip(), e["type"], e["populationMunicipale"],
             sorted(m["code"] for m in e["membres"])]
            for e in (*tables["epci"], *tables["ept"])
        ),
    }  # fmt: skip


def write(data: dict[str, Any], target: Path) -> None:
    """Write ``data`` one row a line, compressed, with no time and no name in the header: same data, same bytes."""
    parts = []
    for key, value in data.items():
        if isinstance(value, list):
            rows = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in value)
            parts.append(f"{json.dumps(key)}: [\n{rows}\n]")
        else:
            parts.append(f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    text = "{\n" + ",\n".join(parts) + "\n}\n"
    target.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def main() -> None:
    """Read the package that is given, write the registry, say what it holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path, help="le paquet npm (.tgz) ou le dossier déballé")
    parser.add_argument("--output", type=Path, default=TARGET)
    args = parser.parse_args()
    data = compact(*read_package(args.package))
    write(data, args.output)
    counts = ", ".join(f"{len(v)} {k}" for k, v in data.items() if isinstance(v, list))
    print(f"{args.output} : {args.output.stat().st_size} octets, millésime {data['millesime']}, {counts}.")


if __name__ == "__main__":
    main()
