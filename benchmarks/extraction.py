"""Time and memory of extraction: the corpus on one core, a corpus 100 times as big, and two processes against one.

    .venv/bin/python benchmarks/extraction.py [TIMES]

Runs ``pactes extract`` on the documents of ``data/documents`` in processes of its own:

- the five documents on one core, five times: median of wall-clock seconds;
- the same documents TIMES over (100 by default) on one core: ratio of times, and the peak memory (MiB of resident
  set, the largest process) of both;
- the documents ten times over with two processes and with one, on two cores, three times each in turn: ratio of the
  medians.

Start-up (Python, the registry) is part of every figure. Meant for a quiet machine with two cores.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted(str(path) for path in (ROOT / "data" / "documents").glob("*.txt"))


@dataclass(frozen=True, slots=True)
class Run:
    """One run: wall-clock seconds, and the highest resident set of one of its processes in MiB."""

    seconds: float
    memory: float


def extract(times: int, jobs: int, cores: set[int]) -> Run:
    """Extract the corpus ``times`` over with ``jobs`` processes on ``cores``. Raises when a document fails."""
    command = [sys.executable, "-m", "pactes.cli", "extract", "--jobs", str(jobs), *DOCUMENTS * times]
    peak = 0
    with open(os.devnull, "wb") as nowhere:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=nowhere, preexec_fn=lambda: os.sched_setaffinity(0, cores), start_new_session=True
        )
        while process.poll() is None:
            peak = max([peak, *_resident(process.pid)])
            time.sleep(0.2)
        seconds = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(f"extraction failed with code {process.returncode}")
    return Run(seconds, peak / 1024)


def _resident(session: int) -> list[int]:
    """Return the resident set (KiB) of each process of a session."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            if os.getsid(int(folder.name)) != session:
                continue
            status = (folder / "status").read_text()
        except OSError:
            continue
        found += [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")]
    return found


def main() -> None:
    """Print the figures."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    cores = sorted(os.sched_getaffinity(0))
    print(f"{len(DOCUMENTS)} documents, load {os.getloadavg()[0]:.1f}, {len(cores)} cores")
    alone = [extract(1, 1, {cores[0]}) for _ in range(5)]
    one = statistics.median(run.seconds for run in alone)
    print(f"once, one core         median {one:.1f} s, {max(run.memory for run in alone):.0f} MiB")
    many = extract(times, 1, {cores[0]})
    print(
        f"{times} times, one core   {many.seconds:.0f} s, {many.memory:.0f} MiB: "
        f"{many.seconds / one:.1f} times the time"
    )
    if len(cores) < 2:
        print("one core only: two processes are not compared")
        return
    pairs = [(extract(10, 1, set(cores)), extract(10, 2, set(cores))) for _ in range(3)]
    single, double = (statistics.median(run.seconds for run in runs) for runs in zip(*pairs, strict=True))
    print(f"ten times              one process {single:.1f} s, two {double:.1f} s: {single / double:.2f} times as fast")


if __name__ == "__main__":
    main()
