"""The ontology as its readers see it: a header and terms, each of one kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from pactes.rdf.namespaces import BASE
from pactes.rdf.said import Subject, subjects

CLASS, LINK, VALUE, OTHER = "class", "link", "value", "other"
"""Kinds of terms: a class, a property between two things, a property that gives a value, any other."""

_KINDS = (
    ("owl:Class", CLASS),
    ("owl:ObjectProperty", LINK),
    ("owl:DatatypeProperty", VALUE),
    ("owl:AnnotationProperty", OTHER),
    ("rdf:Property", OTHER),
)


@dataclass(frozen=True)
class Ontology:
    """An ontology: ``terms`` by local name, in the order of names."""

    header: Subject
    terms: Mapping[str, Subject]

    @property
    def namespace(self) -> str:
        """What the IRIs of the terms begin with."""
        return f"{self.header.iri}#"

    @property
    def version(self) -> str:
        """The version (``owl:versionInfo``), empty when the header gives none."""
        return self.header.value("owl:versionInfo") or ""

    def of_kind(self, kind: str) -> dict[str, Subject]:
        """Return the terms of a kind, by name."""
        return {name: term for name, term in self.terms.items() if kind_of(term) == kind}

    def local(self, iri: str) -> str | None:
        """Return the local name of a term of this ontology, None when the IRI is no term of it."""
        name = iri.removeprefix(self.namespace)
        return name if name != iri and name in self.terms else None


def kind_of(term: Subject) -> str | None:
    """Return the kind of a term, None for what is no term (a cell of a list)."""
    return next((kind for short, kind in _KINDS if term.is_a(short)), None)


def is_deprecated(term: Subject) -> bool:
    """Tell whether a term is kept only for those who use it already (``owl:deprecated``)."""
    return term.value("owl:deprecated") in ("true", "1")


def ontology_of(triples: Iterable[ox.Triple | ox.Quad], base_iri: str = BASE) -> Ontology:
    """Return the ontology ``{base_iri}def`` that some triples hold: its header is empty when they say nothing of it."""
    iri = f"{base_iri}def"
    found = subjects(triples)
    terms = {
        name.removeprefix(f"{iri}#"): subject
        for name, subject in found.items()
        if name.startswith(f"{iri}#") and kind_of(subject)
    }
    return Ontology(found.get(iri, Subject(iri, {})), dict(sorted(terms.items())))
