"""/metrics: what the service does, in the text format of Prometheus.

Requests are counted by the template of their route, never by the address or the client: the number of series does not
grow with the visitors. Nothing here names a query, a person or an address; who may read it is for the proxy to say.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST as OPEN_TYPE
from prometheus_client.openmetrics.exposition import generate_latest as generate_open
from prometheus_client.registry import Collector
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import pactes
from pactes.errors import QueryEngineFailed, QueryForbidden, QuerySyntaxError, QueryTooHeavy, StoreBusy
from pactes.store import Dataset, Formats, NoSuitableFormat, QueryResult, Store, StoreState, Unwritable
from pactes.store.pool import DEATHS
from pactes.web.described import described
from pactes.web.negotiation import Offer, negotiate

router = APIRouter(tags=["Service"])

_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
_NO_ROUTE = "(aucune)"
_OTHER = "(autre)"
_NOTE = "pactes.route"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)

_OUTCOMES = {
    QuerySyntaxError: "syntax",
    QueryForbidden: "forbidden",
    QueryEngineFailed: "engine",
    NoSuitableFormat: "format",
    StoreBusy: "busy",
}
_TEXT = Offer("text", CONTENT_TYPE_PLAIN_0_0_4)
_OPEN = Offer("openmetrics", OPEN_TYPE)
_OFFERS = (_TEXT, _OPEN)
_LIMITS = {"temps": "time", "mémoire": "memory", "taille": "size", "imbrication": "nesting"}
SHARED_METRICS = "PROMETHEUS_MULTIPROC_DIR"
"""Variable of the environment that names the folder where several processes write what they count."""

OUTCOMES = ("answered", "abandoned", "failed", *_OUTCOMES.values(), *_LIMITS.values())
"""How a query can end; every one is told from the start, at 0."""


def forget_process(folder: Path, process: int) -> None:
    """Have a process that ended counted no more among those that are at work; what it had counted stays counted."""
    mark_process_dead(process, str(folder))  # type: ignore[no-untyped-call]


class Metrics:
    """The counters of one application."""

    def __init__(self, store: Store) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "pactes_http_requests",
            "Requests answered, by method, template of the route and status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.request_seconds = Histogram(
            "pactes_http_request_duration_seconds",
            "Seconds from a request to the end of its answer, by template of the route.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.in_progress = Gauge(
            "pactes_http_requests_in_progress",
            "Requests that are being answered.",
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        self.query_seconds = Histogram(
            "pactes_query_duration_seconds",
            "Seconds that SPARQL queries took, those of pages too, waiting for their turn included, by outcome.",
            ("outcome",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        for outcome in OUTCOMES:
            self.query_seconds.labels(outcome)
        of_store = _StoreCollector(store)
        if os.environ.get(SHARED_METRICS):  # what all processes counted, of which this one knows its own
            self.registry = CollectorRegistry()
            MultiProcessCollector(self.registry)  # type: ignore[no-untyped-call]
        else:
            ProcessCollector(registry=self.registry)
        self.registry.register(of_store)


class MeasuredStore:
    """A ``Store`` whose queries are timed, by how they ended."""

    def __init__(self, store: Store, metrics: Metrics) -> None:
        self._store, self._metrics = store, metrics

    @property
    def release_id(self) -> str:
        """See ``Store``."""
        return self._store.release_id

    @property
    def release_path(self) -> Path | None:
        """See ``Store``."""
        return self._store.release_path

    @property
    def state(self) -> StoreState:
        """See ``Store``."""
        return self._store.state

    async def start(self) -> None:
        """See ``Store``."""
        await self._store.start()

    async def drain(self, patience: float) -> None:
        """See ``Store``."""
        await self._store.drain(patience)

    async def close(self) -> None:
        """See ``Store``."""
        await self._store.close()

    async def query(
        self,
        text: str,
        *,
        dataset: Dataset | None = None,
        formats: Formats = Formats(),  # noqa: B008 - frozen
        timeout: float | None = None,
    ) -> QueryResult:
        """See ``Store``."""
        started, outcome = time.perf_counter(), "answered"
        try:
            return await self._store.query(text, dataset=dataset, formats=formats, timeout=timeout)
        except BaseException as error:
            outcome = outcome_of(error)
            raise
        finally:
            self._metrics.query_seconds.labels(outcome).observe(time.perf_counter() - started)


def outcome_of(error: BaseException) -> str:
    """Return how a query ended that raised ``error``: one of ``OUTCOMES``."""
    if isinstance(error, QueryTooHeavy):
        return _LIMITS.get(error.limit, "failed")
    if isinstance(error, Unwritable):
        return _OUTCOMES[NoSuitableFormat]
    if not isinstance(error, Exception):
        return "abandoned"  # cancelled: the client left
    return next((name for kind, name in _OUTCOMES.items() if isinstance(error, kind)), "failed")


class _StoreCollector(Collector):
    """What the store tells of itself, read when it is asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics of the store."""
        state = self._store.state
        release = GaugeMetricFamily("pactes_release_info", "The release in service.", labels=("release", "software"))
        release.add_metric((self._store.release_id, pactes.__version__), 1)
        yield release
        workers = GaugeMetricFamily("pactes_workers", "Processes that answer queries, by state.", labels=("state",))
        for name, count in (("idle", state.idle), ("busy", state.busy), ("starting", state.starting)):
            workers.add_metric((name,), count)
        yield workers
        deaths = CounterMetricFamily(
            "pactes_workers_killed",
            "Processes that were ended, or ended by themselves, before their turn was over, by reason.",
            labels=("reason",),
        )
        for reason in DEATHS:
            deaths.add_metric((str(reason),), state.deaths.get(reason, 0))
        yield deaths
        if state.cache is not None:
            answers = CounterMetricFamily(
                "pactes_query_cache_requests",
                "Queries that a kept result answered, that joined one that ran, or that ran.",
                labels=("result",),
            )
            for name, count in (
                ("hit", state.cache.hits),
                ("shared", state.cache.shared),
                ("miss", state.cache.misses),
            ):
                answers.add_metric((name,), count)
            yield answers
            yield GaugeMetricFamily("pactes_query_cache_bytes", "Bytes that kept results take.", value=state.cache.size)
        yield GaugeMetricFamily("pactes_queries_waiting", "Queries that wait for their turn.", value=state.waiting)
        yield GaugeMetricFamily(
            "pactes_queries_waiting_limit", "Queries that may wait; the next are refused.", value=state.queue_limit
        )


class MetricsMiddleware:
    """Count every answer, those of other middlewares and errors too: it is the outermost."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._next, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] != "http":
            await self._next(scope, receive, send)
            return
        # The scope is copied on the way in; what is noted in this mapping comes back.
        note: dict[str, str] = {}
        scope[_NOTE] = note
        started, status = time.perf_counter(), ""

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        self._metrics.in_progress.inc()
        try:
            await self._next(scope, receive, watch)
        finally:
            self._metrics.in_progress.dec()
            route = note.get("route", _NO_ROUTE)
            method = scope["method"] if scope["method"] in _METHODS else _OTHER
            self._metrics.requests.labels(method, route, status or "aucun").inc()
            self._metrics.request_seconds.labels(route).observe(time.perf_counter() - started)


