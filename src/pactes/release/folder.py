"""The folder of releases: which there are, which one is current, whether one is whole."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from pactes.errors import ReleaseError
from pactes.release import manifest as manifests
from pactes.release.manifest import Manifest

CURRENT = "current"
"""Name of the link to the release that is served."""

WHOLE_DUMP = "pactes.nq.gz"
"""Name of the N-Quads file that holds everything, in the folder of dumps."""

REVIEW = "revue.json"
"""Name of the file that says, for each document, what was held back and what was not understood."""

COLUMNS = "colonnes.duckdb"
"""Name of the file of the columns, see ``release.columns``."""

TEMPORARY = ".en-cours-"
"""How the names of folders being built begin; what is left of one that stopped is swept away by the next."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release on disk; its folder never changes once it has its name."""

    path: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        """Name of its folder: version of the data and first digits of the digest."""
        return self.path.name

    @property
    def store(self) -> Path:
        """Folder of the Oxigraph store."""
        return self.path / "store"

    @property
    def columns(self) -> Path:
        """The columns, for analytic queries; there are none of an older release, nor of a graph with blank nodes."""
        return self.path / COLUMNS

    @property
    def whole_dump(self) -> Path:
        """The N-Quads file that holds everything."""
        return self.dumps / WHOLE_DUMP

    @property
    def review(self) -> Path:
        """The review of the documents (JSON): what was held back, what was not understood."""
        return self.path / REVIEW

    @property
    def dumps(self) -> Path:
        """Folder of the files to download."""
        return self.path / "dumps"


def open_release(path: Path) -> Release:
    """Return the release at ``path``; raises ``ReleaseError`` when it cannot be trusted at first sight."""
    path = path.resolve()
    return Release(path, manifests.read_manifest(path / manifests.NAME))


def current_release(folder: Path) -> Release:
    """Return the release that ``current`` names; raises ``ReleaseError`` when there is none."""
    link = folder / CURRENT
    if not link.exists():
        raise ReleaseError(f"Aucune version n'est prête dans {folder} : construisez-en une par « pactes build ».")
    return open_release(link)


def list_releases(folder: Path) -> list[Release]:
    """Return the releases that can be opened, the most recently made first."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_symlink() or path.name.startswith(".") or not (path / manifests.NAME).is_file():
            continue
        try:
            found.append((path.stat().st_mtime_ns, path.name, open_release(path)))
        except ReleaseError:
            continue
    return [release for *_, release in sorted(found, key=lambda entry: entry[:2], reverse=True)]


def verify(release: Release) -> list[str]:
    """Return what is wrong with the files of a release, one sentence each; empty when it is whole."""
    faults = []
    present = {str(p.relative_to(release.path)) for p in release.path.rglob("*") if p.is_file()} - {manifests.NAME}
    for name, expected in sorted(release.manifest.files.items()):
        if name not in present:
            faults.append(f"{release.path / name} manque.")
        elif file_sha256(release.path / name) != expected:
            faults.append(f"{release.path / name} a changé depuis que la version a été faite.")
    faults += [
        f"{release.path / name} n'est pas au manifeste." for name in sorted(present - set(release.manifest.files))
    ]
    return faults


def switch(folder: Path, release: Release) -> None:
    """Make ``release`` the current one, in one step: readers see the former or the new, never nothing."""
    temporary = folder / f"{TEMPORARY}{CURRENT}-{os.getpid()}"
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(release.path.name, target_is_directory=True)
    os.replace(temporary, folder / CURRENT)
    fsync_folder(folder)


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fsync_folder(path: Path) -> None:
    """Have the names inside a folder written to disk (nothing to do where folders cannot be opened)."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
