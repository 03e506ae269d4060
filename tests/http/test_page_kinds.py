"""No page is forgotten by the tests of every kind of page: each address that answers in HTML is of a kind."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx

from page_kinds import kinds

# Addresses whose HTML is no page of its own, each with the reason.
NO_KIND = {
    "/version/{name}/sparql": "the page of /sparql, of a former release",
}


def html_addresses(client: httpx.Client) -> Iterator[str]:
    for path, methods in client.get("openapi.json").json()["paths"].items():
        answer = methods.get("get", {}).get("responses", {}).get("200", {})
        if "text/html" in answer.get("content", {}):
            yield path


def test_every_address_that_answers_in_html_has_a_kind_of_page(corpus: httpx.Client) -> None:
    listed = ["/" + kind.chemin.partition("?")[0] for kind in kinds() if kind.statut == 200]
    forgotten = []
    for path in html_addresses(corpus):
        # With a suffix (« .html ») it is the page without it.
        parts = re.split(r"(\{\w+\})", path.removesuffix(".{suffix}"))
        pattern = "".join(".+" if part.startswith("{") else re.escape(part) for part in parts)
        if path not in NO_KIND and not any(re.fullmatch(pattern, address) for address in listed):
            forgotten.append(path)
    assert forgotten == []
