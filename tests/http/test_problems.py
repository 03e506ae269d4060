"""One shape for every error, on every route, in two languages; a page where the application has one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from html import unescape
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request
from starlette.responses import Response

from pactes.errors import PactesError
from pactes.settings import Settings
from pactes.web import problems
from pactes.web.problems import TITLES, Problem

MEMBERS = {"type", "title", "status", "detail", "instance"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "nulle-part", 404),
        ("GET", "dump/nulle-part", 404),
        ("DELETE", "health", 405),
        ("POST", "catalogue", 405),
        ("GET", "sparql?query=non", 400),
        ("GET", "sparql?query=ASK+%7B%7D&_mediatype=image/png", 406),
        ("POST", "sparql", 415),
        ("GET", "sparql?update=CLEAR+ALL", 403),
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_error_has_the_shape(client: httpx.Client, method: str, path: str, status: int, language: str) -> None:
    response = client.request(method, path, headers={"Accept-Language": language})
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["content-language"] == language
    assert {"Accept", "Accept-Language"} <= set(response.headers["vary"].split(", "))
    body = response.json()
    assert set(body) >= MEMBERS
    slug = body["type"].removeprefix("https://w3id.org/pactes/probleme/")
    expected_status, french, english = TITLES[slug]
    assert (expected_status, body["title"]) == (status, french if language == "fr" else english)
    assert body["status"] == status
    assert body["instance"] == "/" + path.partition("?")[0]
    assert body["detail"].strip()


@pytest.fixture
def application(serve_app: Callable[[FastAPI], AbstractContextManager[str]]) -> Iterator[httpx.Client]:
    app = FastAPI()
    problems.install(app, lambda _: "http://ici/", "https://exemple.fr/")

    @app.get("/parti")
    async def gone() -> Response:
        raise Problem("gone", "Retiré par décision.", "Withdrawn by decision.", extra={"reason": "x"})

    @app.get("/nombre")
    async def number(n: int) -> int:
        return n

    @app.get("/panne")
    async def failure() -> Response:
        raise RuntimeError("mot de passe : secret")

    @app.get("/prevu")
    async def expected() -> Response:
        raise PactesError("Le disque est plein.")

    @app.get("/page")
    async def with_page() -> Response:
        app.state.problem_page = page
        return Response()

    def page(request: Request, body: problems.Body, language: str) -> Response:
        return Response(f"<p lang={language}>{body['detail']}</p>", media_type="text/html")

    with serve_app(app) as address, httpx.Client(base_url=address) as http:
        yield http


def test_handlers_raise_problems(application: httpx.Client) -> None:
    gone = application.get("/parti", headers={"Accept-Language": "en"})
    assert (gone.status_code, gone.json()["detail"], gone.json()["reason"]) == (410, "Withdrawn by decision.", "x")
    assert gone.json()["type"] == "https://exemple.fr/probleme/gone"
    assert application.get("/nombre", params={"n": "x"}).json()["type"].endswith("bad-request")


def test_a_failure_tells_nothing_of_the_inside(application: httpx.Client) -> None:
    failure = application.get("/panne")
    assert failure.status_code == 500
    assert failure.headers["content-type"] == "application/problem+json"
    assert "secret" not in failure.text
    assert application.get("/prevu").json()["detail"] == "Le disque est plein."


def test_people_get_a_page_machines_do_not(application: httpx.Client) -> None:
    application.get("/page")
    browser = application.get("/parti", headers={"Accept": "text/html,*/*;q=0.8"})
    assert browser.status_code == 410
    assert browser.headers["content-type"].startswith("text/html")
    assert "Retiré par décision." in browser.text
    for accept in ("*/*", "application/json", "text/turtle", "application/problem+json, text/html;q=0.5"):
        assert application.get("/parti", headers={"Accept": accept}).headers["content-type"] == problems.MEDIA_TYPE


def test_the_public_address_is_the_one_that_is_set(
    serve: Callable[[Settings], AbstractContextManager[str]], releases: Path
) -> None:
    settings = Settings(releases=releases, public_url="https://donnees.exemple.fr/pactes", query_timeout=0.2)
    heavy = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with serve(settings) as address:
        assert "<https://donnees.exemple.fr/pactes/sparql>" in httpx.get(address + "sparql").text
        problem = httpx.get(address + "sparql", params={"query": heavy}).json()
        assert problem["dump"] == "https://donnees.exemple.fr/pactes/dump/"
        assert problem["limits"] == "https://donnees.exemple.fr/pactes/limites"


def test_a_page_of_an_error_speaks_to_people(client: httpx.Client) -> None:
    page = client.get("contradictions?page=x", headers={"Accept": "text/html"})
    assert page.status_code == 400
    text = re.sub(r"\s", " ", unescape(re.sub(r"<[^>]+>", "", page.text)))
    assert "« page » doit être un nombre entier" in text
    for word in ("detail", "Input should", "integer"):
        assert word not in text
    english = client.get("contradictions?page=x", headers={"Accept": "text/html", "Accept-Language": "en"}).text
    assert "valid integer" in english
    known = client.get("version/1999.1", headers={"Accept": "text/html"})
    assert known.status_code == 404
    assert re.search(r'<a href="[^"]*/version/">/version/</a>', known.text)


def test_machines_read_which_members_a_problem_has(client: httpx.Client) -> None:
    told = {each["type"].rsplit("/", 1)[-1]: each for each in client.get("probleme/").json()}
    assert set(told) == set(TITLES)
    assert "Retry-After" in told["busy"]["description"]
    assert "« offered »" in told["not-acceptable"]["description"]
