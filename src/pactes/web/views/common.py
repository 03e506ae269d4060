"""What all pages share: the visit, evidence marks, values with their links, and statements in a settled order."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from pyoxigraph import Literal, NamedNode

from pactes.rdf.namespaces import PREFIXES
from pactes.store.terms import Term
from pactes.web.addresses import Addresses
from pactes.web.descriptions import Description
from pactes.web.gathering import Gathering
from pactes.web.i18n import Language
from pactes.web.labels import batched_iris, labels
from pactes.web.reader import Reader, Row, required, text, values

K = TypeVar("K")

_XSD = PREFIXES["xsd"]
_EVIDENCE_KEPT = 500  # evidence of one node: the page shows the first ones and says how many there are


@dataclass(frozen=True)
class Visit:
    """One visit: where to read, in which language to speak, how to make links."""

    reader: Reader
    language: Language
    addresses: Addresses
    texts: Callable[[str], str | None]  # IRI of a document → its canonical text, where the release has it
    asked: Mapping[str, str] = field(default_factory=dict)  # parameters of the address
    release: Path | None = None  # folder of the release, where it is on this machine
    kept: dict[Hashable, Any] = field(default_factory=dict)  # what was computed once for this release

    @property
    def base(self) -> str:
        """The base IRI."""
        return self.addresses.base

    def term(self, name: str) -> str:
        """Return the IRI of a term of our ontology (``Contrat``)."""
        return f"{self.base}def#{name}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where something is said: the quote, its document, its line (1-based) and its first character (0-based)."""

    iri: str
    quote: str
    document: str
    document_label: str
    line: int | None = None
    page: int | None = None
    start: int | None = None  # where the query asks for it
    end: int | None = None
    rules: tuple[str, ...] = ()  # what read the statement, not only this passage of it
    confidence: str | None = None  # from 0 to 1


@dataclass(frozen=True, slots=True)
class Value:
    """A value to print: a text in its language, or a link to a thing that has a page (``iri``)."""

    text: str
    iri: str | None = None
    language: str | None = None
    raw: str | None = None  # what machines read, when people read something else
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One property of a thing with its values."""

    iri: str
    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Things that point to the thing shown, by the property that does."""

    iri: str
    label: str
    items: tuple[Value, ...] = field(default=())


async def evidence(
    visit: Visit, iris: Iterable[str], limit: int = _EVIDENCE_KEPT
) -> Mapping[str, tuple[Evidence, ...]]:
    """Return the evidence of each node, in the order of documents and lines, at most ``limit`` each."""
    asked = visit.reader.gatherings.setdefault("evidence", Gathering(lambda iris: _evidence(visit, iris)))
    return {iri: marks[:limit] for iri, marks in (await asked.get(iris)).items()}


async def _evidence(visit: Visit, iris: Iterable[str]) -> Mapping[str, tuple[Evidence, ...]]:
    found: dict[str, dict[str, Evidence]] = defaultdict(dict)
    for batch in batched_iris(iris):
        rows = await visit.reader.select(
            "SELECT ?node ?passage ?quote ?line ?page ?document ?label ?rule ?sure WHERE { VALUES ?node { "
            + values(batch)
            + f" }} ?node pactes:preuve ?passage . {PASSAGE} {READ_BY} }}"
        )
        _gather(found, rows, lambda row: required(row, "node"))
    return {
        iri: tuple(sorted(marks.values(), key=lambda mark: (mark.document, mark.line or 0, mark.iri)))
        for iri, marks in found.items()
    }


def _gather(found: dict[K, dict[str, Evidence]], rows: Iterable[Row], key: Callable[[Row], K]) -> None:
    """Add the evidence of rows to what was found: one row is one rule, the evidence of a passage has them all."""
    for row in rows:
        mark, marks = as_evidence(row), found[key(row)]
        known = marks.get(mark.iri)
        if known is None:
            marks[mark.iri] = mark
        elif not set(mark.rules) <= set(known.rules):
            marks[mark.iri] = replace(known, rules=tuple(sorted({*known.rules, *mark.rules})))


# What tells the rules and the confidence of ``?node``.
READ_BY = "OPTIONAL { ?node pactes:regle ?rule } OPTIONAL { ?node pactes:confiance ?sure }"

# What a query must hold for ``as_evidence`` to read its rows.
PASSAGE = (
    "?passage oa:hasSource ?document ; oa:hasSelector/oa:exact ?quote . OPTIONAL { ?passage pactes:ligne ?line } "
    "OPTIONAL { ?passage pactes:page ?page } OPTIONAL { ?document dcterms:title ?label }"
)


