"""Which release can be served: the current one, or the last good one when that is damaged."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from pactes.errors import ReleaseError
from pactes.release.folder import CURRENT, Release, current_release, list_releases, verify

CHECKED_AT_ONCE = 256 * 2**20
"""Bytes of a release up to which its checksums are compared before it is served: about a second. Those of a larger one
are compared while it is served, as it starts in a moment otherwise."""

Mark = tuple[str, int]
"""What tells one making of a release from another: the name of its folder and the folder's inode."""

_REMEDY = "Refaites-la par « pactes build »."


@dataclass(frozen=True, slots=True)
class Chosen:
    """The release to serve, whether its checksums were compared, and what to warn of (nothing when it is the current
    one).
    """

    release: Release
    checked: bool
    warning: str = ""


def mark(release: Release) -> Mark:
    """Return the mark of a release: one that is made again under its name has another."""
    return release.id, release.path.stat().st_ino


def glance(release: Release) -> list[str]:
    """Return what is wrong with a release as far as a moment tells: its checksums when it is small, else its names."""
    sizes = _sizes(release.path)
    if sum(sizes.values()) <= CHECKED_AT_ONCE:
        return verify(release)
    return [f"{release.path / name} manque." for name in sorted({*release.manifest.files} - {*sizes})]


def sound_release(
    folder: Path,
    base_iri: str,
    refused: Collection[Mark] = (),
    *,
    check: Callable[[Release], list[str]] = glance,
) -> Chosen:
    """Return the current release of ``folder`` or, when it is damaged, the last made that is whole and of ``base_iri``.

    ``refused`` are the marks of releases that were found damaged before. Raises ``ReleaseError`` when none can be
    served, or when the current one was made for another base IRI.
    """
    damage = ""
    try:
        current = current_release(folder)
    except ReleaseError as error:
        if not (folder / CURRENT).is_symlink():
            raise
        damage = str(error)
    else:
        if current.manifest.base_iri != base_iri:
            raise ReleaseError(
                f"La version {current.id} a été faite pour {current.manifest.base_iri}, le service est réglé pour "
                f"{base_iri} (PACTES_BASE_IRI) : refaites-la par « pactes build »."
            )
        faults = ["Elle a été trouvée abîmée."] if mark(current) in refused else check(current)
        if not faults:
            return Chosen(current, _is_checked(current))
        damage = f"La version {current.id} est abîmée : {' '.join(faults)}"
    for release in list_releases(folder):
        if mark(release) in refused or release.manifest.base_iri != base_iri or check(release):
            continue
        warning = f"{damage} La version {release.id}, faite avant elle, est servie à sa place. {_REMEDY}"
        return Chosen(release, _is_checked(release), warning)
    raise ReleaseError(f"{damage} {_REMEDY}")


def _is_checked(release: Release) -> bool:
    return sum(_sizes(release.path).values()) <= CHECKED_AT_ONCE


def _sizes(folder: Path, within: str = "") -> dict[str, int]:
    """Return the bytes of each file of a folder and of those in it, by path: a national release has many."""
    found: dict[str, int] = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                found |= _sizes(Path(entry.path), f"{within}{entry.name}{os.sep}")
            elif entry.is_file():
                found[f"{within}{entry.name}"] = entry.stat().st_size
    return found
