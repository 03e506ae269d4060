"""Addresses, redirections and caches behind proxies, with other host names, and with forged ones."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from pactes.settings import Settings
from pactes.web.proxies import networks, told_by_proxy

Serve = Callable[[Settings], AbstractContextManager[str]]
ID, DOC = (f"/{room}/contrat/contrat-de-ville-du-val-fictif-2015-2020" for room in ("id", "doc"))
FORGED: list[dict[str, str]] = [
    {"Host": "mechant.exemple"},
    {"X-Forwarded-Host": "mechant.exemple"},
    {"X-Forwarded-Host": "mechant.exemple", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/mechant"},
    {"Forwarded": "for=192.0.2.1;host=mechant.exemple;proto=https"},
    {"Host": "mechant.exemple", "Forwarded": "host=mechant.exemple"},
    {"X-Original-Host": "mechant.exemple", "X-Forwarded-Server": "mechant.exemple", "X-Forwarded-Port": "666"},
]
EVERYWHERE = (
    ID,
    DOC,
    f"{DOC}.html",
    f"{DOC}.ttl?_profile=altr",
    "/",
    "/sparql",
    "/.well-known/void",
    "/dump/",
    "/catalogue",
    "/catalogue.ttl?page=1",
    "/sitemap.xml",
    "/robots.txt",
    "/flux/versions.atom",
    "/flux/contradictions.atom",
    "/dump",
    "/nulle-part",
    "/sparql?query=non",
)


def said(response: httpx.Response) -> str:
    return response.text + "\n".join(f"{name}: {value}" for name, value in response.headers.items())


@pytest.fixture(scope="module")
def public(serve: Serve, corpus_releases: Path) -> Iterator[httpx.Client]:
    settings = Settings(releases=corpus_releases, workers=1, public_url="https://donnees.exemple.fr/contrats")
    with serve(settings) as address, httpx.Client(base_url=address) as http:
        yield http


@pytest.fixture(scope="module")
def proxied(serve: Serve, corpus_releases: Path) -> Iterator[httpx.Client]:
    """A server that trusts the loopback address, from which these tests speak."""
    settings = Settings(releases=corpus_releases, workers=1, trusted_proxies="127.0.0.1, 10.0.0.0/8")
    with serve(settings) as address, httpx.Client(base_url=address) as http:
        yield http


@pytest.mark.parametrize("headers", FORGED, ids=str)
def test_with_a_public_address_nothing_forged_is_told(public: httpx.Client, headers: dict[str, str]) -> None:
    for path in EVERYWHERE:
        forged, honest = public.get(path, headers=headers), public.get(path)
        assert "mechant" not in said(forged), path
        assert forged.status_code == honest.status_code
        assert forged.content == honest.content
        for name in ("location", "link", "etag", "content-location"):
            assert forged.headers.get(name) == honest.headers.get(name), (path, name)


@pytest.mark.parametrize("headers", FORGED, ids=str)
def test_without_one_no_cache_keeps_what_was_made_for_an_unknown_host(
    corpus: httpx.Client, headers: dict[str, str]
) -> None:
    for path in EVERYWHERE:
        response = corpus.get(path, headers=headers)
        if "mechant" in said(response):
            assert "Host" in headers
            assert response.headers["cache-control"] == "no-store", path
        assert "mechant" not in response.headers.get("location", "")


def test_addresses_are_public_behind_a_proxy_that_names_itself(public: httpx.Client) -> None:
    void = public.get("/.well-known/void", headers={"Host": "pactes:8000"})
    assert "<https://donnees.exemple.fr/contrats/sparql>" in void.text
    assert void.headers["cache-control"].startswith("public")
    link = public.get(DOC).headers["link"]
    assert f'<https://donnees.exemple.fr/contrats{DOC}>; rel="canonical"' in link
    alternates = public.get(f"{DOC}.ttl?_profile=altr").text
    assert f"<https://donnees.exemple.fr/contrats{DOC}.jsonld>" in alternates


def test_location_stays_on_the_host_and_under_the_path_of_the_visitor(
    public: httpx.Client, proxied: httpx.Client
) -> None:
    assert public.get(ID).headers["location"] == DOC
    # The visitor of the public address is under its path, whether the proxy cuts it off or not.
    visitor = {"Host": "donnees.exemple.fr"}
    assert public.get(ID, headers=visitor).headers["location"] == f"/contrats{DOC}"
    assert public.get(f"/contrats{ID}", headers=visitor).headers["location"] == f"/contrats{DOC}"
    assert public.get("/contrats/dump", headers=visitor).headers["location"] == "/contrats/dump/"
    page = public.get(f"/contrats{DOC}.html", headers=visitor)
    assert f'href="/contrats{DOC}/axe/1"' in page.text
    assert 'href="/contrats/static/pactes.css' in page.text
    mounted = {"X-Forwarded-Prefix": "/pactes", "X-Forwarded-Host": "donnees.exemple.fr"}
    assert proxied.get(ID, headers=mounted).headers["location"] == f"/pactes{DOC}"


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({"X-Forwarded-Host": "donnees.exemple.fr", "X-Forwarded-Proto": "https"}, "https://donnees.exemple.fr/"),
        ({"Forwarded": "for=192.0.2.60;proto=https;host=donnees.exemple.fr"}, "https://donnees.exemple.fr/"),
        (
            {"Forwarded": 'for="[2001:db8::17]:4711";proto=https;host="donnees.exemple.fr:8443"'},
            "https://donnees.exemple.fr:8443/",
        ),
        (
            {"X-Forwarded-Host": "donnees.exemple.fr", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/p/"},
            "https://donnees.exemple.fr/p/",
        ),
        # What a visitor put in front of what the proxy adds does not count.
        (
            {"X-Forwarded-For": "1.2.3.4, 192.0.2.1", "X-Forwarded-Host": "mechant.exemple, donnees.exemple.fr"},
            "http://donnees.exemple.fr/",
        ),
        ({"Forwarded": "host=mechant.exemple, for=192.0.2.1;host=donnees.exemple.fr"}, "http://donnees.exemple.fr/"),
        # A proxy behind a proxy, both trusted.
        (
            {
                "X-Forwarded-For": "192.0.2.1, 10.1.2.3",
                "X-Forwarded-Host": "donnees.exemple.fr, interne",
                "X-Forwarded-Proto": "https, http",
            },
            "https://donnees.exemple.fr/",
        ),
        # A visitor's Forwarded, through a proxy that knows only the others.
        ({"Forwarded": "host=mechant.exemple", "X-Forwarded-Host": "donnees.exemple.fr"}, "http://donnees.exemple.fr/"),
        ({"X-Forwarded-Proto": "javascript", "X-Forwarded-Host": "donnees.exemple.fr"}, "http://donnees.exemple.fr/"),
    ],
)
def test_a_trusted_proxy_tells_the_address(proxied: httpx.Client, headers: dict[str, str], address: str) -> None:
    assert f"<{address}sparql>" in proxied.get("/.well-known/void", headers=headers).text


@pytest.mark.parametrize(
    "host", ["a b", "exemple.fr/chemin", "exemple.fr\\", "<script>", "exemple.fr:port", "", "é.fr", "[::1", "-x"]
)
def test_a_host_that_is_none_is_refused(corpus: httpx.Client, host: str) -> None:
    response = corpus.get("/", headers=[("Host", host.encode())])
    if host:
        assert response.status_code == 400
        assert response.headers["content-type"] == "application/problem+json"
        assert response.headers["cache-control"] == "no-store"
    else:
        assert response.status_code == 200


def test_a_forwarded_host_that_is_none_is_refused(proxied: httpx.Client) -> None:
    assert proxied.get("/", headers={"X-Forwarded-Host": "a b"}).status_code == 400


def test_hosts_that_are_known_are_kept_by_caches(corpus: httpx.Client) -> None:
    for host in ("localhost", "127.0.0.1:8000", "[::1]:8000", "LocalHost", "w3id.org"):
        assert corpus.get(DOC, headers={"Host": host}).headers["cache-control"].startswith("public")
    for host in ("localhost.mechant.exemple", "192.0.2.1", "mechant.exemple:80"):
        assert corpus.get(DOC, headers={"Host": host}).headers["cache-control"] == "no-store"


def test_an_answer_that_tells_the_host_says_that_it_depends_on_it(corpus: httpx.Client, public: httpx.Client) -> None:
    """Some caches (nginx, as it is first set) do not tell hosts apart: a known one, forged, is still the wrong one."""
    for path in EVERYWHERE:
        told = corpus.get(path, headers={"Host": "localhost:1234"})
        assert ("localhost:1234" in said(told)) <= ("Host" in told.headers.get("vary", "").split(", ")), path
        assert "Host" not in public.get(path).headers.get("vary", "").split(", "), path
    twice = [corpus.get(f"{DOC}.ttl?_profile=altr").headers["vary"] for _ in range(2)]
    assert twice == ["Accept-Encoding, Accept-Datetime, Host"] * 2


def test_ipv4_told_as_ipv6_is_the_same_proxy() -> None:
    trusted = networks("192.0.2.0/24, 2001:db8::/32")
    told = told_by_proxy(
        {"x-forwarded-for": "198.51.100.7, ::ffff:192.0.2.9, [2001:db8::1]:80", "x-forwarded-host": "a, b, c"}, trusted
    )
    assert (told.client, told.host) == ("198.51.100.7", "a")


@pytest.mark.parametrize("listed", ["10.0.0.0/99", "partout", "10.0.0.1;10.0.0.2"])
def test_a_list_of_proxies_that_cannot_be_read_is_an_error(listed: str) -> None:
    with pytest.raises(ValidationError):
        Settings(trusted_proxies=listed)


def test_a_whole_address_as_the_target(address: str) -> None:
    host, port = address.removeprefix("http://").rstrip("/").split(":")
    for target, status in (("/robots.txt", b" 200 "), ("", b" 200 "), ("/nulle-part", b" 404 ")):
        with socket.create_connection((host, int(port)), timeout=10) as wire:
            wire.sendall(
                f"GET {address.rstrip('/')}{target} HTTP/1.1\r\nHost: autre.example\r\nAccept: text/html, */*\r\n"
                "Connection: close\r\n\r\n".encode()
            )
            answer = b"".join(iter(lambda: wire.recv(65536), b""))
        assert status in answer.partition(b"\r\n")[0]
        assert b"autre.example" not in answer
