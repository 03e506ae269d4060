"""Which prefixes serve: a reader of Turtle wants those that are used, not all those of the house."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

_XSD = "http://www.w3.org/2001/XMLSchema#"
_BARE = frozenset(_XSD + name for name in ("string", "integer", "decimal", "double", "boolean"))
"""Datatypes that Turtle writes without naming them."""

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
"""What Turtle writes « a »."""


def used(triples: Iterable[ox.Triple | ox.Quad], prefixes: Mapping[str, str]) -> dict[str, str]:
    """Return the prefixes, sorted by name, whose namespace begins an IRI of the triples.

    Of two namespaces that begin the same IRI, the longer one serves.
    """
    found = set()
    for triple in triples:
        graph = (triple.graph_name,) if isinstance(triple, ox.Quad) else ()
        for term in (triple.subject, triple.predicate, triple.object, *graph):
            if isinstance(term, ox.Literal):
                if term.language or term.datatype.value in _BARE:
                    continue
                term = term.datatype
            if isinstance(term, ox.NamedNode) and term != _TYPE:
                found.add(term.value[: max(term.value.rfind("#"), term.value.rfind("/")) + 1])
    longest_first = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
    kept = {next((name for name, space in longest_first if iri.startswith(space)), None) for iri in found}
    return {name: iri for name, iri in sorted(prefixes.items()) if name in kept}
