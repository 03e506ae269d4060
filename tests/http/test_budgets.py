"""What one address may ask in a minute: its own time and errors, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

from pactes.settings import Settings
from pactes.web.budgets import Budgets

Serve = Callable[[Settings], AbstractContextManager[str]]
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


class Clock:
    """A clock that tests move."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_is_refilled_as_time_goes() -> None:
    clock = Clock()
    budgets = Budgets(60, 3, clock)
    assert budgets.wait("a") == 0
    budgets.spend("a", 70, failed=False)  # what was running may pass what was left
    assert budgets.wait("a") == 10
    assert budgets.wait("b") == 0
    clock.now += 5
    assert budgets.wait("a") == 5
    clock.now += 6
    assert budgets.wait("a") == 0
    clock.now += 1000
    budgets.spend("a", 59, failed=False)  # no more is saved up than one minute's
    assert budgets.wait("a") == 0
    budgets.spend("a", 2, failed=False)
    assert budgets.wait("a") == 1


def test_errors_are_counted_apart() -> None:
    clock = Clock()
    budgets = Budgets(60, 3, clock)
    for _ in range(3):
        assert budgets.wait("a") == 0
        budgets.spend("a", 0, failed=True)
    assert budgets.wait("a") == 20
    clock.now += 20
    assert budgets.wait("a") == 0
    without = Budgets(0, 0, clock)
    for _ in range(1000):
        without.spend("a", 10, failed=True)
    assert without.wait("a") == 0


def test_what_is_remembered_of_clients_is_bounded() -> None:
    budgets = Budgets(60, 3, Clock())
    for number in range(20_000):
        budgets.spend(f"client {number}", 100, failed=False)
    assert budgets.wait("client 19999") > 0
    assert budgets.wait("client 0") == 0


@pytest.fixture(scope="module")
def proxied(serve: Serve, releases: Path) -> Iterator[httpx.Client]:
    settings = Settings(
        releases=releases, trusted_proxies="127.0.0.1", client_seconds=0.5, client_errors=3, query_timeout=3
    )
    with serve(settings) as address, httpx.Client(base_url=address, timeout=30) as http:
        yield http


def ask(client: httpx.Client, visitor: str, query: str = "ASK {}", **rest: str) -> httpx.Response:
    return client.get(rest.pop("path", "sparql"), params={"query": query, **rest}, headers={"X-Forwarded-For": visitor})


def test_who_spent_their_time_is_told_when_to_come_back(proxied: httpx.Client) -> None:
    assert ask(proxied, "192.0.2.1").status_code == 200
    assert ask(proxied, "192.0.2.1", HEAVY, timeout="1.5").status_code == 422
    refused = ask(proxied, "192.0.2.1")
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["cache-control"] == "no-store"
    assert 60 < int(refused.headers["retry-after"]) < 300
    assert refused.json()["type"].endswith("probleme/too-many-requests")
    # Not the others, nor what is no query, nor another way to ask.
    assert ask(proxied, "192.0.2.2").status_code == 200
    sent = {"X-Forwarded-For": "192.0.2.1"}
    assert proxied.get("sparql", headers=sent).status_code == 200
    assert proxied.get("dump/", headers=sent).status_code == 200
    assert proxied.post("sparql", data={"query": "ASK {}"}, headers=sent).status_code == 429
    assert ask(proxied, "192.0.2.1", path="version/2026.11.1/sparql").status_code == 429
    page = proxied.get("sparql", params={"query": "ASK {}"}, headers={**sent, "Accept": "text/html"})
    assert page.status_code == 429
    assert "Trop de requêtes" in page.text


@pytest.mark.parametrize("query", ["SELECT", "INSERT DATA { <urn:a> <urn:b> 1 }"])
def test_errors_are_limited_too(proxied: httpx.Client, query: str) -> None:
    visitor = f"198.51.100.{len(query)}"
    statuses = [ask(proxied, visitor, query).status_code for _ in range(4)]
    assert statuses[-1] == 429
    assert set(statuses[:3]) <= {400, 403}


def test_an_ipv6_subscriber_is_one_client(proxied: httpx.Client) -> None:
    for number in range(3):
        assert ask(proxied, f"[2001:db8:1:2::{number}]:4711", "SELECT").status_code == 400
    assert ask(proxied, "2001:db8:1:2:ffff::9").status_code == 429
    assert ask(proxied, "2001:db8:1:3::1").status_code == 200


def test_the_machine_itself_has_no_budget(proxied: httpx.Client) -> None:
    """Behind a proxy that is not declared, it is everyone: they must not spend each other's."""
    for _ in range(6):
        assert proxied.get("sparql", params={"query": "SELECT"}).status_code == 400
    assert proxied.get("sparql", params={"query": "ASK {}"}).status_code == 200


def test_limits_tell_the_budget(proxied: httpx.Client) -> None:
    told = proxied.get("limites", headers={"Accept": "application/json"}).json()
    assert told["client_seconds_per_minute"] == 0.5
    assert told["client_errors_per_minute"] == 3
    assert "0,5\u00a0s" in proxied.get("limites", headers={"Accept": "text/html"}).text
