"""Routes of pages that are about no one thing (home), and the application's hooks: SPARQL and error pages."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from importlib import resources as package_files
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from pactes.settings import Settings
from pactes.store import Store
from pactes.web import sparql_page
from pactes.web.addresses import Addresses
from pactes.web.cache import Representations
from pactes.web.context import licence_of, manifest_of
from pactes.web.crowd import place_of
from pactes.web.described import described, redirection
from pactes.web.examples import at_home, questions
from pactes.web.i18n import Language
from pactes.web.kept import kept
from pactes.web.labels import labels
from pactes.web.links import page_links
from pactes.web.media import GRAPH_OFFERS, HTML
from pactes.web.menu import explore, served
from pactes.web.negotiation import LANGUAGES, Offer, View, Wanted, choose, negotiate, negotiate_language, varies
from pactes.web.pages import render
from pactes.web.problems import Problem
from pactes.web.reader import StoreReader
from pactes.web.responses import made_tag, not_modified, respond
from pactes.web.static_files import Assets
from pactes.web.texts import Texts
from pactes.web.views import errors, home, operations
from pactes.web.views.common import Visit
from pactes.web.views.downloads import graphs_of, tables_of

router = APIRouter(tags=["Pages"])

_LONGEST_SEARCH = 200


def visit(request: Request) -> Visit:
    """Return what a page needs to know of the request: store, language, addresses on the visitor's host."""
    settings: Settings = request.app.state.settings
    asked = request.query_params.get("_lang")
    language = negotiate_language(request.headers.get("accept-language"), lang=asked)
    addresses = Addresses(
        settings.base_iri,
        # Inside a mount (the files of /static) the root of the scope is that of the mount.
        request.scope.get("app_root_path", request.scope.get("root_path", "")),
        language if asked and asked[:2].lower() in LANGUAGES else None,
    )
    reader = StoreReader(request.app.state.store, settings.base_iri, place_of(request), request.app.state.names)
    store: Store = request.app.state.store
    return Visit(
        reader,
        Language(language),
        addresses,
        Texts(request),
        asked=request.query_params,
        release=store.release_path,
        kept=_kept(request, store.release_id),
    )


def _kept(request: Request, release: str) -> dict[Hashable, Any]:
    """Return what was computed once for a release; what was for another is forgotten."""
    held: tuple[str, dict[Hashable, Any]] | None = getattr(request.app.state, "kept", None)
    if held is None or held[0] != release:
        held = request.app.state.kept = (release, {})
    return held[1]


def install(app: FastAPI) -> None:
    """Give the application its style sheet, and the pages of addresses that other modules answer."""
    static = package_files.files("pactes.web") / "static"
    app.mount("/static", Assets(directory=str(static)), name="static")
    app.state.pages |= {"sparql": sparql, "sparql-answer": sparql, "dump": dump, "void": void}
    app.state.problem_page = problem_page
    app.state.representations = Representations()


_PAGES = ("_lang", "Accept-Language")


@router.get(
    "/",
    summary="L'accueil",
    response_class=Response,
    **described(
        "La page d'accueil",
        (HTML,),
        problems=(406, 413, 422, 503),
        reads=_PAGES,
        has=("Content-Language",),
        more={303: redirection("Vers la description du jeu de données, pour qui demande du RDF")},
    ),
)
async def home_page(request: Request) -> Response:
    """Answer with the home page; machines that ask for RDF are sent to the description of the dataset."""
    here = visit(request)
    offer = negotiate(request.headers.get("accept"), (HTML, *GRAPH_OFFERS))
    if offer is not HTML:
        where = f"{here.addresses.root}/.well-known/void"
        return RedirectResponse(where, 303, {"Vary": "Accept, Accept-Language"})
    etag = _tag(request, here)
    held = not_modified(request, etag, HTML.media_type)
    if held is not None:
        return held
    content = await kept(here, "home", lambda: home.load(here))
    return await page(
        request,
        here,
        "accueil.html",
        etag=etag,
        titre=here.language.gettext("Accueil"),
        questions=at_home(questions(here.language.code, here.base)),
        catalogue_path="/catalogue",
        release=manifest_of(request) if request.app.state.store.release_path is not None else None,
        explorer=explore(request, here),
        page_carte=here.addresses.url("/carte"),
        citer=here.addresses.url("/citer") if "/citer" in served(request.app) else None,
        **content,
    )


