"""Speed of the reconciliation service: batches of ten names over HTTP, the server on one core.

    .venv/bin/python benchmarks/reconciliation.py [BATCHES]

Serves the current release (``pactes build`` makes one) on a free port, bound to one core, and sends BATCHES batches
(300 by default) one after the other in OpenRefine's form: the names of ``tests/reconciliation``, and names of the
registry as they are, in capitals without accents, or with a letter wrong, each batch its own. Prints the median and the
95th percentile of the time of a batch as the client sees it, the processor time of the server for a batch, how long the
first batch waits for the index, and the memory that the index takes, the national registry included.
"""

from __future__ import annotations

import csv
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from pactes.reading.folding import fold
from pactes.reconciliation.territoires import entites_nationales

ROOT = Path(__file__).resolve().parents[1]
BATCH = 10
TARGET = 50.0  # milliseconds


def names() -> Iterator[dict[str, object]]:
    """Yield queries without end."""
    rng = random.Random(20261122)
    written = []
    for file in ("noms.csv", "noms-jamais-vus.csv"):
        with (ROOT / "tests" / "reconciliation" / file).open(encoding="utf-8", newline="") as stream:
            written += list(csv.DictReader(stream))
    known = [entite for entite in entites_nationales() if entite.genre in ("commune", "epci", "departement")]
    while True:
        if rng.random() < 0.3:
            row = rng.choice(written)
            query: dict[str, object] = {"query": row["nom"]}
            if row["type"]:
                query["type"] = row["type"]
            if row["departement"]:
                query["properties"] = [{"pid": "departement", "v": row["departement"]}]
            yield query
            continue
        entite = rng.choice(known)
        name, how = entite.nom, rng.random()
        if how < 0.4:
            name = fold(name).upper().replace("-", " ")
        elif how < 0.7:
            cut = rng.randrange(len(name))
            name = name[:cut] + rng.choice("aeinrst") + name[cut + 1 :]
        query = {"query": name}
        if rng.random() < 0.5:
            query["type"] = entite.genre
        yield query


def memory(process: int) -> float:
    """Return the resident memory of a process, in MiB."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def processor(process: int) -> float:
    """Return the seconds of processor that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print the figures; exit with 1 when the 95th percentile passes the target."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    cores = sorted(os.sched_getaffinity(0))
    server = subprocess.Popen(
        [sys.executable, "-m", "pactes.cli", "serve", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: os.sched_setaffinity(0, {cores[0]}),
    )
    if len(cores) > 1:
        os.sched_setaffinity(0, set(cores[1:]))
    address = f"http://127.0.0.1:{port}/reconcile"
    queries = names()

    def batch() -> dict[str, str]:
        return {"queries": json.dumps({f"q{n}": next(queries) for n in range(BATCH)})}

    try:
        with httpx.Client(timeout=120) as client:
            for _ in range(600):
                try:
                    client.get(f"http://127.0.0.1:{port}/health/live")
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
            time.sleep(2)
            before, started = memory(server.pid), time.perf_counter()
            client.post(address, data=batch()).raise_for_status()
            first, index = time.perf_counter() - started, memory(server.pid) - before
            times = []
            used = processor(server.pid)
            for _ in range(count):
                data = batch()
                started = time.perf_counter()
                client.post(address, data=data).raise_for_status()
                times.append((time.perf_counter() - started) * 1000)
            used = (processor(server.pid) - used) * 1000 / count
    finally:
        server.terminate()
        server.wait()
    p95 = statistics.quantiles(times, n=20)[-1]
    load = os.getloadavg()[0]
    print(f"{count} batches of {BATCH}, server on one core of {len(cores)}, load {load:.1f}")
    print(f"batch     median {statistics.median(times):.1f} ms, p95 {p95:.1f} ms, longest {max(times):.1f} ms")
    print(f"processor {used:.1f} ms a batch")
    print(f"index     ready {first:.1f} s after the first request, {index:.0f} MiB")
    sys.exit(p95 > TARGET)


if __name__ == "__main__":
    main()
