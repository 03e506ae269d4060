"""The pictures of the whole: what they draw is what the graph says, bounded, with its table and its query."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from lxml import html

from pactes.release import GraphSource, make_release
from pactes.settings import Settings

BASE = "https://w3id.org/pactes/"
CONTRACT = f"{BASE}id/contrat/contrat-de-ville-du-val-fictif-2015-2020"
STATE = f"{BASE}id/organisation/etat"
SVG = {"s": "http://www.w3.org/2000/svg"}


def page(client: httpx.Client, path: str, **parameters: str) -> html.HtmlElement:
    answer = client.get(path, params=parameters, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.content)


def drawn(tree: html.HtmlElement, kind: str) -> list[str]:
    return [a.get("href") for a in tree.xpath("//svg//a[rect]") if a.xpath(f"rect[@class='{kind}']")]


def test_the_network_links_a_contract_to_each_of_its_signatories_and_names_no_person(corpus: httpx.Client) -> None:
    tree = page(corpus, "/reseau")
    assert drawn(tree, "contrat") == ["/doc/contrat/contrat-de-ville-du-val-fictif-2015-2020"]
    signers = {f"/doc/organisation/{name}" for name in ("etat", "ca-du-val-fictif", "region-fictive")}
    assert set(drawn(tree, "signataire")) == signers
    assert len(tree.xpath("//svg//path[not(@class)]")) >= 3
    assert set(tree.xpath("//table//td//a/@href")) == signers  # the table tells the same
    assert "EXEMPLE" not in tree.text_content()
    assert "MODÈLE" not in tree.text_content()


@pytest.mark.parametrize(
    ("path", "columns"), [("/reseau", {"contrat", "signataire"}), ("/montants", {"montant", "nature"})]
)
def test_the_query_behind_a_picture_gives_its_figures(corpus: httpx.Client, path: str, columns: set[str]) -> None:
    (href,) = page(corpus, path).xpath("//*[@class='derriere']/a[1]/@href")
    query = parse_qs(urlsplit(href).query)["query"][0]
    answer = corpus.get(
        "/sparql", params={"query": query}, headers={"Accept": "application/sparql-results+json"}
    ).json()
    assert columns <= set(answer["head"]["vars"])
    assert len(answer["results"]["bindings"]) >= 2


def test_each_amount_is_a_bar_of_its_own_under_its_nature(corpus: httpx.Client) -> None:
    tree = page(corpus, "/montants")
    natures = {section.get("id"): section for section in tree.xpath("//section[.//svg]")}
    assert set(natures) == {"participation", "budget"}
    for nature, amount in (("participation", "1 250 000"), ("budget", "12,50")):
        (bar,) = natures[nature].xpath(".//a[contains(@class, 'somme')]")
        said = " ".join(bar.xpath("text[@class='montant']")[0].text_content().replace("\u202f", " ").split())
        assert said.removeprefix("≈ ").replace("\xa0", " ") == f"{amount} €"
        assert natures[nature].xpath(f".//table//a[@href='{bar.get('href')}']")
    assert "1 250 012" not in tree.text_content()


def test_a_picture_shows_what_was_chosen(corpus: httpx.Client) -> None:
    assert drawn(page(corpus, "/reseau", organisation=STATE), "contrat")
    assert not drawn(page(corpus, "/reseau", organisation=f"{BASE}id/organisation/inconnue"), "contrat")
    assert not drawn(page(corpus, "/reseau", dispositif=STATE), "contrat")
    place = page(corpus, "/reseau", territoire=f"{BASE}id/territoire/epci/299999999")
    assert drawn(place, "contrat")
    paid = page(corpus, "/montants", contrat=CONTRACT, organisation=STATE)
    assert [section.get("id") for section in paid.xpath("//section[.//svg]")] == ["participation"]
    (chosen,) = paid.xpath("//select[@name='organisation']/option[@selected]/@value")
    assert chosen == STATE


@pytest.mark.parametrize("path", ["/reseau?organisation=pas%20une%20IRI", "/montants?contrat=%3E%20%7D"])
def test_a_choice_that_is_no_iri_is_refused_with_what_to_do(corpus: httpx.Client, path: str) -> None:
    answer = corpus.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert "IRI" in answer.text


@pytest.mark.parametrize("path", ["/reseau", "/montants"])
def test_a_picture_that_has_not_changed_is_not_sent_again(corpus: httpx.Client, path: str) -> None:
    first = corpus.get(path, headers={"Accept": "text/html"})
    assert first.headers["Content-Language"] == "fr"
    again = corpus.get(path, headers={"Accept": "text/html", "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert corpus.head(path).status_code == 200


CROWD = 60


@pytest.fixture(scope="module")
def crowd(
    serve: Callable[[Settings], AbstractContextManager[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A site with many contracts, one of which has many signatories, and many amounts."""
    folder = tmp_path_factory.mktemp("foule")
    lines = []
    for n in range(CROWD):
        contract = f"<{BASE}id/contrat/c{n}>"
        lines.append(
            f'{contract} a <{BASE}def#Contrat> ; <http://www.w3.org/2000/01/rdf-schema#label> "Contrat {n}"@fr .'
        )
        for m in range(30 if n == 7 else 2):
            lines.append(f"{contract} <{BASE}def#partie> <{BASE}id/organisation/o{n}-{m}> .")
        amount = f"<{BASE}id/financement/f{n}>"
        lines.append(f"{amount} a <{BASE}def#Financement> ; <{BASE}def#montant> {1000 + n}.0 ;")
        lines.append(f" <{BASE}def#devise> <http://publications.europa.eu/resource/authority/currency/EUR> .")
    (folder / "foule.ttl").write_text("\n".join(lines), encoding="utf-8")
    sources = [GraphSource(f"{BASE}graphe/foule", "foule", folder / "foule.ttl")]
    make_release(sources, folder / "versions", version="2026.11.1", base_iri=BASE)
    with (
        serve(Settings(releases=folder / "versions", workers=1)) as url,
        httpx.Client(base_url=url, timeout=30) as http,
    ):
        yield http


def test_a_picture_of_a_crowd_is_bounded_and_says_so(crowd: httpx.Client) -> None:
    tree = page(crowd, "/reseau")
    assert len(drawn(tree, "contrat")) == 20
    assert drawn(tree, "contrat").count("/doc/contrat/c7") == 1  # the most connected is among them
    assert f"sur {CROWD}" in tree.text_content()
    assert "et 25 autres signataires" in tree.text_content()
    assert len(tree.xpath("//table//tr[th//a[@href='/doc/contrat/c7']]/td//a")) == 30  # the table has them all
    money = page(crowd, "/montants")
    bars = money.xpath("//svg//a[contains(@class, 'somme')]/@href")
    assert bars == [f"/doc/financement/f{n}" for n in range(CROWD - 1, CROWD - 26, -1)]  # the largest, in their order
    assert "Les 25 plus grands sont montrés." in money.text_content()


def test_boxes_of_the_network_do_not_overlap(crowd: httpx.Client) -> None:
    tops: dict[str, list[int]] = {}
    for box in page(crowd, "/reseau").xpath("//svg//rect"):
        tops.setdefault(box.get("x"), []).append(int(box.get("y")))
    assert len(tops) == 2
    for column in tops.values():
        ordered = sorted(column)
        assert all(after - before >= 30 for before, after in pairwise(ordered))
