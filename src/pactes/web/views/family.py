"""The page of a family of contracts (dispositif): its identity card, its contracts by status and year, their map, their
legal basis, and what its sources disagree about.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode
from starlette.concurrency import run_in_threadpool

from pactes.model import TypeTerritoire
from pactes.rdf.namespaces import PREFIXES
from pactes.web.cartes.census import STATUSES, Census, Counted, census_of
from pactes.web.cartes.contracts import counted, marked_by_count
from pactes.web.cartes.picture import Picture, shading
from pactes.web.descriptions import Description
from pactes.web.labels import labels
from pactes.web.prologues import declared
from pactes.web.reader import required, values
from pactes.web.views.common import Evidence, Value, Visit, in_one_language, shown, shown_iri, statement_evidence
from pactes.web.views.kinds import STATUSES as WORDS
from pactes.web.views.lists import contracts, disagreements

PAGE = 25
"""Contracts of one page."""
_TEXTS = 30

# The rubrics of an identity card, in the order and by the names of the cards.
RUBRICS: Mapping[str, str] = {
    "ficheObjectif": "Objectifs",
    "dateCreation": "Date de création",
    "ficheSignataires": "Signataires",
    "echelle": "Échelle",
    "domaine": "Domaines",
    "exempleRegional": "Territoires",
    "modalite": "Modalités",
    "porteurDeProjet": "Porteurs de projets",
}


@dataclass(frozen=True, slots=True)
class Rubric:
    """A rubric of an identity card: what the card says under one heading."""

    iri: str
    label: str
    entries: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """How many contracts of a year there are, by status (``STATUSES``); no year: the sources give no date."""

    year: str | None
    total: int
    by_status: tuple[int, ...]


async def load(visit: Visit, description: Description) -> dict[str, Any]:
    """Return what the page of a family prints."""
    node, begin = str(NamedNode(description.iri)), (description.page - 1) * PAGE
    census = await census_of(visit)
    held = [item for item in census.contracts.values() if item.family == description.iri]
    items = sorted(held, key=lambda item: item.rank)
    seen = items[begin : begin + PAGE]
    title, definition = _title(description, visit.language.code), _definition(visit, description)
    rubrics, basis, argued = await asyncio.gather(
        _rubrics(visit, description),
        _basis(visit, node),
        disagreements(visit, f"?x pactes:porteSur {node} ."),
    )
    wanted = values(item.iri for item in seen)
    listing = await contracts(visit, f"VALUES ?c {{ {wanted} }}", limit=len(seen) + 1) if seen else None
    return {
        "titre": title[:1].upper() + title[1:],  # the vocabulary has it as within a sentence
        "rubrics": rubrics,
        "contracts": listing,
        "contracts_total": len(items),
        "contracts_said": counted(visit.language, items) if items else "",
        "encore_contrats": len(items) > begin + PAGE,
        "years": _years(items),
        "statuts": tuple(visit.language.ngettext(*WORDS[status], 2) for status in STATUSES),
        "basis": basis,
        "disagreements": argued,
        "carte": await run_in_threadpool(_map, visit, census, description.iri, title) if items else None,
        "carte_href": visit.addresses.url("/carte", dispositif=description.iri.rsplit("/", 1)[-1]),
        "requete": declared(_query(node), visit.base),
        # The trail says of which vocabulary it is.
        "definition": definition,
        "resume": definition.text if definition else None,
        "shown_apart": [
            *(visit.term(name) for name in RUBRICS),
            *(PREFIXES["skos"] + name for name in ("topConceptOf", "inScheme", "prefLabel", "definition")),
        ],
        "incoming_apart": [
            PREFIXES["skos"] + "hasTopConcept",
            visit.term("dispositif"),
            PREFIXES["dcterms"] + "type",
            visit.term("porteSur"),
            visit.term("sujet"),
        ],
    }


def _title(description: Description, language: str) -> str:
    names = description.properties.get(PREFIXES["skos"] + "prefLabel", ())
    said = [term for term in names if isinstance(term, Literal)]
    return next((term.value for term in said if term.language == language), said[0].value if said else description.iri)


def _definition(visit: Visit, description: Description) -> Value | None:
    """Return what the family is, in the visitor's language."""
    iri = PREFIXES["skos"] + "definition"
    terms = in_one_language(description.properties.get(iri, ()), visit.language.code)
    term = next((term for term in terms if isinstance(term, Literal)), None)
    return shown(visit, term) if term is not None else None


