"""What a release is made of: Turtle files, one a graph."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class GraphSource:
    """A graph to publish: its IRI, its short name (of its files), the Turtle file that holds it."""

    iri: str
    name: str
    path: Path


def sources_of(folder: Path, base_iri: str) -> list[GraphSource]:
    """Return the graphs of a folder of Turtle files: ``<name>.ttl`` is the graph ``{base}graphe/<name>``."""
    return [GraphSource(f"{base_iri}graphe/{path.stem}", path.stem, path) for path in sorted(folder.glob("*.ttl"))]
