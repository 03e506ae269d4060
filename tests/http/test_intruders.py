"""What an intruder writes in an address: it leads to no file, adds no header, and comes back as text alone."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

PLACES = ("static", "dump", "def", "shapes", "doc", "id", "version", "source", "texte", "graph-store", "contexte")
CLIMBS = (
    "../../../../../../etc/passwd",
    "..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "..%252f..%252fetc%252fpasswd",
    "..%5c..%5cetc%5cpasswd",
    "%2fetc%2fpasswd",
    "/etc/passwd",
    "../manifest.json",
    "..%2fmanifest.json",
    "..%2f..%2fcurrent%2fmanifest.json",
    "....//....//etc/passwd",
    "pactes.nq.gz%00.txt",
    "..%c0%afetc%c0%afpasswd",
    "file:///etc/passwd",
)
SPLIT = "a\r\nX-Intrus: oui\r\n\r\n<script>alert(1)</script>"
SCRIPT = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
PAGE = {"Accept": "text/html"}


def raw(address: str, target: str, *lines: str) -> tuple[int, dict[str, str], bytes]:
    """Ask for a target as it is written: clients tidy addresses up."""
    url = httpx.URL(address)
    head = "".join(f"{line}\r\n" for line in (f"Host: {url.netloc.decode()}", "Connection: close", *lines))
    parts = []
    with socket.create_connection((url.host, url.port), timeout=60) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\n{head}\r\n".encode("latin-1"))
        with contextlib.suppress(ConnectionError):
            while part := connection.recv(1 << 16):
                parts.append(part)
    told, _, body = b"".join(parts).partition(b"\r\n\r\n")
    first, *rest = told.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
    return int(first.split()[1]), headers, body


@pytest.mark.parametrize("place", PLACES)
def test_no_address_climbs_out_of_its_folder(corpus_address: str, corpus_releases: Path, place: str) -> None:
    manifest = (corpus_releases / "current" / "manifest.json").read_bytes()
    for climb in CLIMBS:
        for target in (f"/{place}/{climb}", f"//{place}//{climb}"):
            status, _, body = raw(corpus_address, target)
            assert status in (301, 303, 307, 308, 400, 404, 406), (target, status)
            assert b"root:" not in body, target
            assert manifest[:200] not in body, target


@pytest.mark.parametrize(
    "target",
    [
        "/id/{}", "/doc/{}", "/doc/{}.ttl", "/def/{}", "/graphe/{}", "/search?q={}", "/search?type={}", "/?_lang={}",
        "/sparql?query={}", "/sparql?query=ASK%7B%7D&default-graph-uri={}", "/sparql?query=ASK%7B%7D&timeout={}",
        "/doc/x?_profile={}", "/doc/x?page={}", "/version/{}", "/dump/{}", "/graph-store?graph={}", "/{}",
        "/catalogue?page={}", "/def?{}", "/probleme/{}", "/source/{}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("accept", ["text/html", "application/json", "text/turtle", "*/*"])
def test_no_parameter_adds_a_header(corpus_address: str, target: str, accept: str) -> None:
    status, headers, body = raw(corpus_address, target.format(quote(SPLIT, safe="")), f"Accept: {accept}")
    assert status < 500
    assert "x-intrus" not in headers
    if "html" in headers.get("content-type", ""):
        assert b"<script>alert" not in body


@pytest.mark.parametrize(
    "target", ["//ailleurs.exemple/", "//ailleurs.exemple/id/x", "/%2f%2failleurs.exemple/", "/\\\\ailleurs.exemple/"]
)
def test_no_redirection_leads_to_another_host(corpus_address: str, target: str) -> None:
    for end in ("", "..", "x/"):
        status, headers, _ = raw(corpus_address, target + end)
        assert status < 500
        assert httpx.URL(corpus_address).join(headers.get("location", "")).host == "127.0.0.1"


@pytest.mark.parametrize(
    "path",
    ["search?q={}", "sparql?query={}", "{}", "doc/{}", "def/{}", "search?type={}", "probleme/{}", "version/{}",
     "dump/{}", "def?_lang={}"],
)  # fmt: skip
def test_what_a_visitor_writes_comes_back_as_text(corpus: httpx.Client, path: str) -> None:
    page = corpus.get(path.format(quote(SCRIPT, safe="")), headers=PAGE, follow_redirects=False)
    assert page.status_code < 500
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text


@pytest.mark.parametrize(
    "name", ["Accept", "Accept-Language", "If-None-Match", "Range", "Origin", "Referer", "User-Agent"]
)
def test_what_a_header_says_comes_back_as_text(corpus: httpx.Client, name: str) -> None:
    for path in ("", "absent", "sparql?query=SELECT"):
        answer = corpus.get(path, headers={**PAGE, name: SCRIPT})
        assert answer.status_code < 500
        assert "<script>alert" not in answer.text
        assert not any("<script>" in value for value in answer.headers.values())
