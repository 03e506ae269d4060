"""Maps and pages of territories as people use them: with the keyboard, on a phone, in the dark, without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.chromium
Opener = Callable[..., Page]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def visit(browser: Browser, true_address: str) -> Iterator[Opener]:
    """Opens a page of what is published, without script unless said; at the end the browser complained of nothing."""
    contexts, complaints = [], []

    def opened(path: str, **options: object) -> Page:
        context = browser.new_context(**{"locale": "fr-FR", "java_script_enabled": False, **options})  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("request", lambda asked: asked.url.startswith(true_address) or complaints.append(asked.url))
        page.goto(true_address + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def test_from_the_map_to_the_contracts_of_a_departement(visit: Opener) -> None:
    """« Les contrats de la Somme » : from the menu, a map, a département, its contracts."""
    page = visit("carte")
    row = page.locator("#tableau tbody tr", has=page.get_by_role("link", name="Somme", exact=True))
    count = int(row.locator("td").first.inner_text())
    area = page.locator("figure svg a", has=page.locator("title", has_text="Somme")).first
    assert f"{count} contrats" in (area.get_attribute("aria-label") or "")
    area.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Somme")
    listed = page.locator("#contrats tbody tr, #contrats-inclus tbody tr")
    assert listed.count() == count
    assert page.locator("#contrats-inclus tbody").get_by_role("link", name="Amiens Métropole").count() > 0


def test_the_map_of_one_family_is_asked_for_by_a_form(visit: Opener) -> None:
    page = visit("carte")
    before = page.locator("#tableau tbody tr").count()
    page.get_by_label("Famille", exact=True).select_option("contrat-de-ville")
    page.get_by_role("button", name="Montrer").click()
    page.wait_for_url("**dispositif=contrat-de-ville**")
    assert 0 < page.locator("#tableau tbody tr").count() < before
    page.get_by_role("link", name="Voir la France entière").click()
    expect(page.locator("figure > svg")).to_contain_text("Guadeloupe")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    [
        "carte?vue=france",
        "doc/territoire/departement/80",
        "doc/territoire/commune/29019",
        "doc/organisation/amiens-metropole",
        "voc/type-contrat/contrat-de-ville",
    ],
)
def test_a_map_fits_its_page_and_stands_out(visit: Opener, path: str, scheme: str) -> None:
    page = visit(path, viewport=PHONE, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    drawing = page.locator("figure.figure-carte svg").first
    box = drawing.bounding_box()
    assert box is not None
    assert 200 < box["width"] <= PHONE["width"]
    assert box["height"] > 100
    # What is shown has another colour than the ground: by its own style, with the policy of pages.
    fills = page.evaluate(
        "[...document.querySelectorAll('figure > svg .fond, figure > svg .aire, figure > svg .point')]"
        ".map(e => [e.classList[0], getComputedStyle(e).fill])"
    )
    ground = {fill for kind, fill in fills if kind == "fond"}
    shown = {fill for kind, fill in fills if kind != "fond"}
    assert len(ground) == 1
    assert shown
    assert not shown & ground


def test_the_table_has_what_the_map_shows(visit: Opener) -> None:
    page = visit("doc/territoire/departement/80")
    figure = page.locator("figure.figure-carte")
    expect(figure.get_by_role("table")).not_to_be_visible()
    figure.get_by_text("La carte en tableau").click()
    rows = figure.locator("tbody tr")
    drawn = {link.get_attribute("href") for link in figure.locator("svg a").all()}
    assert drawn <= {link.get_attribute("href") for link in rows.locator("a").all()}
    expect(rows.first).to_contain_text("Somme")


def test_a_long_list_of_contracts_is_in_pages(visit: Opener) -> None:
    page = visit("doc/territoire/region/32")
    first = page.locator("#contrats-inclus tbody th").all_inner_texts()
    page.get_by_role("link", name="Page suivante").click()
    second = page.locator("#contrats-inclus tbody th").all_inner_texts()
    assert first
    assert second
    assert not set(first) & set(second)
