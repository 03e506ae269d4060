"""Pages may fetch from this host alone, and run nothing that is written in them; other answers are not concerned."""

from __future__ import annotations

import httpx
import pytest

from pactes.web.policy import policy

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("path", ["/", "/sparql", "/doc/rien", "/doc/contrat/contrat-de-ville-du-val-fictif-2015-2020"])
def test_every_page_has_the_policy(corpus: httpx.Client, path: str) -> None:
    told = corpus.get(path, headers=HTML).headers
    rules = dict(rule.strip().split(" ", 1) for rule in told["content-security-policy"].split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert "http" not in told["content-security-policy"]
    assert told["x-content-type-options"] == "nosniff"


def test_what_is_no_page_has_none(corpus: httpx.Client) -> None:
    for path, accept in (("/sparql?query=ASK{}", "application/json"), ("/static/pactes.css", "*/*"), ("/x", "*/*")):
        assert "content-security-policy" not in corpus.get(path, headers={"Accept": accept}).headers


def test_a_page_may_ask_for_more_of_itself() -> None:
    assert "style-src 'self' 'unsafe-inline';" in policy(style_src=("'unsafe-inline'",))
    assert "worker-src blob:" in policy(worker_src=("blob:",))
