"""The servers that the benchmarks put side by side, each started on loopback over the same data, and stopped.

A peer that is not installed is named as absent. rdflib-endpoint and Trifid are installed once, from PyPI and npm, in
the folder of the benchmarks' data; ``virtuoso-t`` and ``isql-vt`` are Debian's (virtuoso-opensource-7).
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import ground
from ground import GROUND, HERE, process

from pactes.release import Release
from pactes.store.embedded import IN_MEMORY_TRIPLES

START = 240.0
"""Seconds in which a server must answer, its data loaded."""

_LOOK_EVERY = 1.5

GRAPH = "https://w3id.org/pactes/graphe/tout"


class AbsentError(Exception):
    """Why a peer cannot be measured here."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where queries are asked, where things are described (empty where they are not)."""

    endpoint: str
    things: str = ""
    memory: int = 0


Peer = Callable[[Release, Path], AbstractContextManager[Server]]


def ours(processes: int, *, cache: bool) -> Peer:
    """Return our server with so many web processes, with or without its cache of results."""

    @contextmanager
    def run(release: Release, scratch: Path) -> Iterator[Server]:
        port = free_port()
        told = {"PACTES_RELEASES": str(release.path.parent), "PACTES_PROCESSES": str(processes)}
        if not cache:
            told["PACTES_RESULT_CACHE"] = "0"
        command = [sys.executable, "-m", "pactes.cli", "serve", "--port", str(port)]
        at = f"http://127.0.0.1:{port}"
        with process(command, scratch / "log", **told) as running:
            answers(f"{at}/sparql", running)
            in_memory(at, release)
            settled(running.pid)
            yield Server(f"{at}/sparql", f"{at}/doc/", ground.pss(running.pid))

    return run


def bare(processes: int) -> Peer:
    """Return the bare application with so many processes, each with the data in memory."""

    @contextmanager
    def run(release: Release, scratch: Path) -> Iterator[Server]:
        port = free_port()
        command = [sys.executable, str(HERE / "bare.py"), str(port), str(processes)]
        at = f"http://127.0.0.1:{port}"
        with process(command, scratch / "log", BARE_FILE=str(ground.union_file(release))) as running:
            answers(f"{at}/sparql", running)
            settled(running.pid)
            yield Server(f"{at}/sparql", f"{at}/id/", ground.pss(running.pid))

    return run


