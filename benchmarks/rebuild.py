"""Time and memory of a whole rebuild: documents in, a validated release out.

    .venv/bin/python benchmarks/rebuild.py [REPEATS]

Runs ``pactes build`` REPEATS times (5 by default) on a copy of ``data``, each in a process of its own and into an empty
releases folder, and prints the median of wall-clock seconds and of processor seconds, and the highest peak memory of
the process tree in MiB. Meant for a quiet machine with two cores.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def once(data: Path) -> tuple[float, float]:
    """Rebuild once; return wall-clock and processor seconds. Raises when the build is not clean."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as releases:
        env = {**os.environ, "PACTES_DATA": str(data), "PACTES_RELEASES": releases}
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "pactes.cli", "build"], check=True, capture_output=True, env=env)
        wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the figures."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.copytree(ROOT / "data", data)
        runs = [once(data) for _ in range(repeats)]
    walls, processors = zip(*runs, strict=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    load = os.getloadavg()[0]
    print(f"{repeats} rebuilds, load {load:.1f}, {os.cpu_count()} cores")
    print(f"wall      median {statistics.median(walls):.1f} s   ({min(walls):.1f} to {max(walls):.1f})")
    print(f"processor median {statistics.median(processors):.1f} s")
    print(f"peak      {peak:.0f} MiB (largest process)")


if __name__ == "__main__":
    main()
