"""Compiles a shapes graph, and runs it on the triples of a graph."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rdflib import Graph
from rdflib.namespace import OWL, RDF, RDFS, SH
from rdflib.term import Node

from pactes.validation.compilees.appels import closed_faults, read_closed, read_logic, read_qualified
from pactes.validation.compilees.chemins import Chemin, Paire, read_path
from pactes.validation.compilees.contraintes import SANS_CHEMIN_INTERDITS, SUR_LES_VALEURS, Test
from pactes.validation.compilees.lecture import FormeInconnue, Lecture
from pactes.validation.compilees.requetes import Magasin, Requete, question, read_queries
from pactes.validation.compilees.termes import Terme, depuis_rdflib
from pactes.validation.compilees.triplets import Triplets

CIBLES = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_APPELS = (SH["not"], SH["and"], SH["or"], SH.xone, SH.node, SH.property, SH.closed, SH.ignoredProperties)
_QUALIFIES = (
    SH.qualifiedValueShape,
    SH.qualifiedMinCount,
    SH.qualifiedMaxCount,
    SH.qualifiedValueShapesDisjoint,
)
_PAROLES = (SH.name, SH.description, SH.message, SH.severity, SH.order, SH.group, SH.defaultValue, SH.deactivated)
_CONNUS = frozenset(
    (*SUR_LES_VALEURS, SH.flags, *CIBLES, *_APPELS, *_QUALIFIES, *_PAROLES, SH.path, SH.sparql),
)
_SORTES = {SH.NodeShape, SH.PropertyShape, SH.Shape, RDFS.Class, RDFS.Resource}


class Constat(NamedTuple):
    """One result: ``chemin`` is the predicate looked at, None for a longer path or none."""

    foyer: Terme
    chemin: str | None
    valeur: Terme | None
    forme: Node
    composant: str
    severite: Node


@dataclass(slots=True)
class Forme:
    """One compiled shape. ``ferme`` are the predicates that a closed shape allows."""

    noeud: Node
    chemin: Chemin | None
    severite: Node
    tests: list[tuple[str, Test]] = field(default_factory=list)
    parties: list[Forme] = field(default_factory=list)
    ferme: frozenset[str] | None = None
    active: bool = True

    def search(self, triples: Triplets, focus: Sequence[Terme]) -> Iterator[Constat]:
        """Yield what is wrong with these focus nodes."""
        if not self.active or not focus:
            return
        path = self.chemin
        pairs: Sequence[Paire] = [(f, (f,)) for f in focus] if path is None else path.pairs(triples, focus)
        simple = None if path is None else path.simple
        for component, test in self.tests:
            for node, value in test(triples, pairs):
                yield Constat(node, simple, value, self.noeud, component, self.severite)
        if self.ferme is not None:
            for node, predicate, value in closed_faults(triples, pairs, self.ferme):
                yield Constat(node, predicate, value, self.noeud, "Closed", self.severite)
        if self.parties:
            values = [v for _, found in pairs for v in found]
            for part in self.parties:
                yield from part.search(triples, values)

    def conforms(self, triples: Triplets, node: Terme) -> bool:
        """Tell whether nothing is wrong with a node."""
        return next(self.search(triples, (node,)), None) is None


@dataclass(frozen=True, slots=True)
class Racine:
    """A shape with targets. ``forme`` is None when the shape is left to pySHACL."""

    noeud: Node
    forme: Forme | None
    requetes: tuple[Requete, ...]
    classes: tuple[str, ...]
    noeuds: tuple[Terme, ...]
    sujets_de: tuple[str, ...]
    objets_de: tuple[str, ...]

    @property
    def lus(self) -> frozenset[str] | None:
        """The predicates that the shape looks at, None for all."""
        if self.forme is None or self.forme.tests or self.forme.parties or self.forme.ferme is not None:
            return None
        if self.classes or self.forme.chemin is not None:
            return None
        found: set[str] = {*self.sujets_de, *self.objets_de}
        for query in self.requetes:
            if query.lus is None:
                return None
            found |= query.lus
        return frozenset(found)

    def focus(self, triples: Triplets) -> list[Terme]:
        """Return the nodes that the shape is about."""
        return triples.remembered((self.classes, self.noeuds, self.sujets_de, self.objets_de), self._focus(triples))

    def _focus(self, triples: Triplets) -> Iterator[Terme]:
        yield from self.noeuds
        for class_ in self.classes:
            yield from triples.instances(class_)
        for predicate in self.sujets_de:
            yield from triples.index(predicate)
        for predicate in self.objets_de:
            yield from triples.inverse(predicate)


@dataclass(frozen=True, slots=True)
class Programme:
    """The compiled shapes; ``inconnues`` says why each shape that is not compiled is not."""

    racines: tuple[Racine, ...]
    inconnues: dict[Node, str]

    def run(
        self, triples: Triplets, own: Callable[[Node], Collection[Terme]] | None = None
    ) -> tuple[list[Constat], list[Racine]]:
        """Return what the compiled shapes find wrong, and the shapes that pySHACL has to look at in this graph.

        ``own`` gives, for a shape, the only nodes whose results matter.
        """
        focuses = [(root, focus) for root in self.racines if (focus := root.focus(triples))]
        questions = {
            root.noeud: [q for query in root.requetes if (q := question(query, triples, focus)) is not None]
            for root, focus in focuses
            if root.requetes
        }
        store = Magasin(triples, (one for asked in questions.values() for one in asked))
        found: list[Constat] = []
        to_confirm: list[Racine] = []
        for root, focus in focuses:
            if root.forme is None or any(store.finds(one) for one in questions.get(root.noeud, ())):
                to_confirm.append(root)
                continue
            kept = None if own is None else own(root.noeud)
            if kept is not None and (root.forme.chemin is None or not root.forme.parties):
                focus = triples.remembered((id(kept), id(focus)), (node for node in focus if node in kept))
            found += root.forme.search(triples, focus)
        return found, to_confirm


def compiled(shapes: Graph) -> Programme:
    """Compile a shapes graph, shape by shape: one that is not understood is left to pySHACL, whole."""
    compiler = _Compilateur(shapes)
    roots = sorted({s for p in CIBLES for s in shapes.subjects(p)} | compiler.implicit, key=str)
    strange = next((str(p) for p in (SH.parameter, SH.entailment, SH.target) if (None, p, None) in shapes), None)
    unknown: dict[Node, str] = {}
    made = []
    for root in roots:
        try:
            if strange is not None:
                raise FormeInconnue(f"{strange} may be about any shape")
            made.append(compiler.root(root))
        except FormeInconnue as reason:
            unknown[root] = str(reason)
            made.append(Racine(root, None, (), *compiler.targets(root)))
    return Programme(tuple(made), unknown)


class _Compilateur:
    def __init__(self, shapes: Graph) -> None:
        self.shapes = shapes
        self.made: dict[Node, Forme] = {}
        classes = {s for c in (RDFS.Class, OWL.Class) for s in shapes.subjects(RDF.type, c)}
        kinds = (SH.NodeShape, SH.PropertyShape)
        # Shapes that are classes as well: their instances are their targets.
        self.implicit = {s for k in kinds for s in shapes.subjects(RDF.type, k)} & classes
        self.stack: list[Node] = []

    def targets(self, node: Node) -> tuple[tuple[str, ...], tuple[Terme, ...], tuple[str, ...], tuple[str, ...]]:
        classes, nodes, subjects, objects = (sorted(self.shapes.objects(node, p), key=str) for p in CIBLES)
        if node in self.implicit:
            classes.append(node)
        return (
            tuple(map(str, classes)),
            tuple(map(depuis_rdflib, nodes)),
            tuple(map(str, subjects)),
            tuple(map(str, objects)),
        )

    def root(self, node: Node) -> Racine:
        form = self.shape(Lecture(self.shapes, node), queried=True)
        queries = read_queries(Lecture(self.shapes, node)) if form.active else ()
        return Racine(node, form, queries, *self.targets(node))

    def conforms(self, reading: Lecture) -> Callable[[Triplets, Terme], bool]:
        return self.shape(reading).conforms

    def shape(self, reading: Lecture, *, queried: bool = False) -> Forme:
        node = reading.noeud
        if node in self.stack:
            raise FormeInconnue(f"{node} calls itself")
        if not queried and (node, SH.sparql, None) in self.shapes:
            raise FormeInconnue(f"{node} is called and has a query")
        if node in self.made:
            return self.made[node]
        self.stack.append(node)
        try:
            form = self.made[node] = self._shape(reading)
        finally:
            self.stack.pop()
        return form

    def _shape(self, reading: Lecture) -> Forme:
        predicates = set(self.shapes.predicates(reading.noeud))
        for predicate in sorted(predicates, key=str):
            if str(predicate).startswith(str(SH)) and predicate not in _CONNUS:
                raise FormeInconnue(f"{predicate} of {reading.noeud}")
        strange = set(self.shapes.objects(reading.noeud, RDF.type)) - _SORTES
        if not predicates or strange:
            raise FormeInconnue(f"{reading.noeud} is no shape or more than one")
        head = reading.one(SH.path)
        path = None if head is None else read_path(reading.of(head))
        severity = reading.one(SH.severity) or SH.Violation
        form = Forme(reading.noeud, path, severity, active=not reading.flag(SH.deactivated))
        if path is None and predicates & SANS_CHEMIN_INTERDITS:
            raise FormeInconnue(f"{reading.noeud} has no path")
        for parameter, (name, compile_) in SUR_LES_VALEURS.items():
            if parameter in predicates:
                form.tests += [(name, test) for test in compile_(reading)]
        form.tests += read_logic(reading, self.conforms)
        if path is not None:
            form.tests += read_qualified(reading, self.conforms)
        for part in reading.all(SH.property):
            if (part, SH.path, None) not in self.shapes:
                raise FormeInconnue(f"{part} has no path")
            form.parties.append(self.shape(reading.of(part)))
        form.ferme = read_closed(reading, [part.chemin for part in form.parties if part.chemin is not None])
        return form
