"""SPARQL constraints: asked of Oxigraph first, which is fast; what finds something is left to pySHACL, which tells it.

A query that cannot find anything is not even asked: when the graph lacks a triple that all its answers need.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox
from rdflib.namespace import OWL, SH
from rdflib.plugins.sparql import prepareQuery

from pactes.validation.compilees.lecture import FormeInconnue, Lecture
from pactes.validation.compilees.motifs import Motif, may_match, predicates_read, required
from pactes.validation.compilees.termes import CHAINE, Terme
from pactes.validation.compilees.triplets import Triplets

_THIS = re.compile(r"[$?]this\b")
_TEXTES = re.compile(r"""\"\"\".*?\"\"\"|\'\'\'.*?\'\'\'|"[^"\n]*"|\'[^\'\n]*\'""", re.DOTALL)
_LIEES_AILLEURS = ("PATH", "shapesGraph", "currentShape")
"""Variables that SHACL binds before the query and that are not bound here."""
_REFUSES = re.compile(r"\b(minus|values|service|graph|from)\b", re.IGNORECASE)
"""What SHACL does not admit in a constraint, or what reads elsewhere than in the graph: pySHACL answers for it."""


@dataclass(frozen=True, slots=True)
class Requete:
    """One SELECT: ``tete`` is what comes before its pattern, ``corps`` its pattern, ``suite`` what comes after.

    ``lus`` are the predicates that it reads, None for all; ``exiges`` the triples that each answer needs.
    """

    tete: str
    corps: str
    suite: str
    lus: frozenset[str] | None
    exiges: tuple[Motif, ...]

    def about(self, node: Terme) -> str:
        """Return the query with the focus node in the place of ``$this``: binding in advance is just that.

        Raises:
            ValueError: a query cannot name this node.
        """
        if isinstance(node, tuple) or node.startswith("_:"):
            raise ValueError("a query names IRIs only")
        name = str(ox.NamedNode(node))
        return self.tete + _THIS.sub(lambda _: name, self.corps) + self.suite


@dataclass(frozen=True, slots=True)
class Question:
    """A query to ask of a graph about some nodes: those for which the graph has what an answer needs."""

    requete: Requete
    noeuds: Sequence[Terme]


def question(query: Requete, triples: Triplets, focus: Iterable[Terme]) -> Question | None:
    """Return what there is to ask, None when no answer is possible."""
    nodes = [node for node in focus if may_match(triples, query.exiges, {"this": node})]
    return Question(query, nodes) if nodes else None


class Magasin:
    """Asks questions of one graph, from a store that holds what they read."""

    def __init__(self, triples: Triplets, questions: Iterable[Question]) -> None:
        self._triples = triples
        self._names: dict[str, ox.NamedNode] = {}
        read: set[str] = set()
        for one in questions:
            read |= triples.par_predicat.keys() if one.requete.lus is None else one.requete.lus
        self._store: ox.Store | None = ox.Store()
        try:
            self._store.bulk_extend(self._quads(sorted(read)))
        except (ValueError, OSError, RuntimeError):  # a term that Oxigraph refuses
            self._store = None

    def finds(self, asked: Question) -> bool:
        """Tell whether the query may find something."""
        if self._store is None:
            return True
        try:
            for node in asked.noeuds:
                answers = self._store.query(asked.requete.about(node))
                if not isinstance(answers, ox.QuerySolutions) or next(answers, None) is not None:
                    return True
        except (ValueError, SyntaxError, OSError, RuntimeError):  # a node or a form that Oxigraph refuses
            return True
        return False

    def _quads(self, predicates: Iterable[str]) -> Iterator[ox.Quad]:
        term, quad = self._term, ox.Quad
        for predicate in predicates:
            p = ox.NamedNode(predicate)
            for s, objects in self._triples.index(predicate).items():
                subject = term(s)
                for o in objects:
                    yield quad(subject, p, term(o))  # type: ignore[arg-type]

    def _term(self, term: Terme) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        if isinstance(term, tuple):
            lexical, type_, language = term
            if language:
                return ox.Literal(lexical, language=language)
            return ox.Literal(lexical) if type_ == CHAINE else ox.Literal(lexical, datatype=ox.NamedNode(type_))
        if term.startswith("_:"):
            return ox.BlankNode(term[2:])
        name = self._names.get(term)
        if name is None:
            name = self._names[term] = ox.NamedNode(term)
        return name


def read_queries(reading: Lecture) -> tuple[Requete, ...]:
    """Compile the SPARQL constraints of a shape.

    Raises:
        FormeInconnue: one is not a SELECT, is not understood, or uses a variable that is not bound here.
    """
    return tuple(
        _read(reading.of(node)) for node in reading.all(SH.sparql) if not reading.of(node).flag(SH.deactivated)
    )


def _read(reading: Lecture) -> Requete:
    select = reading.literal(SH.select)
    if select is None:
        raise FormeInconnue("a SPARQL constraint is a SELECT")
    if any(f"{sign}{name}" in select for sign in "$?" for name in _LIEES_AILLEURS):
        raise FormeInconnue("a query uses a variable that is not bound here")
    if any(_THIS.search(quoted) for quoted in _TEXTES.findall(select)):
        raise FormeInconnue("a query quotes $this")
    if _REFUSES.search(select) or len(re.findall(r"\bselect\b", select, re.IGNORECASE)) != 1:
        raise FormeInconnue("a query reads elsewhere, or more than SHACL admits")
    prefixes = _prefixes(reading)
    read, needed = _analysed(prefixes + str(select))
    start, end = select.index("{"), select.rindex("}") + 1
    if _THIS.search(select[end:].upper().partition("HAVING")[2].lower()):
        raise FormeInconnue("a query compares groups with $this")
    return Requete(
        tete=prefixes + select[:start],
        corps=select[start:end],
        suite=select[end:],
        lus=read,
        exiges=needed,
    )


@lru_cache(512)
def _analysed(text: str) -> tuple[frozenset[str] | None, tuple[Motif, ...]]:
    """Return what a query reads and needs. Remembered: parsing is what takes time."""
    try:
        algebra = prepareQuery(text).algebra
    except Exception as error:  # pyparsing and rdflib have their own kinds
        raise FormeInconnue(f"the query is not understood: {error}") from error
    return predicates_read(algebra), required(algebra.p)


def _prefixes(reading: Lecture) -> str:
    declared: dict[str, str] = {}
    for head in reading.all(SH.prefixes):
        if (head, OWL.imports, None) in reading.graphe:
            raise FormeInconnue("prefixes are imported")
        for declaration in reading.of(head).all(SH.declare):
            prefix, namespace = (reading.of(declaration).literal(p) for p in (SH.prefix, SH.namespace))
            if prefix is None or namespace is None:
                raise FormeInconnue("a prefix has a name and a namespace")
            declared[str(prefix)] = str(namespace)
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in sorted(declared.items()))
