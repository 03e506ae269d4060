"""The comparison of two contracts, of what is told of one, and of the contracts of one party."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from html import unescape

import httpx
import pytest

from fabrique_recits import BASE, Told
from pactes.settings import Settings
from pactes.web.views.compare import Known, searched
from pactes.web.views.similar import paired, score
from pactes.web.views.tellings import stretched

FILLER = "Un paragraphe qui parle d'autre chose, sans rien dire du pacte.\n" * 60
MAGAZINE = f"""Le magazine du Haut
Le pacte du Haut signé le 13 février 2017 permet à la Ville de bénéficier de 11 600 000 euros.
L'État s'engage à ouvrir une école.
{FILLER}
OBJECTIFS
- soutenir les villes
DATE
- 13 février 2017 pour le pacte fictif du Haut.
MODALITÉS
- 1 000 000 euros pour la Ville.
{FILLER}
Le pacte du Haut est cité ici.
"""


def told() -> Told:
    corpus = Told({"magazine": MAGAZINE})
    at = corpus.at
    corpus.say(
        f"""<voc/type-contrat/pacte-fictif> a pactes:Dispositif ; rdfs:label "pacte fictif"@fr .
<id/contrat/haut> a pactes:Contrat ; rdfs:label "Pacte du Haut"@fr ; pactes:statut <voc/statut-contrat/conclu> ;
  pactes:dispositif <voc/type-contrat/pacte-fictif> ; pactes:dateSignature "2017-02-13"^^xsd:date ;
  pactes:partie <id/organisation/etat-fictif> , <id/organisation/ville> ; dcterms:spatial <id/territoire/autre/haut> ;
  pactes:preuve {at("magazine", "pacte du Haut signé le 13 février 2017")} ,
    {at("magazine", "pacte fictif du Haut")} , {at("magazine", "Le pacte du Haut est cité ici")} .
<id/contrat/bas> a pactes:Contrat ; rdfs:label "Contrat du Bas"@fr ; pactes:statut <voc/statut-contrat/prevu> ;
  pactes:partie <id/organisation/etat-fictif> , <id/organisation/region> ; dcterms:spatial <id/territoire/autre/bas> .
<id/contrat/haut/axe/1> a pactes:Axe ; rdfs:label "Axe 1"@fr ; dcterms:title "Développer la transition écologique"@fr ;
  pactes:numero "1" ; dcterms:isPartOf <id/contrat/haut> .
<id/contrat/haut/axe/2> a pactes:Axe ; rdfs:label "Axe 2"@fr ; dcterms:title "Culture et sport"@fr ;
  pactes:numero "2" ; dcterms:isPartOf <id/contrat/haut> .
<id/contrat/bas/axe/1> a pactes:Axe ; rdfs:label "Axe 1"@fr ; dcterms:title "Les transitions écologiques du val"@fr ;
  pactes:numero "1" ; dcterms:isPartOf <id/contrat/bas> .
<id/contrat/haut/engagement/ecole> a pactes:Engagement ; rdfs:label "ouvrir une école"@fr ;
  pactes:texte "ouvrir une école"@fr ; pactes:theme "École"@fr ; pactes:contrat <id/contrat/haut> ;
  pactes:statut <voc/statut-engagement/prevu> ; pactes:partie <id/organisation/etat-fictif> ;
  pactes:preuve {at("magazine", "L'État s'engage à ouvrir une école")} .
<id/financement/enveloppe> a pactes:Financement ; rdfs:label "11 600 000 €"@fr ; pactes:montant 11600000.0 ;
  pactes:nature <voc/nature-financement/enveloppe> ; pactes:contrat <id/contrat/haut> ;
  pactes:financeur <id/organisation/etat-fictif> ; pactes:preuve {at("magazine", "11 600 000 euros")} .
<id/financement/part> a pactes:Financement ; rdfs:label "1 000 000 €"@fr ; pactes:montant 1000000.0 ;
  pactes:nature <voc/nature-financement/participation> ; pactes:preuve {at("magazine", "1 000 000 euros")} .
<id/financement/bas> a pactes:Financement ; rdfs:label "500 €"@fr ; pactes:montant 500.0 ;
  pactes:nature <voc/nature-financement/enveloppe> ; pactes:contrat <id/contrat/bas> .
