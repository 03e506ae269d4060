"""The clock on the wall may jump: nothing that is counted in seconds depends on it."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

from pactes.settings import Settings

YEAR = 365 * 86400
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.mark.parametrize("jump", [YEAR, -YEAR])
def test_the_clock_may_jump(
    serve: Callable[[Settings], AbstractContextManager[str]],
    releases: Path,
    jump: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Answers, limits, budgets and what a visitor holds are the same after as before."""
    wall = time.time
    settings = Settings(releases=releases, query_timeout=2, client_errors=3, trusted_proxies="127.0.0.1")
    visitor = {"X-Forwarded-For": "192.0.2.9"}
    with serve(settings) as address, httpx.Client(base_url=address, timeout=60) as client:
        before = client.get("sparql", params={"query": "SELECT * { ?s ?p ?o } LIMIT 3"})
        failed = [client.get("sparql", params={"query": "SELECT"}, headers=visitor).status_code for _ in range(4)]
        assert failed == [400, 400, 400, 429]
        with monkeypatch.context() as patch:
            patch.setattr(time, "time", lambda: wall() + jump)
            after = client.get("sparql", params={"query": "SELECT * { ?s ?p ?o } LIMIT 3"})
            assert (after.status_code, after.content) == (before.status_code, before.content)
            assert after.headers["etag"] == before.headers["etag"]
            held = {"If-None-Match": before.headers["etag"]}
            assert client.get("sparql", params=dict(before.request.url.params), headers=held).status_code == 304
            assert client.get("sparql", params={"query": HEAVY}).json()["limit"] == "temps"
            assert client.get("sparql", params={"query": "SELECT"}, headers=visitor).status_code == 429
            assert client.get("health/ready").status_code == 200
