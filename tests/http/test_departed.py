"""What left the data between two versions, without a word of why; and versions that bear one date."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from pactes.release import make_release, sources_of
from pactes.settings import Settings

BASE = "https://w3id.org/pactes/"
CORPUS = Path(__file__).parent / "corpus"
DATE = "Tue, 01 Sep 2026 00:00:00 GMT"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
THING = f'<{BASE}id/projet/parti> a <{BASE}def#Projet> ; <{LABEL}> "Parti" .\n'


@pytest.fixture(scope="module")
def client(
    tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Settings], AbstractContextManager[str]]
) -> Iterator[httpx.Client]:
    """Three versions, the first two of one date: the second lacks a graph that the first has, as does the third."""
    folder, written = tmp_path_factory.mktemp("versions"), tmp_path_factory.mktemp("graphes")
    for path in CORPUS.glob("*.ttl"):
        shutil.copy(path, written)
    (written / "parti.ttl").write_text(THING, encoding="utf-8")
    for version, date in (("2026.9.1", "2026-09-01"), ("2026.9.2", "2026-09-01"), ("2026.10.1", "2026-10-01")):
        make_release(sources_of(written, BASE), folder, version=version, date=date, base_iri=BASE)
        (written / "parti.ttl").unlink(missing_ok=True)
    with serve(Settings(releases=folder, workers=1)) as url, httpx.Client(base_url=url, timeout=60) as http:
        yield http


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("id/projet/parti", "doc/projet/parti"),
        ("id/projet/parti.ttl", "doc/projet/parti.ttl"),
        ("doc/projet/parti", "doc/projet/parti"),
        ("doc/projet/parti.jsonld", "doc/projet/parti.jsonld"),
        ("graphe/parti", "graphe/parti"),
    ],
)
def test_the_404_of_what_left_names_the_last_version_that_has_it(client: httpx.Client, path: str, there: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    body = answer.json()
    assert body["lastVersion"] == "2026.9.1"
    assert body["document"] == f"{client.base_url}version/2026.9.1/{there}"
    assert body["document"] in body["detail"]
    assert client.get(body["document"]).status_code == 200
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert f'href="{body["document"]}"' in page.text


@pytest.mark.parametrize("path", ["id/projet/jamais", "doc/projet/jamais.ttl", "version/2026.10.1/doc/projet/parti"])
def test_the_404_of_what_never_was_names_none(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "lastVersion" not in answer.json()


def test_links_of_the_page_of_a_difference_lead_to_documents(client: httpx.Client) -> None:
    page = client.get("version/2026.9.1..2026.10.1", headers={"Accept": "text/html"}).text
    found = re.findall(r'href="(/version/[^"/]+/[^"]+)"', page)
    assert "/version/2026.9.1/graphe/parti" in found
    assert "/version/2026.9.1/doc/projet/parti" in found
    assert {path: client.get(path).status_code for path in found} == dict.fromkeys(found, 200)
    assert 'href="/graphe/' not in page


def test_versions_of_one_date_are_all_mementos(client: httpx.Client) -> None:
    listed = re.findall(r'<[^>]*/version/([^/]+)/[^>]*>; rel="[^"]*memento"', client.get("timemap/jeu/pactes").text)
    assert listed == ["2026.9.1", "2026.9.2", "2026.10.1"]
    gate = client.get("jeu/pactes", headers={"Accept-Datetime": DATE})
    assert gate.headers["location"] == "/version/2026.9.2/jeu/pactes", "the later of the two answers"


def test_what_the_later_version_of_a_date_lacks_is_found_in_the_elder(client: httpx.Client) -> None:
    assert "/version/2026.9.1/doc/projet/parti" in client.get("timemap/doc/projet/parti").text
    gate = client.get("doc/projet/parti", headers={"Accept-Datetime": DATE})
    assert gate.headers["location"] == "/version/2026.9.1/doc/projet/parti"
    assert client.get(gate.headers["location"]).status_code == 200


def test_the_dataset_names_its_versions_up_to_the_one_that_is_served(client: httpx.Client) -> None:
    def named(path: str) -> set[str]:
        quads = ox.parse(client.get(path).content, format=ox.RdfFormat.TURTLE)
        return {q.object.value for q in quads if q.predicate.value == "http://www.w3.org/ns/dcat#hasVersion"}

    before = {f"{BASE}version/2026.9.1", f"{BASE}version/2026.9.2"}
    assert before <= named("jeu/pactes.ttl")
    assert before & named("version/2026.9.2/jeu/pactes.ttl") == {f"{BASE}version/2026.9.1"}
    page = client.get("jeu/pactes", headers={"Accept": "text/html"}).text
    for version in before:
        path = f"/{version.removeprefix(BASE)}"
        assert f'href="{path}"' in page
        assert client.get(path).status_code == 200
