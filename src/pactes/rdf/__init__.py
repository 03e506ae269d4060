"""Records as named graphs: ``to_graphs(corpus, …)`` is the way in, ``to_turtle`` the way to files.

They are imported when they are first asked for: a server needs the name spaces, and would take a second more to start
with all that reads documents.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pactes.rdf.graphs import Source, to_graphs, with_report
    from pactes.rdf.publication import Publication, read_publication
    from pactes.rdf.turtle import to_turtle

__all__ = ["Publication", "Source", "read_publication", "to_graphs", "to_turtle", "with_report"]

_MODULES = {
    "Publication": "publication",
    "Source": "graphs",
    "read_publication": "publication",
    "to_graphs": "graphs",
    "to_turtle": "turtle",
    "with_report": "graphs",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for by name."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
