"""Media types: one table of what is offered, for queries, graphs and pages."""

from __future__ import annotations

from collections.abc import Mapping

from pactes.store import FORMATS, ResultKind
from pactes.web.negotiation import Offer

_ALIASES: Mapping[str, tuple[str, ...]] = {
    "json": ("application/json",),
    "jsonld": ("application/json",),
    "turtle": ("application/x-turtle",),
    "trig": ("application/x-trig",),
    "nquads": ("text/x-nquads",),
}
_LEGACY: Mapping[str, tuple[str, ...]] = {
    # Browsers send application/xml: it must not win over their */*.
    "xml": ("application/xml", "text/xml"),
    "rdfxml": ("application/xml", "text/xml"),
    "turtle": ("text/n3", "text/rdf+n3"),
    "ntriples": ("text/plain",),
}

OFFERS: Mapping[str, Offer] = {
    f.name: Offer(f.name, f.media_type, f.suffix, _ALIASES.get(f.name, ()), _LEGACY.get(f.name, ()))
    for f in FORMATS.values()
}
"""Every format of data by short name."""

HTML = Offer("html", "text/html; charset=utf-8", "html", ("application/xhtml+xml",))

SELECT_OFFERS = tuple(OFFERS[f.name] for f in FORMATS.values() if ResultKind.SELECT in f.kinds)
ASK_OFFERS = tuple(OFFERS[f.name] for f in FORMATS.values() if ResultKind.ASK in f.kinds)
GRAPH_OFFERS = tuple(OFFERS[f.name] for f in FORMATS.values() if ResultKind.GRAPH in f.kinds)
"""Offers for the graph formats, Turtle first: use them for resource documents, with ``HTML`` in front or behind."""

OFFERS_OF: Mapping[ResultKind, tuple[Offer, ...]] = {
    ResultKind.SELECT: SELECT_OFFERS,
    ResultKind.ASK: ASK_OFFERS,
    ResultKind.GRAPH: GRAPH_OFFERS,
}
"""Offers by kind of result."""
