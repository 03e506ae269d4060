"""Reading of the files of ``data/reference``, with messages that say what to do when one is missing or damaged."""

from __future__ import annotations

import gzip
import json
import tomllib
import zlib
from pathlib import Path
from typing import Any

from pactes.errors import ReferenceDataError
from pactes.settings import resource


def reference_path(name: str) -> Path:
    """Return the path of the file ``name`` of ``data/reference``."""
    return resource("data/reference") / name


def load_toml(name: str) -> dict[str, Any]:
    """Return the content of a TOML file of ``data/reference``; raises ``ReferenceDataError``."""
    path = reference_path(name)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReferenceDataError(
            f"Le fichier de référence {path} ne peut pas être lu ({error.strerror}) : remettez-le depuis le dépôt."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReferenceDataError(f"Le fichier de référence {path} n'est pas du TOML correct : {error}.") from error


def load_lines(name: str) -> frozenset[str]:
    """Return the lines of a list of ``data/reference``, comments left out; raises ``ReferenceDataError``."""
    path = reference_path(name)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ReferenceDataError(
            f"Le fichier de référence {path} ne peut pas être lu ({error}) : remettez-le depuis le dépôt."
        ) from error
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def load_json_gz(name: str, remedy: str) -> dict[str, Any]:
    """Return the content of a compressed JSON file of ``data/reference``; raises ``ReferenceDataError``."""
    path = reference_path(name)
    try:
        content = json.loads(gzip.decompress(path.read_bytes()))
    except FileNotFoundError as error:
        raise ReferenceDataError(f"Le fichier de référence {path} manque : {remedy}.") from error
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise ReferenceDataError(f"Le fichier de référence {path} est endommagé ({error}) : {remedy}.") from error
    if not isinstance(content, dict):
        raise ReferenceDataError(f"Le fichier de référence {path} n'a pas la forme attendue : {remedy}.")
    return content
