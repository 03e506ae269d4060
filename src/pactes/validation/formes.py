"""The SHACL shapes, read once: what applies to each graph, what applies to all graphs together, and their texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from pactes.errors import ValidationImpossible
from pactes.rdf.namespaces import BASE, PREFIXES
from pactes.settings import resource

FICHIER_ENSEMBLE = "ensemble.ttl"
"""The file of the shapes that only hold over all graphs together."""


class Severite(StrEnum):
    """How serious a result is; only a violation keeps a graph out of the release."""

    VIOLATION = "violation"
    AVERTISSEMENT = "avertissement"
    INFORMATION = "information"

    @property
    def rang(self) -> int:
        """Order in reports: the most serious first."""
        return list(Severite).index(self)


_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)

SEVERITES: Mapping[Node, Severite] = {
    SH.Violation: Severite.VIOLATION,
    SH.Warning: Severite.AVERTISSEMENT,
    SH.Info: Severite.INFORMATION,
}


@dataclass(frozen=True, slots=True)
class Textes:
    """A text in both languages."""

    fr: str
    en: str


@dataclass(frozen=True, slots=True)
class Forme:
    """What a report says of one shape: its name, its remedy and, for a property shape, its path."""

    iri: str
    nom: Textes
    remede: Textes
    chemin: str | None


@dataclass(frozen=True, slots=True)
class Formes:
    """The shapes of the house.

    ``par_graphe`` applies to each graph, ``ensemble`` to the union. ``sur_sujets`` are the shapes that choose their
    nodes by a property (``sh:targetSubjectsOf``): they also look at nodes that another graph types.
    """

    base: str
    par_graphe: Graph
    ensemble: Graph
    descriptions: Mapping[str, Forme]
    sur_sujets: frozenset[str]

    def short(self, iri: str) -> str:
        """Write the IRI of a property as SPARQL does, with its prefix when there is one."""
        for prefix, address in PREFIXES.items():
            local = iri.removeprefix(address.replace(BASE, self.base, 1))
            if local != iri and not {"/", "#"} & set(local):
                return f"{prefix}:{local}"
        return f"<{iri}>"


def _textes(graph: Graph, subject: Node, predicate: URIRef) -> Textes:
    found = {o.language: str(o) for o in graph.objects(subject, predicate) if isinstance(o, Literal)}
    fr = found.get("fr") or found.get(None, "")
    return Textes(fr, found.get("en") or fr)


def _chemin(graph: Graph, path: Node | None) -> str | None:
    """Write a SHACL path as SPARQL does, with prefixed names."""
    if path is None:
        return None
    if isinstance(path, URIRef):
        return path.n3(graph.namespace_manager)
    if isinstance(path, BNode):
        inverse = graph.value(path, SH.inversePath)
        if inverse is not None:
            return f"^{_chemin(graph, inverse)}"
        return "/".join(_chemin(graph, item) or "?" for item in graph.items(path))
    return str(path)


def _read(files: list[Path], base: str) -> Graph:
    graph = Graph()
    for file in files:
        try:
            graph.parse(data=file.read_text(encoding="utf-8").replace(BASE, base), format="turtle")
        except Exception as error:  # rdflib raises several kinds, one of them a bare Exception
            raise ValidationImpossible(
                f"Le fichier de formes {file} ne se lit pas ({error}). Corrigez sa syntaxe Turtle."
            ) from error
    return graph


def load_shapes(folder: Path | None = None, *, base: str = BASE) -> Formes:
    """Read ``shapes/*.ttl`` (those that travel with pactes unless ``folder`` says otherwise) for a base IRI.

    Raises:
        ValidationImpossible: the folder holds no shape, or a file cannot be read.
    """
    folder = resource("shapes") if folder is None else folder
    files = sorted(folder.glob("*.ttl"))
    if not files:
        raise ValidationImpossible(f"Le dossier {folder} ne contient aucune forme (*.ttl). Rétablissez shapes/.")
    per_graph = _read([file for file in files if file.name != FICHIER_ENSEMBLE], base)
    # The shapes of the whole may call the others: those are there too, without their targets.
    whole = _read([file for file in files if file.name == FICHIER_ENSEMBLE], base)
    for subject, predicate, value in per_graph:
        if predicate not in _TARGETS:
            whole.add((subject, predicate, value))
    descriptions: dict[str, Forme] = {}
    for kind in (SH.NodeShape, SH.PropertyShape):
        for shape in whole.subjects(RDF.type, kind):
            descriptions[str(shape)] = Forme(
                iri=str(shape),
                nom=_textes(whole, shape, SH.name),
                remede=_textes(whole, shape, SH.description),
                chemin=_chemin(whole, whole.value(shape, SH.path)),
            )
    by_subjects: set[str] = set()
    for shape in set(per_graph.subjects(SH.targetSubjectsOf)):
        by_subjects.add(str(shape))
        by_subjects.update(str(part) for part in per_graph.objects(shape, SH.property))
    return Formes(base, _flattened(per_graph), _flattened(whole), descriptions, frozenset(by_subjects))


def _flattened(shapes: Graph) -> Graph:
    """Give each property shape the targets of the node shapes that hold it, and detach it from them.

    The results are the same; but pySHACL then looks at all nodes in one call for each property shape, not at all
    property shapes anew for each node: three times faster. Shapes without a target keep their parts, which are only
    looked at where another shape calls them.
    """
    flat = Graph()
    for triple in shapes:
        flat.add(triple)
    for holder, part in shapes.subject_objects(SH.property):
        targets = [(p, o) for p in _TARGETS for o in shapes.objects(holder, p)]
        if targets:
            flat.remove((holder, SH.property, part))
            for predicate, target in targets:
                flat.add((part, predicate, target))
    return flat
