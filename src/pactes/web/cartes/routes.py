"""The map of contracts, and the outlines that it is drawn from."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from pactes.model import TypeTerritoire
from pactes.settings import Settings
from pactes.web import site
from pactes.web.cartes import geojson
from pactes.web.cartes.contracts import load
from pactes.web.described import described
from pactes.web.media import HTML
from pactes.web.negotiation import negotiate
from pactes.web.problems import Problem
from pactes.web.responses import made_tag, not_modified, respond

router = APIRouter(tags=["Pages"])

KINDS = {"departement": TypeTerritoire.DEPARTEMENT, "region": TypeTerritoire.REGION}
_READS = ("_lang", "Accept-Language")


def _kind(niveau: str) -> TypeTerritoire:
    kind = KINDS.get(niveau or "departement")
    if kind is None:
        raise Problem(
            "bad-request",
            "Le niveau d'une carte est « departement » ou « region ».",
            "The level of a map is “departement” or “region”.",
        )
    return kind


@router.get(
    "/carte",
    summary="La carte des contrats",
    response_class=Response,
    **described(
        "Les contrats par département ou par région, sur une carte et en tableau",
        (HTML,),
        problems=(400, 406, 413, 422, 503),
        reads=_READS,
        has=("Content-Language",),
    ),
)
async def map_page(request: Request, niveau: str = "", dispositif: str = "", vue: str = "") -> Response:
    """Answer with the map of contracts: all, or those of a family (``dispositif``: the end of its IRI).

    ``vue=france`` keeps the whole country in sight.
    """
    negotiate(request.headers.get("accept"), (HTML,))
    kind, here = _kind(niveau), site.visit(request)
    etag = made_tag(request, here.addresses.root, request.url.path, request.url.query, here.language.code)
    held = not_modified(request, etag, HTML.media_type)
    if held is not None:
        return held
    content: dict[str, Any] = await load(here, kind, dispositif, whole=vue == "france")
    return await site.page(request, here, "carte.html", etag=etag, **content)


@router.get(
    "/carte/contours.geojson",
    summary="Les contours des départements ou des régions",
    response_class=Response,
    **described(
        "Les contours, en GeoJSON (RFC 7946)",
        (geojson.MEDIA_TYPE,),
        problems=(400,),
        varies=False,
        schema={"type": "object"},
    ),
)
async def outlines(request: Request, niveau: str = "") -> Response:
    """Answer with outlines as GeoJSON: they are those of every release."""
    settings: Settings = request.app.state.settings
    body = await run_in_threadpool(geojson.outlines, _kind(niveau), settings.base_iri)
    return respond(request, body, geojson.MEDIA_TYPE, vary="")
