"""Accessibility of every kind of page, as axe-core judges it (WCAG 2.1 A and AA, good practice): a desk, a phone, by
day and by night, in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from page_kinds import Kind, kinds

pytestmark = pytest.mark.chromium

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
ALL: dict[str, object] = {"resultTypes": ["violations"]}
WORDS = {**ALL, "rules": {"color-contrast": {"enabled": False}}}
"""Colours are the same in both languages, and they are what takes most time."""
GRAVE = ("serious", "critical")

# Everything unfolded; of what repeats in one place (lines of a table, marks of a text), the first few: the rest is made
# by the same template, and axe-core takes minutes over ten thousand of them.
SETTLE = """() => {
  document.querySelectorAll('details').forEach(each => { each.open = true });
  const whole = 'td, th, thead *, option, label, input, head *, body, head';
  for (const parent of document.querySelectorAll('body, body *')) {
    const seen = new Map();
    for (const child of [...parent.children]) {
      const sort = `${child.tagName} ${child.getAttribute('class')}`, number = (seen.get(sort) || 0) + 1;
      seen.set(sort, number);
      if (number > 5 && !child.matches(whole)) child.remove();
    }
  }
}"""


def grave(page: Page, options: dict[str, object] = ALL) -> list[str]:
    """Return the serious and critical issues of a page, each with the rule and the first elements at fault."""
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{issue['id']} ({issue['impact']}) : {issue['help']} : "
        + " | ".join(f"{' '.join(map(str, node['target']))} {node['html'][:90]}" for node in issue["nodes"][:4])
        for issue in found
        if issue["impact"] in GRAVE
    ]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.nom)
def test_nothing_keeps_anyone_from_reading_the_page(
    browser: Browser, example: Callable[[Kind], str], kind: Kind
) -> None:
    address = example(kind)
    with browser.new_context(locale="fr-FR", viewport=DESK, color_scheme="light") as context:
        page = context.new_page()
        page.goto(address)
        page.evaluate(SETTLE)
        issues = {"bureau, clair": grave(page)}
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size(PHONE)
        issues["téléphone, sombre"] = grave(page)
        page.goto(address + ("&" if "?" in address else "?") + "_lang=en")
        page.evaluate(SETTLE)
        issues["téléphone, anglais"] = grave(page, WORDS)
    assert {where: found for where, found in issues.items() if found} == {}
