"""Pages of territories, organisations and families, and the map of contracts: what concerns a place is counted once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import pairwise

import httpx
import pytest
from lxml import html

from pactes.rdf.fichiers import static_graphs
from pactes.release import make_release, sources_of
from pactes.settings import Settings
from pactes.web.cartes.picture import limits_of

BASE = "https://w3id.org/pactes/"
HERE = "doc/territoire/"
SHARED = "200006682"  # an EPCI whose communes are in two départements, 21 and 71
HEAD = f"""@prefix pactes: <{BASE}def#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @base <{BASE}> .
<id/territoire/departement/29> a pactes:Territoire ; rdfs:label "Finistère"@fr ; pactes:codeINSEE "29" ;
  dcterms:type <voc/type-territoire/departement> ; dcterms:isPartOf <id/territoire/region/53> .
<id/territoire/region/53> a pactes:Territoire ; rdfs:label "Bretagne"@fr ; dcterms:type <voc/type-territoire/region> .
<id/territoire/epci/242900314> a pactes:Territoire ; rdfs:label "Brest Métropole"@fr ; pactes:siren "242900314" ;
  dcterms:type <voc/type-territoire/epci> ; dcterms:isPartOf <id/territoire/departement/29> .
<id/territoire/qpv/qp029000> a pactes:Territoire ; rdfs:label "Quartier d’essai"@fr ;
  dcterms:type <voc/type-territoire/qpv> ; dcterms:isPartOf <id/territoire/commune/29019> .
<id/territoire/autre/nulle-part> a pactes:Territoire ; rdfs:label "Nulle part"@fr ;
  dcterms:type <voc/type-territoire/autre> .
<id/organisation/metropole-d-essai> a pactes:Organisation , pactes:Signataire ; rdfs:label "Métropole d’essai"@fr ;
  skos:altLabel "la Métropole"@fr ; pactes:siren "242900314" ; dcterms:spatial <id/territoire/epci/242900314> .
<id/organisation/agence-d-essai> a pactes:Organisation ; rdfs:label "Agence d’essai"@fr .
<id/signature/essai> a pactes:Signature ; pactes:contrat <id/contrat/de-la-metropole> ; pactes:prevue false ;
  pactes:signataire <id/organisation/metropole-d-essai> ; pactes:qualite "vice-présidente"@fr ;
  pactes:representant "Camille Inventée" .
<id/contrat/de-la-metropole> pactes:temoin <id/organisation/agence-d-essai> ; pactes:fondeSur <id/texte/loi-d-essai> .
<id/texte/loi-d-essai> a pactes:TexteJuridique ; rdfs:label "loi d’essai"@fr .
<id/engagement/un> a pactes:Engagement ; pactes:texte "promettre"@fr ; pactes:contrat <id/contrat/de-la-metropole> ;
  pactes:partie <id/organisation/metropole-d-essai> ; pactes:statut <voc/statut-engagement/prevu> .
<id/engagement/deux> a pactes:Engagement ; pactes:texte "tenir"@fr ; pactes:contrat <id/contrat/de-la-metropole> ;
  pactes:partie <id/organisation/metropole-d-essai> ; pactes:statut <voc/statut-engagement/realise> .
<id/financement/paye> a pactes:Financement ; pactes:montant 1000.0 ; pactes:contrat <id/contrat/de-la-metropole> ;
  pactes:nature <voc/nature-financement/participation> ; pactes:financeur <id/organisation/metropole-d-essai> .
<id/financement/recu> a pactes:Financement ; pactes:montant 2000.0 ; pactes:contrat <id/contrat/de-la-metropole> ;
  pactes:nature <voc/nature-financement/participation> ; pactes:beneficiaire "la Métropole"@fr .
