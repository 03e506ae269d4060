"""What several parts of a page ask at about the same time, asked of the store at once: a query costs a millisecond or
two however little it finds, and the parts of a page name the same kinds of things.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")


class Gathering(Generic[T]):
    """Reads things by IRI, each once: while one question is under way, those that come make the next one."""

    def __init__(self, read: Callable[[Iterable[str]], Awaitable[Mapping[str, T]]]) -> None:
        """``read`` asks for several things at once; those that it does not find are not in what it returns."""
        self._read = read
        self._answers: dict[str, asyncio.Future[Mapping[str, T]]] = {}
        self._next: set[str] = set()
        self._told: asyncio.Future[Mapping[str, T]] | None = None
        self._asking: asyncio.Task[None] | None = None

    async def get(self, iris: Iterable[str]) -> dict[str, T]:
        """Return what is found of each of ``iris``; raises what ``read`` raises."""
        wanted = sorted(set(iris))
        for iri in wanted:
            if iri not in self._answers:
                if self._told is None:
                    self._told = asyncio.get_running_loop().create_future()
                self._answers[iri] = self._told
                self._next.add(iri)
        if self._next and (self._asking is None or self._asking.done()):
            self._asking = asyncio.create_task(self._ask())
        found = {}
        for iri in wanted:
            # One who leaves does not end what others wait for.
            answer = await asyncio.shield(self._answers[iri])
            if iri in answer:
                found[iri] = answer[iri]
        return found

    async def _ask(self) -> None:
        while self._told is not None:
            wanted, told = self._next, self._told
            self._next, self._told = set(), None
            try:
                told.set_result(await self._read(wanted))
            except Exception as error:
                for iri in wanted:
                    del self._answers[iri]
                told.set_exception(error)
                told.exception()  # all who waited may have left