@router.get(
    "/docs",
    summary="Les adresses de ce service",
    response_class=Response,
    **described("Les adresses", (HTML,), problems=(406,), reads=_PAGES, has=("Content-Language",)),
)
async def api_page(request: Request) -> Response:
    """Answer with the list of addresses that the OpenAPI description holds, by theme."""
    negotiate(request.headers.get("accept"), (HTML,))
    here = visit(request)
    themes = operations.themes(request.app.openapi()["paths"], here.language)
    title = here.language.gettext("Les adresses de ce service")
    return await _page(
        request,
        here,
        "api.html",
        titre=title,
        themes=themes,
        adresse_citer=here.addresses.url("/citer") if "/citer" in served(request.app) else None,
    )


def choose_offer(request: Request, offers: Sequence[Offer], *, suffix: str = "") -> tuple[Offer, str]:
    """Return the format that suits a route that has one profile, and the value of Vary; raises ``NotAcceptable``."""
    wanted = Wanted(
        accept=request.headers.get("accept"),
        accept_language=request.headers.get("accept-language"),
        suffix=suffix or None,
        mediatype=request.query_params.get("_mediatype"),
        lang=request.query_params.get("_lang"),
        profile="default",
    )
    choice = choose(wanted, (View("default", "", tuple(offers)),))
    return choice.offer, varies(replace(wanted, suffix=wanted.suffix and "html"))


async def page(request: Request, here: Visit, template: str, *, etag: str | None = None, **content: Any) -> Response:
    """Render a page away from the event loop, and answer with it; ``etag`` is its tag when it was known before."""
    body = await run_in_threadpool(render, request, here, template, **content)
    if etag is not None and etag != _tag(request, here):
        etag = None  # another release took the place of the one that the tag names
    headers = {"Content-Language": here.language.code}
    if len(request.url.query) <= _LONGEST_SEARCH * 6:  # the address of a query may be longer than a header may be
        headers["Link"] = page_links(request, licence_of(request))
    return respond(request, body, HTML.media_type, headers=headers, etag=etag)


def _tag(request: Request, here: Visit) -> str:
    """Return the entity tag of a page that depends on the release, its address and its language alone."""
    return made_tag(request, here.addresses.root, request.url.path, request.url.query, here.language.code)


_page = page


async def sparql(request: Request) -> Response:
    """The page of /sparql: the form, the questions, and the answer to the query that is asked, as a table."""
    here = visit(request)
    content = await sparql_page.load(request, here)
    status, headers = content.pop("status", 200), content.pop("headers", {})
    response = await page(request, here, "sparql.html", **content)
    response.headers.update(headers)
    if status != 200:
        response.status_code = status
        response.headers["Cache-Control"] = "no-store"
    return response


async def void(request: Request) -> Response:
    """Where people read what /.well-known/void tells machines: the page of the dataset."""
    where = f"{visit(request).addresses.root}/jeu/pactes"
    return RedirectResponse(where, 303, {"Vary": "Accept"})


async def dump(request: Request, number: int) -> Response:
    """The page of /dump/: what can be downloaded, with sizes and checksums; ``number`` is that of the page."""
    here = visit(request)
    manifest = manifest_of(request)
    files = graphs_of(manifest, number)
    if files is None:
        raise Problem(
            "not-found",
            f"La liste des fichiers n'a pas de page {number} ; elle commence à {here.addresses.url('/dump/')}.",
            f"The list of files has no page {number}; it starts at {here.addresses.url('/dump/')}.",
        )
    etag = _tag(request, here)
    held = not_modified(request, etag, HTML.media_type)
    if held is not None:
        return held
    graphs = {graph.iri: graph for graph in manifest.graphs}
    names = await labels(here.reader, [file.graph for file in files.files if file.graph], here.language.code)
    return await page(
        request,
        here,
        "telechargements.html",
        etag=etag,
        titre=here.language.gettext("Téléchargements"),
        manifest=manifest,
        tables=tables_of(manifest, here.language.code),
        shown=files,
        graphs=graphs,
        graph_names={iri: name.value for iri, name in names.items()},
        page_href=lambda number: here.addresses.url("/dump/", page=number),
    )


def problem_page(request: Request, problem: Mapping[str, Any], language: str) -> Response:
    """Make a page of a problem (the hook of ``pactes.web.problems``); it asks nothing of the store."""
    here = visit(request)
    content = render(
        request,
        here,
        "erreur.html",
        titre=problem["title"],
        probleme={"dump": None, "limits": None, "lastVersion": None, **problem},
        requete=None,
        **errors.help_of(request, here, problem),
    )
    return Response(content, headers={"Content-Language": language}, media_type=HTML.media_type)
