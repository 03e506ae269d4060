"""Documents read on a Dask cluster: the same graphs as here, a worker that dies, a document that fails, no cluster."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster
from typer.testing import CliRunner

from pactes import cluster as module
from pactes.build import assemble, write_graphs
from pactes.cli import app
from pactes.cluster import Cluster
from pactes.errors import ClusterError
from pactes.isolated import Loss, Lost
from test_build import TEXT, contents, data

INVENTED = Path(__file__).parent / "gold" / "inventes"
MEMORY = 2 * 1024**3

linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux only")


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Two worker processes, with one document at a time each, that share nothing with the tests but the code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))  # where the functions below are
        with LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            dashboard_address=":0",
            local_directory=str(tmp_path_factory.mktemp("workers")),
        ) as running:
            yield running


def misbehave(item: str, path: Path) -> str:
    """Return what is in a file; « sleep », « fill », « die » and « raise » do what they say."""
    match item:
        case "sleep":
            time.sleep(3600)
        case "fill":
            return str(bytearray(2 * MEMORY))
        case "die":
            os._exit(9)
        case "raise":
            raise ValueError("not a number\nand a second line")
    return f"{path.name} {path.read_text(encoding='utf-8')}"


def test_a_worker_killed_on_the_way_changes_no_byte(workers, tmp_path):
    folder = data(
        tmp_path / "data",
        vide=b"  \n",
        **{path.stem: path.read_bytes() for path in sorted(INVENTED.glob("*.txt"), key=lambda p: p.stat().st_size)[:3]},
    )
    killed = []

    def kill(_step: str, done: int, _all: int) -> None:
        if done != 1 or killed:
            return
        busy = [state for state in workers.scheduler.workers.values() if state.processing]
        (victim,) = [w for w in workers.workers.values() if w.worker_address == busy[0].address]
        killed.append(victim.pid)
        os.kill(victim.pid, signal.SIGKILL)

    local = assemble(folder)
    spread = assemble(folder, spread=Cluster(workers.scheduler_address), progress=kill)
    assert killed
    assert [echec.document for echec in spread.echecs] == ["vide"]
    assert (spread.echecs, spread.avertissements, spread.revues) == (local.echecs, local.avertissements, local.revues)
    assert [s.document.text for s in spread.sources] == [s.document.text for s in local.sources]
    assert [s.entry for s in spread.sources] == [s.entry for s in local.sources]
    write_graphs(local.graphs, tmp_path / "local")
    write_graphs(spread.graphs, tmp_path / "spread")
    assert contents(tmp_path / "spread") == contents(tmp_path / "local")


@linux
def test_what_a_hostile_document_does_costs_that_document_only(workers, tmp_path):
    items = ["un", "sleep", "fill", "die", "raise", "deux"]
    paths = [tmp_path / f"{item}.txt" for item in items]
    for path in paths:
        path.write_text(path.stem, encoding="utf-8")
    before = {worker.pid for worker in workers.workers.values()}
    found = list(Cluster(workers.scheduler_address)(misbehave, items, paths, seconds=5, memory=MEMORY))
    assert [item for item in found if not isinstance(item, Lost)] == ["un.txt un", "deux.txt deux"]
    assert [item.loss for item in found if isinstance(item, Lost)] == [Loss.TIME, Loss.MEMORY, Loss.DEATH, Loss.FAULT]
    assert found[4].detail == "ValueError : not a number"
    assert {worker.pid for worker in workers.workers.values()} == before


def test_the_files_travel(workers, tmp_path):
    """What the worker reads is a file of its own, which is gone afterwards."""
    path = tmp_path / "un.txt"
    path.write_text("un", encoding="utf-8")
    (found,) = Cluster(workers.scheduler_address)(where, ["un"], [path], seconds=30, memory=MEMORY)
    assert found != path
    assert found.name == path.name
    assert not found.exists()


def where(_item: str, path: Path) -> Path:
    """Return where the file is read."""
    return path


def test_another_installation_is_refused(workers, tmp_path, monkeypatch):
    found = dict(module.installation()) | {"lxml": "0.1"}
    monkeypatch.setattr(module, "installation", lambda: tuple(found.items()))
    folder = data(tmp_path / "data", bon=TEXT.encode())
    with pytest.raises(ClusterError, match=r"lxml \(.* là-bas, 0\.1 ici\)"):
        assemble(folder, spread=Cluster(workers.scheduler_address))


def test_extract_is_the_same_on_a_cluster(workers, tmp_path):
    path = tmp_path / "bon.txt"
    path.write_text(TEXT, encoding="utf-8")
    here = CliRunner().invoke(app, ["extract", str(path), "--format", "turtle"])
    there = CliRunner().invoke(
        app, ["extract", str(path), "--format", "turtle", "--scheduler", workers.scheduler_address]
    )
    assert here.exit_code == 0
    assert there.exit_code == 0
    assert there.stdout == here.stdout
    assert "Contrat de ruralité" in here.stdout


def test_a_scheduler_out_of_reach_is_told_with_the_remedy(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "CONNECT", 1.0)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        path = tmp_path / "bon.txt"
        path.write_text(TEXT, encoding="utf-8")
        result = CliRunner().invoke(app, ["extract", str(path), "--scheduler", address])
    assert result.exit_code == 2
    assert f"Aucun ordonnanceur Dask ne répond à « {address} »" in result.output
    assert "dask scheduler" in result.output


@pytest.mark.parametrize("address", ["nimporte://quoi", "tcp://127.0.0.1:port", "", "tcp://"])
def test_an_address_that_is_none_is_told(address, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "CONNECT", 1.0)
    folder = data(tmp_path / "data", bon=TEXT.encode())
    with pytest.raises(ClusterError, match="vérifiez l'adresse"):
        assemble(folder, spread=Cluster(address))


def test_a_scheduler_without_workers_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "CONNECT", 2.0)
    folder = data(tmp_path / "data", bon=TEXT.encode())
    with (
        LocalCluster(n_workers=0, dashboard_address=":0") as empty,
        pytest.raises(ClusterError, match="aucun travailleur"),
    ):
        assemble(folder, spread=Cluster(empty.scheduler_address))


def test_without_dask_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "dask", None)
    folder = data(tmp_path / "data", bon=TEXT.encode())
    with pytest.raises(ClusterError, match=r"pip install pactes\[cluster\]"):
        assemble(folder, spread=Cluster("tcp://127.0.0.1:8786"))
