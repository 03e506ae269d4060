"""Linked-data resources: /id/ redirects to /doc/, which negotiates; what the house itself names answers at its address.

The routes of pages (home, search) and what the application's hooks need (SPARQL page, error pages) are in
``pactes.web.site``.
"""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, FastAPI, Request
from pyoxigraph import NamedNode
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from pactes.rdf.namespaces import PREFIXES
from pactes.settings import Settings
from pactes.web import site, thing_page
from pactes.web.cache import Made, Representations
from pactes.web.descriptions import Description, about, concepts_of, describe, exists, whole_graph
from pactes.web.media import GRAPH_OFFERS, HTML
from pactes.web.negotiation import NotAcceptable, Offer, negotiate
from pactes.web.pages import render
from pactes.web.problems import Problem
from pactes.web.responses import respond
from pactes.web.serialisation import context_source, rebase, write
from pactes.web.views.common import Visit

router = APIRouter(tags=["Ressources"])
router.include_router(site.router)

LICENCE = "https://spdx.org/licenses/etalab-2.0.html"
OFFERS = (*GRAPH_OFFERS, HTML)
"""Turtle for who asks for anything (``*/*``), a page for browsers, which ask for ``text/html``."""

_MAX_PAGE = 100_000
_NOT_INDEXED = ("Signature", "Passage", "Enonce")
"""What search engines are asked to leave: these may name the persons who sign."""


def install(app: FastAPI) -> None:
    """Give the application its pages, those of addresses that other modules answer included."""
    site.install(app)
    app.state.pages["catalogue"] = catalogue_page


async def catalogue_page(request: Request) -> Response:
    """The page of /catalogue, which harvesters read as RDF."""
    return await _answer(request, f"{_base(request)}catalogue", "/catalogue", "html")


@router.get("/id/{path:path}", summary="Une chose : renvoie à son document", response_class=Response)
async def thing(request: Request, path: str) -> Response:
    """Answer 303: a thing is not a document; the one about it is at /doc/."""
    iri = f"{_base(request)}id/{path}"
    if not await _known(request, iri):
        raise _unknown(iri)
    visit = site.visit(request)
    where = visit.addresses.local_path(iri)
    query = f"?{request.url.query}" if request.url.query else ""
    return Response(
        status_code=303,
        headers={"Location": f"{visit.addresses.root}{where}{query}", "Vary": "Accept, Accept-Language"},
    )


@router.get("/doc/{path:path}", summary="Le document d'une chose", response_class=Response)
async def document(request: Request, path: str) -> Response:
    """Answer with the description of a thing, in the format that suits."""
    bare, suffix = _split(path)
    iri = f"{_base(request)}id/{bare}"
    return await _answer(request, iri, f"/doc/{bare}", suffix)


@router.get("/def", summary="L'ontologie", response_class=Response)
@router.get("/def.{suffix}", include_in_schema=False, response_class=Response)
@router.get("/shapes", summary="Les formes SHACL", response_class=Response)
@router.get("/shapes.{suffix}", include_in_schema=False, response_class=Response)
@router.get("/def/{rest:path}", summary="Une version de l'ontologie", response_class=Response)
@router.get("/voc/{rest:path}", summary="Un vocabulaire ou un concept", response_class=Response)
@router.get("/graphe/{rest:path}", summary="Un graphe nommé", response_class=Response)
@router.get("/version/{rest:path}", summary="Une version des données", response_class=Response)
@router.get("/jeu/{rest:path}", summary="Le jeu de données", response_class=Response)
@router.get("/equipe", summary="Qui publie", response_class=Response)
@router.get("/equipe.{suffix}", include_in_schema=False, response_class=Response)
async def own_address(request: Request) -> Response:
    """Answer 200 at its own address for what is a document itself."""
    path = request.url.path.removeprefix(request.scope.get("root_path", "")).lstrip("/")
    bare, suffix = _split(path)
    return await _answer(request, _base(request) + bare, f"/{bare}", suffix)


@router.get("/context.jsonld", summary="Le contexte JSON-LD", response_class=Response)
async def context(request: Request) -> Response:
    """Answer with the context that gives our JSON-LD keys their meaning."""
    body = rebase(context_source(), _base(request)).encode()
    return respond(request, body, "application/ld+json", vary="")


def _base(request: Request) -> str:
    settings: Settings = request.app.state.settings
    return settings.base_iri


def _split(path: str) -> tuple[str, str | None]:
    """Cut the suffix of a format off a path; another suffix is part of the name."""
    bare, dot, suffix = path.rpartition(".")
    return (bare, suffix) if dot and bare and suffix in {offer.suffix for offer in OFFERS} else (path, None)


def _unknown(iri: str) -> Problem:
    return Problem(
        "not-found",
        f"Rien n'est publié sous l'identifiant {iri}. Cherchez-le par son nom, ou vérifiez l'adresse.",
        f"Nothing is published under the identifier {iri}. Search for it by name, or check the address.",
    )


