"""Territories of the national registry that no published document names: their IRIs answer all the same.

A reconciliation service gives IRIs of any commune of France, and another administration's list may hold them: the
release has only the territories that its documents need. What is described here is in no dump, count or site map.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store
from rdflib import Literal as RdfLiteral
from rdflib import URIRef
from rdflib.namespace import RDFS
from starlette.concurrency import run_in_threadpool

from pactes.linking.emboitement import avec_parents, territoire_du_registre
from pactes.linking.territoires import chemin_registre
from pactes.model import TypeTerritoire
from pactes.rdf.choses import describe_territoire
from pactes.rdf.iris import iri
from pactes.rdf.namespaces import BASE
from pactes.reference import Entree, anciens, registre
from pactes.web.gathering import Gathering
from pactes.web.reader import Reader, Row, prologue_of
from pactes.web.views.common import Visit

_PATH = re.compile(r"id/territoire/(?P<kind>[a-z-]+)/(?P<code>[0-9a-z]{2,9})")
_KEPT = 512  # descriptions of some tens of triples
# The members of these are few enough to be listed.
_LISTED = {TypeTerritoire.REGION: TypeTerritoire.DEPARTEMENT, TypeTerritoire.EPCI: TypeTerritoire.COMMUNE}


class NationalReader:
    """A reader of the release and of what the registry says of one territory, as if the release said it too."""

    def __init__(self, inner: Reader, fragment: Store) -> None:
        """``inner`` reads the release; ``fragment`` holds what the registry says, in any named graph."""
        self.release, self._fragment = inner, fragment
        self.gatherings: dict[str, Gathering[Any]] = {}

    @property
    def base(self) -> str:
        """The base IRI."""
        return self.release.base

    @property
    def release_id(self) -> str:
        """See ``Reader``."""
        return self.release.release_id

    @property
    def names(self) -> None:
        """None: what the registry says is not of the release."""

    async def select(self, query: str) -> list[Row]:
        """Return the solutions in the release, then those in the registry, which is in no graph of the release."""
        rows = await self.release.select(query)
        solutions = self._fragment.query(prologue_of(query, self.base) + query, use_default_graph_as_union=True)
        assert isinstance(solutions, QuerySolutions)
        names = [variable.value for variable in solutions.variables if variable.value != "g"]
        found = ({name: solution[name] for name in names} for solution in solutions)
        return [*rows, *({name: term for name, term in row.items() if term is not None} for row in found)]


def entree_de(path: str) -> Entree | None:
    """Return the territory of the registry whose chemin is ``path``, None when there is none.

    The first call reads the registry, which takes a moment: call it away from the event loop.
    """
    match = _PATH.fullmatch(path)
    if match is None or match["kind"] not in set(TypeTerritoire):
        return None
    return anciens().connu(TypeTerritoire(match["kind"]), match["code"].upper())


async def official_spelling(about: str, base: str) -> str | None:
    """Return the chemin of a territory of the registry whose address was written with capitals; None for any other."""
    path = about.removeprefix(base)
    small = path.lower()
    if path in (about, small) or _PATH.fullmatch(small) is None:
        return None
    return small if await run_in_threadpool(entree_de, small) else None


async def with_registry(visit: Visit, about: str) -> Visit | None:
    """Return the visit of one who reads the registry beside the release; None when it knows no such territory."""
    path = about.removeprefix(visit.base)
    if about == path or _PATH.fullmatch(path) is None:
        return None
    fragment = await run_in_threadpool(_fragment, path, visit.base)
    return replace(visit, reader=NationalReader(visit.reader, fragment)) if fragment else None


@lru_cache(maxsize=_KEPT)
def _fragment(path: str, base: str) -> Store | None:
    """Return what the registry says of a territory, of those that hold it and of the few that it holds."""
    entree = entree_de(path)
    if entree is None:
        return None
    store, graph = Store(), NamedNode(f"{base}graphe/registre")
    for subject, predicate, value in _told(entree):
        store.add(Quad(_node(subject, base), NamedNode(str(predicate)), _term(value, base), graph))
    return store


_Triple = tuple[URIRef, URIRef, RdfLiteral | URIRef]


def _told(entree: Entree) -> Iterator[_Triple]:
    present = registre()
    for known in avec_parents([entree], present):
        yield from describe_territoire(territoire_du_registre(known, present))
    for member in _members(entree):
        yield from describe_territoire(territoire_du_registre(member, present))
    node = iri(chemin_registre(entree))
    yield (
        node,
        RDFS.comment,
        RdfLiteral(
            "Aucun document publié ne nomme encore ce territoire : ce qui en est dit vient du registre national "
            f"(code officiel géographique et intercommunalités, millésime {present.millesime}, Licence Ouverte).",
            lang="fr",
        ),
    )
    yield (
        node,
        RDFS.comment,
        RdfLiteral(
            "No published document names this territory yet: what is said of it comes from the national registry "
            f"(official geographic code and intercommunalities, {present.millesime} vintage, Licence Ouverte).",
            lang="en",
        ),
    )


def _members(entree: Entree) -> Iterable[Entree]:
    present, kind = registre(), _LISTED.get(entree.type_territoire)
    if kind is None or not entree.actuelle:
        return ()
    if kind is TypeTerritoire.COMMUNE:
        found = (present.get(kind, code) for code in entree.membres)
        return [commune for commune in found if commune]
    return [held for held in present.genre(kind) if held.region == entree.code]


def _node(name: URIRef, base: str) -> NamedNode:
    return NamedNode(str(name).replace(BASE, base, 1) if name.startswith(BASE) else str(name))


def _term(value: RdfLiteral | URIRef, base: str) -> NamedNode | Literal:
    if isinstance(value, URIRef):
        return _node(value, base)
    if value.language:
        return Literal(str(value), language=value.language)
    return Literal(str(value), datatype=NamedNode(str(value.datatype))) if value.datatype else Literal(str(value))
