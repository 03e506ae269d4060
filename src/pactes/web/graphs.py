"""Whole graphs, by the SPARQL 1.1 Graph Store HTTP Protocol (reading only).

They are sent from the dumps, which hold the same terms as the store: a large graph is too much for a query.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping

import pyoxigraph as ox
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from pactes.rdf.namespaces import BASE, PREFIXES
from pactes.release import Release
from pactes.store import Formats, Store, xmlcheck
from pactes.web.cache import ResultTag, ResultTags
from pactes.web.context import licence_of, release_of
from pactes.web.described import RDF, described
from pactes.web.links import dataset_links
from pactes.web.media import GRAPH_OFFERS
from pactes.web.negotiation import Offer, negotiate
from pactes.web.problems import Problem
from pactes.web.responses import coding_for, etag_of, made_tag, not_modified, pack, respond

router = APIRouter(tags=["Graphes"])

_RDF: Mapping[str, ox.RdfFormat] = {
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
}
_WITH_PREFIXES = frozenset({"turtle", "rdfxml", "trig"})


@router.get(
    "/graph-store",
    summary="Un graphe entier (?graph=… ou ?default)",
    response_class=Response,
    **described(
        "Le graphe, entier",
        RDF,
        problems=(404, 406, 413, 422, 503),
        reads=("_mediatype",),
        has=("Link",),
        varies=False,  # _mediatype leaves nothing to depend on but the coding
        extra={
            "parameters": [
                {
                    "name": "graph",
                    "in": "query",
                    "description": "L'IRI absolu du graphe, une fois.",
                    "required": False,
                    "schema": {"type": "string", "format": "uri"},
                },
                {
                    "name": "default",
                    "in": "query",
                    "description": "L'union de tous les graphes ; sans valeur.",
                    "required": False,
                    "allowEmptyValue": True,
                    "schema": {"type": "string", "const": ""},
                },
            ]
        },
    ),
)
async def graph_store(request: Request) -> Response:
    """Answer with the graph that ``?graph=`` names, or with the union of all (``?default``)."""
    names = request.query_params.getlist("graph")
    default = "default" in request.query_params
    if len(names) + default != 1:
        raise Problem(
            "bad-request",
            "Nommez un graphe et un seul : « ?graph=IRI », ou « ?default » pour l'union de tous.",
            "Name exactly one graph: “?graph=IRI”, or “?default” for the union of all.",
        )
    for name in names:
        _check_absolute(name)
    offer, vary = _choose(request), "Accept" if "_mediatype" not in request.query_params else ""
    if default:
        return await _union(request, offer, vary)
    etag = made_tag(request, "graph-store", names[0], offer.name)
    held = not_modified(request, etag, offer.media_type, vary)
    if held is not None:
        return held
    body = await run_in_threadpool(graph_body, release_of(request), names[0], offer)
    if body is None:
        raise Problem(
            "not-found",
            f"Cette version n'a pas de graphe « {names[0][:200]} » ; /.well-known/void les nomme tous.",
            f"This release has no graph “{names[0][:200]}”; /.well-known/void names them all.",
        )
    # A large one is compressed away from the event loop.
    packed = await run_in_threadpool(pack, body) if coding_for(request, offer.media_type) else None
    headers = {"Link": dataset_links(licence_of(request), request)}
    return respond(request, body, offer.media_type, headers=headers, vary=vary, etag=etag, packed=packed)


def _check_absolute(name: str) -> None:
    """Raise the ``Problem`` 400 for what cannot name a graph (Graph Store HTTP Protocol, 4.2: an absolute IRI)."""
    try:
        ox.NamedNode(name)
    except ValueError:
        raise Problem(
            "bad-request",
            f"« graph » doit être un IRI absolu ; « {name[:200]} » n'en est pas un.",
            f"“graph” must be an absolute IRI; “{name[:200]}” is not.",
        ) from None


async def _union(request: Request, offer: Offer, vary: str) -> Response:
    """Answer with the union of all graphs; its tag is remembered, so that who holds it costs no second query."""
    store: Store = request.app.state.store
    tags: ResultTags = request.app.state.result_tags
    release, key = store.release_id, f"graph-store {offer.name}"
    known = tags.get(release, key)
    held = not_modified(request, known.tag, offer.media_type, vary) if known is not None else None
    if held is not None:
        return held
    formats = Formats(select=None, ask=None, graph=offer.name)
    with await store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", formats=formats) as result:
        body = await run_in_threadpool(result.read)
    etag = etag_of((offer.media_type, body))
    if release == store.release_id:
        tags.keep(release, key, ResultTag(etag, offer.media_type, len(body)))
    packed = await run_in_threadpool(pack, body) if coding_for(request, offer.media_type) else None
    headers = {"Link": dataset_links(licence_of(request), request)}
    return respond(request, body, offer.media_type, headers=headers, vary=vary, etag=etag, packed=packed)


def graph_body(release: Release, iri: str, offer: Offer) -> bytes | None:
    """Return a graph of the release in a format of ``GRAPH_OFFERS``; None when the release does not hold it.

    Raises ``IllFormed`` (``pactes.store.xmlcheck``) when the format is XML and has no way to write it.
    """
    dump = next((dump for dump in release.manifest.dumps if dump.graph == iri), None)
    if dump is None:
        return None
    turtle = gzip.decompress((release.dumps / dump.name).read_bytes())
    if offer.name == "turtle":
        return turtle
    form = _RDF[offer.name]
    triples = (quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    prefixes = {name: address.replace(BASE, release.manifest.base_iri) for name, address in PREFIXES.items()}
    body = ox.serialize(triples, format=form, prefixes=prefixes if offer.name in _WITH_PREFIXES else None)
    body = body if body is not None else b""
    return xmlcheck.check(body) if offer.name in xmlcheck.FORMATS else body


def _choose(request: Request) -> Offer:
    # Turtle first: « */* » is how harvesters ask.
    return negotiate(request.headers.get("accept"), GRAPH_OFFERS, mediatype=request.query_params.get("_mediatype"))
