"""Work shared among processes forked from this one: they start with all it holds, and only their results travel."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

# Set before the fork, so that neither the function nor the items have to be pickled.
_work: tuple[Callable[[Any], Any], Sequence[Any]] | None = None


def _call(index: int) -> Any:
    assert _work is not None
    function, items = _work
    return function(items[index])


def forked_map(function: Callable[[T], R], items: Sequence[T], jobs: int) -> Iterator[R]:
    """Yield ``function(item)`` for each item, in order, worked out in up to ``jobs`` processes at once.

    Results must be picklable. With one job, one item, or elsewhere than on Linux (Windows cannot fork, macOS not
    safely), all is done here. An exception of ``function`` is raised at its item's turn.
    """
    global _work
    jobs = min(jobs, len(items))
    if jobs < 2 or sys.platform != "linux":
        yield from map(function, items)
        return
    _work = (function, items)
    try:
        with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork")) as pool:
            yield from pool.map(_call, range(len(items)))
    finally:
        _work = None
