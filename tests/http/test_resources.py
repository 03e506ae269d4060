"""Linked-data resources over a running server: addresses, formats, headers, contents."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from pactes.settings import Settings

BASE = "https://w3id.org/pactes/"
CONTRACT = "contrat/contrat-de-ville-du-val-fictif-2015-2020"
IRI = f"{BASE}id/{CONTRACT}"
DOC = f"/doc/{CONTRACT}"
TYPES = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "trig": ("application/trig", ox.RdfFormat.TRIG),
    "nq": ("application/n-quads", ox.RdfFormat.N_QUADS),
}


def triples(response: httpx.Response, suffix: str) -> set[ox.Triple]:
    assert response.status_code == 200, response.text
    media_type, form = TYPES[suffix]
    assert response.headers["content-type"].split(";")[0] == media_type
    found = ox.Dataset(ox.Quad(*quad.triple) for quad in ox.parse(response.content, format=form))
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {quad.triple for quad in found}


def test_a_thing_redirects_to_its_document_on_the_visitors_host(corpus: httpx.Client) -> None:
    response = corpus.get(f"/id/{CONTRACT}?_lang=en")
    assert response.status_code == 303
    assert response.headers["location"] == f"{DOC}?_lang=en"
    assert corpus.get(response.headers["location"]).status_code == 200


@pytest.mark.parametrize("suffix", TYPES)
def test_every_format_by_accept_and_by_suffix_says_the_same(corpus: httpx.Client, suffix: str) -> None:
    reference = triples(corpus.get(f"{DOC}.nt"), "nt")
    assert len(reference) > 50
    assert triples(corpus.get(DOC, headers={"Accept": TYPES[suffix][0]}), suffix) == reference
    assert triples(corpus.get(f"{DOC}.{suffix}", headers={"Accept": "text/html"}), suffix) == reference
    assert triples(corpus.get(DOC, params={"_mediatype": TYPES[suffix][0]}), suffix) == reference


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own parser
def test_rdflib_reads_json_ld_as_the_same_graph(corpus: httpx.Client) -> None:
    from_json = rdflib.Graph().parse(data=corpus.get(f"{DOC}.jsonld").text, format="json-ld")
    from_triples = rdflib.Graph().parse(data=corpus.get(f"{DOC}.nt").text, format="nt")
    assert isomorphic(from_json, from_triples)


def test_json_ld_is_compact_and_needs_no_second_request(corpus: httpx.Client) -> None:
    document = json.loads(corpus.get(f"{DOC}.jsonld").text)
    assert isinstance(document["@context"], dict)
    node = next(node for node in document["@graph"] if node.get("id") == IRI or node.get("@id") == IRI)
    assert "signature" in node
    assert not any(key.startswith("http") for key in node)
    served = corpus.get("/context.jsonld")
    assert served.headers["content-type"].startswith("application/ld+json")
    assert document["@context"].items() <= json.loads(served.text)["@context"].items()


def test_a_description_holds_parts_evidence_names_and_what_points_to_it(corpus: httpx.Client) -> None:
    graph = rdflib.Graph().parse(data=corpus.get(f"{DOC}.ttl").text, format="turtle")
    answer = graph.query(
        """PREFIX pactes: <https://w3id.org/pactes/def#> PREFIX oa: <http://www.w3.org/ns/oa#>
        ASK { ?c pactes:signature ?s . ?s pactes:representant "Jeanne EXEMPLE"@fr ; pactes:signataire ?o .
              ?o <http://www.w3.org/2000/01/rdf-schema#label> "État"@fr .
              ?c pactes:preuve/oa:hasSelector/oa:exact "CONTRAT DE VILLE DU VAL-FICTIF 2015-2020" .
              ?axe <http://purl.org/dc/terms/isPartOf> ?c .
              ?enonce pactes:sujet ?c ; pactes:propriete pactes:dateSignature ; pactes:preuve ?p .
              ?doc <http://xmlns.com/foaf/0.1/primaryTopic> ?c ; <http://purl.org/dc/terms/license> ?l }"""
    )
    assert answer.askAnswer


@pytest.mark.parametrize("suffix", ["ttl", "trig"])
def test_turtle_begins_with_the_prefixes_it_uses_then_the_thing(corpus: httpx.Client, suffix: str) -> None:
    lines = corpus.get(f"{DOC}.{suffix}").text.splitlines()
    declared = [line.split()[1] for line in lines if line.startswith("@prefix")]
    body = "\n".join(line for line in lines if not line.startswith("@prefix"))
    assert {"pactes:", "dcterms:", "rdfs:"} <= set(declared)
    assert [name for name in declared if not re.search(rf"(?<![\w-]){re.escape(name)}", body)] == []
    assert declared == sorted(declared) == [line.split()[1] for line in lines[: len(declared)]]
    assert f"<{IRI}>" in "\n".join(lines[len(declared) : len(declared) + 2])


