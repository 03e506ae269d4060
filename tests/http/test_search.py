"""Lists of all things of a kind: in the order in which people count, with titles that tell one from another."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from pactes.release import make_release, open_release, sources_of, verify
from pactes.release.search_index import NAME
from pactes.settings import Settings

BASE = "https://w3id.org/pactes/"
THINGS = f"""@prefix pactes: <{BASE}def#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix oa: <http://www.w3.org/ns/oa#> . @base <{BASE}id/> .
<contrat/c> a pactes:Contrat ; rdfs:label "Contrat d'essai"@fr ; pactes:statut <../voc/statut-contrat/conclu> ;
  dcterms:spatial <t/1> , <t/2> , <t/3> , <t/4> , <t/5> .
<t/1> rdfs:label "Un" . <t/2> rdfs:label "Deux" . <t/3> rdfs:label "Trois" . <t/4> rdfs:label "Quatre" .
<organisation/o> a pactes:Organisation ; rdfs:label "Région d'essai"@fr .
<axe/dix> a pactes:Axe ; rdfs:label "10. Écoles"@fr ; dcterms:isPartOf <contrat/c> .
<axe/deux> a pactes:Axe ; rdfs:label "2. École"@fr ; dcterms:isPartOf <contrat/c> .
<axe/e> a pactes:Axe ; rdfs:label "Élan"@fr . <axe/z> a pactes:Axe ; rdfs:label "zèle"@fr .
<axe/a> a pactes:Axe ; rdfs:label "abri"@fr .
<financement/objet> a pactes:Financement ; rdfs:label "9 500 € : une salle"@fr ; pactes:montant 9500.0 ;
  pactes:objet "une salle"@fr ; pactes:financeur <organisation/o> .
<financement/payeur> a pactes:Financement ; rdfs:label "10 000 €"@fr ; pactes:montant 10000.0 ;
  pactes:financeur <organisation/o> ; pactes:contrat <contrat/c> .
<financement/contrat> a pactes:Financement ; rdfs:label "120 €"@fr ; pactes:montant 120.0 ;
  pactes:contrat <contrat/c> .
<financement/mots> a pactes:Financement ; rdfs:label "2 €"@fr ; pactes:montant 2.0 ; pactes:approche true ;
  pactes:preuve <p> .
<engagement/e> a pactes:Engagement ; rdfs:label "Équiper les écoles"@fr ;
  pactes:texte '''Équiper les écoles de ce qui leur manque : des bancs, des tables, des tableaux, des cartes de
géographie et, dans la montagne, <b>des raquettes</b> ou des skis selon le choix du conseil de chaque école.'''@fr .
<document/d> a pactes:Document ; dcterms:title "Délibération d'exemple"@fr .
<passage/long> a pactes:Passage ; oa:hasSource <document/d> ; pactes:ligne 7 ; oa:hasSelector <passage/long#citation> .
<passage/long#citation> oa:exact "la chaussée sera réparée avant la fin de l'hiver" .
<p> a pactes:Passage ; oa:hasSource <d> ; oa:hasSelector <p#citation> .
<p#citation> a oa:TextQuoteSelector ; oa:exact "2 €" ; oa:prefix "upé à la fin.\\nUne part de " ;
  oa:suffix " par habitant, chaque ann" .
