"""The files that pages use (style, icon, scripts), with the validators, compression and errors of all answers."""

from __future__ import annotations

import os
from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from pactes.web import third_party
from pactes.web.responses import pack, respond

_CHARSET = "; charset=utf-8"
_TIERS = third_party.FOLDER.removeprefix("/static/") + "/"
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
"""For what has its version in its address."""


class Assets(StaticFiles):
    """The files of a folder, and the scripts of others; they are few and stay in memory once asked for."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with a file of the folder or a script of others; raises ``HTTPException`` for what is neither."""
        tiers = third_party.served(path.removeprefix(_TIERS)) if path.startswith(_TIERS) else None
        if tiers is None or scope["method"] not in ("GET", "HEAD"):
            return await super().get_response(path, scope)
        file, media_type = tiers
        body, packed = await run_in_threadpool(_read, file, file.stat().st_mtime_ns)
        return respond(Request(scope), body, media_type + _CHARSET, headers=_FOREVER, vary="", packed=packed)

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Answer with a file, 304, or raise the ``Problem`` 412."""
        body, packed = _read(Path(full_path), stat_result.st_mtime_ns)
        media_type = guess_type(str(full_path))[0] or "application/octet-stream"
        if media_type.startswith("text/"):
            media_type += _CHARSET
        return respond(Request(scope), body, media_type, vary="", packed=packed)


@lru_cache(maxsize=64)
def _read(path: Path, modified: int) -> tuple[bytes, bytes]:
    """Return the bytes of a file, and the same compressed; ``modified`` tells one state of it from another."""
    body = path.read_bytes()
    return body, pack(body)
