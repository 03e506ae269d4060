"""The page of a contract: who, when, what for, how much, and where each of these is said."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode
from starlette.concurrency import run_in_threadpool

from pactes.rdf.namespaces import PREFIXES
from pactes.web.cartes.census import census_of
from pactes.web.cartes.picture import Marked, Picture, situation
from pactes.web.descriptions import Description
from pactes.web.labels import labels
from pactes.web.reader import required, text
from pactes.web.views import plan_tree
from pactes.web.views.chronology import chronology
from pactes.web.views.common import Evidence, Value, Visit, evidence, shown_iri
from pactes.web.views.lists import disagreements, first, grouped, place
from pactes.web.views.money import money_of
from pactes.web.views.parties import beside, signatures
from pactes.web.views.plan_tree import plan_below
from pactes.web.views.pledges import pledges
from pactes.web.views.related import related
from pactes.web.views.saying import proved

QUESTIONS = ("plan", "par", "etat", "theme", "engagements")
"""Parameters of the address that the page of a contract reads: the tree open, filters and page of commitments."""

_ON_MAP = 80  # territories that its map shows

OPEN_PLAN = 30
"""Objectives and actions up to which a tree is shown open."""


@dataclass(frozen=True, slots=True)
class Body:
    """A governance body and how often it meets, in the document's words."""

    link: Value
    frequency: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class LegalText:
    """A text on which a contract is founded: its name, title, number, date, and where it is published (ELI)."""

    link: Value
    title: str | None = None
    number: str | None = None
    published: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A document that tells of the contract: how many of its passages do; ``itself`` when it is the contract's text."""

    link: Value
    passages: int
    itself: bool = False


async def load(visit: Visit, description: Description) -> dict[str, Any]:
    """Return what the template ``contrat.html`` prints beyond the statements."""
    node = str(NamedNode(description.iri))
    statuses = {
        term.value.rsplit("/", 1)[-1]
        for term in description.properties.get(visit.term("statut"), ())
        if isinstance(term, NamedNode)
    }
    planned = "prevu" in statuses and "conclu" not in statuses
    parts = asyncio.gather(
        plan_below(visit, description.iri),
        pledges(visit, description.iri),
        money_of(visit, description.iri),
        signatures(visit, description),
        related(visit, description.iri),
    )
    around = asyncio.gather(
        beside(visit, description),
        bodies(visit, node),
        disagreements(
            visit,
            f"{{ ?x pactes:porteSur {node} }} UNION {{ ?part pactes:contrat|dcterms:isPartOf {node} . "
            "?x pactes:porteSur ?part } ",
        ),
        sources(visit, description),
        chronology(visit, description, planned=planned),
        legal_texts(visit, description),
    )
    (
        (plan, promised, money, signed, near),
        (others, governed, disagreed, told, line, basis),
        (where, drawn),
    ) = await asyncio.gather(parts, around, _places(visit, description))
    counts = plan_tree.counts(plan)
    return {
        "statuts": [name for name in ("conclu", "prevu", "cite") if name in statuses],
        "cite_seul": statuses == {"cite"},
        "signatures": signed,
        "nombre_parties": len({item.party.iri or item.party.text for item in signed}),
        "a_part": others,
        "plan": plan,
        "plan_counts": counts,
        "plan_ouvert": visit.asked.get("plan") == "ouvert" or counts["Objectif"] + counts["Action"] <= OPEN_PLAN,
        "plan_ferme_possible": counts["Objectif"] + counts["Action"] > OPEN_PLAN,
        "nom_fichier": description.iri.rsplit("/", 1)[-1],
        "plan_csv": [
            (kind, counts[kind], plan_query(description.iri, kind))
            for kind in reversed(plan_tree.KINDS)
            if counts[kind]
        ],
        "pledges": promised,
        "money": money,
        "bodies": governed,
        "disagreements": disagreed,
        "sources": told,
        "line": line,
        "legal_basis": basis,
        "related": near,
        "shown_apart": [
            *(visit.term(name) for name in _APART), PREFIXES["dcterms"] + "spatial", PREFIXES["dcterms"] + "type",
            PREFIXES["dcterms"] + "isPartOf",
        ],
        "incoming_apart": [
            *(visit.term(name) for name in ("contrat", "sujet", "modifie", "porteSur")),
            PREFIXES["dcterms"] + "isPartOf", PREFIXES["sh"] + "focusNode",
        ],
        "dates": {
            name: [moment for moment in line.moments if moment.kind == name]
            for name in ("dateSignature", "dateDebut", "dateFin")
        },
        "territories": where,
        "carte": drawn,
    }  # fmt: skip


# What the page tells in its own way.
_APART = (
    "partie", "fondeSur", "dispositif", "statut", "dateSignature", "dateDebut", "dateFin", "document", "modifie",
    "temoin", "partenaireAssocie", "interesse",
)  # fmt: skip


