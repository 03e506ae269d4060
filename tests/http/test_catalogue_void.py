"""What a whole release serves beside its catalogue: VoID, tables, JSON-LD context, sitemap, robots, Atom feeds."""

from __future__ import annotations

import csv
import io
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, VOID

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fabrique_publication import publish
from pactes.release import make_release, sources_of
from pactes.settings import Settings
from pactes.web import sitemap

BASE = "https://w3id.org/pactes/"
DATASET = URIRef(f"{BASE}jeu/pactes")
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
Serve = Callable[[Settings], AbstractContextManager[str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graphs and the release of two made-up documents."""
    made = tmp_path_factory.mktemp("publication")
    publish(made / "ttl", made / "versions")
    return made


@pytest.fixture(scope="module")
def published(serve: Serve, folder: Path) -> Iterator[str]:
    with serve(Settings(releases=folder / "versions", workers=2)) as address:
        yield address


@pytest.fixture
def site(published: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=published, timeout=30) as http:
        yield http


def count(site: httpx.Client, pattern: str, what: str = "*", graph: str = "") -> int:
    query = {"query": f"SELECT (COUNT({what}) AS ?n) {{ {pattern} }}"}
    answer = site.get("sparql", params=query | ({"default-graph-uri": graph} if graph else {}))
    return int(answer.json()["results"]["bindings"][0]["n"]["value"])


def test_the_figures_of_void_are_those_that_queries_give(site: httpx.Client, published: str) -> None:
    graph = Graph().parse(data=site.get(".well-known/void").text, format="turtle")

    def told(node: object, predicate: URIRef) -> int:
        values = list(graph.objects(node, predicate))  # type: ignore[arg-type]
        assert len(values) == 1, (node, predicate, "one figure")
        return int(values[0])

    assert told(DATASET, VOID.triples) == count(site, "?s ?p ?o")
    assert told(DATASET, VOID.distinctSubjects) == count(site, "?s ?p ?o", "DISTINCT ?s")
    assert told(DATASET, VOID.distinctObjects) == count(site, "?s ?p ?o", "DISTINCT ?o")
    assert told(DATASET, VOID.properties) == count(site, "?s ?p ?o", "DISTINCT ?p")
    assert told(DATASET, VOID.classes) == count(site, "?s a ?c", "DISTINCT ?c")
    ids = f'?s ?p ?o FILTER(STRSTARTS(STR(?s), "{BASE}id/"))'
    assert told(DATASET, VOID.entities) == count(site, ids, "DISTINCT ?s")
    assert str(graph.value(DATASET, VOID.uriSpace)) == f"{BASE}id/"
    partitions = list(graph.objects(DATASET, VOID.classPartition))
    assert len(partitions) == told(DATASET, VOID.classes)
    for part in partitions:
        assert told(part, VOID.entities) == count(site, f"?s a <{graph.value(part, VOID['class'])}>", "DISTINCT ?s")
    partitions = list(graph.objects(DATASET, VOID.propertyPartition))
    assert len(partitions) == told(DATASET, VOID.properties)
    for part in partitions[::9]:
        pattern = f"?s <{graph.value(part, VOID.property)}> ?o"
        assert told(part, VOID.triples) == count(site, pattern)
        assert told(part, VOID.distinctSubjects) == count(site, pattern, "DISTINCT ?s")
        assert told(part, VOID.distinctObjects) == count(site, pattern, "DISTINCT ?o")
    for subset in graph.objects(DATASET, VOID.subset):
        assert told(subset, VOID.triples) == count(site, "?s ?p ?o", graph=str(subset))
    assert graph.value(DATASET, VOID.sparqlEndpoint) == URIRef(f"{published}sparql")
    dumps = {str(address) for address in graph.objects(None, VOID.dataDump)}
    assert {f"{published}dump/pactes.nq.gz", f"{published}dump/registre.ttl.gz"} <= dumps
    assert all(site.head(address).status_code == 200 for address in dumps)
    for predicate in (VOID.exampleResource, VOID.rootResource):
        things = list(graph.objects(DATASET, predicate))
        assert things
        for thing in things:
            path = str(thing).removeprefix(BASE)
            assert site.get(path, follow_redirects=True).status_code == 200, path
    namespaces = {str(name) for name in graph.objects(DATASET, VOID.vocabulary)}
    assert {f"{BASE}def#", "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/dcat#"} <= namespaces
    assert "http://www.w3.org/2006/time#" not in namespaces, "a vocabulary that nothing uses is not named"
    assert (URIRef(f"{published}.well-known/void"), RDF.type, VOID.DatasetDescription) in graph


def test_a_table_is_one_click_away_and_tells_its_metadata(site: httpx.Client) -> None:
    page = site.get("dump/", headers={"Accept": "text/html"}).text
    assert 'href="/dump/objectifs.csv"' in page
    answer = site.get("dump/objectifs.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    link = '</dump/objectifs.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
    assert link in answer.headers["link"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert len(rows) == count(site, f"?x a <{BASE}def#Objectif>", "DISTINCT ?x") > 0
    metadata = site.get("dump/objectifs.csv-metadata.json")
    assert metadata.headers["content-type"].startswith("application/csvm+json")
    assert [column["name"] for column in metadata.json()["tableSchema"]["columns"]] == list(rows[0])
    group = site.get("dump/csv-metadata.json").json()
    assert all(site.head(f"dump/{table['url']}").status_code == 200 for table in group["tables"])
    held = site.get("dump/objectifs.csv", headers={"If-None-Match": answer.headers["etag"]})
    assert held.status_code == 304
    part = site.get("dump/objectifs.csv", headers={"Range": "bytes=0-9", "Accept-Encoding": "identity"})
    whole = site.get("dump/objectifs.csv", headers={"Accept-Encoding": "identity"})
    assert (part.status_code, part.content) == (206, whole.content[:10])


def test_the_context_is_json_ld_that_any_site_may_read(site: httpx.Client) -> None:
    answer = site.get("context.jsonld", headers={"Origin": "https://exemple.fr"})
    assert answer.headers["content-type"].partition(";")[0] == "application/ld+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["cache-control"].startswith("public")
    assert "@context" in answer.json()
    assert site.get("context.jsonld", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert site.head("context.jsonld").headers["etag"] == answer.headers["etag"]


def addresses_of(text: str) -> list[str]:
    return [str(node.text) for node in ElementTree.fromstring(text).iter(f"{SITEMAP}loc")]


def test_the_sitemap_names_every_page_and_no_signature(site: httpx.Client, published: str) -> None:
    assert f"Sitemap: {published}sitemap.xml" in site.get("robots.txt").text.splitlines()
    answer = site.get("sitemap.xml")
    assert answer.headers["content-type"].partition(";")[0] == "application/xml"
    assert ElementTree.fromstring(answer.text).tag == f"{SITEMAP}urlset"
    listed = addresses_of(answer.text)
    assert len(listed) == len(set(listed))
    assert all(address.startswith(published) for address in listed)
    dates = {node.text for node in ElementTree.fromstring(answer.text).iter(f"{SITEMAP}lastmod")}
    assert dates == {"2026-11-22"}
    contracts = [address for address in listed if re.search(r"/doc/contrat/[^/]+$", address)]
    assert len(contracts) == count(site, f"?x a <{BASE}def#Contrat>", "DISTINCT ?x")
    assert not [address for address in listed if "/signature/" in address or "/passage/" in address]
    for address in listed[::15]:
        found = site.get(address, headers={"Accept": "text/html"})
        assert found.status_code == 200, address
        assert "noindex" not in found.headers.get("x-robots-tag", ""), address
    assert site.get("sitemap/1.xml").text == answer.text
    assert {site.get(f"sitemap/{part}.xml").status_code for part in ("2", "0", "x", "99999999")} == {404}


def test_a_large_sitemap_is_cut_in_parts(serve: Serve, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serve(Settings(releases=folder / "versions", workers=1)) as address:
        whole = addresses_of(httpx.get(f"{address}sitemap.xml").text)
    monkeypatch.setattr(sitemap, "PER_FILE", 20)
    with serve(Settings(releases=folder / "versions", workers=1)) as other:
        index = httpx.get(f"{other}sitemap.xml").text
        assert ElementTree.fromstring(index).tag == f"{SITEMAP}sitemapindex"
        parts = [addresses_of(httpx.get(part).text) for part in addresses_of(index)]
        last = len(parts)
        assert httpx.get(f"{other}sitemap/{last + 1}.xml").status_code == 404
    assert all(1 <= len(part) <= 20 for part in parts)
    assert [one.removeprefix(other) for part in parts for one in part] == [one.removeprefix(address) for one in whole]


def feed_of(text: str) -> ElementTree.Element:
    """Read a feed and hold it to RFC 4287: what a feed and an entry must have, once, and in which form."""
    feed = ElementTree.fromstring(text)
    assert feed.tag == f"{ATOM}feed"
    for node in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            found = node.findall(f"{ATOM}{name}")
            assert len(found) == 1, name
            assert (found[0].text or "").strip(), name
        assert re.fullmatch(r"https?://\S+", str(node.findtext(f"{ATOM}id")))
        assert datetime.fromisoformat(str(node.findtext(f"{ATOM}updated"))).tzinfo is not None
        links = [(link.get("rel"), link.get("type")) for link in node.findall(f"{ATOM}link")]
        assert len(links) == len(set(links)), "4.1.1: one alternate link of a type"
        assert ("alternate", "text/html") in links
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    return feed


@pytest.mark.parametrize("name", ["versions", "contradictions"])
def test_feeds_are_atom_and_pages_name_them(site: httpx.Client, published: str, name: str) -> None:
    answer = site.get(f"flux/{name}.atom")
    assert answer.headers["content-type"].partition(";")[0] == "application/atom+xml"
    feed = feed_of(answer.text)
    assert [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"] == [
        f"{published}flux/{name}.atom"
    ]
    for entry in feed.findall(f"{ATOM}entry"):
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert site.get(str(link.get("href")), headers={"Accept": "text/html"}).status_code == 200
    assert site.get(f"flux/{name}.atom", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    home = site.get("", headers={"Accept": "text/html"}).text
    assert re.search(rf'<link rel="alternate" type="application/atom\+xml"[^>]* href="/flux/{name}\.atom">', home)


def contradiction(name: str) -> str:
    iri = f"<{BASE}id/contradiction/{name}>"
    return (
        f"{iri} a <{BASE}def#Contradiction> ; <http://www.w3.org/2000/01/rdf-schema#label> 'Contradiction {name}'@fr ."
    )


def test_a_contradiction_is_new_once(serve: Serve, tmp_path: Path) -> None:
    """It keeps the date of the version in which it appeared; one that came back is new again."""
    versions = tmp_path / "versions"
    for number, (day, names) in enumerate(
        [("2026-01-01", "ancienne revenue"), ("2026-02-01", "ancienne"), ("2026-03-01", "ancienne revenue nouvelle&")],
        1,
    ):
        ttl = tmp_path / f"ttl{number}"
        shutil.rmtree(ttl, ignore_errors=True)
        ttl.mkdir()
        text = "\n".join(contradiction(name) for name in names.split())
        (ttl / "liens.ttl").write_text(text, encoding="utf-8")
        make_release(sources_of(ttl, BASE), versions, version=f"2026.{number}.1", base_iri=BASE, date=day)
    with serve(Settings(releases=versions, workers=1)) as address:
        feed = feed_of(httpx.get(f"{address}flux/contradictions.atom").text)
        history = feed_of(httpx.get(f"{address}flux/versions.atom").text)
    entries = {
        str(entry.findtext(f"{ATOM}id")).rsplit("/", 1)[1]: str(entry.findtext(f"{ATOM}updated"))
        for entry in feed.findall(f"{ATOM}entry")
    }
    assert entries == {
        "ancienne": "2026-01-01T00:00:00Z",
        "revenue": "2026-03-01T00:00:00Z",
        "nouvelle&": "2026-03-01T00:00:00Z",
    }
    assert list(entries)[-1] == "ancienne", "the newest come first"
    assert feed.findtext(f"{ATOM}updated") == "2026-03-01T00:00:00Z"
    versions_told = [str(entry.findtext(f"{ATOM}id")) for entry in history.findall(f"{ATOM}entry")]
    assert versions_told == [f"{BASE}version/2026.{number}.1" for number in (3, 2, 1)]
