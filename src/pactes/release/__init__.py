"""Releases: immutable, versioned folders of graphs, dumps and store, switched to in one step.

``make_release`` builds one, ``current_release`` opens the one that is served, ``verify`` finds damage.
"""

from __future__ import annotations

from pactes.release.folder import CURRENT, Release, current_release, list_releases, open_release, switch, verify
from pactes.release.make import make_release
from pactes.release.manifest import DumpFile, GraphEntry, Manifest, Skipped
from pactes.release.sources import GraphSource, sources_of

__all__ = [
    "CURRENT",
    "DumpFile",
    "GraphEntry",
    "GraphSource",
    "Manifest",
    "Release",
    "Skipped",
    "current_release",
    "list_releases",
    "make_release",
    "open_release",
    "sources_of",
    "switch",
    "verify",
]
