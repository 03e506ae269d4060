"""The service over real engines that a release was pushed to: the tests of the protocol, run again on each of them.

All of ``tests/http`` can be (``make test-stores``); these are what the protocol, the formats, negotiation and pages
need. What is known to differ, and why, is in ``differences.toml``.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from pactes.release import make_release, sources_of
from pactes.settings import Settings
from pactes.store.choice import store_of
from pactes.store.push import Pusher
from pactes.web import create_app
from sparql_engines import ENGINES, engine, missing

HERE = Path(__file__).parent
FILES = (
    "test_cas.py",
    "test_graph_store.py",
    "test_literals.py",
    "test_resources.py",
    "test_sparql.py",
    "test_w3c_protocol.py",
)
LIMIT = 1200
"""Seconds after which the tests on an engine hang."""


@pytest.mark.parametrize("store", ENGINES)
def test_the_tests_of_the_protocol_pass_on(store: str) -> None:
    if why := missing(store):
        pytest.skip(why)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *(str(HERE / name) for name in FILES)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        command,
        cwd=HERE.parents[1],
        env={**environment, "PACTES_TEST_STORE": store},
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )
    assert done.returncode == 0, done.stdout[-5000:]
    counted = re.search(r"(\d+) passed", done.stdout)
    assert counted is not None
    assert int(counted[1]) >= 500


def test_health_tells_which_release_the_endpoint_holds(tmp_path: Path, serve_app: object) -> None:
    data = HERE / "donnees"
    base = "https://w3id.org/pactes/"
    folder = tmp_path / "versions"
    first = make_release(sources_of(data, base), folder, version="2026.1", base_iri=base)
    with engine("oxigraph", tmp_path / "moteur") as held:
        settings = Settings(releases=folder, store=held.query, store_graphs=held.graphs)
        with serve_app(create_app(settings, store_of(settings))) as address:  # type: ignore[operator]
            empty = httpx.get(address + "health")
            assert empty.status_code == 503
            assert "pactes push" in empty.json()["warning"]
            refused = httpx.get(address + "sparql", params={"query": "ASK { ?s ?p ?o }"})
            assert refused.status_code == 503
            assert int(refused.headers["retry-after"]) > 0
            assert refused.headers["content-type"] == "application/problem+json"
        told = subprocess.run(
            [sys.executable, "-m", "pactes.cli", "push"],
            env={
                **os.environ,
                "PACTES_STORE": held.query,
                "PACTES_STORE_GRAPHS": held.graphs,
                "PACTES_RELEASES": str(folder),
            },
            capture_output=True,
            text=True,
        )
        assert told.returncode == 0, told.stderr
        assert first.id in told.stdout
        second = make_release(sources_of(data, base), folder, version="2026.2", base_iri=base)
        with serve_app(create_app(settings, store_of(settings))) as address:  # type: ignore[operator]
            health = httpx.get(address + "health")
            assert health.status_code == 200
            assert health.json()["release"] == first.id
            assert second.id in health.json()["warning"]
            pusher = Pusher(held.query, held.graphs, base)
            pusher.push(second)
            pusher.close()
            for _ in range(600):
                health = httpx.get(address + "health")
                if health.json()["release"] == second.id:
                    break
            assert "warning" not in health.json()
            page = httpx.get(address, headers={"Accept": "text/html"})
            assert page.status_code == 200


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "PACTES_STORE"),
        ({"PACTES_STORE": "http://127.0.0.1:9/sparql"}, "PACTES_STORE_GRAPHS"),
    ],
)
def test_push_says_what_it_needs(tmp_path: Path, environment: dict[str, str], said: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "pactes.cli", "push"],
        env={**os.environ, "PACTES_RELEASES": str(tmp_path), **environment},
        capture_output=True,
        text=True,
    )
    assert told.returncode == 2
    assert said in told.stderr
