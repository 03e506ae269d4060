"""The pages of datasets and of named graphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode

from pactes.rdf.namespaces import PREFIXES
from pactes.web.descriptions import Description
from pactes.web.labels import best, labels
from pactes.web.reader import Row, required, text
from pactes.web.views.common import Statement, Visit, in_one_language, shown, shown_iri
from pactes.web.views.lists import grouped

_RDFS, _SKOS, _SH = PREFIXES["rdfs"], PREFIXES["skos"], PREFIXES["sh"]
_RDF = PREFIXES["rdf"]


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the ontology, or a shape: its name, and what is said of it."""

    name: str
    label: str
    definition: str | None
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Terms of one sort."""

    id: str
    title: str
    prefix: str
    terms: tuple[Term, ...]


_NOT_TOLD = frozenset(
    {_RDF + "type", _RDFS + "label", _RDFS + "isDefinedBy", _SKOS + "definition", _RDFS + "comment", _SH + "name"}
)
_DEFINITIONS = (_SKOS + "definition", _RDFS + "comment", _SH + "description", _SH + "message")


async def dataset(visit: Visit, description: Description) -> dict[str, Any]:
    """A dataset: each thing that is named inside its page (a partition, a checksum…), at its anchor."""
    inside = f"{description.iri}#"
    prefix = inside.rsplit("/", 1)[-1].rstrip("#")
    sections = await _sections(visit, description.graphs, prefix, inside, (("parties", "Ses parties", ()),))
    listed = [
        name
        for name, terms in description.properties.items()
        if all(isinstance(term, NamedNode) and term.value.startswith(inside) for term in terms)
    ]
    return {"term_sections": sections, "shown_apart": listed}


async def _sections(
    visit: Visit,
    graphs: Sequence[str],
    prefix: str,
    namespace: str,
    sorts: tuple[tuple[str, str, tuple[str, ...]], ...],
) -> tuple[Section, ...]:
    # The parts are told by the graphs that tell of the whole: the others, which may be thousands, are not looked at.
    told = " UNION ".join(f"{{ GRAPH {NamedNode(graph)} {{ ?s ?p ?o }} }}" for graph in graphs)
    rows = await visit.reader.select(
        f"SELECT DISTINCT ?s ?p ?o WHERE {{ {told} "
        f"FILTER(isIRI(?s) && STRSTARTS(STR(?s), {Literal(namespace)})) }} ORDER BY ?s ?p ?o"
    )
    groups = grouped(rows, "s")
    mentioned = {text(row, "p") or "" for row in rows}
    mentioned |= {term.value for row in rows if isinstance(term := row["o"], NamedNode)}
    names = await labels(visit.reader, (iri for iri in mentioned if iri), visit.language.code)
    found, left = [], dict(groups)
    for identifier, title, kinds in (*sorts, ("divers", "Autres éléments", ())):
        chosen = [
            iri
            for iri, group in left.items()
            if not kinds or any(text(row, "p") == _RDF + "type" and text(row, "o") in kinds for row in group)
        ]
        terms = [_term(visit, iri, left.pop(iri), names) for iri in chosen]
        if terms:
            ordered = tuple(sorted(terms, key=lambda term: term.name.lower()))
            found.append(Section(identifier, visit.language.gettext(title), prefix, ordered))
    return tuple(found)


def _term(visit: Visit, iri: str, rows: list[Row], names: Any) -> Term:
    said: dict[str, list[Any]] = {}
    for row in rows:
        said.setdefault(required(row, "p"), []).append(row["o"])

    def chosen(prop: str) -> str | None:
        literal = best([term for term in said.get(prop, ()) if isinstance(term, Literal)], visit.language.code)
        return literal.value if literal else None

    definition_from = next((prop for prop in _DEFINITIONS if chosen(prop)), None)
    statements = []
    for prop, terms in said.items():
        if prop in _NOT_TOLD or prop == definition_from:
            continue
        shown_values = tuple(
            shown(visit, term) if isinstance(term, Literal) else shown_iri(visit, term.value, names)
            for term in in_one_language(terms, visit.language.code)
            if isinstance(term, Literal | NamedNode)
        )
        if shown_values:
            statements.append(Statement(prop, names[prop].value, shown_values))
    name = iri.rsplit("#", 1)[-1]
    return Term(
        name,
        chosen(_RDFS + "label") or chosen(_SH + "name") or name,
        chosen(definition_from) if definition_from else None,
        tuple(sorted(statements, key=lambda item: item.label)),
    )


async def graph(visit: Visit, description: Description) -> dict[str, Any]:
    """A named graph: how many triples it holds, and of what."""
    node = str(NamedNode(description.iri))
    counted = await visit.reader.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {node} {{ ?s ?p ?o }} }}")
    rows = await visit.reader.select(
        f"SELECT ?class (COUNT(DISTINCT ?s) AS ?n) WHERE {{ GRAPH {node} {{ ?s a ?class }} }} "
        "GROUP BY ?class ORDER BY DESC(?n) ?class"
    )
    classes = [required(row, "class") for row in rows]
    names = await labels(visit.reader, classes, visit.language.code)
    return {
        "triples": int(required(counted[0], "n")),
        "class_counts": tuple(
            (names[iri].value, int(required(row, "n")), visit.addresses.link(iri))
            for iri, row in zip(classes, rows, strict=True)
        ),
    }


async def concept(visit: Visit, description: Description) -> dict[str, Any]:
    """A value of a vocabulary: its name is the title, its vocabulary is told once, here and in what points to it."""
    skos = PREFIXES["skos"]
    apart = ["prefLabel"] + (["topConceptOf"] if f"{skos}inScheme" in description.properties else [])
    return {
        "shown_apart": [skos + name for name in apart],
        "incoming_apart": [f"{skos}hasTopConcept", PREFIXES["sh"] + "hasValue"],
    }
