"""The page of a legal text: what it is told once, though two vocabularies tell it, and where it is published."""

from __future__ import annotations

from typing import Any

from pactes.rdf.namespaces import PREFIXES
from pactes.web.descriptions import Description
from pactes.web.views.common import Visit
from pactes.web.views.lists import disagreements


async def load(visit: Visit, description: Description) -> dict[str, Any]:
    """A legal text: its kind is shown as ELI names it, not a second time as Dublin Core does."""
    kind = PREFIXES["eli"] + "type_document"
    return {
        "shown_apart": [PREFIXES["dcterms"] + "type"] if kind in description.properties else [],
        "disagreements": await disagreements(visit, f"?x pactes:porteSur <{description.iri}> ."),
        "incoming_apart": [visit.term("porteSur")],
    }
