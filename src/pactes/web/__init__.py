"""The web: the SPARQL protocol, resource documents and pages, over a store.

The application is imported when it is first asked for: of several processes on one machine, only those that answer
visitors have a use for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pactes.web.server import serve

if TYPE_CHECKING:
    from pactes.web.app import create_app

__all__ = ["create_app", "serve"]


def __getattr__(name: str) -> Any:
    """Import the application."""
    if name != "create_app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pactes.web import app

    return app.create_app