<id/organisation/etat-fictif> a pactes:Organisation ; rdfs:label "État fictif"@fr .
<id/organisation/ville> a pactes:Organisation ; rdfs:label "Ville du Haut"@fr .
<id/organisation/region> a pactes:Organisation ; rdfs:label "Région du Bas"@fr .
<id/territoire/autre/haut> a pactes:Territoire ; rdfs:label "Le Haut"@fr .
<id/territoire/autre/bas> a pactes:Territoire ; rdfs:label "Le Bas"@fr ."""
    )
    for name, quote in (("objectif", "soutenir les villes"), ("modalite", "1 000 000 euros pour la Ville.")):
        prop = {"objectif": "ficheObjectif", "modalite": "modalite"}[name]
        corpus.say(
            f"""<id/enonce/{name}> a pactes:Enonce ; pactes:sujet <voc/type-contrat/pacte-fictif> ;
  pactes:propriete pactes:{prop} ; pactes:valeur "{quote}"@fr ; pactes:preuve {at("magazine", quote)} ."""
        )
    return corpus


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Settings], AbstractContextManager[str]]
) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("comparer")
    told().release(folder)
    with (
        serve(Settings(releases=folder / "releases")) as address,
        httpx.Client(base_url=address, headers={"Accept": "text/html"}, timeout=30) as client,
    ):
        yield client


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def rows(page: str, section: str) -> list[str]:
    table = page[page.index(f'<section id="{section}">') :]
    return [words(row) for row in re.findall(r"<tr>.*?</tr>", table[: table.index("</section>")], re.DOTALL)]


def test_what_two_places_tell_of_one_contract(site: httpx.Client) -> None:
    page = site.get("comparer", params={"contrat": f"{BASE}id/contrat/haut"}).text
    money, *others = rows(page, "ecarts")[1:]
    assert money.startswith("Montants différent de natures différentes")
    assert "11 600 000" in money
    assert "1 000 000" in money
    (signed,) = (row for row in others if row.startswith("Date de signature"))
    assert "le même" in signed
    assert signed.count("13 février 2017") >= 2
    (promised,) = (row for row in others if row.startswith("Engagements"))
    assert "dit par un seul" in promised
    assert "n’en dit rien" in promised
    assert "Ils ne disent pas la même chose sur : montants." in words(page)
    assert "Le pacte du Haut est cité ici" in words(page[page.index('id="mentions"') :])


def test_the_page_of_a_contract_leads_there(site: httpx.Client) -> None:
    page = site.get("doc/contrat/haut").text
    (link,) = {unescape(href) for href in re.findall(r'href="(/comparer\?contrat=[^"#]+)"', page)}
    assert "Ce qui diffère" in site.get(link).text


def test_two_contracts_side_by_side(site: httpx.Client) -> None:
    page = site.get("comparer", params={"contrat": ["contrat/haut", "id/contrat/bas"]}).text
    both, one = rows(page, "parties")[1:]
    assert both == "les deux État fictif"
    assert one == "un seul Ville du Haut Région du Bas"
    axes = rows(page, "axes")[1:]
    assert axes[0] == (
        "en commun : ecologique, transition 1 Développer la transition écologique 1 Les transitions écologiques du val"
    )
    assert axes[1:] == ["d’un seul côté 2 Culture et sport"]
    assert rows(page, "engagements")[1:] == ["d’un seul côté École 1 prévu"]
    (money,) = rows(page, "financements")[1:]
    assert "11 600 000" in money
    assert "500" in money
    assert "11 600 500" not in words(page)  # nothing is added up


def test_one_party_over_its_contracts(site: httpx.Client) -> None:
    page = site.get("comparer", params={"partie": "organisation/etat-fictif"}).text
    found = rows(page, "contrats")
    assert any("Pacte du Haut" in row and "1 prévu" in row and "11 600 000" in row for row in found)
    assert any("Contrat du Bas" in row and "€" not in row for row in found)
    assert rows(page, "themes")[1:] == ["École 1"]


def test_one_chooses_without_script(site: httpx.Client) -> None:
    page = site.get("comparer").text
    assert page.count('<select id="c') == 2
    assert f'<option value="{BASE}id/organisation/etat-fictif">' in page
    alone = site.get("comparer", params=[("contrat", f"{BASE}id/contrat/haut"), ("contrat", "")])
    assert "Ce que l’on dit de" in alone.text


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"contrat": "contrat/inconnu"}, 404),
        ({"contrat": "http://[x> a"}, 404),
        ({"partie": "organisation/inconnue"}, 404),
        ({"partie": "http://x> ?a"}, 404),
        ({"contrat": ["contrat/haut", "contrat/bas", "contrat/c"]}, 400),
    ],
)
def test_what_cannot_be_compared_is_refused(site: httpx.Client, asked: dict[str, str], status: int) -> None:
    answer = site.get("comparer", params=asked)
    assert answer.status_code == status


def test_pages_are_in_both_languages_and_kept(site: httpx.Client) -> None:
    for asked in ({}, {"contrat": "contrat/haut"}, {"partie": "organisation/etat-fictif"}):
        answer = site.get("comparer", params=asked)
        held = site.get("comparer", params=asked, headers={"If-None-Match": answer.headers["etag"]})
        assert held.status_code == 304
        assert site.get("comparer", params={**asked, "_lang": "en"}).headers["content-language"] == "en"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Axe 1 : Emploi et insertion", "L'emploi, l'insertion et la formation", True),
        ("Favoriser les mobilités", "Mobilité", True),
        ("Favoriser la culture", "Favoriser le sport", False),
        ("", "Culture", False),
        ("Santé", "SANTE", True),
    ],
)
def test_titles_are_alike_by_their_words_of_meaning(one: str, other: str, alike: bool) -> None:
    assert (score(one, other) >= 0.5) is alike
    assert score(one, other) == score(other, one)


def test_each_title_is_paired_once() -> None:
    pairs = paired([("culture", 1), ("culture et sport", 2)], [("sport et culture", 3), ("santé", 4)])
    assert sorted((p.left or 0, p.right or 0) for p in pairs) == [(0, 4), (1, 0), (2, 3)]
    assert [p.left for p in paired([("a b", 1)], [])] == [1]


@pytest.mark.parametrize(
    ("own", "card", "expected"),
    [
        ([(0, 10), (100, 110)], [], [(0, 110)]),
        ([(0, 10), (9000, 9010)], [], [(0, 10), (9000, 9010)]),
        ([(9000, 9010)], [(8500, 8600), (9050, 9100), (20000, 20010)], [(8500, 9100)]),
        ([(0, 10)], [(8500, 8600)], [(0, 10)]),
        ([], [(1, 2)], []),
    ],
)
def test_a_telling_is_a_stretch_of_near_facts(
    own: list[tuple[int, int]], card: list[tuple[int, int]], expected: list[tuple[int, int]]
) -> None:
    assert stretched(own, card) == expected


def test_contracts_are_searched_by_the_words_of_their_name() -> None:
    known = (Known("a", "Pacte de l'Été", "pacte de l'ete"), Known("b", "Contrat", "contrat"))
    assert [one.iri for one in searched(known, "ÉTÉ pacte")] == ["a"]
    assert searched(known, "  ") == ()
