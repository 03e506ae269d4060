"""The tree of axes, objectives and actions of a contract: what is below a thing, what stands before and after it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from pyoxigraph import NamedNode

from pactes.web.labels import labels
from pactes.web.reader import required
from pactes.web.views.common import Evidence, Value, Visit, evidence, natural, shown_iri
from pactes.web.views.lists import first, grouped, place

KINDS = ("Axe", "Objectif", "Action")


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


def counts(plan: tuple[PlanNode, ...]) -> dict[str, int]:
    """Return how many axes, objectives and actions a tree holds."""
    return {kind: sum((item.kind == kind) + item.count(kind) for item in plan) for kind in KINDS}


async def siblings(visit: Visit, iri: str) -> tuple[Value | None, Value | None, int, int]:
    """Return what stands before and after a node under the same parent, its place (from 1) and how many there are."""
    rows = await visit.reader.select(
        "SELECT DISTINCT ?n ?kind ?number WHERE { "
        f"{NamedNode(iri)} dcterms:isPartOf ?parent . ?n dcterms:isPartOf ?parent ; a ?kind . "
        "FILTER(?kind IN (pactes:Axe, pactes:Objectif, pactes:Action)) OPTIONAL { ?n pactes:numero ?number } } "
        "ORDER BY ?n LIMIT 2000"
    )
    groups = grouped(rows, "n")
    own = first(groups.get(iri, []), "kind")
    same = sorted(
        (node for node, group in groups.items() if first(group, "kind") == own),
        key=lambda node: (*natural(first(groups[node], "number")), node),
    )
    if iri not in same:
        return None, None, 0, 0
    at = same.index(iri)
    around = [same[at - 1] if at else None, same[at + 1] if at + 1 < len(same) else None]
    names = await labels(visit.reader, (node for node in around if node), visit.language.code)
    before, after = (shown_iri(visit, node, names) if node else None for node in around)
    return before, after, at + 1, len(same)


def actions_query(iri: str) -> str:
    """Return the SPARQL query of the axes, objectives and actions below a contract, one line each, in their order."""
    return f"""PREFIX pactes: <{iri.split("/id/", 1)[0]}/def#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

SELECT DISTINCT ?numero ?titre ?dans ?titreDans ?IRI WHERE {{
  ?IRI a pactes:KIND ;
    dcterms:isPartOf+ <{iri}> ;
    dcterms:isPartOf ?dans ;
    dcterms:title ?titre .
  OPTIONAL {{ ?IRI pactes:numero ?numero }}
  OPTIONAL {{ ?dans dcterms:title ?titreDans }}
  BIND(CONCAT(?numero, "..") AS ?n)
}}
ORDER BY xsd:integer(STRBEFORE(?n, ".")) xsd:integer(STRBEFORE(STRAFTER(?n, "."), "."))
  xsd:integer(STRBEFORE(STRAFTER(STRAFTER(CONCAT(?n, "."), "."), "."), ".")) ?numero ?titre
"""
