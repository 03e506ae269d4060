"""What machines read first: the service description at /sparql (VoID is in ``pactes.web.void``)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from fastapi import Request
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, RDFS, VOID
from starlette.responses import Response

from pactes.rdf.namespaces import PREFIXES, bind_prefixes
from pactes.store import FORMATS
from pactes.web.context import licence_of, manifest_of
from pactes.web.links import place
from pactes.web.media import GRAPH_OFFERS, HTML
from pactes.web.negotiation import negotiate
from pactes.web.responses import public_url, respond

Page = Callable[[Request], Awaitable[Response]]
"""What makes the HTML page of an address that machines also read; ``app.state.pages`` holds them by name."""

_SD = Namespace(PREFIXES["sd"])
_DCAT = Namespace(PREFIXES["dcat"])

_MAX_GRAPHS = 40
"""Named graphs that the service description lists: clients load it whole, VoID has the others."""

_NAMES: Mapping[str, str] = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF_XML",
    "ntriples": "N-Triples",
    "trig": "TriG",
    "nquads": "N-Quads",
}
FORMAT_IRIS: Mapping[str, str] = {name: f"http://www.w3.org/ns/formats/{local}" for name, local in _NAMES.items()}
"""Formats as the W3C names them, by short name."""

_RDFLIB_NAMES: Mapping[str, str] = {
    "turtle": "turtle",
    "jsonld": "json-ld",
    "rdfxml": "xml",
    "ntriples": "nt",
    "trig": "trig",
    "nquads": "nquads",
}


async def describe(request: Request) -> Response:
    """Answer /sparql without a query: a page for people where there is one, else the service description."""
    return await _described(request, "sparql", lambda: service_description(request))


async def _described(request: Request, name: str, build: Callable[[], Graph]) -> Response:
    page = _page(request, name)
    offers = (*GRAPH_OFFERS, HTML) if page is not None else GRAPH_OFFERS
    offer = negotiate(request.headers.get("accept"), offers, mediatype=request.query_params.get("_mediatype"))
    if offer is HTML and page is not None:
        return await page(request)
    body = build().serialize(format=_RDFLIB_NAMES[offer.name], encoding="utf-8")
    return respond(request, body, offer.media_type, headers=place(request, offer, offers, licence_of(request)))


def service_description(request: Request) -> Graph:
    """Return the service description (SPARQL 1.1 Service Description); no blank nodes, under 10 kB."""
    manifest = manifest_of(request)
    address = public_url(request)
    endpoint = URIRef(address + "sparql")
    service, dataset = URIRef(f"{endpoint}#service"), URIRef(f"{endpoint}#donnees")
    default = URIRef(f"{endpoint}#graphe-par-defaut")
    graph = bind_prefixes(Graph(bind_namespaces="none"))
    graph.add((service, RDF.type, _SD.Service))
    graph.add((service, _SD.endpoint, endpoint))
    graph.add((service, _SD.supportedLanguage, _SD.SPARQL11Query))
    graph.add((service, _SD.feature, _SD.UnionDefaultGraph))
    for format_ in FORMATS.values():
        graph.add((service, _SD.resultFormat, URIRef(FORMAT_IRIS[format_.name])))
    graph.add((service, _SD.defaultDataset, dataset))
    graph.add((dataset, RDF.type, _SD.Dataset))
    graph.add((dataset, RDFS.seeAlso, URIRef(address + ".well-known/void")))
    graph.add((dataset, _SD.defaultGraph, default))
    graph.add((default, RDF.type, _SD.Graph))
    graph.add((default, VOID.triples, Literal(manifest.triples)))
    for entry in manifest.graphs[:_MAX_GRAPHS]:
        named, triples = URIRef(f"{endpoint}#graphe-{entry.name}"), URIRef(f"{endpoint}#triplets-{entry.name}")
        graph.add((dataset, _SD.namedGraph, named))
        graph.add((named, RDF.type, _SD.NamedGraph))
        graph.add((named, _SD.name, URIRef(entry.iri)))
        graph.add((named, _SD.graph, triples))
        graph.add((triples, RDF.type, _SD.Graph))
        graph.add((triples, VOID.triples, Literal(entry.triples)))
    return graph


def _page(request: Request, name: str) -> Page | None:
    pages: Mapping[str, Page] = request.app.state.pages
    return pages.get(name)
