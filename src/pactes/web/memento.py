"""Memento (RFC 7089): a document as it was at a date.

A document is its own TimeGate: with ``Accept-Datetime`` it answers 302 to the document of the version of that date
(pattern 1.1 of the RFC), which bears ``Memento-Datetime``. ``/timemap/<path>`` lists the versions that have it.
Versions are of the date of ``data/release.toml``, at midnight UTC; a date before the first leads to the first, and of
versions of one date the last that has the document answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from werkzeug.http import parse_date

from pactes.release import Release
from pactes.web.addresses import OWN_ADDRESS
from pactes.web.described import described
from pactes.web.known_versions import known_versions
from pactes.web.problems import Problem
from pactes.web.profiles import OFFERS
from pactes.web.responses import CACHE, public_url, respond

router = APIRouter(tags=["Versions"])

LINK_FORMAT = "application/link-format"
PATH = "/:@!$&'()*+,;=~-._"
"""Characters of a path that are not quoted."""

_DATETIME = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")
PLACES = ("doc", *(place for place in OWN_ADDRESS if place not in ("version", "context.jsonld")))
"""Where documents are that have former states: the first step of their paths."""

Dated = Sequence[tuple[datetime, Release]]


def asked_moment(request: Request) -> datetime | None:
    """Return the moment that ``Accept-Datetime`` asks for, None without it; raises the ``Problem`` 400."""
    header = request.headers.get("accept-datetime")
    if header is None:
        return None
    moment = parse_date(header.strip()) if _DATETIME.fullmatch(header.strip()) else None
    if moment is None:
        raise Problem(
            "bad-request",
            "« Accept-Datetime » est une date de la forme « Thu, 01 Jan 2026 00:00:00 GMT » (RFC 7089).",
            "Accept-Datetime is a date such as “Thu, 01 Jan 2026 00:00:00 GMT” (RFC 7089).",
        )
    return moment


async def at_its_date(request: Request, iri: str) -> Response | None:
    """Return the 302 to the document of ``iri`` at the date that is asked for, None when no date is.

    None too when no dated version has it: the document of now then says what there is to say. Raises the ``Problem``
    400.
    """
    if not _times(request):
        return None
    moment = asked_moment(request)
    if moment is None:
        return None
    dated = await _dated(request, iri)
    if not dated:
        return None
    chosen = max((rank for rank, (when, _) in enumerate(dated) if when <= moment), default=0)
    root, path = request.scope.get("root_path", ""), _asked_path(request)
    query = f"?{request.url.query}" if request.url.query else ""
    headers = {
        "Location": f"{_memento(root, dated[chosen][1], path)}{query}",
        "Vary": "Accept-Datetime",
        "Cache-Control": CACHE,
        "Link": ", ".join([_gate(root, path), *_mementos(root, dated, path, {0, chosen, len(dated) - 1})]),
    }
    return Response(status_code=302, headers=headers)


def mark(request: Request, response: Response) -> Response:
    """Say on the document of now that it can be had as of another date."""
    if _times(request) and response.status_code in (200, 304):
        response.headers.add_vary_header("Accept-Datetime")
        add_link(response.headers, _gate(request.scope.get("root_path", ""), _asked_path(request)))
    return response


def add_link(headers: MutableHeaders, more: str) -> None:
    """Add to the Link header."""
    held = headers.get("link")
    headers["Link"] = f"{held}, {more}" if held else more


def told_of_memento(root: str, path: str, moment: datetime | None) -> tuple[dict[str, str], str]:
    """Return the headers, and the Link, of the document at ``path`` in a version published at ``moment``."""
    headers = {"Memento-Datetime": _http(moment)} if moment else {}
    return headers, _gate(root, quote(path, safe=PATH))


def _times(request: Request) -> bool:
    """Tell whether this application is the one of now; those of former versions are of their date."""
    return getattr(request.app.state, "versions", None) is not None


async def _dated(request: Request, iri: str) -> Dated:
    versions = known_versions(request)

    def find() -> Dated:
        return [(moment, release) for moment, release in versions.dated() if versions.has_readably(release, iri)]

    try:
        return await run_in_threadpool(find)
    except ValueError:  # no valid IRI: the document of now answers
        return []


def _asked_path(request: Request) -> str:
    return quote(request.scope["path"].removeprefix(request.scope.get("root_path", "")), safe=PATH)


def _memento(root: str, release: Release, path: str) -> str:
    return f"{root}/version/{quote(release.manifest.version)}{path}"


def _gate(root: str, path: str) -> str:
    return f'<{root}{path}>; rel="original timegate", <{root}/timemap{path}>; rel="timemap"; type="{LINK_FORMAT}"'


def _mementos(root: str, dated: Dated, path: str, ranks: set[int]) -> list[str]:
    found = []
    for rank in sorted(ranks):
        moment, release = dated[rank]
        names = [*(["first"] if rank == 0 else []), *(["last"] if rank == len(dated) - 1 else []), "memento"]
        found.append(f'<{_memento(root, release, path)}>; rel="{" ".join(names)}"; datetime="{_http(moment)}"')
    return found


def _http(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


@router.get(
    "/timemap/{path:path}",
    summary="Les versions datées d'un document (Memento)",
    response_class=Response,
    **described("La liste des versions datées", (LINK_FORMAT,), problems=(404,), varies=False),
)
async def timemap(request: Request, path: str) -> Response:
    """Answer with the versions that have a document (RFC 7089, 5; ``application/link-format``)."""
    bare, _, suffix = path.rpartition(".")
    named = bare if suffix in {offer.suffix for offer in OFFERS} else path
    place = named.partition("/")[0]
    if place not in PLACES:
        raise _nothing(path)
    base: str = request.app.state.settings.base_iri
    dated = await _dated(request, f"{base}id/{named.removeprefix('doc/')}" if place == "doc" else base + named)
    if not dated:
        raise _nothing(path)
    address = public_url(request).rstrip("/")
    quoted = f"/{quote(path, safe=PATH)}"
    lines = [
        f'<{address}{quoted}>; rel="original timegate"',
        f'<{address}/timemap{quoted}>; rel="self"; type="{LINK_FORMAT}"; from="{_http(dated[0][0])}"; '
        f'until="{_http(dated[-1][0])}"',
        *_mementos(address, dated, quoted, set(range(len(dated)))),
    ]
    return respond(request, (",\n".join(lines) + "\n").encode(), LINK_FORMAT, vary="")


def _nothing(path: str) -> Problem:
    return Problem(
        "not-found",
        f"Aucune version datée n'a de document à l'adresse /{path[:200]}.",
        f"No dated version has a document at /{path[:200]}.",
    )
