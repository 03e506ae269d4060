"""How pages read the graph: SELECT queries in, rows of pyoxigraph terms out, whatever the store is.

The engine joins what it does not see as one chain of patterns by reading all of it: a page that costs 1 ms on a few
documents costs a second on a million triples. So a query of a page starts from the thing that it is about, and

- has one ``VALUES``, at its start: a class or a property among several is ``FILTER(?p IN (…))``;
- has no triple pattern after a ``UNION``: it stands in each branch, and a class is ``FILTER EXISTS { ?x a … }``.

``benchmarks/pages.py`` shows which kind of page forgets it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode

from pactes.errors import ReleaseReplaced
from pactes.rdf.namespaces import BASE, PREFIXES
from pactes.store import Store
from pactes.store.places import PLACE, Place
from pactes.store.terms import Term, select
from pactes.web.gathering import Gathering
from pactes.web.names import Names

Row = Mapping[str, Term]


class Reader(Protocol):
    """What a page needs of a store."""

    @property
    def base(self) -> str:
        """The base IRI."""
        ...

    @property
    def release_id(self) -> str:
        """The identifier of the release that is read."""
        ...

    @property
    def names(self) -> Names | None:
        """The names of things of that release which are known already; None when none are kept."""
        ...

    @property
    def gatherings(self) -> dict[str, Gathering[Any]]:
        """What the parts of the page ask together, by what is asked."""
        ...

    async def select(self, query: str) -> list[Row]:
        """Return the solutions of a SELECT query without its prologue; the default graph is the union of all.

        Raises the ``QueryError`` of ``pactes.errors`` when the store cannot answer.
        """
        ...


class StoreReader:
    """A reader over a store, for one base IRI and, where there is one, for the page that holds ``place``.

    It reads one release, that which is served when it is made: all that it returns is said by that one.
    """

    def __init__(self, store: Store, base_iri: str, place: Place | None = None, names: Names | None = None) -> None:
        self._store, self._place, self._release = store, place, store.release_id
        self.base, self.names = base_iri, names
        self.gatherings: dict[str, Gathering[Any]] = {}

    @property
    def release_id(self) -> str:
        """See ``Reader``."""
        return self._release

    async def select(self, query: str) -> list[Row]:
        """Return the solutions of a SELECT query; see ``Reader.select``.

        Raises ``ReleaseReplaced`` when another release may have answered than the one that this reader reads.
        """
        token = PLACE.set(self._place)
        try:
            rows: list[Row] = list(await select(self._store, prologue_of(query, self.base) + query))
        finally:
            PLACE.reset(token)
        if self._store.release_id != self._release:
            raise ReleaseReplaced
        return rows


def prefixes(base_iri: str) -> dict[str, str]:
    """Return the table of prefixes of the house for a base IRI."""
    return {
        name: address.replace(BASE, base_iri) if address.startswith(BASE) else address
        for name, address in PREFIXES.items()
    }


def prologue(base_iri: str) -> str:
    """Return the PREFIX lines that every query of ours begins with; ``pactes:`` is ``{base}def#``."""
    return "".join(f"PREFIX {name}: <{address}>\n" for name, address in prefixes(base_iri).items())


def prologue_of(query: str, base_iri: str) -> str:
    """Return the PREFIX lines that serve in ``query``: all of them take longer to read than most queries to answer."""
    return "".join(line for start, line in _declarations(base_iri) if start in query)


@lru_cache(maxsize=4)
def _declarations(base_iri: str) -> tuple[tuple[str, str], ...]:
    return tuple((f"{name}:", f"PREFIX {name}: <{iri}>\n") for name, iri in prefixes(base_iri).items())


def values(iris: Iterable[str]) -> str:
    """Return the sorted IRIs as SPARQL terms for a VALUES block, each checked.

    Raises ValueError when a string is no valid IRI: nothing from outside reaches a query unchecked.
    """
    return " ".join(str(NamedNode(iri)) for iri in sorted(set(iris)))


def text(row: Row, name: str) -> str | None:
    """Return the text of a variable (the IRI or the literal's value), None when it is not bound."""
    term = row.get(name)
    return term.value if isinstance(term, NamedNode | Literal | BlankNode) else None


def required(row: Row, name: str) -> str:
    """Return the text of a variable that the query always binds."""
    value = text(row, name)
    if value is None:
        raise KeyError(name)
    return value
