"""What a bad query, a bad client or a crowd may not do to the others."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

from pactes.settings import Settings

CARTESIAN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
PATHS = "SELECT (COUNT(*) AS ?n) { ?s ((!<urn:x>|^!<urn:x>)*/(!<urn:y>)*)+ ?o }"
REGEX = """SELECT ?a { ?a <urn:texte> ?t . ?b <urn:texte> ?u
FILTER(REGEX(?t, CONCAT("((", ?u, ")+)+$"))) }"""
SORT = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"
BACKTRACKING = """SELECT (REPLACE("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+$", "b") AS ?x) {}"""
KILLERS = {"cartesian": CARTESIAN, "paths": PATHS, "regex": REGEX, "sort": SORT}


def workers() -> set[int]:
    """Worker processes of this one, by number: forked by a template, or started for the store on disk."""
    started = children(os.getpid(), b"pactes.store.worker")
    forked = [children(template) for template in children(os.getpid(), b"pactes.store.template")]
    return started.union(*forked)


def children(parent: int, command: bytes = b"") -> set[int]:
    found = set()
    for entry in Path("/proc").iterdir():
        try:
            if (
                entry.name.isdecimal()
                and int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == parent
                and command in (entry / "cmdline").read_bytes()
            ):
                found.add(int(entry.name))
        except OSError:
            continue
    return found


def is_busy(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] == "R"
    except OSError:
        return False


def wait_until(condition: Callable[[], bool], patience: float = 20.0) -> bool:
    """Wait for something that must happen; how long is the machine's business."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("name", KILLERS)
def test_a_killer_is_stopped_and_hurts_nobody(client: httpx.Client, address: str, name: str) -> None:
    with ThreadPoolExecutor() as threads:
        heavy = threads.submit(httpx.get, address + "sparql", params={"query": KILLERS[name]}, timeout=60)
        light = 0
        while not heavy.done():
            assert client.get("sparql", params={"query": "ASK {}"}).json()["boolean"] is True
            light += 1
        response = heavy.result()
    assert light > 5
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["type"].endswith("probleme/query-too-heavy")
    assert body["limit"] in ("temps", "mémoire")
    assert body["value"] in ("3 s", "1024 Mio")
    assert body["value"] in body["detail"] or body["limit"] == "mémoire"
    assert body["dump"] == address + "dump/"
    assert client.get("dump/").status_code == 200
    assert client.get("sparql", params={"query": "ASK {}"}).status_code == 200


def test_backtracking_does_not_exist_here(client: httpx.Client) -> None:
    """Oxigraph's regular expressions are linear: what stops a Python evaluator for hours answers at once."""
    response = client.get("sparql", params={"query": BACKTRACKING})
    assert response.status_code == 200
    assert response.json()["results"]["bindings"][0]["x"]["value"].endswith("!")


def test_as_many_killers_as_workers_leave_room_for_others(client: httpx.Client, address: str) -> None:
    with ThreadPoolExecutor(8) as threads:
        heavy = [
            threads.submit(httpx.get, address + "sparql", params={"query": f"{CARTESIAN} # {n}"}, timeout=60)
            for n in range(2)
        ]
        light = 0
        while not all(query.done() for query in heavy):
            assert client.get("sparql", params={"query": "ASK {}"}).json()["boolean"] is True
            light += 1
    assert light > 5
    assert {query.result().status_code for query in heavy} == {422}


def test_health_needs_no_free_worker(serve: Callable[[Settings], AbstractContextManager[str]], releases: Path) -> None:
    """Every place is taken and the queue holds one: the state is told all the same, while a query would wait."""
    settings = Settings(releases=releases, query_timeout=8, workers=1)
    with serve(settings) as address, ThreadPoolExecutor(4) as threads:
        quiet = httpx.get(address + "health").json()
        assert (quiet["status"], quiet["workers"]["busy"], quiet["queue"]["waiting"]) == ("ok", 0, 0)
        heavy = [
            threads.submit(httpx.get, address + "sparql", params={"query": f"{CARTESIAN} # {n}"}, timeout=60)
            for n in range(3)
        ]

        def full() -> bool:
            body = httpx.get(address + "health").raise_for_status().json()
            return body["status"] == "occupé" and (body["workers"]["busy"], body["queue"]["waiting"]) == (2, 1)

        assert wait_until(full)
        assert not any(query.done() for query in heavy)
        assert httpx.get(address + "health").json()["release"].startswith("2026.11.1-")
        assert {query.result().status_code for query in heavy} <= {422, 503}


def test_timeout_may_only_shorten(client: httpx.Client) -> None:
    short = client.get("sparql", params={"query": CARTESIAN, "timeout": "0.25"})
    assert short.json()["value"] == "0.25 s"
    long = client.get("sparql", params={"query": CARTESIAN, "timeout": "3600"})
    assert long.json()["value"] == "3 s"


