"""What left the data without a word of why: its 404 names the last kept version that has it."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from pactes.web import site
from pactes.web.known_versions import KnownVersions
from pactes.web.problems import Problem
from pactes.web.responses import public_url


async def departed(request: Request, iri: str, suffix: str | None) -> Problem | None:
    """Return the 404 of ``iri`` that names the last kept version that says anything of it, and its document there.

    None when no version does, or when this is the service of a former version. The answer is looked up in the indexes
    on disk: no query runs.
    """
    versions: KnownVersions | None = getattr(request.app.state, "versions", None)
    here = site.visit(request)
    path = here.addresses.local_path(iri)
    if versions is None or path is None:
        return None
    try:
        served = request.app.state.store.release_id
        release = await run_in_threadpool(versions.last_with, iri, served=served)
    except ValueError:
        return None
    if release is None:
        return None
    version = release.manifest.version
    where = f"version/{quote(version)}{path}{'.' if suffix else ''}{suffix or ''}"
    address = f"{public_url(request)}{where}"
    return Problem(
        "not-found",
        f"Rien n'est plus publié sous l'identifiant {iri}. La dernière version qui en parle est {version} : {address}",
        f"Nothing is published any more under the identifier {iri}. The last version that tells of it is {version}: "
        f"{address}",
        extra={"lastVersion": version, "document": address},
    )
