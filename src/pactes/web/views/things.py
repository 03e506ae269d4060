"""The pages of families of contracts, organisations, territories, axes, contradictions; and which suits a class."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode

from pactes.rdf.namespaces import PREFIXES
from pactes.web.descriptions import Description
from pactes.web.views import contract, contract_parts, contradictions, documents, passages, territory
from pactes.web.views.common import Evidence, Value, Visit, shown, statement_evidence
from pactes.web.views.lists import Commitment, amounts, commitments, contracts, disagreements

Loader = Callable[[Visit, Description], Awaitable[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Page:
    """How a class is shown: its template and what loads what the template prints."""

    template: str
    load: Loader


@dataclass(frozen=True, slots=True)
class Rubric:
    """A rubric of an identity card: what the card says under one heading."""

    iri: str
    label: str
    entries: tuple[Value, ...]


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


async def family(visit: Visit, description: Description) -> dict[str, Any]:
    """A kind of contracts (dispositif): its identity card, and the contracts of this kind."""
    node = str(NamedNode(description.iri))
    properties = [visit.term(name) for name in RUBRICS]
    marks = await statement_evidence(visit, description.iri)
    rubrics = []
    for iri, name in zip(properties, RUBRICS.values(), strict=True):
        entries = [
            _proved(shown(visit, term), marks.get((iri, term.value), ()))
            for term in description.properties.get(iri, ())
            if isinstance(term, Literal)
        ]
        if entries:
            rubrics.append(Rubric(iri, visit.language.gettext(name), tuple(sorted(entries, key=_as_told))))
    return {
        "rubrics": tuple(rubrics),
        "contracts": await contracts(visit, f"?c pactes:dispositif {node} ."),
        "disagreements": await disagreements(visit, f"?x pactes:porteSur {node} ."),
        # The trail says of which vocabulary it is.
        "shown_apart": [*properties, PREFIXES["skos"] + "topConceptOf", PREFIXES["skos"] + "inScheme"],
        "incoming_apart": [
            visit.term("dispositif"),
            PREFIXES["dcterms"] + "type",
            visit.term("porteSur"),
            visit.term("sujet"),
        ],
    }


def _proved(value: Value, marks: tuple[Evidence, ...]) -> Value:
    return Value(value.text, value.iri, value.language, value.raw, marks)


def _as_told(value: Value) -> tuple[object, ...]:
    """Return a sort key that keeps the order of the document; what has no evidence comes last."""
    if not value.evidence:
        return (True, "", 0, 0, value.text)
    mark = value.evidence[0]
    inside = max(0, mark.quote.find(value.text))  # several values may rest on one passage
    return (False, mark.document, mark.line or 0 if mark.start is None else mark.start, inside, value.text)


async def organisation(visit: Visit, description: Description) -> dict[str, Any]:
    """An organisation: the contracts it is party to, what it promises, what it pays."""
    node = str(NamedNode(description.iri))
    promised = await commitments(visit, f"?e pactes:partie {node} .")
    return {
        "contracts": await contracts(
            visit,
            f"{{ ?c pactes:partie {node} }} UNION {{ ?c pactes:signature/pactes:signataire {node} }} "
            f"UNION {{ [] pactes:contrat ?c ; pactes:signataire {node} }} ",
        ),
        "commitments": promised,
        "commitments_by_contract": by_contract(promised.rows),
        "amounts": await amounts(visit, f"?f pactes:financeur {node} ."),
        "incoming_apart": [visit.term(name) for name in ("partie", "signataire", "financeur", "sujet")],
    }


def by_contract(promised: tuple[Commitment, ...]) -> tuple[tuple[Value | None, tuple[Commitment, ...]], ...]:
    """Group commitments by contract, in the order they come; those of no contract come last."""
    groups: dict[str, list[Commitment]] = {}
    for item in promised:
        groups.setdefault(item.contract.iri or "" if item.contract else "", []).append(item)
    ordered = sorted(groups.items(), key=lambda group: group[0] == "")
    return tuple((items[0].contract, tuple(items)) for _, items in ordered)


async def nothing_more(visit: Visit, description: Description) -> dict[str, Any]:
    """A thing whose statements say it all."""
    return {}


# The first class that a thing has, in this order, chooses its page.
PAGES: Mapping[str, Page] = {
    "Contrat": Page("contrat.html", contract.load),
    "Dispositif": Page("dispositif.html", family),
    "Organisation": Page("organisation.html", organisation),
    "Signataire": Page("organisation.html", organisation),
    "Territoire": Page("territoire.html", territory.load),
    "Axe": Page("plan.html", contract_parts.plan_part),
    "Objectif": Page("plan.html", contract_parts.plan_part),
    "Action": Page("plan.html", contract_parts.plan_part),
    "Engagement": Page("engagement.html", contract_parts.pledge),
    "Financement": Page("financement.html", contract_parts.funding),
    "Instance": Page("instance.html", contract_parts.body),
    "Signature": Page("signature.html", contract_parts.signature),
    "Document": Page("document.html", documents.load),
    "Passage": Page("passage.html", passages.passage),
    "Contradiction": Page("contradiction.html", contradictions.one),
}
GENERIC = Page("chose.html", nothing_more)


def page_for(visit: Visit, description: Description) -> Page:
    """Return the page that suits the classes of a thing."""
    return next((page for name, page in PAGES.items() if visit.term(name) in description.types), GENERIC)