def test_memory(serve: Callable[[Settings], AbstractContextManager[str]], releases: Path) -> None:
    settings = Settings(releases=releases, query_timeout=60, query_memory=2**29, workers=1)
    with serve(settings) as address:
        response = httpx.get(address + "sparql", params={"query": SORT}, timeout=90)
        assert response.status_code == 422
        assert response.json()["limit"] == "mémoire"
        assert response.json()["value"] == "512 Mio"
        assert httpx.get(address + "sparql", params={"query": "ASK {}"}).status_code == 200


def test_nesting(client: httpx.Client) -> None:
    depth = 30_000
    query = f"ASK {{ FILTER({'(' * depth}1{')' * depth}) }}"
    response = client.post("sparql", data={"query": query})
    assert response.status_code == 422
    assert response.json()["limit"] in ("imbrication", "temps")
    assert client.get("sparql", params={"query": "ASK {}"}).status_code == 200


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "text/csv"])
def test_a_result_too_large_is_no_result(client: httpx.Client, accept: str) -> None:
    query = "SELECT * { ?a <urn:texte> ?b . ?c <urn:texte> ?d } LIMIT 100000"
    response = client.get("sparql", params={"query": query}, headers={"Accept": accept})
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["limit"] == "taille"
    assert response.json()["value"] == "2 Mio"


def test_a_result_that_fits_is_whole(client: httpx.Client) -> None:
    """Over the size that is kept in memory, and under the limit."""
    query = "SELECT ?a ?b { ?a <urn:texte> ?b . ?c <urn:suivant> ?a } LIMIT 20000"
    rows = client.get("sparql", params={"query": f"{query}"}, headers={"Accept": "text/csv"}).text
    assert rows.count("\n") == 3001
    query = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <https://w3id.org/pactes/graphe/charge> { ?s ?p ?o } }"
    for accept in ("application/n-triples", "text/turtle"):
        plain = {"Accept": accept, "Accept-Encoding": "identity"}
        response = client.get("sparql", params={"query": query}, headers=plain)
        assert len(response.content) == int(response.headers["content-length"])
        assert response.text.count("<urn:suivant>") == 3000
        packed = client.get("sparql", params={"query": query}, headers={"Accept": accept})
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.content == response.content


def test_a_body_of_two_megabytes(client: httpx.Client) -> None:
    query = "ASK { " + "# remplissage\n" * 150_000 + "}"
    assert len(query) > 2 * 2**20
    for response in (
        client.post("sparql", data={"query": query}),
        client.post("sparql", content=query, headers={"Content-Type": "application/sparql-query"}),
        client.post("sparql", content=iter([query.encode()]), headers={"Content-Type": "application/sparql-query"}),
    ):
        assert response.status_code == 413
        assert response.headers["content-type"] == "application/problem+json"
        assert str(2**20) in response.json()["detail"]
    assert client.get("sparql", params={"query": "ASK {}"}).status_code == 200


def test_a_long_query_under_the_limit_is_answered(client: httpx.Client) -> None:
    values = " ".join(f'"{n:08d}"' for n in range(60_000))
    query = f"SELECT (COUNT(*) AS ?n) {{ VALUES ?v {{ {values} }} }}"
    assert 600_000 < len(query) < 2**20
    response = client.post("sparql", content=query, headers={"Content-Type": "application/sparql-query"})
    assert response.json()["results"]["bindings"][0]["n"]["value"] == "60000"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_a_client_that_leaves_takes_its_query_with_it(
    serve: Callable[[Settings], AbstractContextManager[str]], releases: Path
) -> None:
    before = workers()
    with serve(Settings(releases=releases, query_timeout=300)) as address:
        host, port = httpx.URL(address).host, httpx.URL(address).port
        # Two workers for visitors, two for pages and a spare, once they have started.
        assert wait_until(lambda: len(workers() - before) == 5 and not any(map(is_busy, workers() - before)))
        request = httpx.Request("GET", address + "sparql", params={"query": CARTESIAN})
        with socket.create_connection((host, port)) as connection:
            connection.sendall(f"GET {request.url.raw_path.decode()} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            assert wait_until(lambda: any(is_busy(pid) for pid in workers() - before))
            working = {pid for pid in workers() - before if is_busy(pid)}
        assert wait_until(lambda: not working & workers())
        assert httpx.get(address + "sparql", params={"query": "ASK {}"}).status_code == 200
    assert wait_until(lambda: workers() == before)


def departing(host: str, port: int, method: str, accept: str, number: int) -> bytes:
    """A request for a heavy query, another for each number, in each of the ways that there are to ask."""
    query = f"{CARTESIAN} # {number}"
    request = httpx.Request("GET", f"http://{host}:{port}/sparql", params={"query": query})
    path = request.url.raw_path.decode() if method == "GET" else "/sparql"
    body = b"" if method == "GET" else query.encode()
    head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nAccept: {accept}\r\n"
    head += "" if method == "GET" else f"Content-Type: application/sparql-query\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_whoever_leaves_frees_the_place_for_who_waits(
    serve: Callable[[Settings], AbstractContextManager[str]], releases: Path, method: str, accept: str
) -> None:
    """Clients who leave, those who are served and those who only wait, leave nothing behind: the next is served."""
    with serve(Settings(releases=releases, query_timeout=300, workers=1, queue_limit=8)) as address:
        url = httpx.URL(address)

        def state() -> dict[str, int]:
            body = httpx.get(address + "health").json()
            return {"busy": body["workers"]["busy"], "waiting": body["queue"]["waiting"]}

        connections = [socket.create_connection((url.host, url.port)) for _ in range(5)]
        try:
            for number, connection in enumerate(connections):
                connection.sendall(departing(url.host, url.port, method, accept, number))
            assert wait_until(lambda: state()["waiting"] >= 3)
        finally:
            for connection in connections:
                connection.close()
        assert wait_until(lambda: state() == {"busy": 0, "waiting": 0})
        assert httpx.get(address + "sparql", params={"query": "ASK {}"}, timeout=30).json()["boolean"] is True


