"""The terms of the ontology, each with what defines it, what is drawn from the shapes, and what the data show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from pactes.rdf.ontology import CLASS, is_deprecated, kind_of
from pactes.rdf.ontology_changes import REASONS
from pactes.rdf.said import Subject, iri
from pactes.web.views.common import Statement, Value, inverse
from pactes.web.views.reference.book import Book, alphabetical
from pactes.web.views.reference.class_links import ClassLink, domains, ranges
from pactes.web.views.reference.diagram import Drawing
from pactes.web.views.reference.model import Alignment, Example, Line, Rule, TermPage
from pactes.web.views.reference.phrases import plain
from pactes.web.views.reference.usage import Usage

NOTES = ("skos:scopeNote", "skos:note", "skos:example", "skos:historyNote", "skos:changeNote", "rdfs:comment")
"""Notes of a term, in the order in which they are read."""

_MATCHES = (
    "owl:equivalentClass", "owl:equivalentProperty", "skos:exactMatch", "skos:closeMatch", "skos:broadMatch",
    "skos:narrowMatch", "skos:relatedMatch", "rdfs:seeAlso",
)  # fmt: skip
_ABOVE = ("rdfs:subClassOf", "rdfs:subPropertyOf")
_TOLD = frozenset(
    iri(short)
    for short in (
        "rdf:type", "rdfs:label", "rdfs:isDefinedBy", "skos:definition", "owl:deprecated", "dcterms:isReplacedBy",
        "schema:domainIncludes", "schema:rangeIncludes", "rdfs:domain", "rdfs:range", "skos:editorialNote",
        *_ABOVE, *NOTES, *_MATCHES, *REASONS,
    )
)  # fmt: skip


@dataclass(frozen=True)
class Data:
    """What the data and the questions show of terms, by IRI; nothing for a version that is not the one served."""

    classes: Mapping[str, Usage] = field(default_factory=dict)
    properties: Mapping[str, Usage] = field(default_factory=dict)
    things: Mapping[str, Value] = field(default_factory=dict)
    questions: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    whole: bool = False


@dataclass(frozen=True)
class Writer:
    """Writes the terms of a book; ``drawings`` are those of classes, by name."""

    book: Book
    data: Data
    links: tuple[ClassLink, ...]
    mentions: Mapping[str, tuple[str, ...]]
    drawings: Mapping[str, Drawing] = field(default_factory=dict)

    def terms(self, kind: str) -> tuple[TermPage, ...]:
        """Return the pages of the terms of a kind, in the order of their labels."""
        pages = (self.term(name, term) for name, term in self.book.ontology.of_kind(kind).items())
        return tuple(sorted(pages, key=lambda page: (alphabetical(page.label.text), page.name)))

    def term(self, name: str, term: Subject) -> TermPage:
        """Return the page of a term."""
        book, kind = self.book, kind_of(term) or ""
        rules = self._rules_of_property(term.iri) if kind != CLASS else ()
        told = {rule.shape.iri for rule in rules}
        lines = self._lines(term.iri) if kind == CLASS else ()
        told |= {rule.shape.iri for line in lines for rule in line.rules}
        usage = (self.data.classes if kind == CLASS else self.data.properties).get(term.iri, Usage())
        return TermPage(
            name,
            kind,
            book.text(term.literals("rdfs:label")) or Value(name),
            book.text(term.literals("skos:definition")),
            self._notes(term),
            tuple(self._facts(term, kind)),
            tuple(self._alignments(term)),
            is_deprecated(term),
            self._reason(term),
            book.links(term.iris("dcterms:isReplacedBy")),
            self.drawings.get(name),
            lines,
            self._incoming(term.iri) if kind == CLASS else (),
            rules,
            book.links(
                shape
                for shape in dict.fromkeys([*book.shapes.by_class.get(term.iri, ()), *self.mentions.get(term.iri, ())])
                if shape not in told and shape not in book.shapes.holders
            ),
            usage.count if self.data.whole else None,
            tuple(
                Example(self.data.things[thing], self._example(usage.values.get(thing, ())))
                for thing in usage.examples
                if thing in self.data.things
            ),
            self.data.questions.get(term.iri, ()),
        )

    def _example(self, terms: Iterable[Literal | NamedNode]) -> tuple[Value, ...]:
        found: list[Value] = []
        for term in terms:
            known = self.data.things.get(term.value) if isinstance(term, NamedNode) else None
            found += [known] if known else self.book.values([term])
        return tuple(found[:3])

    def _statement(self, short: str, values: tuple[Value, ...], label: str = "") -> Statement:
        name = iri(short)
        return Statement(name, label or (self.book.names[name].value if name in self.book.names else short), values)

    def _notes(self, term: Subject) -> tuple[Statement, ...]:
        apart = next((short for short in REASONS if term.literals(short)), "") if is_deprecated(term) else ""
        found: list[Statement] = []
        codes = [self.book.short(other) for short in (*_ABOVE, *_MATCHES) for other in term.iris(short)]
        for short in (*NOTES, "skos:editorialNote"):
            language = self.book.visit.language.code
            texts = [
                text
                for text in term.literals(short)
                if text.language in (language, None)
                and not (short == "skos:editorialNote" and text.value.startswith(tuple(codes)))
            ]
            if texts and short != apart:
                found.append(self._statement(short, self.book.values(texts)))
        return tuple(found)

    def _reason(self, term: Subject) -> Value | None:
        if not is_deprecated(term):
            return None
        return next((self.book.text(texts) for short in REASONS if (texts := term.literals(short))), None)

    def _facts(self, term: Subject, kind: str) -> Iterable[Statement]:
        """What else is said of the term: what is above and below it, its ends, and any property not told elsewhere."""
        book, say = self.book, self.book.visit.language.gettext
        for short in _ABOVE:
            if above := [other for other in term.iris(short) if book.ontology.local(other)]:
                yield self._statement(short, book.links(above))
        below = [
            other.iri
            for other in book.ontology.terms.values()
            if any(term.iri in other.iris(short) for short in _ABOVE)
        ]
        if below:
            yield Statement("", say("plus précis"), book.links(below))
        if kind != CLASS:
            for label, ends in ((say("se dit de"), domains(term)), (say("a pour valeur"), ranges(term))):
                if ends:
                    yield Statement("", label, book.links(ends))
            if read := inverse(book.visit, term.iri):
                yield Statement("", say("lu à l’envers"), (Value(read),))
        if status := term.value("vs:term_status"):
            named = {
                "stable": say("stable"),
                "testing": say("à l’essai"),
                "unstable": say("instable"),
                "archaic": say("ancien"),
            }
            yield self._statement("vs:term_status", (Value(named.get(status, status)),))
        for name, terms in term.said.items():
            if name not in _TOLD and name != iri("vs:term_status"):
                yield Statement(name, book.names[name].value, book.values(terms))

    def _alignments(self, term: Subject) -> Iterable[Alignment]:
        """What is above or near the term in other vocabularies; an editorial note that begins by its name says why."""
        book = self.book
        for short in (*_ABOVE, *_MATCHES):
            for other in term.iris(short):
                if book.ontology.local(other) is None:
                    why = book.text(self._why(term, book.short(other)))
                    yield Alignment(self._statement(short, ()).label, book.link(other), book.short(other), why)

    @staticmethod
    def _why(term: Subject, code: str) -> Iterable[Literal]:
        for note in term.literals("skos:editorialNote"):
            rest = note.value.removeprefix(code).lstrip()
            if rest != note.value and rest.startswith(":"):
                yield Literal(rest[1:].strip(), language=note.language)

    def _rules_of_property(self, prop: str) -> tuple[Rule, ...]:
        shapes = self.book.shapes
        return _without_repeats(
            self._rule(address, shapes.classes(address))
            for address in sorted(shapes.by_path.get(prop, ()))
            if shapes.classes(address)
        )

    def _rule(self, address: str, classes: Iterable[str] = ()) -> Rule:
        book = self.book
        shape = book.shapes.known[address]
        return Rule(
            book.link(address),
            book.shapes.severity(address),
            book.links(classes),
            book.teller.rules(shape),
            book.text(shape.literals("sh:message")),
        )

    def _lines(self, name: str) -> tuple[Line, ...]:
        """The properties of a class: those that are said to suit it, and those that a shape asks of it."""
        book, rules = self.book, defaultdict[str, list[Rule]](list)
        for address in sorted(book.shapes.by_class.get(name, ())):
            for path in book.shapes.known[address].iris("sh:path"):
                if path not in book.shapes.known:
                    rules[path].append(self._rule(address))
        own = {term.iri: term for term in book.ontology.terms.values() if name in domains(term)}
        found = []
        for prop in {*own, *rules}:
            term = book.ontology.terms.get(book.ontology.local(prop) or "")
            ends = book.links(ranges(term)) if term else ()
            found.append(Line(book.link(prop), book.short(prop), ends, tuple(rules.get(prop, ()))))
        return tuple(
            sorted(found, key=lambda line: (not line.code.startswith("pactes:"), alphabetical(line.link.text)))
        )

    def _incoming(self, name: str) -> tuple[Line, ...]:
        found: dict[str, list[str]] = defaultdict(list)
        for link in self.links:
            if link.target == name:
                found[link.property].append(link.source)
        return tuple(
            Line(self.book.link(prop), self.book.short(prop), self.book.links(sources))
            for prop, sources in sorted(found.items(), key=lambda item: alphabetical(self.book.link(item[0]).text))
        )


def _without_repeats(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return rules without those that ask nothing more than another does, as strictly."""
    kept: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: -len(rule.phrases)):
        asked = {plain(phrase) for phrase in rule.phrases}
        if not asked or not any(
            rule.severity == other.severity
            and set(rule.classes) <= set(other.classes)
            and asked <= {plain(phrase) for phrase in other.phrases}
            for other in kept
        ):
            kept.append(rule)
    return tuple(kept)