def test_quads_say_in_which_graph_each_triple_is(corpus: httpx.Client) -> None:
    quads = list(ox.parse(corpus.get(f"{DOC}.nq").content, format=ox.RdfFormat.N_QUADS))
    said = {quad.graph_name for quad in quads if quad.subject == ox.NamedNode(IRI)}
    assert said == {ox.NamedNode(f"{BASE}graphe/document-essai")}
    named = {quad.graph_name for quad in quads if quad.subject == ox.NamedNode(f"{BASE}id/organisation/etat")}
    assert named == {ox.NamedNode(f"{BASE}graphe/registre")}


def test_headers_of_a_negotiated_document(corpus: httpx.Client) -> None:
    response = corpus.get(DOC, headers={"Accept": "text/turtle;q=0.5, application/ld+json"})
    assert response.headers["content-location"] == f"{DOC}.jsonld"
    assert {part.strip() for part in response.headers["vary"].split(",")} >= {"Accept", "Accept-Language"}
    links = dict(re.findall(r'<([^>]*)>; rel="(\w+)"', response.headers["link"]))
    assert links[f"{DOC}.ttl"] in ("alternate", "describedby")
    assert links[DOC] == "canonical"
    assert links["https://spdx.org/licenses/etalab-2.0.html"] == "license"
    assert f'<{DOC}.html>; rel="alternate"; type="text/html"' in response.headers["link"]


def test_what_anyone_accepts_is_turtle_and_a_browser_gets_a_page(corpus: httpx.Client) -> None:
    assert corpus.get(DOC, headers={"Accept": "*/*"}).headers["content-type"].startswith("text/turtle")
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
    assert corpus.get(DOC, headers={"Accept": browser}).headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("suffix", ["", ".ttl", ".html"])
