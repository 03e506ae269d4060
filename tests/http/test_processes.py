"""Several web processes over one store: one service, its limits, its end, and what happens when one of them dies."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from fabrique_serveur import alive, answers, descendants, eventually, free_port

HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
PROGRAM = "from pactes.settings import Settings; from pactes.web import serve; serve(Settings())"

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")

Started = tuple[subprocess.Popen[str], str]


def works(folder: Path) -> dict[int, str]:
    """Return what the processes below this one do: number to « web » or « store », told by what they listen to."""
    found = {}
    for number in descendants(os.getpid()):
        try:
            line = (Path("/proc") / str(number) / "cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue
        if "pactes.web.process" in line:
            children = descendants(number)
            found[number] = "store" if children else "web"
    return found


@pytest.fixture
def start(releases: Path) -> Iterator[Callable[..., Started]]:
    running: list[subprocess.Popen[str]] = []

    def run(**settings: str) -> Started:
        port = free_port()
        told = {f"PACTES_{name.upper()}": value for name, value in settings.items()}
        environment = {**os.environ, "PACTES_RELEASES": str(releases), "PACTES_PORT": str(port), **told}
        process = subprocess.Popen([sys.executable, "-c", PROGRAM], env=environment, stderr=subprocess.PIPE, text=True)
        running.append(process)
        address = f"http://127.0.0.1:{port}/"
        assert eventually(lambda: answers(address) or process.poll() is not None)
        assert process.poll() is None
        return process, address

    yield run
    for process in running:
        if process.poll() is None:
            process.kill()
        process.wait(30)
        assert process.stderr is not None
        process.stderr.close()


def ask(address: str, query: str = "ASK { ?s ?p ?o }", **headers: str) -> httpx.Response:
    """Ask over a connection of its own: whichever process accepts it answers."""
    return httpx.get(address + "sparql", params={"query": query}, headers=headers, timeout=60)


def test_two_processes_are_one_service(start: Callable[..., Started], releases: Path) -> None:
    _, address = start(processes="2")
    assert eventually(lambda: sorted(works(releases).values()) == ["store", "web", "web"])
    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(lambda n: ask(address, f"ASK {{ ?s ?p {n} }}").status_code, range(60)))
    assert told == [200] * 60
    counted = sum(
        float(value)
        for value in re.findall(
            r'pactes_http_requests_total\{method="GET",route="/sparql",status="200"\} (\S+)',
            httpx.get(address + "metrics").text,
        )
    )
    assert counted == 60.0  # whichever process is asked, what all have answered
    page = httpx.get(address, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert httpx.get(address + "health/ready").status_code == 200


def test_budgets_are_shared(start: Callable[..., Started]) -> None:
    _, address = start(processes="3", client_errors="6", trusted_proxies="127.0.0.1")
    told = [ask(address, "SELECT", **{"X-Forwarded-For": "192.0.2.7"}).status_code for _ in range(12)]
    assert told == [400] * 6 + [429] * 6


def test_whoever_dies_is_replaced(start: Callable[..., Started], releases: Path) -> None:
    _, address = start(processes="2")
    assert eventually(lambda: sorted(works(releases).values()) == ["store", "web", "web"])
    for role in ("web", "store"):
        victim = next(number for number, name in works(releases).items() if name == role)
        os.kill(victim, signal.SIGKILL)
        assert eventually(lambda victim=victim: victim not in works(releases))  # type: ignore[misc]
        assert eventually(lambda: sorted(works(releases).values()) == ["store", "web", "web"])
        assert eventually(lambda: _answered(address))


def _answered(address: str) -> bool:
    try:
        return ask(address).status_code == 200  # 503 while the store is started again
    except httpx.TransportError:
        return False  # it was accepted by the process that died


@pytest.mark.parametrize("processes", ["1", "2"])
def test_told_to_stop_it_answers_what_it_was_asked(start: Callable[..., Started], processes: str) -> None:
    """What ends in time is answered, what cannot is told to come back, and nothing is left behind."""
    process, address = start(processes=processes, workers="1", query_timeout="60")
    family = descendants(process.pid)
    with ThreadPoolExecutor(4) as threads:
        heavy = [threads.submit(ask, address, f"{HEAVY} # {n}") for n in range(2)]
        assert eventually(lambda: httpx.get(address + "health").json()["workers"]["busy"] >= 1)
        time.sleep(0.3)  # both have been asked
        process.send_signal(signal.SIGTERM)
        responses = [query.result() for query in heavy]
    assert [response.status_code for response in responses] == [503, 503]
    assert all(int(response.headers["retry-after"]) >= 1 for response in responses)
    process.wait(40)
    assert process.returncode in (0, -signal.SIGTERM)
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()
    assert not any(map(alive, family))


def test_killed_without_a_word_nothing_stays(start: Callable[..., Started], releases: Path) -> None:
    process, _ = start(processes="2")
    assert eventually(lambda: sorted(works(releases).values()) == ["store", "web", "web"])
    family = descendants(process.pid)
    process.kill()
    process.wait(30)
    assert eventually(lambda: not any(map(alive, family)))
