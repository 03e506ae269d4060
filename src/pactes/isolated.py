"""Work done document by document in processes of their own, each bounded in time and memory.

A document that hangs a rule, that exhausts memory or that kills the interpreter costs one worker: it comes out as
``Lost``, and the others are read. Pebble's pool does it, because ``concurrent.futures`` cannot stop a call that runs.
"""

from __future__ import annotations

import logging
import multiprocessing
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import TimeoutError as TooLong
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

T = TypeVar("T")
R = TypeVar("R")

__all__ = ["Loss", "Lost", "isolated_map"]

AHEAD = 2
"""Items handed out for each process before the first of them is asked for: results do not pile up in memory."""

PRELOADED = ["pactes.extraction", "pactes.reference.warm"]
"""Modules that the server of forks loads once, so that no worker has to."""


class Loss(StrEnum):
    """Why an item has no result."""

    TIME = "time"
    MEMORY = "memory"
    DEATH = "death"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Lost:
    """An item without a result: why, and for a fault of the program its exception in one line."""

    loss: Loss
    detail: str = ""


def isolated_map(
    function: Callable[[T], R], items: Sequence[T], *, jobs: int, seconds: float, memory: int
) -> Iterator[R | Lost]:
    """Yield ``function(item)`` for each item, in order, or ``Lost`` where it gave nothing.

    ``function`` and the items must be picklable, results too. ``seconds`` bounds each item, ``memory`` (bytes of
    address space, Linux only) each of the ``jobs`` processes. Nothing that happens in a process is raised here.
    """
    # Neither plain fork (the pool has threads) nor spawn where it can be helped (each worker would load all again).
    context = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")
    if sys.platform == "linux":
        context.set_forkserver_preload(PRELOADED)
    workers = max(1, min(jobs, len(items)))
    with ProcessPool(workers, initializer=_limit_memory, initargs=(memory,), context=context) as pool:
        waiting: deque[ProcessFuture[R]] = deque()
        rest = iter(items)
        try:
            for _ in range(workers * AHEAD):
                _hand_out(pool, function, rest, waiting, seconds)
            while waiting:
                outcome = _outcome(waiting.popleft())
                _hand_out(pool, function, rest, waiting, seconds)
                yield outcome
        finally:
            for future in waiting:
                future.cancel()  # type: ignore[no-untyped-call]


def _hand_out(
    pool: ProcessPool,
    function: Callable[[T], R],
    rest: Iterator[T],
    waiting: deque[ProcessFuture[R]],
    seconds: float,
) -> None:
    for item in rest:
        waiting.append(pool.schedule(function, args=(item,), timeout=seconds))
        return


def _outcome(future: ProcessFuture[R]) -> R | Lost:
    try:
        return future.result()
    except TooLong:
        return Lost(Loss.TIME)
    except ProcessExpired:
        return Lost(Loss.DEATH)
    except MemoryError:
        return Lost(Loss.MEMORY)
    except Exception as error:  # whatever the code of a rule raises
        logging.getLogger(__name__).debug("%s", getattr(error, "traceback", error))  # Pebble brings the trace back
        return Lost(Loss.FAULT, f"{type(error).__name__} : {error}".splitlines()[0][:300])


def _limit_memory(size: int) -> None:
    if sys.platform != "linux":
        return
    import resource

    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    bound = size if hard == resource.RLIM_INFINITY else min(size, hard)
    resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
