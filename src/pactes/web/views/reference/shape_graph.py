"""The shapes of the release as a graph to walk: which shape asks what of which class, by which property."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Quad

from pactes.rdf.namespaces import PREFIXES
from pactes.rdf.said import Subject, listed, subjects
from pactes.web.views.reference.rules import is_inner

_SH = PREFIXES["sh"]
_TARGETS = ("sh:targetClass", "sh:targetNode", "sh:targetSubjectsOf", "sh:targetObjectsOf")


@dataclass(frozen=True)
class ShapeGraph:
    """The subjects of a graph of shapes, by IRI; ``namespace`` is what the IRIs of shapes begin with."""

    namespace: str
    known: Mapping[str, Subject] = field(default_factory=dict)

    @cached_property
    def named(self) -> dict[str, Subject]:
        """The shapes that have a name of their own, by IRI: not those written inside another, nor queries."""
        return {
            address: subject
            for address, subject in self.known.items()
            if address.startswith(self.namespace)
            and not is_inner(address)
            and (subject.is_a("sh:NodeShape") or subject.is_a("sh:PropertyShape"))
        }

    @cached_property
    def holders(self) -> dict[str, tuple[str, ...]]:
        """Property shape to the shapes that have it by ``sh:property``."""
        found: dict[str, list[str]] = defaultdict(list)
        for address, subject in self.named.items():
            for held in subject.iris("sh:property"):
                found[held].append(address)
        return {address: tuple(above) for address, above in found.items()}

    def classes(self, address: str) -> tuple[str, ...]:
        """Return the classes whose things a shape judges: its targets, or those of the shapes that hold it."""
        subject = self.known[address]
        # A query that judges all things of a class at once has the class itself as its target.
        own = [*subject.iris("sh:targetClass"), *subject.iris("sh:targetNode")]
        above = [target for holder in self.holders.get(address, ()) for target in self.classes(holder)]
        return tuple(dict.fromkeys([*own, *above]))

    def targets(self, subject: Subject) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return how a shape finds what it judges: the property that says so (prefixed), and its values."""
        return tuple((short, subject.iris(short)) for short in _TARGETS if subject.iris(short))

    def severity(self, address: str) -> str:
        """Return the severity of a shape: ``Violation`` (the default), ``Warning`` or ``Info``."""
        given = self.known[address].iris("sh:severity")
        return given[0].removeprefix(_SH) if given else "Violation"

    @cached_property
    def by_path(self) -> dict[str, tuple[str, ...]]:
        """Property to the named property shapes whose path is that property alone."""
        found: dict[str, list[str]] = defaultdict(list)
        for address, subject in self.named.items():
            for path in subject.iris("sh:path"):
                if path not in self.known:
                    found[path].append(address)
        return {path: tuple(shapes) for path, shapes in found.items()}

    @cached_property
    def by_class(self) -> dict[str, tuple[str, ...]]:
        """Class to the named shapes that judge its things, those that another holds included."""
        found: dict[str, list[str]] = defaultdict(list)
        for address in self.named:
            for target in self.classes(address):
                found[target].append(address)
        return {target: tuple(shapes) for target, shapes in found.items()}

    def value_classes(self, address: str, depth: int = 0) -> tuple[str, ...]:
        """Return the classes that the values of a shape may be of: by ``sh:class``, or by a shape it refers to."""
        subject = self.known.get(address)
        if subject is None or depth > 4:
            return ()
        found = [*subject.iris("sh:class")]
        heads = [head for short in ("sh:or", "sh:xone", "sh:and") for head in subject.iris(short)]
        members = [
            member.value for head in heads for member in listed(self.known, head) if isinstance(member, NamedNode)
        ]
        for inner in (*members, *subject.iris("sh:node")):
            if not self.known.get(inner, subject).terms("sh:path"):
                found += self.value_classes(inner, depth + 1)
        return tuple(dict.fromkeys(found))

    def mentions(self, namespace: str) -> dict[str, tuple[str, ...]]:
        """Return, for each term of a vocabulary that a shape names (in a constraint or a query), the shapes that do."""
        found: dict[str, list[str]] = defaultdict(list)
        prefixes = self._prefixes()
        for address, subject in self.named.items():
            for term in sorted(set(self._named_by(subject, prefixes, set()))):
                if term.startswith(namespace):
                    found[term].append(address)
        return {term: tuple(shapes) for term, shapes in found.items()}

    def _prefixes(self) -> dict[str, str]:
        """Prefixes that queries may use without declaring them (``sh:declare``)."""
        declared = (subject for subject in self.known.values() if subject.value("sh:prefix") is not None)
        return {subject.value("sh:prefix") or "": subject.value("sh:namespace") or "" for subject in declared}

    def _named_by(self, subject: Subject, prefixes: Mapping[str, str], seen: set[str]) -> Iterator[str]:
        if subject.iri in seen:
            return
        seen.add(subject.iri)
        for terms in subject.said.values():
            for term in terms:
                if isinstance(term, Literal):
                    yield from terms_in(term.value, prefixes)
                elif isinstance(term, NamedNode):
                    yield term.value
                    inner = self.known.get(term.value)
                    if inner is not None and (is_inner(term.value) or inner.is_a("sh:SPARQLConstraint")):
                        yield from self._named_by(inner, prefixes, seen)


_NAME = re.compile(r"\b([a-z][\w-]*):([A-Za-z][\w-]*)")
_COMMENT = re.compile(r"(?m)(?:^|\s)#[^\n]*$")


def terms_in(text: str, prefixes: Mapping[str, str]) -> Iterator[str]:
    """Yield the IRIs of the prefixed names of a SPARQL text, its comments apart."""
    for prefix, name in _NAME.findall(_COMMENT.sub("", text)):
        if prefix in prefixes:
            yield prefixes[prefix] + name


def shape_graph(quads: Iterable[Quad], base_iri: str) -> ShapeGraph:
    """Return the shapes ``{base_iri}shapes#…`` that some quads hold."""
    return ShapeGraph(f"{base_iri}shapes#", subjects(quads))
