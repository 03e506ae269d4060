"""/dump/: the files of the release, compressed as they are on disk or unpacked on the way."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response, StreamingResponse
from werkzeug.http import parse_accept_header

from pactes.release.dumps import SUMS
from pactes.web.context import release_of
from pactes.web.media import HTML
from pactes.web.negotiation import Offer, negotiate
from pactes.web.problems import Problem
from pactes.web.responses import CACHE, is_fresh, public_url, respond

router = APIRouter(tags=["Téléchargement"])

_CHUNK = 1 << 16
_JSON = Offer("json", "application/json", "json", ("text/json",))


@router.get("/dump/", summary="Les fichiers à télécharger", response_class=Response)
async def listing(request: Request) -> Response:
    """List the files with their sizes and checksums, and the graphs with their numbers of triples."""
    page = request.app.state.pages.get("dump")
    if page is not None and negotiate(request.headers.get("accept"), (_JSON, HTML)) is HTML:
        response: Response = await page(request)
        return response
    release = release_of(request)
    manifest = release.manifest
    address = public_url(request)
    body = {
        "release": release.id,
        "version": manifest.version,
        "date": manifest.date,
        "triples": manifest.triples,
        "graphs": [{"iri": g.iri, "name": g.name, "triples": g.triples} for g in manifest.graphs],
        "files": [
            {
                "url": f"{address}dump/{d.name}",
                "name": d.name,
                "mediaType": d.media_type,
                "size": d.size,
                "unpacked": d.unpacked,
                "sha256": d.sha256,
                "graph": d.graph,
            }
            for d in manifest.dumps
        ],
        "checksums": f"{address}dump/{SUMS}",
        "skipped": [{"document": s.document, "reason": s.reason} for s in manifest.skipped],
    }
    return respond(
        request, (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode(), "application/json", vary="Accept"
    )


@router.get("/dump/{name}", summary="Un fichier à télécharger", response_class=Response)
async def file(request: Request, name: str) -> Response:
    """Send a file: ``x.ttl.gz`` as it is, ``x.ttl`` unpacked (or gzip-encoded when the client takes that)."""
    release = release_of(request)
    if name == SUMS:
        return respond(request, (release.dumps / SUMS).read_bytes(), "text/plain; charset=utf-8", vary="")
    by_name = {dump.name: dump for dump in release.manifest.dumps}
    packed = by_name.get(name)
    if packed is not None:
        return _send(request, release.dumps / name, f'"{packed.sha256[:32]}"', "application/gzip", {})
    dump = by_name.get(f"{name}.gz")
    if dump is None:
        raise Problem(
            "not-found",
            f"Il n'y a pas de fichier « {name} » dans cette version ; la liste est à {public_url(request)}dump/.",
            f"There is no file “{name}” in this release; the list is at {public_url(request)}dump/.",
        )
    path = release.dumps / dump.name
    if parse_accept_header(request.headers.get("accept-encoding", "")).quality("gzip") > 0:
        headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return _send(request, path, f'"{dump.sha256[:30]}-z"', dump.media_type, headers)
    etag = f'"{dump.sha256[:30]}-u"'
    headers = {"ETag": etag, "Cache-Control": CACHE, "Vary": "Accept-Encoding"}
    if is_fresh(request, etag):
        return Response(status_code=304, headers=headers)
    headers["Content-Length"] = str(dump.unpacked)
    return StreamingResponse(_unpacked(path), media_type=dump.media_type, headers=headers)


def _send(request: Request, path: Path, etag: str, media_type: str, headers: dict[str, str]) -> Response:
    headers = {"ETag": etag, "Cache-Control": CACHE, **headers}
    if is_fresh(request, etag):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, media_type=media_type, headers=headers)


def _unpacked(path: Path) -> Iterator[bytes]:
    with gzip.open(path) as stream:
        while piece := stream.read(_CHUNK):
            yield piece
