"""Contradictions: the list and its filters, the page of one, what settles it, the same as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from html import unescape

import httpx
import pytest

from fabrique_recits import BASE, Told
from pactes.settings import Settings
from pactes.web.views import contradictions
from pactes.web.views.differences import marked

FIRST = "Le contrat du Haut\nIl est signé le 3 mars 2019.\nIl dure six ans.\nSept membres siègent.\n"
SECOND = "Le magazine\nLe contrat du Haut dure cinq ans.\nIl compte huit membres.\n"
COUNT = 50


def told() -> Told:
    corpus = Told({"contrat-haut": FIRST, "magazine": SECOND})
    one, two = corpus.at("contrat-haut", "dure six ans"), corpus.at("magazine", "dure cinq ans")
    corpus.say(
        f"""<id/contrat/haut> a pactes:Contrat ; rdfs:label "Contrat du Haut"@fr ; pactes:preuve {one} ;
  pactes:duree "P6Y"^^xsd:duration .
<id/enonce/six> a pactes:Enonce ; pactes:sujet <id/contrat/haut> ; pactes:propriete pactes:duree ;
  pactes:valeur "P6Y"^^xsd:duration ; pactes:preuve {one} ; pactes:regle "contrat-titre" ; pactes:confiance 0.9 .
<id/enonce/cinq> a pactes:Enonce ; pactes:sujet <id/contrat/haut> ; pactes:propriete pactes:duree ;
  pactes:valeur "P5Y"^^xsd:duration ; pactes:preuve {two} .
<id/contradiction/duree> a pactes:Contradiction ; rdfs:label "durée du contrat du Haut"@fr ;
  pactes:porteSur <id/contrat/haut> ; pactes:propriete pactes:duree ; pactes:genre <voc/genre-contradiction/valeur> ;
  pactes:enonce <id/enonce/six> , <id/enonce/cinq> ; pactes:preuve {one} , {two} .
<id/decision/d1> a prov:Activity ; rdfs:label "Décision, trancher : id/contrat/haut"@fr ; dcterms:type "trancher" ;
  dcterms:description "Le contrat signé l'emporte."@fr ; dcterms:date "2026-11-20"^^xsd:date ;
  prov:wasAssociatedWith <id/decision/d1#auteur> .
<id/decision/d1#auteur> a prov:Agent ; foaf:name "L'équipe"@fr .
<id/enonce/sept> a pactes:Enonce ; pactes:sujet <id/document/contrat-haut> ; pactes:valeur "7 membres" ;
  pactes:preuve {corpus.at("contrat-haut", "Sept membres")} .
<id/enonce/huit> a pactes:Enonce ; pactes:sujet <id/document/contrat-haut> ; pactes:valeur "8 membres" ;
  pactes:preuve {corpus.at("magazine", "huit membres")} .
<id/contradiction/membres> a pactes:Contradiction ; rdfs:label "nombre de membres"@fr ;
  pactes:porteSur <id/document/contrat-haut> ; pactes:genre <voc/genre-contradiction/nombre> ;
  pactes:enonce <id/enonce/sept> , <id/enonce/huit> .
<id/enonce/mars> a pactes:Enonce ; pactes:sujet <id/contrat/bas> ; pactes:valeur "signature le 2019-03-03" ;
  pactes:preuve {corpus.at("contrat-haut", "3 mars 2019")} .
<id/enonce/fevrier> a pactes:Enonce ; pactes:sujet <id/contrat/bas> ; pactes:valeur "2018-02" ;
  pactes:preuve {corpus.at("contrat-haut", "Il est")} .
