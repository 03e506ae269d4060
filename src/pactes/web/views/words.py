"""The pages of what gives words to the data: ontology, vocabularies, shapes; and those of graphs and releases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode

from pactes.rdf.namespaces import PREFIXES
from pactes.web.descriptions import Description
from pactes.web.labels import best, labels
from pactes.web.reader import Row, required, text
from pactes.web.views.common import Statement, Value, Visit, in_one_language, shown, shown_iri
from pactes.web.views.lists import first, grouped

_OWL, _RDFS, _SKOS, _SH = PREFIXES["owl"], PREFIXES["rdfs"], PREFIXES["skos"], PREFIXES["sh"]
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


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of a vocabulary: its definition and how often the data use it."""

    link: Value
    slug: str
    definition: str | None
    uses: int


_SORTS = (
    ("classes", "Classes", (_OWL + "Class",)),
    ("liens", "Propriétés qui lient deux choses", (_OWL + "ObjectProperty",)),
    ("valeurs", "Propriétés qui donnent une valeur", (_OWL + "DatatypeProperty",)),
    ("autres", "Autres propriétés", (_OWL + "AnnotationProperty", _RDF + "Property")),
)
_SHAPE_SORTS = (
    ("formes", "Formes, par classe", (_SH + "NodeShape",)),
    ("proprietes", "Exigences sur les propriétés", (_SH + "PropertyShape",)),
)
_NOT_TOLD = frozenset(
    {_RDF + "type", _RDFS + "label", _RDFS + "isDefinedBy", _SKOS + "definition", _RDFS + "comment", _SH + "name"}
)
_DEFINITIONS = (_SKOS + "definition", _RDFS + "comment", _SH + "description", _SH + "message")


async def ontology(visit: Visit, description: Description) -> dict[str, Any]:
    """The ontology: every class and property with its label, definition and links."""
    return {
        "term_sections": await _sections(visit, "pactes", f"{visit.base}def#", _SORTS),
        **_described(visit, description),
    }


async def shapes(visit: Visit, description: Description) -> dict[str, Any]:
    """The shapes: what each asks, in words."""
    return {
        "term_sections": await _sections(visit, "formes", f"{visit.base}shapes#", _SHAPE_SORTS),
        **_described(visit, description),
    }


async def dataset(visit: Visit, description: Description) -> dict[str, Any]:
    """A dataset: each thing that is named inside its page (a partition, a checksum…), at its anchor."""
    inside = f"{description.iri}#"
    sections = await _sections(visit, inside.rsplit("/", 1)[-1].rstrip("#"), inside, (("parties", "Ses parties", ()),))
    listed = [
        name
        for name, terms in description.properties.items()
        if all(isinstance(term, NamedNode) and term.value.startswith(inside) for term in terms)
    ]
    return {"term_sections": sections, "shown_apart": listed}


def _described(visit: Visit, description: Description) -> dict[str, Any]:
    for name in ("description", "abstract"):
        terms = description.properties.get(PREFIXES["dcterms"] + name, ())
        chosen = best([term for term in terms if isinstance(term, Literal)], visit.language.code)
        if chosen:
            apart = [PREFIXES["dcterms"] + part for part in ("description", "abstract")]
            return {"description_texte": shown(visit, chosen), "shown_apart": apart}
    return {}


async def _sections(
    visit: Visit, prefix: str, namespace: str, sorts: tuple[tuple[str, str, tuple[str, ...]], ...]
) -> tuple[Section, ...]:
    rows = await visit.reader.select(
        "SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o "
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


async def vocabulary(visit: Visit, description: Description) -> dict[str, Any]:
    """A vocabulary: its concepts, with their definitions and how often each is used."""
    node = str(NamedNode(description.iri))
    rows = await visit.reader.select(
        "SELECT ?c ?definition ?n WHERE { "
        f"?c skos:inScheme {node} . OPTIONAL {{ ?c skos:definition ?definition }} "
        f"OPTIONAL {{ SELECT ?c (COUNT(DISTINCT ?user) AS ?n) WHERE {{ ?c skos:inScheme {node} . ?user ?p ?c "
        "FILTER(?p IN (pactes:statut, pactes:nature, pactes:dispositif, pactes:genre, dcterms:type)) } GROUP BY ?c } } "
        "ORDER BY ?c"
    )
    groups = grouped(rows, "c")
    names = await labels(visit.reader, groups, visit.language.code)
    concepts = []
    for iri, group in groups.items():
        definitions = [term for row in group if isinstance(term := row.get("definition"), Literal)]
        chosen = best(definitions, visit.language.code)
        concepts.append(
            Concept(
                shown_iri(visit, iri, names),
                iri.rsplit("/", 1)[-1],
                chosen.value if chosen else None,
                int(first(group, "n") or 0),
            )
        )
    return {
        "concepts": tuple(sorted(concepts, key=lambda item: item.link.text.lower())),
        "shown_apart": [_SKOS + "hasTopConcept"],
        "incoming_apart": [_SKOS + "inScheme", _SKOS + "topConceptOf"],
    }


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
