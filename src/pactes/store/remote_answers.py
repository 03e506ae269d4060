"""What an endpoint answers, read with suspicion: its type, its signs of an answer that was cut, its terms."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pyoxigraph as ox

RESULTS_ACCEPTED = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
GRAPH_ACCEPTED = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"

_RESULTS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
}
_GRAPHS = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/x-turtle": ox.RdfFormat.TURTLE,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
_NOT_A_NAME = re.compile("[^A-Za-z0-9]")
_BOOLEAN = "http://www.w3.org/2001/XMLSchema#boolean"


class Fault(StrEnum):
    """What is wrong with an endpoint, or with what it answered."""

    DOWN = "down"  # it cannot be reached, or cut the answer: try again
    BUSY = "busy"  # it says so: try again later
    WRONG = "wrong"  # what answers is no SPARQL endpoint, or refuses us
    REFUSED = "refused"  # it does not take this query
    CUT_SHORT = "cut-short"  # it stopped the query at a limit of its own
    SIZE = "size"  # the answer is larger than what we take
    MOVED = "moved"  # another release came meanwhile
    MERGE = "merge"  # a merge of some graphs: not for it


class RemoteFault(Exception):  # noqa: N818
    """Raised for an answer that is none; ``detail`` is for the log, never with an address or credentials."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(fault.value)
        self.fault, self.detail = fault, detail


_TIME_STATES = ("S1T", "SR171")
"""How Virtuoso says that a limit of time was passed: « S1TAT », « S1T00 »; SR171 is its transaction time-out."""

_TIME_WORDS = ("timeout", "timed out", "time limit", "execution time", "anytime")


def check_status(status: int, headers: Mapping[str, str], beginning: bytes) -> None:
    """Raise ``RemoteFault`` for any answer but a whole one; ``beginning`` is that of the body of an error."""
    if state := headers.get("x-sql-state"):
        # With 200 too: Virtuoso sends the rows that it had found when the time was up.
        if state.startswith(_TIME_STATES):
            raise RemoteFault(Fault.CUT_SHORT, state)
        raise RemoteFault(Fault.REFUSED, state)
    if 200 <= status < 300:
        if headers.get("x-exec-partial") or headers.get("x-sparql-partial"):
            raise RemoteFault(Fault.CUT_SHORT, "partial")
        return
    said = beginning.decode("utf-8", "replace")
    words = said.lower()
    if said.startswith("Virtuoso ") and status >= 400:
        cut = any(sign in said for sign in _TIME_STATES) or any(sign in words for sign in _TIME_WORDS)
        raise RemoteFault(Fault.CUT_SHORT if cut else Fault.REFUSED, said[:200])
    if status in (400, 422):
        raise RemoteFault(Fault.REFUSED, said[:200])
    if status == 413:
        raise RemoteFault(Fault.SIZE)
    if status == 408 or (status in (500, 503, 504) and any(sign in words for sign in _TIME_WORDS)):
        raise RemoteFault(Fault.CUT_SHORT, f"HTTP {status}")
    if status in (429, 503):
        raise RemoteFault(Fault.BUSY, f"HTTP {status}")
    if status >= 500:
        raise RemoteFault(Fault.DOWN, f"HTTP {status}")
    raise RemoteFault(Fault.WRONG, f"HTTP {status}")


def rows_limit(headers: Mapping[str, str]) -> int | None:
    """Return the number of rows at which the engine cuts an answer without a word (Virtuoso), None when unsaid."""
    said = headers.get("x-sparql-maxrows", "")
    return int(said) if said.isdecimal() else None


def read_results(body: bytes, content_type: str, limit: int | None) -> Any:
    """Return the solutions or the boolean that ``body`` holds; ``limit`` is that of ``rows_limit``.

    Raises ``RemoteFault``, also for an answer that ends before its end.
    """
    form = _RESULTS.get(_essence(content_type))
    if form is None:
        raise RemoteFault(Fault.WRONG, f"type {_essence(content_type)[:80]!r}")
    try:
        if form == ox.QueryResultsFormat.JSON and (b"typed-literal" in body or b"nodeID:" in body):
            body = _normal(body)
        results = ox.parse_query_results(body, format=form)
        if isinstance(results, ox.QueryBoolean):
            return results
        # Read to its end before anything is made of it: an error in the middle must not leave half an answer.
        count = sum(1 for _ in results)
    except (SyntaxError, ValueError, OSError, KeyError, TypeError) as error:
        raise RemoteFault(Fault.DOWN, f"réponse illisible ({type(error).__name__})") from None
    if limit is not None and count >= limit:
        raise RemoteFault(Fault.CUT_SHORT, f"{limit} lignes")
    return ox.parse_query_results(body, format=form)


def read_triples(body: bytes, content_type: str, limit: int | None, base_iri: str) -> Any:
    """Return the triples that ``body`` holds, each once, terms as our store keeps them; raises as ``read_results``."""
    form = _GRAPHS.get(_essence(content_type))
    if form is None:
        raise RemoteFault(Fault.WRONG, f"type {_essence(content_type)[:80]!r}")
    store = ox.Store()
    try:
        store.bulk_load(body, form, base_iri=base_iri)
    except (SyntaxError, ValueError, OSError) as error:
        raise RemoteFault(Fault.DOWN, f"réponse illisible ({type(error).__name__})") from None
    if limit is not None and len(store) >= limit:
        raise RemoteFault(Fault.CUT_SHORT, f"{limit} lignes")
    return store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")


def _essence(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _normal(body: bytes) -> bytes:
    """Return SPARQL JSON with the forms of Virtuoso made standard: « typed-literal », booleans written 0 and 1, names
    of blank nodes that are none, numbers and dates in the writing that our store gives.
    """
    told = json.loads(body)
    terms = [term for row in told.get("results", {}).get("bindings", ()) for term in row.values()]
    for term in terms:
        if term["type"] == "bnode":
            term["value"] = _NOT_A_NAME.sub("", term["value"])
        elif term["type"] == "typed-literal":
            term["type"] = "literal"
            if term["datatype"] == _BOOLEAN:
                term["value"] = {"1": "true", "0": "false"}.get(term["value"], term["value"])
    typed = [term for term in terms if term["type"] == "literal" and "datatype" in term]
    written = sorted({(term["value"], term["datatype"]) for term in typed})
    stored = ox.Store()
    name = ox.NamedNode("urn:n")
    stored.extend(
        ox.Quad(ox.NamedNode(f"urn:n:{n}"), name, ox.Literal(value, datatype=ox.NamedNode(datatype)))
        for n, (value, datatype) in enumerate(written)
    )
    ours = {written[int(quad.subject.value[6:])]: quad.object for quad in stored}
    for term in typed:
        kept = ours[term["value"], term["datatype"]]
        term["value"], term["datatype"] = kept.value, kept.datatype.value
    return json.dumps(told).encode()
