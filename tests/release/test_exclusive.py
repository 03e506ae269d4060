"""Two builds at once in one folder: the second is told who is there, and writes nothing; a killed one frees it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pactes.errors import ReleaseError
from pactes.release import current_release, exclusive, make_release, sources_of
from pactes.release.exclusive import NAME

BASE = "https://w3id.org/pactes/"
ROOT = Path(__file__).resolve().parents[2]

BUILDING = """
import os, sys, time
from pathlib import Path
from pactes.release import exclusive

with exclusive(Path(sys.argv[1])):
    reader = os.fork()
    if reader:
        print(reader, flush=True)
    time.sleep(600)
"""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@contextmanager
def building(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run what has the folder, and a child of it that reads documents and outlives it."""
    with subprocess.Popen([sys.executable, "-c", BUILDING, folder], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        reader = int(process.stdout.readline())
        try:
            yield process, reader
        finally:
            process.kill()
            os.kill(reader, signal.SIGKILL)


def make(folder: Path, version: str) -> str:
    graphs = folder.parent / "graphes"
    graphs.mkdir(exist_ok=True)
    (graphs / "a.ttl").write_text(f"<urn:s> <urn:p> {version} .", encoding="utf-8")
    return make_release(sources_of(graphs, BASE), folder, version=version, base_iri=BASE).id


def test_the_second_is_told_who_is_there_until_the_first_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "versions"
    first = make(folder, "1")
    assert not (folder / NAME).exists()
    with building(folder) as (process, reader):
        half = folder / ".en-cours-abc"  # what the other one writes
        half.mkdir()
        with pytest.raises(ReleaseError) as told:
            make(folder, "2")
        assert f"processus {process.pid} de la machine « {socket.gethostname()} »" in str(told.value)
        assert str(folder) in str(told.value)
        assert half.exists()
        assert current_release(folder).id == first
        process.kill()
        process.wait()
        os.kill(reader, 0)  # it is there still, and keeps nobody out
        second = make(folder, "2")
    assert current_release(folder).id == second != first
    assert not [path.name for path in folder.iterdir() if path.name.startswith(".")]


def test_a_step_of_a_build_may_ask_again(tmp_path: Path) -> None:
    folder = tmp_path / "versions"
    with exclusive(folder):
        with exclusive(folder):
            pass
        refused = subprocess.run([sys.executable, "-c", BUILDING, folder], capture_output=True, text=True, check=False)
        assert "Une construction est déjà en cours" in refused.stderr  # the inner one did not open it
    assert list(folder.iterdir()) == []


def test_the_command_says_it_and_writes_nothing(tmp_path: Path) -> None:
    data, versions = tmp_path / "data", tmp_path / "versions"
    (data / "documents").mkdir(parents=True)
    (data / "documents" / "manifest.toml").write_text("", encoding="utf-8")
    shutil.copy(ROOT / "data" / "release.toml", data)
    with building(data) as (process, _):
        ended = subprocess.run(
            [sys.executable, "-m", "pactes.cli", "build"],
            env={**os.environ, "PACTES_DATA": str(data), "PACTES_RELEASES": str(versions)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert ended.returncode == 2
    words = " ".join(ended.stderr.split())
    assert f"Erreur : Une construction est déjà en cours dans {data} par le processus {process.pid}" in words
    assert "Traceback" not in words
    assert not (data / "ttl").exists()
