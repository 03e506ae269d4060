"""The validation report of a release: a page for people, the same graph for machines, nothing where there is none."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SH

from pactes.rdf.fichiers import static_graphs
from pactes.rdf.namespaces import BASE
from pactes.release import make_release, sources_of
from pactes.settings import Settings
from pactes.validation import Genre, GrapheDeDonnees, Rapport, read_graph, report_graph, validate

CORPUS = Path(__file__).parent / "corpus"
HTML = {"Accept": "text/html"}
DOCUMENT = "document-essai"


class Page(HTMLParser):
    """The links, the identifiers and the words of a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.text: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())


@pytest.fixture(scope="module")
def rapport() -> Rapport:
    """The report of the corpus, where a contract has a property that no contract may have."""
    document = read_graph(CORPUS / f"{DOCUMENT}.ttl").graphe
    contract = next(document.subjects(URIRef(f"{BASE}def#dateSignature")))
    document.add((contract, URIRef(f"{BASE}def#signeLe"), Literal("<b>hier</b>")))
    data = [
        GrapheDeDonnees(f"data/ttl/{DOCUMENT}.ttl", document),
        *(read_graph(CORPUS / f"{name}.ttl") for name in ("registre", "catalogue")),
        *(GrapheDeDonnees(f"{name}.ttl", graph, Genre.REFERENCE) for name, graph in static_graphs().items()),
    ]
    report = validate(data)
    assert any("signeLe" in (result.chemin or "") for result in report.resultats)
    return report


@pytest.fixture(scope="module")
def site(
    rapport: Rapport,
    tmp_path_factory: pytest.TempPathFactory,
    serve: Callable[[Settings], AbstractContextManager[str]],
) -> Iterator[httpx.Client]:
    folder, written = tmp_path_factory.mktemp("versions"), tmp_path_factory.mktemp("graphes")
    for graph, triples in static_graphs().items():
        triples.serialize(written / f"{str(graph).rsplit('/', 1)[-1]}.ttl", format="nt", encoding="utf-8")
    for path in CORPUS.glob("*.ttl"):
        shutil.copy(path, written)
    report_graph(rapport, version="2026.11.1").serialize(written / "validation.ttl", format="nt", encoding="utf-8")
    make_release(sources_of(written, BASE), folder, version="2026.11.1", base_iri=BASE)
    with serve(Settings(releases=folder, workers=2)) as url, httpx.Client(base_url=url, timeout=30) as http:
        yield http


def page(site: httpx.Client, path: str, language: str = "fr") -> Page:
    response = site.get(path, headers={**HTML, "Accept-Language": language})
    assert response.status_code == 200
    return Page(response.text)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_tells_every_result_with_what_to_do(site: httpx.Client, rapport: Rapport, language: str) -> None:
    found = page(site, "/validation", language)
    for result in rapport.resultats:
        assert " ".join(getattr(result.message, language).split()) in found.words
        assert " ".join(getattr(result.remede, language).split()) in found.words
        assert result.identifiant in found.ids
    assert len(found.ids) == len(set(found.ids))
    assert "<b>hier</b>" in found.words
    verdict = {"fr": "Non conforme", "en": "Does not conform"}
    assert verdict[language] in found.words


def test_the_page_leads_to_the_things_to_the_passages_and_to_the_shapes(site: httpx.Client, rapport: Rapport) -> None:
    links = page(site, "/validation").links
    shapes = page(site, "/shapes").ids
    for result in rapport.resultats:
        name = result.forme.rsplit("#", 1)[-1]
        assert f"/shapes#{name}" in links
        assert name in shapes
    # Where a release holds no text of its documents, as this one, a passage is read at its own page.
    assert any(re.search(r"/passage/\d+-\d+$", link) for link in links)
    for link in {link.partition("#")[0] for link in links if link.startswith("/")}:
        assert site.get(link, headers=HTML).status_code == 200, link


def test_machines_get_the_graph_at_the_same_address(site: httpx.Client, rapport: Rapport) -> None:
    for path, headers in (("/validation", {"Accept": "text/turtle"}), ("/validation.ttl", {})):
        response = site.get(path, headers=headers)
        assert response.headers["content-type"].startswith("text/turtle")
        told = Graph().parse(data=response.text, format="turtle")
        assert set(report_graph(rapport, version="2026.11.1")) <= set(told)
    query = f"SELECT ?r FROM <{BASE}graphe/validation> WHERE {{ ?r a <{SH.ValidationResult}> }}"
    rows = site.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"}).text.split()
    assert len(rows) - 1 == len(rapport.resultats)


def test_every_page_leads_to_the_report(site: httpx.Client) -> None:
    assert "/validation" in page(site, "/").links
    assert "/version/2026.11.1/validation" in page(site, "/version/2026.11.1").links
    assert "/validation</loc>" in site.get("/sitemap.xml").text


def test_a_release_without_a_report_has_no_such_page(corpus: httpx.Client) -> None:
    assert corpus.get("/validation", headers=HTML).status_code == 404
    assert "/validation" not in page(corpus, "/").links
    assert "/validation<" not in corpus.get("/sitemap.xml").text
