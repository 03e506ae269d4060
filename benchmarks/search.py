"""How long a search takes, as people search, and what the index costs when a release is made.

    .venv/bin/python benchmarks/search.py [--triples 1000000] [--each 24] [--markdown FILE]

The release is a national collection (``ground.collection``). Its index is made once more, aside, to tell its time and
size. A real server with the settings by default serves the release, its process held to one core; questions of each
sort are drawn (seeded) from the names and texts of the release, and none is asked twice, so that nothing kept answers.
« typed » are the proposals after each letter of a name, from the second; the others are whole pages of results. Times
are those of the whole HTTP call, over one connection that stays open, to the last byte. « index » is what
the index computes of it, measured in this process on the same questions; « CPU » what the server computed: unlike the
others, those hardly depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import ground
from pages import Browser
from peers import answers, free_port, settled

from pactes.release import Release
from pactes.release.search_index import write_index
from pactes.release.search_read import SearchIndex

GOAL = 20.0
"""Milliseconds under which 95 searches of 100 should be answered."""

_COMMON = (
    *("contrat", "territoire", "de", "la", "e", "c", "t", "développement", "communes rurales", "contrat territorial"),
    *("territoires", "organisation", "2015", "2018", "eau", "habitants", "axe", "comité", "s'engage à", "contrats"),
)
_ACRONYMS = (
    "ANRU",
    "CPER",
    "CRTE",
    "EPCI",
    "FEDER",
    "DETR",
    "PIA",
    "ADEME",
    "CDC",
    "PETR",
    "ARS",
    "CAF",
    "DSIL",
    "ANCT",
)
_HOSTILE = (
    '"', "'; DROP TABLE chose --", "NEAR(a b, 3)", "a OR b AND NOT c", "*", "^x", "{mots} : y", "x" * 200, "( ( (",
    "😀 é", "noms MATCH 1", "a* b* c* d* e*", "🏛️", "%00", "1 2 3 4 5 6 7 8 9 10 11 12", "-- ", "col:val",
    "<script>alert(1)</script>",
)  # fmt: skip


def questions(index: SearchIndex, each: int) -> dict[str, list[str]]:
    """Return the addresses to ask, by sort; all different."""
    order = random.Random(7)
    names = _drawn(order, index, ("Contrat", "Organisation", "Territoire", "Dispositif"), 6 * each)
    texts = _drawn(order, index, ("Engagement", "Action", "Financement", "Passage"), 4 * each, text=True)
    typed: list[str] = []
    for name in names[: each // 2]:
        typed += [f"/search/suggest?q={quote(name[:end])}" for end in range(2, min(len(name), 24))]
    words = [w for text in texts for w in text.split() if len(w) > 5]
    misspelt = [_fault(order, word) for word in dict.fromkeys(words)]
    amounts = [thing.amount for thing in index.listed("Financement", 0, 40 * each)[::40] if thing.amount]
    sorts = {
        "typed": typed,
        "a name": [_page(name) for name in names[: 2 * each]],
        "several words": [_page(" ".join(order.sample(text.split(), min(3, len(text.split()))))) for text in texts],
        "misspelt": [_page(word) for word in misspelt[:each]],
        "acronyms": [_page(word) for word in _ACRONYMS],
        "amounts": [_page(f"{int(float(amount)):,}".replace(",", " ")) for amount in amounts],
        "common words": [_page(word) for word in _COMMON],
        "one kind, later pages": [
            f"{_page(word)}&type={kind}&page={page}"
            for word, kind in zip(_COMMON, ("Engagement", "Action", "Financement", "Passage") * 5, strict=True)
            for page in (1, 7)
        ],
        "lists without words": [
            f"/search?type={kind}&page={page}"
            for kind in ("Contrat", "Engagement", "Action", "Financement", "Territoire", "Organisation")
            for page in (1, 2, 11, 101)
        ],
        "hostile": [_page(word) for word in _HOSTILE],
    }
    return {name: list(dict.fromkeys(paths)) for name, paths in sorts.items()}


def _page(words: str) -> str:
    return f"/search?q={quote(words)}"


def _drawn(
    order: random.Random, index: SearchIndex, kinds: Sequence[str], number: int, *, text: bool = False
) -> list[str]:
    found = []
    for kind in kinds:
        bounds = index.bounds(kind)
        numbers = [n for low, high in bounds for n in range(low, high + 1)]
        things = index.things(order.sample(numbers, min(len(numbers), number)))
        found += [(thing.text if text and thing.text else thing.title) or "" for thing in things]
    order.shuffle(found)
    return list(dict.fromkeys(filter(None, found)))[:number]


def _fault(order: random.Random, word: str) -> str:
    """Return a word with two letters exchanged."""
    at = order.randrange(1, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def made(release: Release, folder: Path) -> tuple[float, int, int]:
    """Make the index of a release aside; return seconds of computing, its bytes, the MiB it took at most."""
    target = folder / "index.sqlite"
    child = os.fork()
    if child == 0:
        write_index(release.store, target, ground.BASE)
        os._exit(0)
    _, status, used = os.wait4(child, 0)
    assert status == 0
    return used.ru_utime + used.ru_stime, target.stat().st_size, used.ru_maxrss >> 10


@contextlib.contextmanager
def on_one_core(pid: int) -> Iterator[None]:
    """Hold a process, with its threads, to one core."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(task.name), {0})
    yield


