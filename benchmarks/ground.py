"""What the benchmarks of the service stand on: a national collection released once, and processes measured."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox
from generateur import write

from pactes.release import Release, current_release, make_release, sources_of

HERE = Path(__file__).resolve().parent
BASE = "https://w3id.org/pactes/"
GROUND = Path(tempfile.gettempdir()) / "pactes-bancs"
"""Where collections, releases and environments of peers are kept from one run to the next."""

TRIPLES_OF_DOCUMENT = 762


def documents_of(triples: int) -> int:
    """Return how many invented documents have about ``triples`` triples."""
    return max(50, triples // TRIPLES_OF_DOCUMENT)


def collection(triples: int, ground: Path = GROUND) -> Path:
    """Return a folder of Turtle files of about ``triples`` triples, made the first time."""
    seal = hashlib.sha256((HERE / "generateur.py").read_bytes()).hexdigest()[:8]
    folder = ground / f"{triples}-{seal}" / "ttl"
    if not folder.exists():
        shutil.rmtree(made := folder.with_name("ttl-en-cours"), ignore_errors=True)
        write(made, documents_of(triples), share=0)
        made.rename(folder)
    return folder


def released(triples: int, ground: Path = GROUND) -> Release:
    """Return the release of a collection, made the first time."""
    folder = collection(triples, ground)
    releases = folder.with_name("releases")
    if not (releases / "current").exists():
        make_release(sources_of(folder, BASE), releases, version="1", base_iri=BASE)
    return current_release(releases)


def union_file(release: Release) -> Path:
    """Return the N-Triples file of what a release says, for engines that have one graph."""
    path = release.path.parent.with_name("union.nt")
    if not path.exists():
        store = ox.Store.read_only(str(release.store))
        made = path.with_suffix(".part")
        store.dump(str(made), format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
        made.rename(path)
    return path


def queries() -> dict[str, str]:
    """Return the twelve queries by name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((HERE / "queries").glob("*.rq"))}


def is_short(query: str) -> bool:
    """Tell whether a query looks at few rows, as its first line says."""
    return query.startswith("# short")


def varied(query: str, number: int, documents: int) -> str:
    """Return a query about another contract, organisation, commune or département: the one of rank ``number``."""
    contract = number % documents
    text = query.replace("contrat-000042", f"contrat-{contract:06d}")
    text = text.replace("organisation-42>", f"organisation-{1 + contract // 2}>")
    text = text.replace("commune/01001", f"commune/{1 + number % 19:02d}001")
    return text.replace("departement/01", f"departement/{1 + number % 19:02d}")


@contextmanager
def process(command: list[str], log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server to the end of the block, then all that it started."""
    with log.open("wb") as said:
        running = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            stdout=said,
            stderr=said,
            stdin=subprocess.DEVNULL,
            cwd=log.parent,
        )
        try:
            yield running
        finally:
            family = descendants(running.pid)
            running.terminate()
            try:
                running.wait(3)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()
            for pid in family:
                try:
                    os.kill(pid, 9)
                except ProcessLookupError:
                    continue


def descendants(pid: int) -> list[int]:
    """Return a process's children, and theirs."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in map(int, task.read_text().split()):
                found += [child, *descendants(child)]
        except OSError:
            continue
    return found


def pss(pid: int) -> int:
    """Return the MiB that a process and all its descendants take, shared pages counted once (PSS)."""
    total = 0
    for one in (pid, *descendants(pid)):
        try:
            found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{one}/smaps_rollup").read_text(), re.M)
            total += int(found[1]) if found else 0
        except OSError:
            continue
    return total >> 10


def cpu(pid: int) -> float:
    """Return the seconds of processor that a process and all its descendants have used since they started."""
    total = 0
    for one in (pid, *descendants(pid)):
        try:
            told = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            total += int(told[11]) + int(told[12])
        except OSError:
            continue
    return total / os.sysconf("SC_CLK_TCK")


def machine() -> str:
    """Return one line that tells the machine, the versions and the load."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    versions = ", ".join(f"{name} {version(name)}" for name in ("pactes", "pyoxigraph", "fastapi", "uvicorn"))
    load = os.getloadavg()[0]
    when = time.strftime("%Y-%m-%d %H:%M")
    return (
        f"{when}, {os.cpu_count()} cores, {memory} GiB, Python {platform.python_version()}, {versions}, load {load:.1f}"
    )


def command_line() -> str:
    """Return the command that runs this script, as it was given."""
    return " ".join(["python", f"benchmarks/{Path(sys.argv[0]).name}", *sys.argv[1:]])