def as_evidence(row: Row) -> Evidence:
    """Return the evidence that a row of a query with ``PASSAGE`` tells."""
    line, page, rule = text(row, "line"), text(row, "page"), text(row, "rule")
    document, (start, end) = required(row, "document"), span_of(required(row, "passage"))
    return Evidence(
        iri=required(row, "passage"),
        quote=required(row, "quote"),
        document=document,
        document_label=text(row, "label") or document.rsplit("/", 1)[-1],
        line=int(line) if line else None,
        page=int(page) if page else None,
        start=start,
        end=end,
        rules=(rule,) if rule else (),
        confidence=text(row, "sure"),
    )


_SPAN = re.compile(r"/passage/(\d{1,12})-(\d{1,12})$")


def span_of(passage: str) -> tuple[int, int] | tuple[None, None]:
    """Return the first code point of a passage and the one after its last, as its IRI tells them."""
    match = _SPAN.search(passage)
    return (int(match[1]), int(match[2])) if match else (None, None)


async def statement_evidence(visit: Visit, iri: str) -> Mapping[tuple[str, str], tuple[Evidence, ...]]:
    """Return the evidence of values that are read elsewhere than their node: (property, value) → evidence."""
    rows = await visit.reader.select(
        "SELECT ?property ?value ?passage ?quote ?line ?page ?document ?label ?rule ?sure WHERE { "
        f"?node pactes:sujet {NamedNode(iri)} ; pactes:propriete ?property ; pactes:valeur ?value ; "
        f"pactes:preuve ?passage . {PASSAGE} {READ_BY} }} ORDER BY ?document ?line ?passage"
    )
    found: dict[tuple[str, str], dict[str, Evidence]] = defaultdict(dict)
    _gather(found, rows, lambda row: (required(row, "property"), required(row, "value")))
    return {
        key: tuple(sorted(marks.values(), key=lambda mark: (mark.document, mark.start or 0, mark.iri)))
        for key, marks in found.items()
    }


def shown(visit: Visit, literal: Literal) -> Value:
    """Return a literal as people read it: dates, durations, numbers and truth values in the visitor's language."""
    say, raw = visit.language, literal.value
    kind = literal.datatype.value.removeprefix(_XSD)
    match kind:
        case "date" | "gYearMonth" | "gYear":
            return Value(say.date(raw), raw=raw)
        case "dateTime":
            return Value(f"{say.date(raw[:10])}, {raw[11:16]}" if len(raw) > 15 else raw, raw=raw)
        case "duration":
            return Value(say.duration(raw), raw=raw)
        case "decimal" | "integer" | "double" | "nonNegativeInteger":
            return Value(say.number(raw), raw=raw)
        case "boolean":
            return Value(say.gettext("oui") if raw in ("true", "1") else say.gettext("non"), raw=raw)
        case _:
            return Value(raw, language=literal.language)


def shown_iri(visit: Visit, iri: str, names: Mapping[str, Literal]) -> Value:
    """Return a link to a thing by its name; an IRI that is no web address is printed, not linked."""
    name = names.get(iri)
    if not visit.addresses.is_web(iri):
        return Value(iri)
    return Value(name.value if name else iri, iri=iri, language=name.language if name else None)


def in_one_language(terms: Sequence[Term], language: str) -> tuple[Term, ...]:
    """Keep, of texts given in several languages, those of the asked one (else French); other terms stay."""
    tags = {term.language for term in terms if isinstance(term, Literal) and term.language}
    if len(tags) < 2:
        return tuple(terms)
    keep = language if language in tags else "fr" if "fr" in tags else min(tags)
    return tuple(term for term in terms if not (isinstance(term, Literal) and term.language and term.language != keep))


# What the generic statements leave out: it has its own place on the page.
_APART = ("preuve", "regle", "confiance", "signature", "enonce")
_APART_IRIS = frozenset(
    PREFIXES[prefix] + name
    for prefix, name in (("rdf", "type"), ("rdfs", "label"), ("oa", "hasSelector"), ("rdfs", "isDefinedBy"))
)
# The order in which people want to read statements; others follow by name.
_FIRST = (
    "montant", "devise", "nature", "texte", "valeur", "unite", "dispositif", "statut",
    "dateSignature", "dateDebut", "dateFin", "duree", "contrat", "axe", "signataire", "partie", "financeur",
    "beneficiaire", "objet", "annee", "frequence", "fondeSur",
)  # fmt: skip
_THEN = tuple(PREFIXES["dcterms"] + name for name in ("creator", "publisher", "issued", "type", "rights"))


