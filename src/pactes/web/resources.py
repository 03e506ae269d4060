"""Linked-data resources: /id/ redirects to /doc/, which negotiates; what the house itself names answers at its address.

The routes of pages (home, search) and what the application's hooks need (SPARQL page, error pages) are in
``pactes.web.site``.
"""

from __future__ import annotations

import contextlib

from fastapi import APIRouter, FastAPI, Request
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.responses import Response

from pactes.settings import Settings
from pactes.web import compare_pages, contradiction_pages, document_texts, memento, site
from pactes.web.cartes import routes as cartes
from pactes.web.departed import departed
from pactes.web.described import DOCUMENT, SLASH, described, redirection, redirects
from pactes.web.moved import elsewhere
from pactes.web.national import with_registry
from pactes.web.negotiation import NotAcceptable, choose, varies
from pactes.web.problems import Problem
from pactes.web.profiles import OFFERS, views
from pactes.web.representations import answer, known, unknown, wanted_by
from pactes.web.responses import CACHE, respond
from pactes.web.serialisation import context_source, rebase


class _Below(PathConvertor):
    """What is under a path: never nothing, as there is nothing at the bare path."""

    regex = ".+"


register_url_convertor("below", _Below())

router = APIRouter(tags=["Ressources"])
router.include_router(site.router)
router.include_router(cartes.router)
for part in (document_texts, contradiction_pages, compare_pages):
    router.include_router(part.router)


def install(app: FastAPI) -> None:
    """Give the application its pages, those of addresses that other modules answer included."""
    site.install(app)
    app.state.pages["catalogue"] = catalogue_page


async def catalogue_page(request: Request) -> Response:
    """The page of /catalogue, which harvesters read as RDF."""
    return await answer(request, f"{_base(request)}catalogue", "/catalogue", "html")


_READS = ("_mediatype", "_profile", "_lang", "page", "Accept-Profile", "Accept-Language")
_ELSEWHERE = {
    301: redirection("Vers ce qui remplace l'identifiant"),
    302: redirection("Vers la version datée (Accept-Datetime)"),
}
_DESCRIPTION = described(
    "La description, dans le profil, le format et la langue qui conviennent",
    DOCUMENT,
    problems=(404, 406, 410, 503),
    reads=(*_READS, "Accept-Datetime"),
    has=("Link", "Content-Location", "Content-Profile", "Vary"),
    varies=False,
    more=_ELSEWHERE,
)
_SUFFIXED = described(
    "La description, dans le format du suffixe",
    DOCUMENT,
    problems=(404, 406, 410, 503),
    reads=(*_READS, "Accept-Datetime"),
    has=("Link", "Content-Location", "Content-Profile", "Vary"),
    varies=False,
    more={**_ELSEWHERE, 308: redirection(SLASH)},
)
_BELOW = described(
    "La description, dans le profil, le format et la langue qui conviennent",
    DOCUMENT,
    problems=(404, 406, 410, 503),
    reads=(*_READS, "Accept-Datetime"),
    has=("Link", "Content-Location", "Content-Profile", "Vary"),
    varies=False,
    more={**_ELSEWHERE, 308: redirection(SLASH)},
)
_THING = redirects(303, "Vers le document de la chose", problems=(404, 410, 503), reads=_READS)
_THING["responses"][301] = _ELSEWHERE[301]
_CONTEXT = described("Le contexte", ("application/ld+json",), problems=(), varies=False, schema={"type": "object"})


