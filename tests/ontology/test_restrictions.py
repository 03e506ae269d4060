"""What restrictions.ttl says holds of the published graphs, and stays within OWL 2 RL and its datatypes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import pyoxigraph
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS, XSD

from pactes.settings import resource

DONNEES = Path(__file__).parents[2] / "data" / "ttl"
# The datatype map of OWL 2 has neither the dates nor the partial dates of XML Schema.
HORS_OWL = {XSD.date, XSD.gYear, XSD.gYearMonth, XSD.duration}


@lru_cache(maxsize=1)
def restrictions() -> Graph:
    return Graph().parse(resource("ontology") / "restrictions.ttl")


@lru_cache(maxsize=1)
def termes() -> Graph:
    return Graph().parse(resource("ontology") / "pactes.ttl")


def uniques() -> set[str]:
    return {str(p) for p in restrictions().subjects(RDF.type, OWL.FunctionalProperty)}


def doubles(statements: Iterable[tuple[str, str, str]]) -> set[tuple[str, str]]:
    """Return the things and functional properties that have two values."""
    values: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for subject, predicate, value in statements:
        if predicate in uniques():
            values[subject, predicate].add(value)
    return {key for key, found in values.items() if len(found) > 1}


def test_no_published_thing_has_two_values_of_a_functional_property() -> None:
    statements = [
        (triple.subject.value, triple.predicate.value, str(triple.object))
        for path in sorted(DONNEES.glob("*.ttl"))
        for triple in pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE)
    ]
    assert {predicate for _, predicate, _ in statements} & uniques()
    assert doubles(statements) == set()


def test_two_values_of_a_functional_property_would_show() -> None:
    one = next(iter(uniques()))
    assert doubles([("x", one, "1"), ("x", one, "2")]) == {("x", one)}
    assert doubles([("x", one, "1"), ("y", one, "2")]) == set()


def test_only_properties_of_values_are_functional() -> None:
    """Between things, two values would become one thing instead of an error."""
    assert uniques()
    for name in uniques():
        assert (URIRef(name), RDF.type, OWL.DatatypeProperty) in termes(), name


def test_restrictions_need_neither_blank_nodes_nor_dates() -> None:
    allowed = {RDF.type, RDFS.domain, RDFS.range, OWL.disjointWith}
    assert set(restrictions().predicates()) <= allowed
    assert not [t for t in restrictions() if any(isinstance(part, BNode) for part in t)]
    assert HORS_OWL.isdisjoint(restrictions().objects(None, RDFS.range))
