"""Behind a real nginx, set as in ``deploy/``: TLS, another name, a cache, forged headers; w3id by a real Apache."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from pactes.settings import Settings

Serve = Callable[[Settings], AbstractContextManager[str]]
DEPLOY = Path(__file__).parents[2] / "deploy"
NAME = "donnees.exemple.fr"
PUBLIC = f"https://{NAME}/"
ID, DOC = (f"/{room}/contrat/contrat-de-ville-du-val-fictif-2015-2020" for room in ("id", "doc"))
APACHE = next((path for path in ("/usr/sbin/apache2", "/usr/sbin/httpd") if Path(path).exists()), None)
NGINX = shutil.which("nginx") or ("/usr/sbin/nginx" if Path("/usr/sbin/nginx").exists() else None)
MODULES = Path("/usr/lib/apache2/modules")

FORGED: list[dict[str, str]] = [
    {"X-Forwarded-Host": "mechant.exemple"},
    {"X-Forwarded-Host": "mechant.exemple", "X-Forwarded-Proto": "http", "X-Forwarded-Prefix": "/mechant"},
    {"Forwarded": "for=192.0.2.1;host=mechant.exemple;proto=http"},
    {"X-Forwarded-For": "127.0.0.1, mechant.exemple", "X-Original-Host": "mechant.exemple"},
    {"X-Forwarded-Server": "mechant.exemple", "X-Forwarded-Port": "666", "X-Real-IP": "192.0.2.1"},
]
EVERYWHERE = (
    *(ID, DOC, f"{DOC}.html", f"{DOC}.ttl?_profile=altr", "/", "/sparql", "/.well-known/void", "/dump/", "/catalogue"),
    *("/dump", "/nulle-part", "/sparql?query=non", "/openapi.json", "/robots.txt"),
)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def process(command: list[str], port: int, log: Path) -> Iterator[None]:
    """Run a server until the end of the block, once it listens."""
    with log.open("wb") as told, subprocess.Popen(command, stdout=told, stderr=told) as running:
        try:
            end = time.monotonic() + 30
            while True:
                assert running.poll() is None, log.read_text()
                assert time.monotonic() < end, log.read_text()
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.05)
            yield
        finally:
            running.terminate()
            running.wait(20)


def certificate(folder: Path) -> tuple[Path, Path]:
    key, made = folder / "pactes.key", folder / "pactes.pem"
    subject = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME},IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*command, "-keyout", str(key), "-out", str(made)], check=True, capture_output=True)
    return key, made


class Front:
    """An nginx: its ports, clients that believe its certificate, whether its cache may keep (``keeps``)."""

    def __init__(self, trusted: Path, *, keeps: bool) -> None:
        self.keeps = keeps
        self.tls, self.plain = free_port(), free_port()
        self.context = ssl.create_default_context(cafile=str(trusted))

    def client(self, source: str = "127.0.0.1") -> httpx.Client:
        transport = httpx.HTTPTransport(verify=self.context, local_address=source)
        return httpx.Client(base_url=f"https://127.0.0.1:{self.tls}", transport=transport, headers={"Host": NAME})


class Visitor:
    """Asks an nginx by its public name, whatever the address it really has."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def __call__(self, path: str, method: str = "GET", **rest: object) -> httpx.Response:
        return self._http.request(method, path, extensions={"sni_hostname": NAME}, **rest)  # type: ignore[arg-type]


