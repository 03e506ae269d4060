"""Contradictions: all of them, by kind, document and contract; and the page of one, both passages in their context."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode

from pactes.web.descriptions import Description
from pactes.web.labels import labels
from pactes.web.reader import required, text, values
from pactes.web.views.certainty import Certainty, certainty
from pactes.web.views.common import Evidence, Value, Visit, shown_iri
from pactes.web.views.contradiction_words import found_by
from pactes.web.views.differences import Word, marked
from pactes.web.views.documents import text_of
from pactes.web.views.lists import Disagreement, disagreements
from pactes.web.views.passages import in_context
from pactes.web.views.text_lines import Line, Mark

PAGE = 20  # contradictions of one page of the list
_CHOICES = 200  # documents or contracts that one may choose from


@dataclass(frozen=True, slots=True)
class Entry:
    """A contradiction in the index of a release: IRIs of its kind, subjects, documents and contracts."""

    iri: str
    label: str
    kind: str
    documents: tuple[str, ...]
    contracts: tuple[str, ...]
    settled: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """A human decision that settles a contradiction."""

    iri: str
    reason: str
    date: str
    author: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter, with how many contradictions it leaves."""

    value: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Side:
    """What one passage says: the value, the words of it that the others do not have, the passage in its context."""

    value: Value
    words: tuple[Word, ...]
    evidence: tuple[Evidence, ...]
    context: tuple[Line, ...] | None
    read: Certainty | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which contradictions are asked for: slug of a kind, IRIs, ``ouverte`` or ``tranchee``; empty for all."""

    kind: str = ""
    document: str = ""
    contract: str = ""
    state: str = ""


async def index(visit: Visit) -> tuple[Entry, ...]:
    """Return all contradictions of the release, by name; it is made once for a release."""
    if "contradictions" not in visit.kept:
        visit.kept["contradictions"] = await _index(visit)
    found: tuple[Entry, ...] = visit.kept["contradictions"]
    return found


async def _index(visit: Visit) -> tuple[Entry, ...]:
    rows = await visit.reader.select(
        "SELECT DISTINCT ?x ?label ?kind ?subject ?document WHERE { ?x a pactes:Contradiction . "
        "OPTIONAL { ?x rdfs:label ?label } OPTIONAL { ?x pactes:genre ?kind } OPTIONAL { ?x pactes:porteSur ?subject } "
        "OPTIONAL { ?x pactes:enonce/pactes:preuve/oa:hasSource ?document } }"
    )
    about = await visit.reader.select(
        "SELECT DISTINCT ?x ?contract WHERE { ?x a pactes:Contradiction ; pactes:porteSur ?subject . "
        "{ ?subject a pactes:Contrat BIND(?subject AS ?contract) } UNION { ?subject pactes:contrat ?contract } }"
    )
    contracts: dict[str, set[str]] = defaultdict(set)
    for row in about:
        contracts[required(row, "x")].add(required(row, "contract"))
    settled = set(await settlements(visit))
    documents: dict[str, set[str]] = defaultdict(set)
    names: dict[str, tuple[str, str]] = {}
    for row in rows:
        iri = required(row, "x")
        names.setdefault(iri, (text(row, "label") or iri.rsplit("/", 1)[-1], text(row, "kind") or ""))
        if document := text(row, "document"):
            documents[iri].add(document)
    return tuple(
        Entry(iri, label, kind, tuple(sorted(documents[iri])), tuple(sorted(contracts[iri])), iri in settled)
        for iri, (label, kind) in sorted(names.items(), key=lambda item: (item[1][0].lower(), item[0]))
    )


async def settlements(visit: Visit, only: str | None = None) -> Mapping[str, Decision]:
    """Return the decisions that settle contradictions, by contradiction (``only`` one, when given).

    A decision is published with its subject in its name; it settles the contradictions about it whose property has one
    value, among those that the sources give.
    """
    rows = await visit.reader.select(
        "SELECT DISTINCT ?node ?label ?reason ?date ?author WHERE { ?node a prov:Activity ; dcterms:type 'trancher' ; "
        "rdfs:label ?label . OPTIONAL { ?node dcterms:description ?reason } OPTIONAL { ?node dcterms:date ?date } "
        "OPTIONAL { ?node prov:wasAssociatedWith/foaf:name ?author } }"
    )
    if not rows:
        return {}
    by_subject = {
        visit.base + required(row, "label").rpartition(" : ")[2]: Decision(
            required(row, "node"),
            text(row, "reason") or "",
            visit.language.date(text(row, "date") or ""),
            text(row, "author"),
        )
        for row in rows
    }
    subjects = [subject for subject in by_subject if visit.addresses.is_web(subject) and " " not in subject]
    bound = f"VALUES ?x {{ {NamedNode(only)} }} " if only else ""
    stated = await visit.reader.select(
        f"SELECT ?x ?subject (COUNT(DISTINCT ?v) AS ?n) WHERE {{ {bound}VALUES ?subject {{ {values(subjects)} }} "
        "?x pactes:porteSur ?subject ; pactes:propriete ?p ; pactes:enonce/pactes:valeur ?v . ?subject ?p ?v } "
        "GROUP BY ?x ?subject"
    )
    return {required(row, "x"): by_subject[required(row, "subject")] for row in stated if required(row, "n") == "1"}


def asked_of(visit: Visit) -> Asked:
    """Return what the address asks for."""
    get = visit.asked.get
    return Asked(get("genre") or "", get("document") or "", get("contrat") or "", get("etat") or "")


def kept_by(asked: Asked) -> Callable[[Entry], bool]:
    """Return whether an entry is asked for."""

    def keeps(entry: Entry) -> bool:
        return (
            (not asked.kind or entry.kind.rsplit("/", 1)[-1] == asked.kind)
            and (not asked.document or asked.document in entry.documents)
            and (not asked.contract or asked.contract in entry.contracts)
            and (not asked.state or entry.settled == (asked.state == "tranchee"))
        )

    return keeps


async def listed(visit: Visit, page: int) -> dict[str, Any]:
    """Return what the template ``contradictions.html`` prints: one page of the list, and what it may be filtered by."""
    entries, asked = await index(visit), asked_of(visit)
    kept = [entry for entry in entries if kept_by(asked)(entry)]
    shown = kept[(page - 1) * PAGE : page * PAGE]
    found: tuple[Disagreement, ...] = ()
    if shown:
        found = await disagreements(visit, f"VALUES ?x {{ {values(entry.iri for entry in shown)} }}")
    settled = {entry.iri for entry in shown if entry.settled}
    kinds = Counter(entry.kind for entry in entries)
    documents = Counter(document for entry in entries for document in entry.documents)
    contracts = Counter(contract for entry in entries for contract in entry.contracts)
    names = await labels(
        visit.reader,
        [*kinds, *_most(documents, asked.document), *_most(contracts, asked.contract)],
        visit.language.code,
    )
    return {
        "asked": asked,
        "found": tuple((item, item.iri in settled) for item in found),
        "total": len(entries),
        "kept": len(kept),
        "settled": sum(entry.settled for entry in entries),
        "pages": -(-len(kept) // PAGE),
        "kinds": _choices(kinds, names, lambda iri: iri.rsplit("/", 1)[-1]),
        "documents": _choices({iri: documents[iri] for iri in _most(documents, asked.document)}, names),
        "contracts": _choices({iri: contracts[iri] for iri in _most(contracts, asked.contract)}, names),
        "csv": table(visit, asked),
        "page": page,
        "more": page * PAGE < len(kept),
        "page_href": lambda number: visit.addresses.url("/contradictions", **_parameters(asked), page=number),
    }


def _parameters(asked: Asked) -> dict[str, str]:
    return {"genre": asked.kind, "document": asked.document, "contrat": asked.contract, "etat": asked.state}


def _most(counts: Counter[str], chosen: str) -> list[str]:
    most = [iri for iri, _ in counts.most_common(_CHOICES)]
    return [*most, chosen] if chosen in counts and chosen not in most else most


def _choices(
    counts: Mapping[str, int], names: Mapping[str, Literal], value: Callable[[str], str] = str
) -> tuple[Choice, ...]:
    found = [Choice(value(iri), names[iri].value if iri in names else iri, count) for iri, count in counts.items()]
    return tuple(sorted(found, key=lambda choice: choice.words.lower()))


def table(visit: Visit, asked: Asked) -> str:
    """Return the address that gives the contradictions asked for as CSV, one line a statement."""
    bounds = ""
    if asked.kind and all(part.isalnum() for part in asked.kind.split("-")):
        bounds += f" ; pactes:genre <{visit.base}voc/genre-contradiction/{asked.kind}>"
    about = ""
    for iri, pattern in ((asked.document, "FILTER(?document = {})"), (asked.contract, "FILTER(?sujet = {})")):
        if iri:
            try:
                about += " " + pattern.format(NamedNode(iri))
            except ValueError:
                continue
    query = (
        f"PREFIX pactes: <{visit.base}def#>\nPREFIX oa: <http://www.w3.org/ns/oa#>\n"
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
        "SELECT DISTINCT ?contradiction ?nom ?genre ?sujet ?valeur ?document ?ligne ?citation WHERE {\n"
        f"  ?contradiction a pactes:Contradiction{bounds} ; rdfs:label ?nom ; pactes:genre ?genre ;\n"
        "    pactes:porteSur ?sujet ; pactes:enonce ?enonce .\n"
        "  ?enonce pactes:valeur ?valeur ; pactes:preuve ?passage .\n"
        "  ?passage oa:hasSource ?document ; pactes:ligne ?ligne ; oa:hasSelector/oa:exact ?citation .\n"
        f" {about}\n}} ORDER BY ?contradiction ?document ?ligne"
    )
    return f"{visit.addresses.root}/sparql?{urlencode({'query': query, '_mediatype': 'text/csv'})}"


async def one(visit: Visit, description: Description) -> dict[str, Any]:
    """Return what the template ``contradiction.html`` prints beyond the statements."""
    found = await disagreements(visit, f"VALUES ?x {{ {NamedNode(description.iri)} }}")
    disagreement = found[0] if found else None
    sides = await _sides(visit, disagreement.said) if disagreement else ()
    kind = description.one(visit.term("genre"))
    rules = [term.value for term in description.properties.get(visit.term("regle"), ()) if isinstance(term, Literal)]
    documents = [mark.document for side in sides for mark in side.evidence]
    names = await labels(visit.reader, documents, visit.language.code)
    called = {"titre": disagreement.label} if disagreement else {}
    return {
        **called,
        "disagreement": disagreement,
        "meaning": found_by(rules, visit.language),
        "sides": sides,
        "kind": kind.value.rsplit("/", 1)[-1] if isinstance(kind, NamedNode) else None,
        "found_by": certainty(tuple(rules), None, visit.language),
        "between": tuple(shown_iri(visit, iri, names) for iri in dict.fromkeys(documents)),
        "decision": (await settlements(visit, description.iri)).get(description.iri),
        "all_href": visit.addresses.url("/contradictions"),
        "above": [Value(visit.language.gettext("Contradictions"), raw=visit.addresses.url("/contradictions"))],
        "shown_apart": [visit.term(name) for name in ("enonce", "genre")],
    }


async def _sides(visit: Visit, said: Sequence[Value]) -> tuple[Side, ...]:
    words = marked([value.text for value in said])
    texts: dict[str, str | None] = {}
    sides = []
    for value, told in zip(said, words, strict=True):
        context, first = None, next(iter(value.evidence), None)
        if first is not None and first.start is not None and first.end is not None:
            if first.document not in texts:
                texts[first.document] = await text_of(visit, first.document)
            source = texts[first.document]
            if source is not None:
                context = in_context(source, Mark(first.iri, first.start, first.end))
        read = certainty(first.rules, first.confidence, visit.language) if first else None
        sides.append(Side(value, told, value.evidence, context, read))
    return tuple(sorted(sides, key=_place))


def _place(side: Side) -> tuple[str, int, str]:
    first = next(iter(side.evidence), None)
    return (first.document, first.start or 0, side.value.text) if first else ("\uffff", 0, side.value.text)
