"""What changed from one version of the ontology to another, term by term."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from pactes.rdf.ontology import Ontology, is_deprecated
from pactes.rdf.said import Subject, Term, iri

ADDED, REMOVED, DEPRECATED, CHANGED = "added", "removed", "deprecated", "changed"
"""What happens to a term."""

REASONS = ("skos:changeNote", "skos:historyNote", "rdfs:comment")
"""Where a deprecated term says why, the first that it has."""

_NOT_COMPARED = frozenset(iri(short) for short in ("rdfs:isDefinedBy", "owl:deprecated"))


@dataclass(frozen=True, slots=True)
class Detail:
    """One property of a term (IRI), in one language where its values have one: values taken away, values added."""

    property: str
    language: str
    before: tuple[Term, ...]
    after: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a term: ``term`` is what it is now, or was last."""

    name: str
    what: str
    term: Subject
    details: tuple[Detail, ...] = ()

    @property
    def replaced_by(self) -> tuple[str, ...]:
        """IRIs of what stands for a term that is deprecated."""
        return self.term.iris("dcterms:isReplacedBy")

    @property
    def reasons(self) -> tuple[ox.Literal, ...]:
        """Why a term is deprecated, in each language."""
        return next((texts for short in REASONS if (texts := self.term.literals(short))), ())


def changes(before: Ontology, after: Ontology) -> tuple[Change, ...]:
    """Return the changes of terms from one version to another: added, removed, deprecated, changed, each by name."""
    found = []
    for name, term in after.terms.items():
        former = before.terms.get(name)
        if former is None:
            found.append(Change(name, ADDED, term))
        else:
            details = _details(former, term)
            if is_deprecated(term) and not is_deprecated(former):
                found.append(Change(name, DEPRECATED, term, details))
            elif details or is_deprecated(term) != is_deprecated(former):
                found.append(Change(name, CHANGED, term, details))
    found += [Change(name, REMOVED, term) for name, term in before.terms.items() if name not in after.terms]
    order = (ADDED, REMOVED, DEPRECATED, CHANGED)
    return tuple(sorted(found, key=lambda change: (order.index(change.what), change.name)))


def _details(former: Subject, term: Subject) -> tuple[Detail, ...]:
    was, now = _by_language(former), _by_language(term)
    found = []
    for key in sorted(was.keys() | now.keys()):
        old, new = was.get(key, frozenset()), now.get(key, frozenset())
        if old != new:
            found.append(Detail(*key, tuple(sorted(old - new, key=str)), tuple(sorted(new - old, key=str))))
    return tuple(found)


def _by_language(term: Subject) -> Mapping[tuple[str, str], frozenset[Term]]:
    found: dict[tuple[str, str], set[Term]] = defaultdict(set)
    for prop, values in term.said.items():
        if prop not in _NOT_COMPARED:
            for value in values:
                found[prop, (value.language or "") if isinstance(value, ox.Literal) else ""].add(value)
    return {key: frozenset(values) for key, values in found.items()}
