"""The list of what a thing can be had as: every profile in every format (W3C Alternate Representations Data Model)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from pactes.rdf.namespaces import PREFIXES
from pactes.web import links
from pactes.web.media import HTML
from pactes.web.negotiation import Offer, View
from pactes.web.profiles import ALTR_IRI, TOKEN_TYPE

_ALTR = f"{ALTR_IRI}#"
_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


@dataclass(frozen=True, slots=True)
class Alternate:
    """One representation: its address, profile and format; ``is_default`` when nothing else is asked for."""

    href: str
    view: View
    offer: Offer
    is_default: bool


def alternates(path: str, views: Sequence[View]) -> tuple[Alternate, ...]:
    """Return every representation of the document at ``path``, the default first."""
    default = views[0]
    return tuple(
        Alternate(links.address(path, view, offer, default), view, offer, (view, offer) == (default, default.offers[0]))
        for view in views
        for offer in view.offers
    )


def alternates_graph(iri: str, origin: str, path: str, views: Sequence[View]) -> tuple[Quad, ...]:
    """Return the list as a graph about ``iri``; ``origin`` is the public address before ``path``, no final slash."""
    return tuple(_graph(iri, origin, path, views))


def _graph(iri: str, origin: str, path: str, views: Sequence[View]) -> Iterator[Quad]:
    for one in alternates(path, views):
        node = origin + one.href
        name = "hasDefaultRepresentation" if one.is_default else "hasRepresentation"
        yield _quad(iri, _ALTR + name, NamedNode(node))
        yield Quad(NamedNode(node), _TYPE, NamedNode(f"{_ALTR}Representation"))
        yield _quad(node, PREFIXES["dcterms"] + "conformsTo", NamedNode(one.view.iri))
        yield _quad(node, PREFIXES["dcterms"] + "format", NamedNode(_MEDIA_TYPES + one.offer.essence))
        if one.offer is HTML:
            for language in ("fr", "en"):
                yield _quad(node, PREFIXES["dcterms"] + "language", Literal(language))
    for view in views:
        yield Quad(NamedNode(view.iri), _TYPE, NamedNode(TOKEN_TYPE))
        yield _quad(view.iri, "http://www.w3.org/ns/dx/prof/hasToken", Literal(view.token))


def _quad(subject: str, predicate: str, value: NamedNode | Literal) -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), value)
