"""Every error that pactes raises on purpose.

    PactesError
    ├── ManifestError        the manifest is wrong, or a document differs from it
    ├── DocumentError        a document cannot be read (empty, binary, unknown encoding…)
    ├── ReferenceDataError      reference data (registry, gazetteers) is missing or damaged
    ├── DecisionError        data/decisions.toml is wrong
    ├── ClusterError         the cluster that should read the documents cannot be used
    ├── ValidationFailed     a graph violates the shapes
    ├── ValidationImpossible validation could not run (unreadable graph or shapes)
    ├── ReleaseError         a release cannot be made, found or trusted
    └── QueryError           a query cannot be answered
        ├── QuerySyntaxError
        ├── QueryForbidden   an update, SERVICE or LOAD
        ├── QueryTooHeavy    time, memory or size limit passed
        ├── QueryEngineFailed  the engine stopped by a fault of its own
        └── StoreBusy        queue full or release being closed
            └── ReleaseReplaced  another release took the place of the one being read

Each message is a whole French sentence that names the file (and line where there is one) and the remedy:
it is shown to people as it is.
"""

from __future__ import annotations


class PactesError(Exception):
    """Root of the errors that pactes raises on purpose."""


class ManifestError(PactesError):
    """Raised when the manifest is wrong, or when a document is missing or differs from it."""


class DocumentError(PactesError):
    """Raised when a document cannot be read; the build reports it and goes on with the others."""


class ReferenceDataError(PactesError):
    """Raised when reference data is missing or damaged."""


class DecisionError(PactesError):
    """Raised when data/decisions.toml is malformed or names something that does not exist."""


class ClusterError(PactesError):
    """Raised when the cluster cannot be used: not installed, out of reach, without workers, of another version."""


class ValidationFailed(PactesError):  # noqa: N818 - reads as a sentence
    """Raised when a graph that must conform violates a shape."""


class ValidationImpossible(PactesError):  # noqa: N818
    """Raised when validation could not run: a graph, the ontology or the shapes cannot be read."""


class ReleaseError(PactesError):
    """Raised when a release cannot be made, found or trusted."""


class QueryError(PactesError):
    """Root of the errors of a query."""


class QuerySyntaxError(QueryError):
    """Raised when a query does not follow the SPARQL grammar; ``cause`` is what the parser says and where."""

    def __init__(self, message: str, *, cause: str = "") -> None:
        super().__init__(message)
        self.cause = cause or message


class QueryForbidden(QueryError):  # noqa: N818
    """Raised when a query would write, or reach another host (update, SERVICE, LOAD)."""


class QueryTooHeavy(QueryError):  # noqa: N818
    """Raised when a query passes its limit of time, memory or result size.

    ``limit`` is the name of the limit (``temps``, ``mémoire``, ``taille``) and ``value`` its value with unit.
    """

    def __init__(self, message: str, *, limit: str, value: str) -> None:
        super().__init__(message)
        self.limit = limit
        self.value = value


class QueryEngineFailed(QueryError):  # noqa: N818
    """Raised when the engine stopped on a query by a fault of its own; ``english`` is the message in English."""

    def __init__(self, message: str, *, english: str) -> None:
        super().__init__(message)
        self.english = english


class StoreBusy(QueryError):  # noqa: N818
    """Raised when the queue is full or the release is being closed; ``retry_after`` is in seconds."""

    def __init__(self, message: str, *, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ReleaseReplaced(StoreBusy):
    """Raised when what is read in several queries was begun on a release that is no longer the one that answers."""

    def __init__(self) -> None:
        super().__init__("Une nouvelle version vient d'être mise en service : réessayez dans un instant.")
