"""Where documents are read: here, or on the machines of a cluster (``cluster``). Both do the same work file by file."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from pactes.isolated import Lost, isolated_map

T = TypeVar("T")
R = TypeVar("R")

__all__ = ["Spread", "here"]


class Spread(Protocol):
    """Does a piece of work on each of many files, in bounded processes, somewhere."""

    def __call__(
        self,
        function: Callable[[T, Path], R],
        items: Sequence[T],
        paths: Sequence[Path],
        *,
        seconds: float,
        memory: int,
    ) -> Generator[R | Lost, None, None]:
        """Yield ``function(item, path)`` for each item, in order, or ``Lost`` where it gave nothing.

        ``paths`` are the items' files, one each; the path that ``function`` receives has the same name and the same
        content, and may be another where the work is done. What travels must be picklable. ``seconds`` bounds each
        item, ``memory`` (bytes of address space, Linux only) the process that does it. Close the generator, or read
        it to its end, before forking.
        """


def here(jobs: int) -> Spread:
    """Return what does the work on this machine, in ``jobs`` processes."""

    def spread(
        function: Callable[[T, Path], R],
        items: Sequence[T],
        paths: Sequence[Path],
        *,
        seconds: float,
        memory: int,
    ) -> Generator[R | Lost, None, None]:
        pairs = list(zip(items, paths, strict=True))
        yield from isolated_map(partial(_apply, function), pairs, jobs=jobs, seconds=seconds, memory=memory)

    return spread


def _apply(function: Callable[[T, Path], R], pair: tuple[T, Path]) -> R:
    return function(*pair)
