"""The catalogue as portals harvest it, by the rules of data.gouv.fr (udata) and CKAN; its score by data.europa.eu."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import httpx
import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF, SH

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fabrique_publication import publish
from pactes.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://w3id.org/pactes/"
DCAT, HYDRA = Namespace("http://www.w3.org/ns/dcat#"), Namespace("http://www.w3.org/ns/hydra/core#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
TYPES = {
    "text/turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
    "application/n-triples": "nt",
    "application/trig": "trig",
    "application/n-quads": "nquads",
}
FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "json-ld": ox.RdfFormat.JSON_LD,
    "xml": ox.RdfFormat.RDF_XML,
    "nt": ox.RdfFormat.N_TRIPLES,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
}
SUFFIXES = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml", "nt": "nt", "trig": "trig", "nq": "nquads"}
EXPECTED = {
    f"{BASE}jeu/{name}"
    for name in (
        *("pactes", "tableaux", "contrat-essai", "lettre-essai"),
        *("registre", "vocabulaires", "ontologie", "shapes"),
    )
}


def metadata_quality():
    """The script that measures the score."""
    spec = importlib.util.spec_from_file_location("metadata_quality", ROOT / "scripts" / "metadata_quality.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["metadata_quality"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def published(
    serve: Callable[[Settings], AbstractContextManager[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Address of a server of a whole release, three datasets a page."""
    folder = tmp_path_factory.mktemp("publication")
    publish(folder / "ttl", folder / "versions")
    with serve(Settings(releases=folder / "versions", workers=1, catalogue_page=3)) as address:
        yield address


@pytest.fixture
def portal(published: str) -> Iterator[httpx.Client]:
    """A client that follows no redirection and asks for nothing in particular."""
    with httpx.Client(base_url=published, timeout=30) as http:
        yield http


def parse(text: str, form: str) -> Graph:
    """Read any of the formats (rdflib warns of its own JSON-LD and TriG readers)."""
    read = ox.parse(text.encode(), format=FORMATS[form])
    lines = ox.serialize((quad.triple for quad in read), format=ox.RdfFormat.N_TRIPLES)
    assert lines
    graph = Graph()
    graph.parse(data=lines, format="nt")
    return graph


@dataclass
class Harvest:
    """What a portal took: datasets and services by identifier, the pages it read, what it left."""

    datasets: dict[str, dict[str, object]] = field(default_factory=dict)
    services: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def udata(client: httpx.Client, address: str) -> Harvest:
    """Harvest as data.gouv.fr does: the format is that of the suffix, else of the type that HEAD declares; any
    redirection is an error; a dataset without identifier or title is left; French wins; pages follow ``hydra:next``.
    """
    suffix = address.partition("?")[0].rsplit(".", 1)[-1]
    form = SUFFIXES.get(suffix)
    if form is None:
        head = client.head(address)
        assert head.status_code == 200, "udata: HEAD must be 2xx without redirection"
        form = TYPES[head.headers["content-type"].partition(";")[0].strip()]
    harvest, following = Harvest(), address
    while following:
        answer = client.get(following)
        assert answer.status_code == 200, "udata: no redirection, no error"
        page = parse(answer.text, form)
        harvest.pages.append(following)
        for node in page.subjects(RDF.type, DCAT.Dataset):
            take(page, node, harvest)
        behind = set(page.objects(None, DCAT.accessService))
        harvest.services += [str(s) for s in page.subjects(RDF.type, DCAT.DataService) if s not in behind]
        views = list(page.subjects(RDF.type, HYDRA.PartialCollectionView))
        assert len(views) == 1
        following = str(page.value(views[0], HYDRA.next) or "")
        assert following not in harvest.pages, "udata would turn for ever"
    return harvest


