"""The graphs to validate, and the slice of the others that each one needs.

A document's graph names things that the registry and the vocabularies describe. It is validated with the types of
those things added, and nothing more: measured, this gives the same results as validating everything at once, and one
changed document costs one small validation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS
from rdflib.term import Node

from pactes.errors import ValidationImpossible
from pactes.rdf.namespaces import BASE

REFERENCES = "graphes de référence"
"""Name of the run that validates all reference graphs."""


class Genre(StrEnum):
    """What a graph is, which says whose types it may lean on."""

    DOCUMENT = "document"  # what one document says
    REFERENCE = "reference"  # registry, vocabularies, links, catalogue…


@dataclass(frozen=True, slots=True)
class GrapheDeDonnees:
    """One graph to validate; ``fichier`` is how reports name it."""

    fichier: str
    graphe: Graph
    genre: Genre = Genre.DOCUMENT


@dataclass(frozen=True, slots=True)
class Tranche:
    """What is validated in one run: a document's graph, or all reference graphs, with the types of what they name.

    ``propres`` gives the file of each node that the graphs type, ``sujets`` that of each node that they describe.
    """

    nom: str
    graphe: Graph
    propres: Mapping[Node, str]
    sujets: Mapping[Node, str]


def read_graph(path: Path, *, base: str = BASE) -> GrapheDeDonnees:
    """Read a Turtle file; it is a document's graph when it types a ``pactes:Document``, else a reference graph.

    Raises:
        ValidationImpossible: the file is missing or is not Turtle.
    """
    graph = Graph()
    try:
        graph.parse(path, format="turtle")
    except OSError as error:
        raise ValidationImpossible(f"Le fichier {path} ne se lit pas ({error.strerror or error}).") from error
    except Exception as error:  # rdflib raises several kinds, one of them a bare Exception
        raise ValidationImpossible(
            f"Le fichier {path} n'est pas du Turtle ({error}). Refaites-le avec « pactes build »."
        ) from error
    document = URIRef(f"{base}def#Document")
    is_document = next(graph.subjects(RDF.type, document), None) is not None
    return GrapheDeDonnees(str(path), graph, Genre.DOCUMENT if is_document else Genre.REFERENCE)


def read_graphs(paths: Iterable[Path], *, base: str = BASE) -> list[GrapheDeDonnees]:
    """Read Turtle files, and every ``*.ttl`` of the folders among ``paths``, in the order of their names.

    Raises:
        ValidationImpossible: a path does not exist, a file is not Turtle, or there is nothing to read.
    """
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise ValidationImpossible(f"{path} n'existe pas. Donnez un fichier Turtle, ou lancez « pactes build ».")
        files.extend(sorted(path.glob("*.ttl")) if path.is_dir() else [path])
    if not files:
        raise ValidationImpossible("Il n'y a aucun fichier Turtle à valider. Lancez d'abord « pactes build ».")
    return [read_graph(file, base=base) for file in dict.fromkeys(files)]


def _types(graphs: Iterable[Graph]) -> dict[Node, set[Node]]:
    types: dict[Node, set[Node]] = {}
    for graph in graphs:
        for subject, kind in graph.subject_objects(RDF.type):
            types.setdefault(subject, set()).add(kind)
    return types


def _own_subclasses(ontology: Graph, base: str) -> list[tuple[Node, Node, Node]]:
    """Keep the class hierarchy among our own terms, so that a Signataire counts as an Organisation."""
    namespace = f"{base}def#"
    return [
        (child, RDFS.subClassOf, parent)
        for child, parent in ontology.subject_objects(RDFS.subClassOf)
        if str(child).startswith(namespace) and str(parent).startswith(namespace)
    ]


def slices(
    graphs: Iterable[GrapheDeDonnees],
    ontology: Graph,
    *,
    context: Iterable[GrapheDeDonnees] = (),
    base: str = BASE,
) -> Iterator[Tranche]:
    """Yield each document's graph, then all reference graphs together, with the types of what they name.

    A document leans on reference graphs only, never on another document, which may be left out of the release;
    reference graphs may lean on all. Graphs of ``context`` are leant on and not returned.
    """
    graphs = list(graphs)
    all_graphs = [*graphs, *context]
    reference = _types(g.graphe for g in all_graphs if g.genre is Genre.REFERENCE)
    hierarchy = _own_subclasses(ontology, base)
    for data in graphs:
        if data.genre is Genre.DOCUMENT:
            yield _slice(data.fichier, [data], reference, hierarchy)
    references = [g for g in graphs if g.genre is Genre.REFERENCE]
    if references:
        yield _slice(REFERENCES, references, _types(g.graphe for g in all_graphs), hierarchy)


def _slice(
    name: str,
    graphs: list[GrapheDeDonnees],
    known: Mapping[Node, set[Node]],
    hierarchy: Iterable[tuple[Node, Node, Node]],
) -> Tranche:
    merged = Graph()
    own: dict[Node, str] = {}
    subjects: dict[Node, str] = {}
    for data in graphs:
        for triple in data.graphe:
            merged.add(triple)
        for node in data.graphe.subjects(RDF.type, unique=True):
            own.setdefault(node, data.fichier)
        for node in data.graphe.subjects(unique=True):
            subjects.setdefault(node, data.fichier)
    named = {o for o in merged.objects(unique=True) if isinstance(o, URIRef)} | set(subjects)
    for node in named - set(own):
        for kind in known.get(node, ()):
            merged.add((node, RDF.type, kind))
    for axiom in hierarchy:
        merged.add(axiom)
    return Tranche(name, merged, own, subjects)
