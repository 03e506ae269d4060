"""A list of names pasted in the page of reconciliation: each line with its identifier, or the choice that is left."""

from __future__ import annotations

import csv
import io

import httpx
from lxml import html

BASE = "https://w3id.org/pactes/"
NAMES = "CA Amiens Métropole\n\n  Cté d’agglo du Boulonnais \nSaint-Denis\nzzzz xyzw"


def test_a_pasted_list_gives_each_line_its_identifier(corpus: httpx.Client) -> None:
    answer = corpus.get("/reconcile/liste", params={"noms": NAMES}, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    tree = html.fromstring(answer.content)
    rows = {row.xpath("string(th)"): row for row in tree.xpath("//tbody/tr")}
    assert list(rows) == ["CA Amiens Métropole", "Cté d’agglo du Boulonnais", "Saint-Denis", "zzzz xyzw"]
    assert rows["CA Amiens Métropole"].xpath("string(.//code)") == f"{BASE}id/territoire/epci/248000531"
    assert not rows["Saint-Denis"].xpath(".//code")  # several communes bear the name: nobody chooses for you
    assert len(rows["Saint-Denis"].xpath(".//a")) > 1
    assert not rows["zzzz xyzw"].xpath(".//a")
    assert "2 noms sûrs sur 4" in tree.xpath("string(//h2)")
    assert tree.xpath("string(//textarea)").split("\n")[-1] == "zzzz xyzw"  # the list stays, to be corrected


def test_a_pasted_list_is_given_as_csv_too(corpus: httpx.Client) -> None:
    (href,) = html.fromstring(
        corpus.get("/reconcile/liste", params={"noms": NAMES, "type": "epci"}, headers={"Accept": "text/html"}).content
    ).xpath("//a[@download]/@href")
    answer = corpus.get(href)
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["identifiant"] for row in rows][:2] == [
        f"{BASE}id/territoire/epci/{code}" for code in (248000531, 246200729)
    ]
    assert [row["sur"] for row in rows][:2] == ["oui", "oui"]
    assert rows[3]["identifiant"] == ""


def test_a_list_that_is_too_long_or_of_an_unknown_type_is_refused(corpus: httpx.Client) -> None:
    long = corpus.get("/reconcile/liste", params={"noms": "a\n" * 101}, headers={"Accept": "text/html"})
    assert long.status_code == 400
    assert "100 lignes" in long.text
    assert corpus.get("/reconcile/liste", params={"noms": "a", "type": "planete"}).status_code == 400


def test_the_page_of_reconciliation_has_the_form(corpus: httpx.Client) -> None:
    tree = html.fromstring(corpus.get("/reconcile", headers={"Accept": "text/html"}).content)
    (form,) = tree.xpath("//form[@action='/reconcile/liste']")
    assert form.xpath(".//textarea[@name='noms']")
    assert "epci" in form.xpath(".//option/@value")
