"""/metrics and /health: what an operator and a load balancer read."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_open
from prometheus_client.parser import text_string_to_metric_families as parse_text

from pactes.errors import StoreBusy
from pactes.settings import Settings
from pactes.store import QueryResult
from pactes.store.embedded import EmbeddedStore
from pactes.web import create_app

Serve = Callable[[Settings], AbstractContextManager[str]]
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
DOC = "doc/contrat/contrat-de-ville-du-val-fictif-2015-2020"


def scraped(client: httpx.Client) -> dict[str, Metric]:
    return {family.name: family for family in parse_text(client.get("metrics").text)}


def value(families: dict[str, Metric], name: str, **labels: str) -> float:
    """The value of one sample; 0 when it has not been seen yet."""
    found = [
        sample.value
        for family in families.values()
        for sample in family.samples
        if sample.name == name and sample.labels == labels
    ]
    assert len(found) < 2
    return found[0] if found else 0.0


def test_requests_are_counted_by_route_method_and_status(corpus: httpx.Client) -> None:
    asked: list[tuple[str, str, str, str]] = [
        ("GET", DOC, "/doc/{path}", "200"),
        ("HEAD", DOC, "/doc/{path}", "200"),
        ("GET", "doc/contrat/inconnu", "/doc/{path}", "404"),
        ("GET", "static/pactes.css", "/static/{path}", "200"),
        ("GET", "version/2026.11.1/doc/contrat/inconnu", "/version/{name}/{path}", "404"),
        ("GET", "nulle-part", "(aucune)", "404"),
        ("DELETE", "sparql", "/sparql", "405"),
        ("PROPFIND", "nulle-part", "(aucune)", "404"),
    ]
    before = scraped(corpus)
    for method, path, _, _ in asked:
        corpus.request(method, path)
    corpus.get("", headers={"Host": "a b"})
    after = scraped(corpus)
    for method, _, route, status in asked:
        labels = {"method": "(autre)" if method == "PROPFIND" else method, "route": route, "status": status}
        counted = [value(families, "pactes_http_requests_total", **labels) for families in (before, after)]
        assert counted[1] == counted[0] + 1, labels
    refused = {"method": "GET", "route": "(aucune)", "status": "400"}
    assert value(after, "pactes_http_requests_total", **refused) >= 1
    assert value(after, "pactes_http_request_duration_seconds_count", route="/doc/{path}") >= 3
    assert value(after, "pactes_http_requests_in_progress") == 1  # the one that asks


def test_the_number_of_series_does_not_grow_with_what_visitors_ask(corpus: httpx.Client) -> None:
    def series() -> int:
        return sum(len(family.samples) for family in scraped(corpus).values())

    corpus.get("doc/contrat/a")
    corpus.get("rien/a")
    corpus.get("version/a/doc/contrat/x")
    corpus.get("static/a")
    corpus.request("INVENTEE", "rien/a")
    corpus.get("sparql", params={"query": "ASK {}"})
    before = series()
    for n in range(20):
        corpus.get(
            f"doc/contrat/inconnu-{n}", headers={"User-Agent": f"curieux {n}", "X-Forwarded-For": f"192.0.2.{n}"}
        )
        corpus.get(f"rien/{n}")
        corpus.get(f"version/{n}/doc/contrat/x")
        corpus.get(f"static/{n}")
        corpus.request(f"INVENTEE{n}", f"rien/{n}")
        corpus.get("sparql", params={"query": f"ASK {{ <urn:{n}> ?p ?o }}"})
    assert series() == before
    text = corpus.get("metrics").text
    for private in ("inconnu-", "curieux", "192.0.2", "urn:", "INVENTEE"):
        assert private not in text


def test_queries_and_killed_workers_are_told_by_how_they_ended(client: httpx.Client) -> None:
    before = scraped(client)
    for query, status, parameters in (
        ("ASK {}", 200, {}),
        ("SELECT", 400, {}),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", 403, {}),
        (HEAVY, 422, {"timeout": "0.2"}),
    ):
        assert client.get("sparql", params={"query": query, **parameters}).status_code == status
    after = scraped(client)
    for outcome in ("answered", "syntax", "forbidden", "time"):
        name = "pactes_query_duration_seconds_count"
        assert value(after, name, outcome=outcome) > value(before, name, outcome=outcome), outcome
    killed = "pactes_workers_killed_total"
    assert value(after, killed, reason="time") == value(before, killed, reason="time") + 1
    told = {sample.labels["reason"] for sample in after["pactes_workers_killed"].samples}
    assert {"time", "memory", "nesting", "engine", "abandoned"} <= told


def test_the_release_the_workers_and_the_process_are_told(client: httpx.Client) -> None:
    families = scraped(client)
    release = families["pactes_release_info"].samples[0].labels["release"]
    assert release == client.get("health").json()["release"]
    workers = {sample.labels["state"]: sample.value for sample in families["pactes_workers"].samples}
    assert set(workers) == {"idle", "busy", "starting"}
    assert sum(workers.values()) >= 1
    assert value(families, "pactes_queries_waiting") == 0
    assert value(families, "pactes_queries_waiting_limit") == 64
    assert value(families, "process_resident_memory_bytes") > 2**20


def test_the_formats_of_prometheus_and_openmetrics(corpus: httpx.Client) -> None:
    # What Prometheus sends.
    accept = "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
    answer = corpus.get("metrics", headers={"Accept": accept})
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    assert {family.name for family in parse_open(answer.text)} >= {"pactes_http_requests", "pactes_release_info"}
    answer = corpus.get("metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    for family in parse_text(answer.text):
        assert family.documentation, family.name


def test_live_and_ready(corpus: httpx.Client) -> None:
    for path in ("health/live", "health/ready"):
        answer = corpus.get(path)
        assert answer.status_code == 200
        assert answer.json()["status"] == "ok"
        assert answer.headers["cache-control"] == "no-store"


class Mute(EmbeddedStore):
    """A store whose processes are there, and whose queries get no answer."""

    async def query(self, *_: object, **__: object) -> QueryResult:
        raise StoreBusy("Trop de requêtes attendent déjà.", retry_after=2)


def test_a_service_that_answers_no_query_lives_but_is_not_ready(
    serve_app: Callable[[FastAPI], AbstractContextManager[str]], corpus_releases: Path
) -> None:
    settings = Settings(releases=corpus_releases, workers=1)
    with serve_app(create_app(settings, Mute.of_settings(settings))) as address:
        assert httpx.get(f"{address}health/live").status_code == 200
        answer = httpx.get(f"{address}health/ready")
        assert answer.status_code == 503
        assert answer.json()["status"] == "indisponible"
        assert int(answer.headers["retry-after"]) > 0


def test_a_crowd_of_probes_is_one_query(serve: Serve, corpus_releases: Path) -> None:
    with serve(Settings(releases=corpus_releases, workers=1)) as address, httpx.Client(base_url=address) as client:
        before = value(scraped(client), "pactes_query_duration_seconds_count", outcome="answered")
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(lambda _: httpx.get(f"{address}health/ready").status_code, range(16)))
        assert set(answers) == {200}
        after = value(scraped(client), "pactes_query_duration_seconds_count", outcome="answered")
        assert 1 <= after - before < 8


@pytest.mark.parametrize("path", ["metrics", "health", "health/live", "health/ready"])
def test_what_operators_read_is_never_kept_by_caches(corpus: httpx.Client, path: str) -> None:
    assert corpus.get(path).headers["cache-control"] == "no-store"
