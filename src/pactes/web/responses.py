"""Responses with validators (ETag, Last-Modified, Vary), compressed where it serves, for bytes that are known in full.

A representation is identified by what it is made of (release, software, address, choice), so that a client that holds
it is told so before anything is asked of the store.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime

from fastapi import Request
from starlette.responses import Response
from werkzeug.http import parse_accept_header, parse_date, parse_etags

from pactes.settings import Settings
from pactes.web.cache import Made, Representations
from pactes.web.problems import Problem
from pactes.web.revision import code_digest, release_time

CACHE = "public, max-age=0, must-revalidate"
"""Caches may keep, but ask: a release may be replaced at any moment."""

VARY = "Accept, Accept-Language"

COMPRESS_FROM = 1000
"""Bytes under which compression gains nothing."""

_COMPRESSED = ("text/", "application/json", "application/ld+json", "application/n-", "application/trig")
_COMPRESSED_ENDS = ("+json", "+xml", "/xml")


def public_url(request: Request) -> str:
    """Return the public address of the service, with a final slash: the setting, else the one that the visitor used.

    An answer that tells the latter depends on the Host, and says so (``Vary``): some caches do not tell hosts apart.
    """
    settings: Settings = request.app.state.settings
    if not settings.public_url:
        request.state.tells_host = True
    return address_of(request)


def address_of(request: Request) -> str:
    """Return the same address, for what does not tell it."""
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


def made_tag(request: Request, *parts: str) -> str:
    """Return the entity tag of a representation that is made of the current release by this software, and ``parts``.

    It is known before the representation is made. What makes it must give the same bytes each time.
    """
    release = request.app.state.store.release_id
    tag = etag_of((code_digest(), release, address_of(request), *parts))
    # The same for all hosts: under it is kept what tells the address of none.
    request.state.makings = {
        **getattr(request.state, "makings", {}),
        tag: _Making(release, etag_of((code_digest(), release, "", *parts))),
    }
    return tag


@dataclass(frozen=True, slots=True)
class _Making:
    """A representation that may be made for a request: of which release, its tag whatever the host."""

    release: str
    anywhere: str


def encoded(etag: str, coding: str) -> str:
    """Return the tag of the same representation in a content coding: other bytes, another tag."""
    return f'{etag[:-1]}-{coding}"' if coding else etag


def coding_for(request: Request, media_type: str) -> str:
    """Return the content coding to answer in: ``gzip`` for text that the client takes so, else none."""
    essence = media_type.partition(";")[0]
    if not (essence.startswith(_COMPRESSED) or essence.endswith(_COMPRESSED_ENDS)):
        return ""
    header = request.headers.get("accept-encoding")
    # Absent, it means that any coding will do; those who do not say so rarely mean it.
    return "gzip" if header and parse_accept_header(header).quality("gzip") > 0 else ""


def pack(body: bytes) -> bytes:
    """Return ``body`` compressed, the same to the byte each time."""
    return gzip.compress(body, compresslevel=6, mtime=0)


def vary_with(names: str, *more: str) -> str:
    """Return the value of Vary with further names, each once."""
    listed = [name.strip() for name in names.split(",") if name.strip()]
    return ", ".join(dict.fromkeys([*listed, *more]))


def is_fresh(request: Request, etag: str, modified: datetime | None = None) -> bool:
    """Tell whether the client already holds the representation (RFC 9110, 13.2.2).

    ``If-None-Match`` decides; ``If-Modified-Since`` counts only without it, for GET and HEAD.
    """
    header = request.headers.get("if-none-match")
    if header is not None:
        return parse_etags(header).contains_weak(etag.strip('"'))
    since = parse_date(request.headers.get("if-modified-since"))
    return since is not None and modified is not None and request.method in ("GET", "HEAD") and modified <= since


def holds(request: Request, etag: str, modified: datetime | None = None) -> bool:
    """Tell the same before it is known whether there is such a representation: ``If-None-Match: *`` does not say."""
    return request.headers.get("if-none-match", "").strip() != "*" and is_fresh(request, etag, modified)


def check_preconditions(request: Request, etag: str, modified: datetime | None = None) -> None:
    """Raise the ``Problem`` 412 when ``If-Match`` or ``If-Unmodified-Since`` ask for another representation."""
    header = request.headers.get("if-match")
    if header is not None:
        failed = not parse_etags(header).contains(etag.strip('"'))
    else:
        since = parse_date(request.headers.get("if-unmodified-since"))
        failed = since is not None and modified is not None and modified > since
    if failed:
        raise Problem(
            "precondition-failed",
            "La représentation a changé depuis celle que vous nommez : reprenez-la du début, sans condition.",
            "The representation is no longer the one that you name: fetch it again, without the condition.",
        )


def validators(request: Request, etag: str) -> dict[str, str]:
    """Return the headers that let a cache keep a representation and ask whether it still holds."""
    headers = {"ETag": etag, "Cache-Control": CACHE}
    modified = modified_of(request)
    if modified is not None:
        headers["Last-Modified"] = format_datetime(modified, usegmt=True)
    return headers


def modified_of(request: Request) -> datetime | None:
    """Return when what is served last changed, None when that is not known here."""
    store = getattr(request.app.state, "store", None)
    path = store.release_path if store is not None else None
    return release_time(path) if path is not None else None


def not_modified(request: Request, etag: str, media_type: str, vary: str = VARY) -> Response | None:
    """Return what there is to answer before the representation ``etag`` (see ``made_tag``) is made, else None: the 304
    for a client that holds it, or the answer that was made of the same release for another client.

    It asks nothing of the store.
    """
    tag = encoded(etag, coding_for(request, media_type))
    if not holds(request, tag, modified_of(request)):
        return _made_before(request, etag)
    return Response(status_code=304, headers={**validators(request, tag), "Vary": vary_with(vary, "Accept-Encoding")})


def respond(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    headers: Mapping[str, str] | None = None,
    vary: str = VARY,
    etag: str | None = None,
    packed: bytes | None = None,
) -> Response:
    """Return ``body`` with an ETag of its own, or 304 when the client has it already.

    ``etag`` is the tag when it was known before (else it is that of the bytes), ``packed`` the body compressed when it
    was kept. Under a tag that ``made_tag`` gave, the answer is kept for the clients to come. Raises the ``Problem``
    412.
    """
    wanted = coding_for(request, media_type) or (etag in _makings(request) and _may_be_coded(media_type))
    if packed is None and wanted and len(body) >= COMPRESS_FROM:
        packed = pack(body)
    made = Made(body, headers or {}, packed, media_type, vary)
    if etag is not None:
        _keep(request, etag, made)
    return _respond(request, made, etag or etag_of((media_type, body)))


def _respond(request: Request, made: Made, etag: str) -> Response:
    coding = coding_for(request, made.media_type) if made.packed is not None else ""
    tag = encoded(etag, coding)
    modified = modified_of(request)
    common = {**validators(request, tag), **made.headers}
    coded = ("Accept-Encoding",) if _may_be_coded(made.media_type) else ()
    if varied := vary_with(common.get("Vary", made.vary), *coded):
        common["Vary"] = varied
    if request.method in ("GET", "HEAD"):
        check_preconditions(request, tag, modified)
        if is_fresh(request, tag, modified):
            return Response(status_code=304, headers=common)
    if coding:
        common["Content-Encoding"] = coding
    body = made.packed if coding and made.packed is not None else made.whole()
    return Response(body, headers={**common, "Content-Type": made.media_type})


def _makings(request: Request) -> Mapping[str, _Making]:
    found: Mapping[str, _Making] = getattr(request.state, "makings", {})
    return found


def _made_before(request: Request, etag: str) -> Response | None:
    kept: Representations | None = getattr(request.app.state, "representations", None)
    making = _makings(request).get(etag)
    if kept is None or making is None or request.method not in ("GET", "HEAD"):
        return None
    made = kept.get(making.release, making.anywhere)
    if made is None and (made := kept.get(making.release, etag)) is not None:
        request.state.tells_host = True
    return _respond(request, made, etag) if made is not None else None


def _keep(request: Request, etag: str, made: Made) -> None:
    """Keep a representation, unless another release has taken the place of the one that its tag names."""
    kept: Representations | None = getattr(request.app.state, "representations", None)
    making = _makings(request).get(etag)
    if kept is None or making is None or making.release != request.app.state.store.release_id:
        return
    # Compressed it takes a seventh of the room, and most clients want it so.
    small = made if made.packed is None else replace(made, body=b"")
    kept.keep(making.release, etag if getattr(request.state, "tells_host", False) else making.anywhere, small)


def _may_be_coded(media_type: str) -> bool:
    essence = media_type.partition(";")[0]
    return essence.startswith(_COMPRESSED) or essence.endswith(_COMPRESSED_ENDS)
