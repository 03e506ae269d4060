"""The application to measure against: FastAPI over pyoxigraph in memory, without limits or isolation.

BARE_FILE=union.nt uvicorn --app-dir benchmarks bare:app
"""

from __future__ import annotations

import os

import pyoxigraph as ox
from fastapi import FastAPI, Response

store = ox.Store()
store.bulk_load(path=os.environ["BARE_FILE"], format=ox.RdfFormat.N_TRIPLES)
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