async def _known(request: Request, iri: str) -> bool:
    try:
        return await exists(site.visit(request).reader, iri)
    except ValueError:  # no valid IRI: nothing can be called so
        return False


async def _answer(request: Request, iri: str, path: str, suffix: str | None) -> Response:
    """Answer with the description of ``iri``, whose document is at ``path``."""
    visit = site.visit(request)
    page = _page_number(request)
    mediatype = request.query_params.get("_mediatype")
    try:
        offer = negotiate(request.headers.get("accept"), OFFERS, suffix=suffix, mediatype=mediatype)
    except NotAcceptable:
        if not await _known(request, iri):  # what does not exist is not to be had in any format
            raise _unknown(iri) from None
        raise
    kept: Representations = request.app.state.representations
    release = request.app.state.store.release_id
    # All that a representation depends on.
    key = (visit.addresses.root, request.url.path, request.url.query, visit.language.code, offer.name)
    made = kept.get(release, key)
    if made is None:
        made = await _make(request, visit, iri, path, page, offer)
        if release == request.app.state.store.release_id:
            kept.keep(release, key, made)
    return respond(request, made.body, offer.media_type, headers=made.headers)


async def _make(request: Request, visit: Visit, iri: str, path: str, page: int, offer: Offer) -> Made:
    """Make a representation; raises the ``Problem`` 404 when nothing is said of ``iri``."""
    description = await _description(visit, iri, page, whole=offer is not HTML)
    if description is None:
        raise _unknown(iri)
    headers = _headers(visit, description, path, offer, page)
    if offer is HTML:
        content = await thing_page.load(visit, description, path, OFFERS)
        template = content.pop("template")
        headers["Content-Language"] = visit.language.code
        return Made(await run_in_threadpool(render, request, visit, template, **content), headers)
    node = visit.base + path.removeprefix("/")
    quads = description.quads
    if node != iri:
        quads += about(node, description, LICENCE, f"{visit.base}jeu/pactes")
    return Made(await run_in_threadpool(write, quads, offer.name, visit.base), headers)


async def _description(visit: Visit, iri: str, page: int, *, whole: bool) -> Description | None:
    """Return what there is to say of an IRI: a graph is its triples, the ontology and the shapes are their graphs."""
    try:
        found = await describe(visit.reader, iri, page, whole=whole)
    except ValueError:
        return None
    path = iri.removeprefix(visit.base)
    graph = {"def": "graphe/ontologie", "shapes": "graphe/shapes"}.get(path, path)
    if path.startswith("def/"):
        # A version of the ontology: the one that is served, or none.
        graph = "graphe/ontologie"
        served = await visit.reader.select(f"SELECT ?o WHERE {{ ?o owl:versionIRI {NamedNode(iri)} }} LIMIT 1")
        if not served:
            return found
        found = await describe(visit.reader, f"{visit.base}def", page, whole=whole)
    if graph.startswith("graphe/"):
        quads = await whole_graph(visit.reader, visit.base + graph, limit=None if whole else 1)
        if quads:
            return replace(found or Description(iri, ()), context=quads)
    elif whole and found and f"{PREFIXES['skos']}ConceptScheme" in found.types:
        return replace(found, context=found.context + await concepts_of(visit.reader, iri))
    return found


def _page_number(request: Request) -> int:
    given = request.query_params.get("page", "1")
    if given.isdecimal() and 1 <= int(given[:8]) <= _MAX_PAGE:
        return int(given[:8])
    raise Problem(
        "bad-request",
        f"« page » est un nombre entier, de 1 à {_MAX_PAGE}.",
        f"“page” is a whole number from 1 to {_MAX_PAGE}.",
    )


def _headers(visit: Visit, description: Description, path: str, offer: Offer, page: int) -> dict[str, str]:
    """Return the headers that tell where else this is, and under what licence."""
    root = visit.addresses.root
    quoted = visit.addresses.local_path(description.iri) or path
    at_page = f"?page={page}" if page > 1 else ""
    link = [
        f'<{root}{quoted}.{other.suffix}{at_page}>; rel="alternate"; type="{other.essence}"'
        for other in OFFERS
        if other is not offer
    ]
    link.append(f'<{root}{quoted}{at_page}>; rel="canonical"')
    link.append(f'<{root}{quoted}.ttl{at_page}>; rel="describedby"; type="text/turtle"')
    link.append(f'<{LICENCE}>; rel="license"')
    if description.more:
        link.append(f'<{root}{quoted}?page={page + 1}>; rel="next"')
    if page > 1:
        link.append(f'<{root}{quoted}{f"?page={page - 1}" if page > 2 else ""}>; rel="prev"')
    headers = {"Link": ", ".join(link), "Content-Location": f"{root}{quoted}.{offer.suffix}{at_page}"}
    if {visit.term(name) for name in _NOT_INDEXED} & set(description.types):
        headers["X-Robots-Tag"] = "noindex"
    return headers