def plan_query(iri: str, kind: str) -> str:
    """Return the query of the axes, objectives or actions (``kind``) of a contract."""
    return plan_tree.actions_query(iri).replace("KIND", kind)


async def linked(visit: Visit, description: Description, property_iri: str) -> tuple[Value, ...]:
    """Return the things that a property of the thing points to, by name, each with the passages that name it."""
    iris = [term.value for term in description.properties.get(property_iri, ()) if isinstance(term, NamedNode)]
    names = await labels(visit.reader, iris, visit.language.code)
    marks = (await evidence(visit, [description.iri])).get(description.iri, ()) if iris else ()
    return proved(sorted((shown_iri(visit, iri, names) for iri in iris), key=lambda value: value.text), marks)


async def _places(visit: Visit, description: Description) -> tuple[tuple[Value, ...], Picture | None]:
    """Return the territories of a contract and their map."""
    where = await linked(visit, description, PREFIXES["dcterms"] + "spatial")
    return where, await picture(visit, where)


async def picture(visit: Visit, territories: Sequence[Value]) -> Picture | None:
    """Return the map of the territories of a contract; None when none of them has a place."""
    marked = [Marked(item.iri, item.text, visit.addresses.link(item.iri)) for item in territories if item.iri]
    if not marked:
        return None
    census = await census_of(visit)
    title = visit.language.ngettext("Où est son territoire", "Où sont ses territoires", len(marked))
    return await run_in_threadpool(situation, visit.language, census, marked[:_ON_MAP], title)


async def bodies(visit: Visit, node: str) -> tuple[Body, ...]:
    """Return the governance bodies of a contract, in the order of the document."""
    rows = await visit.reader.select(
        f"SELECT DISTINCT ?i ?frequence WHERE {{ ?i pactes:contrat {node} ; a pactes:Instance . "
        "OPTIONAL { ?i pactes:frequence ?frequence } } ORDER BY ?i ?frequence LIMIT 500"
    )
    groups = grouped(rows, "i")
    names = await labels(visit.reader, groups, visit.language.code)
    marks = await evidence(visit, groups)
    found = [
        Body(shown_iri(visit, iri, names), first(group, "frequence"), marks.get(iri, ()))
        for iri, group in groups.items()
    ]
    return tuple(sorted(found, key=lambda body: (place(body.evidence), body.link.text)))


async def legal_texts(visit: Visit, description: Description) -> tuple[LegalText, ...]:
    """Return the texts on which a contract is founded, by name."""
    iris = [
        term.value for term in description.properties.get(visit.term("fondeSur"), ()) if isinstance(term, NamedNode)
    ]
    if not iris:
        return ()
    names, marks = await asyncio.gather(labels(visit.reader, iris, visit.language.code), evidence(visit, iris))
    rows = await visit.reader.select(
        f"SELECT ?t ?title ?number ?published WHERE {{ {NamedNode(description.iri)} pactes:fondeSur ?t . "
        "OPTIONAL { ?t dcterms:title ?title } OPTIONAL { ?t eli:number ?number } "
        "OPTIONAL { ?t schema:sameAs ?published } } ORDER BY ?t ?published LIMIT 500"
    )
    found = [
        LegalText(
            shown_iri(visit, iri, names),
            first(group, "title"),
            first(group, "number"),
            address if (address := first(group, "published")) and visit.addresses.is_web(address) else None,
            marks.get(iri, ()),
        )
        for iri, group in grouped(rows, "t").items()
    ]
    return tuple(sorted(found, key=lambda item: item.link.text))


async def sources(visit: Visit, description: Description) -> tuple[Source, ...]:
    """Return the documents that tell of the contract and of its parts: its own text, then those that tell most."""
    node = str(NamedNode(description.iri))
    rows = await visit.reader.select(
        "SELECT ?d (COUNT(DISTINCT ?p) AS ?n) WHERE { "
        # What follows a UNION is read for the whole release: the document stands in each of its parts.
        f"{{ {node} pactes:preuve ?p . ?p oa:hasSource ?d }} UNION "
        f"{{ ?part pactes:contrat {node} ; pactes:preuve ?p . ?p oa:hasSource ?d }} UNION "
        f"{{ ?part dcterms:isPartOf+ {node} ; pactes:preuve ?p . ?p oa:hasSource ?d }} UNION "
        f"{{ ?part pactes:sujet {node} ; pactes:preuve ?p . ?p oa:hasSource ?d }} "
        "} GROUP BY ?d ORDER BY DESC(?n) ?d LIMIT 50"
    )
    texts = description.properties.get(visit.term("document"), ())
    own = [term.value for term in texts if isinstance(term, NamedNode)]
    told = {required(row, "d"): int(required(row, "n")) for row in rows if text(row, "d")}
    told |= {iri: 0 for iri in own if iri not in told}
    names = await labels(visit.reader, told, visit.language.code)
    found = [Source(shown_iri(visit, iri, names), count, iri in own) for iri, count in told.items()]
    return tuple(sorted(found, key=lambda item: (not item.itself, -item.passages, item.link.text)))
