"""Clients that send slowly, read slowly, or only hold a connection open: each wait ends, and the others are served."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from fabrique_serveur import answers, descendants, eventually, free_port

PROGRAM = "from pactes.settings import Settings; from pactes.web import serve; serve(Settings())"
CROWD = 5000
LARGE = "CONSTRUCT { ?s ?p ?o } WHERE { { ?s ?p ?o } }"

Start = Callable[..., tuple[subprocess.Popen[bytes], str, int]]

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")


@pytest.fixture
def start(releases: Path) -> Iterator[Start]:
    running: list[subprocess.Popen[bytes]] = []

    def run(**settings: object) -> tuple[subprocess.Popen[bytes], str, int]:
        port = free_port()
        told = {f"PACTES_{name.upper()}": str(value) for name, value in settings.items()}
        environment = {**os.environ, "PACTES_RELEASES": str(releases), "PACTES_PORT": str(port), **told}
        process = subprocess.Popen([sys.executable, "-c", PROGRAM], env=environment, stderr=subprocess.DEVNULL)
        running.append(process)
        address = f"http://127.0.0.1:{port}/"
        assert eventually(lambda: answers(address) or process.poll() is not None)
        return process, address, port

    yield run
    for process in running:
        process.terminate()
        process.wait(40)


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=30)


def said(connection: socket.socket) -> bytes:
    """Read until the other side ends."""
    parts = []
    with contextlib.suppress(ConnectionError):
        while part := connection.recv(1 << 16):
            parts.append(part)
    return b"".join(parts)


def descriptors(process: int) -> int:
    return len(list((Path("/proc") / str(process) / "fd").iterdir()))


def established(port: int) -> int:
    """Connections that the server's side of ``port`` holds open."""
    lines = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    return sum(1 for line in lines if int(line[1].rpartition(":")[2], 16) == port and line[3] == "01")


@pytest.mark.parametrize("sent", [b"", b"GET /health HT", b"GET /health HTTP/1.1\r\nHost: a\r\nX-Slow: "])
def test_a_header_that_does_not_end_is_given_up(start: Start, sent: bytes) -> None:
    _, address, port = start(header_timeout=1)
    with connected(port) as slow:
        slow.sendall(sent)
        answer = said(slow)
    assert answer.startswith(b"HTTP/1.1 408 " if sent else b"")
    assert bool(answer) == bool(sent)
    if sent:
        head, _, body = answer.partition(b"\r\n\r\n")
        assert b"application/problem+json" in head
        told = json.loads(body)
        assert told["status"] == 408
        meaning = httpx.get(f"{address}probleme/{told['type'].rpartition('/')[2]}").json()
        assert (meaning["type"], meaning["status"]) == (told["type"], 408)
    assert httpx.get(address + "health").status_code == 200


def test_a_header_that_comes_byte_by_byte_has_no_more_time(start: Start) -> None:
    _, _, port = start(header_timeout=2)
    with connected(port) as slow:
        slow.settimeout(0.05)
        begun, ended = time.monotonic(), False
        slow.sendall(b"GET /health HTTP/1.1\r\nHost: a\r\n")
        while not ended and time.monotonic() - begun < 60:
            try:
                slow.sendall(b"X: 1\r\n")
                ended = slow.recv(1) != b" "
            except TimeoutError:
                continue
            except ConnectionError:
                ended = True
    assert ended


def test_a_body_that_does_not_end_is_given_up(start: Start) -> None:
    _, address, port = start(body_timeout=1)
    head = b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\nContent-Length: 100\r\n\r\n"
    with connected(port) as slow:
        slow.sendall(head + b"ASK {")
        assert said(slow).startswith(b"HTTP/1.1 408 ")
    assert httpx.get(address + "health").status_code == 200


def test_who_asks_again_in_time_is_served_again(start: Start) -> None:
    """The time is that of one request, not of the connection."""
    _, _, port = start(header_timeout=4)
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port)) as patient:
        for _ in range(6):
            patient.request("GET", "/health")
            with patient.getresponse() as answer:
                assert answer.status == 200
                answer.read()
            held = patient.sock
            time.sleep(1)
        assert patient.sock is held


def test_a_reader_who_does_not_read_is_left(start: Start) -> None:
    """What is being sent to it is let go: no descriptor and no place stays taken."""
    _, address, port = start(send_timeout=1)
    request = httpx.Request("GET", address + "sparql", params={"query": LARGE})
    for _ in range(3):
        slow = socket.socket()
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", port))
        # Many answers, one after another, on one connection: more than the kernel keeps for us.
        line = f"GET {request.url.raw_path.decode()} HTTP/1.1\r\nHost: a\r\nAccept: application/n-triples\r\n\r\n"
        slow.sendall(line.encode() * 60)
        assert eventually(lambda: established(port) == 1)
        assert eventually(lambda: established(port) == 0)
        slow.close()
    assert httpx.get(address + "health").json()["workers"]["busy"] == 0


def test_five_thousand_connections_keep_nobody_out(start: Start) -> None:
    """A crowd that only stands there, or sends half a header, takes neither the descriptors nor the turn of others."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < CROWD + 500:
        pytest.skip("the system gives too few descriptors to one process")
    process, address, port = start(connections=1000, header_timeout=120)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, CROWD + 500), hard))
    crowd = []
    try:
        for number in range(CROWD):
            connection = connected(port)
            crowd.append(connection)
            if number % 2:
                with contextlib.suppress(ConnectionError):
                    connection.sendall(b"GET /health HTTP/1.1\r\nHost: a\r\nX: ")
            if number % 500 == 0:
                answer = httpx.get(address + "sparql", params={"query": "ASK { ?s ?p ?o }"}, timeout=60)
                assert answer.json()["boolean"] is True
        assert httpx.get(address, headers={"Accept": "text/html"}, timeout=60).status_code == 200
        assert 500 < descriptors(process.pid) < 1256
    finally:
        for connection in crowd:
            connection.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert eventually(lambda: descriptors(process.pid) < 100)
    assert httpx.get(address + "sparql", params={"query": "ASK {}"}).status_code == 200


def test_when_every_connection_has_a_request_one_more_is_told_to_come_back(start: Start) -> None:
    _, address, port = start(connections=16, workers=1, query_timeout=60)
    heavy = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    busy: list[socket.socket] = []

    def ask() -> None:
        request = httpx.Request("GET", address + "sparql", params={"query": f"{heavy} # {len(busy)}"})
        busy.append(connected(port))
        busy[-1].sendall(f"GET {request.url.raw_path.decode()} HTTP/1.1\r\nHost: a\r\n\r\n".encode())

    try:
        for _ in range(16):
            ask()

        def refused() -> bool:
            ask()  # one of those before may have been read too late, and have left
            with connected(port) as other:
                other.sendall(b"GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                answer = said(other)
            return answer.startswith(b"HTTP/1.1 503 ") and b"Retry-After" in answer

        assert eventually(refused)
    finally:
        for connection in busy:
            connection.close()
    assert eventually(lambda: answers(address))


def test_a_header_that_is_too_large_is_refused(start: Start) -> None:
    process, address, port = start()
    with connected(port) as client:
        with contextlib.suppress(ConnectionError):
            client.sendall(b"GET /health HTTP/1.1\r\nHost: a\r\nX: " + b"x" * (2 << 20) + b"\r\n\r\n")
        answer = said(client)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400 ")
    assert httpx.get(address + "health").status_code == 200
    assert descendants(process.pid)
