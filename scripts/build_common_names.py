#!/usr/bin/env python3
"""Build ``data/reference/noms-communs.txt``: names of communes that are common French words too (« Plan », « Ville »).

    npm pack dictionary-fr@3.0.0
    python scripts/build_common_names.py dictionary-fr-3.0.0.tgz

Needs ``territoires.json.gz`` beside it (see ``build_reference.py``). The same package gives the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tarfile
from pathlib import Path

from pactes.reference.noms import cle_de_nom

REFERENCE = Path(__file__).resolve().parents[1] / "data" / "reference"
HEADER = """\
# Noms de communes qui sont aussi des mots courants : sans contexte (« commune de », « maire de »), ils n'en désignent
# pas une. Fait par scripts/build_common_names.py à partir des noms de communes et des mots du dictionnaire libre du
# français (paquet npm dictionary-fr {version}, dictionnaire Grammalecte, MPL 2.0).
"""


def words(package: Path) -> tuple[str, set[str]]:
    """Return the version of the package and its common words, as keys of names; exit when it is not the package."""
    try:
        with tarfile.open(package) as archive:
            about, dictionary = (archive.extractfile(f"package/{name}") for name in ("package.json", "index.dic"))
            assert about is not None
            assert dictionary is not None
            version = json.loads(about.read())["version"]
            lines = dictionary.read().decode("utf-8").split("\n")[1:]
    except (OSError, KeyError, tarfile.TarError) as error:
        sys.exit(f"{package} n'est pas le paquet dictionary-fr ({error}) : refaites « npm pack ».")
    entries = (line.split("/")[0].split("\t")[0].strip() for line in lines)
    return version, {cle_de_nom(word) for word in entries if word and word[0].islower()}


def main() -> None:
    """Read the package that is given, write the list, say how long it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path, help="le paquet npm dictionary-fr (.tgz)")
    parser.add_argument("--output", type=Path, default=REFERENCE / "noms-communs.txt")
    args = parser.parse_args()
    version, common = words(args.package)
    registry = json.loads(gzip.decompress((REFERENCE / "territoires.json.gz").read_bytes()))
    names = {cle_de_nom(row[1]) for row in registry["communes"]}
    names |= {name.removeprefix(article) for name in names for article in ("le ", "les ") if name.startswith(article)}
    both = sorted(n for n in names if n in common or n.rstrip("sx") in common or n.removesuffix("es") in common)
    args.output.write_text(HEADER.format(version=version) + "\n".join(both) + "\n", encoding="utf-8")
    print(f"{args.output} : {len(both)} noms.")


if __name__ == "__main__":
    main()