class RouteMiddleware:
    """Note which route answered: the innermost middleware sees what the router found."""

    def __init__(self, app: ASGIApp, application: FastAPI) -> None:
        self._next, self._application = app, application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        try:
            await self._next(scope, receive, send)
        finally:
            if scope["type"] == "http" and _NOTE in scope:
                path = template_of(scope, self._application.router.routes)
                if path is not None:
                    scope[_NOTE]["route"] = path


def template_of(scope: Scope, routes: Iterable[BaseRoute]) -> str | None:
    """Return the template of the route that a request found, None when it found none."""
    route = scope.get("route")
    path = getattr(route, "path", None)
    if path:
        return re.sub(r":\w+}", "}", str(path))  # how the router reads a parameter is nobody's business
    # What is mounted (the files of pages, former releases) leaves no route, but what answered.
    endpoint = scope.get("endpoint")
    mounts = (route for route in routes if isinstance(route, Mount) and route.app == endpoint)
    return next((f"{mount.path}/{{path}}" for mount in mounts), None)


@router.get(
    "/metrics",
    summary="Mesures du service (Prometheus)",
    response_class=Response,
    **described(
        "Les mesures, au format texte de Prometheus ou d'OpenMetrics",
        _OFFERS,
        problems=(406,),
        validators=False,
        has=("Cache-Control",),
    ),
)
async def metrics(request: Request) -> Response:
    """Tell what was counted since the start, in the format that the scraper asks for."""
    held: Metrics = request.app.state.metrics
    offer = negotiate(request.headers.get("accept"), _OFFERS)
    write = generate_open if offer is _OPEN else generate_latest
    body: bytes = write(held.registry)
    headers = {"Cache-Control": "no-store", "Vary": "Accept", "Content-Type": offer.media_type}
    return Response(body, headers=headers)
