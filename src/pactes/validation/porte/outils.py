"""What several rules need: our terms and their kinds, languages of a property, short names, files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS
from rdflib.term import Node

from pactes.rdf.namespaces import BASE, PACTES, PREFIXES

NS = str(PACTES._NS)
LANGUES = ["en", "fr"]
TERM_STATUS = URIRef(f"{PREFIXES['vs']}term_status")
PROPERTY_TYPES = (OWL.ObjectProperty, OWL.DatatypeProperty)
DOMAIN_INCLUDES = URIRef(f"{PREFIXES['schema']}domainIncludes")
RANGE_INCLUDES = URIRef(f"{PREFIXES['schema']}rangeIncludes")

_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)
_PREFIX_LINE = re.compile(r"^\s*(?:@prefix|PREFIX|prefix)\s+([\w-]*):\s*<([^>]*)>", re.MULTILINE)
_PREFIXED = re.compile(r"(?<![\w/:<#@-])([a-z][\w-]*):([A-Za-z][\w-]*)")
_QUOTED = re.compile(r'"""(?:.|\n)*?"""|"(?:[^"\\\n]|\\.)*"')


def own_terms(graph: Graph) -> dict[str, set[Node]]:
    """Return the local names of our classes and properties with their types."""
    terms: dict[str, set[Node]] = {}
    for kind in (OWL.Class, *PROPERTY_TYPES):
        for term in graph.subjects(RDF.type, kind):
            if str(term).startswith(NS):
                terms.setdefault(str(term).removeprefix(NS), set()).add(kind)
    return terms


def own_classes(graph: Graph) -> list[str]:
    """Return the local names of our classes, sorted."""
    return sorted(name for name, kinds in own_terms(graph).items() if OWL.Class in kinds)


def own_properties(graph: Graph) -> list[str]:
    """Return the local names of our properties, sorted."""
    return sorted(name for name, kinds in own_terms(graph).items() if OWL.Class not in kinds)


def term(name: str) -> URIRef:
    """Return the IRI of one of our names, known or not: ``PACTES[name]`` would refuse what a rule must report."""
    return URIRef(NS + name)


def short(node: Node) -> str:
    """Return a node as a sentence names it: with its prefix when the table of the house has one."""
    text = str(node)
    for prefix, iri in PREFIXES.items():
        if text.startswith(iri) and re.fullmatch(r"[\w-]+", text.removeprefix(iri)):
            return f"{prefix}:{text.removeprefix(iri)}"
    return f"<{text}>"


def languages(graph: Graph, subject: Node, predicate: URIRef) -> list[str]:
    """Return the languages of the non-empty literals of a property, sorted, as often as they come."""
    return sorted(
        o.language or "" for o in graph.objects(subject, predicate) if isinstance(o, Literal) and str(o).strip()
    )


def bilingual(graph: Graph, predicate: URIRef, what: str) -> Iterator[str]:
    """Yield a sentence for each of our terms that lacks a text in a language or has two."""
    for name in sorted(own_terms(graph)):
        found = languages(graph, term(name), predicate)
        if found != LANGUES:
            yield f"pactes:{name} doit avoir {what} en français et en anglais, une par langue (trouvé : {found})."


def above(graph: Graph, subject: Node, relation: URIRef) -> set[Node]:
    """Return all that is strictly above ``subject`` by ``relation``; ``subject`` itself when there is a cycle."""
    return {
        ancestor
        for parent in graph.objects(subject, relation)
        for ancestor in graph.transitive_objects(parent, relation)
        if ancestor is not None
    }


def disjoint(graph: Graph, a: Node, b: Node) -> bool:
    """Say whether two classes are stated disjoint, directly or by what is above them."""
    lines_a = {a, *above(graph, a, RDFS.subClassOf)}
    lines_b = {b, *above(graph, b, RDFS.subClassOf)}
    return any((x, OWL.disjointWith, y) in graph or (y, OWL.disjointWith, x) in graph for x in lines_a for y in lines_b)


def pairs(names: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each unordered pair of names once."""
    return combinations(names, 2)


def declared_prefixes(text: str) -> list[tuple[str, str]]:
    """Return the prefixes that a Turtle or SPARQL text declares."""
    return _PREFIX_LINE.findall(text)


def named_iris(text: str) -> set[str]:
    """Return the IRIs that a SPARQL text names by a prefix of ours, comments and quoted strings left out."""
    bare = _QUOTED.sub('""', _COMMENT.sub("", text))
    known: Mapping[str, str] = dict(declared_prefixes(text))
    return {
        f"{known[prefix]}{local}" for prefix, local in _PREFIXED.findall(_PREFIX_LINE.sub("", bare)) if prefix in known
    } | set(re.findall(r"<(https?://[^>\s]+)>", _PREFIX_LINE.sub("", bare)))


def is_ours(iri: Node | str) -> bool:
    """Say whether an IRI is in the space of the house."""
    return str(iri).startswith(BASE)
