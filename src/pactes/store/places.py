"""The place that a page holds in the queues of the pools: one for all the queries that it is made of."""

from __future__ import annotations

from contextvars import ContextVar


class Place:
    """One page that is being made; it is counted once in each queue that it entered, until it leaves them all."""

    def __init__(self) -> None:
        self._queues: list[set[Place]] = []

    def enter(self, queue: set[Place]) -> None:
        """Be counted in ``queue``."""
        if self not in queue:
            queue.add(self)
            self._queues.append(queue)

    def leave(self) -> None:
        """Be counted nowhere any more."""
        for queue in self._queues:
            queue.discard(self)
        self._queues.clear()


PLACE: ContextVar[Place | None] = ContextVar("pactes.place", default=None)
"""The place of the page for which a query is asked; None for a query of a visitor."""
