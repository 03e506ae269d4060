"""Why a worker died while it evaluated a query: told from its exit code and from its last words on standard error.

The engine aborts both when memory is refused to it and when it meets a fault of its own (a panic): the code is the same
(SIGABRT), only the words differ.
"""

from __future__ import annotations

import tempfile
from enum import StrEnum
from typing import BinaryIO, cast

WORDS_LIMIT = 1 << 16
"""Bytes that a worker may write on standard error (``sandbox.confine`` holds it to that)."""

_READ = 1 << 13

_ABORTS = frozenset({-4, -6, -7, -9})
"""Exit codes of a process that ran out of memory (SIGILL, SIGABRT, SIGBUS, and SIGKILL by the system) or panicked."""

_STACK_OVERFLOW = -11
"""Exit code of a process whose stack overflowed (SIGSEGV): the parser is recursive."""

_PANIC = "panicked at"
_MEMORY = ("alloc", "memory", "capacity overflow", "spawn thread", "resource temporarily unavailable")
"""What a panic says, in lower case, when memory is what was refused."""

_REFUSED = "memory allocation of"
"""What the engine writes when memory is refused to it outside a panic; what ends it then may give any exit code."""

_NO_ORDER = "total order"


class Cause(StrEnum):
    """Why a worker died."""

    MEMORY = "memory"
    NESTING = "nesting"
    ENGINE = "engine"  # a fault of the engine
    ORDER = "order"  # the fault of the engine that sorting values of several kinds meets
    UNKNOWN = "unknown"


def cause(code: int, words: str) -> Cause:
    """Return why a process of exit code ``code`` died; ``words`` is what it wrote on standard error."""
    if code == _STACK_OVERFLOW:
        return Cause.NESTING
    if _REFUSED in words:
        return Cause.MEMORY
    told = _message(words)
    if told and not any(sign in told for sign in _MEMORY):
        return Cause.ORDER if _NO_ORDER in told else Cause.ENGINE
    return Cause.MEMORY if code in _ABORTS else Cause.UNKNOWN


def _message(words: str) -> str:
    """Return what a panic says, in lower case, without its backtrace; empty when there was none."""
    if _PANIC not in words:
        return ""
    # Its place in the source, then its message, on the next line.
    place, _, rest = words.rpartition(_PANIC)[2].partition("\n")
    return rest.partition("\n")[0].lower() or place


def paper() -> BinaryIO:
    """Return a file for the standard error of a worker: nothing waits for a reader, and it goes when it is closed."""
    return cast(BinaryIO, tempfile.TemporaryFile())


def last_words(written: BinaryIO) -> str:
    """Return the end of what a process wrote to the file of ``paper``, empty when the file is closed already."""
    if written.closed:  # the pool has ended the process itself
        return ""
    size = written.seek(0, 2)
    written.seek(max(0, size - _READ))
    return written.read(_READ).decode(errors="replace")
