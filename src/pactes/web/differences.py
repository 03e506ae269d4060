"""Differences between releases, computed in a process of their own and kept: neither of the two ever changes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import sys
import tempfile
from collections import OrderedDict
from pathlib import Path

from starlette.concurrency import run_in_threadpool

from pactes.errors import StoreBusy
from pactes.release import Release
from pactes.release.diff import PATCH, SUMMARY, Difference, read_difference

log = logging.getLogger("pactes.web")

KEPT = 16
"""Differences that are kept on disk, the last used."""

SECONDS = 60.0
"""Time that a difference may take."""

WAITING = 8
"""Differences that may wait for their turn: one is computed at a time."""


class Differences:
    """Computes differences, one at a time, and keeps the last of them in a folder that goes with the application."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._kept: OrderedDict[str, Path] = OrderedDict()
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def of(self, a: Release, b: Release) -> tuple[Difference, Path]:
        """Return the difference and the file (gzip) of its RDF Patch.

        Raises ``StoreBusy`` when too many wait, or when it cannot be had in time.
        """
        key = f"{a.id}..{b.id}"
        if key not in self._kept:
            if self._waiting >= WAITING:
                raise StoreBusy("Trop de différences sont demandées à la fois : réessayez.", retry_after=5)
            self._waiting += 1
            try:
                async with self._turn:
                    if key not in self._kept:
                        await self._compute(key, a, b)
            finally:
                self._waiting -= 1
        folder = self._kept[key]
        self._kept.move_to_end(key)
        text = await run_in_threadpool((folder / SUMMARY).read_text, "utf-8")
        return await run_in_threadpool(read_difference, text), folder / PATCH

    def close(self) -> None:
        """Delete what is kept."""
        if self._folder is not None:
            self._folder.cleanup()

    async def _compute(self, key: str, a: Release, b: Release) -> None:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="pactes-differences-")
        folder = Path(tempfile.mkdtemp(dir=self._folder.name))
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "pactes.release.diff", str(a.path), str(b.path), str(folder)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        done = False
        try:
            async with asyncio.timeout(SECONDS):
                _, words = await process.communicate()
            done = process.returncode == 0
            if not done:
                log.error("la différence %s a échoué : %s", key, words.decode(errors="replace").strip())
        except TimeoutError:
            log.error("la différence %s n'est pas faite en %g s", key, SECONDS)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            if not done:
                shutil.rmtree(folder, ignore_errors=True)
        if not done:
            raise StoreBusy("Cette différence ne peut pas être calculée maintenant.", retry_after=60)
        self._kept[key] = folder
        while len(self._kept) > KEPT:
            _, oldest = self._kept.popitem(last=False)
            shutil.rmtree(oldest, ignore_errors=True)
