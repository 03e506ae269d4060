"""The process that speaks with an endpoint for a worker, and does nothing else.

A query is parsed by an engine that can join other hosts (see ``pactes.store.guard``), so the worker that reads it has
no network. Its fetcher has, and never reads a query: it posts forms to the one address that it was made with.
"""

from __future__ import annotations

import json
import os
from typing import Any, BinaryIO, NoReturn

import httpx

from pactes.store import frames, sandbox
from pactes.store.endpoint import client_options
from pactes.store.remote_answers import Fault, RemoteFault, check_status

_ERROR_READ = 2048
"""Bytes of an error's body that are read."""


class Fetcher:
    """The way to the process, from the worker."""

    def __init__(self, requests: BinaryIO, answers: BinaryIO) -> None:
        self._requests, self._answers = requests, answers

    @classmethod
    def start(cls, config: dict[str, Any], limit: int) -> Fetcher:
        """Start the process; it dies with this one. ``limit`` in bytes is that of a body."""
        asked, ask = os.pipe()
        told, tell = os.pipe()
        parent = os.getpid()
        if os.fork() == 0:
            os.close(ask)
            os.close(told)
            _serve(config, limit, parent, os.fdopen(asked, "rb"), os.fdopen(tell, "wb", buffering=0))
        os.close(asked)
        os.close(tell)
        return cls(os.fdopen(ask, "wb", buffering=0), os.fdopen(told, "rb"))

    def post(self, form: dict[str, Any], accept: str) -> tuple[bytes, dict[str, str]]:
        """Post a form; return a whole body and its headers (lower case). Raises ``RemoteFault``."""
        frames.write(self._requests, frames.REQUEST, json.dumps([form, accept]).encode())
        pieces = []
        while (frame := frames.read(self._answers)) is not None and frame[0] == frames.DATA:
            pieces.append(frame[1])
        if frame is None:
            raise SystemExit(1)  # it has died: the pool starts another worker
        end = json.loads(frame[1])
        if "fault" in end:
            raise RemoteFault(Fault(end["fault"]), end["detail"])
        return b"".join(pieces), end["headers"]


def _serve(config: dict[str, Any], limit: int, parent: int, requests: BinaryIO, answers: BinaryIO) -> NoReturn:
    """Answer the worker until it ends."""
    code = 1
    try:
        # The time limit of the whole is the pool's, which kills.
        client = httpx.Client(**client_options(config["connect"], None))
        sandbox.confine(config["memory"], parent, network=True)
        # What the worker speaks by is not for this one.
        for stream in (0, 1):
            os.dup2(os.open(os.devnull, os.O_RDWR), stream)
        while (request := frames.read(requests)) is not None:
            form, accept = json.loads(request[1])
            try:
                body, headers = _post(client, config["store"], form, accept, limit)
            except RemoteFault as fault:
                end: dict[str, Any] = {"fault": fault.fault, "detail": fault.detail}
            else:
                for start in range(0, len(body), frames.CHUNK):
                    frames.write(answers, frames.DATA, body[start : start + frames.CHUNK])
                end = {"headers": headers}
            frames.write(answers, frames.END, json.dumps(end).encode())
        code = 0
    finally:
        os._exit(code)


def _post(
    client: httpx.Client, url: str, form: dict[str, Any], accept: str, limit: int
) -> tuple[bytes, dict[str, str]]:
    pieces, size = [], 0
    try:
        with client.stream("POST", url, data=form, headers={"Accept": accept}) as response:
            whole = response.is_success
            for piece in response.iter_bytes():
                size += len(piece)
                if size > (limit if whole else _ERROR_READ):
                    if whole:
                        raise RemoteFault(Fault.SIZE)
                    break
                pieces.append(piece)
            body = b"".join(pieces)
            check_status(response.status_code, response.headers, body)
            return body, {name.lower(): value for name, value in response.headers.items()}
    except httpx.HTTPError as error:
        raise RemoteFault(Fault.DOWN, type(error).__name__) from None
