"""Byte ranges (RFC 9110, 14) of files that do not change: one range a request; several are answered by the whole."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, cast

from fastapi import Request
from starlette.responses import Response, StreamingResponse
from werkzeug.http import parse_date, parse_range_header

from pactes.web.problems import Problem
from pactes.web.responses import check_preconditions, is_fresh, modified_of, validators

_CHUNK = 1 << 16
_NO_LAST_BYTE = re.compile(r"bytes=\s*-0+", re.IGNORECASE)


def send_file(
    request: Request,
    path: Path,
    etag: str,
    media_type: str,
    size: int,
    headers: dict[str, str],
    *,
    unpack: bool = False,
) -> Response:
    """Answer with a file of ``size`` bytes, a part of it, 304, or raise the ``Problem`` 412 or 416.

    ``unpack`` sends what the compressed file holds, ``size`` bytes then; ``headers`` go with every answer.
    """
    modified = modified_of(request)
    headers = {**validators(request, etag), "Accept-Ranges": "bytes", **headers}
    check_preconditions(request, etag, modified)
    if is_fresh(request, etag, modified):
        return Response(status_code=304, headers=headers)
    headers["Content-Type"] = media_type
    part = _part(request, etag, size, modified)
    start, stop = part or (0, size)
    headers["Content-Length"] = str(stop - start)
    if part:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return StreamingResponse(_read(path, start, stop, unpack), 206 if part else 200, headers)


def _part(request: Request, etag: str, size: int, modified: datetime | None) -> tuple[int, int] | None:
    """Return the first byte and the one after the last that are asked for, None for the whole."""
    header = request.headers.get("range", "").strip()
    # A range in another unit, or one that cannot be read, is as if it were not there (RFC 9110, 14.2).
    asked = parse_range_header(header) if header.lower().startswith("bytes=") else None
    none = _NO_LAST_BYTE.fullmatch(header) is not None  # a range of RFC 9110 that werkzeug does not read
    if not (none or (asked and len(asked.ranges) == 1)) or not _still(request, etag, modified):
        return None
    first, after = asked.ranges[0] if asked and not none else (size, None)
    if first < 0:
        first, after = max(0, size + first), size
    if first >= size:
        raise Problem(
            "range-not-satisfiable",
            f"Le fichier a {size} octets : la plage demandée commence après sa fin.",
            f"The file has {size} bytes: the requested range starts after its end.",
            headers={"Content-Range": f"bytes */{size}"},
        )
    return first, min(size, after if after is not None else size)


def _still(request: Request, etag: str, modified: datetime | None) -> bool:
    """Tell whether the parts that the client has are of this very representation (If-Range): by a strong comparison."""
    header = request.headers.get("if-range")
    if header is None:
        return True
    if header.strip().startswith(('"', "W/")):
        return header.strip() == etag
    since = parse_date(header)
    return since is not None and since == modified


def _read(path: Path, start: int, stop: int, unpack: bool) -> Iterator[bytes]:
    with cast(IO[bytes], gzip.open(path)) if unpack else path.open("rb") as stream:
        stream.seek(start)
        left = stop - start
        while left > 0 and (piece := stream.read(min(_CHUNK, left))):
            left -= len(piece)
            yield piece
