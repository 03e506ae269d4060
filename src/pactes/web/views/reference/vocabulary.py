"""The page of a vocabulary: its concepts, what they mean, what they resemble elsewhere, how much the data use them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pyoxigraph import Literal, NamedNode

from pactes.rdf.namespaces import PREFIXES
from pactes.rdf.said import Subject, iri, subjects
from pactes.web.descriptions import Description, concepts_of
from pactes.web.labels import best, labels
from pactes.web.reader import required, values
from pactes.web.views.common import Statement, Value, Visit, shown_iri
from pactes.web.views.reference.book import alphabetical, prefixed, told_once

_MATCHES = ("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch")
_NOTES = ("skos:scopeNote", "skos:note", "skos:example", "skos:changeNote", "skos:historyNote", "skos:editorialNote")
_OTHER_NAMES = ("skos:altLabel", "skos:notation")
_FOR_SEARCH = ("rdf:type", "skos:prefLabel", "skos:definition", "skos:inScheme", "skos:notation")
_NO_USE = ("owl:sameAs", "rdf:first", "sh:hasValue", "rdfs:seeAlso")
_RELATIONS = ("skos:broader", "skos:related", "rdfs:seeAlso", "dcterms:isReplacedBy")


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of a vocabulary: its definition, what else is said of it, and how many things use it."""

    link: Value
    slug: str
    definition: Value | None
    facts: tuple[Statement, ...] = ()
    uses: int = 0
    children: tuple[Concept, ...] = ()


async def vocabulary(visit: Visit, description: Description) -> dict[str, Any]:
    """Return what the page of a vocabulary prints: its concepts, those that are narrower under the broader one."""
    quads = await concepts_of(visit.reader, description.iri)
    found = subjects(quads)
    uses = await _uses(visit, description.iri)
    mentioned = {
        term.value for s in found.values() for terms in s.said.values() for term in terms if isinstance(term, NamedNode)
    }
    names = await labels(
        visit.reader, {*found, *mentioned, *(p for s in found.values() for p in s.said)}, visit.language.code
    )
    narrower: dict[str, list[str]] = defaultdict(list)
    for address, subject in found.items():
        for broader in subject.iris("skos:broader"):
            if broader in found:
                narrower[broader].append(address)

    def concept(address: str, above: frozenset[str] = frozenset()) -> Concept:
        subject = found[address]
        return Concept(
            shown_iri(visit, address, names),
            address.rsplit("/", 1)[-1],
            _text(visit, subject.literals("skos:definition")),
            tuple(_facts(visit, subject, names, told_above=bool(above))),
            uses.get(address, 0),
            tuple(concept(below, above | {address}) for below in _sorted(narrower[address]) if below not in above),
        )

    def _sorted(addresses: Any) -> list[str]:
        return sorted(addresses, key=lambda address: alphabetical(shown_iri(visit, address, names).text))

    top = [a for a, s in found.items() if not any(b in found for b in s.iris("skos:broader"))]
    said = subjects(description.outgoing)[description.iri]
    concepts = tuple(concept(address) for address in _sorted(top))
    return {
        "concepts": concepts,
        "concept_count": len(found),
        "schema_quads": told_once(quads, visit.language.code, _FOR_SEARCH),
        "description_texte": _text(visit, said.literals("skos:definition")),
        "shown_apart": [
            iri(short) for short in ("skos:hasTopConcept", "skos:definition", "skos:prefLabel", "dcterms:title")
        ],
        "incoming_apart": [PREFIXES["skos"] + "inScheme", PREFIXES["skos"] + "topConceptOf"],
    }


def _text(visit: Visit, literals: Iterable[Literal]) -> Value | None:
    chosen = best(literals, visit.language.code)
    return Value(chosen.value, language=chosen.language) if chosen else None


async def vocabularies(visit: Visit, description: Description) -> dict[str, Any]:
    """Return what the list of the vocabularies prints: what each is for, and how many concepts it has."""
    found = subjects(description.context)
    rows = await visit.reader.select(
        f"SELECT ?v (COUNT(DISTINCT ?c) AS ?n) WHERE {{ VALUES ?v {{ {values(found)} }} ?c skos:inScheme ?v }} "
        "GROUP BY ?v"
    )
    counts = {required(row, "v"): int(required(row, "n")) for row in rows}
    names = await labels(visit.reader, found, visit.language.code)
    listed = [
        Concept(
            shown_iri(visit, address, names),
            address.rsplit("/", 1)[-1],
            _text(visit, subject.literals("skos:definition")),
            uses=counts.get(address, 0),
        )
        for address, subject in found.items()
    ]
    return {
        "vocabularies": tuple(sorted(listed, key=lambda item: alphabetical(item.link.text))),
        "shown_apart": [iri("dcterms:hasPart")],
    }


async def _uses(visit: Visit, scheme: str) -> Mapping[str, int]:
    """Return how many things of the data have each concept as a value; links between concepts do not count.

    They are counted once for a release. By which properties is asked first: to judge each link by the text of its
    property, or each thing by its class, takes half a second of a million triples.
    """
    key, node = ("vocabulary.uses", scheme), NamedNode(scheme)
    if key in visit.kept:
        return visit.kept[key]  # type: ignore[no-any-return]
    rows = await visit.reader.select(f"SELECT DISTINCT ?p WHERE {{ ?c skos:inScheme {node} . ?user ?p ?c }}")
    using = {required(row, "p") for row in rows} - {iri(short) for short in _NO_USE}
    using = {property_iri for property_iri in using if not property_iri.startswith(PREFIXES["skos"])}
    counts: dict[str, int] = {}
    if using:
        allowed = ", ".join(str(NamedNode(property_iri)) for property_iri in sorted(using))
        rows = await visit.reader.select(
            f"SELECT ?c (COUNT(DISTINCT ?user) AS ?n) WHERE {{ ?c skos:inScheme {node} . ?user ?p ?c "
            f"FILTER(?p IN ({allowed})) MINUS {{ ?user a skos:ConceptScheme }} }} GROUP BY ?c"
        )
        counts = {required(row, "c"): int(required(row, "n")) for row in rows}
    visit.kept[key] = counts
    return counts


def _facts(visit: Visit, subject: Subject, names: Mapping[str, Literal], *, told_above: bool) -> Iterator[Statement]:
    code = visit.language.code
    for short in (*_NOTES, *_OTHER_NAMES, *_MATCHES, *_RELATIONS):
        if short == "skos:broader" and told_above:
            continue
        texts = [text for text in subject.literals(short) if text.language in (code, None)]
        found = tuple(Value(text.value) for text in texts) or tuple(
            _linked(visit, address, names) for address in subject.iris(short)
        )
        if found:
            prefix, _, name = short.partition(":")
            address = PREFIXES[prefix] + name
            yield Statement(address, names[address].value if address in names else short, found)


def _linked(visit: Visit, address: str, names: Mapping[str, Literal]) -> Value:
    """Return a link to a concept; one of another vocabulary is told by its prefixed name too."""
    shown, code = shown_iri(visit, address, names), prefixed(address, visit.base)
    ours = visit.addresses.local_path(address) is not None
    return shown if ours or code in (address, shown.text) else replace(shown, text=f"{shown.text} ({code})")
