"""Load, query and dump as data grow: time, memory and the exponent of growth, each step in a process of its own.

    .venv/bin/python benchmarks/scale.py [--triples 100000 1000000] [--keep] [--serve] [--markdown FILE]

For each size, over a national collection: the whole making of a release from Turtle files (canonical dumps, tables,
checksums, store); its store alone, which holds each quad and the union of the graphs; raw pyoxigraph loading in bulk,
on disk, the N-Quads of the dump and, like for like, the very quads that our store holds; then the server from cold to
its first answer, the memory of all its processes at rest (PSS), the twelve queries alone (p50, no cache of results),
and the download of the whole dump. The exponent is that of time with triples between two sizes: 1 is linear.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import ground
from client import Plan, address, measure
from ground import GROUND, process
from peers import answers, free_port, settled
from serving import JSON

Step = tuple[float, int]
"""Seconds (not a number where it was not measured), peak memory in MiB."""

MADE = "release made from Turtle"


def make(folder: str, into: str) -> None:
    """Make the release of a collection."""
    from pactes.release import make_release, sources_of

    make_release(sources_of(Path(folder), ground.BASE), Path(into), version="1", base_iri=ground.BASE)


def store_only(dump: str, into: str) -> None:
    """Make the store of a release from its dump."""
    from pactes.release.loading import load_store

    load_store(Path(into), Path(dump), blank_nodes=False)


def raw(file: str, into: str) -> None:
    """Load a file of N-Quads with pyoxigraph alone."""
    import pyoxigraph as ox

    store = ox.Store(into)
    store.bulk_load(path=file, format=ox.RdfFormat.N_QUADS)
    store.flush()


STEPS: dict[str, Callable[[str, str], None]] = {"make": make, "store": store_only, "raw": raw}


def run(step: str, source: Path, into: Path) -> Step:
    """Run a step in a process of its own."""
    ran = subprocess.run(
        [sys.executable, __file__, "--step", step, str(source), str(into)], check=True, stdout=subprocess.PIPE
    )
    seconds, memory = json.loads(ran.stdout)
    return seconds, memory


def unpacked(dump: Path, plain: Path, both: Path) -> None:
    """Write the N-Quads of a dump, and the same with the union of the graphs."""
    with gzip.open(dump) as packed, plain.open("wb") as one, both.open("wb") as two:
        for line in packed:
            one.write(line)
            two.write(line)
            two.write(line[: line.rindex(b" <")] + b" .\n")


def of_size(triples: int, *, keep: bool = False, serve: bool = False) -> dict[str, Step]:
    """Measure all steps at one size; to ``keep`` a release that is there is not to measure how it is made.

    To ``serve`` is to measure the server alone, on disk at each size: a size that fits in memory is no measure of
    growth beside one that does not.
    """
    folder = ground.collection(triples)
    found: dict[str, Step] = {}
    with tempfile.TemporaryDirectory(dir=GROUND) as place:
        scratch = Path(place)
        if serve:
            return served(triples, scratch, PACTES_MEMORY_TRIPLES="0")
        releases = folder.with_name("releases")
        if keep and (releases / "current").exists():
            found[MADE] = (math.nan, 0)
        else:
            shutil.rmtree(releases, ignore_errors=True)
            found[MADE] = run("make", folder, releases)
        release = ground.released(triples)
        plain, both = scratch / "plain.nq", scratch / "both.nq"
        unpacked(release.whole_dump, plain, both)
        found["raw pyoxigraph, quads of the dump"] = run("raw", plain, scratch / "raw")
        shutil.rmtree(scratch / "raw")
        found["raw pyoxigraph, quads of our store"] = run("raw", both, scratch / "raw")
        for path in (plain, both):
            path.unlink()
        shutil.rmtree(scratch / "raw")
        found["store of the release"] = run("store", release.whole_dump, scratch / "store")
        shutil.rmtree(scratch / "store")
        found |= served(triples, scratch)
    return found


def served(triples: int, scratch: Path, **settings: str) -> dict[str, Step]:
    """Measure a server of a release: cold start, rest, queries, download of the dump."""
    release, documents, port = ground.released(triples), ground.documents_of(triples), free_port()
    found: dict[str, Step] = {}
    command = [sys.executable, "-m", "pactes.cli", "serve", "--port", str(port)]
    start = time.perf_counter()
    environment = {"PACTES_RELEASES": str(release.path.parent), "PACTES_RESULT_CACHE": "0", **settings}
    with process(command, scratch / "log", **environment) as running:
        endpoint = f"http://127.0.0.1:{port}/sparql"
        first = answers(endpoint, running) - start
        found["cold start to first answer"] = (first, ground.pss(running.pid))
        settled(running.pid)
        found["at rest"] = (math.nan, ground.pss(running.pid))
        for name, query in ground.queries().items():
            asked = [address(endpoint, ground.varied(query, number * 7, documents)) for number in range(7)]
            figures = measure(Plan(asked, JSON, once=True))
            if figures.failures:
                print(f"{name}: {figures.failures}", flush=True)
            found[name] = (figures.percentile(0.5) / 1000, ground.pss(running.pid))
        began = time.perf_counter()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/dump/{release.whole_dump.name}") as stream:
            while stream.read(1 << 20):
                pass
        found["download of the whole dump"] = (time.perf_counter() - began, ground.pss(running.pid))
    return found


def table(found: dict[int, tuple[int, dict[str, Step]]]) -> list[str]:
    """Return the Markdown table: a row for each step, time and memory at each size, exponent between the last two."""
    sizes = list(found)
    heads = [f"{found[size][0]:,} triples | MiB".replace(",", " ") for size in sizes]
    lines = ["| step, seconds | " + " | ".join(heads) + " | exponent |", "|---|" + "---:|" * (2 * len(sizes) + 1)]
    for step in found[sizes[0]][1]:
        cells = []
        for size in sizes:
            seconds, memory = found[size][1][step]
            cells += ["" if math.isnan(seconds) else f"{seconds:.3f}", str(memory or "")]
        exponent = ""
        (few, before), (many, after) = found[sizes[-2:][0]], found[sizes[-1]]
        if few < many and not math.isnan(before[step][0] + after[step][0]):
            exponent = f"{math.log(after[step][0] / before[step][0]) / math.log(many / few):.2f}"
        lines.append(f"| {step} | " + " | ".join(cells) + f" | {exponent} |")
    return [*lines, *against_raw(found)]


def against_raw(found: dict[int, tuple[int, dict[str, Step]]]) -> list[str]:
    """Return what is said of our store beside raw pyoxigraph's, for each size of which both were loaded."""
    lines = []
    for number, steps in found.values():
        if "store of the release" not in steps:
            continue
        plain, like = (steps[f"raw pyoxigraph, quads of {what}"][0] for what in ("the dump", "our store"))
        store, whole = steps["store of the release"][0], steps[MADE][0]
        size = f"{number:,}".replace(",", " ")
        told = (
            f"- {size} triples: our store goes at {like / store:.2f} of raw like for like (the same quads on disk, "
            f"and ours is compacted and counted), {plain / store:.2f} of raw without the union"
        )
        if not math.isnan(whole):
            told += f"; the whole making of a release at {like / whole:.2f} and {plain / whole:.2f}"
        lines.append(f"{told}.")
    return ["\nAgainst raw pyoxigraph's bulk load:", *lines] if lines else []


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--triples", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--keep", action="store_true", help="use the releases that are there: only load and serve them")
    parser.add_argument("--serve", action="store_true", help="only serve the releases that are there, from disk")
    parser.add_argument("--markdown", type=Path, help="also write the table to this file")
    wanted = parser.parse_args()
    found = {}
    lines = ["### Load, query and dump as data grow\n", f"`{ground.command_line()}`: {ground.machine()}.\n"]
    print("\n".join(lines), flush=True)
    for triples in sorted(wanted.triples):
        steps = of_size(triples, keep=wanted.keep, serve=wanted.serve)
        found[triples] = (ground.released(triples).manifest.triples, steps)
        print(f"<!-- {triples} done, load {os.getloadavg()[0]:.1f} -->", flush=True)
    lines += table(found)
    print("\n".join(lines[2:]))
    if wanted.markdown:
        wanted.markdown.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        began = time.perf_counter()
        STEPS[sys.argv[2]](sys.argv[3], sys.argv[4])
        print(json.dumps([time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10]))
    else:
        main()
