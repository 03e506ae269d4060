"""The API description tells the truth: all routes are in it, and generated requests get no other answer.

``PACTES_SCHEMATHESIS_REQUESTS=10000`` (``make schemathesis``) makes many more requests than the ordinary test.
"""

from __future__ import annotations

import copy
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup
from starlette.routing import BaseRoute, Mount, Route

from pactes.settings import Settings
from pactes.store.embedded import EmbeddedStore
from pactes.web import create_app
from pactes.web.problems import TITLES

REQUESTS = int(os.environ.get("PACTES_SCHEMATHESIS_REQUESTS", "1500"))
BASE = "https://w3id.org/pactes/"
CONTRACT = "contrat/contrat-de-ville-du-val-fictif-2015-2020"

KNOWN: dict[str, list[str]] = {
    "/id/{path}": [CONTRACT, f"{CONTRACT}.ttl", "document/essai", f"{CONTRACT}/"],
    "/doc/{path}": [CONTRACT, f"{CONTRACT}.ttl", f"{CONTRACT}.html", f"{CONTRACT}.rdf", "document/essai.jsonld"],
    "/dump/{name}": ["pactes.nq.gz", "pactes.nq", "pactes.trig.gz", "registre.ttl", "SHA256SUMS"],
    "/graphe/{rest}": ["registre", "registre.nt", "document-essai.html"],
    "/voc/{rest}": ["type-contrat", "type-contrat/contrat-de-ville.ttl"],
    "/probleme/{slug}": [*TITLES, "not-found.html", "busy.json"],
    "/static/{path}": ["pactes.css", "pactes.svg"],
}
"""Paths where there is something, by template; the generated ones lead nowhere."""