def take(page: Graph, node, harvest: Harvest) -> None:
    identifier, titles = page.value(node, DCTERMS.identifier), list(page.objects(node, DCTERMS.title))
    if identifier is None or not titles:
        harvest.left.append(str(node))
        return
    assert str(identifier) not in harvest.datasets, "udata: the same dataset twice"
    files = [
        (
            str(page.value(file, DCTERMS.title)),
            str(page.value(file, DCAT.downloadURL) or page.value(file, DCAT.accessURL)),
        )
        for file in page.objects(node, DCAT.distribution)
        if page.value(file, DCAT.downloadURL) or page.value(file, DCAT.accessURL)
    ]
    harvest.datasets[str(identifier)] = {
        "title": next(str(t) for t in titles if isinstance(t, Literal) and t.language == "fr"),
        "keywords": sorted(str(word) for word in page.objects(node, DCAT.keyword)),
        "files": files,
        "modified": str(page.value(node, DCTERMS.modified)),
        "licence": str(page.value(node, DCTERMS.license)),
    }


def ckan(client: httpx.Client, address: str, form: str) -> list[str]:
    """Harvest as ckanext-dcat does: HEAD first (only 400 and 405 are forgiven), 50 MB a page, a page that is the same
    as the one before ends it.
    """
    found, last, following = [], "", address
    for _ in range(50):
        if not following:
            return found
        head = client.head(following)
        assert head.status_code in (200, 400, 405)
        answer = client.get(following)
        assert answer.status_code == 200
        assert len(answer.content) < 50 * 2**20
        digest = hashlib.md5(answer.content, usedforsecurity=False).hexdigest()
        if digest == last:
            return found
        last = digest
        page = parse(answer.text, form)
        found += [str(page.value(node, DCTERMS.identifier) or node) for node in page.subjects(RDF.type, DCAT.Dataset)]
        view = page.value(None, RDF.type, HYDRA.PartialCollectionView)
        following = str(page.value(view, HYDRA.next) or "") if view is not None else ""
    raise AssertionError("CKAN would not come to an end")


@pytest.mark.parametrize("suffix", ["", ".ttl", ".jsonld", ".rdf", ".nt", ".trig", ".nq"])
def test_data_gouv_fr_harvests_everything(portal: httpx.Client, published: str, suffix: str) -> None:
    harvest = udata(portal, f"{published}catalogue{suffix}")
    assert set(harvest.datasets) == EXPECTED
    assert len(harvest.pages) == 3
    assert all(page.startswith(f"{published}catalogue{suffix}") for page in harvest.pages), "the format is kept"
    assert sorted(harvest.services) == [f"{BASE}reconcile", f"{BASE}sparql"], "each once, behind no distribution"
    assert harvest.left == [f"{BASE}version/2026.11.1"], "a version is no dataset of the portal"
    for dataset in harvest.datasets.values():
        assert dataset["files"]
        assert len(dataset["keywords"]) >= 5
        assert date.fromisoformat(str(dataset["modified"])) == date(2026, 11, 22)
        assert dataset["licence"] == "https://spdx.org/licenses/etalab-2.0.html"
    assert harvest.datasets[f"{BASE}jeu/contrat-essai"]["title"] == "Contrats territoriaux : « Titre de contrat-essai »"


@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "rdf"])
def test_ckan_harvests_everything_and_comes_to_an_end(portal: httpx.Client, published: str, suffix: str) -> None:
    found = ckan(portal, f"{published}catalogue.{suffix}", SUFFIXES[suffix])
    assert len(found) == len(set(found))
    assert set(found) == {*EXPECTED, f"{BASE}version/2026.11.1"}


