"""Releases: immutable, versioned folders of graphs, dumps and store, switched to in one step.

``make_release`` builds one, ``current_release`` opens the one that is served, ``verify`` finds damage. What makes
one is imported when it is first asked for: who serves has no use for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pactes.release.exclusive import exclusive
from pactes.release.folder import CURRENT, Release, current_release, list_releases, open_release, switch, verify
from pactes.release.manifest import DumpFile, Former, GraphEntry, Manifest, Moved, Skipped
from pactes.release.sound import Chosen, sound_release
from pactes.release.sources import GraphSource, sources_of
from pactes.release.versions import Versions, versions_of

if TYPE_CHECKING:
    from pactes.release.make import make_release

__all__ = [
    "CURRENT",
    "Chosen",
    "DumpFile",
    "Former",
    "GraphEntry",
    "GraphSource",
    "Manifest",
    "Moved",
    "Release",
    "Skipped",
    "Versions",
    "current_release",
    "exclusive",
    "list_releases",
    "make_release",
    "open_release",
    "sound_release",
    "sources_of",
    "switch",
    "verify",
    "versions_of",
]


def __getattr__(name: str) -> Any:
    """Import what makes releases."""
    if name != "make_release":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pactes.release import make

    return make.make_release
