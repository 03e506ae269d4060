"""The page of a contract and of its parts in a browser: on a desk and on a phone, in both languages, without script."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.chromium

CONTRACT = "doc/contrat/contrat-de-ville-du-val-fictif-2015-2020"
PARTS = ("axe/1", "action/1.1.10", "engagement/verser", "instance/comite-de-pilotage", "signature/etat")
PHONE = {"width": 360, "height": 740}
Opener = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, corpus_address: str) -> Iterator[Opener]:
    """Opens a page without script; at the end, the browser must have complained of nothing and asked no other host."""
    contexts, complaints, elsewhere = [], [], []

    def opener(path: str, address: str = corpus_address, **options: object) -> Page:
        context = browser.new_context(**{"locale": "fr-FR", "java_script_enabled": False, **options})  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("request", lambda asked: None if asked.url.startswith(address) else elsewhere.append(asked.url))
        page.goto(address + path)
        return page

    yield opener
    for context in contexts:
        context.close()
    assert complaints == []
    assert elsewhere == []


@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
@pytest.mark.parametrize("path", [CONTRACT, *(f"{CONTRACT}/{part}" for part in PARTS), "doc/financement/part-etat"])
def test_a_phone_shows_it_all_within_its_width(visit: Opener, path: str, locale: str) -> None:
    page = visit(path, viewport=PHONE, locale=locale, java_script_enabled=True)
    expect(page.locator("html")).to_have_attribute("lang", locale[:2])
    page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_list_of_sections_leads_to_each(visit: Opener) -> None:
    page = visit(CONTRACT)
    links = page.locator(".sommaire a")
    for link in links.all():
        link.click()
        expect(page.locator((link.get_attribute("href") or "").partition("#")[2].join(["#", ""]))).to_be_in_viewport()
    assert links.count() >= 7


def test_the_actions_come_down_as_a_file_of_their_own_name(visit: Opener, tmp_path: Path) -> None:
    page = visit(CONTRACT)
    with page.expect_download() as download:
        page.get_by_role("link", name="Les 3 actions en CSV", exact=True).click()
    assert download.value.suggested_filename == "actions-contrat-de-ville-du-val-fictif-2015-2020.csv"
    download.value.save_as(tmp_path / "actions.csv")
    with (tmp_path / "actions.csv").open(encoding="utf-8", newline="") as stream:
        assert [row["numero"] for row in csv.DictReader(stream)] == ["1.1.1", "1.1.2", "1.1.10"]


def test_the_tree_opens_by_keyboard(visit: Opener) -> None:
    page = visit(CONTRACT)
    branch = page.locator("#plan details.noeud").first
    action = branch.get_by_role("link", name="Organiser un forum des métiers")
    if action.is_visible():
        branch.locator("summary").first.press("Enter")
        expect(action).to_be_hidden()
    branch.locator("summary").first.press("Enter")
    expect(action).to_be_visible()
    action.click()
    expect(page.get_by_role("navigation", name="Fil d’Ariane").get_by_role("link").last).to_contain_text("Objectif 1.1")


def test_a_count_leads_to_its_commitments_and_back(visit: Opener) -> None:
    page = visit(CONTRACT, viewport=PHONE)
    page.locator("#engagements .croisee td a").first.click()
    expect(page).to_have_url(re.compile(r"par=etat&etat=prevu#engagements$"))
    expect(page.locator("#engagements .filtre")).to_contain_text("1 engagement sur 1")
    expect(page.locator("#engagements li.engagement")).to_be_visible()
    page.get_by_role("link", name="Tous les engagements").click()
    expect(page).to_have_url(re.compile(f"{CONTRACT}#engagements$"))


def test_an_axis_leads_to_the_next_one(visit: Opener) -> None:
    page = visit(f"{CONTRACT}/axe/1", locale="en-GB")
    expect(page.locator(".chapo")).to_contain_text("axis 1 of 2")
    page.locator("nav.voisins a[rel=next]").click()
    expect(page).to_have_url(re.compile(r"/axe/2$"))


def test_paper_shows_what_folds_hide(visit: Opener) -> None:
    page = visit(CONTRACT)
    page.emulate_media(media="print")
    expect(page.locator("#plan .feuille").first).to_be_visible()
    expect(page.locator(".outils-liste").first).to_be_hidden()


def test_true_charts_and_time_lines_keep_their_words_inside(visit: Opener, true_address: str) -> None:
    """On a phone no word of a drawing is cut at its edge, whatever contract of those that are published it is of."""
    page = visit("search?type=Contrat", true_address, java_script_enabled=True, viewport=PHONE)
    paths = page.evaluate(
        "[...new Set([...document.querySelectorAll('main a[href*=\"/doc/contrat/\"]')].map(a => a.href))]"
    )
    assert len(paths) >= 5
    drawn = 0
    for path in paths[:25]:
        page.goto(path)
        cut = page.evaluate(
            """() => [...document.querySelectorAll('svg.frise text, svg.barres-montants text')].filter(each => {
                const box = each.getBoundingClientRect(), room = each.ownerSVGElement.getBoundingClientRect();
                return box.left < room.left - 1 || box.right > room.right + 1;
            }).map(each => each.textContent)"""
        )
        assert cut == [], path
        drawn += page.locator("svg.frise, svg.barres-montants").count()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
    assert drawn >= 2
