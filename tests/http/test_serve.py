"""The server as a process: it says what is wrong, ends well, and leaves nobody behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

from fabrique_serveur import alive, answers, descendants, eventually, free_port
from pactes.errors import ReleaseError
from pactes.release import make_release, sources_of
from pactes.settings import Settings
from pactes.web import serve as serve_here

HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
PROGRAM = "from pactes.settings import Settings; from pactes.web import serve; serve(Settings())"

needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")


@pytest.fixture
def server(releases: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server that answers, and its address."""
    port = free_port()
    environment = {
        **os.environ,
        "PACTES_RELEASES": str(releases),
        "PACTES_PORT": str(port),
        "PACTES_QUERY_TIMEOUT": "60",
    }
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        address = f"http://127.0.0.1:{port}/"
        assert eventually(lambda: answers(address) or process.poll() is not None)
        assert process.poll() is None
        yield process, address
        if process.poll() is None:
            process.kill()


@needs_proc
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_told_and_takes_its_workers_along(
    server: tuple[subprocess.Popen[str], str], end: signal.Signals
) -> None:
    process, _ = server
    family = descendants(process.pid)
    assert family
    process.send_signal(end)
    process.wait(timeout=30)
    assert process.returncode in (0, -end)
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()
    assert not any(map(alive, family))


@needs_proc
def test_killed_without_a_word_it_leaves_no_worker_that_runs(server: tuple[subprocess.Popen[str], str]) -> None:
    process, address = server
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(address + "sparql", params={"query": HEAVY}, timeout=1)
    family = descendants(process.pid)
    process.kill()
    process.wait(timeout=30)
    assert family
    assert eventually(lambda: not any(map(alive, family)))


def test_what_is_wrong_is_told_before_it_listens(tmp_path: Path, releases: Path) -> None:
    with pytest.raises(ReleaseError, match="pactes build"):
        serve_here(Settings(releases=tmp_path))
    with pytest.raises(ReleaseError, match="PACTES_BASE_IRI"):
        serve_here(Settings(releases=releases, base_iri="https://exemple.fr/"))
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(OSError, match="in use"):
        serve_here(Settings(releases=releases, port=other.getsockname()[1]))


def test_a_damaged_release_is_not_served(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<urn:s> <urn:p> 1 .")
    base = "https://w3id.org/pactes/"
    release = make_release(sources_of(tmp_path, base), tmp_path / "versions", version="1", base_iri=base)
    (release.dumps / "a.ttl.gz").write_bytes(b"")
    with pytest.raises(ReleaseError, match=r"a\.ttl\.gz a changé"):
        serve_here(Settings(releases=tmp_path / "versions"))


@pytest.mark.parametrize("damage", ["dumps/a.ttl.gz", "manifest.json"])
def test_the_last_good_release_is_served_when_the_current_one_is_damaged(
    tmp_path: Path, damage: str, serve: Callable[[Settings], AbstractContextManager[str]]
) -> None:
    base, folder = "https://w3id.org/pactes/", tmp_path / "versions"
    made = []
    for version in ("1", "2"):
        (tmp_path / "a.ttl").write_text(f'<urn:s> <urn:p> "{version}" .')
        made.append(make_release(sources_of(tmp_path, base), folder, version=version, base_iri=base))
    (made[1].path / damage).write_bytes(b"")
    with serve(Settings(releases=folder)) as address, httpx.Client(base_url=address) as client:
        answer = client.get(
            "/sparql", params={"query": "SELECT * { <urn:s> <urn:p> ?o }"}, headers={"Accept": "text/csv"}
        )
        assert answer.text.split() == ["o", "1"]
        health = client.get("/health").json()
        assert health["status"] == "ok"
        assert health["release"] == made[0].id
        assert "est servie à sa place" in health["warning"]
        assert "pactes build" in health["warning"]
        # Made again under the same name, it is served, and the warning is gone.
        make_release(sources_of(tmp_path, base), folder, version="2", base_iri=base)
        assert eventually(lambda: client.get("/health").json()["release"] == made[1].id)
        assert eventually(lambda: "warning" not in client.get("/health").json())
