"""Responses with validators (ETag, 304, Vary) for bytes that are known in full, and the public address."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from fastapi import Request
from starlette.responses import Response
from werkzeug.http import parse_etags

from pactes.settings import Settings

CACHE = "public, max-age=0, must-revalidate"
"""Caches may keep, but ask: a release may be replaced at any moment."""

VARY = "Accept, Accept-Language"


def public_url(request: Request) -> str:
    """Return the public address of the service, with a final slash: the setting, else the one that the visitor used."""
    settings: Settings = request.app.state.settings
    address = settings.public_url or str(request.base_url)
    return address if address.endswith("/") else address + "/"


def etag_of(parts: Iterable[bytes | str]) -> str:
    """Return a strong entity tag of what makes a representation."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() if isinstance(part, str) else part)
        digest.update(b"\0")
    return f'"{digest.hexdigest()[:32]}"'


def is_fresh(request: Request, etag: str) -> bool:
    """Tell whether the client already holds the representation ``etag`` (If-None-Match, RFC 9110, 13.1.2)."""
    header = request.headers.get("if-none-match")
    return header is not None and parse_etags(header).contains_weak(etag.strip('"'))


def respond(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    headers: Mapping[str, str] | None = None,
    vary: str = VARY,
) -> Response:
    """Return ``body`` with an ETag of its own (bytes and media type), or 304 when the client has it already."""
    etag = etag_of((media_type, body))
    common = {"ETag": etag, "Cache-Control": CACHE, **(headers or {})}
    if vary:
        common.setdefault("Vary", vary)
    if request.method in ("GET", "HEAD") and is_fresh(request, etag):
        return Response(status_code=304, headers=common)
    return Response(body, headers={**common, "Content-Type": media_type})