def alone(index: SearchIndex, path: str) -> float:
    """Return the milliseconds that the index computes to answer the question of an address."""
    told = parse_qs(urlsplit(path).query)
    words, kind, page = told.get("q", [""])[0], told.get("type", [""])[0], int(told.get("page", ["1"])[0])
    began = time.thread_time()
    asked = index.ask(words)
    if asked.expression and "/suggest" in path:
        findings = index.find(asked, names=True)
        index.things([n for name in findings.kinds for n in findings.first(name, 8)], findings)
    elif asked.expression:
        findings = index.find(asked)
        index.things(findings.of_kind(kind)[(page - 1) * 50 : page * 50], findings) if kind else [
            index.things(findings.first(name, 5), findings) for name in findings.kinds
        ]
    elif kind:
        index.listed(kind, (page - 1) * 50, 50)
    return (time.thread_time() - began) * 1000


def p95(values: Sequence[float]) -> float:
    """Return the value under which 95 of 100 are."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


def timed(browser: Browser, path: str) -> tuple[float, float, int, int]:
    """Ask for an address; return milliseconds to the last byte, CPU milliseconds of the server, status, bytes."""
    spent, began = browser.cpu(), time.perf_counter()
    answer = browser.get(path)
    return (time.perf_counter() - began) * 1000, browser.cpu() - spent, answer.status, len(answer.body)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--each", type=int, default=24, help="questions of a sort, about")
    parser.add_argument("--markdown", type=Path, help="also write the tables to this file")
    wanted = parser.parse_args()
    release = ground.released(wanted.triples)
    lines: list[str] = []

    def say(line: str) -> None:
        lines.append(line)
        print(line, flush=True)

    say(f"### Search\n\n`{ground.command_line()}`: {ground.machine()}; {release.manifest.triples} triples.\n")
    with tempfile.TemporaryDirectory(dir=ground.GROUND, ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        seconds, size, memory = made(release, folder)
        store = sum(path.stat().st_size for path in release.store.iterdir())
        say(
            f"The index: {seconds:.1f} s of computing, {size / 1e6:.1f} MB (the store: {store / 1e6:.1f} MB), at most "
            f"{memory} MiB of memory.\n"
        )
        index = SearchIndex(folder / "index.sqlite")
        asked = questions(index, wanted.each)
        port = free_port()
        command = [sys.executable, "-m", "pactes.cli", "serve", "--port", str(port)]
        told = {"PACTES_RELEASES": str(release.path.parent), "PACTES_CLIENT_SECONDS": "0"}
        with ground.process(command, folder / "log", **told) as running:
            answers(f"http://127.0.0.1:{port}/sparql", running)
            settled(running.pid)
            browser = Browser(port, running.pid)
            while browser.get("/search?q=chauffe").status == 503:  # a release of before has its index made now
                time.sleep(1)
            with on_one_core(running.pid):
                _table(asked, browser, index, say)
    if wanted.markdown:
        wanted.markdown.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _table(asked: dict[str, list[str]], browser: Browser, index: SearchIndex, say: Callable[[str], None]) -> None:
    for path in ("/search?q=chauffe", "/search?type=Axe", "/search/suggest?q=ch"):
        browser.get(path)
    say("| questions | number | ms, median | p95 | CPU ms, median | p95 | index ms, median | p95 | kB | not 200 |")
    say("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    every: list[list[tuple[float, float, int, int]]] = []
    inside: list[float] = []
    for name, paths in [*asked.items(), ("all", [])]:
        found = [timed(browser, path) for path in paths] or [one for some in every for one in some]
        within = [alone(index, path) for path in paths] or inside
        every.append(found)
        inside = inside + within if paths else inside
        whole, spent = [one[0] for one in found], [one[1] for one in found]
        mark = " **!**" if p95(whole) > GOAL else ""
        say(
            f"| {name}{mark} | {len(found)} | {statistics.median(whole):.1f} | {p95(whole):.1f} "
            f"| {statistics.median(spent):.1f} | {p95(spent):.1f} | {statistics.median(within):.1f} "
            f"| {p95(within):.1f} | {max(one[3] for one in found) / 1000:.0f} | {sum(one[2] != 200 for one in found)} |"
        )


if __name__ == "__main__":
    main()
