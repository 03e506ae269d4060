"""What a store is: a query goes in, a complete result in one of the standard formats comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Protocol

from pactes.errors import QueryError

CHUNK = 1 << 16
"""Bytes of one piece when a result is read from where it was spooled."""


SPENT: ContextVar[list[float] | None] = ContextVar("pactes.spent", default=None)
"""Where a store writes the seconds that each query of this context ran, its wait left out, for who counts them."""


class ResultKind(StrEnum):
    """What a query answers with."""

    SELECT = "select"
    ASK = "ask"
    GRAPH = "graph"  # CONSTRUCT and DESCRIBE


@dataclass(frozen=True, slots=True)
class ResultFormat:
    """A serialisation: its short name, its media type as sent, the suffix of its files and what it can carry."""

    name: str
    media_type: str
    suffix: str
    kinds: frozenset[ResultKind]


_TABLE = frozenset({ResultKind.SELECT})
_TABLE_OR_BOOLEAN = frozenset({ResultKind.SELECT, ResultKind.ASK})
_GRAPH = frozenset({ResultKind.GRAPH})

FORMATS: Mapping[str, ResultFormat] = {
    f.name: f
    for f in (
        ResultFormat("json", "application/sparql-results+json", "srj", _TABLE_OR_BOOLEAN),
        ResultFormat("xml", "application/sparql-results+xml", "srx", _TABLE_OR_BOOLEAN),
        ResultFormat("csv", "text/csv; charset=utf-8", "csv", _TABLE),
        ResultFormat("tsv", "text/tab-separated-values; charset=utf-8", "tsv", _TABLE),
        ResultFormat("turtle", "text/turtle; charset=utf-8", "ttl", _GRAPH),
        ResultFormat("jsonld", "application/ld+json", "jsonld", _GRAPH),
        ResultFormat("rdfxml", "application/rdf+xml", "rdf", _GRAPH),
        ResultFormat("ntriples", "application/n-triples", "nt", _GRAPH),
        ResultFormat("trig", "application/trig; charset=utf-8", "trig", _GRAPH),
        ResultFormat("nquads", "application/n-quads", "nq", _GRAPH),
    )
}
"""Every format of results, by short name, in the order in which they are preferred."""


class NoSuitableFormat(QueryError):  # noqa: N818 - reads as a sentence
    """Raised when the query is of a kind for which the caller accepts no format."""

    def __init__(self, kind: ResultKind) -> None:
        super().__init__(f"Aucun format demandé ne convient à une réponse de genre « {kind} ».")
        self.kind = kind


class Unwritable(QueryError):  # noqa: N818
    """Raised when a result holds what its format has no way to write; ``format`` is the short name of that format."""

    def __init__(self, kind: ResultKind, name: str) -> None:
        super().__init__(f"Le résultat ne peut pas s'écrire au format « {FORMATS[name].media_type} ».")
        self.kind, self.format = kind, name


@dataclass(frozen=True, slots=True)
class Formats:
    """The format wanted for each kind of answer, by short name; None where nothing that is offered is accepted."""

    select: str | None = "json"
    ask: str | None = "json"
    graph: str | None = "turtle"


@dataclass(frozen=True, slots=True)
class Dataset:
    """The RDF dataset that a request names (SPARQL 1.1 Protocol, 2.1.4): it replaces the one that the query names.

    ``default_graphs`` are merged into the default graph, ``named_graphs`` are all that ``GRAPH`` sees. A graph that the
    store does not hold is empty; none is ever fetched.
    """

    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(slots=True, weakref_slot=True, eq=False)
class QueryResult:
    """A complete result: its kind and format, its bytes (in a spooled file, at its start), their number and SHA-256.

    Close it, or use it as a context manager: a large one is a file on disk.
    """

    kind: ResultKind
    format: ResultFormat
    body: BinaryIO
    size: int
    digest: str = ""
    on_close: Callable[[], object] | None = None

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes piece by piece, from the start."""
        self.body.seek(0)
        while piece := self.body.read(CHUNK):
            yield piece

    def read(self) -> bytes:
        """Return all the bytes."""
        self.body.seek(0)
        return self.body.read()

    def close(self) -> None:
        """Free what holds the bytes."""
        if self.on_close is not None:
            self.on_close()
        self.body.close()

    def __enter__(self) -> QueryResult:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class CacheState:
    """What a cache of results did since the start, and holds: ``size`` and ``limit`` in bytes."""

    hits: int
    shared: int  # asked while the same was being answered
    misses: int
    kept: int
    size: int
    limit: int


@dataclass(frozen=True, slots=True)
class StoreState:
    """How a store fares right now, known without asking it a query: its worker processes and who waits for them."""

    idle: int = 0
    busy: int = 0
    starting: int = 0
    waiting: int = 0
    queue_limit: int = 0
    crowded: bool = True  # a query that comes now has to wait
    deaths: Mapping[str, int] = field(default_factory=dict)  # workers lost since the start, by reason
    in_memory: bool = False  # whether the workers share the release in memory
    warning: str = ""  # what is wrong although it serves, as a French sentence
    cache: CacheState | None = None

    @property
    def serves(self) -> bool:
        """Whether a query has a process that answers it, at once or in its turn."""
        return self.idle + self.busy > 0


class Store(Protocol):
    """What answers queries over one release."""

    @property
    def release_id(self) -> str:
        """The identifier (folder name) of the release that is served: it changes when the data changes."""

    @property
    def release_path(self) -> Path | None:
        """The folder of the release, where its dumps and manifest are; None when they are elsewhere."""

    @property
    def state(self) -> StoreState:
        """How it fares; never waits for a query."""

    async def start(self) -> None:
        """Get ready to answer; raises ``ReleaseError`` when that is impossible."""

    async def drain(self, patience: float) -> None:
        """Refuse what comes and what waits with ``StoreBusy``, leave ``patience`` seconds to what runs, then end it so
        too: every caller gets an answer before ``close``.
        """

    async def close(self) -> None:
        """Stop: what is running is ended, what waits is refused with ``StoreBusy``."""

    async def query(
        self,
        text: str,
        *,
        dataset: Dataset | None = None,
        formats: Formats = Formats(),
        timeout: float | None = None,
    ) -> QueryResult:
        """Answer the SPARQL 1.1 query ``text``.

        ``dataset`` is the one that the request names, if any; without it and without ``FROM``, the default graph is
        the union of all graphs. ``timeout`` (seconds) may only shorten the limit of the store.

        Raises ``QuerySyntaxError``, ``QueryForbidden`` (update, SERVICE, LOAD: decided before anything runs),
        ``QueryTooHeavy``, ``StoreBusy``, ``NoSuitableFormat`` or ``Unwritable``. Cancelling the call returns at
        once; the query may still run for a second, its result thrown away, as long as nobody waits for its place.
        """