SUFFIXES = ["ttl", "jsonld", "rdf", "nt", "trig", "nq", "html", "png"]
ACCEPTED = [
    *("*/*", "text/html", "text/turtle", "application/ld+json", "application/rdf+xml", "application/n-quads"),
    *("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "image/png", "*/*;q=0"),
    *("application/json", "application/problem+json", "text/*;q=0.3, application/*;q=0.2", "n'importe quoi"),
]
QUERIES = [
    *(
        "ASK {}",
        "SELECT * { ?s ?p ?o } LIMIT 3",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "SELECT (RAND() AS ?x) {}",
    ),
    *("DESCRIBE <urn:x>", "SELECT", "INSERT DATA { <urn:a> <urn:b> 1 }", "LOAD <http://localhost/x>"),
    *("SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }", f"SELECT * FROM <{BASE}graphe/registre> {{ ?s ?p ?o }}"),
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f }",
]
GRAPHS = [f"{BASE}graphe/registre", f"{BASE}graphe/inconnu", "registre", "urn:x"]
load_all_checks()
CHECK = [
    CHECKS.get_one(name)
    for name in (
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "allow_header_conformance",
        "unsupported_method",
    )
]


@pytest.fixture(scope="module")
def server(serve: Callable[[Settings], AbstractContextManager[str]], corpus_releases: Path) -> Iterator[str]:
    """A server whose limits are near, so that generated requests meet them."""
    limits = Settings(
        releases=corpus_releases, workers=2, query_timeout=1.0, result_limit=2**20, body_limit=2**12, queue_limit=2
    )
    with serve(limits) as address:
        yield address


@pytest.fixture(scope="module")
def description(server: str) -> dict[str, Any]:
    told: dict[str, Any] = httpx.get(f"{server}openapi.json").json()
    return told


def routes_of(routes: list[BaseRoute]) -> Iterator[Route | Mount]:
    for route in routes:
        if isinstance(route, Route | Mount) and hasattr(route, "path"):
            yield route
        else:
            inner = getattr(route, "original_router", None) or getattr(route, "router", None) or route
            yield from routes_of(inner.routes)


def test_every_route_is_described(description: dict[str, Any]) -> None:
    app = create_app(Settings(), EmbeddedStore.of_settings(Settings()))
    for route in routes_of(app.router.routes):
        path = f"{route.path}/{{path}}" if isinstance(route, Mount) else re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path)
        methods = {"GET"} if isinstance(route, Mount) else route.methods or set()
        for method in methods:
            assert method.lower() in description["paths"][path], (method, path)


def test_every_operation_says_what_it_does_and_answers(description: dict[str, Any]) -> None:
    seen = set()
    for path, operations in description["paths"].items():
        assert {"get", "head", "options"} <= set(operations)
        for method, operation in operations.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            assert operation["tags"], where
            assert operation["operationId"] not in seen, where
            seen.add(operation["operationId"])
            answers = operation["responses"]
            assert {"400", "414"} <= set(answers), where
            assert any(status < "400" for status in answers), where
            for status, answer in answers.items():
                assert answer["description"], where
                if method in ("get", "post") and status == "200":
                    assert answer["content"], where
                if method in ("get", "post") and status >= "400" and (status, path[:7]) != ("503", "/health"):
                    assert "application/problem+json" in answer["content"], (where, status)


def test_the_description_names_the_address_of_the_service(
    serve: Callable[[Settings], AbstractContextManager[str]], corpus_releases: Path, server: str
) -> None:
    assert httpx.get(f"{server}openapi.json").json()["servers"] == [{"url": server.rstrip("/")}]
    with serve(Settings(releases=corpus_releases, workers=1, public_url="https://donnees.exemple.fr/p")) as address:
        answer = httpx.get(f"{address}openapi.json")
        assert answer.json()["servers"] == [{"url": "https://donnees.exemple.fr/p"}]
        assert httpx.get(f"{address}openapi.json", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_every_type_of_problem_is_an_answer_of_some_operation(description: dict[str, Any]) -> None:
    told = {
        int(status)
        for operations in description["paths"].values()
        for operation in operations.values()
        for status in operation["responses"]
    }
    # 405 is the answer of methods that are not described, 408 that of requests that never were whole.
    missing = {status for status, *_ in TITLES.values()} - told - {405, 408}
    assert missing <= {410}


def some(template: str, path: str | None) -> st.SearchStrategy[dict[str, Any]]:
    """What is put into a generated request: real paths and queries, headers that the description leaves out."""
    parts: dict[str, st.SearchStrategy[Any]] = {
        "accept": st.none() | st.sampled_from(ACCEPTED),
        "encoding": st.sampled_from([None, "gzip", "identity"]),
        "unconditional": st.booleans(),
        "other_type": st.integers(0, 9).map(lambda n: n == 0),
    }
    if template in KNOWN:
        parts["path"] = st.none() | st.sampled_from(KNOWN[template])
    elif path == "suffix":
        parts["path"] = st.sampled_from(SUFFIXES)
    if template == "/sparql":
        parts["query"] = st.none() | st.sampled_from(QUERIES)
    if template == "/dump/{name}":
        parts["range"] = st.none() | st.sampled_from(
            ["bytes=0-9", "bytes=-5", "bytes=99999999-", "bytes=x", "lignes=1-2"]
        )
    if template == "/graph-store":
        parts["graph"] = st.none() | st.sampled_from(GRAPHS)
    return st.fixed_dictionaries(parts)


class Trial:
    """Generated requests to a server: what was answered, and every fault found, with a request that shows it."""

    def __init__(self) -> None:
        self.answers: Counter[int] = Counter()
        self.faults: dict[str, str] = {}
        self._session = requests.Session()

    def of(self, operation: Any, number: int) -> None:
        """Send ``number`` requests to an operation."""
        parameter = next(iter(re.findall(r"\{(\w+)\}", operation.path)), None)
        positive = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
        negative = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
        bare = operation.method == "options" and parameter is None  # nothing in it that could be wrong

        @seed(20261122)
        @settings(
            max_examples=number,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=positive if bare else positive | negative, extra=some(operation.path, parameter))
        def ask(case: schemathesis.Case, extra: dict[str, Any]) -> None:
            if parameter is not None and extra.get("path") is not None:
                case.path_parameters = {**(case.path_parameters or {}), parameter: extra["path"]}
            for name in ("query", "graph"):
                if extra.get(name) is not None:
                    _put(case, name, extra[name])
            headers = {"Accept": extra["accept"], "Accept-Encoding": extra["encoding"]}
            if extra["unconditional"]:
                for name in [name for name in case.headers if name.lower().startswith("if-")]:
                    del case.headers[name]
            if extra.get("range") is not None:
                case.headers["Range"] = extra["range"]
                headers["Accept-Encoding"] = "identity"  # this client cannot read a part of what is compressed
            if operation.method == "post" and extra["other_type"]:
                case.media_type, case.body = "text/plain", "ASK {}"
            self._send(case, headers)

        ask()

    def _send(self, case: schemathesis.Case, headers: dict[str, str | None]) -> None:
        response = case.call(session=self._session, headers={n: v for n, v in headers.items() if v is not None})
        self.answers[response.status_code] += 1
        try:
            assert response.status_code < 500 or response.status_code == 503, f"status {response.status_code}"
            case.validate_response(response, checks=CHECK)
        except (AssertionError, schemathesis.errors.SchemathesisError, FailureGroup) as fault:
            self.faults.setdefault(f"{case.operation.label}: {str(fault)[:150]}", str(fault))


def _put(case: schemathesis.Case, name: str, value: str) -> None:
    """Put a value where the request has it: in its body, or in its query."""
    if case.method == "POST" and case.media_type == "application/sparql-query":
        case.body = value
    elif case.method == "POST":
        case.body = {**(case.body if isinstance(case.body, dict) else {}), name: value}
    elif isinstance(case.query, dict):
        case.query[name] = value


def weight(operation: Any) -> float:
    """How many requests an operation gets, 1 being the usual: more where there is more to go wrong."""
    if operation.method == "options":
        return 0.2
    if operation.path in ("/sparql", "/graph-store") and operation.method != "head":
        return 12
    return 4 if operation.path in KNOWN else 1


def test_a_trial_finds_an_answer_that_is_not_described(server: str, description: dict[str, Any]) -> None:
    told = copy.deepcopy(description)
    del told["paths"]["/doc/{path}"]["get"]["responses"]["404"]
    del told["paths"]["/limites"]["get"]["responses"]["200"]["content"]["text/html"]
    told["paths"]["/robots.txt"]["get"]["responses"]["200"]["headers"]["X-Absent"] = {
        "required": True,
        "schema": {"type": "string"},
    }
    told["paths"]["/health"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["required"] = [
        "absent"
    ]
    schema = schemathesis.openapi.from_dict(told)
    schema.config.update(base_url=server)
    trial = Trial()
    for path in ("/doc/{path}", "/limites", "/robots.txt", "/health"):
        trial.of(schema[path]["GET"], 20)
    found = "\n".join(fault.replace("\n", " ") for fault in trial.faults)
    for path, word in (
        ("/doc/{path}", "Undocumented status code"),
        ("/limites", "Undocumented Content-Type"),
        ("/robots.txt", "Missing required response headers"),
        ("/health", "Response violates schema"),
    ):
        assert re.search(f"{re.escape(path)}:.*{word}", found), (path, found)


def test_generated_requests_get_only_described_answers(server: str) -> None:
    """No answer that is not described, and no 5xx but the described 503 (schemathesis)."""
    schema = schemathesis.openapi.from_url(f"{server}openapi.json")
    operations = [result.ok() for result in schema.get_all_operations()]
    trial = Trial()
    unit = REQUESTS / sum(map(weight, operations))
    for operation in operations:
        trial.of(operation, max(2, round(unit * weight(operation))))
    total = sum(trial.answers.values())
    print(f"{total} requests, {len(operations)} operations, answers: {dict(sorted(trial.answers.items()))}")
    assert not trial.faults, "\n\n".join(trial.faults.values())
    # The trial did reach real things; which of the rarer answers it meets is chance.
    assert total > REQUESTS / 2
    assert {200, 303, 400, 404, 406, 415} <= set(trial.answers)
