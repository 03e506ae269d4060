"""/dump/: the files of the release, compressed as they are on disk or unpacked on the way.

A table names its metadata by a link (Model for Tabular Data, 5.2).
"""

from __future__ import annotations

import json

from fastapi import APIRouter, Request
from starlette.responses import Response

from pactes.release.csvw import MEDIA_TYPE
from pactes.release.dumps import SUMS
from pactes.web.context import licence_of, release_of
from pactes.web.described import SLASH, content, described, headers, redirection
from pactes.web.links import dataset_links, place
from pactes.web.media import HTML
from pactes.web.negotiation import Offer, negotiate
from pactes.web.problems import Problem
from pactes.web.ranges import send_file
from pactes.web.responses import coding_for, public_url, respond

router = APIRouter(tags=["Téléchargement"])

_TABLE = "text/csv; charset=utf-8; header=present"
_JSON = Offer("json", "application/json", "json", ("text/json",))


_FILES = (
    "application/n-quads",
    "application/trig",
    "text/turtle",
    "application/gzip",
    "text/csv",
    MEDIA_TYPE,
    "text/plain",
)


@router.get(
    "/dump/",
    summary="Les fichiers à télécharger",
    response_class=Response,
    **described(
        "Les fichiers, leurs tailles et leurs sommes de contrôle",
        (_JSON, HTML),
        problems=(404, 406, 413, 422, 503),
        reads=("_mediatype", "_lang", "Accept-Language"),
        schema={
            "type": "object",
            "required": ["release", "version", "date", "triples", "graphs", "files", "checksums", "skipped"],
        },
    ),
)
async def listing(request: Request, page: int = 1) -> Response:
    """List the files with their sizes and checksums, and the graphs with their numbers of triples.

    Machines get the whole list; ``page`` says which part of it people are shown.
    """
    shown = request.app.state.pages.get("dump")
    if _choose(request) is HTML and shown is not None:
        response: Response = await shown(request, page)
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
    told = (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode()
    headers = place(request, _JSON, (_JSON, HTML), licence_of(request))
    return respond(request, told, "application/json", headers=headers)


def _choose(request: Request) -> Offer:
    return negotiate(request.headers.get("accept"), (_JSON, HTML), mediatype=request.query_params.get("_mediatype"))


@router.get(
    "/dump/{name}",
    summary="Un fichier à télécharger",
    response_class=Response,
    **described(
        "Le fichier",
        _FILES,
        problems=(404, 416),
        reads=("Range", "If-Range"),
        varies=False,
        more={
            206: {
                "description": "La plage demandée",
                "content": content(_FILES),
                "headers": headers(("ETag", "Content-Range", "Accept-Ranges")),
            },
            308: redirection(SLASH),
        },
    ),
)
async def file(request: Request, name: str) -> Response:
    """Send a file: ``x.ttl.gz`` as it is, ``x.ttl`` unpacked (or gzip-encoded when the client takes that)."""
    release = release_of(request)
    if name == SUMS:
        return respond(request, (release.dumps / SUMS).read_bytes(), "text/plain; charset=utf-8", vary="")
    by_name = {dump.name: dump for dump in release.manifest.dumps}
    packed = by_name.get(name)
    if packed is not None:
        return send_file(
            request,
            release.dumps / name,
            f'"{packed.sha256[:32]}"',
            "application/gzip",
            packed.size,
            _public(request, name),
        )
    dump = by_name.get(f"{name}.gz")
    if dump is None:
        raise Problem(
            "not-found",
            f"Il n'y a pas de fichier « {name} » dans cette version ; la liste est à {public_url(request)}dump/.",
            f"There is no file “{name}” in this release; the list is at {public_url(request)}dump/.",
        )
    path = release.dumps / dump.name
    headers = {"Vary": "Accept-Encoding", **_public(request, name)}
    media_type = _TABLE if dump.media_type == "text/csv" else dump.media_type
    if coding_for(request, dump.media_type):
        headers["Content-Encoding"] = "gzip"
        return send_file(request, path, f'"{dump.sha256[:32]}-gzip"', media_type, dump.size, headers)
    etag = f'"{dump.sha256[:32]}-unpacked"'
    return send_file(request, path, etag, media_type, dump.unpacked, headers, unpack=True)


def _public(request: Request, name: str) -> dict[str, str]:
    links = dataset_links(licence_of(request), request)
    if name.endswith(".csv"):
        root = request.scope.get("root_path", "")
        links += f', <{root}/dump/{name}-metadata.json>; rel="describedby"; type="{MEDIA_TYPE}"'
    return {"Link": links}
