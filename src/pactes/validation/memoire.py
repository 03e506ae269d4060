"""What one validation remembers of the others: keys for the cache, and what rests under them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from rdflib import BNode, Graph
from rdflib.term import Node

from pactes.validation.cache import Cache, key_of, programme_hash
from pactes.validation.compilees import Terme
from pactes.validation.controle import Trouve
from pactes.validation.formes import Formes
from pactes.validation.graphes import Fiche, leant_on

if TYPE_CHECKING:
    from pactes.validation.moteur import Etat

Leant = Mapping[str, list[Terme]]


class Memoire:
    """Reads and writes the cache, or does nothing when there is none."""

    def __init__(self, cache: Cache | None, formes: Formes, hierarchy: Sequence[tuple[Terme, str, Terme]]) -> None:
        self._cache = cache
        self._rules = ""
        if cache is not None:
            shapes = [
                shapes_hash(formes.par_graphe),
                shapes_hash(formes.ensemble),
                json.dumps(sorted(formes.sur_sujets)),
            ]
            self._rules = key_of(programme_hash(), formes.base, shapes, json.dumps(hierarchy))

    @property
    def sert(self) -> bool:
        """Tell whether there is a cache."""
        return self._cache is not None

    def recall(self, states: Iterable[Etat]) -> None:
        """Give each graph what is known of it."""
        if self._cache is None:
            return
        keys = {self._key("fiche", state.empreinte or "", str(_said(state))): state for state in states}
        for key, data in self._cache.read(keys).items():
            with suppress(ValueError, TypeError, AttributeError):
                keys[key].fiche = Fiche.of_json(data)

    def found(self, states: Iterable[Etat], references: Sequence[Fiche]) -> dict[int, list[Trouve]]:
        """Return what was found in the documents that have not changed, by the ``id`` of their state."""
        if self._cache is None:
            return {}
        keys = {self._of_document(state, references): state for state in states if state.fiche is not None}
        return {id(keys[key]): _told(data) for key, data in self._cache.read(keys).items()}

    def keep(self, state: Etat, references: Sequence[Fiche]) -> None:
        """Keep what a document is and what was found in it."""
        self.keep_graph(state)
        if self._cache is not None and not state.reference:
            self._cache.write(self._of_document(state, references), state.trouves)

    def keep_graph(self, state: Etat) -> None:
        """Keep what a graph is and what it brings to the whole."""
        if self._cache is not None and state.fiche is not None and state.empreinte is not None:
            self._cache.write(self._key("fiche", state.empreinte, str(_said(state))), state.fiche.to_json())
            if state.apport is not None:
                self._cache.write(self._key("apport", state.empreinte), state.apport)

    def recall_parts(self, states: Iterable[Etat]) -> None:
        """Give each graph the triples that the shapes of the whole look at, when they are known."""
        if self._cache is None:
            return
        keys = {self._key("apport", state.empreinte or ""): state for state in states}
        for key, data in self._cache.read(keys).items():
            keys[key].apport = [(_term(s), p, _term(o)) for s, p, o in data]

    def through(
        self, name: str, hashes: Sequence[str | None], leant: Leant, find: Callable[[], list[Trouve]]
    ) -> list[Trouve]:
        """Return what was found for these graphs, or find it and keep it."""
        if self._cache is None:
            return find()
        key = self._key(name, [h or "" for h in hashes], json.dumps(leant))
        data = self._cache.read([key]).get(key)
        if data is not None:
            return _told(data)
        found = find()
        self._cache.write(key, found)
        return found

    def save(self) -> None:
        """Write what is new."""
        if self._cache is not None:
            self._cache.save()

    def _of_document(self, state: Etat, references: Sequence[Fiche]) -> str:
        assert state.fiche is not None
        leant = leant_on(state.fiche.nommes, references)
        return self._key("document", state.empreinte or "", json.dumps(leant))

    def _key(self, *parts: str | Sequence[str]) -> str:
        return key_of(self._rules, *parts)


def _said(state: Etat) -> Any:
    """Return what a graph in memory says it is: the bytes of a file say it themselves."""
    return getattr(state.source, "_genre", "")


def _told(data: Any) -> list[Trouve]:
    return [Trouve(*row) for row in data]


def _term(term: Any) -> Terme:
    return term if isinstance(term, str) else (term[0], term[1], term[2])


def shapes_hash(shapes: Graph) -> str:
    """Return a hash of a shapes graph, whatever the names of its blank nodes, which are lists and paths."""
    told: dict[Node, str] = {}

    def tell(node: Node, above: frozenset[Node] = frozenset()) -> str:
        if not isinstance(node, BNode):
            return node.n3()
        if node in above:
            return "_:loop"
        if node not in told:
            inner = sorted(f"{p.n3()} {tell(o, above | {node})}" for p, o in shapes.predicate_objects(node))
            told[node] = hashlib.sha256("\n".join(inner).encode()).hexdigest()
        return told[node]

    lines = sorted(f"{tell(s)} {p.n3()} {tell(o)}" for s, p, o in shapes)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
