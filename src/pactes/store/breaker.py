"""A circuit breaker: what does not answer is not asked again and again, and who asks is told at once."""

from __future__ import annotations

import time
from collections.abc import Callable

FAILURES = 5
"""Failures in a row after which nothing is asked any more."""

PAUSES = (2.0, 5.0, 10.0, 30.0)
"""Seconds during which nothing is asked: the first time, the second…; the last from then on, until one succeeds."""


class Breaker:
    """Closed while all is well; open for a pause after ``FAILURES`` in a row; then one attempt decides."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = self._openings = 0
        self._until = 0.0
        self._trying = False

    @property
    def open(self) -> bool:
        """Whether the last thing known is that nothing answers."""
        return self._failures >= FAILURES

    @property
    def wait(self) -> float:
        """Seconds before something may be asked again, 0 when it may be now."""
        if not self.open:
            return 0.0
        left = self._until - self._clock()
        return left if left > 0 else float(self._trying)

    def enter(self) -> bool:
        """Tell whether to ask now; after the pause, the first that comes is the one attempt."""
        if self.wait > 0:
            return False
        self._trying = self.open
        return True

    def succeeded(self) -> None:
        """Take note of an answer."""
        self._failures = self._openings = 0
        self._trying = False

    def abandoned(self) -> None:
        """Take note of an attempt that ended without telling anything: the next one decides."""
        self._trying = False

    def failed(self) -> None:
        """Take note of a failure."""
        self._failures += 1
        if self.open and (self._trying or self._until <= self._clock()):
            self._until = self._clock() + PAUSES[min(self._openings, len(PAUSES) - 1)]
            self._openings += 1
        self._trying = False
