"""What is worked out once for a release and shown again and again: counts over the whole graph, mostly."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from typing import TypeVar

from pactes.web.views.common import Visit

_T = TypeVar("_T")


async def kept(visit: Visit, name: str, make: Callable[[], Awaitable[_T]]) -> _T:
    """Return what ``make`` gives for the release, in the language and with the links of the visit.

    ``name`` tells one such value from another; two visitors who come first at once both make it.
    """
    key: Hashable = (name, visit.language.code, visit.addresses)
    if key not in visit.kept:
        visit.kept[key] = await make()
    return visit.kept[key]  # type: ignore[no-any-return]