@router.get(
    "/id/{path:below}",
    summary="Une chose : renvoie à son document",
    response_class=Response,
    **redirects(303, "Vers le document de la chose", problems=(404, 413, 422, 503), reads=_READS),
)
async def thing(request: Request, path: str) -> Response:
    """Answer 303: a thing is not a document; the one about it is at /doc/ (in the format of the suffix, if any)."""
    iri, suffix = f"{_base(request)}id/{path}", None
    if not await known(request, iri):
        bare, suffix = _split(path)
        iri = f"{_base(request)}id/{bare}"
        if suffix is None or not await known(request, iri):
            moved = await elsewhere(request, iri, suffix, thing=True)
            if moved is not None:
                return moved
            if await with_registry(site.visit(request), iri) is None:
                whole = f"{_base(request)}id/{path}"
                raise await departed(request, whole, None) or await departed(request, iri, suffix) or unknown(whole)
    visit = site.visit(request)
    where = f"{visit.addresses.local_path(iri)}{'.' if suffix else ''}{suffix or ''}"
    query = f"?{request.url.query}" if request.url.query else ""
    wanted = wanted_by(request, suffix)
    headers = {
        "Location": f"{visit.addresses.root}{where}{query}",
        "Cache-Control": CACHE,
    }
    if vary := varies(wanted):
        headers["Vary"] = vary
    # A redirection says in which profile the document will be (Content Negotiation by Profile, 6.3); one that will not
    # be is for the document to say.
    with contextlib.suppress(NotAcceptable):
        headers["Link"] = f'<{choose(wanted, views(visit.base)).view.iri}>; rel="profile"'
    return Response(status_code=303, headers=headers)


@router.get("/doc/{path:below}", summary="Le document d'une chose", response_class=Response, **_DESCRIPTION)
async def document(request: Request, path: str) -> Response:
    """Answer with the description of a thing, in the format that suits."""
    bare, suffix = _split(path)
    iri = f"{_base(request)}id/{bare}"
    return await _described(request, iri, f"/doc/{bare}", suffix)


@router.get("/def", summary="L'ontologie", response_class=Response, **_DESCRIPTION)
@router.get("/def.{suffix}", summary="L'ontologie, dans un format", response_class=Response, **_SUFFIXED)
@router.get("/shapes", summary="Les formes SHACL", response_class=Response, **_DESCRIPTION)
@router.get("/shapes.{suffix}", summary="Les formes SHACL, dans un format", response_class=Response, **_SUFFIXED)
@router.get("/def/{rest:below}", summary="Une version de l'ontologie", response_class=Response, **_BELOW)
@router.get("/voc", summary="Les vocabulaires", response_class=Response, **_DESCRIPTION)
@router.get("/voc.{suffix}", summary="Les vocabulaires, dans un format", response_class=Response, **_SUFFIXED)
@router.get("/voc/{rest:below}", summary="Un vocabulaire ou un concept", response_class=Response, **_BELOW)
@router.get("/graphe/{rest:below}", summary="Un graphe nommé", response_class=Response, **_BELOW)
@router.get("/jeu/{rest:below}", summary="Le jeu de données", response_class=Response, **_BELOW)
@router.get("/validation", summary="Le rapport de validation", response_class=Response, **_DESCRIPTION)
@router.get(
    "/validation.{suffix}", summary="Le rapport de validation, dans un format", response_class=Response, **_SUFFIXED
)
@router.get("/equipe", summary="Qui publie", response_class=Response, **_DESCRIPTION)
@router.get("/equipe.{suffix}", summary="Qui publie, dans un format", response_class=Response, **_SUFFIXED)
async def own_address(request: Request) -> Response:
    """Answer 200 at its own address for what is a document itself."""
    path = request.url.path.removeprefix(request.scope.get("root_path", "")).lstrip("/")
    bare, suffix = _split(path)
    return await _described(request, _base(request) + bare, f"/{bare}", suffix)


async def _described(request: Request, iri: str, path: str, suffix: str | None) -> Response:
    """Answer with a description: of now, of the date that is asked for, or with where it went."""
    dated = await memento.at_its_date(request, iri)
    if dated is not None:
        return dated
    try:
        response = await answer(request, iri, path, suffix)
    except Problem as problem:
        moved = await elsewhere(request, iri, suffix) if problem.slug == "not-found" else None
        if moved is not None:
            return moved
        beside = await with_registry(site.visit(request), iri) if problem.slug == "not-found" else None
        if beside is not None:
            return await answer(request, iri, path, suffix, visit=beside)
        left = await departed(request, iri, suffix) if problem.slug == "not-found" else None
        if left is not None:
            raise left from None
        raise
    return memento.mark(request, response)


@router.get("/context.jsonld", summary="Le contexte JSON-LD", response_class=Response, **_CONTEXT)
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