async def _rubrics(visit: Visit, description: Description) -> tuple[Rubric, ...]:
    marks = await statement_evidence(visit, description.iri)
    rubrics = []
    for name, label in RUBRICS.items():
        iri = visit.term(name)
        entries = [
            _proved(shown(visit, term), marks.get((iri, term.value), ()))
            for term in description.properties.get(iri, ())
            if isinstance(term, Literal)
        ]
        if entries:
            rubrics.append(Rubric(iri, visit.language.gettext(label), tuple(sorted(entries, key=_as_told))))
    return tuple(rubrics)


def _proved(value: Value, marks: tuple[Evidence, ...]) -> Value:
    return Value(value.text, value.iri, value.language, value.raw, marks)


def _as_told(value: Value) -> tuple[object, ...]:
    """Return a sort key that keeps the order of the document; what has no evidence comes last."""
    if not value.evidence:
        return (True, "", 0, 0, value.text)
    mark = value.evidence[0]
    inside = max(0, mark.quote.find(value.text))  # several values may rest on one passage
    return (False, mark.document, mark.line or 0 if mark.start is None else mark.start, inside, value.text)


def _years(items: Sequence[Counted]) -> tuple[Year, ...]:
    """Return the contracts by the year of their signature, else of their beginning; none when no date is said."""
    counts = Counter((item.year, item.status) for item in items)
    years = sorted({year for year, _ in counts}, key=lambda year: year or "9999")
    return tuple(
        Year(
            year,
            sum(number for (one, _), number in counts.items() if one == year),
            tuple(counts[year, status] for status in STATUSES),
        )
        for year in years
        if years != [None]
    )


async def _basis(visit: Visit, node: str) -> tuple[tuple[Value, int], ...]:
    """Return the legal texts that its contracts rest on, with how many of them do: counted once for each release."""
    key = ("family.basis", node)
    if key not in visit.kept:
        visit.kept[key] = await visit.reader.select(
            "SELECT ?texte (COUNT(DISTINCT ?c) AS ?n) WHERE { "
            f"?c pactes:dispositif {node} ; pactes:fondeSur ?texte }} "
            f"GROUP BY ?texte ORDER BY DESC(?n) ?texte LIMIT {_TEXTS}"
        )
    rows = visit.kept[key]
    names = await labels(visit.reader, (required(row, "texte") for row in rows), visit.language.code)
    return tuple((shown_iri(visit, required(row, "texte"), names), int(required(row, "n"))) for row in rows)


def _map(visit: Visit, census: Census, family: str, title: str) -> Picture | None:
    kind = TypeTerritoire.DEPARTEMENT
    held = census.by_departement(family)
    if not held:
        kind, held = TypeTerritoire.REGION, census.by_region(family)
    if not held:
        return None
    marked = {code: marked_by_count(visit, kind, code, items) for code, items in held.items()}
    say = visit.language
    told = say.gettext("Où sont les contrats de la famille « {nom} »").format(nom=title)
    return shading(say, census, marked, told, say.gettext("Contrats"), kind=kind)


def _query(node: str) -> str:
    return (
        "SELECT ?contrat ?titre ?statut ?territoire ?signature WHERE {\n"
        f"  ?contrat pactes:dispositif {node} ; rdfs:label ?titre ; pactes:statut ?statut .\n"
        "  OPTIONAL { ?contrat dcterms:spatial/rdfs:label ?territoire }\n"
        "  OPTIONAL { ?contrat pactes:dateSignature ?signature }\n}\nORDER BY ?statut ?titre"
    )