async def statements(visit: Visit, description: Description, leave_out: Iterable[str] = ()) -> tuple[Statement, ...]:
    """Return what is said of the thing, in reading order; ``leave_out`` holds property IRIs shown elsewhere.

    The evidence of a value is that of its own statement; see ``saying.proved`` for what is said with the thing itself.
    """
    out = _APART_IRIS | {visit.term(name) for name in _APART} | set(leave_out)
    kept = {iri: terms for iri, terms in description.properties.items() if iri not in out}
    title = PREFIXES["dcterms"] + "title"
    if kept.get(title) == description.properties.get(PREFIXES["rdfs"] + "label"):
        kept.pop(title, None)
    named = [term.value for terms in kept.values() for term in terms if isinstance(term, NamedNode)]
    names, marks = await asyncio.gather(
        labels(visit.reader, [*kept, *named], visit.language.code), statement_evidence(visit, description.iri)
    )
    said = []
    for iri, terms in kept.items():
        shown_values = tuple(
            _with_evidence(_value(visit, term, names), marks.get((iri, term.value), ()))
            for term in in_one_language(terms, visit.language.code)
            if isinstance(term, NamedNode | Literal)
        )
        said.append(Statement(iri, names[iri].value, shown_values))
    order = {iri: rank for rank, iri in enumerate([*map(visit.term, _FIRST), *_THEN])}
    return tuple(sorted(said, key=lambda item: (order.get(item.iri, len(order)), item.label.lower(), item.iri)))


def _value(visit: Visit, term: NamedNode | Literal, names: Mapping[str, Literal]) -> Value:
    return shown(visit, term) if isinstance(term, Literal) else shown_iri(visit, term.value, names)


def _with_evidence(value: Value, marks: tuple[Evidence, ...]) -> Value:
    if not marks:
        return value
    return Value(value.text, value.iri, value.language, value.raw, marks)


async def incoming(visit: Visit, description: Description) -> tuple[Group, ...]:
    """Return one page of what points to the thing, by property; statements and passages that serve evidence apart."""
    by_property: dict[str, list[str]] = defaultdict(list)
    for quad in description.incoming:
        if isinstance(quad.subject, NamedNode) and quad.subject.value not in by_property[quad.predicate.value]:
            by_property[quad.predicate.value].append(quad.subject.value)
    names = await labels(
        visit.reader, [*by_property, *(s for group in by_property.values() for s in group)], visit.language.code
    )
    return tuple(
        Group(
            iri,
            inverse(visit, iri) or names[iri].value,
            tuple(shown_iri(visit, subject, names) for subject in subjects),
        )
        for iri, subjects in sorted(by_property.items(), key=lambda item: names[item[0]].value)
    )


# What a property says when it is read from the thing it points to.
_INVERSES = {
    "dcterms:isPartOf": ("comprend", "holds"),
    "dcterms:isReplacedBy": ("a pris la place de", "took the place of"),
    "org:classification": ("organisations de cette sorte", "organisations of this kind"),
    "dcterms:spatial": ("concerne ce territoire", "is about this territory"),
    "dcterms:type": ("est de ce genre", "is of this kind"),
    "skos:broader": ("plus précis", "narrower"),
    "pactes:axe": ("engagements de cet axe", "commitments of this axis"),
    "pactes:contrat": ("relève de ce contrat", "belongs to this contract"),
    "pactes:dispositif": ("contrats de cette famille", "contracts of this family"),
    "pactes:document": ("contrat dont il est le texte", "contract it is the text of"),
    "pactes:enonce": ("énoncé de", "statement of"),
    "pactes:financeur": ("finance", "funds"),
    "pactes:fondeSur": ("fonde", "is the basis of"),
    "pactes:nature": ("montants de cette nature", "amounts of this kind"),
    "pactes:partie": ("est partie à", "is party to"),
    "pactes:porteSur": ("contradictions", "contradictions"),
    "pactes:preuve": ("prouve", "is evidence of"),
    "pactes:signataire": ("signe", "signs"),
    "pactes:signature": ("signature de", "signature of"),
    "pactes:statut": ("a ce statut", "has this status"),
    "pactes:sujet": ("énoncés", "statements"),
    "prov:used": ("utilisé par", "used by"),
    "prov:generated": ("produit par", "generated by"),
}


def inverse(visit: Visit, iri: str) -> str | None:
    """Return how a property reads from the thing it points to, None where only its own name is known."""
    for short, said in _INVERSES.items():
        prefix, _, name = short.partition(":")
        if iri == (visit.term(name) if prefix == "pactes" else PREFIXES[prefix] + name):
            return said[0 if visit.language.code == "fr" else 1]
    return None


def natural(number: str | None, label: str = "") -> tuple[object, ...]:
    """Return a sort key under which ``1.2`` comes before ``1.10``, and what has no number comes last, by name."""
    if not number:
        return (1, (), label)
    parts = number.replace(")", "").split(".")
    return (0, tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part), label)
