"""The published versions of the ontology: each is kept whole in a file, for its address and for comparison."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from pactes.errors import ReferenceDataError
from pactes.rdf.fichiers import static_graphs
from pactes.rdf.iris import graphe
from pactes.rdf.namespaces import BASE, PREFIXES
from pactes.rdf.ontology import Ontology, ontology_of
from pactes.rdf.turtle import to_turtle
from pactes.settings import resource

VERSIONS = "ontology/versions"
"""Where one file stands for each version of the ontology that was published: ``<version>.ttl``."""

_COMMENT = """L'ontologie pactes en version {version}, telle qu'elle fut publiée : termes, restrictions, rapprochements.
Écrit par « pactes ontology --keep », une fois ; ne change plus."""


@lru_cache(maxsize=8)
def kept_triples(base_iri: str = BASE, folder: Path | None = None) -> Mapping[str, tuple[ox.Triple, ...]]:
    """Return the triples of each kept version of the ontology, by version, the oldest first.

    ``folder`` is ``ontology/versions`` by default. Raises ``ReferenceDataError`` when a file is no Turtle.
    """
    found = {}
    for path in sorted((folder or resource(VERSIONS)).glob("*.ttl"), key=lambda path: version_key(path.stem)):
        text = path.read_text(encoding="utf-8").replace(BASE, base_iri)
        try:
            quads = list(ox.parse(text, format=ox.RdfFormat.TURTLE))
        except SyntaxError as error:
            raise ReferenceDataError(f"Le fichier {path} n'est pas du Turtle correct : {error}") from error
        found[path.stem] = tuple(sorted((quad.triple for quad in quads), key=str))
    return found


def served_turtle() -> tuple[str, Ontology]:
    """Return the ontology of today (terms, restrictions, alignments) as Turtle, and read.

    Raises ``ReferenceDataError`` when one of its files is no Turtle.
    """
    graph = static_graphs()[graphe("ontologie")]
    ontology = ontology_of(
        quad.triple for quad in ox.parse(graph.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES)
    )
    comment = _COMMENT.format(version=ontology.version)
    return to_turtle(graph, base=BASE, prefixes=PREFIXES, comment=comment), ontology


def keep(folder: Path | None = None) -> Path:
    """Keep the ontology of today as its version; return the file.

    Raises ``ReferenceDataError`` when that version is kept already and is not the same: it needs another number.
    """
    text, ontology = served_turtle()
    path = (folder or resource(VERSIONS)) / f"{ontology.version}.ttl"
    if path.exists() and path.read_text(encoding="utf-8") != text:
        raise ReferenceDataError(
            f"La version {ontology.version} de l'ontologie est gardée, et celle d'aujourd'hui n'est plus la même : "
            "changez owl:versionInfo et owl:versionIRI (CONTRIBUTING.md dit comment)."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def version_key(version: str) -> tuple[tuple[int, int | str], ...]:
    """Return a key under which ``0.9.0`` comes before ``0.10.0``."""
    parts = re.split(r"[.\-+]", version)
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in parts)