@contextmanager
def nginx(folder: Path, backend: str, *, keeps: bool = True) -> Iterator[Front]:
    """Run nginx with the configuration of ``deploy/``, but for names, ports and paths."""
    key, made = certificate(folder)
    front = Front(made, keeps=keeps)
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for former, new in (
        ("server 127.0.0.1:8000;", f"server {backend.removeprefix('http://').rstrip('/')};"),
        ("listen 80", f"listen 127.0.0.1:{front.plain}"),
        ("listen 443", f"listen 127.0.0.1:{front.tls}"),
        ("/etc/ssl/certs/pactes.pem", str(made)),
        ("/etc/ssl/private/pactes.key", str(key)),
        ("/var/cache/nginx/pactes", str(folder / "cache")),
    ):
        assert former in text
        text = text.replace(former, new)
    (folder / "site.conf").write_text(text, encoding="utf-8")
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"{'user root;' if os.geteuid() == 0 else ''}\nworker_processes 2;\ndaemon off;\npid {folder}/pid;\n"
        f"error_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}include {folder}/site.conf;\n}}\n",
        encoding="utf-8",
    )
    assert NGINX is not None
    with process([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")], front.tls, folder / "out.log"):
        yield front


needs_nginx = pytest.mark.skipif(NGINX is None or shutil.which("openssl") is None, reason="nginx is not installed")


@pytest.fixture(scope="module", params=["public address", "forwarded headers"])
def front(
    request: pytest.FixtureRequest, serve: Serve, corpus_releases: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    """The service behind nginx, which knows its address by a setting, or only by what the proxy tells it.

    In the latter case it cannot know whether the host is its own, and lets no cache keep what it answers.
    """
    public = PUBLIC if request.param == "public address" else None
    settings = Settings(releases=corpus_releases, workers=1, public_url=public, trusted_proxies="127.0.0.1")
    with (
        serve(settings) as address,
        nginx(tmp_path_factory.mktemp("nginx"), address, keeps=public is not None) as found,
    ):
        yield found


@pytest.fixture
def visit(front: Front) -> Iterator[Visitor]:
    with front.client() as http:
        yield Visitor(http)


def said(response: httpx.Response) -> str:
    return response.text + "\n".join(f"{name}: {value}" for name, value in response.headers.items())


@needs_nginx
def test_addresses_are_public(visit: Visitor) -> None:
    void = visit("/.well-known/void", headers={"Accept": "text/turtle"})
    assert f"<{PUBLIC}sparql>" in void.text
    assert visit("/openapi.json").json()["servers"] == [{"url": PUBLIC.rstrip("/")}]
    assert all(file["url"].startswith(f"{PUBLIC}dump/") for file in visit("/dump/").json()["files"])
    assert f"<{PUBLIC}sparql>" in visit("/sparql", headers={"Accept": "text/turtle"}).text
    for path in EVERYWHERE:
        assert not re.search(r"127\.0\.0\.1|localhost|:\d{4,5}/", said(visit(path))), path


@needs_nginx
def test_redirections_stay_on_the_host_of_the_visitor(visit: Visitor) -> None:
    thing = visit(ID, headers={"Accept": "text/turtle"})
    assert (thing.status_code, thing.headers["location"]) == (303, DOC)
    assert visit("/dump").headers["location"] == "/dump/"
    document = visit(DOC, headers={"Accept": "text/turtle"})
    assert document.status_code == 200
    assert document.headers["content-location"] == f"{DOC}.ttl"


@needs_nginx
def test_plain_http_leads_to_tls(front: Front) -> None:
    answer = httpx.get(f"http://127.0.0.1:{front.plain}{DOC}?page=1", headers={"Host": NAME})
    assert (answer.status_code, answer.headers["location"]) == (308, f"https://{NAME}{DOC}?page=1")


@needs_nginx
@pytest.mark.parametrize("host", ["mechant.exemple", "127.0.0.1", f"{NAME}.mechant.exemple"])
def test_another_host_goes_no_further(front: Front, visit: Visitor, host: str) -> None:
    for path in (DOC, ID, "/", "/.well-known/void"):
        assert visit(path, headers={"Host": host}).status_code == 421
        assert httpx.get(f"http://127.0.0.1:{front.plain}{path}", headers={"Host": host}).status_code == 421
        assert host not in said(visit(path)) or host == "127.0.0.1"


@needs_nginx
@pytest.mark.parametrize("forged", FORGED, ids=str)
def test_what_is_forged_is_told_to_nobody_and_poisons_no_cache(visit: Visitor, forged: dict[str, str]) -> None:
    """The forged request comes first, so that a cache that let itself be fooled would answer the honest one with it."""
    for path in EVERYWHERE:
        own = f"{path}{'&' if '?' in path else '?'}_essai={FORGED.index(forged)}"
        first = visit(own, headers=forged)
        second = visit(own)
        for answer in (first, second):
            assert "mechant" not in said(answer), path
            assert "666" not in answer.headers.get("location", "")
        assert first.status_code == second.status_code
        for name in ("location", "link", "etag", "content-location"):
            assert first.headers.get(name) == second.headers.get(name), (path, name)


@needs_nginx
def test_the_cache_tells_types_languages_and_codings_apart(front: Front, visit: Visitor) -> None:
    kinds = {
        ("text/turtle", "fr", "identity"): "text/turtle",
        ("application/ld+json", "fr", "identity"): "application/ld+json",
        ("text/html", "fr", "identity"): "text/html",
        ("text/html", "en", "identity"): "text/html",
        ("text/html", "fr", "gzip"): "text/html",
        ("application/rdf+xml", "en", "gzip"): "application/rdf+xml",
    }
    path, seen = f"{DOC}?_essai=cache", []
    for turn in range(2):
        tags = set()
        for (accept, language, coding), media_type in kinds.items():
            sent = {"Accept": accept, "Accept-Language": language, "Accept-Encoding": coding}
            answer = visit(path, headers=sent)
            assert answer.headers["content-type"].partition(";")[0] == media_type
            assert answer.headers.get("content-encoding", "identity") == coding
            if media_type == "text/html":
                assert answer.headers["content-language"] == language
            assert not answer.headers["etag"].startswith("W/")
            tags.add(answer.headers["etag"])
            seen.append(answer.headers["x-cache"])
        assert len(tags) == len(kinds), turn
    assert seen[: len(kinds)] == ["MISS"] * len(kinds)
    assert set(seen[len(kinds) :]) == ({"HIT"} if front.keeps else {"MISS"})


@needs_nginx
def test_who_holds_a_representation_is_told_so_by_the_cache_too(front: Front, visit: Visitor) -> None:
    path = f"{DOC}.ttl?_essai=304"
    first = visit(path)
    assert first.headers["x-cache"] == "MISS"
    held = visit(path, headers={"If-None-Match": first.headers["etag"]})
    assert (held.status_code, held.headers["x-cache"]) == (304, "HIT" if front.keeps else "MISS")
    assert held.headers["etag"] == first.headers["etag"]
    other = visit(path, headers={"If-None-Match": '"autre"'})
    assert (other.status_code, other.content) == (200, first.content)
    head = visit(path, method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == first.headers["etag"]


@needs_nginx
def test_errors_and_what_may_not_be_kept_are_not(visit: Visitor) -> None:
    for path in ("/doc/contrat/inconnu", "/sparql?query=non", "/health", "/health/ready"):
        for _ in range(2):
            answer = visit(path)
            assert answer.headers["x-cache"] != "HIT"
            assert answer.headers["cache-control"] == "no-store"
    assert visit("/doc/contrat/inconnu").headers["content-type"] == "application/problem+json"


@needs_nginx
def test_queries_ranges_and_long_addresses_pass(front: Front, visit: Visitor) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    got = visit("/sparql", params={"query": query})
    posted = visit("/sparql", method="POST", data={"query": query})
    assert got.json() == posted.json()
    whole = visit("/dump/pactes.nq.gz")
    part = visit("/dump/pactes.nq.gz", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    long = query + " #" + "x" * 30_000
    assert visit("/sparql", params={"query": long}).status_code == 200
    direct = http.client.HTTPSConnection("127.0.0.1", front.tls, context=front.context, timeout=30)
    direct.request("GET", "/nulle-part?" + "x" * 70_000, headers={"Host": NAME})
    refused = direct.getresponse()
    assert (refused.status, refused.headers["content-type"]) == (414, "application/problem+json")
    direct.close()
    big = visit("/sparql", method="POST", data={"query": query + " #" + "x" * 2**20})
    assert big.status_code == 413
    assert big.headers["content-type"] == "application/problem+json"


@needs_nginx
def test_measures_are_for_the_operator(front: Front, visit: Visitor) -> None:
    assert visit("/metrics").status_code == 200
    with front.client(source="127.0.0.2") as http:
        assert Visitor(http)("/metrics").status_code == 403
        assert Visitor(http)("/health/live").status_code == 200


@needs_nginx
def test_a_service_that_is_down_gives_the_same_shape_of_error(tmp_path: Path) -> None:
    with nginx(tmp_path, f"http://127.0.0.1:{free_port()}/") as front, front.client() as http:
        answer = Visitor(http)(DOC)
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0
    assert set(answer.json()) >= {"type", "title", "status", "detail", "instance"}


@contextmanager
def apache(folder: Path, target: str) -> Iterator[str]:
    """Run Apache as w3id.org does: the file of ``deploy/w3id`` in the folder of its name, leading to ``target``."""
    root = folder / "www" / "pactes"
    root.mkdir(parents=True)
    rules = (DEPLOY / "w3id" / ".htaccess").read_text(encoding="utf-8")
    assert rules.count(PUBLIC) == 1
    (root / ".htaccess").write_text(rules.replace(PUBLIC, target), encoding="utf-8")
    port = free_port()
    modules = ("mpm_event", "authz_core", "dir", "rewrite", "headers")
    loaded = "".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so\n" for name in modules)
    user = "User www-data\nGroup www-data\n" if os.geteuid() == 0 else ""
    if user:
        loaded += f"<IfModule !unixd_module>\nLoadModule unixd_module {MODULES}/mod_unixd.so\n</IfModule>\n"
    (folder / "httpd.conf").write_text(
        f"{loaded}{user}ServerName w3id.org\nListen 127.0.0.1:{port}\n"
        f"PidFile {folder}/pid\nErrorLog {folder}/error.log\n"
        f'DocumentRoot "{folder}/www"\n<Directory "{folder}/www">\nAllowOverride All\nOptions FollowSymLinks\n'
        "Require all granted\n</Directory>\n",
        encoding="utf-8",
    )
    assert APACHE is not None
    command = [APACHE, "-f", str(folder / "httpd.conf"), "-D", "FOREGROUND"]
    with process(command, port, folder / "out.log"):
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture(scope="module")
def w3id(corpus_address: str) -> Iterator[str]:
    # Not in pytest's own folder, which only its owner may enter: Apache serves as another user.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        with apache(Path(folder), corpus_address) as address:
            yield address


needs_apache = pytest.mark.skipif(APACHE is None, reason="Apache is not installed")


@needs_apache
@pytest.mark.parametrize(
    "path",
    [
        "",
        ID.lstrip("/"),
        f"{DOC}.ttl".lstrip("/"),
        "def",
        "voc/type-contrat/contrat-de-ville",
        "id/document/essai/passage/120-188",
        "version/2026.11.1",
        "probleme/not-found",
        "sparql?query=ASK%20%7B%7D&default-graph-uri=https%3A%2F%2Fw3id.org%2Fpactes%2Fgraphe%2Fregistre",
        "doc/x?_profile=altr&_lang=en",
    ],
)
def test_w3id_leads_each_identifier_to_the_host_that_answers(w3id: str, corpus_address: str, path: str) -> None:
    for method in ("GET", "HEAD"):
        answer = httpx.request(method, f"{w3id}pactes/{path}")
        assert (answer.status_code, answer.headers["location"]) == (302, f"{corpus_address}{path}")
        assert answer.headers["access-control-allow-origin"] == "*"


@needs_apache
def test_an_identifier_leads_to_what_is_said_of_it(w3id: str, corpus_address: str) -> None:
    with httpx.Client(follow_redirects=True, headers={"Accept": "application/n-triples"}) as http:
        answer = http.get(f"{w3id}pactes{ID}")
        assert [step.status_code for step in answer.history] == [302, 303]
        assert str(answer.url) == f"{corpus_address.rstrip('/')}{DOC}"
        direct = http.get(f"{corpus_address.rstrip('/')}{DOC}.nt")
    assert isomorphic(Graph().parse(data=answer.text, format="nt"), Graph().parse(data=direct.text, format="nt"))
