"""Every route of the application, walked: one shape for its errors, HEAD and OPTIONS, no surprise in other methods."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator

import httpx
import pytest
from starlette.routing import BaseRoute, Mount, Route

from pactes.settings import Settings
from pactes.store.embedded import EmbeddedStore
from pactes.web import create_app
from pactes.web.problems import TITLES

MEMBERS = {"type", "title", "status", "detail", "instance"}
HEADERS = (
    *(
        "Accept",
        "Accept-Profile",
        "Accept-Language",
        "Accept-Encoding",
        "If-None-Match",
        "If-Modified-Since",
        "If-Match",
    ),
    *("If-Unmodified-Since", "Range", "If-Range", "Forwarded", "X-Forwarded-Host", "X-Forwarded-For", "Origin"),
)
SCRAPS = (
    *(
        "text/turtle",
        "text/html",
        "*/*",
        "*",
        "q=",
        "q=1",
        "q=0.5",
        "q=nan",
        "q=-1",
        ";",
        ",",
        '"',
        'W/"a"',
        '"a"',
        "=",
    ),
    *(
        "bytes=",
        "0-",
        "-1",
        "-",
        "9" * 25,
        "<https://schema.org/>",
        "<",
        ">",
        "altr",
        "fr",
        "en-GB",
        "gzip",
        "identity",
    ),
    *("Mon, 01 Jan 2001 00:00:00 GMT", "Mon, 99 Foo 0000", "Fri, 31 Dec 9999 23:59:59 GMT", "1e400", "\\", "%", "é"),
    *("for=", "host=", "proto=https", "1.2.3.4", "[::1]:80", 'for="[::1', "/"),
)
VALUES = {"suffix": "ttl", "path": "contrat/inconnu", "rest": "inconnu", "name": "inconnu", "slug": "inconnu"}


def routes_of(routes: Iterable[BaseRoute]) -> Iterator[Route | Mount]:
    """Every route, those of included routers too."""
    for route in routes:
        if isinstance(route, Route | Mount) and hasattr(route, "path"):
            yield route
        else:
            inner = getattr(route, "original_router", None) or getattr(route, "router", None) or route
            yield from routes_of(inner.routes)


def paths() -> list[str]:
    settings = Settings()
    app = create_app(settings, EmbeddedStore.of_settings(settings))
    found = set()
    for route in routes_of(app.router.routes):
        path = f"{route.path}/inconnu" if isinstance(route, Mount) else route.path
        found.add(re.sub(r"\{(\w+)(?::\w+)?\}", lambda match: VALUES.get(match[1], "inconnu"), path))
    return sorted(found)


PATHS = paths()


def check(response: httpx.Response, status: int | None = None) -> None:
    """Check that an error has the one shape."""
    assert status is None or response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-language"] in ("fr", "en")
    assert {"Accept", "Accept-Language"} <= set(response.headers["vary"].split(", "))
    assert response.headers["access-control-allow-origin"] == "*"
    body = response.json()
    assert set(body) >= MEMBERS
    assert body["status"] == response.status_code
    slug = body["type"].removeprefix("https://w3id.org/pactes/probleme/")
    assert TITLES[slug][0] == response.status_code
    assert body["detail"].strip()


def test_the_walk_sees_the_routes() -> None:
    assert {"/sparql", "/catalogue", "/dump/", "/graph-store", "/health", "/", "/static/inconnu"} <= set(PATHS)
    assert len(PATHS) > 25


@pytest.mark.parametrize("path", PATHS)
def test_every_error_of_every_route_has_the_shape(corpus: httpx.Client, path: str) -> None:
    for method in ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
        response = corpus.request(method, path)
        check(response, 405)
        assert "OPTIONS" in response.headers["allow"]
    for parameters in ({}, {"page": "zéro"}, {"_profile": "inconnu"}, {"_mediatype": "image/png"}, {"query": "non"}):
        for headers in ({"Accept": "image/png"}, {"Accept": "*/*;q=0"}, {"Accept": "application/problem+json"}):
            response = corpus.get(path, params=parameters, headers=headers)
            assert response.status_code < 500
            if response.status_code >= 400:
                check(response)
    for content_type in ("text/plain", "application/json", "application/x-www-form-urlencoded"):
        response = corpus.post(path, content=b"\xff{", headers={"Content-Type": content_type})
        assert response.status_code in (400, 405, 415)
        check(response)
    check(corpus.get(path.rstrip("/") + "/nulle-part/" + "x" * 300), 404)
    forged = corpus.get(path, headers={"Host": "a b"})
    check(forged, 400)


@pytest.mark.parametrize("path", PATHS)
def test_people_get_a_page_of_every_error(corpus: httpx.Client, path: str) -> None:
    for language, word in (("fr", "Méthode non admise"), ("en", "Method not allowed")):
        page = corpus.delete(path, headers={"Accept": "text/html", "Accept-Language": language})
        assert page.status_code == 405
        assert page.headers["content-type"].startswith("text/html")
        assert page.headers["content-language"] == language
        assert word in page.text
        assert 'href="/static/pactes.css' in page.text


@pytest.mark.parametrize("path", PATHS)
def test_options_tells_what_get_and_post_do(corpus: httpx.Client, path: str) -> None:
    options = corpus.options(path)
    assert options.status_code == 204
    allowed = options.headers["allow"].split(", ")
    assert {"GET", "HEAD", "OPTIONS"} <= set(allowed)
    assert (corpus.post(path).status_code != 405) == ("POST" in allowed)


def test_every_type_of_problem_leads_to_what_it_means(corpus: httpx.Client) -> None:
    for slug, (status, french, english) in TITLES.items():
        for language, title in (("fr", french), ("en", english)):
            told = corpus.get(f"/probleme/{slug}", headers={"Accept-Language": language}).json()
            assert (told["status"], told["title"]) == (status, title)
            assert told["type"].endswith(f"/probleme/{slug}")
            assert len(told["description"]) > 40
            page = corpus.get(f"/probleme/{slug}", headers={"Accept": "text/html", "Accept-Language": language})
            assert title in page.text
    problem = corpus.get("/nulle-part").json()
    assert corpus.get(problem["type"].removeprefix("https://w3id.org/pactes")).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_headers_of_nonsense_get_an_answer_of_the_same_shape(corpus: httpx.Client, path: str) -> None:
    chance = random.Random(path)
    for _ in range(25):
        headers = {
            name: "".join(chance.choices(SCRAPS, k=chance.randrange(6))).encode()
            for name in chance.sample(HEADERS, k=chance.randrange(1, 4))
        }
        response = corpus.get(path, headers=headers)
        assert response.status_code < 500, headers
        if response.status_code >= 400 and not response.headers["content-type"].startswith("text/html"):
            check(response)
