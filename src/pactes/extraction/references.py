"""The references on disk: a JSON file for each document, its document beside it or among the corpus, and their split.

The split says on which documents rules were developed and on which they were only measured. It stands in a file
``partage.toml`` of the folder: ``partage = "developpement"`` or ``"mesure"``, and ``depuis``, the day since when. A
folder without one was never read by who wrote rules: it only measures.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from pactes.errors import PactesError
from pactes.extraction.evaluate_rules import Item
from pactes.extraction.liens import SUFFIXE, Attendu, lire_liens

__all__ = ["FICHIER_PARTAGE", "Partage", "Reference", "find_references"]

FICHIER_PARTAGE = "partage.toml"


class Partage(StrEnum):
    """What a reference is for; slugs of ``voc/partage-reference``."""

    DEVELOPPEMENT = "developpement"  # rules were written with it in view
    MESURE = "mesure"  # it measures, and nobody who writes rules reads it

    @property
    def nom(self) -> str:
        """Its name in French."""
        return {"developpement": "développement", "mesure": "mesure seule"}[self.value]


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference: its file, its document's, the split it belongs to and since when (ISO date, or None)."""

    path: Path
    document: Path
    partage: Partage
    depuis: str | None = None

    @property
    def slug(self) -> str:
        """Slug of the document."""
        return self.document.stem

    def read(self) -> Item:
        """Return the annotations; raises ``PactesError`` when they are not a JSON object."""
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise PactesError(f"La référence {self.path} ne se lit pas : {error}.") from error
        if not isinstance(content, dict):
            raise PactesError(f"La référence {self.path} n'est pas un objet JSON.")
        return content

    def liens(self) -> tuple[Attendu, ...]:
        """Return what names designate, empty where it is not annotated; raises ``PactesError``."""
        return lire_liens(self.path.with_name(f"{self.path.stem}{SUFFIXE}"))


def find_references(places: Iterable[Path], documents: Path) -> list[Reference]:
    """Return the references of ``places`` (JSON files, or folders searched in depth), by split, then by name.

    The document of a reference is beside it, else in the folder ``documents``. Raises ``PactesError`` when there is no
    reference, when a document is missing or when a split is wrong.
    """
    files = {file for place in places for file in ([place] if place.is_file() else place.rglob("*.json"))}
    if not files:
        where = ", ".join(str(place) for place in places)
        raise PactesError(f"Il n'y a aucune référence (*.json) dans {where}.")
    splits = {folder: _split(folder) for folder in {file.parent for file in files}}
    found = [_reference(file, documents, *splits[file.parent]) for file in files]
    slugs = [reference.slug for reference in found]
    twice = next((slug for slug in slugs if slugs.count(slug) > 1), None)
    if twice is not None:
        raise PactesError(f"Deux références sont celles d'un document nommé {twice} : renommez l'un des deux.")
    return sorted(found, key=lambda r: (list(Partage).index(r.partage), r.slug, str(r.path)))


def _reference(file: Path, documents: Path, partage: Partage, depuis: str | None) -> Reference:
    reference = Reference(file, file, partage, depuis)
    name = str(reference.read().get("document") or f"{file.stem}.txt")
    for folder in (file.parent, documents):
        if (folder / name).is_file():
            return replace(reference, document=folder / name)
    raise PactesError(f"Le document {name} de la référence {file} n'est ni à côté d'elle, ni dans {documents}.")


def _split(folder: Path) -> tuple[Partage, str | None]:
    path = folder / FICHIER_PARTAGE
    if not path.exists():
        return Partage.MESURE, None
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        depuis = content.get("depuis")
        return Partage(content["partage"]), None if depuis is None else str(depuis)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, ValueError) as error:
        raise PactesError(
            f"{path} ne dit pas à quoi servent ces références ({error}) : "
            f"écrivez-y partage = « {Partage.DEVELOPPEMENT} » ou « {Partage.MESURE} »."
        ) from error
