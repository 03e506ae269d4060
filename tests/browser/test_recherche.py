"""Searching in a browser: with the keyboard as one types, on a phone, and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.chromium

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
Opener = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, corpus_address: str) -> Iterator[Opener]:
    """Opens a page of the small corpus; what its console says, and what it asks of other hosts, fail the test."""
    contexts, faults = [], []

    def opened(path: str, **options: Any) -> Page:
        context = browser.new_context(locale="fr-FR", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(corpus_address) else faults.append(asked.url))
        page.goto(corpus_address + path.lstrip("/"))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_names_are_proposed_and_chosen_with_the_keyboard(visit: Opener, size: dict[str, int]) -> None:
    page = visit("search", viewport=size)
    field = page.get_by_role("combobox", name="Mots, sigle ou montant")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("val fic")
    options = page.get_by_role("listbox", name="Mots, sigle ou montant").get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    field.press("ArrowDown")
    chosen = options.nth(0)
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    expect(field).to_be_focused()
    field.press("ArrowUp")  # back to what was typed
    expect(chosen).to_have_attribute("aria-selected", "false")
    field.press("Escape")
    expect(options.first).to_be_hidden()
    expect(field).to_have_value("val fic")
    field.press("ArrowDown")
    expect(options.first).to_be_visible()
    field.press("ArrowDown")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/(doc|voc)/"))
    expect(page.locator("h1")).to_contain_text(re.compile("val.fictif", re.IGNORECASE))


def test_what_was_typed_is_searched_when_nothing_is_chosen(visit: Opener) -> None:
    page = visit("", viewport=DESKTOP)
    field = page.locator("main").get_by_role("combobox").or_(page.locator("#q-bandeau")).first
    field.press_sequentially("egalite reelle")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=egalite\+reelle"))
    expect(page.locator("main mark").first).to_have_text("égalité", ignore_case=True)


def test_a_proposal_is_chosen_with_a_click(visit: Opener) -> None:
    page = visit("doc/organisation/etat", viewport=DESKTOP)
    field = page.locator("#q-bandeau")
    field.press_sequentially("val")
    option = page.get_by_role("option").first
    expect(option).to_be_visible()
    option.click()
    expect(page).to_have_url(re.compile(r"/(doc|voc)/"))


def test_a_filter_keeps_the_words_and_they_can_be_changed(visit: Opener) -> None:
    page = visit("search?q=val", viewport=PHONE)
    filters = page.get_by_role("navigation", name="Genres de choses trouvées")
    expect(filters.get_by_role("link", name=re.compile("^Tout"))).to_have_attribute("aria-current", "page")
    filters.get_by_role("link", name=re.compile("^Organisations")).click()
    expect(page).to_have_url(re.compile(r"type=Organisation"))
    expect(page.locator("#q")).to_have_value("val")
    expect(page.locator("ol.trouves li").first).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_searching_works_without_javascript(visit: Opener, size: dict[str, int]) -> None:
    page = visit("search", viewport=size, java_script_enabled=False)
    expect(page.get_by_role("combobox")).to_have_count(0)
    page.locator("#q").fill("contart de ville")
    page.locator("form.recherche button").click()
    expect(page.get_by_text("Rien ne porte ce nom")).to_be_visible()
    page.get_by_role("link", name="contrat de ville").click()
    expect(page.locator("main mark").first).to_be_visible()
    page.locator("main section a.trouve").first.click()
    expect(page).to_have_url(re.compile(r"/(doc|voc)/"))


def test_the_page_speaks_english(visit: Opener) -> None:
    page = visit("search?q=zzzzqqqq&_lang=en", viewport=DESKTOP)
    expect(page.get_by_text("Nothing has this name")).to_be_visible()
    expect(page.get_by_role("heading", name="Other ways to search")).to_be_visible()
