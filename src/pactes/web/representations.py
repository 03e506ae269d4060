"""The document about a thing, in the profile, format and language that suit: chosen, made once, kept, answered."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from pyoxigraph import Literal, NamedNode, Quad
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from pactes.rdf.namespaces import PREFIXES
from pactes.settings import Settings
from pactes.web import responses, site, thing_page
from pactes.web.alternates import alternates, alternates_graph
from pactes.web.cache import Made
from pactes.web.context import licence_of
from pactes.web.descriptions import Description, about, exists
from pactes.web.labels import best
from pactes.web.links import address, link_header
from pactes.web.media import HTML
from pactes.web.negotiation import Choice, NotAcceptable, View, Wanted, choose, varies
from pactes.web.pages import render
from pactes.web.problems import Problem
from pactes.web.profiles import ALTERNATES, OFFERS, SCHEMA, views
from pactes.web.schemaorg import JSON_CONTEXT, schema_view
from pactes.web.serialisation import write
from pactes.web.subjects import VOCABULARIES, description_of
from pactes.web.views.common import Visit
from pactes.web.views.contract import QUESTIONS

_READ = ("_lang", "_mediatype", "_profile", "page", "partie", "type", "incompris", *QUESTIONS)
_MAX_PAGE = 100_000
_NOT_INDEXED = ("Signature", "Passage", "Enonce")
"""What search engines are asked to leave: these may name the persons who sign."""


def wanted_by(request: Request, suffix: str | None = None) -> Wanted:
    """Return what a request says of the representation it wants."""
    header, query = request.headers.get, request.query_params.get
    return Wanted(
        accept=header("accept"),
        accept_profile=header("accept-profile"),
        accept_language=header("accept-language"),
        suffix=suffix,
        mediatype=query("_mediatype"),
        profile=query("_profile"),
        lang=query("_lang"),
    )


def unknown(iri: str) -> Problem:
    """Return the 404 of an IRI of which nothing is said."""
    return Problem(
        "not-found",
        f"Rien n'est publié sous l'identifiant {iri}. Cherchez-le par son nom, ou vérifiez l'adresse.",
        f"Nothing is published under the identifier {iri}. Search for it by name, or check the address.",
    )


async def known(request: Request, iri: str) -> bool:
    """Tell whether anything is said of ``iri``; False for what is no valid IRI."""
    return await exists_for(site.visit(request), iri)


async def exists_for(visit: Visit, iri: str) -> bool:
    """Tell whether anything is said of ``iri`` where a visit reads; False for what is no valid IRI."""
    if iri == visit.base + VOCABULARIES:
        return True
    try:
        return await exists(visit.reader, iri)
    except ValueError:
        return False


async def answer(request: Request, iri: str, path: str, suffix: str | None, *, visit: Visit | None = None) -> Response:
    """Answer with the description of ``iri``, whose document is at ``path``; raises the ``Problem`` 400, 404 or 406.

    A client that holds the representation is told so before anything is asked of the store. ``visit`` reads elsewhere
    than in the release alone.
    """
    request = _as_read(request)
    visit = visit or site.visit(request)
    page = _page_number(request)
    wanted = wanted_by(request, suffix)
    offered = views(visit.base)
    try:
        choice = choose(wanted, offered)
    except NotAcceptable:
        if not await exists_for(visit, iri):  # what does not exist is not to be had in any format
            raise unknown(iri) from None
        raise
    release = request.app.state.store.release_id
    if choice.view.token == ALTERNATES and choice.offer is not HTML:
        responses.public_url(request)  # it tells the address of this service, kept or made
    # All that a representation depends on.
    key = (visit.addresses.root, request.url.path, request.url.query, *_names(choice))
    etag = responses.made_tag(request, *key)
    media_type, vary = choice.offer.media_type, varies(wanted)
    held = responses.not_modified(request, etag, media_type, vary)
    if held is not None:
        return held
    made = await _make(request, visit, iri, path, page, choice)
    if release != request.app.state.store.release_id:  # it was replaced while it was read: the tag is not of one
        etag = responses.etag_of((media_type, made.body))
    return responses.respond(
        request, made.body, media_type, headers=made.headers, vary=vary, etag=etag, packed=made.packed
    )


def _as_read(request: Request) -> Request:
    """Return the request with the parameters that a description depends on, in one order: the others are nothing to it,
    and make no other representation of it.
    """
    given = request.query_params
    read = urlencode([(name, given[name]) for name in _READ if name in given])
    return Request({**request.scope, "query_string": read.encode()}, request.receive)


def _names(choice: Choice) -> tuple[str, str, str]:
    return choice.view.token, choice.offer.name, choice.language if choice.offer is HTML else ""


async def _make(request: Request, visit: Visit, iri: str, path: str, page: int, choice: Choice) -> Made:
    """Make a representation; raises the ``Problem`` 404 when nothing is said of ``iri``."""
    whole = choice.offer is not HTML and choice.view.token != ALTERNATES
    description = await description_of(request, visit, iri, page, whole=whole)
    if description is None:
        raise unknown(iri)
    offered = views(visit.base)
    quoted = visit.addresses.root + (visit.addresses.local_path(iri) or path)
    headers = _headers(request, visit, description, quoted, choice, offered)
    if choice.offer is HTML:
        headers["Content-Language"] = visit.language.code
        body = await _page(request, visit, description, path, quoted, choice, offered)
    else:
        body = await run_in_threadpool(_written, request, visit, description, path, quoted, choice, offered)
    packed = await run_in_threadpool(responses.pack, body) if len(body) >= responses.COMPRESS_FROM else None
    return Made(body, headers, packed)


async def _page(
    request: Request,
    visit: Visit,
    description: Description,
    path: str,
    quoted: str,
    choice: Choice,
    offered: tuple[View, ...],
) -> bytes:
    if choice.view.token == ALTERNATES:
        say = visit.language.gettext
        content: dict[str, Any] = {
            "template": "representations.html",
            "titre": say("Les représentations"),
            "sujet": quoted,
            "nom": _name(description, visit.language.code),
            "representations": alternates(quoted, offered),
        }
    else:
        content = await thing_page.load(visit, description, path, OFFERS)
        told = content.pop("schema_quads", ())
        content["schema"] = await run_in_threadpool(_script, request, visit, description, path, told)
    template = content.pop("template")
    return await run_in_threadpool(render, request, visit, template, **content)


def _script(request: Request, visit: Visit, description: Description, path: str, told: tuple[Quad, ...] = ()) -> str:
    """Return what schema.org can say of the thing itself, and of what its page tells (``told``), as JSON-LD for it."""
    node, dataset = visit.base + path.removeprefix("/"), f"{visit.base}jeu/pactes"
    itself = Description(description.iri, description.outgoing, context=told)
    quads = schema_view(itself, node, licence_of(request), dataset, visit.base)
    thing, kind = NamedNode(description.iri), NamedNode(PREFIXES["rdf"] + "type")
    if not any(quad.subject == thing and quad.predicate == kind for quad in quads):
        return ""  # what has no class there is not worth a script
    script = write(quads, "jsonld", visit.base, JSON_CONTEXT).decode()
    return script.replace("<", "\\u003c")  # nothing in it may end the script


def _name(description: Description, language: str) -> str:
    terms = [
        term
        for name in (PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel", PREFIXES["dcterms"] + "title")
        for term in description.properties.get(name, ())
        if isinstance(term, Literal)
    ]
    found = best(terms, language)
    return found.value if found else description.iri


def _written(
    request: Request,
    visit: Visit,
    description: Description,
    path: str,
    quoted: str,
    choice: Choice,
    offered: tuple[View, ...],
) -> bytes:
    """Return the description as RDF: sorting and writing a large graph takes long, so away from the event loop."""
    quads = _quads(request, visit, description, path, quoted, choice, offered)
    context = JSON_CONTEXT if choice.view.token == SCHEMA else None
    return write(quads, choice.offer.name, visit.base, context)


def _quads(
    request: Request,
    visit: Visit,
    description: Description,
    path: str,
    quoted: str,
    choice: Choice,
    offered: tuple[View, ...],
) -> tuple[Quad, ...]:
    node, dataset, licence = visit.base + path.removeprefix("/"), f"{visit.base}jeu/pactes", licence_of(request)
    if choice.view.token == ALTERNATES:
        origin = responses.public_url(request).rstrip("/").removesuffix(visit.addresses.root)
        return alternates_graph(description.iri, origin, quoted, offered)
    if choice.view.token == SCHEMA:
        return schema_view(description, node, licence, dataset, visit.base)
    quads = description.quads
    return quads + about(node, description, licence, dataset) if node != description.iri else quads


def _page_number(request: Request) -> int:
    given = request.query_params.get("page", "1")
    if given.isdecimal() and 1 <= int(given[:8]) <= _MAX_PAGE:
        return int(given[:8])
    raise Problem(
        "bad-request",
        f"« page » est un nombre entier, de 1 à {_MAX_PAGE}.",
        f"“page” is a whole number from 1 to {_MAX_PAGE}.",
    )


def _headers(
    request: Request,
    visit: Visit,
    description: Description,
    quoted: str,
    choice: Choice,
    offered: tuple[View, ...],
) -> dict[str, str]:
    """Return the headers that tell where else this is, in which profile, and under what licence."""
    settings: Settings = request.app.state.settings
    # The public address of the document, where it is known; else the one that the visitor used.
    origin = responses.public_url(request).rstrip("/").removesuffix(visit.addresses.root) if settings.public_url else ""
    link = link_header(
        quoted, origin + quoted, choice, offered, licence_of(request), page=description.page, more=description.more
    )
    headers = {
        "Link": link,
        "Content-Location": address(quoted, choice.view, choice.offer, offered[0], description.page),
        "Content-Profile": f"<{choice.view.iri}>",
    }
    if {visit.term(name) for name in _NOT_INDEXED} & set(description.types):
        headers["X-Robots-Tag"] = "noindex"
    return headers
