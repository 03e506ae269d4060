"""The store: one small interface over what answers SPARQL queries.

``Store`` is the interface, ``EmbeddedStore`` (``pactes.store.embedded``) the pool of killable worker processes over a
release. Nothing here knows HTTP. This package imports fast: workers start by it.
"""

from __future__ import annotations

from pactes.store.interface import (
    FORMATS,
    Dataset,
    Formats,
    NoSuitableFormat,
    QueryResult,
    ResultFormat,
    ResultKind,
    Store,
    StoreState,
    Unwritable,
)

__all__ = [
    "FORMATS",
    "Dataset",
    "Formats",
    "NoSuitableFormat",
    "QueryResult",
    "ResultFormat",
    "ResultKind",
    "Store",
    "StoreState",
    "Unwritable",
]
