"""The page where people ask, in a real browser: the editor proposes, a chart is drawn, a query is cancelled; without
script everything but that works."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

pytestmark = pytest.mark.chromium

BASE = "https://w3id.org/pactes/"
PHONE = {"width": 360, "height": 740}
PREFIXES = f"PREFIX pactes: <{BASE}def#>\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
MONEY = PREFIXES + "SELECT ?nom ?montant { ?x pactes:montant ?montant ; rdfs:label ?nom } ORDER BY ?montant"
Opener = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, corpus_address: str) -> Iterator[Opener]:
    """Opens a page; at the end, the browser must have complained of nothing and asked no other host."""
    contexts, complaints, elsewhere = [], [], []

    def opener(path: str = "sparql", **options: object) -> Page:
        context = browser.new_context(**{"locale": "fr-FR", **options})  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        # The browser tells each answer that is an error, and here some are meant.
        page.on("console", lambda said: None if "status of 4" in said.text else complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((corpus_address, "data:")) else elsewhere.append(asked.url),
        )
        page.goto(corpus_address + path)
        return page

    yield opener
    for context in contexts:
        context.close()
    assert complaints == []
    assert elsewhere == []


def asked(query: str, **more: str) -> str:
    return f"sparql?{urlencode({'query': query, **more})}"


def choices(page: Page) -> Locator:
    """What the editor proposes."""
    return page.get_by_role("listbox").get_by_role("option")


def write(page: Page, text: str) -> None:
    """Type in the editor, from nothing, as people do."""
    page.locator("#query").fill("")
    page.locator("#query").press_sequentially(text)


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desk"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_editor_proposes_what_the_data_hold(visit: Opener, viewport: dict[str, int], language: str) -> None:
    page = visit(f"sparql?_lang={language}", viewport=viewport)
    write(page, "SELECT * WHERE { ?c a Contr")
    first = choices(page).first
    expect(first).to_contain_text("pactes:Contrat")
    expect(first).to_contain_text("contrat" if language == "fr" else "contract")
    expect(page.locator("#query")).to_have_attribute("aria-activedescendant", "proposition-0")
    box = page.get_by_role("listbox").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= viewport["width"]
    page.keyboard.press("Enter")
    page.locator("#query").press_sequentially(" ; pactes:dateSi")
    page.keyboard.press("Enter")
    page.locator("#query").press_sequentially(" ?d }")
    expect(page.locator("#query")).to_have_value(
        f"PREFIX pactes: <{BASE}def#>\nSELECT * WHERE {{ ?c a pactes:Contrat ; pactes:dateSignature ?d }}"
    )
    page.keyboard.press("Control+Enter")
    expect(page.locator("#t-resultat")).to_have_text("1 ligne" if language == "fr" else "1 row")
    expect(page.locator("#resultat")).to_be_in_viewport()
    page.evaluate("location.hash = 'contenu'")  # another place of the same page: the answer stays
    expect(page.locator("#t-resultat")).to_have_count(1)
    page.go_back()
    page.go_back()
    expect(page.locator("#resultat")).to_have_count(0)


def test_words_become_things_concepts_and_variables(visit: Opener) -> None:
    page = visit()

    def suggest(route: Route) -> None:
        assert "Val%20Fict" in route.request.url
        thing = {"iri": f"{BASE}id/territoire/epci/299999999", "label": "CA du Val-Fictif", "kind": "Territoire"}
        evil = {"iri": "javascript:alert(1)> <x", "label": "<img src=x onerror=alert(1)>", "kind": "Contrat"}
        route.fulfill(json={"q": "", "suggestions": [evil, thing]})

    page.route(re.compile("search/suggest"), suggest)
    page.locator("#requete").evaluate("form => { form.dataset.suggestions ||= '/search/suggest' }")
    write(page, "SELECT ?contrat WHERE { ?contrat ?p Val Fict")
    option = choices(page).filter(has_text="CA du Val-Fictif")
    expect(option).to_be_visible()
    expect(choices(page)).to_have_count(1)
    option.click()
    expected = f"SELECT ?contrat WHERE {{ ?contrat ?p <{BASE}id/territoire/epci/299999999> # CA du Val-Fictif"
    expect(page.locator("#query")).to_have_value(expected)
    page.locator("#query").press_sequentially(" .\n?con")  # the name stays on the line of its address
    page.keyboard.press("Enter")
    assert re.search(r"> \. # CA du Val-Fictif\n\?contrat$", page.locator("#query").input_value())
    page.keyboard.press("Control+z")
    write(page, "SELECT * { ?c ?p conclu")
    expect(choices(page).first).to_contain_text("statut-contrat:conclu")


def test_a_name_that_is_typed_becomes_the_address_of_the_thing(visit: Opener) -> None:
    page = visit()
    write(page, "SELECT ?c WHERE { ?c pactes:partie communauté d'agglomération du val")
    choices(page).filter(has_text="Communauté d'agglomération du Val-Fictif").first.click()
    page.locator("#query").press_sequentially(" }")
    expect(page.locator("#query")).to_have_value(re.compile(f"<{BASE}id/organisation/ca-du-val-fictif> }} # Commun"))
    page.locator("#query").press("Control+Enter")
    page.get_by_role("button", name="Ajouter ces lignes et exécuter").click()
    expect(page.get_by_role("link", name="Contrat de ville du Val-Fictif 2015-2020")).to_be_visible()


def test_the_editor_is_no_trap_for_the_keyboard(visit: Opener) -> None:
    page = visit()
    write(page, "SELECT * { ?c a pactes:Con")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Control+Space")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#query")).to_have_attribute("aria-activedescendant", "proposition-1")
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("button", name="Exécuter")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#query")).to_be_focused()
    expect(page.locator("#query")).to_have_value("SELECT * { ?c a pactes:Con")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_lie_under_the_letters(visit: Opener, scheme: str) -> None:
    lines = "\n".join(f"# {n} {'mot ' * n}" for n in range(1, 40))
    page = visit(asked(f"{lines}\n{MONEY}"), color_scheme=scheme, viewport=PHONE)
    drawn, typed = page.locator(".couleurs"), page.locator("#query")
    assert drawn.bounding_box() == typed.bounding_box()
    assert typed.evaluate("e => e.scrollHeight <= e.clientHeight + 1")  # nothing is cut or scrolled apart
    assert "".join(drawn.locator("div").all_inner_texts()).replace("\u200b", "") == typed.input_value().replace(
        "\n", ""
    )
    expect(drawn.locator(".c-mot").first).to_have_text("PREFIX")
    expect(drawn.locator(".c-iri").first).to_have_text(f"<{BASE}def#>")


def test_a_mistake_is_shown_where_it_is(visit: Opener) -> None:
    page = visit()
    write(page, "SELECT * WHERE {\n  ?s rdfs:labl ?o\n}")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("« rdfs: »")
    expect(page.locator(".couleurs .faute")).to_have_text("  ?s rdfs:labl ?o")
    expect(page.locator("#query")).to_be_focused()
    assert page.locator("#query").evaluate("e => e.selectionStart") == len("SELECT * WHERE {\n  ?s ")
    page.get_by_role("button", name="Ajouter ces lignes et exécuter").click()
    expect(page.get_by_role("status").filter(has_text="rien n’y répond")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator(".couleurs .faute")).to_have_count(0)


def test_a_query_is_cancelled(visit: Opener) -> None:
    page = visit()
    page.locator("#query").fill("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    page.get_by_role("button", name="Exécuter").click()
    page.get_by_role("button", name=re.compile("Annuler")).click()
    expect(page.locator("#reponse")).to_have_text("La requête est annulée.")
    page.locator("#query").fill("ASK { ?s ?p ?o }")
    page.get_by_role("button", name="Exécuter").click()
    expect(page.get_by_role("heading", name="Réponse : oui")).to_be_visible()


def test_a_wide_table_scrolls_in_its_frame(visit: Opener) -> None:
    columns = " ".join(f"?une_colonne_assez_longue_{n}" for n in range(8))
    page = visit(asked(f"SELECT {columns} ?vide {{ VALUES ({columns}) {{ ({'true ' * 8}) }} }}"), viewport=PHONE)
    expect(page.locator("#tableau")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_rows_are_sorted_and_sent_back_to_their_order(visit: Opener) -> None:
    page = visit(asked(MONEY))
    first = page.locator("#tableau tbody tr").first
    expect(first).to_contain_text("12,5")
    head = page.get_by_role("button", name="montant")
    head.click()
    head.click()
    expect(first).to_contain_text("1 250 000".replace(" ", "\u202f"))
    expect(page.get_by_role("columnheader", name="montant")).to_have_attribute("aria-sort", "descending")
    head.click()
    expect(first).to_contain_text("12,5")


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desk"])
def test_a_chart_is_drawn_from_the_table_and_has_an_address(visit: Opener, viewport: dict[str, int]) -> None:
    page = visit(asked(MONEY), viewport=viewport)
    assert not page.evaluate("Boolean(window.Plotly)")  # fetched only when a chart is asked
    page.get_by_role("link", name="Graphique", exact=True).click()
    chart = page.get_by_role("img", name="diagramme en barres : montant selon nom")
    expect(chart.locator(".bars .point")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    page.get_by_label("Dessin").select_option("secteurs")
    expect(page.get_by_role("img", name="diagramme en secteurs : montant selon nom")).to_be_visible()
    expect(page.locator("#dessin .slice")).to_have_count(2)
    expect(page).to_have_url(re.compile("vue=graphique.*genre=secteurs"))
    page.reload()
    expect(page.locator("#dessin .slice")).to_have_count(2)
    expect(page.locator("#tableau tbody tr")).to_have_count(2)
    with page.expect_download() as download:
        page.get_by_role("button", name="Image SVG").click()
    assert "<svg" in download.value.path().read_text(encoding="utf-8")


def test_text_of_data_is_never_markup_in_a_chart_or_a_list(visit: Opener) -> None:
    evil = "<img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a>"
    query = f'SELECT * {{ VALUES (?x ?y) {{ ("{evil}" 3) ("{evil}2" 4) }} }}'
    page = visit(asked(query, vue="graphique"))
    expect(page.locator("#dessin .bars .point")).to_have_count(2)
    expect(page.locator("#dessin .yaxislayer-above text").first).to_contain_text("<img src=x")
    assert page.locator("main img, main a[href^='javascript']").count() == 0


def test_questions_are_filtered(visit: Opener) -> None:
    page = visit("sparql?_lang=en")
    page.get_by_label("Filter the questions").fill("CONTRADICT disagree")
    shown = page.locator(".exemples li:visible")
    expect(shown).to_have_count(2)
    shown.locator("a").first.click()
    expect(page.locator(".question-ouverte")).to_contain_text("What you can change")


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desk"])
def test_without_script_a_question_gives_its_table_and_its_files(visit: Opener, viewport: dict[str, int]) -> None:
    page = visit(java_script_enabled=False, viewport=viewport)
    page.locator(".exemples summary", has_text="Contrats et actions").click()
    page.locator(".exemples summary", has_text="Contrats et actions").click()
    page.get_by_role("link", name="Quelles sont toutes les actions, sous quel axe de quel contrat ?").click()
    expect(page.locator("#t-resultat")).to_have_text("3 lignes")
    expect(page.locator("#query")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    assert download.value.path().read_text(encoding="utf-8").startswith("contrat,axe,numero,action,titre")
