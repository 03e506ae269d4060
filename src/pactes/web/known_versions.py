"""Which versions can be had here, and whether a thing was in one: told from the folder of releases, read when it
changes. A thing is looked up in the index of the release on disk; no query runs.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import UTC, date, datetime, time

import pyoxigraph as ox
from fastapi import Request
from starlette.concurrency import run_in_threadpool

from pactes.rdf.moves import Move
from pactes.release import Manifest, Release, Versions, versions_of
from pactes.settings import Settings
from pactes.store import Store
from pactes.web.context import release_of

_REMEMBERED = 4096
"""Things of which it is remembered whether a release has them."""


class KnownVersions:
    """The versions of the folder of releases that are of our base IRI."""

    def __init__(self, settings: Settings) -> None:
        self._folder, self._base = settings.releases, settings.base_iri
        self._read: tuple[int, Versions] | None = None
        self._there: OrderedDict[tuple[str, str], bool] = OrderedDict()
        self._stores: dict[str, ox.Store] = {}

    def now(self) -> Versions:
        """Return the versions; reads the disk when the folder has changed."""
        try:
            stamp = self._folder.stat().st_mtime_ns
        except OSError:
            return Versions()
        if self._read is None or self._read[0] != stamp:
            found = versions_of(self._folder)
            ours = tuple(release for release in found.kept if release.manifest.base_iri == self._base)
            builds = {name: r for name, r in found.builds.items() if r.manifest.base_iri == self._base}
            self._read = stamp, Versions(ours, builds, found.former, found.current)
            held = dict(self._stores)  # requests look things up meanwhile
            self._stores = {name: store for name, store in held.items() if name in builds}
        return self._read[1]

    def dated(self) -> list[tuple[datetime, Release]]:
        """Return the kept versions that have a date, the oldest first; of one date, in the order of their numbers."""
        moments = ((moment_of(release.manifest), release) for release in reversed(self.now().kept))
        return sorted(((moment, release) for moment, release in moments if moment), key=lambda item: item[0])

    def last_with(self, iri: str, *, served: str) -> Release | None:
        """Return the newest kept version that says anything of ``iri``, ``served`` (an id) left out.

        One that cannot be read is passed over. Raises ``ValueError`` for what is no IRI.
        """
        return next((r for r in self.now().kept if r.id != served and self.has_readably(r, iri)), None)

    def has_readably(self, release: Release, iri: str) -> bool:
        """Tell what ``has`` tells, False of a release that cannot be read (it may just have gone away)."""
        try:
            return self.has(release, iri)
        except OSError:
            return False

    def has(self, release: Release, iri: str) -> bool:
        """Tell whether ``release`` says anything of ``iri``, or is a graph of it."""
        key = release.id, iri
        known = self._there.get(key)
        if known is None:
            store = self._stores.get(release.id)
            if store is None:  # opening takes a hundred times what looking up does
                store = self._stores[release.id] = ox.Store.read_only(str(release.store))
            node, union = ox.NamedNode(iri), ox.DefaultGraph()
            told = store.quads_for_pattern(node, None, None, union), store.quads_for_pattern(None, None, None, node)
            known = any(next(quads, None) is not None for quads in told)
            self._there[key] = known
            while len(self._there) > _REMEMBERED:
                self._there.popitem(last=False)
        return known


def moment_of(manifest: Manifest) -> datetime | None:
    """Return the moment from which a version is what is published, None when its date is not told."""
    try:
        return datetime.combine(date.fromisoformat(manifest.date or ""), time(), UTC)
    except ValueError:
        return None


def known_versions(request: Request) -> KnownVersions:
    """Return the versions that the application knows of."""
    found: KnownVersions = request.app.state.versions
    return found


async def versions_now(request: Request) -> Versions:
    """Return the versions, away from the event loop."""
    return await run_in_threadpool(known_versions(request).now)


def moves_of(request: Request) -> dict[str, Move]:
    """Return what became of IRIs that are no more, in the release that is served; by IRI relative to the base."""
    store: Store = request.app.state.store
    if store.release_path is None:
        return {}
    told = release_of(request).manifest.moved
    return {m.iri: Move(m.iri, m.to, m.reason, m.reason_en, m.date or "") for m in told}
