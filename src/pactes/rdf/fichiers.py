"""The graphs that are written by hand (ontology, vocabularies, shapes), read from their files."""

from __future__ import annotations

from pathlib import Path

from rdflib import BNode, Graph, URIRef
from rdflib.namespace import RDF
from rdflib.term import Node

from pactes.errors import ReferenceDataError
from pactes.linking.noms import empreinte
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
    return {
        graphe(name): without_blank_nodes(_read(resource(folder), pattern), graphe(name))
        for name, (folder, pattern) in _FOLDERS.items()
    }


def _read(folder: Path, pattern: str) -> Graph:
    graph = Graph()
    for path in sorted(folder.glob(pattern)):
        try:
            graph.parse(data=path.read_text(encoding="utf-8"), format="turtle")
        except Exception as error:  # rdflib's parser raises what it pleases
            raise ReferenceDataError(f"Le fichier {path} n'est pas du Turtle correct : {error}") from error
    return graph


def without_blank_nodes(graph: Graph, name: URIRef) -> Graph:
    """Return ``graph`` with its blank nodes named, the same at every build.

    What hangs from a named node by one property is named after both: the third cell of the list that ``sh:in`` of
    ``formes:X`` opens is ``formes:X.in.3``. Any other is named in the graph ``name`` after its content.
    """
    names: dict[Node, URIRef] = {}
    blank = {term for triple in graph for term in triple if isinstance(term, BNode)}
    for node in [node for node in blank if (None, None, node) not in graph]:
        names[node] = URIRef(f"{name}#noeud-{_content(graph, node)}")
    waiting: list[Node] = sorted({s for s in graph.subjects() if isinstance(s, URIRef)} | set(names), key=str)
    while waiting:
        holder = waiting.pop()
        for predicate in set(graph.predicates(holder, None)):
            values = [v for v in graph.objects(holder, predicate) if isinstance(v, BNode) and v not in names]
            for value in values:
                address = str(names.get(holder, holder))
                local = str(predicate).rsplit("#", 1)[-1].rsplit("/", 1)[-1]
                base = f"{address}{'.' if '#' in address else '#'}{local}"
                mark = "" if len(values) == 1 else f".{_content(graph, value)}"
                waiting += _name_list(graph, value, base + mark, names)
    result = Graph()
    for triple in graph:
        result.add(tuple(names.get(term, term) for term in triple))  # type: ignore[arg-type]
    return result


def _content(graph: Graph, node: Node) -> str:
    """Return a fingerprint of all that a blank node leads to. Hand-written files hold trees: no cycle, no sharing."""
    if not isinstance(node, BNode):
        return node.n3()
    return empreinte("\n".join(sorted(f"{p.n3()} {_content(graph, o)}" for p, o in graph.predicate_objects(node))), 12)


def _name_list(graph: Graph, head: BNode, name: str, names: dict[Node, URIRef]) -> list[Node]:
    """Name a blank node, or the cells of the list that it opens by their place in it; return those named."""
    if graph.value(head, RDF.rest) is None:
        names[head] = URIRef(name)
        return [head]
    cell: Node | None = head
    named: list[Node] = []
    while isinstance(cell, BNode) and cell not in names:
        names[cell] = URIRef(f"{name}.{len(named) + 1}")
        named.append(cell)
        cell = graph.value(cell, RDF.rest)
    return named
