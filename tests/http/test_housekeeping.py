"""What is asked of any site, and the limits as visitors read them: those that are really in force."""

from __future__ import annotations

import urllib.robotparser
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

from pactes.settings import Settings
from pactes.web.i18n import Language
from pactes.web.views.limits import limits

PAGE = {"Accept": "text/html"}


def test_robots_may_read_pages_slowly_and_ask_no_questions(corpus: httpx.Client) -> None:
    answer = corpus.get("robots.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    rules = urllib.robotparser.RobotFileParser()
    rules.parse(answer.text.splitlines())
    for allowed in ("/", "/doc/contrat/x", "/dump/", "/def"):
        assert rules.can_fetch("robot", allowed)
    for refused in ("/sparql?query=ASK{}", "/search?q=x&page=2"):
        assert not rules.can_fetch("robot", refused)
    delay = rules.crawl_delay("robot")
    assert delay is not None
    assert int(delay) >= 1


def test_the_icon_is_where_programs_look_for_it(corpus: httpx.Client) -> None:
    answer = corpus.get("favicon.ico", follow_redirects=True)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("image/svg+xml")


@pytest.mark.parametrize(
    ("language", "told"),
    [("fr", ["4,5\u00a0s", "1,5\u00a0Gio", "3\u00a0Mio", "512\u00a0kio", "7"]),
     ("en", ["4.5\u00a0s", "1.5\u00a0GiB", "3\u00a0MiB", "512\u00a0kiB", "7"])],
)  # fmt: skip
def test_the_limits_are_those_that_are_set(
    serve: Callable[[Settings], AbstractContextManager[str]], corpus_releases: Path, language: str, told: list[str]
) -> None:
    settings = Settings(
        releases=corpus_releases,
        query_timeout=4.5,
        query_memory=3 * 2**29,
        result_limit=3 * 2**20,
        body_limit=2**19,
        queue_limit=7,
    )
    with serve(settings) as address:
        text = httpx.get(f"{address}limites", params={"_lang": language}, headers=PAGE).text
        assert [value for value in told if f">{value}</td>" not in text] == []
        figures = httpx.get(f"{address}limites", headers={"Accept": "application/json"}).json()
        assert figures["query_seconds"] == 4.5
        assert figures["body_bytes"] == 2**19
        long = "ASK {" + " " * 2**19 + "}"
        assert httpx.post(f"{address}sparql", data={"query": long}).status_code == 413


FIGURES = {name for name, field in Settings.model_fields.items() if field.annotation in (int, float)}
NO_LIMIT = {
    "port", "processes", "jobs", "confidence_floor", "memory_triples", "catalogue_page", "store_timeout",
    "document_timeout", "document_memory",
}  # fmt: skip
"""Figures that are set and stop no visitor: the others have to be on the page of limits."""


@pytest.mark.parametrize("name", sorted(FIGURES - NO_LIMIT))
def test_every_limit_that_can_be_set_is_told(name: str) -> None:
    settings = Settings.model_validate({name: 21})
    assert 21 in [limit.raw for limit in limits(settings, Language("fr"))]


def test_the_page_of_a_query_that_is_too_heavy_leads_to_the_limits(client: httpx.Client) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    answer = client.get("sparql", params={"query": query, "timeout": "0.2"}, headers=PAGE)
    assert answer.status_code == 422
    assert 'href="/limites"' in answer.text.partition('role="alert"')[2].partition("</section>")[0]
