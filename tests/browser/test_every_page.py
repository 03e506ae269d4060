"""What holds of every kind of page: it is read without script, it complains of nothing, it asks no other host for
anything, and it is light."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Request, Response

from page_kinds import Kind, kinds

pytestmark = pytest.mark.chromium

HEAVIEST = 150_000
"""Bytes of a page over the wire: its HTML and all that it asks for, bodies as they are compressed, and headers."""
CHARTS = re.compile(r"plotly", re.IGNORECASE)
HEADINGS = (
    "[...document.querySelectorAll('h1, h2, h3')].filter(e => e.checkVisibility()).map(e => e.textContent.trim())"
)
PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.nom)
def test_the_page_is_whole_quiet_and_light(browser: Browser, example: Callable[[Kind], str], kind: Kind) -> None:
    address = example(kind)
    host = re.match(r"https?://[^/]+/", address)[0]  # type: ignore[index]
    read: dict[bool, list[str]] = {}
    weights: dict[str, int] = {}
    for script in (True, False):
        complaints: list[str] = []
        asked: list[Request] = []
        answers: list[Response] = []
        with browser.new_context(locale="fr-FR", java_script_enabled=script, viewport=PHONE) as context:
            page = context.new_page()
            page.on("console", lambda message, said=complaints: said.append(message.text))
            page.on("pageerror", lambda error, said=complaints: said.append(str(error)))
            page.on("request", lambda request, seen=asked: seen.append(request))
            page.on("response", lambda response, seen=answers: seen.append(response))
            page.goto(address, wait_until="networkidle" if script else "load")
            if kind.statut >= 400:  # the browser tells the status of the page, which is meant
                complaints = [said for said in complaints if f"status of {kind.statut}" not in said]
            assert complaints == []
            assert [each.url for each in asked if not each.url.startswith((host, "data:", "blob:"))] == []
            assert {each.url: each.status for each in answers if each.status >= 400 and each.url != address} == {}
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
            read[script] = page.evaluate(HEADINGS)
            if script:
                for answer in answers:
                    sizes = answer.request.sizes()
                    if not CHARTS.search(answer.url):
                        weights[answer.url] = sizes["responseBodySize"] + sizes["responseHeadersSize"]
    assert read[False]
    assert set(read[True]) >= set(read[False]) or not kind.graphique
    assert [heading for heading in read[True] if heading not in read[False]] == [] or kind.graphique
    assert sum(weights.values()) <= HEAVIEST, weights
