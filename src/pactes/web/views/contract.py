"""The page of a contract: who, when, what for, how much, and where each of these is said."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from pactes.rdf.namespaces import PREFIXES
from pactes.web.descriptions import Description
from pactes.web.labels import labels
from pactes.web.reader import required, text
from pactes.web.views.common import Evidence, Value, Visit, evidence, natural, shown_iri
from pactes.web.views.lists import Commitment, amounts, commitments, disagreements, first, grouped, place, slug

STATUSES = ("realise", "en-cours", "prevu")


@dataclass(frozen=True, slots=True)
class Signature:
    """One party's signature. The representative is text, never a link: persons have no page."""

    iri: str
    party: Value
    representative: str | None = None
    capacity: str | None = None
    address: str | None = None
    authority: str | None = None
    planned: bool = False
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanNode:
    """An axis, objective or action with what it holds."""

    iri: str
    kind: str  # Axe, Objectif, Action
    title: str
    number: str | None = None
    cross_cutting: bool = False
    children: tuple[PlanNode, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    def count(self, kind: str) -> int:
        """Return how many nodes of a kind are below this one."""
        return sum((child.kind == kind) + child.count(kind) for child in self.children)


@dataclass(frozen=True, slots=True)
class Body:
    """A governance body and how often it meets, in the document's words."""

    link: Value
    frequency: str | None = None
    evidence: tuple[Evidence, ...] = ()


async def load(visit: Visit, description: Description) -> dict[str, Any]:
    """Return what the template ``contrat.html`` prints beyond the statements."""
    node = str(NamedNode(description.iri))
    plan, promised, money = await asyncio.gather(
        plan_below(visit, description.iri),
        commitments(visit, f"?e pactes:contrat {node} .", limit=1000),
        amounts(visit, f"?f pactes:contrat {node} .", limit=1000),
    )
    signed, governed, disagreed, told = await asyncio.gather(
        signatures(visit, description),
        bodies(visit, node),
        disagreements(
            visit,
            f"{{ ?x pactes:porteSur {node} }} UNION {{ ?x pactes:porteSur/(pactes:contrat|dcterms:isPartOf) {node} }} ",
        ),
        sources(visit, node),
    )
    return {
        "signatures": signed,
        "plan": plan,
        "plan_counts": {
            kind: sum((item.kind == kind) + item.count(kind) for item in plan) for kind in ("Axe", "Objectif", "Action")
        },
        "commitments": promised,
        "commitments_by_party": by_party(promised.rows),
        "amounts": money,
        "bodies": governed,
        "disagreements": disagreed,
        "sources": told,
        "shown_apart": [
            visit.term("partie"), visit.term("fondeSur"), PREFIXES["dcterms"] + "spatial", PREFIXES["dcterms"] + "type",
            visit.term("dispositif"), visit.term("statut"),
        ],
        "legal_basis": await linked(visit, description, visit.term("fondeSur")),
        "territories": await linked(visit, description, PREFIXES["dcterms"] + "spatial"),
    }  # fmt: skip


async def linked(visit: Visit, description: Description, property_iri: str) -> tuple[Value, ...]:
    """Return the things that a property of the thing points to, by name."""
    iris = [term.value for term in description.properties.get(property_iri, ()) if isinstance(term, NamedNode)]
    names = await labels(visit.reader, iris, visit.language.code)
    return tuple(sorted((shown_iri(visit, iri, names) for iri in iris), key=lambda value: value.text))


async def signatures(visit: Visit, description: Description) -> tuple[Signature, ...]:
    """Return who signed, in the order of the document; then the parties whose signature the documents do not tell."""
    node = str(NamedNode(description.iri))
    rows = await visit.reader.select(
        "SELECT DISTINCT ?s ?organisation ?representant ?qualite ?adresse ?deliberation ?prevue WHERE { "
        f"{{ {node} pactes:signature ?s }} UNION {{ ?s pactes:contrat {node} ; a pactes:Signature }} "
        "?s pactes:signataire ?organisation . OPTIONAL { ?s pactes:representant ?representant } "
        "OPTIONAL { ?s pactes:qualite ?qualite } OPTIONAL { ?s pactes:adresse ?adresse } "
        "OPTIONAL { ?s pactes:deliberation ?deliberation } OPTIONAL { ?s pactes:prevue ?prevue } } ORDER BY ?s"
    )
    groups = grouped(rows, "s")
    signed = {required(row, "organisation") for row in rows}
    parties = [
        term.value for term in description.properties.get(visit.term("partie"), ()) if isinstance(term, NamedNode)
    ]
    names = await labels(visit.reader, [*signed, *parties], visit.language.code)
    marks = await evidence(visit, groups)
    found = [
        Signature(
            iri=iri,
            party=shown_iri(visit, required(group[0], "organisation"), names),
            representative=first(group, "representant"),
            capacity=first(group, "qualite"),
            address=first(group, "adresse"),
            authority=first(group, "deliberation"),
            planned=first(group, "prevue") in ("true", "1"),
            evidence=marks.get(iri, ()),
        )
        for iri, group in groups.items()
    ]
    found.sort(key=lambda item: (place(item.evidence), item.iri))
    found += [Signature("", shown_iri(visit, party, names)) for party in parties if party not in signed]
    return tuple(found)


async def plan_below(visit: Visit, iri: str) -> tuple[PlanNode, ...]:
    """Return the axes, objectives and actions below a contract, axis or objective, as a tree ordered by number."""
    rows = await visit.reader.select(
        "SELECT DISTINCT ?n ?kind ?parent ?title ?number ?transversal WHERE { "
        f"?n dcterms:isPartOf+ {NamedNode(iri)} . ?n dcterms:isPartOf ?parent ; a ?kind . "
        "FILTER(?kind IN (pactes:Axe, pactes:Objectif, pactes:Action)) OPTIONAL { ?n dcterms:title ?title } "
        "OPTIONAL { ?n pactes:numero ?number } OPTIONAL { ?n pactes:transversal ?transversal } } ORDER BY ?n ?parent"
    )
    groups = grouped(rows, "n")
    marks = await evidence(visit, groups)
    names = await labels(
        visit.reader, (node for node, group in groups.items() if not first(group, "title")), visit.language.code
    )
    below: dict[str, list[str]] = defaultdict(list)
    for node, group in groups.items():
        for parent in dict.fromkeys(required(row, "parent") for row in group):
            below[parent].append(node)

    def tree(parent: str, above: frozenset[str]) -> tuple[PlanNode, ...]:
        nodes = []
        for node in below.get(parent, ()):
            if node in above:  # a graph may hold a circle; a page may not
                continue
            group = groups[node]
            nodes.append(
                PlanNode(
                    iri=node,
                    kind=required(group[0], "kind").rsplit("#", 1)[-1],
                    title=first(group, "title") or names[node].value,
                    number=first(group, "number"),
                    cross_cutting=first(group, "transversal") in ("true", "1"),
                    children=tree(node, above | {node}),
                    evidence=marks.get(node, ()),
                )
            )
        return tuple(sorted(nodes, key=lambda item: (*natural(item.number), place(item.evidence), item.iri)))

    return tree(iri, frozenset({iri}))


def by_party(
    promised: tuple[Commitment, ...],
) -> tuple[tuple[Value | None, tuple[tuple[str, int], ...], tuple[Commitment, ...]], ...]:
    """Group commitments by party, with how many there are of each status; those without party come last."""
    parties: dict[str, Value] = {}
    groups: dict[str, list[Commitment]] = defaultdict(list)
    for item in promised:
        for party in item.parties:
            parties[party.iri or party.text] = party
            groups[party.iri or party.text].append(item)
        if not item.parties:
            groups[""].append(item)
    ordered = sorted(groups, key=lambda key: (key == "", parties[key].text if key else ""))
    return tuple((parties.get(key), _by_status(groups[key]), tuple(groups[key])) for key in ordered)


def _by_status(promised: list[Commitment]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = defaultdict(int)
    for item in promised:
        counts[slug(item.status)] += 1
    return tuple((status, counts[status]) for status in STATUSES if counts[status])


async def bodies(visit: Visit, node: str) -> tuple[Body, ...]:
    """Return the governance bodies of a contract, in the order of the document."""
    rows = await visit.reader.select(
        f"SELECT DISTINCT ?i ?frequence WHERE {{ ?i pactes:contrat {node} ; a pactes:Instance . "
        "OPTIONAL { ?i pactes:frequence ?frequence } } ORDER BY ?i ?frequence"
    )
    groups = grouped(rows, "i")
    names = await labels(visit.reader, groups, visit.language.code)
    marks = await evidence(visit, groups)
    found = [
        Body(shown_iri(visit, iri, names), first(group, "frequence"), marks.get(iri, ()))
        for iri, group in groups.items()
    ]
    return tuple(sorted(found, key=lambda body: (place(body.evidence), body.link.text)))


async def sources(visit: Visit, node: str) -> tuple[Value, ...]:
    """Return the documents that tell of the contract."""
    rows = await visit.reader.select(
        f"SELECT DISTINCT ?d WHERE {{ {node} (pactes:preuve/oa:hasSource)|pactes:document ?d }}"
    )
    iris = [iri for row in rows if (iri := text(row, "d"))]
    names = await labels(visit.reader, iris, visit.language.code)
    return tuple(sorted((shown_iri(visit, iri, names) for iri in iris), key=lambda value: value.text))