def test_every_file_answers_with_the_size_and_the_checksum_that_are_told(portal: httpx.Client, published: str) -> None:
    graph = metadata_quality().fetch(f"{published}catalogue.ttl")
    files = list(graph.subject_objects(DCAT.downloadURL))
    assert len(files) > 12
    for node, address in files:
        answer = portal.get(str(address), headers={"Accept-Encoding": "identity"})
        assert answer.status_code == 200, address
        assert int(graph.value(node, DCAT.byteSize)) == len(answer.content), address
        checksum = graph.value(node, SPDX.checksum)
        assert str(graph.value(checksum, SPDX.checksumValue)) == hashlib.sha256(answer.content).hexdigest(), address
        told = str(graph.value(node, DCAT.mediaType)).removeprefix("https://www.iana.org/assignments/media-types/")
        sent = answer.headers["content-type"].partition(";")[0]
        packed = graph.value(node, DCAT.compressFormat) is not None
        assert sent == ("application/gzip" if packed else told), address
    for predicate in (DCAT.landingPage, DCAT.endpointURL, DCAT.endpointDescription, DCTERMS.conformsTo):
        for address in set(graph.objects(None, predicate)):
            if str(address).startswith(published):
                assert portal.get(str(address), follow_redirects=True).status_code == 200, address


def test_pages_are_in_one_order_and_each_is_a_catalogue(portal: httpx.Client, published: str) -> None:
    listed: list[str] = []
    for number in (1, 2, 3):
        page = parse(portal.get(f"catalogue.ttl?page={number}").text, "turtle")
        view = page.value(None, RDF.type, HYDRA.PartialCollectionView)
        assert view == URIRef(f"{published}catalogue.ttl?page={number}")
        catalogue = page.value(predicate=RDF.type, object=DCAT.Catalog)
        assert catalogue == URIRef(f"{BASE}catalogue")
        assert int(page.value(catalogue, HYDRA.totalItems)) == len(EXPECTED)
        assert page.value(catalogue, HYDRA.view) == view
        here = sorted(str(node) for node in page.objects(catalogue, DCAT.dataset))
        assert all((URIRef(node), DCTERMS.title, None) in page for node in here)
        listed += here
        assert page.value(view, HYDRA.first) == URIRef(f"{published}catalogue.ttl?page=1")
        assert page.value(view, HYDRA.last) == URIRef(f"{published}catalogue.ttl?page=3")
        before, after = page.value(view, HYDRA.previous), page.value(view, HYDRA.next)
        assert (before, after) == (
            URIRef(f"{published}catalogue.ttl?page={number - 1}") if number > 1 else None,
            URIRef(f"{published}catalogue.ttl?page={number + 1}") if number < 3 else None,
        )
        again = portal.get(f"catalogue.ttl?page={number}")
        assert parse(again.text, "turtle").isomorphic(page)
    assert len(listed) == len(set(listed))
    assert set(listed) == EXPECTED
    assert f"{BASE}jeu/pactes" in listed[:3]


def test_pages_say_where_the_others_are_and_may_be_kept(portal: httpx.Client) -> None:
    second = portal.get("catalogue?page=2")
    for relation in (
        '</catalogue?page=1>; rel="prev"',
        '</catalogue?page=3>; rel="next"',
        '</catalogue.rdf?page=2>; rel="alternate"; type="application/rdf+xml"',
        'rel="license"',
    ):
        assert relation in second.headers["link"]
    first = portal.get("catalogue")
    assert first.headers["etag"] != second.headers["etag"]
    held = portal.get("catalogue?page=2", headers={"If-None-Match": second.headers["etag"]})
    assert held.status_code == 304
    assert portal.get("catalogue?page=2&_mediatype=application/rdf%2Bxml").headers["content-type"] == (
        "application/rdf+xml"
    )


