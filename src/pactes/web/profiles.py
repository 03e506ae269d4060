"""The profiles that the description of a thing comes in (W3C Content Negotiation by Profile)."""

from __future__ import annotations

from functools import lru_cache

from pactes.web.media import GRAPH_OFFERS, HTML
from pactes.web.negotiation import View

OWN, SCHEMA, ALTERNATES = "pactes", "schema", "altr"
"""Tokens: our own terms, those of schema.org, the list of what there is."""

SCHEMA_IRI = "https://schema.org/"
ALTR_IRI = "http://www.w3.org/ns/dx/connegp/altr"
TOKEN_TYPE = "http://www.w3.org/ns/dx/prof/Profile"

OFFERS = (*GRAPH_OFFERS, HTML)
"""Turtle for who asks for anything (``*/*``), a page for browsers, which ask for ``text/html``."""


@lru_cache(maxsize=8)
def views(base_iri: str) -> tuple[View, ...]:
    """Return the profiles of a description, the default first; ours is named after the ontology, which defines it."""
    return (
        View(OWN, f"{base_iri}def", OFFERS, (f"{base_iri}def#", f"{base_iri}shapes", "default")),
        # For machines: there is one page of a thing, in our own profile.
        View(SCHEMA, SCHEMA_IRI, GRAPH_OFFERS, ("http://schema.org/", "http://schema.org", "schema.org", "sdo")),
        View(
            ALTERNATES,
            ALTR_IRI,
            OFFERS,
            ("alt", "alternates", f"{ALTR_IRI}#", "http://www.w3.org/ns/dx/conneg/altr"),
        ),
    )
