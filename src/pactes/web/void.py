"""VoID at /.well-known/void: the description that the release holds in its graph, at the addresses of this service."""

from __future__ import annotations

import gzip
from collections.abc import Awaitable, Callable, Iterable, Iterator

import pyoxigraph as ox
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from pactes.rdf.namespaces import PREFIXES
from pactes.release import DumpFile, Release
from pactes.settings import Settings
from pactes.web import responses
from pactes.web.cache import Made, Representations
from pactes.web.context import licence_of, release_of
from pactes.web.described import RDF, described, redirection
from pactes.web.links import place
from pactes.web.media import GRAPH_OFFERS, HTML
from pactes.web.negotiation import negotiate
from pactes.web.serialisation import write
from pactes.web.service_description import FORMAT_IRIS

router = APIRouter(tags=["Description"])

_XSD = PREFIXES["xsd"]
_VOID = described(
    "La description du jeu de données",
    RDF,
    problems=(404, 406),
    reads=("_mediatype",),
    has=("Link", "Content-Location"),
    more={303: redirection("Vers la page du jeu de données, pour qui demande une page")},
)


def _term(prefix: str, name: str) -> ox.NamedNode:
    return ox.NamedNode(PREFIXES[prefix] + name)


_TYPE = _term("rdf", "type")


@router.get("/.well-known/void", summary="Description VoID du jeu de données", response_class=Response, **_VOID)
async def well_known_void(request: Request) -> Response:
    """Describe the dataset: counts, classes, properties, graphs, dumps, endpoint."""
    page: Callable[[Request], Awaitable[Response]] | None = request.app.state.pages.get("void")
    offers = (*GRAPH_OFFERS, HTML) if page is not None else GRAPH_OFFERS
    mediatype = request.query_params.get("_mediatype")
    offer = negotiate(request.headers.get("accept"), offers, mediatype=mediatype)
    if offer is HTML and page is not None:
        return await page(request)
    settings: Settings = request.app.state.settings
    release, address = release_of(request), responses.public_url(request)
    kept: Representations = request.app.state.representations
    key = (address, "void", offer.name)
    made = kept.get(release.id, key)
    if made is None:
        quads = await run_in_threadpool(void, release, address)
        body = await run_in_threadpool(write, quads, offer.name, settings.base_iri)
        made = Made(body, packed=responses.pack(body) if len(body) >= responses.COMPRESS_FROM else None)
        kept.keep(release.id, key, made)
    headers = place(request, offer, GRAPH_OFFERS, licence_of(request))
    return responses.respond(request, made.body, offer.media_type, headers=headers, packed=made.packed)


def void(release: Release, address: str) -> tuple[ox.Quad, ...]:
    """Return the VoID description of a release, sorted; ``address`` is the public one, with a final slash.

    The figures are those that its graph of figures tells; a release without one has those of its manifest.
    """
    base = release.manifest.base_iri
    found = dict.fromkeys((*_told(release), *_of_the_manifest(release), *_of_the_service(release, address)))
    dataset = ox.NamedNode(f"{base}jeu/pactes")
    ordered = sorted(found, key=lambda t: (t.subject != dataset, str(t.subject), str(t.predicate), str(t.object)))
    return tuple(ox.Quad(t.subject, t.predicate, t.object) for t in ordered)


def _told(release: Release) -> Iterator[ox.Triple]:
    """Yield what the graph of figures says, addresses apart: they are those of the service."""
    iri = f"{release.manifest.base_iri}graphe/void"
    dump = next((dump for dump in release.manifest.dumps if dump.graph == iri), None)
    if dump is None:
        return
    for quad in ox.parse(gzip.decompress((release.dumps / dump.name).read_bytes()), format=ox.RdfFormat.TURTLE):
        if quad.predicate not in (_term("void", "dataDump"), _term("void", "sparqlEndpoint")):
            yield quad.triple


def _of_the_manifest(release: Release) -> Iterator[ox.Triple]:
    manifest = release.manifest
    dataset, about = ox.NamedNode(f"{manifest.base_iri}jeu/pactes"), manifest.about
    yield ox.Triple(dataset, _TYPE, _term("void", "Dataset"))
    for name in ("title", "description"):
        if name in about:
            yield ox.Triple(dataset, _term("dcterms", name), ox.Literal(about[name], language="fr"))
    if "licence" in about:
        yield ox.Triple(dataset, _term("dcterms", "license"), ox.NamedNode(about["licence"]))
    if manifest.date:
        day = ox.Literal(manifest.date, datatype=ox.NamedNode(f"{_XSD}date"))
        yield ox.Triple(dataset, _term("dcterms", "modified"), day)
    yield ox.Triple(dataset, _term("dcat", "version"), ox.Literal(manifest.version))
    yield ox.Triple(dataset, _term("void", "triples"), _count(manifest.triples))
    for entry in manifest.graphs:
        subset = ox.NamedNode(entry.iri)
        yield ox.Triple(dataset, _term("void", "subset"), subset)
        yield ox.Triple(subset, _TYPE, _term("void", "Dataset"))
        yield ox.Triple(subset, _term("void", "triples"), _count(entry.triples))


def _of_the_service(release: Release, address: str) -> Iterator[ox.Triple]:
    manifest = release.manifest
    dataset, document = ox.NamedNode(f"{manifest.base_iri}jeu/pactes"), ox.NamedNode(f"{address}.well-known/void")
    yield ox.Triple(document, _TYPE, _term("void", "DatasetDescription"))
    yield ox.Triple(document, _term("foaf", "primaryTopic"), dataset)
    yield ox.Triple(dataset, _term("void", "sparqlEndpoint"), ox.NamedNode(f"{address}sparql"))
    yield ox.Triple(dataset, _term("void", "uriSpace"), ox.Literal(f"{manifest.base_iri}id/"))
    for offer in GRAPH_OFFERS:
        yield ox.Triple(dataset, _term("void", "feature"), ox.NamedNode(FORMAT_IRIS[offer.name]))
    for dump in rdf_dumps(release):
        part = ox.NamedNode(dump.graph) if dump.graph else dataset
        yield ox.Triple(part, _term("void", "dataDump"), ox.NamedNode(f"{address}dump/{dump.name}"))


def rdf_dumps(release: Release) -> Iterable[DumpFile]:
    """Return the files of a release that hold RDF: tables are none."""
    known = {offer.essence for offer in GRAPH_OFFERS}
    return (dump for dump in release.manifest.dumps if dump.media_type in known)


def _count(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=ox.NamedNode(f"{_XSD}integer"))
