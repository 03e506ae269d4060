"""How the server and a worker talk: frames of one letter, a length, and bytes."""

from __future__ import annotations

import asyncio
import struct
from typing import BinaryIO

HEADER = struct.Struct("!cI")
CHUNK = 1 << 16
"""Bytes of a frame of data, about."""

BUFFER = 2 * CHUNK
"""Bytes of the buffer of a worker: a short answer and its end leave together."""

MAX_FRAME = 1 << 28
"""Bytes beyond which a frame is no frame but a fault."""

REQUEST = b"R"
DATA = b"D"
END = b"E"


def pack(letter: bytes, payload: bytes) -> bytes:
    """Return a frame."""
    return HEADER.pack(letter, len(payload)) + payload


def write(stream: BinaryIO, letter: bytes, payload: bytes, *, flush: bool = True) -> None:
    """Write a frame, whole; without ``flush`` it may wait in the buffer of ``stream`` for the next one."""
    view = memoryview(pack(letter, payload))
    while view:
        view = view[stream.write(view) :]
    if flush:
        stream.flush()


def read(stream: BinaryIO) -> tuple[bytes, bytes] | None:
    """Read a frame, None at the end of the stream."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    letter, size = HEADER.unpack(header)
    return letter, stream.read(size)


async def receive(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Read a frame; raises ``IncompleteReadError`` when the worker has died."""
    letter, size = HEADER.unpack(await reader.readexactly(HEADER.size))
    if size > MAX_FRAME:
        raise asyncio.IncompleteReadError(b"", size)
    return letter, await reader.readexactly(size)
