"""Time of validation: the published data, a national collection against plain pySHACL, and one changed document.

    .venv/bin/python benchmarks/validation.py [DOCUMENTS] [--without-pyshacl]

All figures are taken in one run, side by side, each in a process of its own, start-up and reading of files included
unless it is said otherwise; look at their ratios, not at seconds of another machine:

- the published data (``data/ttl``), cold: nothing remembered, one process and two;
- a collection of DOCUMENTS invented contracts with known faults (``generateur.py``; 1,400 by default, a million
  triples; 130 for a hundred thousand): plain pySHACL on one graph of rdflib with the published shapes as they are, then
  ours cold, ours again with nothing changed, ours after one document changed, with one process and with two;
- ours cold on a quarter, a half and the whole of the collection: the exponent of growth with the number of documents;
- for both, whether the faults found are the faults that were put in.

Plain pySHACL takes minutes and 2 GB on a million triples; ``--without-pyshacl`` leaves it out.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from generateur import Collection, write

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Run:
    """Wall-clock and processor seconds of a process, peak memory in MiB, results by name of shape."""

    wall: float
    processor: float
    memory: int
    found: Counter[str]
    inside: float


def ours(folder: Path, jobs: int, cache: str) -> dict[str, object]:
    """Validate as ``pactes validate`` does. An empty ``cache`` is none."""
    from pactes.validation import Cache, read_graphs, validate

    start = time.perf_counter()
    report = validate(read_graphs([folder]), jobs=jobs, cache=Cache(Path(cache)) if cache else None)
    found = Counter(result.forme.rsplit("#", 1)[1] for result in report.resultats)
    return {"found": found, "inside": time.perf_counter() - start}


def plain(folder: Path, _jobs: int, _cache: str) -> dict[str, object]:
    """Validate with pySHACL alone: one graph, the shapes as they are published, the hierarchy of our classes."""
    import pyshacl
    from rdflib import Graph
    from rdflib.namespace import RDF, SH

    from pactes.settings import resource
    from pactes.validation import load_ontology

    shapes = Graph()
    for file in sorted(resource("shapes").glob("*.ttl")):
        shapes.parse(file)
    graph = load_ontology()
    for file in sorted(folder.glob("*.ttl")):
        graph.parse(file)
    start = time.perf_counter()
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inplace=True)
    seconds = time.perf_counter() - start
    assert isinstance(report, Graph)
    results = report.objects(report.value(predicate=RDF.type, object=SH.ValidationReport), SH.result)
    shapes_of = [str(report.value(result, SH.sourceShape)).rsplit("#", 1)[1] for result in results]
    return {"found": Counter(shapes_of), "inside": seconds}


def measured(how: str, folder: Path, jobs: int = 1, cache: str = "") -> Run:
    """Run one validation in a process of its own. Raises when it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    command = [sys.executable, __file__, "--worker", how, str(folder), str(jobs), cache]
    told = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall, processor, told["memory"], Counter(told["found"]), told["inside"])


def show(what: str, run: Run, against: Run | None = None) -> None:
    """Print one line, with the ratio to plain pySHACL."""
    ratio = ""
    if against is not None:  # on a machine that others use too, trust processor seconds
        walls, processors = against.wall / run.wall, against.processor / run.processor
        ratio = f"   1/{walls:.0f} of plain pySHACL (1/{processors:.0f} of its processor)"
    print(f"{what:<44}{run.wall:8.1f} s ({run.processor:.1f} s of processor, {run.memory} MiB){ratio}", flush=True)


def change(folder: Path, number: int) -> None:
    """Change one document: another label of its contract."""
    path = folder / f"contrat-{number:06d}.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Comité de pilotage", "Comité de suivi"), encoding="utf-8")


def compare(documents: int, folder: Path, collection: Collection, *, without_pyshacl: bool) -> None:
    """Print the figures of one collection."""
    wanted = collection.attendus
    against = None
    if not without_pyshacl:
        against = measured("plain", folder)
        show("plain pySHACL", against)
        print(f"{'':<44}{against.inside:8.1f} s of them after reading")
        print(
            f"   faults: {sum(wanted.values())} wanted, {sum(against.found.values())} found: {against.found == wanted}"
        )
    for jobs in (1, 2):
        cache = folder.parent / f"cache-{jobs}.sqlite"
        runs = {"cold": measured("ours", folder, jobs, str(cache)), "again": measured("ours", folder, jobs, str(cache))}
        change(folder, documents // 2 + jobs)
        runs["one document changed"] = measured("ours", folder, jobs, str(cache))
        for name, run in runs.items():
            show(f"ours, {jobs} process{'es' if jobs > 1 else ''}, {name}", run, against)
            if run.found != wanted:
                print(f"   faults: {dict(wanted - run.found)} not found, {dict(run.found - wanted)} not put in")
        exact = all(run.found == wanted for run in runs.values())
        size = cache.stat().st_size >> 20
        print(f"   faults: {sum(wanted.values())} wanted, those found and nothing else: {exact}; cache {size} MiB")


def growth(documents: int) -> None:
    """Print how time grows with documents."""
    times = []
    for number in (documents // 4, documents // 2, documents):
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), number)
            run = measured("ours", Path(folder))
            times.append((number, run.processor))
            show(f"ours, {number} documents", run)
    (few, short), (many, long) = times[0], times[-1]
    print(f"growth: time is as documents to the power {math.log(long / short) / math.log(many / few):.2f}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=int, nargs="?", default=1400)
    parser.add_argument("--without-pyshacl", action="store_true")
    wanted = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    for jobs in (1, 2):
        run = measured("ours", ROOT / "data" / "ttl", jobs)
        show(f"published data, {jobs} process{'es' if jobs > 1 else ''}, cold", run)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "collection"
        collection = write(folder, wanted.documents)
        triples = sum(1 for file in folder.glob("*.ttl") for _ in _statements(file))
        print(f"{wanted.documents} documents, {triples} triples, load {os.getloadavg()[0]:.1f}")
        compare(wanted.documents, folder, collection, without_pyshacl=wanted.without_pyshacl)
        shutil.rmtree(folder)
    growth(wanted.documents)
    print(f"load {os.getloadavg()[0]:.1f}")


def _statements(file: Path):  # type: ignore[no-untyped-def]
    import pyoxigraph

    return pyoxigraph.parse(path=file, format=pyoxigraph.RdfFormat.TURTLE)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        _, _, how, folder, jobs, cache = sys.argv
        told = {"ours": ours, "plain": plain}[how](Path(folder), int(jobs), cache)
        print(json.dumps({**told, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10}))
    else:
        main()
