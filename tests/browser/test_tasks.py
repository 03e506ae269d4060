"""The ten tasks of docs/tasks.md, as a newcomer does them: from the home page, by what is written on the page."""

from __future__ import annotations

import csv
import gzip
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.chromium

BASE = "https://w3id.org/pactes/"
DOC = Path(__file__).resolve().parents[2] / "docs" / "tasks.md"
ACCORD = re.compile("Accord-cadre de partenariat territorial")


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def home(browser: Browser, true_address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The home page of the site over what is published, with JavaScript and without."""
    with browser.new_context(
        locale="fr-FR", java_script_enabled=request.param, viewport={"width": 1280, "height": 900}
    ) as context:
        page = context.new_page()
        page.goto(true_address)
        yield page


def search(page: Page, words: str) -> None:
    """Search as one does: the box of the banner, then its button."""
    form = page.get_by_role("banner").get_by_role("search")
    form.get_by_role("searchbox").or_(form.get_by_role("combobox")).first.fill(words)
    form.get_by_role("button", name="Chercher").click()
    page.wait_for_url(re.compile("/search"))


def results(page: Page, kind: str) -> Locator:
    """The results of a kind: the part of the page under a heading."""
    return page.get_by_role("main").locator("section", has=page.get_by_role("heading", name=re.compile(f"^{kind}")))


def asked(page: Page, query: str) -> list[dict[str, str]]:
    """What the graph itself says, to compare with what the page shows."""
    root = re.match(r"https?://[^/]+/", page.url)[0]  # type: ignore[index]
    answer = httpx.get(
        f"{root}sparql", params={"query": f"PREFIX p: <{BASE}def#> {query}"}, headers={"Accept": "application/json"}
    )
    return [{name: cell["value"] for name, cell in row.items()} for row in answer.json()["results"]["bindings"]]


def test_1_who_signed_the_framework_agreement_for_the_region(home: Page) -> None:
    search(home, "accord-cadre")
    results(home, "Contrats").get_by_role("link", name=ACCORD).first.click()
    party = home.locator("#parties li", has=home.get_by_role("heading", name="Région Hauts-de-France"))
    expect(party).to_contain_text("Président")
    (who,) = asked(
        home,
        f"SELECT DISTINCT ?nom {{ ?s p:signataire <{BASE}id/organisation/region-hauts-de-france> ; "
        f"p:representant ?nom ; p:contrat <{BASE}id/contrat/accord-cadre-amiens-metropole-2019> }}",
    )
    expect(party).to_contain_text(who["nom"])
    party.locator("summary").first.click()
    expect(party.locator("blockquote").first).to_be_visible()


def test_2_what_the_state_pays_for_the_bus_and_where_that_is_said(home: Page) -> None:
    search(home, "BHNS")
    results(home, "Montants").get_by_role("link", name=re.compile(r"^13.100.000")).click()
    facts = home.get_by_role("main")
    expect(facts).to_contain_text("participation")
    expect(facts.get_by_role("link", name="État", exact=True).first).to_be_visible()
    said = home.locator("section", has=home.get_by_role("heading", name=re.compile("^(Où c’est dit|Dit à)")))
    expect(said.locator("blockquote").first).to_contain_text(re.compile(r"13,1 millions|13.100.000"))
    said.locator("figcaption a").first.click()
    expect(home).to_have_url(re.compile(r"/doc/document/.*#"))
    target = home.locator(f"[id='{home.url.rpartition('#')[2]}']")
    expect(target).to_be_in_viewport()


def test_3_all_commitments_on_the_digital_theme_and_their_status(home: Page) -> None:
    search(home, "numérique")
    home.get_by_role("main").get_by_role("link", name=re.compile("^Engagements")).first.click()
    names = {"prevu": "prévu", "en-cours": "en cours", "realise": "réalisé"}
    told = asked(
        home,
        "SELECT DISTINCT ?e ?s { ?e a p:Engagement ; p:theme ?t ; p:statut ?s "
        'FILTER(CONTAINS(LCASE(?t), "numérique")) }',
    )
    assert len(told) >= 10
    for row in told:
        link = home.locator(f"a[href$='{row['e'].removeprefix(BASE + 'id')}']")
        line = home.get_by_role("main").get_by_role("listitem").filter(has=link).last
        expect(line).to_contain_text(names[row["s"].rpartition("/")[2]])


def test_4_what_changed_between_the_two_statements_on_the_pact(home: Page) -> None:
    search(home, "pacte métropolitain Lille")
    results(home, "Contrats").get_by_role("link", name=re.compile("Pacte métropolitain d'innovation")).click()
    home.get_by_role("link", name=re.compile("Ce qui diffère d’un récit")).first.click()
    table = home.get_by_role("table").first
    expect(home.get_by_role("main")).to_contain_text("2 récits")
    amounts = table.get_by_role("row", name=re.compile("^Montants"))
    expect(amounts).to_contain_text("différent")
    for amount in ("11 600 000", "1 000 000"):
        expect(amounts).to_contain_text(re.compile(amount.replace(" ", r"\s")))
    expect(table.get_by_role("row", name=re.compile("^Date de signature"))).to_contain_text("13 février 2017")


def test_5_the_contracts_of_the_somme(home: Page) -> None:
    search(home, "Somme")
    results(home, "Territoires").get_by_role("link", name="Somme", exact=True).click()
    expect(home.get_by_role("heading", level=1)).to_contain_text("Somme")
    expect(home.get_by_role("main").get_by_role("link", name=ACCORD).first).to_be_visible()
    expect(
        home.get_by_role("main").get_by_role("link", name=re.compile("Contrat de ville Amiens")).first
    ).to_be_visible()


def test_6_the_91_actions_as_csv(home: Page, tmp_path: Path) -> None:
    home.get_by_role("navigation").get_by_role("link", name="Contrats", exact=True).first.click()
    home.get_by_role("main").get_by_role(
        "link", name=re.compile("^Contrat de ville Amiens Métropole 2015")
    ).first.click()
    with home.expect_download() as waited:
        home.get_by_role("link", name="Les 91 actions en CSV", exact=True).click()
    waited.value.save_as(tmp_path / "actions.csv")
    with (tmp_path / "actions.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 91
    said = asked(home, "SELECT ?a { ?a a p:Action }")
    assert {row["a"] for row in said} == {next(v for v in row.values() if "/action/" in v) for row in rows}


def test_7_the_query_behind_a_chart(home: Page) -> None:
    # A menu that is folded opens at a click, with or without script.
    link = home.get_by_role("navigation").get_by_role("link", name="Montants", exact=True).first
    if not link.is_visible():
        home.get_by_role("navigation").get_by_text("Explorer", exact=True).first.click()
    link.click()
    home.get_by_role("main").get_by_role("link", name=re.compile("la requête derrière")).first.click()
    expect(home.get_by_role("main").locator("textarea").first).to_have_value(re.compile(r"pactes:montant \?montant"))
    answers = home.get_by_role("main").get_by_role("table").first
    expect(answers.get_by_role("row").nth(1)).to_be_visible()


def test_8_cite_an_axis(home: Page) -> None:
    search(home, "accord-cadre")
    results(home, "Contrats").get_by_role("link", name=ACCORD).first.click()
    home.locator("#plan").get_by_role("link", name=re.compile("Une attractivité économique confortée")).first.click()
    data = home.locator("#donnees")
    iri = f"{BASE}id/contrat/accord-cadre-amiens-metropole-2019/axe/1"
    expect(data).to_contain_text(iri)
    cited = data.locator("dd", has_text="version 2026")
    expect(cited).to_contain_text("Une attractivité économique confortée")
    expect(cited).to_contain_text(iri)


def test_9_match_a_list_of_intermunicipal_bodies(home: Page) -> None:
    home.get_by_role("contentinfo").get_by_role("link", name="Rapprocher ses données").click()
    home.get_by_label("Vos noms, un par ligne").fill(
        "CA Amiens Métropole\nMétropole de Lille\nCté d'agglo du Boulonnais"
    )
    home.get_by_label("Ce sont des").select_option(label="intercommunalités (EPCI)")
    home.get_by_role("button", name="Rapprocher").click()
    for name, code in (("CA Amiens Métropole", "248000531"), ("Cté d'agglo du Boulonnais", "246200729")):
        row = home.get_by_role("row").filter(has=home.get_by_role("rowheader", name=name))
        expect(row).to_contain_text(f"id/territoire/epci/{code}")
    with home.expect_download() as waited:
        home.get_by_role("link", name="Ce tableau en CSV").click()
    assert "248000531" in Path(waited.value.path()).read_text(encoding="utf-8")


def test_10_download_everything_and_load_it_elsewhere(home: Page) -> None:
    home.get_by_role("contentinfo").get_by_role("link", name="Téléchargements").click()
    with home.expect_download() as waited:
        home.get_by_role("link", name="pactes.nq.gz").click()
    packed = Path(waited.value.path()).read_bytes()
    sums = httpx.get(f"{home.url.partition('/dump')[0]}/dump/SHA256SUMS").text
    assert f"{hashlib.sha256(packed).hexdigest()}  pactes.nq.gz" in sums
    elsewhere = ox.Store()
    elsewhere.load(gzip.decompress(packed), format=ox.RdfFormat.N_QUADS)
    (counted,) = asked(home, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?q ?o } }")
    assert len(elsewhere) == int(counted["n"])


def test_the_ten_tasks_are_written_down() -> None:
    titles = re.findall(r"^## (\d+)\. (.+)$", DOC.read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(number) for number, _ in titles] == list(range(1, 11))
    tried = [int(name.split("_")[1]) for name in globals() if re.match(r"test_\d+_", name)]
    assert sorted(tried) == list(range(1, 11))
