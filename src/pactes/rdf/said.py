"""What triples say, subject by subject: how hand-written graphs (ontology, shapes, vocabularies) are read as terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from pactes.rdf.namespaces import PREFIXES

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_FIRST, _REST, _NIL = (f"{PREFIXES['rdf']}{name}" for name in ("first", "rest", "nil"))
_TYPE = PREFIXES["rdf"] + "type"


def iri(short: str) -> str:
    """Return the IRI of a prefixed name of ``PREFIXES`` (``skos:definition``); KeyError for another prefix."""
    prefix, _, name = short.partition(":")
    return PREFIXES[prefix] + name


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject and what is said of it: property IRI to its values, sorted. Properties are asked by prefixed name."""

    iri: str
    said: Mapping[str, tuple[Term, ...]]

    def terms(self, short: str) -> tuple[Term, ...]:
        """Return the values of a property."""
        return self.said.get(iri(short), ())

    def iris(self, short: str) -> tuple[str, ...]:
        """Return the values of a property that are IRIs."""
        return tuple(term.value for term in self.terms(short) if isinstance(term, ox.NamedNode))

    def literals(self, short: str) -> tuple[ox.Literal, ...]:
        """Return the values of a property that are literals."""
        return tuple(term for term in self.terms(short) if isinstance(term, ox.Literal))

    def value(self, short: str) -> str | None:
        """Return the first value of a property as a string, None when it has none."""
        return next((term.value for term in self.terms(short) if not isinstance(term, ox.Triple)), None)

    def is_a(self, short: str) -> bool:
        """Tell whether the subject is said to be of a class."""
        return iri(short) in {term.value for term in self.said.get(_TYPE, ()) if isinstance(term, ox.NamedNode)}


def subjects(triples: Iterable[ox.Triple | ox.Quad]) -> dict[str, Subject]:
    """Return the named subjects of some triples, by IRI, in the order of their IRIs."""
    found: dict[str, dict[str, set[Term]]] = defaultdict(lambda: defaultdict(set))
    for triple in triples:
        if isinstance(triple.subject, ox.NamedNode):
            found[triple.subject.value][triple.predicate.value].add(triple.object)
    return {
        name: Subject(name, {prop: tuple(sorted(terms, key=str)) for prop, terms in sorted(said.items())})
        for name, said in sorted(found.items())
    }


def listed(known: Mapping[str, Subject], head: str) -> tuple[Term, ...]:
    """Return the members of an RDF list whose cells are named, () when ``head`` opens none."""
    members: list[Term] = []
    seen: set[str] = set()
    while head != _NIL and head in known and head not in seen:
        seen.add(head)
        cell = known[head]
        members += cell.said.get(_FIRST, ())[:1]
        head = next((term.value for term in cell.said.get(_REST, ()) if isinstance(term, ox.NamedNode)), _NIL)
    return tuple(members)
