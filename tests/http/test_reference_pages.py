"""The pages of the ontology, the shapes and the vocabularies: whole, in both languages, true to their files."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import html5rdf
import httpx
import pyoxigraph as ox
import pytest
from babel.messages.pofile import read_po
from lxml import html as lxml_html
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SH, SKOS

import pactes.web
from pactes.rdf.fichiers import static_graphs
from pactes.rdf.iris import graphe
from pactes.rdf.namespaces import BASE
from pactes.release import make_release, sources_of
from pactes.settings import Settings, resource

PAGES = ("/def", "/shapes", "/voc", "/voc/type-contrat", "/voc/nature-financement")
TYPES = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
}
LANGUAGES = ("fr", "en")


@lru_cache
def files(name: str) -> Graph:
    return static_graphs()[graphe(name)]


def own_terms() -> dict[str, URIRef]:
    graph = files("ontologie")
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    return {str(s).removeprefix(f"{BASE}def#"): s for kind in kinds for s in graph.subjects(RDF.type, kind)}


def stored(body: bytes, form: ox.RdfFormat) -> set[ox.Triple]:
    """The triples of a body as a store holds them: 1.0 and 1 are one number."""
    store = ox.Store()
    store.extend(ox.Quad(*quad.triple) for quad in ox.parse(body, format=form))
    return {quad.triple for quad in store}


def in_language(graph: Graph, subject: URIRef, prop: URIRef, language: str) -> str:
    return next(str(o) for o in graph.objects(subject, prop) if isinstance(o, Literal) and o.language == language)


def page(client: httpx.Client, path: str, language: str = "fr") -> lxml_html.HtmlElement:
    response = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return lxml_html.document_fromstring(response.text)


def words(element: lxml_html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("media_type", TYPES)
@pytest.mark.parametrize(("path", "name"), [("/def", "ontologie"), ("/shapes", "shapes")])
def test_machines_get_the_files_at_the_same_address(
    corpus: httpx.Client, path: str, name: str, media_type: str
) -> None:
    response = corpus.get(path, headers={"Accept": media_type})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(media_type)
    assert "Accept" in {part.strip() for part in response.headers["vary"].split(",")}
    assert (
        corpus.get(path, headers={"Accept": media_type, "If-None-Match": response.headers["etag"]}).status_code == 304
    )
    links = response.headers["link"]
    assert 'rel="alternate"' in links
    assert "text/html" in links
    kept = files(name).serialize(format="nt").encode()
    assert stored(response.content, TYPES[media_type]) == stored(kept, ox.RdfFormat.N_TRIPLES)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_html_is_well_formed_and_light(corpus: httpx.Client, path: str, language: str) -> None:
    response = corpus.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    parser = html5rdf.HTMLParser()
    parser.parse(response.text)
    assert parser.errors == []
    assert len(gzip.compress(response.content)) < 150_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_is_told_with_its_label_and_definition(corpus: httpx.Client, language: str) -> None:
    graph, found = files("ontologie"), page(corpus, "/def", language)
    assert len(own_terms()) > 50
    for name, term in own_terms().items():
        (article,) = found.xpath(f'//article[@id="{name}"]')
        told = words(article)
        assert f"pactes:{name}" in told
        for prop in (RDFS.label, SKOS.definition):
            assert " ".join(in_language(graph, term, prop, language).split()) in told, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shape_is_told_with_its_message_and_remedy(corpus: httpx.Client, language: str) -> None:
    graph, found = files("shapes"), page(corpus, "/shapes", language)
    kinds = (SH.NodeShape, SH.PropertyShape)
    named = {s for kind in kinds for s in graph.subjects(RDF.type, kind) if "." not in str(s).rsplit("#", 1)[-1]}
    assert len(named) > 100
    for shape in named:
        (article,) = found.xpath(f'//article[@id="{str(shape).rsplit("#", 1)[-1]}"]')
        told = words(article)
        for prop in (SH.message, SH.description):
            for text in graph.objects(shape, prop):
                if isinstance(text, Literal) and text.language == language:
                    assert " ".join(str(text).split()) in told, shape
    # What shapes are made of has an address too: it leads somewhere in the page.
    inside = {str(s).removeprefix(f"{BASE}shapes#") for s in graph.subjects() if str(s).startswith(f"{BASE}shapes#")}
    assert inside <= set(found.xpath("//@id"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_concept_is_told(corpus: httpx.Client, language: str) -> None:
    graph = files("vocabulaires")
    found = page(corpus, "/voc/type-contrat", language)
    concepts = set(graph.subjects(SKOS.inScheme, URIRef(f"{BASE}voc/type-contrat")))
    assert len(concepts) > 50
    for concept in concepts:
        (entry,) = found.xpath(f'//*[@id="{str(concept).rsplit("/", 1)[-1]}"]')
        assert in_language(graph, concept, SKOS.prefLabel, language) in words(entry)


def links(found: lxml_html.HtmlElement) -> Iterator[str]:
    yield from (href for href in found.xpath("//@href") if not href.startswith(("http:", "https:")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_leads_somewhere(corpus: httpx.Client, language: str) -> None:
    pages = {path: page(corpus, path, language) for path in PAGES}
    anchors = {path: set(found.xpath("//@id")) for path, found in pages.items()}
    asked: dict[str, int] = {}
    for path, found in pages.items():
        for href in set(links(found)):
            where, _, fragment = href.partition("#")
            where = where or path
            if where not in asked and language == "fr":
                asked[where] = corpus.head(where, headers={"Accept": "text/html"}).status_code
            assert asked.get(where, 200) in (200, 303), href
            if fragment and where in pages:
                assert unquote(fragment) in anchors[where], href


@pytest.mark.parametrize("path", PAGES)
def test_the_english_page_says_nothing_of_ours_in_french(corpus: httpx.Client, path: str) -> None:
    messages = {}
    for file in sorted((Path(pactes.web.__file__).parent / "locale" / "en").glob("*.po")):
        with file.open("rb") as stream:
            messages |= {m.id: m.string for m in read_po(stream, locale="en") if isinstance(m.id, str) and m.id}
    assert messages
    french = {fr.strip() for fr, en in messages.items() if fr != en and "{" not in fr and fr[-1].isalpha()}
    french -= set(messages.values())
    found = page(corpus, path, "en")
    for node in found.xpath('//body//text()[not(ancestor::*[@lang="fr"] or ancestor::code)]'):
        assert " ".join(node.split()) not in french, node


def test_the_overview_draws_every_class_and_leads_to_it(corpus: httpx.Client) -> None:
    found = page(corpus, "/def")
    (section,) = found.xpath('//section[@id="vue"]')
    (drawing,) = section.xpath(".//svg")
    drawn = {href.removeprefix("#") for href in drawing.xpath(".//a/@href")}
    assert drawn == {name for name, term in own_terms().items() if (term, RDF.type, OWL.Class) in files("ontologie")}
    assert drawing.xpath("./title/text()")
    assert drawing.xpath("./desc/text()")
    names = {name for text in drawing.xpath('.//text[@class="nom"]/text()') for name in [text.strip()]}
    assert {"signature", "dispositif", "fondé sur"} <= names
    for name in drawn:
        assert found.xpath(f'//article[@id="{name}"]//svg/title'), name


def test_a_class_tells_its_rules_examples_and_questions(corpus: httpx.Client) -> None:
    (article,) = page(corpus, "/def").xpath('//article[@id="Contrat"]')
    told = words(article)
    assert "exactement 1 valeur" in told  # its title
    assert article.xpath('.//a[starts-with(@href, "/shapes#Contrat-")]')
    assert article.xpath('.//a[@href="/doc/contrat/contrat-de-ville-du-val-fictif-2015-2020"]')
    (question,) = article.xpath('.//a[@href="/sparql?question=qui-a-signe"]')
    opened = page(corpus, question.get("href"))
    asked = (resource("queries") / "qui-a-signe.rq").read_text(encoding="utf-8")
    query = asked[asked.index("PREFIX") :]
    assert opened.xpath("//textarea")[0].text_content().split()[-len(query.split()) :] == query.split()
    assert not opened.xpath('//*[@id="resultat"]')  # opened, not asked


def test_a_property_tells_what_it_is_used_on_and_its_rules(corpus: httpx.Client) -> None:
    (article,) = page(corpus, "/def", "en").xpath('//article[@id="statut"]')
    (ends,) = article.xpath('.//dt[text()="used on"]/following-sibling::dd')
    assert words(ends) == "commitment, contract"
    assert "exactly 1 value; one of: concluded, planned, mentioned" in words(article)
    (article,) = page(corpus, "/def").xpath('//article[@id="Contrat"]')
    assert "prov:Plan" in words(article)


def test_persons_are_not_named_as_examples(corpus: httpx.Client) -> None:
    for language in LANGUAGES:
        found = words(page(corpus, "/def", language))
        assert "EXEMPLE" not in found
        assert "MODÈLE" not in found


def test_what_changed_since_the_version_before_is_told(corpus: httpx.Client) -> None:
    found = page(corpus, "/def")
    (section,) = found.xpath('//section[@id="changements"]')
    kept = sorted(path.stem for path in resource("ontology/versions").glob("*.ttl"))
    (version,) = files("ontologie").objects(URIRef(f"{BASE}def"), OWL.versionInfo)
    former = [name for name in kept if name != str(version)]
    assert former
    assert f"De {former[-1]} à {version}" in words(section)
    for name in former:
        whole = {q.triple for q in ox.parse(path=str(resource("ontology/versions") / f"{name}.ttl"))}
        response = corpus.get(f"/def/{name}", headers={"Accept": "application/n-triples"})
        assert {q.triple for q in ox.parse(response.content, format=ox.RdfFormat.N_TRIPLES)} >= whole
        old = page(corpus, f"/def/{name}")
        assert name in words(old.xpath('//p[@role="note"]')[0])
        assert old.xpath('//article[@id="Contrat"]')
    assert corpus.get("/def/9.9.9").status_code == 404


@pytest.mark.parametrize(("path", "more"), [("/def", 50), ("/voc/type-contrat", 50)])
def test_search_engines_are_told_the_terms(corpus: httpx.Client, path: str, more: int) -> None:
    (script,) = page(corpus, path).xpath('//script[@type="application/ld+json"]')
    told = json.loads(script.text)["@graph"]
    assert [node for node in told if "DefinedTermSet" in node.get("@type", ())]
    terms = [node for node in told if "DefinedTerm" in node.get("@type", ())]
    assert len(terms) > more
    assert all("name" in node and "inDefinedTermSet" in node for node in terms)


def test_notes_of_alignments_stand_beside_their_terms(corpus: httpx.Client) -> None:
    (article,) = page(corpus, "/def").xpath('//article[@id="Contrat"]')
    entries = {words(dt): dt for dt in article.xpath('.//dl[@class="ailleurs"]//dt')}
    (entry,) = [dt for text, dt in entries.items() if "epo:Contract" in text]
    (why,) = entry.xpath("./following-sibling::dd")
    assert "commande publique" in words(why)
    assert not re.search("^epo:Contract", words(why))


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory, serve: Callable[..., Any]) -> Iterator[httpx.Client]:
    """A server whose ontology is a later version: a term left it, another is deprecated, a third is new."""
    folder, written = tmp_path_factory.mktemp("plus-tard"), tmp_path_factory.mktemp("graphes")
    graph = Graph() + files("ontologie")
    head, term = URIRef(f"{BASE}def"), Namespace(f"{BASE}def#")
    graph.set((head, OWL.versionInfo, Literal("9.0.0")))
    graph.set((head, OWL.versionIRI, URIRef(f"{BASE}def/9.0.0")))
    graph.remove((term.adresse, None, None))
    graph.add((term.domaine, OWL.deprecated, Literal(True)))
    graph.add((term.domaine, DCTERMS.isReplacedBy, term.echelle))
    graph.add((term.domaine, SKOS.changeNote, Literal("Un seul mot suffit.", lang="fr")))
    graph.add((term.Inventee, RDF.type, OWL.Class))
    graph.add((term.Inventee, RDFS.subClassOf, term.Document))
    graph.add((term.Inventee, RDFS.label, Literal('chose <b>inventée</b> & "citée"', lang="fr")))
    (written / "ontologie.ttl").write_text(graph.serialize(format="nt"), encoding="utf-8")
    make_release(sources_of(written, BASE), folder, version="2030.1.1", base_iri=BASE)
    with serve(Settings(releases=folder, workers=1)) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield client


def test_a_deprecated_term_says_why_and_what_to_use(later: httpx.Client) -> None:
    (article,) = page(later, "/def").xpath('//article[@id="domaine"]')
    assert "déprécié" in words(article.xpath("./h3")[0])
    (note,) = article.xpath('./p[@class="note"]')
    assert words(note).startswith("Un seul mot suffit.")
    assert note.xpath('./a[@href="/def#echelle"]')


def test_what_left_what_came_and_what_is_deprecated_are_told_apart(later: httpx.Client) -> None:
    (section,) = page(later, "/def").xpath('//section[@id="changements"]')
    told = {words(item.xpath("./code|./a/code")[0]): item for item in section.xpath(".//li[span[@class]]")}
    assert words(told["adresse"]).startswith("retiré")
    assert not told["adresse"].xpath("./a")  # it is not on the page
    assert words(told["domaine"]).startswith("déprécié")
    assert "Un seul mot suffit." in words(told["domaine"])
    assert words(told["Inventee"]).startswith("ajouté")


def test_a_new_class_is_drawn_and_its_name_is_only_text(later: httpx.Client) -> None:
    found = page(later, "/def")
    assert found.xpath('//section[@id="vue"]//svg//a[@href="#Inventee"]')
    (article,) = found.xpath('//article[@id="Inventee"]')
    assert 'chose <b>inventée</b> & "citée"' in words(article)
    assert not article.xpath(".//b")
    assert "Pas encore dans les données." in words(article)
    assert article.xpath('.//dd/a[@href="/def#Document"]')
