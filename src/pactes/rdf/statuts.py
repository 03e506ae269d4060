"""The statuses of contracts and commitments: of those that documents give to one thing, which says most."""

from __future__ import annotations

from collections.abc import Iterable

_ORDER = ("conclu", "realise", "en-cours", "prevu", "cite")
"""What is done before what is to come, what is to come before what is only named."""


def foremost(statuses: Iterable[str]) -> str | None:
    """Return the status that says most, of IRIs whose last segment names it; None when there is none.

    A contract that one document says to be signed and another only names is a signed contract.
    """

    def rank(iri: str) -> tuple[int, str]:
        name = iri.rsplit("/", 1)[-1]
        return (_ORDER.index(name) if name in _ORDER else len(_ORDER), iri)

    return min(statuses, key=rank, default=None)
