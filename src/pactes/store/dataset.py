"""Which graphs a query sees, exactly as SPARQL says (13.2): the default graph is a merge, where a triple is there once.

Oxigraph evaluates over several default graphs (``FROM <a> FROM <b>``, or its union option) by going through them in
turn: what two graphs say is then found twice, and counted twice. So the union of all graphs is kept in the store (see
``release.make``), and any other merge of two or more is made here, in memory, for the query.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyoxigraph as ox

from pactes.store.analytic import Analytic
from pactes.store.header import from_clauses

GraphName = ox.NamedNode | ox.BlankNode
"""What pyoxigraph says of the names of graphs; ours are IRIs."""


class Datasets:
    """The datasets of one store; the last merge is kept for the next query, which often asks for the same."""

    def __init__(self, store: ox.Store, analytic: Analytic | None = None) -> None:
        self._store, self._analytic = store, analytic or Analytic()
        self._all = set(store.named_graphs())
        self._last: tuple[object, ox.Store] | None = None

    def query(self, text: str, base_iri: str, named: tuple[Sequence[str], Sequence[str]] | None) -> Any:
        """Evaluate ``text``; ``named`` is the dataset of the request (default graphs, named graphs), if it names one.

        Raises ``SyntaxError`` as ``Store.query`` does.
        """
        if named is not None:
            default, visible = (_nodes(iris) for iris in named)
        else:
            found = self._analytic.answer(text, base_iri)
            if found is not None:
                return found
            clauses = from_clauses(text, base_iri)
            if clauses is None:
                return self._store.query(text, base_iri=base_iri)
            default, visible = (_nodes(iris) for iris in clauses)
        merged = {graph for graph in default if graph in self._all}
        if len(merged) < 2:
            return self._store.query(text, base_iri=base_iri, default_graph=list(merged), named_graphs=visible)
        if merged == self._all:
            return self._store.query(text, base_iri=base_iri, default_graph=ox.DefaultGraph(), named_graphs=visible)
        store = self._merge(merged, set(visible))
        return store.query(text, base_iri=base_iri, default_graph=ox.DefaultGraph(), named_graphs=visible)

    def _merge(self, merged: set[GraphName], visible: set[GraphName]) -> ox.Store:
        key = (frozenset(merged), frozenset(visible))
        if self._last is None or self._last[0] != key:
            self._last = None  # free it first
            store = ox.Store()
            store.bulk_extend(self._quads(merged, visible))
            self._last = (key, store)
        return self._last[1]

    def _quads(self, merged: set[GraphName], visible: set[GraphName]) -> Iterator[ox.Quad]:
        for graph in merged:
            for quad in self._store.quads_for_pattern(None, None, None, graph):
                yield ox.Quad(quad.subject, quad.predicate, quad.object, ox.DefaultGraph())
        for graph in visible:
            yield from self._store.quads_for_pattern(None, None, None, graph)


def _nodes(iris: Sequence[str]) -> list[GraphName]:
    return [ox.NamedNode(iri) for iri in iris]
