"""How long a visitor waits for the first byte of each kind of page and of document, and what a page weighs.

    .venv/bin/python benchmarks/pages.py [--triples 1000000] [--each 16] [--kinds NAME…] [--markdown FILE]

The release is a national collection (``ground.collection``) published with the graphs of ``data/ttl``: the true
documents with their texts, the ontology, the shapes, the catalogue. A real server with the settings by default serves
it; pages that are not in the sample warm it. Then every thing of the sample (seeded, a third of it from the true
documents where there are some) is asked for as a browser does, over one connection that stays open: « first » is the
first time that this page is asked for, « again » the three times that follow. « queries » are those that the first
request asked of the store, « ran » those that no kept result answered, « CPU » what the server and its workers computed
for it: unlike the others, that figure hardly depends on what else the machine does. Pages that are one of a kind are
made ahead by the server, as they are after each release. « page » is the whole answer compressed, « all » the page with
its styles, scripts and images, each once.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import hashlib
import json
import random
import re
import shutil
import socket
import statistics
import sys
import tempfile
import time
import urllib.request
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import ground
import pyoxigraph as ox
from peers import answers, free_port

from pactes.errors import DocumentError
from pactes.reading import read_document
from pactes.release import Release, current_release, make_release, sources_of

ROOT = ground.HERE.parent
WARMING = 2
AGAIN = 3
PAGE_LIMIT, FIRST_BYTE = 150_000, 50.0
APART = re.compile(r"plotly|echarts|chart", re.IGNORECASE)
"""Scripts that draw charts: their weight is not that of the page."""

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
CLASSES = (
    *("Contrat", "Axe", "Objectif", "Action", "Engagement", "Financement", "Signature", "Instance", "Indicateur"),
    *("Projet", "TexteJuridique", "Organisation", "Territoire", "Dispositif", "Document", "Passage", "Enonce"),
    "Contradiction",
)
NATIONAL = [f"commune/{number:02d}{rank:03d}" for number in range(2, 90, 4) if number != 20 for rank in (4, 7)]
WORDS = (
    *("numerique", "mobilité", "Amiens", "contrat de ville", "friches industrielles", "eau", "organisation 212"),
    *(
        "santé",
        "soutenir la filière",
        "comité",
        "2019-2024",
        "région",
        "patrimoine rural",
        "culture",
        "bois",
        "logement",
    ),
)
FORMATS = {"ttl": "text/turtle", "jsonld": "application/ld+json", "rdf": "application/rdf+xml"}
FORMATS |= {"nt": "application/n-triples"}
_QUERY = "SELECT ?s ?o WHERE { ?s <http://purl.org/dc/terms/title> ?o } LIMIT "


@dataclass(slots=True)
class Answer:
    """What came back: milliseconds to the first byte, status, headers (names in lower case), bytes as sent."""

    first_byte: float
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body, decompressed."""
        coding = self.headers.get("content-encoding", "")
        body = gzip.decompress(self.body) if coding == "gzip" else self.body
        return (zlib.decompress(body) if coding == "deflate" else body).decode("utf-8", "replace")


@dataclass(slots=True)
class Kind:
    """A kind of page: addresses that warm, addresses that are measured, what is accepted."""

    name: str
    paths: Sequence[str]
    warming: Sequence[str] = ()
    accept: str = BROWSER


@dataclass(slots=True)
class Found:
    """What was measured of a kind, in milliseconds and bytes; ``failed`` counts answers that are not 200."""

    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    queries: list[int] = field(default_factory=list)
    ran: list[int] = field(default_factory=list)
    page: list[int] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")