@contextmanager
def oxigraph(release: Release, scratch: Path) -> Iterator[Server]:
    """Run Oxigraph's own server over the store of the release."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if program is None:
        raise AbsentError("the oxigraph package of PyPI is not installed")
    port = free_port()
    command = [program, "serve-read-only", "--location", str(release.store), "--bind", f"127.0.0.1:{port}"]
    with process(command, scratch / "log") as running:
        answers(f"http://127.0.0.1:{port}/query", running)
        yield Server(f"http://127.0.0.1:{port}/query", memory=ground.pss(running.pid))


@contextmanager
def rdflib_endpoint(release: Release, scratch: Path) -> Iterator[Server]:
    """Run rdflib-endpoint over rdflib's graph in memory, in an environment of its own."""
    python = GROUND / "rdflib-endpoint" / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(python.parents[1])], check=True)
            subprocess.run([str(python), "-m", "pip", "install", "-q", "rdflib-endpoint", "uvicorn"], check=True)
        subprocess.run([str(python), "-c", "import rdflib_endpoint"], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        shutil.rmtree(python.parents[1], ignore_errors=True)
        raise AbsentError("rdflib-endpoint could not be installed from PyPI") from error
    port = free_port()
    command = [str(python), "-m", "uvicorn", "--app-dir", str(HERE), "rdflib_peer:app", "--port", str(port)]
    command += ["--no-access-log", "--log-level", "warning"]
    with process(command, scratch / "log", PEER_FILE=str(ground.union_file(release))) as running:
        answers(f"http://127.0.0.1:{port}/sparql", running)
        yield Server(f"http://127.0.0.1:{port}/sparql", memory=ground.pss(running.pid))


@contextmanager
def trifid(release: Release, scratch: Path) -> Iterator[Server]:
    """Run Trifid, which describes things, over its own Oxigraph in memory."""
    home = GROUND / "trifid"
    server = home / "node_modules" / "trifid" / "server.js"
    if shutil.which("npm") is None:
        raise AbsentError("Node is not installed")
    if not server.exists():
        home.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--silent", "--prefix", str(home), "trifid", "trifid-handler-fetch"]
        if subprocess.run(command, cwd=home, check=False).returncode:
            raise AbsentError("Trifid could not be installed from npm")
    port = free_port()
    (home / "config.yaml").write_text(
        f"""
server:
  logLevel: error
  listener: {{ host: 127.0.0.1, port: {port} }}
globals:
  datasetBaseUrl: {ground.BASE}
  endpoints: {{ default: {{ url: /query }} }}
plugins:
  entity-renderer:
    module: "@zazuko/trifid-entity-renderer"
  fetch:
    module: trifid-handler-fetch
    paths: /query
    config:
      url: {ground.union_file(release)}
      contentType: application/n-triples
      baseIRI: {ground.BASE}
      graphName: {GRAPH}
      unionDefaultGraph: true
""",
        encoding="utf-8",
    )
    with process(["node", str(server), "--config", str(home / "config.yaml")], scratch / "log") as running:
        answers(f"http://127.0.0.1:{port}/query", running)
        yield Server("", f"http://127.0.0.1:{port}/id/", ground.pss(running.pid))


@contextmanager
def virtuoso(release: Release, scratch: Path) -> Iterator[Server]:
    """Run Virtuoso over a new database into which the data are loaded."""
    if shutil.which("virtuoso-t") is None or shutil.which("isql-vt") is None:
        raise AbsentError("virtuoso-opensource-7 (Debian) is not installed")
    sql, http = free_port(), free_port()
    union = ground.union_file(release)
    (scratch / "vsp").mkdir(exist_ok=True)
    (scratch / "virtuoso.ini").write_text(
        f"""[Database]
DatabaseFile = {scratch}/virtuoso.db
ErrorLogFile = {scratch}/virtuoso.log
LockFile = {scratch}/virtuoso.lck
TransactionFile = {scratch}/virtuoso.trx
xa_persistent_file = {scratch}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {scratch}/temporary.db
TransactionFile = {scratch}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 100
CheckpointInterval = 0
CaseMode = 2
DirsAllowed = {union.parent}
SchedulerInterval = 10
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
MaxQueryMem = 1G
ThreadsPerQuery = 2
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {scratch}/vsp
ServerThreads = 80
MaxKeepAlives = 80
KeepAliveTimeout = 10
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = 100000
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 0
""",
        encoding="utf-8",
    )
    with process(["virtuoso-t", "-f", "-c", str(scratch / "virtuoso.ini")], scratch / "log") as running:
        answers(f"http://127.0.0.1:{http}/sparql", running)
        load = f"log_enable(2,1); ld_dir('{union.parent}','{union.name}','{GRAPH}'); rdf_loader_run(); checkpoint;"
        subprocess.run(
            ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", "ERRORS=STDOUT", f"exec={load}"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        yield Server(f"http://127.0.0.1:{http}/sparql?default-graph-uri={GRAPH}", memory=ground.pss(running.pid))


PEERS: dict[str, Peer] = {
    "bare, 1 process": bare(1),
    "pactes, 1 process, no cache": ours(1, cache=False),
    "pactes, 1 process": ours(1, cache=True),
    "bare, 2 processes": bare(2),
    "pactes, 2 processes, no cache": ours(2, cache=False),
    "pactes, 2 processes": ours(2, cache=True),
    "Oxigraph server": oxigraph,
    "Virtuoso": virtuoso,
    "Trifid": trifid,
    "rdflib-endpoint": rdflib_endpoint,
}
"""All servers, by name; what is compared stands side by side."""


def answers(endpoint: str, running: subprocess.Popen[bytes]) -> float:
    """Wait for a server's first answer to a query; return the moment. Raises ``AbsentError`` when there is none."""
    asked = f"{endpoint}?query=SELECT%20*%20WHERE%20%7B%20%3Curn%3Ax%3E%20%3Curn%3Ay%3E%20%3Fo%20%7D"
    until = time.perf_counter() + START
    while time.perf_counter() < until and running.poll() is None:
        try:
            request = urllib.request.Request(asked, headers={"Accept": "application/sparql-results+json"})
            with urllib.request.urlopen(request, timeout=30):
                return time.perf_counter()
        except (urllib.error.URLError, OSError):
            time.sleep(0.01)
    raise AbsentError("it did not answer; see its log")


def settled(pid: int, patience: float = 90.0) -> None:
    """Wait until a process and its descendants are at rest: their data are loaded, what they make ahead is made.

    Their memory stays as it is, and they use less than a twentieth of a core.
    """
    until, before = time.perf_counter() + patience, (-1, 0.0)
    while time.perf_counter() < until:
        now = (ground.pss(pid), ground.cpu(pid))
        if abs(now[0] - before[0]) < 4 and now[1] - before[1] < _LOOK_EVERY / 20:
            return
        before = now
        time.sleep(_LOOK_EVERY)


def in_memory(at: str, release: Release) -> None:
    """Wait until our server says that it serves ``release`` from memory, unless it is one that stays on disk."""
    until = time.perf_counter() + START
    while release.manifest.triples <= IN_MEMORY_TRIPLES and time.perf_counter() < until:
        with urllib.request.urlopen(f"{at}/health", timeout=30) as told:
            if json.load(told)["memory"]:
                return
        time.sleep(_LOOK_EVERY)


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
