"""What there is to say of an IRI of ours: a thing, a vocabulary with its concepts, a whole graph, the ontology."""

from __future__ import annotations

from dataclasses import replace

from fastapi import Request
from pyoxigraph import NamedNode, Quad
from starlette.concurrency import run_in_threadpool

from pactes.rdf.namespaces import PREFIXES
from pactes.web.context import release_of
from pactes.web.descriptions import Description, concepts_of, describe, dumped_graph, whole_graph
from pactes.web.views.common import Visit


async def description_of(request: Request, visit: Visit, iri: str, page: int, *, whole: bool) -> Description | None:
    """Return what there is to say of an IRI: a graph is its triples, the ontology and the shapes are their graphs."""
    try:
        found = await describe(visit.reader, iri, page, whole=whole)
    except ValueError:
        return None
    path = iri.removeprefix(visit.base)
    graph = {"def": "graphe/ontologie", "shapes": "graphe/shapes"}.get(path, path)
    if path.startswith("def/"):
        # A version of the ontology: the one that is served, or none.
        graph = "graphe/ontologie"
        served = await visit.reader.select(f"SELECT ?o WHERE {{ ?o owl:versionIRI {NamedNode(iri)} }} LIMIT 1")
        if not served:
            return found
        found = await describe(visit.reader, f"{visit.base}def", page, whole=whole)
    if graph.startswith("graphe/"):
        quads = await _graph(request, visit, visit.base + graph, whole=whole)
        if quads:
            return replace(found or Description(iri, ()), context=quads)
    elif whole and found and f"{PREFIXES['skos']}ConceptScheme" in found.types:
        return replace(found, context=found.context + await concepts_of(visit.reader, iri))
    return found


async def _graph(request: Request, visit: Visit, graph: str, *, whole: bool) -> tuple[Quad, ...]:
    """Return the quads of a graph; not ``whole``, one of them, to know that it is there."""
    if whole and request.app.state.store.release_path is not None:
        release = release_of(request)
        dump = next((dump for dump in release.manifest.dumps if dump.graph == graph), None)
        return await run_in_threadpool(dumped_graph, release.dumps / dump.name, graph) if dump else ()
    return await whole_graph(visit.reader, graph, limit=None if whole else 1)