class Browser:
    """One connection that stays open, and the files of pages that were fetched already."""

    def __init__(self, port: int, pid: int) -> None:
        self._port, self._pid = port, pid
        self._socket: socket.socket | None = None
        self._sizes: dict[str, int] = {}

    def get(self, path: str, accept: str = BROWSER) -> Answer:
        """Ask for a page; follow no redirection."""
        for attempt in range(2):
            try:
                return self._get(path, accept)
            except (ConnectionError, TimeoutError):
                self._socket = None
                if attempt:
                    raise
        raise AssertionError

    def _get(self, path: str, accept: str) -> Answer:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        asked = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nAccept: {accept}\r\n"
            "Accept-Language: fr,fr-FR;q=0.8,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0\r\n\r\n"
        )
        began = time.perf_counter()
        self._socket.sendall(asked.encode())
        data = self._socket.recv(1 << 16)
        elapsed = (time.perf_counter() - began) * 1000
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        status_line, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        status = int(status_line.split(" ")[1])
        if status != 304:
            size = int(headers["content-length"])
            while len(body) < size:
                body += self._more()
        return Answer(elapsed, status, headers, body)

    def _more(self) -> bytes:
        assert self._socket is not None
        piece = self._socket.recv(1 << 16)
        if not piece:
            raise ConnectionError
        return piece

    def weight(self, path: str, page: Answer) -> int:
        """Return the bytes over the wire of a page with all that it loads, charts apart."""
        html, total = page.text, len(page.body)
        links = re.findall(r"<link\b[^>]*>", html)
        wanted = [_attribute(tag, "href") for tag in links if re.search(r'rel="[^"]*(stylesheet|icon|preload)', tag)]
        wanted += [_attribute(tag, "src") for tag in re.findall(r"<(?:script|img|source|iframe)\b[^>]*>", html)]
        for address in {urljoin(path, item) for item in wanted if item and not item.startswith("data:")}:
            if not urlsplit(address).netloc and not APART.search(address):
                total += self._size(address)
        return total

    def _size(self, address: str) -> int:
        if address not in self._sizes:
            got = self.get(address, "*/*")
            self._sizes[address] = len(got.body)
            if "css" in got.headers.get("content-type", "") or "javascript" in got.headers.get("content-type", ""):
                loaded = re.findall(
                    r"(?:url\(|@import |import |from )[\"']?([^\"')]+\.(?:css|js|woff2?|svg|png))", got.text
                )
                self._sizes[address] += sum(
                    self._size(urljoin(address, item)) for item in loaded if not APART.search(item)
                )
        return self._sizes[address]

    def counted(self) -> tuple[int, int]:
        """Return how many queries the service was asked, how many ran, since its start."""
        told = self.get("/metrics", "text/plain").text
        asked = re.findall(r"^pactes_query_duration_seconds_count\{.*?\} (\S+)", told, re.M)
        missed = re.findall(r'^pactes_query_cache_requests_total\{result="miss"\} (\S+)', told, re.M)
        return int(sum(map(float, asked))), int(sum(map(float, missed)))

    def cpu(self) -> float:
        """Return the milliseconds that the server and its processes computed, since their start."""
        total = 0
        for pid in (self._pid, *ground.descendants(self._pid)):
            for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
                with contextlib.suppress(OSError):
                    total += int(task.read_text().split()[0])
        return total / 1e6


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1].replace("&amp;", "&") if found else ""


def published(triples: int) -> Release:
    """Return the release of the national collection with the graphs and texts of the true documents, made once."""
    national = ground.collection(triples)
    made_of = [*sorted((ROOT / "data" / "ttl").glob("*.ttl")), *sorted((ROOT / "src/pactes/release").glob("*.py"))]
    seal = hashlib.sha256(b"".join(path.read_bytes() for path in made_of)).hexdigest()[:8]
    home = national.with_name(f"pages-{seal}")
    if not (home / "releases" / "current").exists():
        for former in national.parent.glob("pages-*"):
            shutil.rmtree(former)
        graphs = home / "ttl"
        graphs.mkdir(parents=True)
        for path in national.glob("contrat-*.ttl"):
            (graphs / path.name).symlink_to(path)
        (graphs / "registre-national.ttl").symlink_to(national / "registre.ttl")
        for path in (ROOT / "data" / "ttl").glob("*.ttl"):
            (graphs / path.name).symlink_to(path)
        sources = sources_of(graphs, ground.BASE)
        make_release(sources, home / "releases", version="1", base_iri=ground.BASE, date="2026-11-22", texts=_texts())
    return current_release(home / "releases")


def _texts() -> dict[str, str]:
    texts = {}
    for path in sorted((ROOT / "data" / "documents").iterdir()):
        with contextlib.suppress(DocumentError):
            texts[path.stem] = read_document(path).text
    return texts


def things_of(store: ox.Store, class_name: str) -> tuple[list[str], list[str]]:
    """Return the IRIs of a class that true documents tell of, and those of the collection, sorted."""
    query = f"SELECT DISTINCT ?s WHERE {{ ?s a <{ground.BASE}def#{class_name}> }}"
    rows = store.query(query)
    assert isinstance(rows, ox.QuerySolutions)
    iris = sorted(row["s"].value for row in rows if isinstance(row["s"], ox.NamedNode))
    invented = re.compile(r"/(contrat-\d{6}|organisation/organisation-\d)")
    return [iri for iri in iris if not invented.search(iri)], [iri for iri in iris if invented.search(iri)]


