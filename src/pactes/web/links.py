"""Where else a description is, and in which profile: the Link and Content-Location headers of a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote, urlencode

from fastapi import Request

from pactes.web.media import HTML
from pactes.web.negotiation import Choice, Offer, View
from pactes.web.profiles import ALTERNATES, SCHEMA, TOKEN_TYPE

_LONG_PATH = 90
"""Characters of a path from which fewer alternates are named: proxies give a whole header 4 to 8 kB."""
_ALWAYS = ("turtle", "jsonld", "html")


def address(path: str, view: View, offer: Offer, default: View, page: int = 1) -> str:
    """Return the address that gives one representation and no other."""
    query = [f"_profile={view.token}"] if view is not default else []
    query += [f"page={page}"] if page > 1 else []
    return f"{path}.{offer.suffix}{'?' if query else ''}{'&'.join(query)}"


def dataset_links(licence: str, request: Request) -> str:
    """Return the value of Link for what is a part or a view of the whole: its licence, and where it is described."""
    root = request.scope.get("root_path", "")
    return f'<{licence}>; rel="license", <{root}/.well-known/void>; rel="describedby"; type="text/turtle"'


def place(request: Request, offer: Offer, offers: Sequence[Offer], licence: str) -> dict[str, str]:
    """Return the headers of a negotiated answer whose formats have no suffix: its own address, and those of others.

    ``_mediatype=`` names one format; the parameters that name the resource itself stay.
    """
    path = quote(request.url.path, safe=_IRI)
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in ("_mediatype", "_lang")]

    def at(other: Offer) -> str:
        return f"{path}?{urlencode([*kept, ('_mediatype', other.essence)])}"

    canonical = f"{path}?{urlencode(kept)}" if kept else path
    links = [f'<{canonical}>; rel="canonical"']
    links += [f'<{at(other)}>; rel="alternate"; type="{other.essence}"' for other in offers if other is not offer]
    return {"Content-Location": at(offer), "Link": ", ".join([*links, dataset_links(licence, request)])}


def page_links(request: Request, licence: str) -> str:
    """Return the value of Link for a page that has no other format: its address in any language, and the licence."""
    path = quote(request.url.path, safe=_IRI)
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "_lang"]
    canonical = f"{path}?{urlencode(kept)}" if kept else path
    return f'<{canonical}>; rel="canonical", {dataset_links(licence, request)}'


def link_header(
    path: str,
    canonical: str,
    choice: Choice,
    views: Sequence[View],
    licence: str,
    *,
    page: int = 1,
    more: bool = False,
) -> str:
    """Return the value of Link for the document at ``path`` (quoted), whose public address is ``canonical``.

    ``more`` says whether a page of inbound links follows ``page``.
    """
    return ", ".join([*_links(path, canonical, choice, views, page, more), f'<{licence}>; rel="license"'])


def _links(path: str, canonical: str, choice: Choice, views: Sequence[View], page: int, more: bool) -> Iterator[str]:
    default = views[0]
    at_page = f"?page={page}" if page > 1 else ""
    yield f'<{choice.view.iri}>; rel="profile"'
    yield f'<{canonical}{at_page}>; rel="canonical"; formats="{default.iri}"'
    for offer in default.offers:
        if (choice.view, choice.offer) == (default, offer) or (len(path) > _LONG_PATH and offer.name not in _ALWAYS):
            continue
        formats = f'; formats="{default.iri}"' if len(path) <= _LONG_PATH else ""
        yield f'<{address(path, default, offer, default, page)}>; rel="alternate"; type="{offer.essence}"{formats}'
    for view in views[1:]:
        for offer in view.offers:
            shown = offer.name == {SCHEMA: "jsonld", ALTERNATES: HTML.name}.get(view.token)
            if shown and (choice.view, choice.offer) != (view, offer):
                where = address(path, view, offer, default, page)
                yield f'<{where}>; rel="alternate"; type="{offer.essence}"; formats="{view.iri}"'
    yield f'<{address(path, default, default.offers[0], default, page)}>; rel="describedby"; type="text/turtle"'
    if more:
        yield f'<{path}?page={page + 1}>; rel="next"'
    if page > 1:
        yield f'<{path}{f"?page={page - 1}" if page > 2 else ""}>; rel="prev"'
    for view in views:
        yield f'<{TOKEN_TYPE}>; rel="type"; token="{view.token}"; anchor="{quote(view.iri, safe=_IRI)}"'


_IRI = "/:@!$&()*+,;=~-._?#%[]"
