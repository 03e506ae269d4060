"""Throughput and latency of the service beside its peers, over a national collection.

    .venv/bin/python benchmarks/serving.py [--triples 1000000] [--killers] [--servers NAME…] [--markdown FILE]

(a) Without ``--killers``: the twelve queries of ``benchmarks/queries`` one by one (p50), then mixed by 1, 8 and 64
clients, the short ones and the analytic ones apart by 8, and documents of resources in Turtle by 1, 8 and 64; on ours
(with one and two processes, with and without the cache of results), on a bare FastAPI + pyoxigraph application
(``bare.py``), Oxigraph's server, Virtuoso, rdflib-endpoint and Trifid (documents). (b) With ``--killers``: the mixed
queries by 8 clients, without and with one query a second that no engine answers in time; p99 and failures.

One server runs at a time; the client is a process of its own. The figures that count are the ratios within one run to
the bare application with as many processes. Rows of answers are compared: a server whose rows differ is told. Requests
that were waiting at the end of a window count in percentiles for as long as they had waited.
"""

from __future__ import annotations

import argparse
import math
import random
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import ground
from client import KILLERS, Figures, Plan, address, measure
from peers import PEERS, AbsentError, Server

JSON = "application/sparql-results+json"
TURTLE = "text/turtle"
CLIENTS = (1, 8, 64)
VARIANTS = 20


@dataclass(slots=True)
class Measured:
    """What was found of one server: figures by name of step, milliseconds and rows by query."""

    memory: int
    steps: dict[str, Figures] = field(default_factory=dict)
    alone: dict[str, float] = field(default_factory=dict)
    rows: dict[str, list[int | str]] = field(default_factory=dict)


def addresses(server: Server, documents: int, kept: tuple[bool, ...]) -> list[str]:
    """Return addresses of answers, seeded: ``kept`` says whether short queries, analytic ones are among them."""
    order = random.Random(0)
    return [
        address(server.endpoint, ground.varied(query, order.randrange(documents), documents))
        for _ in range(VARIANTS)
        for query in ground.queries().values()
        if ground.is_short(query) in kept
    ]


def things(server: Server, documents: int) -> list[str]:
    """Return addresses of documents about contracts and their axes, seeded."""
    order = random.Random(1)
    return [
        f"{server.things}contrat/contrat-{order.randrange(documents):06d}{part}"
        for _ in range(VARIANTS * 5)
        for part in ("", "/axe/1")
    ]


def one_by_one(server: Server, documents: int, measured: Measured) -> None:
    """Ask each query a few times alone, for its time and rows."""
    for name, query in ground.queries().items():
        order = random.Random(name)
        asked = [ground.varied(query, order.randrange(documents), documents) for _ in range(3)]
        plan = Plan([address(server.endpoint, text) for text in asked], JSON, once=True)
        figures = measure(plan)
        measured.alone[name], measured.rows[name] = figures.percentile(0.5), figures.rows


def under_load(server: Server, documents: int, seconds: float, measured: Measured) -> None:
    """Measure the mixes and the documents."""
    if server.endpoint:
        one_by_one(server, documents, measured)
        mixed = addresses(server, documents, (True, False))
        for clients in CLIENTS:
            measured.steps[f"mix, {clients}"] = measure(Plan(mixed, JSON, clients, seconds))
        for name, kept in (("short, 8", (True,)), ("analytic, 8", (False,))):
            measured.steps[name] = measure(Plan(addresses(server, documents, kept), JSON, 8, seconds))
    if server.things:
        for clients in CLIENTS:
            step = measure(Plan(things(server, documents), TURTLE, clients, seconds))
            measured.steps[f"documents, {clients}"] = step


def under_killers(server: Server, documents: int, seconds: float, measured: Measured) -> None:
    """Measure the mix without, then with, one killer a second."""
    if not server.endpoint:
        return
    mixed = addresses(server, documents, (True, False))
    killers = [address(server.endpoint, query) for query in KILLERS]
    measured.steps["without killers"] = measure(Plan(mixed, JSON, 8, seconds / 2))
    measured.steps["with killers"] = measure(Plan(mixed, JSON, 8, seconds, killers=killers))


