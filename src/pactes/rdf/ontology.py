"""The ontology as its readers see it: a header and terms, each of one kind; and its versions that are kept in files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from pactes.errors import ReferenceDataError
from pactes.rdf.namespaces import BASE
from pactes.rdf.said import Subject, subjects
from pactes.settings import resource

CLASS, LINK, VALUE, OTHER = "class", "link", "value", "other"
"""Kinds of terms: a class, a property between two things, a property that gives a value, any other."""

VERSIONS = "ontology/versions"
"""Where one file stands for each version of the ontology that was published: ``<version>.ttl``."""

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


@lru_cache(maxsize=8)
def kept_triples(base_iri: str = BASE, folder: Path | None = None) -> Mapping[str, tuple[ox.Triple, ...]]:
    """Return the triples of each kept version of the ontology, by version, the oldest first.

    ``folder`` is ``ontology/versions`` by default. Raises ``ReferenceDataError`` when a file is no Turtle.
    """
    found = {}
    for path in sorted((folder or resource(VERSIONS)).glob("*.ttl"), key=lambda path: version_key(path.stem)):
        text = path.read_text(encoding="utf-8").replace(BASE, base_iri)
        try:
            quads = list(ox.parse(text, format=ox.RdfFormat.TURTLE))
        except SyntaxError as error:
            raise ReferenceDataError(f"Le fichier {path} n'est pas du Turtle correct : {error}") from error
        found[path.stem] = tuple(sorted((quad.triple for quad in quads), key=str))
    return found


def versions_before(version: str, base_iri: str = BASE, folder: Path | None = None) -> tuple[Ontology, ...]:
    """Return the kept versions that come before ``version``, the oldest first."""
    return tuple(
        ontology_of(triples, base_iri)
        for name, triples in kept_triples(base_iri, folder).items()
        if version_key(name) < version_key(version)
    )


def version_key(version: str) -> tuple[tuple[int, int | str], ...]:
    """Return a key under which ``0.9.0`` comes before ``0.10.0``."""
    parts = re.split(r"[.\-+]", version)
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in parts)
