"""Pages as people use them: to read, to look for the evidence, to ask; on a desk, on a phone, by keyboard, on paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.chromium

CONTRACT = "doc/contrat/contrat-de-ville-du-val-fictif-2015-2020"
PATHS = (
    "",
    CONTRACT,
    "voc/type-contrat/contrat-de-ville",
    "doc/document/document-essai",
    "sparql",
    "search?type=Contrat",
    "shapes",
    "def",
    "def?_lang=en",
    "voc",
    "voc/nature-financement",
    "limites",
)
PHONE = {"width": 360, "height": 740}
Opener = Callable[..., Page]

# Contrast of every visible text with what is behind it, as WCAG counts it; large text may have 3, other text 4.5.
CONTRASTS = """() => {
  const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const linear = v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = rgb => rgb.slice(0, 3).map(v => linear(v / 255))
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const weak = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !element.checkVisibility() || element.closest('.lecteur, .evitement')) continue;
    // The letters of the editor are those of the coloured copy behind it, which is looked at like any text.
    if (element.matches('.editeur > textarea')) continue;
    const style = getComputedStyle(element), a = light(parse(style.color)), b = light(behind(element));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05), size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const what = `${element.className || element.tagName} ${element.textContent.trim().slice(0, 30)}`;
    if (ratio < (large ? 3 : 4.5)) weak.push(`${what} ${ratio.toFixed(2)}`);
  }
  return weak;
}"""


@pytest.fixture
def visit(browser: Browser, corpus_address: str) -> Iterator[Opener]:
    """Opens a page; at the end, the browser must have complained of nothing and asked no other host."""
    contexts, complaints, elsewhere = [], [], []

    def opener(path: str, **options: object) -> Page:
        context = browser.new_context(**{"locale": "fr-FR", **options})  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: None if "status of 400" in message.text else complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(corpus_address) else elsewhere.append(asked.url))
        page.goto(corpus_address + path)
        return page

    yield opener
    for context in contexts:
        context.close()
    assert complaints == []
    assert elsewhere == []


@pytest.mark.parametrize("path", PATHS)
def test_a_phone_shows_the_page_without_scrolling_sideways(visit: Opener, path: str) -> None:
    page = visit(path, viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("width", [320, 375, 390])
def test_a_phone_shows_the_whole_menu_and_a_button_to_search(visit: Opener, width: int) -> None:
    page = visit(CONTRACT, viewport={"width": width, "height": 800})
    page.locator(".explorer summary").click()
    for link in page.locator(".bandeau nav a").all():
        box = link.bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= width
    page.locator(".explorer summary").click()
    menu = page.locator(".bandeau nav")
    assert menu.evaluate("each => each.scrollWidth <= each.clientWidth")  # nothing hides beyond its edge
    button = page.locator(".chercher button")
    box = button.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    page.locator("#q-bandeau").fill("val fictif")
    button.click()
    expect(page).to_have_url(re.compile(r"/search\?q=val\+fictif$"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_text_stands_out_from_its_background(visit: Opener, path: str, scheme: str) -> None:
    page = visit(path, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert page.evaluate(CONTRASTS) == []


def test_the_drawing_of_classes_leads_to_each_without_script(visit: Opener) -> None:
    page = visit("def", java_script_enabled=False, viewport=PHONE)
    overview = page.locator("#vue .schema")
    overview.get_by_role("link", name="signature", exact=True).focus()  # it scrolls there
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/def#Signature$"))
    expect(page.locator("#Signature h3")).to_be_in_viewport()


def test_the_evidence_opens_and_leads_to_its_line(visit: Opener) -> None:
    page = visit(CONTRACT, java_script_enabled=False)
    party = page.locator("#parties .carte", has_text="Jeanne EXEMPLE")
    quote = party.locator("blockquote")
    expect(quote).to_be_hidden()
    party.locator("summary").click()
    expect(quote).to_be_visible()
    expect(quote).to_contain_text("l'État, représenté par Madame Jeanne EXEMPLE, préfète")
    party.locator("figcaption a").first.click()
    expect(page).to_have_url(re.compile(r"#p\d+-\d+$"))
    expect(page.locator(":target")).to_be_in_viewport()
    expect(page.locator("#L3 .cite").first).to_be_visible()
    page.locator("#L3 .tires summary").click()
    page.locator("#L3 .tires a").first.click()
    expect(page.locator("h1")).to_be_visible()


def test_a_question_is_asked_by_keyboard_without_script(visit: Opener) -> None:
    page = visit("sparql", java_script_enabled=False)
    box = page.get_by_label("Requête")
    box.fill("SELECT ?c WHERE { ?c a <https://w3id.org/pactes/def#Contrat> }")
    box.press("Tab")
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Contrat de ville du Val-Fictif 2015-2020")
    expect(link).to_be_visible()
    link.click()
    expect(page).to_have_url(re.compile(f"{CONTRACT}$"))


def test_a_wrong_query_is_explained_and_kept(visit: Opener) -> None:
    page = visit("sparql", java_script_enabled=False)
    page.get_by_label("Requête").fill("SELECT ?c WHERE { ?c a")
    page.get_by_role("button", name="Exécuter").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Requête")).to_have_value("SELECT ?c WHERE { ?c a")


def test_someone_finds_a_contract_from_home_and_changes_language(visit: Opener) -> None:
    page = visit("")
    page.locator("#q-une").fill("val fictif")
    page.locator("#q-une").press("Enter")
    page.get_by_role("link", name="Contrat de ville du Val-Fictif 2015-2020", exact=True).first.click()
    expect(page.get_by_role("heading", name="Gouvernance")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Governance")).to_be_visible()
    page.get_by_role("link", name="CA du Val-Fictif").first.click()
    expect(page).to_have_url(re.compile("_lang=en"))


def test_the_first_tab_skips_to_the_content(visit: Opener) -> None:
    page = visit(CONTRACT)
    page.keyboard.press("Tab")
    expect(page.locator(".evitement")).to_be_focused()
    expect(page.locator(".evitement")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#contenu$"))


def test_paper_shows_the_contract_without_the_menu(visit: Opener) -> None:
    page = visit(CONTRACT)
    page.emulate_media(media="print")
    expect(page.locator(".bandeau nav")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("#parties")).to_be_visible()
