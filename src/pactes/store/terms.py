"""Answers as Python terms, for those who do not want bytes: the pages, the command line, tests."""

from __future__ import annotations

from typing import cast

import pyoxigraph as ox

from pactes.store.interface import Dataset, Formats, Store

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


async def select(
    store: Store, text: str, *, dataset: Dataset | None = None, timeout: float | None = None
) -> list[dict[str, Term]]:
    """Return the rows of a SELECT query: variable name (without ``?``) to term; unbound variables are absent."""
    formats = Formats(select="json", ask=None, graph=None)
    with await store.query(text, dataset=dataset, formats=formats, timeout=timeout) as result:
        solutions = cast(ox.QuerySolutions, ox.parse_query_results(result.read(), format=ox.QueryResultsFormat.JSON))
    names = [variable.value for variable in solutions.variables]
    return [
        {name: term for name, term in zip(names, solution, strict=True) if term is not None} for solution in solutions
    ]


async def ask(store: Store, text: str, *, timeout: float | None = None) -> bool:
    """Return the answer of an ASK query."""
    formats = Formats(select=None, ask="json", graph=None)
    with await store.query(text, formats=formats, timeout=timeout) as result:
        return bool(ox.parse_query_results(result.read(), format=ox.QueryResultsFormat.JSON))


async def construct(store: Store, text: str, *, timeout: float | None = None) -> list[ox.Triple]:
    """Return the triples of a CONSTRUCT or DESCRIBE query, in the order of their N-Triples."""
    formats = Formats(select=None, ask=None, graph="ntriples")
    with await store.query(text, formats=formats, timeout=timeout) as result:
        quads = ox.parse(result.read(), format=ox.RdfFormat.N_TRIPLES)
        return sorted((quad.triple for quad in quads), key=str)
