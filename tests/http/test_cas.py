"""The cases of ``cas.toml``, each through HTTP; and what is true of every answer, whatever the case."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

CONTRACT = "contrat/contrat-de-ville-du-val-fictif-2015-2020"
NAMES = {
    "$DOC": f"/doc/{CONTRACT}",
    "$ID": f"/id/{CONTRACT}",
    "$Q": quote("SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 20"),
}
PROFILES = {
    "pactes": "https://w3id.org/pactes/def",
    "schema": "https://schema.org/",
    "altr": "http://www.w3.org/ns/dx/connegp/altr",
}
CONDITIONS = ("If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range", "Range")


def _cases() -> list[Any]:
    table = tomllib.loads((Path(__file__).parent / "cas.toml").read_text(encoding="utf-8"))
    found = []
    for group in table["group"]:
        shared = {name: value for name, value in group.items() if name not in ("about", "cases")}
        for case in group["cases"]:
            whole = {**shared, **case}
            whole["headers"] = {**whole.get("headers", {}), **whole.get("with", {})}
            found.append(pytest.param(whole, id=f"{group['about']}: {case['say']}"))
    return found


CASES = _cases()


def named(text: str) -> str:
    for name, value in NAMES.items():
        text = text.replace(name, value)
    return text


def send(corpus: httpx.Client, method: str, path: str, headers: dict[str, str]) -> httpx.Response:
    """Send a request with no other header than Host and those given."""
    return corpus.send(httpx.Request(method, str(corpus.base_url).rstrip("/") + path, headers=headers))


def answer(corpus: httpx.Client, case: dict[str, Any], method: str | None = None) -> httpx.Response:
    path, headers = named(case["path"]), dict(case["headers"])
    if any("{" in value for value in headers.values()) or "after" in case:
        first = {name: value for name, value in headers.items() if name not in CONDITIONS}
        before = send(corpus, "GET", path, case.get("after", first))
        assert before.status_code == 200
        etag = before.headers["etag"]
        given = {"{etag}": etag, "{weak}": f"W/{etag}", "{modified}": before.headers.get("last-modified", "")}
        for mark, value in given.items():
            headers = {name: text.replace(mark, value) for name, text in headers.items()}
    return send(corpus, method or case.get("method", "GET"), path, headers)


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 150
    assert len({case.id for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES)
def test_case(corpus: httpx.Client, case: dict[str, Any]) -> None:
    response = answer(corpus, case)
    headers, status = response.headers, case.get("status", 200)
    assert response.status_code == status, response.text
    if "type" in case:
        assert headers["content-type"].partition(";")[0] == case["type"]
    if "profile" in case:
        assert headers["content-profile"] == f"<{PROFILES[case['profile']]}>"
        assert f'<{PROFILES[case["profile"]]}>; rel="profile"' in headers["link"]
    if "language" in case:
        assert headers["content-language"] == case["language"]
    if "at" in case:
        assert headers["content-location"] == named(case["at"])
    if "location" in case:
        assert headers["location"] == named(case["location"])
    if "encoding" in case:
        assert headers.get("content-encoding", "") == case["encoding"]
    if "vary" in case:
        assert {name.strip() for name in headers["vary"].split(",")} == set(case["vary"])
    for name, pattern in case.get("has", {}).items():
        assert re.search(named(pattern.replace(r"\$", "$")), headers[name])
    assert not [name for name in case.get("lacks", ()) if name in headers]
    if "body" in case:
        assert re.search(case["body"], response.text)
    true_of_every_answer(response)


def true_of_every_answer(response: httpx.Response) -> None:
    headers, status = response.headers, response.status_code
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers
    if status in (200, 206) and response.request.method in ("GET", "HEAD"):
        assert re.fullmatch(r'"[^"]+"', headers["etag"])
    if status in (200, 206, 304):
        assert headers["cache-control"] == "public, max-age=0, must-revalidate"
    if status == 304:
        assert response.content == b""
        assert "content-type" not in headers
        assert headers["etag"]
    if status >= 400:
        assert headers["content-type"].partition(";")[0] in ("application/problem+json", "text/html")
        assert headers["cache-control"] == "no-store"
        assert "etag" not in headers
    if "content-encoding" in headers:
        assert "Accept-Encoding" in headers["vary"]


@pytest.mark.parametrize("case", [case for case in CASES if "method" not in case.values[0]])
def test_head_says_what_get_says(corpus: httpx.Client, case: dict[str, Any]) -> None:
    if "Range" in case["headers"]:
        case = {**case, "headers": {name: value for name, value in case["headers"].items() if name != "Range"}}
    got, head = answer(corpus, case, "GET"), answer(corpus, case, "HEAD")
    assert head.status_code == got.status_code
    assert head.content == b""
    each_time = {"date", "server-timing", *(("etag", "content-length") if "RAND" in case["path"] else ())}
    shown = [{n: v for n, v in r.headers.items() if n not in each_time} for r in (head, got)]
    assert shown[0] == shown[1]


def test_a_304_has_the_headers_of_the_200_that_a_cache_needs(corpus: httpx.Client) -> None:
    for path in ("$DOC", "/def", "/sparql?query=$Q", "/dump/registre.ttl", "/catalogue", "/"):
        whole = send(corpus, "GET", named(path), {"Accept": "*/*"})
        again = send(corpus, "GET", named(path), {"Accept": "*/*", "If-None-Match": whole.headers["etag"]})
        assert again.status_code == 304
        for name in ("etag", "vary", "cache-control", "last-modified"):
            assert again.headers[name] == whole.headers[name], (path, name)


def test_no_two_representations_share_a_tag(corpus: httpx.Client) -> None:
    tags: dict[str, tuple[str, ...]] = {}
    for case in CASES:
        values = case.values[0]
        if values.get("status", 200) != 200 or "method" in values or set(values["headers"]) & set(CONDITIONS):
            continue
        response = answer(corpus, values)
        told = (response.headers["content-type"], response.headers.get("content-encoding", ""), response.text)
        assert tags.setdefault(response.headers["etag"], told) == told


def test_ranges_put_together_are_the_file(corpus: httpx.Client) -> None:
    for path, headers in (("/dump/registre.ttl", {}), ("/dump/registre.ttl.gz", {})):
        whole = send(corpus, "GET", path, headers).content
        step = len(whole) // 7
        pieces = [
            send(corpus, "GET", path, {**headers, "Range": f"bytes={start}-{start + step - 1}"}).content
            for start in range(0, len(whole), step)
        ]
        assert b"".join(pieces) == whole