def test_a_representation_has_its_etag_and_304(corpus: httpx.Client, suffix: str) -> None:
    first = corpus.get(DOC + suffix)
    again = corpus.get(DOC + suffix, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    other = corpus.get(f"{DOC}.nq", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


@pytest.mark.parametrize("path", [DOC, f"/id/{CONTRACT}", "/def", "/voc/type-contrat", "/", "/search"])
def test_head_answers_as_get(corpus: httpx.Client, path: str) -> None:
    headers = {"Accept": "text/html"}
    got, head = corpus.get(path, headers=headers), corpus.head(path, headers=headers)
    assert head.status_code == got.status_code
    assert head.content == b""
    for name in ("content-type", "etag", "location", "link"):
        assert head.headers.get(name) == got.headers.get(name)


@pytest.mark.parametrize(
    "path",
    [
        "/id/contrat/inconnu",
        "/doc/contrat/inconnu",
        "/doc/contrat/inconnu.ttl",
        "/doc/contrat/inconnu.html",
        "/voc/inconnu",
        "/voc/type-contrat/inconnu",
        "/graphe/inconnu",
        "/graphe/inconnu.nq",
        "/version/9999.1",
        "/def/9.9.9",
        "/doc/",
        "/id/",
        "/doc/contrat/<script>",
        "/doc/a b",
        "/id/a%22%7D%20b",
    ],
)
def test_what_is_unknown_is_404_with_a_problem(corpus: httpx.Client, path: str) -> None:
    response = corpus.get(path, headers={"Accept": "application/ld+json"})
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("application/problem+json")
    assert response.json()["status"] == 404
    assert response.json()["type"].startswith(BASE)


def test_what_is_not_offered_is_406_with_the_list(corpus: httpx.Client) -> None:
    response = corpus.get(DOC, headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert "text/turtle; charset=utf-8" in response.json()["offered"]
    assert corpus.get("/doc/contrat/inconnu", headers={"Accept": "image/png"}).status_code == 404


def test_an_accept_header_of_nonsense_is_no_error_of_ours(corpus: httpx.Client) -> None:
    for accept in (";;;", "text/turtle;q=abc", "a" * 5000, "*/*;q=0", "text/*"):
        assert corpus.get(DOC, headers={"Accept": accept}).status_code in (200, 406)


@pytest.mark.parametrize("page", ["0", "-1", "abc", "9" * 40, "1e3", "²"])
def test_a_wrong_page_number_is_400(corpus: httpx.Client, page: str) -> None:
    assert corpus.get(DOC, params={"page": page}).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/def",
        "/shapes",
        "/voc/type-contrat",
        "/voc/nature-financement/participation",
        "/graphe/registre",
        "/graphe/document-essai",
    ],
)
@pytest.mark.parametrize("suffix", TYPES)
def test_what_the_house_names_answers_at_its_own_address(corpus: httpx.Client, path: str, suffix: str) -> None:
    response = corpus.get(path, headers={"Accept": TYPES[suffix][0]})
    assert triples(response, suffix) == triples(corpus.get(f"{path}.{suffix}"), suffix)
    assert response.headers["content-location"] == f"{path}.{suffix}"


def test_a_graph_answers_with_all_its_triples(corpus: httpx.Client) -> None:
    source = Path(__file__).parent / "corpus" / "registre.ttl"
    expected = {quad.triple for quad in ox.parse(path=str(source), format=ox.RdfFormat.TURTLE)}
    assert triples(corpus.get("/graphe/registre.nt"), "nt") == expected
    quads = ox.parse(corpus.get("/graphe/registre.nq").content, format=ox.RdfFormat.N_QUADS)
    assert {quad.graph_name for quad in quads} == {ox.NamedNode(f"{BASE}graphe/registre")}


def test_the_ontology_is_whole_and_its_version_answers(corpus: httpx.Client) -> None:
    whole = triples(corpus.get("/def.nt"), "nt")
    assert ox.NamedNode(f"{BASE}def#Contrat") in {triple.subject for triple in whole}
    version = next(t.object.value for t in whole if t.predicate.value.endswith("versionIRI"))
    assert (
        triples(corpus.get(version.removeprefix(BASE.rstrip("/")), headers={"Accept": "text/turtle"}), "ttl") >= whole
    )


def test_a_vocabulary_holds_its_concepts(corpus: httpx.Client) -> None:
    subjects = {triple.subject.value for triple in triples(corpus.get("/voc/nature-financement.ttl"), "ttl")}
    assert f"{BASE}voc/nature-financement/participation" in subjects


def test_what_points_to_a_thing_is_paged(serve, corpus_releases, tmp_path) -> None:  # type: ignore[no-untyped-def]
    from pactes.release import make_release, sources_of

    lines = ["@prefix dcterms: <http://purl.org/dc/terms/> ."]
    lines += [f"<{BASE}id/x/cible> dcterms:title 'cible' ."]
    lines += [f"<{BASE}id/x/{n:03}> dcterms:isPartOf <{BASE}id/x/cible> ." for n in range(250)]
    folder = tmp_path / "graphes"
    folder.mkdir()
    (folder / "essai.ttl").write_text("\n".join(lines), encoding="utf-8")
    make_release(sources_of(folder, BASE), tmp_path / "versions", version="1", base_iri=BASE)
    found: list[str] = []
    with serve(Settings(releases=tmp_path / "versions", workers=1)) as url, httpx.Client(base_url=url) as client:
        path, pages = "/doc/x/cible", 0
        while path:
            response = client.get(path, headers={"Accept": "application/n-triples"})
            of_page = {t.subject.value for t in triples(response, "nt") if t.predicate.value.endswith("isPartOf")}
            assert len(of_page) <= 100
            found += sorted(of_page)
            pages += 1
            following = re.search(r'<([^>]*)>; rel="next"', response.headers["link"])
            path = following[1] if following else ""
    assert pages == 3
    assert len(found) == len(set(found)) == 250


def test_another_base_is_served_from_here(serve, tmp_path) -> None:  # type: ignore[no-untyped-def]
    from pactes.release import make_release, sources_of

    base = "https://donnees.exemple.fr/contrats/"
    folder = tmp_path / "graphes"
    folder.mkdir()
    source = Path(__file__).parent / "corpus" / "document-essai.ttl"
    (folder / "document-essai.ttl").write_text(source.read_text(encoding="utf-8").replace(BASE, base), encoding="utf-8")
    make_release(sources_of(folder, base), tmp_path / "versions", version="1", base_iri=base)
    settings = Settings(releases=tmp_path / "versions", workers=1, base_iri=base)
    with serve(settings) as url, httpx.Client(base_url=url) as client:
        assert client.get(f"/id/{CONTRACT}").headers["location"] == DOC
        assert ox.NamedNode(f"{base}id/{CONTRACT}") in {t.subject for t in triples(client.get(f"{DOC}.nt"), "nt")}
        page = client.get(f"{DOC}.html").text
        assert f'href="{DOC}/axe/1"' in page
        assert 'href="https://donnees.exemple.fr' not in page
        assert triples(client.get(f"{DOC}.jsonld"), "jsonld") == triples(client.get(f"{DOC}.nt"), "nt")
