"""A long day in a few minutes: honest clients, killers, leavers, nonsense and two switches of release, all at once.

    .venv/bin/python benchmarks/soak.py [--seconds 600] [--clients 64] [--processes 2,1]

A real server is started over a release made for it. Honest clients ask queries whose answers are known for either
release, read resources and pages, search, and fetch the home page, the sitemap and a dump: an answer has to be the
whole and right one of one release (a wrong one is counted). Among them are queries that are killed at their limit,
clients that leave in the middle, and requests that are no HTTP. At a third and at two thirds of the time another
release is made and switched to. At the end it is told, for each number of processes: answers by status, right ones by
kind, wrong ones, unexplained failures (a 503 says when to come back; every other 5xx, every connection that broke and
every refusal of an honest question is unexplained), resident and proportional memory of all processes (the start is
measured after a tenth of the time, once all is warm), processes that died and were not awaited, descriptors. Exit code
1 when something is wrong, or when something that had to happen was not seen: a kind that was never answered, a release
that never answered, a killer that was never stopped, nonsense that was never refused.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from pactes.release import make_release, sources_of

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from fabrique_serveur import alive, answers, descendants, eventually, free_port  # noqa: E402

BASE = "https://w3id.org/pactes/"
ITEMS = 3000
KINDS = ("Contrat", "Organisation", "Engagement", "Projet")
PROGRAM = "from pactes.settings import Settings; from pactes.web import serve; serve(Settings())"
KILLER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
NONSENSE = (
    b"\x00\xff\x16\x03\x01\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET /sparql?query=%FF%00 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    b"GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\nContent-Length: 50\r\n\r\nASK",
)
GROWTH, SLACK = 1.25, 32 * 2**20
"""Memory at the end: at most this many times what it was, and these bytes more."""


@dataclass(slots=True)
class Tally:
    """What clients saw; ``right`` counts right answers by kind, ``seen`` by the release that gave them."""

    statuses: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    seen: Counter[int] = field(default_factory=Counter)
    busy: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Resources:
    """What a family of processes holds: processes, dead ones that nobody awaited, bytes, descriptors."""

    processes: int
    zombies: int
    rss: int
    pss: int
    descriptors: int


def publish(folder: Path, releases: Path, version: int) -> None:
    """Make a release whose every answer tells its version."""
    folder.mkdir(exist_ok=True)
    with (folder / "essai.ttl").open("w", encoding="utf-8") as stream:
        for n in range(ITEMS):
            stream.write(
                f"<{BASE}id/essai/{n}> a <{BASE}def#{KINDS[n % len(KINDS)]}> ; <urn:version> {version} ; "
                f"<urn:rang> {n} ; <urn:produit> {n * version} ; "
                f'<http://www.w3.org/2000/01/rdf-schema#label> "essai n{n} v{version}"@fr .\n'
            )
    make_release(sources_of(folder, BASE), releases, version=str(version), base_iri=BASE, date="2026-11-22")


def resources(of: int) -> Resources:
    """Measure ``of`` and all that it started."""
    zombies = rss = pss = descriptors = 0
    family = {of, *descendants(of)}
    for number in family:
        place = Path("/proc") / str(number)
        with contextlib.suppress(OSError):
            zombies += not alive(number) and place.exists()
            descriptors += len(list((place / "fd").iterdir()))
            for line in (place / "smaps_rollup").read_text().splitlines():
                name, _, value = line.partition(":")
                rss += int(value.split()[0]) * 1024 if name == "Rss" else 0
                pss += int(value.split()[0]) * 1024 if name == "Pss" else 0
    return Resources(len(family), zombies, rss, pss, descriptors)


def question(chance: random.Random) -> tuple[str, str]:
    """Return a query and what its answer has to be, in CSV, ``{v}`` being the version that answers."""
    low = chance.randrange(ITEMS - 100)
    high = low + chance.randrange(1, 100)
    match chance.randrange(4):
        case 0:
            inside = f"?s <urn:rang> ?r ; <urn:produit> ?p ; <urn:version> ?v FILTER(?r >= {low} && ?r < {high})"
            total = sum(range(low, high))
            return f"SELECT ?v (SUM(?p) AS ?t) {{ {inside} }} GROUP BY ?v", f"v,t {{v}},{{v*{total}}}"
        case 1:
            return f"SELECT ?v ?r {{ <{BASE}id/essai/{low}> <urn:version> ?v ; <urn:rang> ?r }}", f"v,r {{v}},{low}"
        case 2:
            return "SELECT ?v (COUNT(?s) AS ?n) { ?s <urn:version> ?v } GROUP BY ?v", f"v,n {{v}},{ITEMS}"
    rows = " ".join(f"{{v}},{n}" for n in range(low, high))
    return (
        f"SELECT ?v ?r {{ ?s <urn:rang> ?r ; <urn:version> ?v FILTER(?r >= {low} && ?r < {high}) }} ORDER BY ?r",
        f"v,r {rows}",
    )


def expected(told: str, version: int) -> str:
    """Return the answer of one version."""
    if "{v*" in told:
        head, _, total = told.partition("{v*")
        told = f"{head}{int(total.rstrip('}')) * version}"
    return told.replace("{v}", str(version))


@dataclass(frozen=True, slots=True)
class Request:
    """What an honest client asks, and how one knows that an answer is the right one of a version."""

    kind: str
    path: str
    accept: str
    params: dict[str, str]
    is_of: Callable[[str, int], bool]


def _words(page: str) -> str:
    """Return the words of a page, figures without the spaces that people read them by."""
    figures = re.sub(r"(?<=\d)[\u202f\u00a0](?=\d)", "", re.sub(r"<[^>]*>", " ", page))
    return " ".join(figures.split())


def _only(text: str, pattern: str, version: int) -> bool:
    """Tell whether a pattern, whose group is a version, finds this one and no other."""
    return set(re.findall(pattern, text)) == {str(version)}


def request(chance: random.Random) -> Request:
    """Draw what an honest client asks."""
    n, draw = chance.randrange(ITEMS), chance.random()
    if draw < 0.6:
        query, told = question(chance)
        text = f"{query} # {chance.randrange(1000)}"
        return Request(
            "requête", "sparql", "text/csv", {"query": text}, lambda a, v: " ".join(a.split()) == expected(told, v)
        )
    if draw < 0.72:
        return Request(
            "ressource", f"doc/essai/{n}", "text/turtle", {},
            lambda a, v: f"<urn:produit> {n * v} " in f"{a} ".replace(";", " ;").replace("\n", " "),
        )  # fmt: skip
    if draw < 0.86:
        return Request(
            "page", f"doc/essai/{n}", "text/html", {},
            lambda a, v: re.search(rf"produit {n * v}\b", _words(a)) is not None
            and _only(_words(a), rf"essai n{n} v(\d+)", v) and _only(a, r"\b(\d+)-[0-9a-f]{12}\b", v),
        )  # fmt: skip
    if draw < 0.95:
        return Request("recherche", "search", "application/json", {"q": f"n{n}"}, lambda a, v: _found(a, n, v))
    if draw < 0.98:
        return Request(
            "accueil", "", "text/html", {}, lambda a, v: _only(a, r"\b(\d+)-[0-9a-f]{12}\b", v) and "</html>" in a
        )
    if draw < 0.99:
        return Request("plan du site", "sitemap.xml", "*/*", {}, lambda a, _: a.count("/doc/essai/") == ITEMS)
    return Request(
        "fichier", "dump/essai.ttl", "*/*", {},
        lambda a, v: a.count(f"<urn:version> {v} ;") == ITEMS == a.count("<urn:version>"),
    )  # fmt: skip


def _found(answer: str, n: int, version: int) -> bool:
    """Tell whether a search for ``n`` and a number found all that begin so, in one version."""
    told = json.loads(answer)
    numbers = [m for m in range(ITEMS) if str(m).startswith(str(n))]
    labels = {one["label"] for one in told["results"]}
    return told["total"] == len(numbers) and labels <= {f"essai n{m} v{version}" for m in numbers} and bool(labels)


class Soak:
    """One server and its clients."""

    def __init__(self, address: str, port: int, tally: Tally, end: float) -> None:
        self._address, self._port, self._tally, self._end = address, port, tally, end
        self.versions = {1}

    @property
    def _on(self) -> bool:
        return time.monotonic() < self._end

    async def honest(self, seed: int) -> None:
        """Ask, read, compare."""
        chance = random.Random(seed)
        async with httpx.AsyncClient(base_url=self._address, timeout=90) as http:
            while self._on:
                before = set(self.versions)
                asked = request(chance)
                try:
                    response = await http.get(asked.path, params=asked.params, headers={"Accept": asked.accept})
                except httpx.TransportError as error:
                    self._tally.unexplained.append(f"{asked.kind} {type(error).__name__} {error}")
                    continue
                self._note(response, 200)
                if response.status_code != 200:
                    self._tally.busy += response.status_code == 503
                    await asyncio.sleep(0.2)
                    continue
                good = [v for v in before | self.versions if asked.is_of(response.text, v)]
                if good:
                    self._tally.right[asked.kind] += 1
                    self._tally.seen.update(good if asked.kind == "requête" else ())
                else:
                    where = asked.params.get("query", response.url)
                    self._tally.wrong.append(f"{asked.kind} {where} → {response.text[:300]}")

    async def killer(self, seed: int) -> None:
        """Ask what has to be stopped."""
        chance = random.Random(seed)
        async with httpx.AsyncClient(base_url=self._address, timeout=90) as http:
            while self._on:
                text = f"{KILLER} # {chance.random()}"
                try:
                    response = await http.get("sparql", params={"query": text, "timeout": "2"})
                except httpx.TransportError as error:
                    self._tally.unexplained.append(f"(tueuse) {type(error).__name__} {error}")
                    continue
                self._note(response, 422)
                self._tally.refused += response.status_code == 422
                await asyncio.sleep(1)

    async def leaver(self, seed: int) -> None:
        """Ask, and leave before or in the middle of the answer."""
        chance = random.Random(seed)
        while self._on:
            text = KILLER if chance.random() < 0.3 else f"SELECT * {{ ?s ?p ?o }} LIMIT {chance.randrange(9000)}"
            raw = httpx.URL(self._address).copy_with(path="/sparql", params={"query": f"{text} # {seed}"}).raw_path
            await self._send(b"GET " + raw + b" HTTP/1.1\r\nHost: a\r\n\r\n", chance.choice((0, 1, 5000)))
            await asyncio.sleep(chance.random() / 2)

    async def nonsense(self, seed: int) -> None:
        """Send what is no request, or not a whole one."""
        chance = random.Random(seed)
        while self._on:
            answer = await self._send(chance.choice(NONSENSE), 4096)
            self._tally.statuses[f"non-sens {answer[9:12].decode('latin-1')}".rstrip()] += 1
            if answer[9:10] == b"5" and answer[9:12] != b"503":
                self._tally.unexplained.append(f"(non-sens) {answer[:80]!r}")
            await asyncio.sleep(chance.random() / 2)

    async def _send(self, data: bytes, read: int) -> bytes:
        """Send bytes, read at most so many, and cut the connection."""
        answer = b""
        with contextlib.suppress(OSError, TimeoutError):
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
            try:
                writer.write(data)
                if read:
                    async with asyncio.timeout(2):
                        answer = await reader.read(read)
                else:
                    await asyncio.sleep(0.05)
            finally:
                writer.transport.abort()
        return answer

    def _note(self, response: httpx.Response, right: int) -> None:
        status = response.status_code
        self._tally.statuses[str(status)] += 1
        if status not in (right, 503) or (status == 503 and "retry-after" not in response.headers):
            self._tally.unexplained.append(f"{status} {response.url} {response.text[:200]}")


async def run(soak: Soak, clients: int, seconds: float, work: Path) -> None:
    """Run all clients, and switch the release twice."""
    others = max(1, clients // 16)
    kinds = [soak.killer] * others + [soak.leaver] * (2 * others) + [soak.nonsense] * others
    kinds += [soak.honest] * (clients - len(kinds))
    tasks = [asyncio.create_task(kind(seed)) for seed, kind in enumerate(kinds)]
    for version in (2, 3):
        await asyncio.sleep(seconds / 3)
        soak.versions.add(version)  # from now on it may answer
        await asyncio.to_thread(publish, work / "graphes", work / "versions", version)
    await asyncio.gather(*tasks)


def one(processes: int, clients: int, seconds: float) -> bool:
    """Run one soak, print its table, and tell whether all is well."""
    with tempfile.TemporaryDirectory(prefix="pactes-endurance-") as folder:
        work, port = Path(folder), free_port()
        publish(work / "graphes", work / "versions", 1)
        told = {
            "PACTES_RELEASES": str(work / "versions"),
            "PACTES_PORT": str(port),
            "PACTES_PROCESSES": str(processes),
            "PACTES_HEADER_TIMEOUT": "5",
            "PACTES_BODY_TIMEOUT": "5",
        }
        address, tally = f"http://127.0.0.1:{port}/", Tally()
        journal = (work / "journal").open("w+", encoding="utf-8")
        with (
            journal,
            subprocess.Popen([sys.executable, "-c", PROGRAM], env={**os.environ, **told}, stderr=journal) as server,
        ):
            if not eventually(lambda: answers(address)):
                raise SystemExit("le serveur n'a pas démarré")
            warm = max(5.0, seconds / 10)
            asyncio.run(run(Soak(address, port, tally, time.monotonic() + warm), clients, warm / 4, work))
            publish(work / "graphes", work / "versions", 1)
            eventually(lambda: _version(address) == "1")
            before = _rest(server.pid)
            asyncio.run(run(Soak(address, port, tally, time.monotonic() + seconds), clients, seconds, work))
            followed = eventually(lambda: _version(address) == "3")
            after = _rest(server.pid)
            alone = descendants(server.pid)
            server.send_signal(signal.SIGTERM)
            server.wait(60)
            left = [number for number in alone if alive(number)]
            journal.seek(0)
            traces = journal.read().count("Traceback")
    return _told(processes, tally, before, after, followed, left, traces)


def _version(address: str) -> str:
    with contextlib.suppress(httpx.HTTPError):
        return str(httpx.get(address + "health").json()["release"]).partition("-")[0]
    return ""


def _rest(server: int) -> Resources:
    """Measure once the clients are gone: connections close, workers are replaced."""
    time.sleep(12)
    return resources(server)


def _told(
    processes: int, tally: Tally, before: Resources, after: Resources, followed: bool, left: list[int], traces: int
) -> bool:
    never = {"requête", "ressource", "page", "recherche", "accueil", "plan du site", "fichier"} - set(tally.right)
    faults = {
        "réponses fausses": len(tally.wrong),
        "échecs inexpliqués": len(tally.unexplained),
        "processus zombis": after.zombies,
        "processus de trop": max(0, after.processes - before.processes),
        "processus restés après l'arrêt": len(left),
        "descripteurs de trop": max(0, after.descriptors - before.descriptors - 8),
        "mémoire qui croît (Mio de trop)": max(0, after.pss - int(before.pss * GROWTH) - SLACK) >> 20,
        "bascule qui n'est pas suivie": int(not followed),
        "traces d'erreur au journal": traces,
        "genres sans bonne réponse": len(never),
        "versions jamais vues": len({1, 2, 3} - set(tally.seen)),
        "aucune tueuse arrêtée": int(not tally.refused),
        "aucun non-sens refusé": int(not any(told.startswith("non-sens 4") for told in tally.statuses)),
        "plus de « revenez » que de réponses": int(tally.busy > sum(tally.right.values())),
    }
    print(f"\nPACTES_PROCESSES={processes} : {sum(tally.statuses.values())} réponses, {dict(tally.statuses)}")
    print(f"bonnes réponses : {dict(tally.right)}, par version {dict(sorted(tally.seen.items()))}")
    print(f"{'':34}{'début':>10}{'fin':>10}")
    for name in ("processes", "zombies", "rss", "pss", "descriptors"):
        first, last = getattr(before, name), getattr(after, name)
        unit = 2**20 if name in ("rss", "pss") else 1
        print(f"{name + (' (Mio)' if unit > 1 else ''):34}{first // unit:>10}{last // unit:>10}")
    for name, number in faults.items():
        print(f"{name:34}{number:>10}")
    for line in (*tally.wrong[:5], *tally.unexplained[:5]):
        print("  !", line)
    return not any(faults.values())


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--processes", default="2,1")
    told = parser.parse_args()
    good = [one(int(number), told.clients, told.seconds) for number in told.processes.split(",")]
    raise SystemExit(not all(good))


if __name__ == "__main__":
    main()
