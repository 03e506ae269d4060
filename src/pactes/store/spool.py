"""Where a result waits until it is complete: in memory while it is small, then in a file, within a budget for all."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import logging
import tempfile
import weakref
from collections.abc import Iterator
from typing import BinaryIO, cast

from pactes.store.interface import QueryResult, ResultFormat, ResultKind

log = logging.getLogger("pactes.store")

IN_MEMORY = 1 << 20
"""Bytes of a result beyond which it is spooled on disk."""


class DiskFull(Exception):  # noqa: N818
    """Raised when the results that wait or are being sent take all that they may on disk, or all that there is."""


class DiskBudget:
    """The bytes that results may take on disk at one time: clients that read slowly must not fill it."""

    def __init__(self, total: int) -> None:
        self._left = total

    def take(self, size: int) -> None:
        """Take ``size`` bytes; raises ``DiskFull`` when they are not left."""
        if size > self._left:
            raise DiskFull
        self._left -= size

    def give(self, size: int) -> None:
        """Give ``size`` bytes back."""
        self._left += size


class Spool:
    """A result on its way."""

    def __init__(self, budget: DiskBudget) -> None:
        self._budget, self._on_disk, self._size = budget, 0, 0
        self._file = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 - see ``close``
        self._digest = hashlib.sha256()

    def write(self, piece: bytes) -> None:
        """Add bytes; raises ``DiskFull``."""
        size = self._size + len(piece)
        if size > IN_MEMORY:
            self._budget.take(size - self._on_disk)
            self._on_disk = size
        self._size = size
        self._digest.update(piece)
        with _room():
            self._file.write(piece)

    def result(self, kind: ResultKind, form: ResultFormat) -> QueryResult:
        """Return the complete result, which now holds the file and its part of the budget until it is closed.

        Raises ``DiskFull``.
        """
        with _room():
            self._file.seek(0)  # writes what is still in a buffer
        result = QueryResult(kind, form, self._file, self._size, self._digest.hexdigest())
        # Also when nobody closes it: the client may leave between the last byte and the first.
        result.on_close = weakref.finalize(result, _free, self._file, self._budget, self._on_disk)
        return result

    def close(self) -> None:
        """Throw all away."""
        _free(self._file, self._budget, self._on_disk)


def _free(file: BinaryIO, budget: DiskBudget, size: int) -> None:
    with contextlib.suppress(OSError):  # what could not be written is not missed
        file.close()
    budget.give(size)


@contextlib.contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG):
            raise
        log.error(
            "le disque des fichiers temporaires (%s) ne prend plus rien : %s ; faites-y de la place, ou nommez un "
            "autre dossier par TMPDIR",
            tempfile.gettempdir(),
            error.strerror,
        )
        raise DiskFull from error