<id/contradiction/avant> a pactes:Contradiction ; pactes:regle "date-avant-depuis" ;
  rdfs:label "antérieur à la date depuis laquelle la liste vaut"@fr ;
  pactes:porteSur <id/contrat/bas> ; pactes:genre <voc/genre-contradiction/date> ;
  pactes:enonce <id/enonce/mars> , <id/enonce/fevrier> ."""
    )
    for n in range(COUNT):
        corpus.say(
            f"""<id/contradiction/n{n}> a pactes:Contradiction ; rdfs:label "écriture du nom n° {n:02}"@fr ;
  pactes:porteSur <id/document/magazine> ; pactes:genre <voc/genre-contradiction/nom> ."""
        )
    return corpus


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Settings], AbstractContextManager[str]]
) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("contradictions")
    told().release(folder)
    with (
        serve(Settings(releases=folder / "releases")) as address,
        httpx.Client(base_url=address, headers={"Accept": "text/html"}, timeout=30) as client,
    ):
        yield client


def titles(page: str) -> list[str]:
    return [unescape(title) for title in re.findall(r'<h2 class="h3"><a href="[^"]+">([^<]+)', page)]


def test_all_contradictions_are_listed_page_by_page(site: httpx.Client) -> None:
    seen: list[str] = []
    page: str | None = "contradictions"
    while page:
        text = site.get(page).text
        seen += titles(text)
        assert len(titles(text)) <= contradictions.PAGE
        following = re.search(r'<a rel="next" href="([^"]+)"', text)
        page = unescape(following[1]) if following else None
    assert len(seen) == len(set(seen)) == COUNT + 3
    assert seen == sorted(seen, key=str.lower)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"genre": "valeur"}, {"Durée du contrat du Haut"}),
        ({"genre": "nombre"}, {"Nombre de membres"}),
        ({"genre": "inconnu"}, set()),
        (
            {"document": f"{BASE}id/document/contrat-haut"},
            {"Durée du contrat du Haut", "Nombre de membres", "Antérieur à la date depuis laquelle la liste vaut"},
        ),
        ({"contrat": f"{BASE}id/contrat/haut"}, {"Durée du contrat du Haut"}),
        ({"etat": "tranchee"}, {"Durée du contrat du Haut"}),
        ({"etat": "ouverte", "document": f"{BASE}id/document/magazine"}, {"Nombre de membres"}),
    ],
)
def test_the_list_is_filtered(site: httpx.Client, asked: dict[str, str], expected: set[str]) -> None:
    page = site.get("contradictions", params=asked).text
    assert set(titles(page)) == expected
    for value in asked.values():
        if expected:
            assert re.search(rf'<option value="{re.escape(value)}" selected>', page)


def test_what_is_listed_is_to_be_had_as_csv(site: httpx.Client) -> None:
    page = site.get("contradictions", params={"genre": "valeur"}).text
    (link,) = (unescape(href) for href in re.findall(r'<a href="([^"]+)">Cette liste en CSV', page))
    answer = site.get(link)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["citation"] for row in rows} == {"dure six ans", "dure cinq ans"}


def test_values_stand_beside_their_evidence(site: httpx.Client) -> None:
    page = site.get("contradictions", params={"genre": "valeur"}).text
    for value, quote, document in (("6 ans", "dure six ans", "contrat-haut"), ("5 ans", "dure cinq ans", "magazine")):
        (card,) = (card for card in re.findall(r'<li class="carte">.*?</li>', page, re.DOTALL) if quote in card)
        assert value in card
        assert f"/doc/document/{document}#p" in card


def test_one_contradiction_shows_what_differs_in_context(site: httpx.Client) -> None:
    page = site.get("doc/contradiction/membres").text
    assert [unescape(words) for words in re.findall(r'<mark class="ecart">([^<]+)', page)] == ["7", "8"]
    for line in ("Il dure six ans.", "Le contrat du Haut dure cinq ans."):
        assert line in page
    assert "ouverte" in page
    assert "La liste a pu être allongée" in page
    assert "/flux/contradictions.atom" in page
    assert "Settled" not in site.get("doc/contradiction/membres?_lang=en").text


def test_a_contradiction_reads_as_people_write(site: httpx.Client) -> None:
    listed = site.get("contradictions", params={"genre": "date"}).text
    assert titles(listed) == ["Antérieur à la date depuis laquelle la liste vaut"]
    for page in (listed, site.get("doc/contradiction/avant").text):
        assert "signature le 3 mars 2019" in page
        assert "février 2018" in page
        assert "2019-03-03" not in re.sub(r"<[^>]+>", "", page)
    page = site.get("doc/contradiction/avant").text
    assert ">Antérieur à la date depuis laquelle la liste vaut</h1>" in page
    assert "Une liste est annoncée comme ce qui s’est fait depuis une année" in page
    english = site.get("doc/contradiction/avant?_lang=en").text
    assert "A list is announced as what was done since a year" in english
    assert "February 2018" in english


def test_a_decision_that_settles_it_is_told(site: httpx.Client) -> None:
    page = site.get("doc/contradiction/duree").text
    assert "Tranchée le 20 novembre 2026" in page
    assert "Le contrat signé l&#39;emporte." in page
    assert "Rien encore" not in page


@pytest.mark.parametrize("asked", [{"page": "0"}, {"page": "x"}, {"document": "a" * 2000}])
def test_what_cannot_be_asked_is_refused(site: httpx.Client, asked: dict[str, str]) -> None:
    answer = site.get("contradictions", params=asked)
    assert answer.status_code in (400, 422)


def test_the_page_is_kept_by_who_holds_it(site: httpx.Client) -> None:
    answer = site.get("contradictions")
    assert answer.headers["content-language"] == "fr"
    assert site.get("contradictions", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert site.get("contradictions?_lang=en").headers["content-language"] == "en"
    assert site.get("contradictions", headers={"Accept": "text/turtle"}).status_code == 406


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["six ans", "cinq ans"], [["six"], ["cinq"]]),
        (["a b", "a  b"], [[], []]),
        (["a a", "a"], [["a"], []]),
        (["seul"], [[]]),
        (
            ["Arts et villes", "Art et ville", "Art et villes"],
            [["Arts", "villes"], ["Art", "ville"], ["Art", "villes"]],
        ),
        ([], []),
    ],
)
def test_words_that_one_text_has_and_another_has_not(texts: list[str], expected: list[list[str]]) -> None:
    assert [[run.text for run in runs if run.differs] for runs in marked(texts)] == expected
    assert [" ".join(run.text for run in runs) for runs in marked(texts)] == [" ".join(text.split()) for text in texts]
