"""/version/: the versions of the data, what each is, and what changed from one to another.

``/version/<version>`` stands for the newest build of a version; ``/version/<id>`` for one build. What a version said is
at ``/version/<version>/…`` (see ``past``).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from pactes.rdf.namespaces import PREFIXES
from pactes.release import Former, Release, Versions
from pactes.release.diff import Difference
from pactes.release.diff_rdf import PATCH_TYPE, difference_quads
from pactes.release.version_rdf import former_quads, version_quads
from pactes.web import site
from pactes.web.addresses import OUTER
from pactes.web.described import described
from pactes.web.differences import Differences
from pactes.web.known_versions import moment_of, versions_now
from pactes.web.media import GRAPH_OFFERS, HTML
from pactes.web.memento import add_link, told_of_memento
from pactes.web.negotiation import Offer
from pactes.web.pages import render
from pactes.web.past import absent
from pactes.web.problems import Problem
from pactes.web.responses import address_of, made_tag, not_modified, public_url, respond
from pactes.web.serialisation import write
from pactes.web.texts import FOLDER
from pactes.web.views import quality
from pactes.web.views.difference import difference_view

router = APIRouter(tags=["Versions"])
past_router = APIRouter(tags=["Versions"])

JSON = Offer("json", "application/json", "json")
PATCH = Offer("patch", PATCH_TYPE, "rdfp")
OFFERS = (GRAPH_OFFERS[0], JSON, *GRAPH_OFFERS[1:], HTML)
"""Turtle first, as everywhere; ``application/json`` is plain JSON here."""

_TYPES = tuple(offer.essence for offer in OFFERS)
_READS = ("_mediatype", "_lang", "Accept-Language")


@router.get(
    "/version/",
    summary="Les versions des données",
    response_class=Response,
    **described("La liste des versions", _TYPES, reads=_READS, problems=(406, 503)),
)
async def versions_list(request: Request) -> Response:
    """Answer with the versions, the newest first: those that are kept, and those that are only told of."""
    found = await versions_now(request)
    here = site.visit(request)
    offer, vary = site.choose_offer(request, OFFERS)
    if offer is HTML:
        title = here.language.gettext("Versions des données")
        content = {"versions": found, "courante": request.app.state.store.release_id}
        return await _page(request, "versions.html", vary, titre=title, **content)
    if offer is JSON:
        entries: list[Release | Former] = [*found.kept, *found.former]
        body = _json([_brief(request, entry, found) for entry in entries])
    else:
        body = await run_in_threadpool(write, _list_quads(found, here.base), offer.name, here.base)
    return respond(request, body, offer.media_type, vary=vary)


@router.get(
    "/version/{name}",
    summary="Une version des données, ou la différence de deux versions (a..b)",
    response_class=Response,
    **described(
        "La description de la version, ou ce qui a changé de la première à la seconde",
        (*_TYPES, PATCH),
        reads=_READS,
        problems=(404, 406, 410, 413, 503),
        varies=False,
    ),
)
async def version(request: Request, name: str) -> Response:
    """Answer with what a version is; ``a..b`` (either may be left out: the version served) with a difference."""
    bare, suffix = _split(name)
    found = await versions_now(request)
    if ".." in bare:
        return await _difference(request, bare, suffix, found)
    release = found.find(bare)
    former = found.told(bare)
    if release is None and former is None:
        raise absent(bare, told=False)
    here = site.visit(request)
    offer, vary = site.choose_offer(request, OFFERS, suffix=suffix)
    named = bare if release is not None else former.version if former else bare
    version = release.manifest.version if release else named
    previous = found.before(version)
    if offer is HTML:
        title = here.language.gettext("Version {version}").format(version=version)
        content = {
            "release": release,
            "former": former,
            "manifest": release.manifest if release else None,
            "version": version,
            "nom": named,
            "precedente": previous,
            "documents": _documents(release) if release else 0,
            "validation": quality.counts(release.manifest.validation) if release else None,
            "ecart": _gap(release, found, previous) if release else None,
            "comparable": previous is not None and release is not None and found.find(previous) is not None,
            "courante": request.app.state.store.release_id,
            "iri": f"{here.base}version/{named}",
            "service": address_of(request),
        }
        response = await _page(request, "version.html", vary, titre=title, **content)
    elif offer is JSON:
        entry = release or former
        assert entry is not None
        response = respond(request, _json(_brief(request, entry, found, whole=True)), offer.media_type, vary=vary)
    else:
        quads = await run_in_threadpool(_quads, release, former, here.base, public_url(request), named, previous)
        body = await run_in_threadpool(write, quads, offer.name, here.base)
        response = respond(request, body, offer.media_type, vary=vary)
    if release is not None and response.status_code in (200, 304):
        # It never changes: it is its own memento (RFC 7089, pattern 3).
        moment = moment_of(release.manifest)
        headers, _ = told_of_memento("", "", moment)
        response.headers.update(headers)
        if moment is not None:
            add_link(response.headers, f'<{here.addresses.root}/version/{named}>; rel="original"')
    return response


def _documents(release: Release) -> int:
    """Return how many documents a release tells of: each has a graph and a text of its own."""
    texts = release.path / FOLDER
    return sum((texts / f"{graph.name}.txt").is_file() for graph in release.manifest.graphs)


def _gap(release: Release, found: Versions, previous: str | None) -> int | None:
    """Return how many triples a release has more than the version before it, None where that is not known."""
    if previous is None:
        return None
    before = found.find(previous)
    told = before.manifest if before is not None else found.told(previous)
    return release.manifest.triples - told.triples if told is not None else None


@past_router.get("/version/{rest:path}", include_in_schema=False, response_class=Response)
async def of_now(request: Request, rest: str) -> Response:
    """Lead from a page of a former version to the versions themselves."""
    query = f"?{request.url.query}" if request.url.query else ""
    path = request.scope["path"].removeprefix(request.scope["root_path"])
    return Response(status_code=308, headers={"Location": f"{request.scope[OUTER]}{path}{query}"})


async def _difference(request: Request, name: str, suffix: str, found: Versions) -> Response:
    first, _, second = name.partition("..")
    current = request.app.state.store.release_id
    releases = []
    for asked in (first or current, second or current):
        release = found.find(asked)
        if release is None:
            raise absent(asked, told=found.told(asked) is not None)
        releases.append(release)
    a, b = releases
    offer, vary = site.choose_offer(request, (*OFFERS, PATCH), suffix=suffix)
    here = site.visit(request)
    # Both releases are what they are for ever: who holds the answer is told so before anything is computed.
    etag = made_tag(request, a.id, b.id, name, offer.name, here.language.code, here.addresses.root, request.url.query)
    held = not_modified(request, etag, offer.media_type, vary)
    if held is not None:
        return held
    differences: Differences = request.app.state.differences
    told, patch = await differences.of(a, b)
    if offer is PATCH:
        return await _patch(request, told, patch, etag, vary)
    if offer is HTML:
        title = here.language.gettext("De la version {a} à la version {b}").format(a=first, b=second)
        graphs = frozenset(graph.iri for graph in b.manifest.graphs)
        content = await run_in_threadpool(difference_view, told, here, first or a.id, second or b.id, graphs)
        return await _page(request, "difference.html", vary, etag=etag, titre=title, **content)
    if offer is JSON:
        body = told.to_json().encode()
    else:
        quads = await run_in_threadpool(difference_quads, told, here.base, name=name)
        body = await run_in_threadpool(write, quads, offer.name, here.base)
    return respond(request, body, offer.media_type, vary=vary, etag=etag)


async def _patch(request: Request, told: Difference, patch: Path, etag: str, vary: str) -> Response:
    """Send the RDF Patch; one that is larger than an answer may be is refused, the files of both versions named."""
    limit: int = request.app.state.settings.result_limit
    address = public_url(request)
    size = await run_in_threadpool(_unpacked, patch, limit)
    if size is None:
        files = f"{address}version/{told.b.version}/dump/"
        raise Problem(
            "too-large",
            f"Le patch dépasse la taille permise ({limit} octets) : prenez les fichiers de la version, {files}",
            f"The patch passes the size that is allowed ({limit} bytes): take the files of the version, {files}",
            extra={"limit": "taille", "value": f"{limit} octets", "dump": files},
        )
    body = await run_in_threadpool(_read, patch)
    return respond(request, body, PATCH.media_type, vary=vary, etag=etag)


def _unpacked(path: Path, limit: int) -> int | None:
    size = 0
    with gzip.open(path) as stream:
        while piece := stream.read(1 << 16):
            size += len(piece)
            if size > limit:
                return None
    return size


def _read(path: Path) -> bytes:
    with gzip.open(path) as stream:
        return stream.read()


async def _page(request: Request, template: str, vary: str, *, etag: str | None = None, **content: Any) -> Response:
    here = site.visit(request)
    body = await run_in_threadpool(render, request, here, template, **content)
    headers = {"Content-Language": here.language.code}
    return respond(request, body, HTML.media_type, headers=headers, vary=vary, etag=etag)


def _brief(request: Request, entry: Release | Former, found: Versions, *, whole: bool = False) -> dict[str, Any]:
    """Return what JSON says of a version; ``whole``, with its graphs, its files and what was left out."""
    base, address = request.app.state.settings.base_iri, public_url(request)
    manifest = entry.manifest if isinstance(entry, Release) else entry
    told: dict[str, Any] = {
        "iri": f"{base}version/{manifest.version}",
        "version": manifest.version,
        "date": manifest.date,
        "release": entry.id,
        "digest": manifest.digest,
        "quads": manifest.quads,
        "triples": manifest.triples,
        "previous": found.before(manifest.version),
        "current": entry.id == request.app.state.store.release_id,
        "kept": isinstance(entry, Release),
    }
    if not isinstance(entry, Release):
        return told
    service = f"{address}version/{manifest.version}/"
    told |= {"sparql": f"{service}sparql", "dumps": f"{service}dump/"}
    if whole:
        full = entry.manifest
        told |= {
            "software": full.software,
            "about": dict(full.about),
            "graphs": [asdict(graph) for graph in full.graphs],
            "files": [{**asdict(dump), "url": f"{service}dump/{dump.name}"} for dump in full.dumps],
            "skipped": [asdict(skipped) for skipped in full.skipped],
            "validation": full.validation,
            "moved": [asdict(moved) for moved in full.moved],
            "redacted": list(full.redacted),
        }
    return told


def _quads(
    release: Release | None, former: Former | None, base: str, address: str, name: str, previous: str | None
) -> Sequence[ox.Quad]:
    if release is not None:
        return version_quads(release, address, name=name, previous=previous)
    assert former is not None
    return former_quads(former, base, previous=previous)


def _list_quads(found: Versions, base: str) -> tuple[ox.Quad, ...]:
    """Return the dataset, its versions, and the head of each."""
    dataset = ox.NamedNode(f"{base}jeu/pactes")
    made = {ox.Quad(dataset, ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(PREFIXES["dcat"] + "Dataset"))}
    entries = [Former(m.version, m.date, r.id, m.digest, m.quads, m.triples) for r in found.kept for m in [r.manifest]]
    for former in (*entries, *found.former):
        node = ox.NamedNode(f"{base}version/{former.version}")
        made.add(ox.Quad(dataset, ox.NamedNode(PREFIXES["dcat"] + "hasVersion"), node))
        made |= set(former_quads(former, base, previous=found.before(former.version)))
    return tuple(sorted(made, key=str))


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _split(name: str) -> tuple[str, str]:
    bare, dot, suffix = name.rpartition(".")
    return (bare, suffix) if dot and bare and suffix in {o.suffix for o in (*OFFERS, PATCH)} else (name, "")
