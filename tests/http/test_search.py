"""Lists of all things of a kind: in the order in which people count, with titles that tell one from another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from html import unescape

import httpx
import pytest

from pactes.release import make_release, sources_of
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


def found(client: httpx.Client, **asked: str) -> list[str]:
    """What each line of the list says."""
    text = client.get("search", params=asked, headers={"Accept": "text/html"}).raise_for_status().text
    items = re.findall(r"<li>(.*?)</li>", text.partition('class="trouves"')[2].partition("</ol>")[0], re.S)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", item)).split()) for item in items]


def test_amounts_come_from_the_largest_each_with_what_tells_it(lists: httpx.Client) -> None:
    # Without the classes of the ontology, the label that says of what kind it is comes from the name of the class.
    told = [line.partition(" Financement")[0] for line in found(lists, type="Financement")]
    assert told == [
        "10 000 € : Région d'essai",
        "9 500 € : une salle",
        "120 € : Contrat d'essai",
        "≈ 2 € : « Une part de 2 € par habitant, chaque… »",
    ]
    assert found(lists, type="Financement", q="0 €")[0].startswith("10 000 €")


def test_the_home_page_names_few_territories_and_counts_the_others(lists: httpx.Client) -> None:
    text = lists.get("", headers={"Accept": "text/html"}).raise_for_status().text
    row = text.partition('data-nom="Territoire"')[2].partition("</td>")[0]
    assert row.count("<a ") == 3
    assert "et 2 autres" in row


def test_numbers_in_names_sort_as_people_count_and_accents_do_not_matter(lists: httpx.Client) -> None:
    told = found(lists, type="Axe")
    assert [line.split(" Axe")[0] for line in told] == ["2. École", "10. Écoles", "abri", "Élan", "zèle"]
    assert told[0].endswith("Contrat d'essai")
