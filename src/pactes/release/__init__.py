"""Releases: immutable, versioned folders of graphs, dumps and store, switched to in one step.

``make_release`` builds one, ``current_release`` opens the one that is served, ``verify`` finds damage.
"""

from __future__ import annotations

from pactes.release.exclusive import exclusive
from pactes.release.folder import CURRENT, Release, current_release, list_releases, open_release, switch, verify
from pactes.release.make import make_release
from pactes.release.manifest import DumpFile, Former, GraphEntry, Manifest, Moved, Skipped
from pactes.release.sound import Chosen, sound_release
from pactes.release.sources import GraphSource, sources_of
from pactes.release.versions import Versions, versions_of

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
