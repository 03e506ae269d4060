"""What is published about the publication: version, date, publisher, licence, from ``data/release.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from pactes.errors import ReleaseError

__all__ = ["Publication", "read_publication"]

_VERSION = re.compile(r"\d{4}\.\d{1,2}\.\d+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_KEYS = (
    "version",
    "date",
    "title",
    "description",
    "publisher",
    "publisher_type",
    "publisher_url",
    "contact_name",
    "contact_url",
    "licence",
    "licence_name",
    "licence_type",
)
_OPTIONAL = ("title_en", "description_en", "licence_eu", "notes", "notes_en", "previous_version")


@dataclass(frozen=True, slots=True)
class Publication:
    """The data's version and who answers for it; every generated date is ``date`` (ISO 8601).

    The types of the publisher and of the licence are concepts of the ADMS vocabularies. ``licence_eu`` is the same
    licence in the European table of licences. ``notes`` say what changed since ``previous_version``. What is optional
    is empty when it is not given.
    """

    version: str
    date: str
    title: str
    description: str
    publisher: str
    publisher_type: str
    publisher_url: str
    contact_name: str
    contact_url: str
    licence: str
    licence_name: str
    licence_type: str
    title_en: str = ""
    description_en: str = ""
    licence_eu: str = ""
    notes: str = ""
    notes_en: str = ""
    previous_version: str = ""


def read_publication(path: Path) -> Publication:
    """Return the content of ``data/release.toml``. Raises ``ReleaseError`` with the key that is missing or wrong."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReleaseError(f"Le fichier {path} ne peut pas être lu : {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReleaseError(f"Le fichier {path} n'est pas du TOML valide : {error}.") from error
    for key in _KEYS:
        if not isinstance(content.get(key), str) or not content[key].strip():
            raise ReleaseError(f"Dans {path.name}, « {key} » manque : ajoutez-le entre guillemets.")
    if not _VERSION.fullmatch(content["version"]):
        raise ReleaseError(f"Dans {path.name}, « version » doit être de la forme 2026.11.1.")
    if not _DATE.fullmatch(content["date"]):
        raise ReleaseError(f"Dans {path.name}, « date » doit être de la forme AAAA-MM-JJ.")
    given = {key: content[key] for key in _OPTIONAL if key in content}
    for key, value in given.items():
        if not isinstance(value, str) or (key == "previous_version" and not _VERSION.fullmatch(value)):
            form = "de la forme 2026.10.1" if key == "previous_version" else "un texte entre guillemets"
            raise ReleaseError(f"Dans {path.name}, « {key} » doit être {form}.")
    return Publication(**{key: content[key] for key in _KEYS}, **given)
