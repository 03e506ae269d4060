"""/catalogue: what harvesters read, a page of datasets at a time (Hydra), with the sizes and checksums of the release.

Data portals follow simple rules: HEAD answers with an RDF type and no redirection, ``*/*`` gives RDF, each page is a
catalogue of its own, and ``hydra:next`` leads to the next one in the same format.
"""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from pactes.settings import Settings
from pactes.web import responses
from pactes.web.cache import Made, Representations
from pactes.web.catalogue_pages import Catalogue, read_catalogue
from pactes.web.context import licence_of, release_of
from pactes.web.described import RDF_OR_PAGE, SLASH, described, redirection
from pactes.web.links import dataset_links
from pactes.web.media import GRAPH_OFFERS, HTML
from pactes.web.negotiation import Offer, negotiate
from pactes.web.problems import Problem
from pactes.web.serialisation import write

router = APIRouter(tags=["Graphes"])

_PAGE = {
    "parameters": [
        {
            "name": "page",
            "in": "query",
            "description": "Page des jeux de données, à partir de 1.",
            "required": False,
            "schema": {"type": "integer", "minimum": 1},
        }
    ]
}


@router.get(
    "/catalogue",
    summary="Le catalogue",
    response_class=Response,
    **described(
        "Une page du catalogue",
        RDF_OR_PAGE,
        problems=(400, 404, 406, 503),
        reads=("_mediatype",),
        has=("Link",),
        varies=False,
        extra=_PAGE,
    ),
)
async def catalogue(request: Request) -> Response:
    """Answer with a page of the catalogue of the release (``?page=``, 1 by default)."""
    return await _answer(request, None)


@router.get(
    "/catalogue.{suffix}",
    summary="Le catalogue, dans un format",
    response_class=Response,
    **described(
        "Une page du catalogue",
        RDF_OR_PAGE,
        problems=(400, 404, 406, 503),
        has=("Link",),
        varies=False,
        extra=_PAGE,
        more={308: redirection(SLASH)},
    ),
)
async def catalogue_as(request: Request, suffix: str) -> Response:
    """Answer with a page of the catalogue in the format of the suffix."""
    return await _answer(request, suffix)


async def _answer(request: Request, suffix: str | None) -> Response:
    page = request.app.state.pages.get("catalogue")
    # Turtle first: « */* » is how harvesters ask.
    offers = (*GRAPH_OFFERS, HTML) if page is not None else GRAPH_OFFERS
    mediatype = request.query_params.get("_mediatype")
    offer = negotiate(request.headers.get("accept"), offers, suffix=suffix, mediatype=mediatype)
    if offer is HTML and page is not None:
        response: Response = await page(request)
        return response
    number = _number(request)
    address = responses.public_url(request)
    vary = "" if suffix or mediatype else responses.VARY
    release = release_of(request)
    etag = responses.made_tag(request, "catalogue", suffix or "", mediatype or "", str(number), offer.name)
    held = responses.not_modified(request, etag, offer.media_type, vary)
    if held is not None:
        return held
    kept: Representations = request.app.state.representations
    key = (address, "catalogue", suffix, mediatype, number, offer.name)
    made = kept.get(release.id, key)
    if made is None:
        found = await run_in_threadpool(_catalogue_of, request, address)
        if number > found.pages:
            raise Problem(
                "not-found",
                f"Le catalogue a {found.pages} page{'s' if found.pages > 1 else ''} : celle-ci n'existe pas.",
                f"The catalogue has {found.pages} page{'s' if found.pages > 1 else ''}: this one does not exist.",
            )
        made = await run_in_threadpool(_made, request, found, number, suffix, offer)
        kept.keep(release.id, key, made)
    return responses.respond(
        request, made.body, offer.media_type, headers=made.headers, vary=vary, etag=etag, packed=made.packed
    )


def _number(request: Request) -> int:
    given = request.query_params.get("page", "1")
    if (
        len(request.query_params.getlist("page")) <= 1
        and given.isascii()
        and given.isdecimal()
        and 1 <= int(given[:9]) <= 10**8
    ):
        return int(given[:9])
    raise Problem(
        "bad-request",
        "« page » est un nombre entier, à partir de 1, donné une fois.",
        "“page” is a whole number, from 1, given once.",
    )


def _catalogue_of(request: Request, address: str) -> Catalogue:
    """Return the catalogue of the release that is served, read once; raises the ``Problem`` 404."""
    settings: Settings = request.app.state.settings
    release = release_of(request)
    known: dict[tuple[str, str], Catalogue] = request.app.state.catalogues
    key = (release.id, address)
    if key not in known:
        found = read_catalogue(release, address, settings.catalogue_page)
        if found is None:
            raise Problem("not-found", "Cette version n'a pas de catalogue.", "This release has no catalogue.")
        known.clear()
        known[key] = found
    return known[key]


def _made(request: Request, found: Catalogue, number: int, suffix: str | None, offer: Offer) -> Made:
    settings: Settings = request.app.state.settings
    path = f"catalogue.{suffix}" if suffix else "catalogue"
    asked = request.query_params.get("_mediatype")
    root = request.scope.get("root_path", "")

    def query(page: int) -> str:
        given = {"page": str(page), **({"_mediatype": asked} if asked else {})}
        return f"{path}?{urlencode(given)}"

    quads = found.page(number, {page: f"{found.address}{query(page)}" for page in found.around(number)})
    body = write(quads, offer.name, settings.base_iri)
    links = [
        f'<{root}/catalogue.{other.suffix}{f"?page={number}" if number > 1 else ""}>; rel="alternate"; '
        f'type="{other.essence}"'
        for other in GRAPH_OFFERS
        if other is not offer or not suffix
    ]
    links += [f'<{root}/{query(page)}>; rel="{rel}"' for rel, page in found.relations(number)]
    packed = responses.pack(body) if len(body) >= responses.COMPRESS_FROM else None
    at = f"?page={number}" if number > 1 else ""
    links.append(f'<{root}/catalogue{at}>; rel="canonical"')
    headers = {
        "Content-Location": f"{root}/catalogue.{offer.suffix}{at}",
        "Link": ", ".join([*links, dataset_links(licence_of(request), request)]),
    }
    return Made(body, headers, packed)
