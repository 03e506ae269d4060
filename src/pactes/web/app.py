"""The FastAPI application: what every route shares, and which routes there are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.types import Lifespan

import pactes
from pactes.settings import Settings
from pactes.store import Store
from pactes.store.caching import cached
from pactes.store.past import PastStores
from pactes.web import (
    about,
    catalogue,
    completion,
    dumps,
    feeds,
    graphs,
    health,
    housekeeping,
    memento,
    metrics,
    openapi,
    pictures,
    problem_pages,
    problems,
    reconcile,
    reconcile_liste,
    resources,
    search_api,
    sitemap,
    sparql,
    versions,
    void,
)
from pactes.web.budgets import BudgetMiddleware, Budgets, Ledger, OwnBudgets
from pactes.web.cache import Representations, ResultTags
from pactes.web.cors import CorsMiddleware
from pactes.web.crowd import PlaceMiddleware
from pactes.web.differences import Differences
from pactes.web.known_versions import KnownVersions
from pactes.web.methods import MethodsMiddleware
from pactes.web.metrics import MeasuredStore, Metrics, MetricsMiddleware, RouteMiddleware
from pactes.web.names import Names
from pactes.web.past import PastReleases
from pactes.web.policy import PolicyMiddleware
from pactes.web.proxies import ProxyMiddleware
from pactes.web.responses import public_url
from pactes.web.warming import keep_warm

_PAST_PAGES = 4 * 2**20
"""Bytes of the representations that are kept of each former release."""

_PAST_NAMES = 2**20
"""Bytes of the names of things that are kept of each."""


def create_app(settings: Settings, store: Store, budgets: Ledger | None = None) -> FastAPI:
    """Return the application over ``store``; the store is started and closed with it.

    Handlers find ``request.app.state.settings`` and ``request.app.state.store``. Two hooks are for the pages:
    ``app.state.pages`` (name of an address that machines also read, « sparql », « void », « catalogue », to the handler
    of its HTML page) and ``app.state.problem_page`` (see ``problems``). ``budgets`` are those of clients when several
    processes share them.
    """

    store = cached(store, settings.result_cache)
    measures = Metrics(store)
    store = MeasuredStore(store, measures)
    pasts, differences, known = PastStores(settings), Differences(), KnownVersions(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await store.start()
        warming = asyncio.create_task(keep_warm(app, store))
        try:
            yield
        finally:
            warming.cancel()
            await pasts.close()
            differences.close()
            await store.close()

    app = _application(settings, store, lifespan)
    app.state.metrics = measures
    app.state.readiness = health.Readiness()
    app.state.versions = known
    app.state.pasts = pasts
    app.state.differences = differences
    _routes_of_data(app)
    # Resource documents and pages: last, as their paths are the widest.
    for router in (
        feeds.router,
        sitemap.router,
        health.router,
        metrics.router,
        openapi.router,
        housekeeping.router,
        about.router,
        about.past_router,
        pictures.router,
        problem_pages.router,
        search_api.router,
        versions.router,
        memento.router,
        reconcile.router,
        reconcile_liste.router,
        resources.router,
    ):
        app.include_router(router)
    app.router.routes.append(PastReleases(settings, store, known, pasts, _past))
    resources.install(app)
    openapi.install(app)
    app.add_middleware(RouteMiddleware, application=app)
    app.add_middleware(MethodsMiddleware, application=app)
    app.add_middleware(ProxyMiddleware, settings=settings)
    if budgets is None:
        budgets = OwnBudgets(Budgets(settings.client_seconds, settings.client_errors))
    app.add_middleware(BudgetMiddleware, ledger=budgets)
    app.add_middleware(PlaceMiddleware)
    app.add_middleware(CorsMiddleware)
    app.add_middleware(PolicyMiddleware)
    app.add_middleware(MetricsMiddleware, metrics=measures)
    return app


def _past(settings: Settings, store: Store) -> FastAPI:
    """Return the application of a former release: what is read of it, and nothing of the service itself."""
    app = _application(settings, store)
    _routes_of_data(app)
    for router in (
        housekeeping.router,
        about.past_router,
        pictures.router,
        problem_pages.router,
        search_api.router,
        versions.past_router,
        resources.router,
    ):
        app.include_router(router)
    resources.install(app)
    openapi.install(app)
    app.state.representations = Representations(_PAST_PAGES)
    app.state.names = Names(_PAST_NAMES)
    return app


def _application(settings: Settings, store: Store, lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    app = FastAPI(
        title="pactes",
        version=pactes.__version__,
        description="Les contrats territoriaux français en données liées, chaque fait avec la phrase qui le dit.",
        lifespan=lifespan,
        openapi_url=None,
        # The page at /docs is ours: the framework's fetches its scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        # The framework's redirection leads to the Host of the request; ours stays on the host that the visitor used.
        redirect_slashes=False,
    )
    app.state.settings = settings
    app.state.store = store
    app.state.versions = None
    app.state.releases = {}
    app.state.catalogues = {}
    app.state.contradictions = {}
    app.state.result_tags = ResultTags()
    app.state.pages = {}
    app.state.names = Names()
    problems.install(app, public_url, settings.base_iri)
    return app


def _routes_of_data(app: FastAPI) -> None:
    for router in (sparql.router, completion.router, void.router, catalogue.router, graphs.router, dumps.router):
        app.include_router(router)
