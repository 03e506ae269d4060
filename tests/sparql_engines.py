"""Real SPARQL engines for tests: started on free ports of loopback, over an empty store, ended with the test."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

ENGINES = ("oxigraph", "virtuoso")

_START = 120.0
_VIRTUOSO = shutil.which("virtuoso-t")
_OXIGRAPH = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")


@dataclass(frozen=True)
class Engine:
    """A running engine: where it is asked, where graphs are put, and the credentials for that."""

    name: str
    query: str
    graphs: str
    credentials: dict[str, str] = field(default_factory=dict)


def missing(name: str) -> str:
    """Return why an engine cannot be started here, empty when it can."""
    if name == "virtuoso" and _VIRTUOSO is None:
        return "Virtuoso n'est pas installé (apt-get install --no-install-recommends virtuoso-opensource-7)"
    if name == "oxigraph" and _OXIGRAPH is None:
        return "le serveur Oxigraph n'est pas installé (paquet oxigraph de PyPI)"
    return ""


@contextmanager
def engine(name: str, folder: Path) -> Iterator[Engine]:
    """Run an engine whose files are in ``folder``; skips the test where it is not installed."""
    if why := missing(name):
        pytest.skip(why)
    folder.mkdir(parents=True, exist_ok=True)
    with {"oxigraph": _oxigraph, "virtuoso": _virtuoso}[name](folder) as running:
        yield running


@contextmanager
def _oxigraph(folder: Path) -> Iterator[Engine]:
    assert _OXIGRAPH is not None
    port = _free_port()
    command = [_OXIGRAPH, "serve", "--location", str(folder / "magasin"), "--bind", f"127.0.0.1:{port}"]
    with _process(command, folder, f"http://127.0.0.1:{port}/query"):
        yield Engine("oxigraph", f"http://127.0.0.1:{port}/query", f"http://127.0.0.1:{port}/store")


@contextmanager
def _virtuoso(folder: Path) -> Iterator[Engine]:
    assert _VIRTUOSO is not None
    sql, http = _free_port(), _free_port()
    (folder / "vsp").mkdir(exist_ok=True)
    sections = {
        "Database": {
            "DatabaseFile": folder / "virtuoso.db",
            "ErrorLogFile": folder / "virtuoso.log",
            "LockFile": folder / "virtuoso.lck",
            "TransactionFile": folder / "virtuoso.trx",
            "xa_persistent_file": folder / "virtuoso.pxa",
            "FileExtend": 200,
        },
        "TempDatabase": {
            "DatabaseFile": folder / "temporary.db",
            "TransactionFile": folder / "temporary.trx",
        },
        "Parameters": {
            "ServerPort": f"127.0.0.1:{sql}",
            "DisableUnixSocket": 1,
            "ServerThreads": 20,
            "CheckpointInterval": 0,
            "CaseMode": 2,
            "AllowOSCalls": 0,
            "DirsAllowed": folder,
            "SchedulerInterval": 10,
            "NumberOfBuffers": 6000,
            "MaxDirtyBuffers": 4000,
            "MaxQueryMem": "300M",
            "ThreadsPerQuery": 2,
        },
        "HTTPServer": {
            "ServerPort": f"127.0.0.1:{http}",
            "ServerRoot": folder / "vsp",
            "ServerThreads": 16,
            "MaxKeepAlives": 32,
            "KeepAliveTimeout": 10,
            "Charset": "UTF-8",
        },
        "SPARQL": {"ResultSetMaxRows": 100_000, "MaxQueryCostEstimationTime": 0, "MaxQueryExecutionTime": 0},
    }
    lines = (
        f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in kept.items()) for name, kept in sections.items()
    )
    (folder / "virtuoso.ini").write_text("\n".join(lines), encoding="utf-8")
    command = [_VIRTUOSO, "-f", "-c", str(folder / "virtuoso.ini")]
    with _process(command, folder, f"http://127.0.0.1:{http}/sparql"):
        yield Engine(
            "virtuoso",
            f"http://127.0.0.1:{http}/sparql",
            f"http://127.0.0.1:{http}/sparql-graph-crud-auth",
            {"PACTES_STORE_USER": "dba", "PACTES_STORE_PASSWORD": "dba"},  # of a new database, on loopback
        )


@contextmanager
def _process(command: list[str], folder: Path, asked: str) -> Iterator[None]:
    """Run a server until it answers a query, and to the end of the block."""
    with (
        (folder / "sortie").open("wb") as said,
        subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said) as process,
    ):
        try:
            until = time.monotonic() + _START
            while not _answers(asked):
                if process.poll() is not None or time.monotonic() > until:
                    words = (folder / "sortie").read_text(encoding="utf-8", errors="replace")[-2000:]
                    pytest.fail(f"{command[0]} ne répond pas : {words}")
                time.sleep(0.1)
            yield
        finally:
            process.kill()  # nothing of it is kept


def _answers(asked: str) -> bool:
    try:
        return httpx.post(asked, data={"query": "ASK {}"}, timeout=5).is_success
    except httpx.HTTPError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
