"""Quads to bytes, in the formats that resources are offered in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize
from rdflib import Graph

from pactes.rdf.namespaces import BASE
from pactes.settings import resource
from pactes.store.prefixes import used
from pactes.store.xmlcheck import FORMATS as XML
from pactes.store.xmlcheck import check
from pactes.web.reader import prefixes

_RDF: Mapping[str, RdfFormat] = {
    "turtle": RdfFormat.TURTLE,
    "rdfxml": RdfFormat.RDF_XML,
    "ntriples": RdfFormat.N_TRIPLES,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
}
_WITH_PREFIXES = ("turtle", "rdfxml", "trig")
WITH_GRAPHS = ("trig", "nquads")
"""Formats that can say in which graph each triple is."""


def write(quads: Iterable[Quad], form: str, base_iri: str, json_context: Mapping[str, Any] | None = None) -> bytes:
    """Return the quads (sorted by the caller) in a format given by its short name in ``pactes.store.FORMATS``.

    Turtle, TriG and RDF/XML declare the prefixes that serve, no other; JSON-LD is compacted by ``json_context``, ours
    by default. Formats that cannot name graphs get each triple once. Raises
    ``IllFormed`` (``pactes.store.xmlcheck``) when RDF/XML has no way to write them.
    """
    quads = tuple(quads)
    declared = used(quads, prefixes(base_iri)) if form in _WITH_PREFIXES else None
    if form in WITH_GRAPHS:
        return _settled(serialize(quads, format=_RDF[form], prefixes=declared) or b"")
    triples = dict.fromkeys(quad.triple for quad in quads)
    if form == "jsonld":
        return _json_ld(triples, json_context or context(base_iri))
    written = _settled(serialize(triples, format=_RDF[form], prefixes=declared) or b"")
    return check(written) if form in XML else written


def _settled(written: bytes) -> bytes:
    """Return Turtle or TriG with its prefixes in order: the serialiser declares them in any, another each time."""
    lines = written.splitlines(keepends=True)
    end = next((rank for rank, line in enumerate(lines) if not line.startswith(b"@prefix ")), len(lines))
    return b"".join(sorted(lines[:end]) + lines[end:])


@lru_cache(maxsize=1)
def context_source() -> str:
    """Return ``ontology/context.jsonld``, the meaning of our JSON-LD keys."""
    return resource("ontology/context.jsonld").read_text(encoding="utf-8")


def context(base_iri: str) -> dict[str, Any]:
    """Return our JSON-LD context for a base IRI (the file is written for the default one)."""
    loaded = json.loads(rebase(context_source(), base_iri))
    found = loaded.get("@context", loaded)
    return dict(found)


def rebase(source: str, base_iri: str) -> str:
    """Return a file of ours, written for the default base, for another one."""
    return source.replace(BASE, base_iri)


def _json_ld(triples: Iterable[Triple], whole: Mapping[str, Any]) -> bytes:
    """Compact with a context; only the terms used are kept in it, so that it is read without a second request."""
    triples = tuple(triples)
    graph = Graph()
    lines = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    graph.parse(data=lines, format="nt")
    compacted = json.loads(graph.serialize(format="json-ld", context=whole, auto_compact=False))
    nodes = compacted.get("@graph", [{k: v for k, v in compacted.items() if k != "@context"}])
    ranks = {subject: rank for rank, subject in enumerate(dict.fromkeys(_name(triple) for triple in triples))}
    named = _names_of_nodes(whole, ranks)
    nodes = sorted((_ordered(node) for node in nodes), key=lambda node: named(node.get("id", node.get("@id", ""))))
    used: set[str] = set()
    _collect(nodes, used)
    kept = {name: meaning for name, meaning in whole.items() if name.startswith("@") or name in used}
    for meaning in list(kept.values()):
        _prefixes_of(meaning, whole, kept)
    return json.dumps({"@context": kept, "@graph": nodes}, ensure_ascii=False, indent=1).encode()


def _name(triple: Triple) -> str:
    return triple.subject.value if isinstance(triple.subject, NamedNode) else ""


def _names_of_nodes(context: Mapping[str, Any], ranks: Mapping[str, int]) -> Callable[[str], tuple[int, str]]:
    """Return how nodes are ordered: as their triples are, what the writer shortened told by its prefix."""

    def rank(name: str) -> tuple[int, str]:
        prefix, _, rest = name.partition(":")
        space = context.get(prefix)
        space = space.get("@id") if isinstance(space, dict) else space
        return ranks.get(name, ranks.get(f"{space}{rest}", len(ranks))), name

    return rank


def _ordered(value: Any) -> Any:
    """Return a JSON-LD value in one order: keys by name, values as written; the writer's is another each time.

    The order of a list says something, and stays.
    """
    if isinstance(value, dict):
        return {
            key: [_ordered(item) for item in value[key]] if key == "@list" else _ordered(value[key])
            for key in sorted(value)
        }
    if isinstance(value, list):
        return sorted((_ordered(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return value


def _collect(node: object, used: set[str]) -> None:
    """Note every key, and the prefix of every compact IRI, of a JSON-LD value."""
    if isinstance(node, dict):
        for key, value in node.items():
            used.update((key, key.split(":", 1)[0]))
            _collect(value, used)
    elif isinstance(node, list):
        for item in node:
            _collect(item, used)
    elif isinstance(node, str) and ":" in node:
        used.update((node, node.split(":", 1)[0]))
    elif isinstance(node, str):
        used.add(node)


def _prefixes_of(meaning: object, whole: Mapping[str, Any], kept: dict[str, Any]) -> None:
    parts = meaning.values() if isinstance(meaning, dict) else [meaning]
    for part in parts:
        prefix = part.split(":", 1)[0] if isinstance(part, str) and ":" in part else None
        if prefix and prefix in whole:
            kept.setdefault(prefix, whole[prefix])