"""


@pytest.fixture(scope="module")
def lists(
    serve: Callable[[Settings], AbstractContextManager[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    folder, written = tmp_path_factory.mktemp("versions"), tmp_path_factory.mktemp("graphes")
    (written / "a.ttl").write_text(THINGS, encoding="utf-8")
    make_release(sources_of(written, BASE), folder, version="1", base_iri=BASE)
    with serve(Settings(releases=folder)) as address, httpx.Client(base_url=address, timeout=30) as http:
        yield http


def page(client: httpx.Client, **asked: str) -> str:
    return client.get("search", params=asked, headers={"Accept": "text/html"}).raise_for_status().text


def found(client: httpx.Client, **asked: str) -> list[str]:
    """What each line of the list says."""
    text = re.sub("</?mark>", "", page(client, **asked))
    lists = re.findall(r'<[ou]l class="trouves"[^>]*>(.*?)</[ou]l>', text, re.S)
    items = [item for part in lists for item in re.findall(r"<li>(.*?)</li>", part, re.S)]
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", item)).split()) for item in items]


def test_amounts_come_from_the_largest_each_with_what_tells_it(lists: httpx.Client) -> None:
    told = [line.partition(" precision")[0] for line in found(lists, type="Financement")]
    assert told == [
        "10 000 € : Région d'essai Contrat d'essai",
        "9 500 € : une salle",
        "120 € : Contrat d'essai",
        "≈ 2 € : « Une part de 2 € par habitant, chaque… »",
    ]
    for asked in ("10 000", "10 000 €", "10 k€", "0,01 M€", "10000"):
        assert [line[:8] for line in found(lists, q=asked)] == ["10 000 €"], asked


def test_the_home_page_names_few_territories_and_counts_the_others(lists: httpx.Client) -> None:
    text = lists.get("", headers={"Accept": "text/html"}).raise_for_status().text
    row = text.partition('data-nom="Territoire"')[2].partition("</td>")[0]
    assert row.count("<a ") == 3
    assert "et 2 autres" in row


def test_numbers_in_names_sort_as_people_count_and_accents_do_not_matter(lists: httpx.Client) -> None:
    told = found(lists, type="Axe")
    assert told == ["2. École Contrat d'essai", "10. Écoles Contrat d'essai", "abri", "Élan", "zèle"]


def test_results_are_by_kind_with_the_words_marked(lists: httpx.Client) -> None:
    text = page(lists, q="ESSAI")
    kinds = re.findall(r'<h2 id="genre-(\w+)">', text)
    assert kinds == [
        "Contrat",
        "Organisation",
        "Financement",
        "Axe",
    ]  # parts are found by the name of their contract, last
    assert "Contrat d&#39;<mark>essai</mark>" in text
    assert "Région d&#39;<mark>essai</mark>" in text
    counts = dict(re.findall(r'type=(\w+)"[^>]*>[^<]*<span class="compte">(\d+)<', text))
    assert (counts["Axe"], counts["Financement"]) == ("2", "3")
    assert found(lists, q="essai", type="Organisation") == ["Région d'essai"]


def test_a_text_shows_the_words_where_they_stand_escaped(lists: httpx.Client) -> None:
    text = page(lists, q="raquettes")
    assert "… " in text.partition('class="extrait"')[2]
    assert "&lt;b&gt;des <mark>raquettes</mark>&lt;/b&gt;" in text
    assert "<b>des" not in text


def test_a_passage_leads_to_its_line_in_its_document(lists: httpx.Client) -> None:
    text = page(lists, q="chaussée réparée")
    assert 'href="/doc/document/d#L7"' in text
    assert "la <mark>chaussée</mark> sera <mark>réparée</mark>" in text


def test_the_page_of_no_result_helps(lists: httpx.Client) -> None:
    text = page(lists, q="raquetets")
    assert "Rien ne porte ce nom" in text
    assert "/search?q=raquettes" in text
    apart = page(lists, q="zeppelin ecolse salle")
    assert "/search?q=salle" in apart
    elsewhere = page(lists, q="salle", type="Contrat")
    assert "1 résultat d’un autre genre" in elsewhere
    assert 'href="/search?q=salle"' in elsewhere
    assert "Chercher autrement" in page(lists, q="!!!")


def test_who_types_the_name_of_a_kind_is_shown_its_list(lists: httpx.Client) -> None:
    for words, kind in (("Montants", "Financement"), ("engagement", "Engagement"), ("textes juridiques", None)):
        page = lists.get("search", params={"q": words}, headers={"Accept": "text/html"}).text
        told = re.search(r'<p><a href="([^"]+)">Parcourir la liste entière', page)
        assert (told and told[1].endswith(f"type={kind}")) if kind else told is None, words


def test_programs_have_the_same_as_json(lists: httpx.Client) -> None:
    for asked in ({"headers": {"Accept": "application/json"}}, {"params": {"_mediatype": "json"}}):
        response = lists.get("search", **{**asked, "params": {"q": "école", **asked.get("params", {})}})
        assert response.headers["content-type"] == "application/json"
        told = response.json()
        assert (told["q"], told["type"], told["total"]) == ("école", None, 3)
        assert told["counts"] == {"Axe": 2, "Engagement": 1}
        assert {one["url"] for one in told["results"]} > {"/doc/axe/dix", "/doc/axe/deux"}
        assert told["results"][0]["note"] == "Contrat d'essai"
        held = {**response.request.headers, "If-None-Match": response.headers["etag"]}
        again = lists.get(response.request.url, headers=held)
        assert again.status_code == 304
    assert lists.get("search", headers={"Accept": "text/turtle"}).status_code == 406


def test_names_are_proposed_as_one_types(lists: httpx.Client) -> None:
    def proposed(words: str, **more: str) -> list[tuple[str, str]]:
        told = lists.get("search/suggest", params={"q": words, **more}).raise_for_status().json()
        return [(one["label"], one["kind"]) for one in told["suggestions"]]

    assert proposed("rég") == [("Région d'essai", "organisation")]
    assert proposed("essai")[0] == ("Contrat d'essai", "contrat")
    assert proposed("reg", _lang="en") == [("Région d'essai", "organisation")]
    assert proposed("") == proposed("zzz") == []
    assert lists.get("search/suggest", params={"q": "a" * 201}).status_code == 400


def test_browsers_can_add_the_search(lists: httpx.Client) -> None:
    home = lists.get("", headers={"Accept": "text/html"}).text
    where = re.search(r'<link rel="search" type="application/opensearchdescription\+xml"[^>]*href="([^"]+)"', home)
    assert where
    told = lists.get(where[1])
    assert told.headers["content-type"].startswith("application/opensearchdescription+xml")
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    root = ElementTree.fromstring(told.content)
    urls = {url.get("type"): url.get("template") or "" for url in root.iter(f"{space}Url")}
    for kind in ("text/html", "application/json", "application/x-suggestions+json"):
        answer = httpx.get(urls[kind].replace("{searchTerms}", "r%C3%A9gion"), headers={"Accept": kind})
        assert answer.status_code == 200
        assert answer.headers["content-type"].partition(";")[0] == kind
        assert "essai" in answer.text
    words, names, *_ = answer.json()
    assert (words, names) == ("région", ["Région d'essai"])


HOSTILE = (
    '"', '""', "'", "*", "a*", "^", "essai AND", "OR", "NOT essai", "NEAR(essai)", "mots:essai", "{mots}:essai", "(",
    ")))", "-essai", "essai; DROP TABLE chose", "\x00", "es\x00sai", "😀", "x" * 200, "\u202e", "%", "\\", "<script>",
    "١٢٣", "½ ²", "1.2.3.4", "99999999999999999999 €", "9" * 200, ",,,", "a " * 100, "ﬁ", "\ufffe", "0,0 M€", "1e999 €",
)  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_no_question_makes_the_service_fail(lists: httpx.Client, words: str) -> None:
    for path in ("search", "search?type=Axe", "search/suggest", "search?_mediatype=json"):
        address = httpx.URL(path).copy_merge_params({"q": words})
        answer = lists.get(address, headers={"Accept": "text/html, application/json"})
        assert answer.status_code == 200, (path, words)
    assert lists.get("search", params={"q": "a", "page": "0"}).status_code == 400
    assert lists.get("search", params={"q": "a", "page": "1001"}).status_code == 400


def test_a_release_without_index_has_one_made_beside(
    serve: Callable[[Settings], AbstractContextManager[str]], tmp_path: Path
) -> None:
    (tmp_path / "graphes").mkdir()
    (tmp_path / "graphes" / "a.ttl").write_text(THINGS, encoding="utf-8")
    release = make_release(sources_of(tmp_path / "graphes", BASE), tmp_path / "versions", version="1", base_iri=BASE)
    manifest = json.loads((release.path / "manifest.json").read_text(encoding="utf-8"))
    del manifest["files"][NAME]
    (release.path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (release.path / NAME).unlink()
    with serve(Settings(releases=tmp_path / "versions")) as address, httpx.Client(base_url=address, timeout=30) as http:
        early = http.get("search/suggest", params={"q": "région"})  # who types is not told of an error
        assert early.status_code == 200
        assert early.json()["suggestions"] == []
        assert early.headers["Cache-Control"] == "no-store"
        answer = http.get("search", params={"q": "région"}, headers={"Accept": "application/json"})
        until = time.monotonic() + 60
        while answer.status_code == 503 and time.monotonic() < until:
            assert int(answer.headers["Retry-After"]) > 0
            time.sleep(0.2)
            answer = http.get("search", params={"q": "région"}, headers={"Accept": "application/json"})
        assert answer.json()["results"][0]["label"] == "Région d'essai"
        assert http.get("search/suggest", params={"q": "région"}).json()["suggestions"]
        assert http.get("health").status_code == 200
    assert verify(open_release(release.path)) == []  # beside it, not in it
    assert [path.suffix for path in (tmp_path / "versions").glob(".recherche-*")] == [".sqlite"]


def test_an_index_that_is_damaged_while_it_is_served_gives_way_to_another(
    serve: Callable[[Settings], AbstractContextManager[str]], tmp_path: Path
) -> None:
    (tmp_path / "graphes").mkdir()
    (tmp_path / "graphes" / "a.ttl").write_text(THINGS, encoding="utf-8")
    release = make_release(sources_of(tmp_path / "graphes", BASE), tmp_path / "versions", version="1", base_iri=BASE)
    asked = {"headers": {"Accept": "application/json"}, "params": {"q": "région"}}
    with serve(Settings(releases=tmp_path / "versions")) as address, httpx.Client(base_url=address, timeout=30) as http:
        good = http.get("search", **asked).json()  # type: ignore[arg-type]
        damaged = [release.path / NAME, *(tmp_path / "versions").glob(".recherche-*")]
        for words in ("région ", " région"):  # that of the release, then the one that was made in its place
            for path in damaged:
                with path.open("r+b") as stream:
                    stream.truncate(path.stat().st_size // 2)
                    stream.write(b"\xff" * (path.stat().st_size // 4096 * 4096))
            assert http.get("search/suggest", params={"q": "écol"}).json()["suggestions"] == []
            until = time.monotonic() + 60
            while (answer := http.get("search", params={"q": words}, headers=asked["headers"])).status_code == 503:
                assert int(answer.headers["Retry-After"]) > 0
                assert time.monotonic() < until
                time.sleep(0.2)
            assert answer.json()["results"] == good["results"]
            damaged = list((tmp_path / "versions").glob(".recherche-*"))
            assert damaged
