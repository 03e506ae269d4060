"""The pictures of the whole as people use them: by keyboard, on a phone, without script."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.chromium


@pytest.fixture(params=[1280, 390], ids=["desk", "phone"])
def page(browser: Browser, corpus_address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page without script, whose base is the site over the small corpus."""
    size = {"width": request.param, "height": 844}
    with browser.new_context(
        base_url=corpus_address, locale="fr-FR", java_script_enabled=False, viewport=size
    ) as context:
        yield context.new_page()


def test_the_network_leads_to_each_page_by_keyboard(page: Page) -> None:
    page.goto("/reseau")
    drawing = page.get_by_role("region", name="Réseau des contrats et de leurs signataires").locator("svg")
    drawing.get_by_role("link", name=re.compile("^État")).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/doc/organisation/etat$"))


def test_the_network_of_a_signatory_is_chosen_in_a_list(page: Page) -> None:
    page.goto("/reseau")
    page.get_by_label("Signataire", exact=True).select_option(label="État")
    page.get_by_role("button", name="Montrer").click()
    expect(page).to_have_url(re.compile(r"organisation=https"))
    expect(page.get_by_role("main")).to_contain_text("1 contrat a des signataires connus")
    expect(page.get_by_label("Signataire", exact=True)).to_have_value(re.compile("/organisation/etat$"))


def test_names_stay_in_their_boxes(browser: Browser, true_address: str) -> None:
    with browser.new_context(locale="fr-FR") as context:
        page = context.new_page()
        page.goto(f"{true_address}reseau")
        over = page.evaluate(
            "[...document.querySelectorAll('.reseau a')].filter(a => a.querySelector('rect') &&"
            " a.querySelector('text').getBBox().width > a.querySelector('rect').getBBox().width - 14)"
            ".map(a => a.querySelector('text').textContent)"
        )
        assert over == []


def test_amounts_are_read_in_the_drawing_and_in_the_table(page: Page) -> None:
    page.goto("/montants")
    part = page.locator("#participation")
    expect(part.locator("svg .montant")).to_have_text(re.compile(r"^1\s250\s000\s€$"))
    table = part.get_by_role("table")
    expect(table).to_be_hidden()
    part.get_by_text("Les mêmes montants en tableau").click()
    expect(table).to_contain_text(re.compile(r"1\s250\s000\s€"))
    part.locator("svg .somme").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/doc/financement/part-etat$"))
