"""A complete result to its client: validators, 304, compression, the file closed once it is sent."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from pactes.store import QueryResult
from pactes.web.context import licence_of
from pactes.web.links import dataset_links
from pactes.web.problems import Problem
from pactes.web.responses import (
    COMPRESS_FROM,
    check_preconditions,
    coding_for,
    encoded,
    etag_of,
    is_fresh,
    modified_of,
    validators,
)

_SMALL = 1 << 15
"""Bytes up to which a result is sent in one piece, compressed where it stands: a stream and a thread cost more."""

_LEVEL = 5
"""Of compression: a result is read once, and its reader waits."""


def respond(request: Request, result: QueryResult, *, steady: bool = True) -> Response:
    """Return the response of a complete result; its file is closed once sent.

    ``steady`` says whether the query gives the same as long as the release is the same: only then does the date of the
    release say when the result last changed.
    """
    coding = coding_for(request, result.format.media_type) if result.size >= COMPRESS_FROM else ""
    tag = encoded(tag_of(result), coding)
    headers, modified = headers_of(request, tag, steady=steady), modified_of(request) if steady else None
    if request.method == "GET":
        try:
            check_preconditions(request, tag, modified)
        except Problem:
            result.close()
            raise
        if is_fresh(request, tag, modified):
            result.close()
            return Response(status_code=304, headers=headers)
    headers["Content-Type"] = result.format.media_type
    if result.size <= _SMALL:
        with result:
            body = result.read()
        if coding:
            headers["Content-Encoding"] = coding
            body = zlib.compress(body, _LEVEL, zlib.MAX_WBITS | 16)
        return Response(body, headers=headers)
    if coding:
        return StreamingResponse(_packed(result), headers=headers | {"Content-Encoding": coding})
    headers["Content-Length"] = str(result.size)
    return StreamingResponse(_pieces(result), headers=headers)


def tag_of(result: QueryResult) -> str:
    """Return the entity tag of a result, uncompressed: that of its bytes and its type."""
    return etag_of((result.format.media_type, result.digest))


def headers_of(request: Request, tag: str, *, steady: bool) -> dict[str, str]:
    """Return the headers of a result but those of its body; see ``respond`` for ``steady``."""
    # The same address has a page for people, in two languages.
    headers = {
        "Vary": "Accept, Accept-Language, Accept-Encoding",
        "Link": dataset_links(licence_of(request), request),
    }
    if request.method == "GET":
        headers |= validators(request, tag)
        if not steady:
            headers.pop("Last-Modified", None)
    return headers


async def _pieces(result: QueryResult) -> AsyncIterator[bytes]:
    with result:
        for piece in result.chunks():
            yield piece


async def _packed(result: QueryResult) -> AsyncIterator[bytes]:
    """Yield the result compressed (gzip), away from the event loop; what is yielded ends with the checksum."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    with result:
        for piece in result.chunks():
            if packed := await run_in_threadpool(packer.compress, piece):
                yield packed
        yield packer.flush()
