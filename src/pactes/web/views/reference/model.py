"""What the templates of the ontology, the shapes and the vocabularies print."""

from __future__ import annotations

from dataclasses import dataclass

from pactes.web.views.common import Statement, Value
from pactes.web.views.reference.diagram import Drawing
from pactes.web.views.reference.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Rule:
    """What one shape asks of things of ``classes``, in words; ``shape`` links to it, ``severity`` says how strictly."""

    shape: Value
    severity: str
    classes: tuple[Value, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    message: Value | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A property of a class, or that leads to it; ``code`` is its prefixed name, ``ends`` are the classes there."""

    link: Value
    code: str
    ends: tuple[Value, ...] = ()
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Alignment:
    """A term of another vocabulary that resembles ours: the relation, the term, why."""

    relation: str
    term: Value
    code: str
    why: Value | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A thing of the data, and its values for the property of which it is an example."""

    thing: Value
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class TermPage:
    """A term of the ontology, with all that the page says of it."""

    name: str
    kind: str
    label: Value
    definition: Value | None
    notes: tuple[Statement, ...] = ()
    facts: tuple[Statement, ...] = ()
    alignments: tuple[Alignment, ...] = ()
    deprecated: bool = False
    reason: Value | None = None
    replaced_by: tuple[Value, ...] = ()
    drawing: Drawing | None = None
    lines: tuple[Line, ...] = ()
    incoming: tuple[Line, ...] = ()
    rules: tuple[Rule, ...] = ()
    shapes: tuple[Value, ...] = ()
    count: int | None = None
    examples: tuple[Example, ...] = ()
    questions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Terms of one kind, under one heading."""

    id: str
    title: str
    terms: tuple[TermPage, ...]


@dataclass(frozen=True, slots=True)
class ChangedTerm:
    """What happened to a term from a version to the next: ``details`` are (what, before, after)."""

    name: str
    what: str
    link: str | None
    label: Value | None
    reason: Value | None = None
    replaced_by: tuple[Value, ...] = ()
    details: tuple[tuple[str, tuple[Value, ...], tuple[Value, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What changed from one version of the ontology to the next."""

    before: str
    after: str
    changes: tuple[ChangedTerm, ...]


@dataclass(frozen=True, slots=True)
class ShapePage:
    """A shape: what it judges, what it asks, how strictly, what it answers, how to mend."""

    name: str
    label: Value
    severity: str
    targets: tuple[tuple[str, tuple[Value, ...]], ...] = ()
    path: Phrase | None = None
    phrases: tuple[Phrase, ...] = ()
    messages: tuple[Value, ...] = ()
    remedy: Value | None = None
    queries: tuple[tuple[str, Value | None, str], ...] = ()
    inner: tuple[str, ...] = ()
    held: tuple[ShapePage, ...] = ()
    elsewhere: tuple[Value, ...] = ()
    used_by: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class ShapePart:
    """Shapes under one heading; ``term`` links to the class that they judge."""

    id: str
    title: str
    shapes: tuple[ShapePage, ...]
    term: Value | None = None