"""
# Slug, status, end of the IRI of the territory, year.
CONTRACTS = [
    ("de-la-metropole", "conclu", "epci/242900314", "2016"),
    ("du-departement", "prevu", "departement/29", "2018"),
    ("de-la-region", "cite", "region/53", ""),
    ("du-quartier", "conclu", "qpv/qp029000", "2016"),
    ("de-deux-departements", "conclu", f"epci/{SHARED}", ""),
    ("de-l-ancienne-region", "cite", "region/22", ""),
    ("de-nulle-part", "cite", "autre/nulle-part", ""),
    ("sans-territoire", "cite", "", ""),
    *((f"de-quimper-{rank:02d}", "cite", "commune/29232", "") for rank in range(30)),
]


def told(slug: str, status: str, territory: str, year: str) -> str:
    family = "contrat-de-ville" if status == "conclu" else "contrat-de-ruralite"
    said = (
        f'<id/contrat/{slug}> a pactes:Contrat ; rdfs:label "Contrat {slug}"@fr ; '
        f"pactes:statut <voc/statut-contrat/{status}> ; pactes:dispositif <voc/type-contrat/{family}> "
    )
    said += f"; dcterms:spatial <id/territoire/{territory}> " if territory else ""
    said += f'; pactes:dateSignature "{year}-05-04"^^xsd:date ' if year else ""
    said += "; pactes:partie <id/organisation/metropole-d-essai> " if slug in ("de-la-metropole", "du-quartier") else ""
    return f"{said}.\n"


@pytest.fixture(scope="module")
def site(
    serve: Callable[[Settings], AbstractContextManager[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    folder, written = tmp_path_factory.mktemp("versions"), tmp_path_factory.mktemp("graphes")
    for graph, triples in static_graphs().items():
        name = str(graph).rsplit("/", 1)[-1]
        (written / f"{name}.ttl").write_text(triples.serialize(format="nt"), encoding="utf-8")
    (written / "essai.ttl").write_text(HEAD + "".join(told(*contract) for contract in CONTRACTS), encoding="utf-8")
    make_release(sources_of(written, BASE), folder, version="2026.11.1", base_iri=BASE)
    with (
        serve(Settings(releases=folder, workers=2)) as url,
        httpx.Client(base_url=url, timeout=60, headers={"Accept": "text/html"}) as client,
    ):
        yield client


def page(site: httpx.Client, path: str, **asked: str) -> html.HtmlElement:
    response = site.get(path, params=asked)
    assert response.status_code == 200, response.text
    return html.fromstring(response.text)


def contracts(read: html.HtmlElement, section: str) -> list[str]:
    """The ends of the IRIs of the contracts that a section of a page lists, in its order."""
    links = read.xpath(f'//section[@id="{section}"]//tbody//th//a/@href')
    return [link.split("?")[0].rsplit("/", 1)[-1] for link in links]


def test_a_departement_has_the_contracts_of_what_it_holds_and_of_what_holds_it(site: httpx.Client) -> None:
    read = page(site, f"{HERE}departement/29")
    assert contracts(read, "contrats") == ["du-departement"]
    assert contracts(read, "contrats-plus-larges") == ["de-la-region"]
    first = contracts(read, "contrats-inclus")
    assert first[:2] == ["de-la-metropole", "du-quartier"]  # concluded first
    assert len(first) == 25
    rest = contracts(page(site, f"{HERE}departement/29", page="2"), "contrats-inclus")
    quimper = {slug for slug, *_ in CONTRACTS if slug.startswith("de-quimper")}
    assert sorted([*first, *rest]) == sorted({"de-la-metropole", "du-quartier", *quimper})
    assert "34" in read.xpath('string(//p[@class="bilan"])')  # its own, the 32 below, the one above


def test_a_commune_that_no_document_names_shows_what_concerns_it(site: httpx.Client) -> None:
    read = page(site, f"{HERE}commune/29019")
    assert contracts(read, "contrats-inclus") == ["du-quartier"]
    assert sorted(contracts(read, "contrats-plus-larges")) == ["de-la-metropole", "de-la-region", "du-departement"]
    above = [link.rsplit("/", 1)[-1] for link in read.xpath('//p[@class="chapo"]//a/@href')]
    assert above == ["242900314", "291", "29", "53"]  # the nearest first
    assert read.xpath('//svg//circle[contains(@class, "ici")]')


def test_what_was_merged_is_inside_what_replaced_it(site: httpx.Client) -> None:
    assert "de-l-ancienne-region" in contracts(page(site, f"{HERE}region/32"), "contrats-inclus")
    read = page(site, f"{HERE}region/22")
    assert contracts(read, "contrats") == ["de-l-ancienne-region"]
    assert read.xpath('//svg//path[contains(@class, "aire")]')  # the outline of its former départements


def test_an_epci_of_two_departements_counts_in_each(site: httpx.Client) -> None:
    for code in ("21", "71"):
        assert contracts(page(site, f"{HERE}departement/{code}"), "contrats-inclus") == ["de-deux-departements"]


def test_who_acts_there_and_what_it_holds(site: httpx.Client) -> None:
    read = page(site, f"{HERE}epci/242900314")
    (body,) = read.xpath('//section[@id="organisations"]//li')
    assert "Métropole d’essai" in body.text_content()
    assert "le gouverne" in body.text_content()
    communes = read.xpath('//section[@id="comprend"]//li//a/@href')
    assert "/doc/territoire/commune/29019" in communes
    assert len(communes) == 8


def test_every_link_of_the_map_is_in_its_table(site: httpx.Client) -> None:
    for path in (f"{HERE}departement/29", "doc/organisation/metropole-d-essai", "carte", "carte?niveau=region"):
        read = page(site, path)
        drawn = set(read.xpath("//figure//svg//a/@href"))
        assert drawn, path
        table = read.xpath('//figure//table//a/@href | //section[@id="tableau"]//a/@href')
        assert drawn <= set(table), path
        assert all(read.xpath("//figure//svg//a/@aria-label")), path
        (title,) = read.xpath("//figure/svg/title")
        assert title.text, path
        # Names are said in words too: a policy without inline style leaves no other way than classes.
        assert not read.xpath("//svg//@style")


def test_what_has_no_outline_is_shown_where_it_is_held_and_the_map_says_so(site: httpx.Client) -> None:
    shown = {
        row.xpath("string(th)"): row.xpath("string(td[last()])")
        for row in page(site, "doc/organisation/metropole-d-essai").xpath("//figure//tbody/tr")
    }
    assert shown == {
        "Brest Métropole": "un point, au milieu de ses habitants",
        "Quartier d’essai": "un point, à la place de sa commune",
    }
    read = page(site, f"{HERE}arrondissement/291")  # arrondissements have no outline
    assert read.xpath('//figure//svg//path[contains(@class, "approche")]')
    assert "En tirets" in read.xpath("string(//figcaption)")
    assert not page(site, f"{HERE}autre/nulle-part").xpath("//figure")


def test_shades_are_told_apart_where_counts_are_close() -> None:
    assert limits_of([1, 3, 11]) == (1, 3)  # a shade for each
    assert limits_of([5]) == ()
    close = limits_of([27, 28, 30, 35, 66])
    assert len(close) == 3
    assert all(27 <= limit < 66 for limit in close)
    wide = limits_of(list(range(1, 5000)))
    assert wide[0] < 20 < wide[-1] < 5000


def test_the_map_counts_a_contract_wherever_it_is(site: httpx.Client) -> None:
    rows = {
        row.xpath("string(th)"): [cell.text_content().strip() for cell in row.xpath("td")]
        for row in page(site, "carte").xpath('//section[@id="tableau"]//tbody/tr')
    }
    assert rows["Finistère"] == ["33", "2", "1", "30"]
    assert rows["Côte-d'Or"] == rows["Saône-et-Loire"] == ["1", "1", "0", "0"]
    assert set(rows) == {"Finistère", "Côte-d'Or", "Saône-et-Loire"}
    nowhere = page(site, "carte").xpath('//section[@id="sans-place"]//li//a/@href')
    assert {link.rsplit("/", 1)[-1] for link in nowhere} == {
        "de-la-region", "de-l-ancienne-region", "de-nulle-part", "sans-territoire",
    }  # fmt: skip
    regions = page(site, "carte", niveau="region").xpath('//section[@id="tableau"]//tbody/tr/th')
    assert {row.text_content() for row in regions} == {"Bretagne", "Hauts-de-France", "Bourgogne-Franche-Comté"}


def test_the_map_of_one_family(site: httpx.Client) -> None:
    read = page(site, "carte", dispositif="contrat-de-ville")
    counts = read.xpath('//section[@id="tableau"]//tbody/tr/td[1]')
    assert [cell.text_content() for cell in counts] == ["2", "1", "1"]
    assert read.xpath("//option[@selected]/@value") == ["departement", "contrat-de-ville"]
    for asked in ({"dispositif": "aucune"}, {"niveau": "canton"}):
        assert site.get("carte", params=asked).status_code == 400


def test_the_map_is_made_once_for_a_release(site: httpx.Client) -> None:
    first = site.get("carte")
    assert first.headers["content-language"] == "fr"
    again = site.get("carte", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = site.head("carte")
    assert (head.status_code, head.headers["etag"]) == (200, first.headers["etag"])
    assert site.get("carte", headers={"Accept-Language": "en"}).headers["content-language"] == "en"
    assert site.get("carte", headers={"Accept": "text/turtle"}).status_code == 406


def test_an_organisation_without_the_persons_who_sign(site: httpx.Client) -> None:
    response = site.get("doc/organisation/metropole-d-essai")
    assert "Inventée" not in response.text
    read = html.fromstring(response.text)
    assert contracts(read, "contrats") == ["de-la-metropole", "du-quartier"]
    assert "vice-présidente" in read.xpath('string(//section[@id="contrats"]//tbody/tr[1])')
    counts = read.xpath('//section[@id="engagements"]//tbody/tr/td')
    assert [cell.text_content() for cell in counts] == ["2", "1", "0", "1"]
    assert re.sub(r"\s", "", read.xpath('string(//section[@id="financements"]//tbody)')).startswith("1000")
    assert re.sub(r"\s", "", read.xpath('string(//section[@id="recus"]//tbody)')).startswith("2000")
    assert "/doc/territoire/epci/242900314" in read.xpath("//dl//dd/a/@href")
    assert any("242900314" in link and link.startswith("https://") for link in read.xpath("//dd/a/@href"))


def test_a_witness_is_no_party(site: httpx.Client) -> None:
    read = page(site, "doc/organisation/agence-d-essai")
    assert contracts(read, "contrats") == []
    (role,) = read.xpath('//section[@id="roles"]//dt')
    assert role.text_content().startswith("témoin")


def test_a_family_by_year_and_status_with_its_texts(site: httpx.Client) -> None:
    read = page(site, "voc/type-contrat/contrat-de-ville")
    assert contracts(read, "contrats") == ["de-deux-departements", "de-la-metropole", "du-quartier"]
    rows = [[c.text_content() for c in row] for row in read.xpath('//section[@id="annees"]//tbody/tr')]
    assert rows == [["2016", "2", "2", "0", "0"], ["non dite", "1", "1", "0", "0"]]
    assert "loi d’essai" in read.xpath('string(//section[@id="fondements"])')
    assert read.xpath('//section[@id="ou"]//svg')


@pytest.mark.parametrize("path", [f"{HERE}departement/29", "doc/organisation/metropole-d-essai", "carte"])
def test_headings_and_columns_are_said_in_english(site: httpx.Client, path: str) -> None:
    read = page(site, path, _lang="en")
    said = [node.text_content() for node in read.xpath('//h2 | //thead//th | //p[@class="bilan"]')]
    assert len(said) > 5
    assert not [text for text in said if re.search(r"\b(contrats?|territoires?|carte|de|par|la|le|les)\b", text)]
    labels = read.xpath("//svg//a/@aria-label")
    assert labels
    assert not [label for label in labels if " :" in label]


def test_outlines_are_those_of_all_departements(site: httpx.Client) -> None:
    response = site.get("carte/contours.geojson", headers={"Accept": "*/*"})
    assert response.headers["content-type"] == "application/geo+json"
    features = response.json()["features"]
    assert len(features) == 101
    assert {"971", "972", "973", "974", "976", "2A", "2B", "75"} <= {f["properties"]["code"] for f in features}
    for feature in features:
        assert feature["id"].startswith(f"{BASE}id/territoire/departement/")
        for polygon in feature["geometry"]["coordinates"]:
            assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in polygon)
            turns = [sum((x2 - x1) * (y2 + y1) for (x1, y1), (x2, y2) in pairwise(r)) for r in polygon]
            assert turns[0] < 0 < min(turns[1:], default=1)  # outer rings run counter-clockwise, holes clockwise
    again = site.get("carte/contours.geojson", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304
    regions = site.get("carte/contours.geojson", params={"niveau": "region"}, headers={"Accept": "*/*"}).json()
    assert len(regions["features"]) == 18
