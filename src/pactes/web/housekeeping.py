"""What visitors and robots ask of any site: /robots.txt, /favicon.ico, and the limits in force."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from pactes.settings import Settings
from pactes.web import site
from pactes.web.described import described, redirects
from pactes.web.i18n import Language
from pactes.web.media import HTML
from pactes.web.negotiation import Offer, negotiate
from pactes.web.responses import CACHE, public_url, respond
from pactes.web.views.limits import limits

router = APIRouter(tags=["Service"])

_JSON = Offer("limits", "application/json", "json")
_CRAWL_DELAY = 2
"""Seconds between two requests of a robot."""


_ROBOTS = described("Les règles", ("text/plain",), problems=(), varies=False)
_LIMITS = described(
    "Les limites : une page, ou un nombre par limite",
    (HTML, _JSON),
    problems=(406,),
    reads=("_lang", "Accept-Language"),
    schema={"type": "object", "additionalProperties": {"type": "number"}},
)


@router.get("/robots.txt", summary="Ce qui est demandé aux robots", response_class=Response, **_ROBOTS)
async def robots(request: Request) -> Response:
    """Allow all pages, slowly; what makes a new page of each question is left to people."""
    root = request.scope.get("root_path", "")
    # Former releases say again what the current one says: their descriptions are for robots, their documents are not.
    closed = (f"Disallow: {root}/{place}" for place in ("sparql", "search", "reconcile/", "version/*/"))
    lines = ["User-agent: *", f"Crawl-delay: {_CRAWL_DELAY}", *closed]
    body = "\n".join([*lines, f"Allow: {root}/", f"Sitemap: {public_url(request)}sitemap.xml", ""])
    return respond(request, body.encode(), "text/plain; charset=utf-8", vary="")


@router.get(
    "/favicon.ico",
    summary="L'icône : renvoie à son adresse",
    response_class=Response,
    **redirects(301, "Vers l'icône que les pages nomment"),
)
async def favicon(request: Request) -> Response:
    """Lead to the icon that pages name: some programs ask here without reading them."""
    return RedirectResponse(f"{request.scope.get('root_path', '')}/static/pactes.svg", 301, {"Cache-Control": CACHE})


@router.get("/limites", summary="Les limites en vigueur", response_class=Response, **_LIMITS)
async def limits_page(request: Request) -> Response:
    """Answer with the limits, as a page or as JSON."""
    offer = negotiate(request.headers.get("accept"), (HTML, _JSON))
    settings: Settings = request.app.state.settings
    if offer is _JSON:
        told = {limit.key: limit.raw for limit in limits(settings, Language("fr"))}
        return respond(request, (json.dumps(told, indent=1) + "\n").encode(), _JSON.media_type)
    here = site.visit(request)
    title = here.language.gettext("Limites du service")
    return await site.page(request, here, "limites.html", titre=title, limites=limits(settings, here.language))