def table_of_steps(found: dict[str, Measured]) -> list[str]:
    """Return a Markdown table for each step: rate, ratio to the bare application, latencies, failures."""
    lines = []
    for step in dict.fromkeys(name for measured in found.values() for name in measured.steps):
        clients = f"{step.rsplit(', ', 1)[0]}, {step.rsplit(', ', 1)[1]} clients" if ", " in step else step
        lines += [f"\n#### {clients}\n", "| server | answers/s | of bare | p50 ms | p99 ms | failed |"]
        lines += ["|---|---:|---:|---:|---:|---|"]
        for name, measured in found.items():
            if (figures := measured.steps.get(step)) is None:
                continue
            base = found.get("bare, 2 processes" if "2 processes" in name else "bare, 1 process")
            bare = base.steps.get(step) if base else None
            ratio = f"{figures.rate / bare.rate:.2f}" if bare and bare.rate else ""
            failed = ", ".join(f"{number} {why}" for why, number in figures.failures.items()) or "0"
            lines.append(
                f"| {name} | {figures.rate:.1f} | {ratio} | {figures.percentile(0.5):.1f} "
                f"| {figures.percentile(0.99):.1f} | {failed} |"
            )
    return lines


def table_of_queries(found: dict[str, Measured]) -> list[str]:
    """Return the Markdown table of the queries asked alone, and what is said of rows that differ."""
    asked = {name: measured for name, measured in found.items() if measured.alone}
    if not asked:
        return []
    lines = [
        "\n#### Each query alone, p50 in ms\n",
        "| query | " + " | ".join(asked) + " |",
        "|---|" + "---:|" * len(asked),
    ]
    for query in ground.queries():
        lines.append(f"| {query} | " + " | ".join(f"{m.alone[query]:.1f}" for m in asked.values()) + " |")
    reference = next(iter(asked.values())).rows
    differing = [
        f"{name} on {query}: {measured.rows[query]} instead of {reference[query]}"
        for name, measured in asked.items()
        for query in reference
        if measured.rows[query] != reference[query]
    ]
    rows = ", ".join(f"{query.split('-')[0]}: {counts}" for query, counts in reference.items())
    lines.append(f"\nRows of answers ({rows}): " + ("; ".join(differing) if differing else "the same on all") + ".")
    return lines


def table_of_killers(found: dict[str, Measured]) -> list[str]:
    """Return the Markdown table of p99 with killers against p99 without."""
    lines = ["\n#### One killer a second among 8 clients\n"]
    lines += ["| server | p99 without ms | p99 with ms | ratio | answers/s with, of without | failed with |"]
    lines += ["|---|---:|---:|---:|---:|---|"]
    for name, measured in found.items():
        if not measured.steps:
            continue
        quiet, hard = measured.steps["without killers"], measured.steps["with killers"]
        before, after = quiet.percentile(0.99), hard.percentile(0.99)
        failed = ", ".join(f"{number} {why}" for why, number in hard.failures.items()) or "0"
        rate = hard.rate / quiet.rate if quiet.rate else math.nan
        lines.append(f"| {name} | {before:.0f} | {after:.0f} | {after / before:.2f} | {rate:.2f} | {failed} |")
    return lines


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument(
        "--seconds", type=float, default=0.0, help="of each window (3; 20 with --killers, and 10 without any)"
    )
    parser.add_argument("--killers", action="store_true")
    parser.add_argument("--servers", nargs="*", default=list(PEERS), choices=list(PEERS), metavar="NAME")
    parser.add_argument("--markdown", type=Path, help="also write the tables to this file")
    wanted = parser.parse_args()
    seconds = wanted.seconds or (20.0 if wanted.killers else 3.0)
    release = ground.released(wanted.triples)
    documents = ground.documents_of(wanted.triples)
    ground.union_file(release)
    title = "With one killer query a second" if wanted.killers else "Queries and documents under load"
    lines = [f"### {title}\n", f"`{ground.command_line()}`: {ground.machine()}; "]
    lines[-1] += f"{release.manifest.triples} triples, {documents} contracts, windows of {seconds:g} s."
    print("\n".join(lines), flush=True)
    found: dict[str, Measured] = {}
    absent = []
    for name in wanted.servers:
        with tempfile.TemporaryDirectory(dir=ground.GROUND, ignore_cleanup_errors=True) as scratch:
            try:
                with PEERS[name](release, Path(scratch)) as server:
                    measured = found[name] = Measured(server.memory)
                    (under_killers if wanted.killers else under_load)(server, documents, seconds, measured)
            except AbsentError as error:
                absent.append(f"{name}: {error}")
        print(f"<!-- {name} done -->", flush=True)
    tables = [*table_of_queries(found), *(table_of_killers(found) if wanted.killers else table_of_steps(found))]
    tables.append("\nMemory at rest: " + ", ".join(f"{name} {m.memory} MiB" for name, m in found.items()) + ".")
    if absent:
        tables.append("\nAbsent: " + "; ".join(absent) + ".")
    print("\n".join(tables))
    if wanted.markdown:
        wanted.markdown.write_text("\n".join([*lines, *tables]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
