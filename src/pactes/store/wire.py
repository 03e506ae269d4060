"""What a host of a store and its guests tell each other, in frames of JSON: requests, errors, state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from pactes.errors import (
    QueryEngineFailed,
    QueryError,
    QueryForbidden,
    QuerySyntaxError,
    QueryTooHeavy,
    StoreBusy,
)
from pactes.store.interface import CacheState, NoSuitableFormat, ResultKind, StoreState, Unwritable

QUERY, WATCH, LEAVE, CALL = "query", "watch", "leave", "call"
"""What a guest asks: the answer to a query; to be told the state from now on; that a page holds its place no more; one
of the services of the host."""

Json = Mapping[str, Any]


def told(error: QueryError) -> dict[str, Any]:
    """Return what another process needs to raise ``error``."""
    words: dict[str, Any] = {"message": str(error)}
    match error:
        case QuerySyntaxError():
            return {"error": "syntax", **words, "cause": error.cause}
        case QueryForbidden():
            return {"error": "forbidden", **words}
        case QueryTooHeavy():
            return {"error": "heavy", **words, "limit": error.limit, "value": error.value}
        case QueryEngineFailed():
            return {"error": "engine", **words, "english": error.english}
        case StoreBusy():
            return {"error": "busy", **words, "retry_after": error.retry_after}
        case NoSuitableFormat():
            return {"error": "format", "kind": error.kind}
        case Unwritable():
            return {"error": "unwritable", "kind": error.kind, "format": error.format}
    return {"error": "query", **words}


_RAISED: Mapping[str, Callable[[Json], QueryError]] = {
    "syntax": lambda e: QuerySyntaxError(e["message"], cause=e["cause"]),
    "forbidden": lambda e: QueryForbidden(e["message"]),
    "heavy": lambda e: QueryTooHeavy(e["message"], limit=e["limit"], value=e["value"]),
    "engine": lambda e: QueryEngineFailed(e["message"], english=e["english"]),
    "busy": lambda e: StoreBusy(e["message"], retry_after=e["retry_after"]),
    "format": lambda e: NoSuitableFormat(ResultKind(e["kind"])),
    "unwritable": lambda e: Unwritable(ResultKind(e["kind"]), e["format"]),
    "query": lambda e: QueryError(e["message"]),
}


def error_of(message: Json) -> QueryError:
    """Return the error that ``told`` told."""
    return _RAISED[message["error"]](message)


def state_as_json(state: StoreState) -> dict[str, Any]:
    """Return a state as JSON."""
    return asdict(state)


def state_of(message: Json) -> StoreState:
    """Return the state that ``state_as_json`` told."""
    members = dict(message)
    cache = members.pop("cache")
    return StoreState(**members, cache=CacheState(**cache) if cache else None)
