"""The graphs that are written by hand (ontology, vocabularies, shapes), read from their files."""

from __future__ import annotations

from pathlib import Path

from rdflib import BNode, Graph, URIRef
from rdflib.namespace import RDF
from rdflib.term import Node

from pactes.errors import ReferenceDataError
from pactes.rdf.iris import graphe
from pactes.settings import resource

__all__ = ["static_graphs"]

_FOLDERS = {
    "ontologie": ("ontology", "*.ttl"),
    "vocabulaires": ("ontology/vocabularies", "*.ttl"),
    "shapes": ("shapes", "*.ttl"),
}


def static_graphs() -> dict[URIRef, Graph]:
    """Return the graphs of the ontology, of the vocabularies and of the shapes, by IRI, without blank nodes.

    Raises ``ReferenceDataError`` when one of their files is no Turtle.
    """
    return {graphe(name): _read(resource(folder), pattern) for name, (folder, pattern) in _FOLDERS.items()}


def _read(folder: Path, pattern: str) -> Graph:
    graph = Graph()
    for path in sorted(folder.glob(pattern)):
        try:
            graph.parse(data=path.read_text(encoding="utf-8"), format="turtle")
        except Exception as error:  # rdflib's parser raises what it pleases
            raise ReferenceDataError(f"Le fichier {path} n'est pas du Turtle correct : {error}") from error
    return _named(graph)


def _named(graph: Graph) -> Graph:
    """Return ``graph`` with its blank nodes named after the node that holds them and the property that leads to them.

    The third cell of the list that ``sh:in`` of ``formes:X`` opens is ``formes:X.in.3``. A blank node that nothing
    named leads to, or that two lead to, stays one: the writer refuses it.
    """
    names: dict[Node, URIRef] = {}
    starts = sorted(
        (str(holder), str(predicate), holder)
        for holder, predicate, value in graph
        if isinstance(holder, URIRef) and isinstance(value, BNode)
    )
    for address, predicate, holder in starts:
        heads = [v for v in graph.objects(holder, URIRef(predicate)) if isinstance(v, BNode)]
        for head in heads if len(heads) == 1 else ():
            local = predicate.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
            _name_list(graph, head, f"{address}{'.' if '#' in address else '#'}{local}", names)
    if not names:
        return graph
    result = Graph()
    for triple in graph:
        result.add(tuple(names.get(term, term) for term in triple))  # type: ignore[arg-type]
    return result


def _name_list(graph: Graph, head: BNode, name: str, names: dict[Node, URIRef]) -> None:
    """Name the cells of a list by their place in it."""
    cell: Node | None = head
    place = 0
    while isinstance(cell, BNode) and cell not in names:
        place += 1
        names[cell] = URIRef(f"{name}.{place}")
        cell = graph.value(cell, RDF.rest)
