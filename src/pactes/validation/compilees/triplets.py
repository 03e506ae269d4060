"""A set of triples, indexed by predicate then subject: what the compiled shapes look into."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

import pyoxigraph as ox
from rdflib import Graph
from rdflib.namespace import RDF, RDFS

from pactes.validation.compilees.termes import (
    CHAINE,
    Terme,
    depuis_rdflib,
    est_anonyme,
    forme_lexicale,
    vers_rdflib,
)

TYPE = str(RDF.type)
SOUS_CLASSE = str(RDFS.subClassOf)
Index = dict[Terme, list[Terme]]
_RIEN: Index = {}
_AUCUN: Sequence[Terme] = ()


class Triplets:
    """Triples of one graph or of several put together.

    ``par_predicat`` maps predicate, then subject, to its distinct objects. What is derived from it (inverse, classes)
    is worked out when first asked for, and again after more was added.
    """

    __slots__ = ("_foyers", "_inverses", "_sous_classes", "par_predicat")

    def __init__(self) -> None:
        self.par_predicat: dict[str, Index] = {}
        self._inverses: dict[str, Index] = {}
        self._sous_classes: dict[str, frozenset[Terme]] = {}
        self._foyers: dict[object, list[Terme]] = {}

    @classmethod
    def of_turtle(cls, data: bytes, *, base: str | None = None) -> Triplets:
        """Read Turtle; blank nodes are named in the order in which they come.

        Raises:
            SyntaxError: this is not Turtle.
        """
        made = cls()
        index = made.par_predicat
        several: list[list[Terme]] = []
        anonymous: dict[str, str] = {}
        iri, blank = ox.NamedNode, ox.BlankNode
        for quad in ox.parse(data, format=ox.RdfFormat.TURTLE, base_iri=base):
            subject, value = quad.subject, quad.object
            s = subject.value
            if subject.__class__ is blank:
                s = anonymous.setdefault(s, f"_:{len(anonymous)}")
            o: Terme
            if value.__class__ is iri:
                o = value.value
            elif value.__class__ is blank:
                o = anonymous.setdefault(value.value, f"_:{len(anonymous)}")
            elif isinstance(value, ox.Literal):
                type_, language = value.datatype.value, value.language
                if language is not None:
                    o = (value.value, type_, language)
                else:
                    o = (value.value if type_ == CHAINE else forme_lexicale(value.value, type_), type_, "")
            else:
                raise SyntaxError("un triplet en objet (RDF 1.2) n'est pas admis")
            by_subject = index.get(quad.predicate.value)
            if by_subject is None:
                by_subject = index[quad.predicate.value] = {}
            objects = by_subject.get(s)
            if objects is None:
                by_subject[s] = [o]
            else:
                objects.append(o)
                several.append(objects)
        for objects in several:
            if len(set(objects)) != len(objects):
                objects[:] = dict.fromkeys(objects)
        return made

    @classmethod
    def of_graph(cls, graph: Graph) -> Triplets:
        """Index a graph of rdflib."""
        made = cls()
        index = made.par_predicat
        for s, p, o in graph:
            index.setdefault(str(p), {}).setdefault(depuis_rdflib(s), []).append(depuis_rdflib(o))
        for by_subject in index.values():
            for objects in by_subject.values():
                if len(objects) > 1:  # "a" and "a"^^xsd:string are one term
                    objects[:] = dict.fromkeys(objects)
        return made

    def add(self, triples: Iterable[tuple[Terme, str, Terme]]) -> None:
        """Add triples, each once."""
        self._forget()
        for s, p, o in triples:
            objects = self.par_predicat.setdefault(p, {}).setdefault(s, [])
            if o not in objects:
                objects.append(o)

    def renamed(self, rank: int) -> Triplets:
        """Return the same triples, the blank nodes bearing ``rank``: those of another graph are not ours."""
        if not any(
            est_anonyme(s) or any(map(est_anonyme, objects))
            for index in self.par_predicat.values()
            for s, objects in index.items()
        ):
            return self
        made = Triplets()

        def name(term: Terme) -> Terme:
            return f"_:{rank}.{term[2:]}" if isinstance(term, str) and term.startswith("_:") else term

        for p, by_subject in self.par_predicat.items():
            made.par_predicat[p] = {name(s): [name(o) for o in objects] for s, objects in by_subject.items()}
        return made

    def merge(self, other: Triplets) -> None:
        """Add all of another graph, each triple once."""
        self._forget()
        for p, by_subject in other.par_predicat.items():
            ours = self.par_predicat.setdefault(p, {})
            for s, objects in by_subject.items():
                olds = ours.get(s)
                ours[s] = objects if olds is None else list(dict.fromkeys([*olds, *objects]))

    def _forget(self) -> None:
        self._inverses.clear()
        self._sous_classes.clear()
        self._foyers.clear()

    def __iter__(self) -> Iterator[tuple[Terme, str, Terme]]:
        for p, by_subject in self.par_predicat.items():
            for s, objects in by_subject.items():
                for o in objects:
                    yield s, p, o

    def __len__(self) -> int:
        return sum(len(objects) for by_subject in self.par_predicat.values() for objects in by_subject.values())

    def index(self, predicate: str) -> Index:
        """Return the objects of each subject of a predicate."""
        return self.par_predicat.get(predicate, _RIEN)

    def objects(self, subject: Terme, predicate: str) -> Sequence[Terme]:
        """Return the objects of a subject and a predicate."""
        return self.par_predicat.get(predicate, _RIEN).get(subject, _AUCUN)

    def inverse(self, predicate: str) -> Index:
        """Return the subjects of each object of a predicate."""
        found = self._inverses.get(predicate)
        if found is None:
            found = self._inverses[predicate] = {}
            for s, objects in self.index(predicate).items():
                for o in objects:
                    found.setdefault(o, []).append(s)
        return found

    def subclasses(self, class_: str) -> frozenset[Terme]:
        """Return a class and all below it, in this graph."""
        found = self._sous_classes.get(class_)
        if found is None:
            below = self.inverse(SOUS_CLASSE)
            reached: dict[Terme, None] = {class_: None}
            queue: list[Terme] = [class_]
            for one in queue:
                for child in below.get(one, _AUCUN):
                    if child not in reached:
                        reached[child] = None
                        queue.append(child)
            found = self._sous_classes[class_] = frozenset(reached)
        return found

    def instances(self, class_: str) -> Iterator[Terme]:
        """Yield the nodes of a class or of one below it; a node of several comes several times."""
        by_class = self.inverse(TYPE)
        for one in self.subclasses(class_):
            yield from by_class.get(one, _AUCUN)

    def remembered(self, key: object, found: Iterable[Terme]) -> list[Terme]:
        """Return the distinct nodes of ``found``, worked out once for each ``key``."""
        nodes = self._foyers.get(key)
        if nodes is None:
            nodes = self._foyers[key] = list(dict.fromkeys(found))
        return nodes

    def to_graph(self, predicates: Collection[str] | None = None) -> Graph:
        """Return the graph of rdflib, with the triples of these predicates only when they are named."""
        graph = Graph(bind_namespaces="none")
        for p, by_subject in self.par_predicat.items():
            if predicates is not None and p not in predicates:
                continue
            predicate = vers_rdflib(p)
            for s, objects in by_subject.items():
                subject = vers_rdflib(s)
                for o in objects:
                    graph.add((subject, predicate, vers_rdflib(o)))
        return graph