@pytest.mark.parametrize(("size", "status"), [(60_000, 200), (70_000, 414), (300_000, 414)])
def test_an_address_that_is_too_long(address: str, size: int, status: int) -> None:
    host = httpx.URL(address).netloc.decode()
    with contextlib.closing(http.client.HTTPConnection(host)) as connection:  # httpx would not send it
        connection.request("GET", f"/sparql?query=ASK%20%7B%7D%23{'x' * size}", headers={"Connection": "close"})
        with connection.getresponse() as response:
            body = json.loads(response.read())
    assert response.status == status
    if status == 414:
        assert response.headers["content-type"] == "application/problem+json"
        assert "POST" in body["detail"]
    else:
        assert body["boolean"] is True


def test_a_crowd_that_asks_the_same_is_one_query(
    serve: Callable[[Settings], AbstractContextManager[str]], releases: Path
) -> None:
    settings = Settings(releases=releases, query_timeout=5, workers=1, queue_limit=1)

    async def crowd(address: str) -> list[httpx.Response]:
        async with httpx.AsyncClient(timeout=60) as http:
            asked = (http.get(address + "sparql", params={"query": CARTESIAN, "timeout": "2"}) for _ in range(6))
            return await asyncio.gather(*asked)

    with serve(settings) as address:
        assert [response.status_code for response in asyncio.run(crowd(address))] == [422] * 6
        told = httpx.get(address + "metrics").text
    assert 'pactes_query_cache_requests_total{result="shared"} 5.0' in told


def test_a_crowd_is_told_to_come_back(serve: Callable[[Settings], AbstractContextManager[str]], releases: Path) -> None:
    settings = Settings(releases=releases, query_timeout=5, workers=1, queue_limit=1)

    async def crowd(address: str) -> list[httpx.Response]:
        async with httpx.AsyncClient(timeout=60) as http:
            queries = [f"{CARTESIAN} # {n}" for n in range(6)]
            return await asyncio.gather(*(http.get(address + "sparql", params={"query": q}) for q in queries))

    with serve(settings) as address:
        responses = asyncio.run(crowd(address))
        refused = [response for response in responses if response.status_code == 503]
        assert {response.status_code for response in responses} == {422, 503}
        assert len(refused) >= 3
        for response in refused:
            assert int(response.headers["retry-after"]) >= 1
            assert response.json()["type"].endswith("probleme/busy")
        assert httpx.get(address + "sparql", params={"query": "ASK {}"}).status_code == 200


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """A host that must never hear from us: its address, and what it was sent."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    heard.append(b"connexion")

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", heard
        stop.set()
        thread.join()


def test_no_query_reaches_another_host(client: httpx.Client, listener: tuple[str, list[bytes]]) -> None:
    elsewhere, heard = listener
    queries = [
        f"SELECT * {{ SERVICE <{elsewhere}> {{ ?s ?p ?o }} }}",
        f"PREFIX e: <{elsewhere}> ASK {{ SERVICESILENTe:x{{}} }}",
        f"ASK {{ FILTER EXISTS {{ SeRvIcE #\n SILENT <{elsewhere}> {{ ?s ?p ?o }} }} }}",
        f"LOAD <{elsewhere}>",
        f"SELECT * FROM <{elsewhere}> {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED <{elsewhere}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        f"DESCRIBE <{elsewhere}>",
    ]
    statuses = [client.post("sparql", data={"query": query}).status_code for query in queries]
    assert statuses == [403, 403, 403, 403, 200, 200, 200]
    for name in ("default-graph-uri", "named-graph-uri"):
        assert client.get("sparql", params={"query": "ASK { ?s ?p ?o }", name: elsewhere}).json()["boolean"] is False
    assert heard == []