@pytest.mark.parametrize(
    ("query", "status"), [("4", 404), ("0", 400), ("-1", 400), ("x", 400), ("", 400), ("1.5", 400), ("9" * 30, 400)]
)
def test_no_other_page(portal: httpx.Client, query: str, status: int) -> None:
    answer = portal.get("catalogue.ttl", params={"page": query})
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_addresses_are_those_of_the_public_service(
    serve: Callable[[Settings], AbstractContextManager[str]], tmp_path: Path
) -> None:
    publish(tmp_path / "ttl", tmp_path / "versions")
    public = "https://donnees.exemple.fr/contrats/"
    with serve(Settings(releases=tmp_path / "versions", workers=1, public_url=public)) as address:
        page = parse(httpx.get(f"{address}catalogue.ttl").text, "turtle")
    for predicate in (DCAT.downloadURL, DCAT.accessURL, DCAT.endpointURL, DCAT.endpointDescription):
        addresses = [str(value) for value in page.objects(None, predicate)]
        assert addresses
        assert all(value.startswith(public) for value in addresses)
    assert page.value(None, RDF.type, HYDRA.PartialCollectionView) == URIRef(f"{public}catalogue.ttl?page=1")
    assert page.value(None, RDF.type, DCAT.Catalog) == URIRef(f"{BASE}catalogue"), "a name is not an address"


@pytest.mark.reference
def test_each_page_as_served_conforms_and_misses_nothing_recommended(portal: httpx.Client) -> None:
    folder = metadata_quality().SHAPES
    if not folder.is_dir():
        pytest.skip("les formes DCAT-AP ne sont pas là (PACTES_CONFORMANCE)")
    for names in (("dcat-ap-SHACL.ttl", "ranges.ttl"), ("html-shapes_recommended.ttl",)):
        shapes = Graph()
        for name in names:
            shapes.parse(folder / name)
        for shape, _, constraint in list(shapes.triples((None, SH.property, None))):
            if (constraint, SH.path, None) not in shapes:
                shapes.remove((shape, SH.property, constraint))
        whole = Graph()
        for number in (1, 2, 3):
            whole += parse(portal.get(f"catalogue.ttl?page={number}").text, "turtle")
        conforms, _, report = pyshacl.validate(whole, shacl_graph=shapes)
        assert conforms, report


@pytest.mark.reference
def test_the_score_of_data_europa_eu(portal: httpx.Client, published: str) -> None:
    script = metadata_quality()
    if not script.SHAPES.is_dir():
        pytest.skip("les formes DCAT-AP ne sont pas là (PACTES_CONFORMANCE)")
    graph = script.fetch(f"{published}catalogue.ttl")
    criteria = script.measure(graph)
    assert {name: weight for name, (_, weight) in script.by_dimension(criteria).items()} == {
        "findability": 100,
        "accessibility": 100,
        "interoperability": 110,
        "reusability": 75,
        "contextuality": 20,
    }
    assert sum(one.points for one in criteria) >= 395, script.told(criteria)


def test_the_score_falls_with_what_is_missing(portal: httpx.Client, published: str) -> None:
    """Without keywords, licences or files that answer, points are lost, and the script says where."""
    script = metadata_quality()
    graph = script.fetch(f"{published}catalogue.ttl")
    for predicate in (DCAT.keyword, DCTERMS.license):
        graph.remove((None, predicate, None))
    criteria = {one.name: one for one in script.measure(graph, Path("/nulle/part"), ask=lambda _: 404)}
    for name in ("dcat:keyword", "dct:license", "licence du vocabulaire", "accessURL 200", "downloadURL 200"):
        assert criteria[name].points == 0
        assert criteria[name].missing
    assert criteria["conforme à DCAT-AP"].points == 0
    assert criteria["dcat:theme"].points == 30
    assert "manque : " in script.told(list(criteria.values()))


@pytest.mark.parametrize("content", [None, "ceci n'est pas du Turtle"])
def test_shapes_that_are_not_there_are_told_in_a_sentence(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        for name in ("dcat-ap-SHACL.ttl", "ranges.ttl"):
            (tmp_path / name).write_text(content, encoding="utf-8")
    conforms, why = metadata_quality().shapes_say(Graph(), tmp_path)
    assert not conforms
    assert str(tmp_path) in why
    assert "--shapes" in why if content is None else "dcat-ap-SHACL.ttl" in why
    assert "\n" not in why
