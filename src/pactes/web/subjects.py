"""What there is to say of an IRI of ours: a thing, a vocabulary with its concepts, a whole graph, the ontology."""

from __future__ import annotations

from dataclasses import replace

from fastapi import Request
from pyoxigraph import Literal, NamedNode, Quad
from starlette.concurrency import run_in_threadpool

from pactes.rdf.namespaces import PREFIXES
from pactes.rdf.ontology_versions import kept_triples
from pactes.web.context import manifest_of, release_of
from pactes.web.descriptions import (
    Description,
    concepts_of,
    describe,
    dumped_graph,
    vocabularies_of,
    whole_graph,
)
from pactes.web.views.common import Visit

VOCABULARIES = "voc"
"""The path under which all vocabularies are; what is there is the list of them."""


async def description_of(request: Request, visit: Visit, iri: str, page: int, *, whole: bool) -> Description | None:
    """Return what there is to say of an IRI: a graph is its triples, the ontology and the shapes are their graphs."""
    if iri == visit.base + VOCABULARIES:
        return await _vocabularies(visit, iri)
    try:
        found = await describe(visit.reader, iri, page, whole=whole)
    except ValueError:
        return None
    path = iri.removeprefix(visit.base)
    graph = {"def": "graphe/ontologie", "shapes": "graphe/shapes", "validation": "graphe/validation"}.get(path, path)
    if path.startswith("def/"):
        # A version of the ontology: the one that is served, or one that is kept.
        graph = "graphe/ontologie"
        served = await visit.reader.select(f"SELECT ?o WHERE {{ ?o owl:versionIRI {NamedNode(iri)} }} LIMIT 1")
        if not served:
            return found or _kept_version(visit, iri)
        found = await describe(visit.reader, f"{visit.base}def", page, whole=whole)
    if graph.startswith("graphe/"):
        quads = await _graph(request, visit, visit.base + graph, whole=whole)
        if quads:
            return replace(found or Description(iri, ()), context=quads)
    elif whole and found and f"{PREFIXES['skos']}ConceptScheme" in found.types:
        return replace(found, context=found.context + await concepts_of(visit.reader, iri))
    elif path == "jeu/pactes" and found:
        return replace(found, outgoing=found.outgoing + _versions_before(request, iri))
    return found


def _kept_version(visit: Visit, iri: str) -> Description | None:
    """Return a version of the ontology that was published before the one served: its triples are in the package."""
    triples = kept_triples(visit.base).get(iri.removeprefix(f"{visit.base}def/"), ())
    header = NamedNode(f"{visit.base}def")
    said = tuple(Quad(*triple) for triple in triples if triple.subject == header)
    return Description(iri, said, context=tuple(Quad(*triple) for triple in triples)) if said else None


def _versions_before(request: Request, iri: str) -> tuple[Quad, ...]:
    """Return the versions of the dataset ``iri`` before the one that is served: its catalogue names that one alone."""
    if request.app.state.store.release_path is None:
        return ()
    manifest, has = manifest_of(request), NamedNode(PREFIXES["dcat"] + "hasVersion")
    named = (NamedNode(f"{manifest.base_iri}version/{former.version}") for former in manifest.history)
    return tuple(Quad(NamedNode(iri), has, version) for version in named)


async def _vocabularies(visit: Visit, iri: str) -> Description | None:
    """Return the list of the vocabularies, with what is said of each; None when there is none."""
    context = await vocabularies_of(visit.reader, f"{iri}/")
    if not context:
        return None
    node, part = NamedNode(iri), NamedNode(PREFIXES["dcterms"] + "hasPart")
    label = NamedNode(PREFIXES["rdfs"] + "label")
    listed = sorted({quad.subject for quad in context}, key=str)
    said = (
        Quad(node, NamedNode(PREFIXES["rdf"] + "type"), NamedNode(PREFIXES["foaf"] + "Document")),
        Quad(node, label, Literal("Vocabulaires", language="fr")),
        Quad(node, label, Literal("Vocabularies", language="en")),
        *(Quad(node, part, vocabulary) for vocabulary in listed),
    )
    return Description(iri, said, context=context)


async def _graph(request: Request, visit: Visit, graph: str, *, whole: bool) -> tuple[Quad, ...]:
    """Return the quads of a graph; not ``whole``, one of them, to know that it is there."""
    if whole and request.app.state.store.release_path is not None:
        release = release_of(request)
        dump = next((dump for dump in release.manifest.dumps if dump.graph == graph), None)
        return await run_in_threadpool(dumped_graph, release.dumps / dump.name, graph) if dump else ()
    return await whole_graph(visit.reader, graph, limit=None if whole else 1)
