"""Pages about the site: what the data are worth, the legal notice, how to link and cite."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from pactes.release import Release
from pactes.web import site
from pactes.web.context import release_of
from pactes.web.described import described
from pactes.web.kept import kept
from pactes.web.media import HTML
from pactes.web.menu import instead
from pactes.web.negotiation import negotiate
from pactes.web.problems import Problem
from pactes.web.responses import made_tag, not_modified
from pactes.web.views import quality
from pactes.web.views.common import Visit

router = APIRouter(tags=["Pages"])
past_router = APIRouter(tags=["Pages"])
"""What is also told of a former version."""

_READS = ("_lang", "Accept-Language")


def _page(what: str) -> dict[str, Any]:
    return described(what, (HTML,), problems=(406, 413, 422, 503), reads=_READS, has=("Content-Language",))


Loader = Callable[[Visit], Awaitable[dict[str, Any]]]


async def _answer(request: Request, template: str, load: Loader, *parts: str) -> Response:
    """Answer with a page that depends on the release, its address and its language; ``parts`` are what else."""
    negotiate(request.headers.get("accept"), (HTML,))
    here = site.visit(request)
    url = request.url
    etag = made_tag(request, here.addresses.root, url.path, url.query, here.language.code, *parts)
    held = not_modified(request, etag, HTML.media_type)
    if held is not None:
        return held
    return await site.page(request, here, template, etag=None if parts else etag, **await load(here))


def release_or_none(request: Request) -> Release | None:
    """Return the release that is served, None where another store serves it."""
    try:
        return release_of(request)
    except Problem:
        return None


@past_router.get(
    "/qualite",
    summary="Ce que valent les données",
    response_class=Response,
    **_page("Les mesures de la lecture, les contrôles, ce qui n'a pas été compris"),
)
async def quality_page(request: Request) -> Response:
    """Answer with the measured quality of the release."""

    async def load(here: Visit) -> dict[str, Any]:
        release = release_or_none(request)
        review = release.review if release else None
        told = await kept(here, "quality", lambda: quality.load(here, review))
        return {
            **told,
            "titre": here.language.gettext("Qualité mesurée"),
            "validation": quality.counts(release.manifest.validation if release else None),
            "page_contradictions": instead(request, here, "/contradictions"),
        }

    return await _answer(request, "qualite.html", load)
