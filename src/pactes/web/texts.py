"""The canonical texts of the documents, to show them whole: those of the release, else those of the sources."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.requests import Request

from pactes.settings import Settings
from pactes.store import Store

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,200}")
FOLDER = "texts"
"""Folder of a release that holds the canonical texts, one ``<slug>.txt`` a document."""


class Texts:
    """Finds texts for one request. Whether a text is the one that was read is for the caller to check, by its hash."""

    def __init__(self, request: Request) -> None:
        settings: Settings = request.app.state.settings
        store: Store = request.app.state.store
        self._prefix = f"{settings.base_iri}id/document/"
        release = store.release_path
        self._folders: list[Path] = [release / FOLDER] if release else []
        self._folders.append(settings.data / "documents")

    def __call__(self, document: str) -> str | None:
        """Return the text of a document given by its IRI, line ends as line feeds; None when it is not here."""
        slug = document.removeprefix(self._prefix)
        if not document.startswith(self._prefix) or not _SLUG.fullmatch(slug):
            return None
        for folder in self._folders:
            path = folder / f"{slug}.txt"
            if path.is_file():
                try:
                    return path.read_text(encoding="utf-8-sig" if folder.name == "documents" else "utf-8")
                except UnicodeDecodeError:  # a source in another encoding: its canonical text is only in a release
                    continue
        return None
