"""Which versions there are: a version is its newest build, and one whose files are gone is still told of.

``{base}version/<version>`` names a version of the data. Building it again from other documents, or with other software,
gives another release (its id ends with a digest) of the same version: the newest build then stands for the version, and
its description says the digest. The id is an address of its own (``{base}version/<id>``) as long as that build is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pactes.release.folder import CURRENT, Release, list_releases
from pactes.release.manifest import Former

_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of a folder of releases.

    ``kept`` are the newest builds of each version, the newest version first; ``builds`` all that can be opened, by id;
    ``former`` the versions of which only the description is left, the newest first; ``current`` the id that is served.
    """

    kept: tuple[Release, ...] = ()
    builds: dict[str, Release] = field(default_factory=dict)
    former: tuple[Former, ...] = ()
    current: str = ""

    def find(self, name: str) -> Release | None:
        """Return the release that a version or an id names, None when its files are not kept."""
        return self.builds.get(name) or next((r for r in self.kept if r.manifest.version == name), None)

    def told(self, name: str) -> Former | None:
        """Return what is still known of a version, or of an id, that is not kept."""
        return next((former for former in self.former if name in (former.version, former.id)), None)

    def before(self, version: str) -> str | None:
        """Return the version before ``version``, kept or not; None for the first."""
        known = [r.manifest.version for r in self.kept] + [former.version for former in self.former]
        earlier = [other for other in known if version_key(other) < version_key(version)]
        return max(earlier, key=version_key, default=None)


def version_key(version: str) -> tuple[tuple[int, ...], str]:
    """Return what versions are ordered by: ``2026.9.1`` comes before ``2026.11.1``."""
    return tuple(int(number) for number in _NUMBERS.findall(version)), version


def versions_of(folder: Path) -> Versions:
    """Read the versions of a folder of releases; none where there is no folder."""
    releases = list_releases(folder)
    current = (folder / CURRENT).resolve().name if (folder / CURRENT).exists() else ""
    kept: dict[str, Release] = {}
    # The one that is served stands for its version, whatever was built after it.
    for release in sorted(releases, key=lambda release: release.id != current):
        kept.setdefault(release.manifest.version, release)
    former = (entry for entry in history_of(releases) if entry.version not in kept)
    return Versions(
        tuple(sorted(kept.values(), key=lambda release: version_key(release.manifest.version), reverse=True)),
        {release.id: release for release in releases},
        tuple(reversed(tuple(former))),
        current,
    )


def history_of(releases: Sequence[Release]) -> tuple[Former, ...]:
    """Return every version that ``releases`` (the newest first) are of or tell of, the oldest version first."""
    found: dict[str, Former] = {}
    for entry in (*map(former_of, releases), *_told(releases)):
        found.setdefault(entry.version, entry)
    return tuple(sorted(found.values(), key=lambda entry: version_key(entry.version)))


def former_of(release: Release) -> Former:
    """Return what later releases say of ``release``."""
    manifest = release.manifest
    return Former(manifest.version, manifest.date, release.id, manifest.digest, manifest.quads, manifest.triples)


def superseded(folder: Path, keep: int) -> list[Release]:
    """Return the releases that are no longer to be kept, never the current one.

    Kept are the ``keep`` newest versions, of each its newest build, and for the newest version the build before it too:
    whoever is reading it, or wants it back, still finds it.
    """
    found = versions_of(folder)
    wanted = {release.id for release in found.kept[:keep]} | {found.current}
    if keep > 1 and found.kept:
        last = found.kept[0].manifest.version
        builds = [name for name, release in found.builds.items() if release.manifest.version == last]
        wanted |= set(builds[:2])  # the newest first
    return [release for name, release in found.builds.items() if name not in wanted]


def _told(releases: Iterable[Release]) -> Iterable[Former]:
    for release in releases:
        yield from release.manifest.history
