"""What routes need of the application's state."""

from __future__ import annotations

from fastapi import Request

from pactes.errors import ReleaseError
from pactes.release import Manifest, Release, open_release
from pactes.store import Store
from pactes.web.problems import Problem


def release_of(request: Request) -> Release:
    """Return the release that the store serves right now; raises the ``Problem`` 404 when it is not on this machine."""
    store: Store = request.app.state.store
    path = store.release_path
    if path is None:
        raise Problem(
            "not-found",
            "Cette version est servie par un autre magasin : son manifeste n'est pas ici.",
            "This release is served by another store: its manifest is not here.",
        )
    known: dict[str, Release] = request.app.state.releases
    if store.release_id not in known:
        known.clear()
        known[store.release_id] = open_release(path)
    return known[store.release_id]


def manifest_of(request: Request) -> Manifest:
    """Return the manifest of the release that is served."""
    return release_of(request).manifest


def validated(request: Request) -> bool:
    """Tell whether the release that is served holds the report of its validation."""
    try:
        return any(graph.name == "validation" for graph in manifest_of(request).graphs)
    except (Problem, ReleaseError):
        return False


LICENCE = "https://spdx.org/licenses/etalab-2.0.html"
"""The licence of data whose release names none here: the Licence Ouverte 2.0."""


def licence_of(request: Request) -> str:
    """Return the IRI of the licence of the release that is served."""
    store: Store = request.app.state.store
    return manifest_of(request).about.get("licence", LICENCE) if store.release_path is not None else LICENCE
