"""The web: the SPARQL protocol, resource documents and pages, over a store."""

from __future__ import annotations

from pactes.web.app import create_app
from pactes.web.server import serve

__all__ = ["create_app", "serve"]
