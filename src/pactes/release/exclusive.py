"""One build at a time in a folder: whoever comes second is told who is there, and writes nothing.

The lock is the kernel's, on a small file of the folder: it ends with the process that holds it, however that ends. It
is one that children do not inherit: readers of documents may outlive a build that is killed, and hold nothing.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pactes.errors import ReleaseError

try:
    import fcntl
except ImportError:  # not there on Windows: builds are then not kept apart
    fcntl = None  # type: ignore[assignment]

NAME = ".verrou"
"""Name of the file that is locked; it is there while a build runs, and after one that was killed."""

GRACE = 2.0
"""Seconds that are left to whoever has the folder: a build that was just killed takes a moment to be gone."""

_held: Counter[tuple[int, Path]] = Counter()
"""How many times this process holds each folder, so that a step of a build may ask for it again."""


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Keep every other process from building in ``folder`` to the end of the block; the folder is made if need be.

    A process that has it already has it again. Raises ``ReleaseError`` when another one has it, and tells which.
    """
    if fcntl is None:
        yield
        return
    folder.mkdir(parents=True, exist_ok=True)
    key = (os.getpid(), folder.resolve())
    descriptor = None if _held[key] else _take(key[1] / NAME)
    _held[key] += 1
    try:
        yield
    finally:
        _held[key] -= 1
        if descriptor is not None:
            with contextlib.suppress(OSError):
                (key[1] / NAME).unlink()
            os.close(descriptor)


def _take(path: Path) -> int:
    """Lock the file and write who does; return its descriptor."""
    until = time.monotonic() + GRACE
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is(descriptor, path):
                os.truncate(descriptor, 0)
                os.write(descriptor, json.dumps(_who()).encode())
                return descriptor
        except (BlockingIOError, PermissionError) as taken:  # both are allowed to say that another one has it
            told = _told(descriptor)
            if time.monotonic() > until:
                os.close(descriptor)
                raise ReleaseError(_busy(path.parent, told)) from taken
            time.sleep(0.05)
        except OSError:  # a full disk, for one
            path.unlink(missing_ok=True)
            os.close(descriptor)
            raise
        os.close(descriptor)  # whoever had it took the file away in between


def _is(descriptor: int, path: Path) -> bool:
    """Tell whether the file that is open still has its name."""
    try:
        named = path.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(os.fstat(descriptor), named)


def _who() -> dict[str, Any]:
    return {"processus": os.getpid(), "machine": socket.gethostname(), "depuis": time.strftime("%d/%m/%Y à %H:%M:%S")}


def _told(descriptor: int) -> dict[str, Any]:
    """Return what whoever holds the lock wrote, nothing when it is not written yet."""
    with contextlib.suppress(ValueError, OSError):
        told = json.loads(os.pread(descriptor, 4096, 0))
        if isinstance(told, dict) and {"processus", "machine", "depuis"} <= told.keys():
            return told
    return {}


def _busy(folder: Path, told: dict[str, Any]) -> str:
    by = ""
    if told:
        by = f" par le processus {told['processus']} de la machine « {told['machine']} », depuis le {told['depuis']}"
    return (
        f"Une construction est déjà en cours dans {folder}{by}. Rien n'a été écrit : attendez qu'elle finisse, "
        "ou arrêtez-la, puis recommencez."
    )
