"""Which page suits a class of things."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pactes.web.descriptions import Description
from pactes.web.views import (
    contract,
    contract_parts,
    contradictions,
    documents,
    family,
    indicators,
    law,
    organisation,
    passages,
    territory,
)
from pactes.web.views.common import Visit

Loader = Callable[[Visit, Description], Awaitable[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Page:
    """How a class is shown: its template and what loads what the template prints."""

    template: str
    load: Loader


async def nothing_more(visit: Visit, description: Description) -> dict[str, Any]:
    """A thing whose statements say it all."""
    return {}


# The first class that a thing has, in this order, chooses its page.
PAGES: Mapping[str, Page] = {
    "Contrat": Page("contrat.html", contract.load),
    "Dispositif": Page("dispositif.html", family.load),
    "Organisation": Page("organisation.html", organisation.load),
    "Signataire": Page("organisation.html", organisation.load),
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
    "Indicateur": Page("indicateur.html", indicators.load),
    "TexteJuridique": Page("chose.html", law.load),
    "Contradiction": Page("contradiction.html", contradictions.one),
}
GENERIC = Page("chose.html", nothing_more)


def page_for(visit: Visit, description: Description) -> Page:
    """Return the page that suits the classes of a thing."""
    return next((page for name, page in PAGES.items() if visit.term(name) in description.types), GENERIC)
