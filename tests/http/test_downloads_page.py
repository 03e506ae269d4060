"""The page of downloads when there are more graphs than people read at once: a part at a time, for machines all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import httpx
import pytest

from pactes.release import make_release, sources_of
from pactes.settings import Settings
from pactes.web.views.downloads import FILES_PER_PAGE

BASE = "https://w3id.org/pactes/"
GRAPHS = FILES_PER_PAGE + 5


@pytest.fixture(scope="module")
def site(
    serve: Callable[[Settings], AbstractContextManager[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    made = tmp_path_factory.mktemp("beaucoup")
    (made / "ttl").mkdir()
    for number in range(GRAPHS):
        said = f'<{BASE}id/x/{number}> <http://www.w3.org/2000/01/rdf-schema#label> "chose {number}"@fr .\n'
        (made / "ttl" / f"graphe-{number:04}.ttl").write_text(said, encoding="utf-8")
    make_release(sources_of(made / "ttl", BASE), made / "versions", version="1", base_iri=BASE, date="2026-11-22")
    with serve(Settings(releases=made / "versions", workers=1)) as url, httpx.Client(base_url=url, timeout=30) as http:
        yield http


def shown(site: httpx.Client, page: int) -> list[str]:
    answer = site.get("dump/", params={"page": page}, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert f"page {page}" in answer.text
    return re.findall(r'<th scope="row"><a href="/dump/([^"]+)"', answer.text)


def test_each_file_is_on_one_page(site: httpx.Client) -> None:
    listed = [file["name"] for file in site.get("dump/", headers={"Accept": "application/json"}).json()["files"]]
    first, second = shown(site, 1), shown(site, 2)
    assert len(first) == FILES_PER_PAGE
    assert sorted(first + second) == sorted(listed)
    assert {"pactes.nq.gz", "pactes.trig.gz"} <= set(first[:5])
    assert sum(name.startswith("graphe-") for name in first + second) == GRAPHS


def test_machines_get_all_whatever_page_is_asked(site: httpx.Client) -> None:
    whole = site.get("dump/", headers={"Accept": "application/json"}).json()
    assert site.get("dump/?page=2", headers={"Accept": "application/json"}).json() == whole
    assert sum(graph["triples"] for graph in whole["graphs"]) == whole["triples"] == GRAPHS


@pytest.mark.parametrize("page", [0, -1, 3, 10**30])
def test_past_the_end_there_is_no_page(site: httpx.Client, page: int) -> None:
    answer = site.get("dump/", params={"page": page}, headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "/dump/" in answer.text
