"""The application to measure against: FastAPI over pyoxigraph in memory, without limits or isolation.

BARE_FILE=union.nt uvicorn --app-dir benchmarks bare:app
"""

from __future__ import annotations

import os
import socket
import sys

import pyoxigraph as ox
import uvicorn
from fastapi import FastAPI, Response

store = ox.Store()
app = FastAPI()


@app.get("/sparql")
def sparql(query: str) -> Response:
    """Answer a SELECT or an ASK."""
    results = store.query(query)
    assert not isinstance(results, ox.QueryTriples)
    return Response(results.serialize(format=ox.QueryResultsFormat.JSON), media_type="application/sparql-results+json")


@app.get("/id/{name:path}")
def thing(name: str) -> Response:
    """Describe a thing, in Turtle."""
    found = store.quads_for_pattern(ox.NamedNode(f"https://w3id.org/pactes/id/{name}"), None, None)
    return Response(ox.serialize((quad.triple for quad in found), format=ox.RdfFormat.TURTLE), media_type="text/turtle")


def main() -> None:
    """Serve with several processes, each with the data in memory, on one socket."""
    port, processes = map(int, sys.argv[1:])
    # uvicorn's own way with several processes leaves Nagle's algorithm on: 40 ms an answer, which would flatter others.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listening.bind(("127.0.0.1", port))
    for _ in range(processes - 1):
        if os.fork() == 0:
            break
    store.bulk_load(path=os.environ["BARE_FILE"], format=ox.RdfFormat.N_TRIPLES)
    uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="warning")).run(sockets=[listening])


if __name__ == "__main__":
    main()
