"""From the home page on: the menu, the questions, the pages about the site; by keyboard, without script, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.chromium

PHONE = {"width": 320, "height": 700}
ABOUT = ("", "qualite", "mentions-legales", "citer", "limites", "version/", "version/2026.11.1", "jeu/pactes", "rien")
Opener = Callable[..., Page]

# Letters of texts that a box cuts: nothing has to be scrolled sideways but tables and code, which say so.
CUT = """() => [...document.querySelectorAll('main *')].filter(each => {
  const style = getComputedStyle(each);
  return each.checkVisibility() && style.overflowX !== 'auto' && style.overflowX !== 'scroll'
    && !each.closest('.lecteur, .deroulant, pre, svg, input') && each.scrollWidth > each.clientWidth + 1
    && style.display !== 'inline' && each.clientWidth > 0;
}).map(each => `${each.tagName}.${each.className} ${each.textContent.trim().slice(0, 40)}`)"""


@pytest.fixture
def visit(browser: Browser, corpus_address: str) -> Iterator[Opener]:
    """Opens a page; at the end, the browser must have complained of nothing (the policy included)."""
    contexts, complaints = [], []

    def opener(path: str, **options: object) -> Page:
        context = browser.new_context(**{"locale": "fr-FR", **options})  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda told: None if "status of 4" in told.text else complaints.append(told.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(corpus_address + path)
        return page

    yield opener
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("path", ABOUT)
def test_nothing_is_cut_on_the_smallest_phone(visit: Opener, path: str) -> None:
    page = visit(path, viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(CUT) == []


def test_the_menu_opens_by_keyboard_and_says_where_one_is(visit: Opener) -> None:
    page = visit("", java_script_enabled=False)
    group = page.locator(".explorer summary")
    link = page.locator(".explorer").get_by_role("link", name="Contradictions", exact=True)
    expect(link).to_be_hidden()
    group.focus()
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(page.locator(".explorer ul a").first).to_be_focused()
    link.click()
    expect(page).to_have_url(re.compile("/contradictions$"))
    expect(page.locator("h1")).to_contain_text("Contradictions")
    page.locator(".explorer summary").click()
    here = page.locator(".explorer [aria-current=page]")
    expect(here).to_have_text("Contradictions")


@pytest.mark.parametrize("width", [320, 390])
def test_the_menu_of_a_phone_opens_within_its_edges(visit: Opener, width: int) -> None:
    page = visit("limites", viewport={"width": width, "height": 800})
    page.locator(".explorer summary").click()
    for link in page.locator(".explorer ul a").all():
        box = link.bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= width
        assert box["height"] >= 24


def test_a_question_of_the_home_page_leads_to_its_answer(visit: Opener) -> None:
    page = visit("", java_script_enabled=False)
    question = page.locator(".questions a").first
    question.click()
    answer = page.locator("#resultat")
    expect(answer).to_be_visible()
    expect(answer).to_be_in_viewport()


def test_home_leads_to_what_the_data_are_worth_and_to_the_version(visit: Opener) -> None:
    page = visit("", java_script_enabled=False)
    page.locator("#t-version ~ * a", has_text="2026.11.1").first.click()
    expect(page.locator("h1")).to_have_text("Version 2026.11.1")
    page.get_by_role("link", name="La référence à coller").click()
    expect(page.locator("blockquote")).to_contain_text("https://w3id.org/pactes/version/2026.11.1")
    page.locator(".pied").get_by_role("link", name="Qualité mesurée").click()
    expect(page.locator("h1")).to_have_text("Qualité mesurée")


def test_a_wrong_address_leads_to_what_was_looked_for(visit: Opener) -> None:
    page = visit("doc/contrat/contrat-val-fictif", java_script_enabled=False)
    field = page.locator("#q-une")
    expect(field).to_have_value("contrat val fictif")
    field.press("Enter")
    page.get_by_role("link", name="Contrat de ville du Val-Fictif 2015-2020").first.click()
    expect(page.locator("h1")).to_contain_text("Val-Fictif")


def test_paper_is_white_and_shows_what_is_folded(visit: Opener) -> None:
    page = visit("version/2026.11.1", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"
    expect(page.locator(".groupes")).to_be_hidden()
    table = page.locator("details table").first
    box = table.bounding_box()
    assert box is not None
    assert box["height"] > 20


def test_the_policy_stops_what_a_page_would_fetch_or_run(browser: Browser, corpus_address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(corpus_address)
        ran = page.evaluate(
            """async () => {
              const script = document.createElement('script');
              script.textContent = 'window.ran = true';
              document.body.append(script);
              const reached = await fetch('http://localhost:9/x').then(() => 'oui', () => 'non');
              return [window.ran === true, reached];
            }"""
        )
        assert ran == [False, "non"]
        assert [url for url in asked if not url.startswith(corpus_address)] == []
