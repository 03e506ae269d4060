"""Work in bounded processes: what goes wrong with one item costs that item only."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from pactes.isolated import Loss, Lost, isolated_map

MEMORY = 2 * 1024**3

linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux only")


def double(item: Any) -> Any:
    """Double a number; « sleep », « fill », « die » and « raise » do what they say."""
    match item:
        case "sleep":
            time.sleep(3600)
        case "fill":
            return bytearray(2 * MEMORY)
        case "die":
            os._exit(9)
        case "raise":
            raise ValueError("not a number\nand a second line")
    return item * 2


def run(items: list[Any], jobs: int, function: Callable[[Any], Any] = double) -> list[Any]:
    return list(isolated_map(function, items, jobs=jobs, seconds=2, memory=MEMORY))


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_keep_the_order_of_the_items(jobs: int) -> None:
    assert run(list(range(30)), jobs) == [2 * n for n in range(30)]
    assert run([], jobs) == []


@linux
@pytest.mark.parametrize("jobs", [1, 2])
def test_each_kind_of_loss_is_told_and_the_others_are_done(jobs: int) -> None:
    found = run([1, "sleep", 2, "fill", 3, "die", 4, "raise", 5], jobs)
    assert [item for item in found if not isinstance(item, Lost)] == [2, 4, 6, 8, 10]
    assert [item.loss for item in found if isinstance(item, Lost)] == [Loss.TIME, Loss.MEMORY, Loss.DEATH, Loss.FAULT]
    assert found[7].detail == "ValueError : not a number"


def test_no_process_is_left_when_the_caller_stops_early() -> None:
    told = isolated_map(double, ["sleep", 1, 2, 3], jobs=2, seconds=1, memory=MEMORY)
    assert next(told) == Lost(Loss.TIME)
    told.close()  # type: ignore[attr-defined]
    import multiprocessing

    assert not [child for child in multiprocessing.active_children() if child.is_alive()]
