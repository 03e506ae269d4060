"""The pages of the parts of a contract: axis, objective, action, commitment, amount, governance body, signature."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode

from pactes.rdf.namespaces import PREFIXES
from pactes.web.descriptions import Description
from pactes.web.labels import labels
from pactes.web.reader import required
from pactes.web.views.common import Value, Visit, shown_iri
from pactes.web.views.contract import Body, bodies
from pactes.web.views.lists import disagreements, slug
from pactes.web.views.money import Panel, Sum, meanings, panels, read
from pactes.web.views.parties import signatures_of
from pactes.web.views.plan_tree import counts, plan_below, siblings
from pactes.web.views.pledges import of_axis

_PLEDGES = 100
_SUMS = 200


async def plan_part(visit: Visit, description: Description) -> dict[str, Any]:
    """An axis, objective or action: what is above it and beside it, what it holds, what is promised under it."""
    node = str(NamedNode(description.iri))
    rows = await visit.reader.select(
        f"SELECT ?a (COUNT(DISTINCT ?mid) AS ?far) WHERE {{ {node} dcterms:isPartOf+ ?a . "
        "OPTIONAL { ?a dcterms:isPartOf* ?mid } } GROUP BY ?a ORDER BY ?far ?a LIMIT 20"
    )
    above = [required(row, "a") for row in rows]
    names, around, plan, promised, disagreed = await asyncio.gather(
        labels(visit.reader, above, visit.language.code),
        siblings(visit, description.iri),
        plan_below(visit, description.iri),
        of_axis(visit, node, _PLEDGES),
        disagreements(visit, f"?x pactes:porteSur {node} ."),
    )
    return {
        "above": tuple(shown_iri(visit, iri, names) for iri in above),
        "genre": next((name for name in ("Axe", "Objectif", "Action") if visit.term(name) in description.types), "Axe"),
        "avant": around[0],
        "apres": around[1],
        "rang": around[2],
        "freres": around[3],
        "plan": plan,
        "plan_counts": counts(plan),
        "transversal": any(
            isinstance(term, Literal) and term.value in ("true", "1")
            for term in description.properties.get(visit.term("transversal"), ())
        ),
        "promised": promised[0],
        "promised_total": promised[1],
        "disagreements": disagreed,
        "shown_apart": [PREFIXES["dcterms"] + "isPartOf", PREFIXES["dcterms"] + "title", visit.term("transversal")],
        "incoming_apart": [
            PREFIXES["dcterms"] + "isPartOf",
            *(visit.term(name) for name in ("axe", "sujet", "porteSur")),
        ],
    }


async def pledge(visit: Visit, description: Description) -> dict[str, Any]:
    """A commitment: who makes it, where it stands, under which contract and axis, and the sentence that says it."""
    told, parties, contracts = await asyncio.gather(
        *(_pointed(visit, description, name) for name in ("statut", "partie", "contrat"))
    )
    return {
        "etats": [slug(value) for value in told],
        "parties": parties,
        "contrats": contracts,
        "disagreements": await disagreements(visit, f"?x pactes:porteSur {NamedNode(description.iri)} ."),
        "shown_apart": [visit.term("texte"), visit.term("statut")],
        "incoming_apart": [visit.term("sujet"), visit.term("porteSur")],
    }


async def funding(visit: Visit, description: Description) -> dict[str, Any]:
    """An amount: what it is, who pays and receives, for what and when, of what it is a part, what it is made of."""
    node = str(NamedNode(description.iri))
    sums, disagreed = await asyncio.gather(
        read(
            visit,
            f"{{ BIND({node} AS ?f) }} UNION {{ ?f dcterms:isPartOf {node} }} UNION "
            f"{{ {node} dcterms:isPartOf ?f }} UNION "
            f"{{ {node} dcterms:isPartOf ?whole . ?f dcterms:isPartOf ?whole }} ",
            _SUMS,
        ),
        disagreements(visit, f"?x pactes:porteSur {node} ."),
    )
    own = next((item for item in sums if item.iri == description.iri), None)
    parts = [item for item in sums if item.part_of and item.part_of.iri == description.iri]
    whole = next((item for item in sums if own and own.part_of and item.iri == own.part_of.iri), None)
    beside = [
        item for item in sums if own and own.part_of and item.part_of == own.part_of and item.iri != description.iri
    ]
    return {
        "somme": own,
        "sens": meanings(visit).get(slug(own.nature), "") if own else "",
        "parts": _beside_whole(visit, own, parts),
        "tout": whole,
        "autres_parts": beside,
        "disagreements": disagreed,
        "above": (own.contract,) if own and own.contract else (),
        "shown_apart": [
            *(
                visit.term(name)
                for name in (
                    "montant", "devise", "nature", "financeur", "beneficiaire", "objet", "annee", "approche", "maximum",
                    "periodicite", "contrat", "taux",
                )
            ),
            PREFIXES["dcterms"] + "isPartOf",
        ],
        "incoming_apart": [PREFIXES["dcterms"] + "isPartOf", visit.term("sujet"), visit.term("porteSur")],
    }  # fmt: skip


def _beside_whole(visit: Visit, own: Sum | None, parts: Sequence[Sum]) -> tuple[Panel, ...]:
    """Return the parts of an amount by nature: those of one nature may be compared, the others may not."""
    return panels(visit, parts) if own else ()


async def body(visit: Visit, description: Description) -> dict[str, Any]:
    """A governance body: how often it meets, of which contract, and which other bodies that has."""
    contracts = await _pointed(visit, description, "contrat")
    others: tuple[Body, ...] = ()
    if contracts and contracts[0].iri:
        found = await bodies(visit, str(NamedNode(contracts[0].iri)))
        others = tuple(item for item in found if item.link.iri != description.iri)
    return {
        "contrats": contracts,
        "autres_instances": others,
        "disagreements": await disagreements(visit, f"?x pactes:porteSur {NamedNode(description.iri)} ."),
        "incoming_apart": [visit.term("sujet"), visit.term("porteSur")],
    }


async def signature(visit: Visit, description: Description) -> dict[str, Any]:
    """A signature: the function and body first, then who signs; search engines are asked to leave this page."""
    found, contracts = await asyncio.gather(
        signatures_of(visit, f"VALUES ?s {{ {NamedNode(description.iri)} }} "),
        _pointed(visit, description, "contrat"),
    )
    return {
        "signature": found[0] if found else None,
        "contrats": contracts,
        "shown_apart": [
            visit.term(name)
            for name in ("representant", "qualite", "adresse", "deliberation", "prevue", "signataire", "contrat")
        ],
        "incoming_apart": [visit.term("signature"), visit.term("sujet")],
    }


async def _pointed(visit: Visit, description: Description, name: str) -> tuple[Value, ...]:
    iris = [term.value for term in description.properties.get(visit.term(name), ()) if isinstance(term, NamedNode)]
    names = await labels(visit.reader, iris, visit.language.code)
    return tuple(shown_iri(visit, iri, names) for iri in iris)
