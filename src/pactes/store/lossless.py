"""Datatypes that an engine does not give back as they were put, and the names under which it does.

Virtuoso 7 keeps an xsd:duration as a number of months (« P6Y » comes back « 72 ») and a point in single precision. So a
push puts samples of the literals of a release into a graph of its own and reads them back: a datatype that loses
something is put under another name, which means nothing to the engine, in the data as in the queries, and has its own
again in the answers. The name stands for the IRI wherever it is, so that what is asked keeps its meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote

import pyoxigraph as ox

from pactes.store.header import named_in, replace_names

SAMPLES = 50
"""Literals of each datatype that are tried."""

_XSD = "http://www.w3.org/2001/XMLSchema#"
_OF_OPERATORS = frozenset(
    _XSD + name for name in ("string", "boolean", "integer", "decimal", "float", "double", "dateTime", "date")
)
"""Datatypes that SPARQL counts with: under another name an engine could not."""


def encoded(iri: str, base_iri: str) -> str:
    """Return the name under which a datatype is put."""
    return f"{base_iri}magasin/type/{quote(iri, safe='')}"


def encode(lines: bytes, renamed: Iterable[str], base_iri: str) -> bytes:
    """Return N-Triples with the IRIs ``renamed`` under their other names."""
    for iri in renamed:
        lines = lines.replace(f"<{iri}>".encode(), f"<{encoded(iri, base_iri)}>".encode())
    return lines


def decode(body: bytes, renamed: Iterable[str], base_iri: str) -> bytes:
    """Return an answer with the names that they had."""
    for iri in renamed:
        body = body.replace(encoded(iri, base_iri).encode(), iri.encode())
    return body


def encode_query(text: str, renamed: Sequence[str], base_iri: str) -> str:
    """Return a query that names the IRIs ``renamed`` by their other names."""
    if not renamed:
        return text
    names = named_in(text, renamed, base_iri)
    return replace_names(text, {written: f"<{encoded(iri, base_iri)}>" for written, iri in names.items()})


def samples(quads: Iterable[ox.Quad]) -> dict[str, list[ox.Literal]]:
    """Return some literals of each datatype that could have another name."""
    found: dict[str, dict[ox.Literal, None]] = {}
    for quad in quads:
        term = quad.object
        if isinstance(term, ox.Literal) and not term.language and term.datatype.value not in _OF_OPERATORS:
            of_type = found.setdefault(term.datatype.value, {})
            if len(of_type) < SAMPLES:
                of_type[term] = None
    return {datatype: list(literals) for datatype, literals in sorted(found.items())}