def sample(order: random.Random, true: list[str], invented: list[str], each: int) -> list[str]:
    """Return ``each`` things and some to warm with, a third of them true ones where there are so many."""
    wanted = each + WARMING
    first = order.sample(true, min(len(true), max(wanted // 3, wanted - len(invented))))
    chosen = first + order.sample(invented, min(len(invented), wanted - len(first)))
    order.shuffle(chosen)
    return chosen


def kinds(release: Release, port: int, each: int) -> Iterator[Kind]:
    """Yield every kind of page, then of document."""
    store = ox.Store.read_only(str(release.store))
    rest: dict[str, tuple[list[str], list[str]]] = {}
    for name in CLASSES:
        order = random.Random(name)
        rest[name] = things_of(store, name)
        paths = [_path(iri) for iri in sample(order, *rest[name], each)]
        if paths:
            few = len(paths) <= 2 * WARMING
            yield Kind(name, paths if few else paths[WARMING:], () if few else paths[:WARMING])
    yield Kind("territory of the registry", [f"/doc/territoire/{c}" for c in NATIONAL[2 : 2 + each]],
               [f"/doc/territoire/{c}" for c in NATIONAL[:2]])  # fmt: skip
    schemes, concepts = _vocabularies(store)
    yield Kind("vocabulary", schemes[1 : 1 + each], schemes[:1])
    yield Kind("concept", random.Random(1).sample(concepts, min(each, len(concepts))), concepts[:1])
    graphs = sorted({f"/graphe/{graph.name}" for graph in release.manifest.graphs})
    chosen = random.Random(2).sample(graphs, each + WARMING)
    yield Kind("graph", chosen[WARMING:], chosen[:WARMING])
    words = [f"/search?q={quote(word)}" for word in WORDS]
    yield Kind("search", words[1 : 1 + each], words[:1])
    yield Kind("list of a kind", [f"/search?type={name}&page={1 + rank % 2}" for rank, name in enumerate(CLASSES[:12])])
    asked = [f"/sparql?query={quote(_QUERY + str(10 + rank))}" for rank in range(each + 1)]
    yield Kind("answer of a query, as a page", asked[1:], asked[:1])
    yield from _fixed(port)
    for suffix, accept in FORMATS.items():
        order, paths = random.Random(suffix), []
        for name in ("Contrat", "Axe", "Engagement", "Organisation", "Territoire", "Passage"):
            left = [sorted(order.sample(some, min(len(some), each // 3 + 1))) for some in rest[name]]
            paths += [f"{_path(iri)}.{suffix}" for group in left for iri in group]
        order.shuffle(paths)
        yield Kind(f"document .{suffix}", paths[WARMING : WARMING + 3 * each], paths[:WARMING], accept)


def _fixed(port: int) -> Iterator[Kind]:
    """Yield the pages that are one of a kind, in both languages: those that the description of the service names."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/openapi.json") as told:
        paths = [path for path, methods in json.load(told)["paths"].items() if "{" not in path and "get" in methods]
    browser = Browser(port, 0)
    for path in sorted({*paths, "/jeu/pactes", "/version/", "/dump/"}):
        # Whether it is a page is asked in a third way, so that what is measured is not made yet.
        got = browser.get(path, "text/html;q=0.9")
        if got.status == 200 and got.headers.get("content-type", "").startswith("text/html"):
            yield Kind(path, [path, f"{path}?_lang=en"])


def _path(iri: str) -> str:
    return "/doc/" + quote(iri.removeprefix(f"{ground.BASE}id/")) if "/id/" in iri else "/" + quote(_end(iri))


def _end(iri: str) -> str:
    return iri.removeprefix(ground.BASE)


def _vocabularies(store: ox.Store) -> tuple[list[str], list[str]]:
    skos = "http://www.w3.org/2004/02/skos/core#"
    found = []
    for name in ("ConceptScheme", "Concept"):
        rows = store.query(f"SELECT DISTINCT ?s WHERE {{ ?s a <{skos}{name}> }}")
        assert isinstance(rows, ox.QuerySolutions)
        iris = sorted(row["s"].value for row in rows if isinstance(row["s"], ox.NamedNode))
        found.append(["/" + quote(_end(iri)) for iri in iris if iri.startswith(f"{ground.BASE}voc/")])
    return found[0], found[1]


def measure(browser: Browser, kind: Kind, *, weigh: bool) -> Found:
    """Ask for every page of a kind."""
    found = Found()
    for path in kind.warming:
        browser.get(path, kind.accept)
    for path in kind.paths:
        before, spent = browser.counted(), browser.cpu()
        first = browser.get(path, kind.accept)
        spent = browser.cpu() - spent
        after = browser.counted()
        if first.status != 200:
            found.failed.append(f"{first.status} {path}")
            continue
        found.first.append(first.first_byte)
        found.slowest = max(found.slowest, (first.first_byte, path))
        found.cpu.append(spent)
        found.queries.append(after[0] - before[0])
        found.ran.append(after[1] - before[1])
        found.again += [browser.get(path, kind.accept).first_byte for _ in range(AGAIN)]
        found.page.append(len(first.body))
        if weigh:
            found.whole.append(browser.weight(path, first))
    return found


HEAD = (
    "| kind | pages | first ms, median | p95 | again ms, median | p95 | CPU ms | queries | ran | page kB | all kB |",
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
)


def row(name: str, found: Found) -> str:
    """Return the line of a kind."""
    if not found.first:
        return f"| {name} | 0 | {'; '.join(found.failed[:2])} |"
    whole = f"{max(found.whole) / 1000:.0f}" if found.whole else ""
    over = statistics.median(found.first) > FIRST_BYTE or max(found.whole, default=0) > PAGE_LIMIT
    return (
        f"| {name}{' **!**' if over else ''} | {len(found.first)} | {statistics.median(found.first):.1f} "
        f"| {_p95(found.first):.1f} | {statistics.median(found.again):.1f} | {_p95(found.again):.1f} "
        f"| {statistics.median(found.cpu):.1f} | {statistics.median(found.queries):.0f} "
        f"| {statistics.median(found.ran):.0f} | {max(found.page) / 1000:.0f} | {whole} |"
    )


def _p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


def in_memory(port: int, patience: float = 300.0) -> None:
    """Wait until the release is served from memory, as it is when a server has been up for a minute."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as told:
            if json.load(told)["memory"]:
                return
        time.sleep(0.5)


def quiet(browser: Browser, patience: float = 180.0) -> None:
    """Wait until the server has nothing more to do by itself: the pages that are one of a kind are made."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        before = browser.cpu()
        time.sleep(5)
        if browser.cpu() - before < 50:
            return


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--each", type=int, default=16, help="pages of a kind")
    parser.add_argument("--kinds", nargs="*", metavar="NAME", help="only these (the beginning of their names)")
    parser.add_argument("--markdown", type=Path, help="also write the table to this file")
    wanted = parser.parse_args()
    release = published(wanted.triples)
    lines = [
        "### First byte and weight of every kind of page\n",
        f"`{ground.command_line()}`: {ground.machine()}; {release.manifest.triples} triples.\n",
        *HEAD,
    ]
    print("\n".join(lines), flush=True)
    slowest = []
    with tempfile.TemporaryDirectory(dir=ground.GROUND, ignore_cleanup_errors=True) as scratch:
        port = free_port()
        command = [sys.executable, "-m", "pactes.cli", "serve", "--port", str(port)]
        told = {"PACTES_RELEASES": str(release.path.parent)}
        with ground.process(command, Path(scratch) / "log", **told) as running:
            answers(f"http://127.0.0.1:{port}/sparql", running)
            in_memory(port)
            browser = Browser(port, running.pid)
            quiet(browser)
            for kind in kinds(release, port, wanted.each):
                if wanted.kinds and not kind.name.startswith(tuple(wanted.kinds)):
                    continue
                found = measure(browser, kind, weigh=kind.accept == BROWSER)
                lines.append(row(kind.name, found))
                print(lines[-1], flush=True)
                slowest.append((*found.slowest, kind.name))
                for failure in found.failed[:2]:
                    print(f"<!-- {kind.name}: {failure} -->", flush=True)
            memory = ground.pss(running.pid)
    lines.append(
        f"\nThe server and its workers take {memory} MiB; load at the end: {ground.machine().rsplit(' ', 1)[1]}."
    )
    print(lines[-1])
    for elapsed, path, name in sorted(slowest, reverse=True)[:12]:
        print(f"<!-- {elapsed:.0f} ms: {name} {path} -->")
    if wanted.markdown:
        wanted.markdown.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
