"""Evidence in a browser: one click from a statement to its sentence, on a phone too and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.chromium

PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
CONTRACT = "doc/contrat/contrat-de-ville-du-val-fictif-2015-2020"
DOCUMENT = "doc/document/document-essai"
WIDTHS = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["js", "nojs"])


def opened(browser: Browser, address: str, size: dict[str, int], *, scripts: bool = True, lang: str = "fr-FR") -> Page:
    context = browser.new_context(viewport=size, java_script_enabled=scripts, locale=lang)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(address)
    return page


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@WIDTHS
@SCRIPTS
@pytest.mark.parametrize(("lang", "sure"), [("fr-FR", "Lu"), ("en-GB", "Read")])
def test_from_a_statement_to_its_sentence_in_its_document(
    browser: Browser, corpus_address: str, size: dict[str, int], scripts: bool, lang: str, sure: str
) -> None:
    page = opened(browser, corpus_address + CONTRACT, size, scripts=scripts, lang=lang)
    mark = page.locator("details.preuve").first
    mark.locator("summary").focus()
    page.keyboard.press("Enter")  # a keyboard opens it as a finger does
    quote = mark.locator("blockquote").first
    expect(quote).to_be_visible()
    expect(mark.locator("figcaption")).to_contain_text(sure)
    words = quote.inner_text()
    mark.locator("figcaption a").first.click()
    page.wait_for_url(re.compile(r"/doc/document/document-essai(\?[^#]*)?#p\d+-\d+"))
    target = page.locator(".ligne:has(:target)")
    expect(target).to_have_count(1)
    expect(target).to_contain_text(words.split("\n")[0].strip(" «»"))
    expect(target).to_be_in_viewport()
    if scripts:
        assert fits(page)
    page.context.close()


def test_from_a_passage_to_what_it_gave_and_back(browser: Browser, corpus_address: str) -> None:
    page = opened(browser, corpus_address + DOCUMENT, DESKTOP, scripts=False)
    page.locator(".genres a", has_text=re.compile("engagements?")).click()
    cited = page.locator("a.cite")
    expect(cited).to_have_count(1)
    cited.click()
    expect(page.locator("mark").first).to_contain_text("s'engage à verser")
    page.locator("#faits a", has_text="verser").click()
    expect(page.locator("h1")).to_contain_text("verser")
    page.context.close()


@WIDTHS
def test_contradictions_are_filtered_and_read_without_scripts(
    browser: Browser, corpus_address: str, size: dict[str, int]
) -> None:
    page = opened(browser, corpus_address + "contradictions", size, scripts=False)
    page.select_option("#f-genre", "valeur")
    page.locator(".filtres button").click()
    expect(page.locator("article.desaccord")).to_have_count(1)
    page.locator("article.desaccord h2 a").click()
    expect(page.locator("mark.ecart")).to_have_count(2)
    assert {mark.inner_text() for mark in page.locator("mark.ecart").all()} == {"6", "5"}
    page.locator("summary", has_text="dans son contexte").first.click()
    expect(page.locator(".cote mark").nth(1)).to_be_visible()
    page.context.close()


@pytest.mark.parametrize("address", [DOCUMENT, f"{DOCUMENT}/passage/522-571", "doc/contradiction/duree-du-contrat",
                                     "contradictions", "comparer", f"comparer?contrat={CONTRACT}",
                                     "comparer?partie=organisation/etat", "doc/indicateur/population"])  # fmt: skip
def test_pages_fit_a_phone_in_both_schemes(browser: Browser, corpus_address: str, address: str) -> None:
    errors: list[str] = []
    page = opened(browser, corpus_address, PHONE)
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(corpus_address + address)
        assert fits(page), scheme
    assert errors == []
    page.context.close()


def test_what_differs_between_two_statements_is_one_click_from_the_contract(
    browser: Browser, corpus_address: str
) -> None:
    page = opened(browser, corpus_address + CONTRACT, DESKTOP, scripts=False)
    page.locator('a[href^="/comparer?contrat="]').first.click()
    expect(page.locator("h1")).to_contain_text("Contrat de ville du Val-Fictif")
    expect(page.locator("#recits .recit")).to_have_count(1)
    page.context.close()
