"""The ways through the site: the menu for people who come to read, the foot of pages for the rest, by theme.

An address that the application does not answer (a former version has no service of its own) is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.requests import Request
from starlette.routing import BaseRoute

from pactes.web.addresses import OUTER
from pactes.web.context import validated
from pactes.web.views.common import Visit

# Address, French name. A group has its entries in place of an address.
MENU: tuple[tuple[str | tuple[tuple[str, str], ...], str], ...] = (
    ("/search?type=Contrat", "Contrats"),
    ("/search?type=Organisation", "Organisations"),
    ("/search?type=Territoire", "Territoires"),
    (
        (
            ("/carte", "Carte"),
            ("/montants", "Montants"),
            ("/reseau", "Réseau"),
            ("/comparer", "Comparer"),
            ("/contradictions", "Contradictions"),
            ("/search?type=Document", "Documents lus"),
        ),
        "Explorer",
    ),
    ("/sparql", "Interroger"),
)
FOOT: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Données",
        (
            ("/dump/", "Téléchargements"),
            ("/search?type=Document", "Documents lus"),
            ("/version/", "Versions"),
            ("/catalogue", "Catalogue"),
            ("^/flux/versions.atom", "Flux des versions"),
        ),
    ),
    (
        "Machines",
        (
            ("/sparql", "SPARQL"),
            ("/docs", "API"),
            ("^/reconcile", "Rapprocher ses données"),
            ("/def", "Ontologie"),
            ("/voc", "Vocabulaires"),
        ),
    ),
    (
        "Confiance",
        (
            ("/qualite", "Qualité mesurée"),
            ("/shapes", "Règles de validation"),
            ("/validation", "Rapport de validation"),
            ("^/flux/contradictions.atom", "Flux des contradictions"),
            ("/limites", "Limites du service"),
        ),
    ),
    (
        "Cadre légal",
        (
            ("/citer", "Citer et relier"),
            ("/mentions-legales", "Mentions légales"),
        ),
    ),
)
"""Groups of the foot of pages; « ^ » is for what is of the service, not of the version that is read."""

# Where « Contradictions » leads as long as no page of its own is served.
_INSTEAD = {"/contradictions": "/search?type=Contradiction"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the menu, or a group of links; ``here`` says that it is the page shown, or holds it."""

    name: str
    href: str = ""
    here: bool = False
    entries: tuple[Entry, ...] = ()


def menu(request: Request, visit: Visit) -> tuple[Entry, ...]:
    """Return the entries of the menu in the visitor's language."""
    found: list[Entry] = []
    for where, name in MENU:
        if isinstance(where, str):
            found += _entries(request, visit, ((where, name),))
        elif inner := _entries(request, visit, where):
            found.append(Entry(visit.language.gettext(name), here=any(e.here for e in inner), entries=inner))
    return tuple(found)


def foot(request: Request, visit: Visit) -> tuple[Entry, ...]:
    """Return the groups of the foot of pages."""
    groups = ((name, _entries(request, visit, entries)) for name, entries in FOOT)
    return tuple(Entry(visit.language.gettext(name), entries=entries) for name, entries in groups if entries)


def instead(request: Request, visit: Visit, path: str) -> str:
    """Return the address of a page, or of what stands in for it where the application does not serve it."""
    where = path if path in served(request.app) else _INSTEAD.get(path, path)
    bare, _, query = where.partition("?")
    return visit.addresses.url(bare, **(dict([query.split("=", 1)]) if query else {}))


def explore(request: Request, visit: Visit) -> tuple[tuple[str, str, str], ...]:
    """Return the pages that show the data as pictures and comparisons: name, address, what is seen there."""
    _ = visit.language.gettext
    pages = (
        ("/carte", _("Carte"), _("Quels contrats couvrent quels territoires.")),
        ("/montants", _("Montants"), _("Qui paie quoi, nature par nature, sans jamais mêler les natures.")),
        ("/reseau", _("Réseau"), _("Qui signe avec qui : les contrats et leurs signataires.")),
        ("/comparer", _("Comparer"), _("Deux contrats côte à côte, ou une organisation dans tous les siens.")),
        ("/contradictions", _("Contradictions"), _("Où deux passages ne s’accordent pas, et ce que chacun dit.")),
    )
    known = served(request.app)
    return tuple((name, visit.addresses.url(path), what) for path, name, what in pages if path in known)


def _entries(request: Request, visit: Visit, listed: Iterable[tuple[str, str]]) -> tuple[Entry, ...]:
    outer = request.scope.get(OUTER, visit.addresses.root)
    path = request.url.path.removeprefix(visit.addresses.root)
    asked = request.query_params.get("type")
    known = served(request.app)
    found = []
    for address, name in listed:
        if address.startswith("^"):
            found.append(Entry(visit.language.gettext(name), f"{outer}{address[1:]}"))
            continue
        where = address
        if where.partition("?")[0] not in known:
            where = _INSTEAD.get(where, where)
        bare, _, query = where.partition("?")
        if bare not in known or (bare == "/validation" and not validated(request)):
            continue
        given = dict([query.split("=", 1)]) if query else {}
        here = path == bare and given.get("type") == (asked if bare == "/search" else None)
        found.append(Entry(visit.language.gettext(name), visit.addresses.url(bare, **given), here))
    return tuple(found)


def served(app: FastAPI) -> frozenset[str]:
    """Return the paths that an application answers, as its routes write them; they are read once."""
    known: frozenset[str] | None = getattr(app.state, "served_paths", None)
    if known is None:
        known = frozenset(_paths(app.router.routes))
        app.state.served_paths = known
    return known


def _paths(routes: Iterable[BaseRoute]) -> Iterator[str]:
    for route in routes:
        if isinstance(path := getattr(route, "path", None), str):
            yield path
        else:
            inner = getattr(route, "original_router", None) or getattr(route, "router", None)
            if inner is not None:
                yield from _paths(inner.routes)
