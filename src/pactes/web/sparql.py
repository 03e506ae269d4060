"""The SPARQL 1.1 Protocol at /sparql, for queries; everything else is refused before it runs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from fastapi import APIRouter, Request
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from pactes.settings import Settings
from pactes.store import Formats, NoSuitableFormat, ResultKind, Store
from pactes.store.caching import is_steady
from pactes.web.budgets import within_budget
from pactes.web.cache import ResultTag, ResultTags
from pactes.web.media import GRAPH_OFFERS, HTML, OFFERS_OF, SELECT_OFFERS
from pactes.web.negotiation import NotAcceptable, Offer, negotiate
from pactes.web.operation import (
    UPDATE_PARAMETERS,
    Operation,
    Parameters,
    charset_of,
    decode,
    pairs,
    read_operation,
    update_refused,
)
from pactes.web.problems import Problem
from pactes.web.responses import COMPRESS_FROM, coding_for, encoded, etag_of, holds, modified_of
from pactes.web.results import headers_of, respond, tag_of
from pactes.web.service_description import describe
from pactes.web.sparql_api import BY_GET, BY_POST

__all__ = ["Operation", "read_body", "respond", "router"]

router = APIRouter(tags=["SPARQL"])

T = TypeVar("T")

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_DRAIN = 16
"""Times the limit of a body that is read and thrown away, so that the client gets to read the 413."""


@router.get(
    "/sparql",
    summary="Interroger (SPARQL 1.1) ou décrire le service",
    response_class=Response,
    **BY_GET,
)
async def query_by_get(request: Request) -> Response:
    """Answer ``?query=…``; without it, describe the service."""
    parameters = _url_parameters(request)
    if not any(name == "query" or name in UPDATE_PARAMETERS for name, _ in parameters):
        return await describe(request)
    return await within_budget(request, lambda: _operate(request, parameters))


@router.post(
    "/sparql",
    summary="Interroger (SPARQL 1.1)",
    response_class=Response,
    **BY_POST,
)
async def query_by_post(request: Request) -> Response:
    """Answer a query in a form, or as the body itself (``application/sparql-query``)."""
    return await within_budget(request, lambda: _posted(request))


async def _posted(request: Request) -> Response:
    content_type, _, options = request.headers.get("content-type", "").partition(";")
    content_type = content_type.strip().lower()
    if content_type == _UPDATE:
        raise update_refused()
    if content_type not in (_FORM, _QUERY):
        raise Problem(
            "unsupported-media-type",
            f"Une requête s'envoie par POST en {_FORM} ou en {_QUERY}, non en « {content_type or 'type absent'} ».",
            f"A query is POSTed as {_FORM} or {_QUERY} (UTF-8), not as “{content_type or 'no type'}”.",
            headers={"Accept-Post": f"{_FORM}, {_QUERY}"},
        )
    charset = charset_of(options)
    if charset not in ("", "utf-8", "utf8"):
        raise Problem(
            "unsupported-media-type",
            f"Une requête SPARQL s'écrit en UTF-8, non en « {charset} ».",
            f"A SPARQL query is written in UTF-8, not in “{charset}”.",
        )
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("", "identity"):
        raise Problem(
            "unsupported-media-type",
            f"Le corps d’une requête se lit tel quel, non en « {coding[:100]} » (Content-Encoding).",
            f"The body of a request is read as it is, not in “{coding[:100]}” (Content-Encoding).",
            headers={"Accept-Post": f"{_FORM}, {_QUERY}", "Accept-Encoding": "identity"},
        )
    settings: Settings = request.app.state.settings
    text = decode(await read_body(request, settings.body_limit))
    parameters = list(_url_parameters(request))
    parameters += pairs(text) if content_type == _FORM else [("query", text)]
    return await _operate(request, parameters)


async def _operate(request: Request, parameters: Parameters) -> Response:
    return await _answer(request, read_operation(parameters))


async def read_body(request: Request, limit: int) -> bytes:
    """Return the body of a request of at most ``limit`` bytes; raises the ``Problem`` 413 beyond."""
    declared = request.headers.get("content-length", "")
    total, pieces = 0, []
    if not (declared.isdecimal() and int(declared) > limit * _DRAIN):
        async for piece in request.stream():
            total += len(piece)
            if total <= limit:
                pieces.append(piece)
            elif total > limit * _DRAIN:
                break
        if total <= limit:
            return b"".join(pieces)
    raise Problem(
        "too-large",
        f"Le corps de la requête dépasse la limite de {limit} octets. Raccourcissez la requête (VALUES trop long ?).",
        f"The request body passes the limit of {limit} bytes. Shorten the query (a long VALUES?).",
        extra={"limit": "corps", "value": f"{limit} octets"},
        headers={"Connection": "close"},
    )


async def _answer(request: Request, operation: Operation) -> Response:
    """Run the query and answer once its result is complete."""
    accept = request.headers.get("accept")
    page = request.app.state.pages.get("sparql-answer")
    if page is not None and _prefers_page(accept, operation):
        request.state.operation = operation
        response: Response = await _unless_disconnected(request, lambda: page(request))
        return response
    store: Store = request.app.state.store
    choices: dict[ResultKind, Offer | None] = {}
    for kind, offers in OFFERS_OF.items():
        try:
            choices[kind] = negotiate(accept, offers, mediatype=operation.mediatype)
        except NotAcceptable:
            choices[kind] = None
    if not any(choices.values()):
        raise NotAcceptable((*SELECT_OFFERS, *GRAPH_OFFERS))
    formats = Formats(*(_name(choices[kind]) for kind in (ResultKind.SELECT, ResultKind.ASK, ResultKind.GRAPH)))
    tags: ResultTags = request.app.state.result_tags
    release = store.release_id
    key = etag_of((operation.text, repr(operation.dataset), repr(formats)))
    steady = is_steady(operation.text)
    modified = modified_of(request) if steady else None
    known = tags.get(release, key)
    if known is not None and request.method == "GET":
        # The result of this query over this release has been made before: who holds it is told so at once.
        tag = encoded(known.tag, coding_for(request, known.media_type) if known.size >= COMPRESS_FROM else "")
        if holds(request, tag, modified):
            return Response(status_code=304, headers=headers_of(request, tag, steady=steady))
    try:
        result = await _unless_disconnected(
            request,
            lambda: store.query(operation.text, dataset=operation.dataset, formats=formats, timeout=operation.timeout),
        )
    except NoSuitableFormat as error:
        raise NotAcceptable(OFFERS_OF[error.kind]) from None
    if steady and release == store.release_id:
        tags.keep(release, key, ResultTag(tag_of(result), result.format.media_type, result.size))
    return respond(request, result, steady=steady)


def _prefers_page(accept: str | None, operation: Operation) -> bool:
    """Tell whether the client is a browser, which wants the answer as a page."""
    try:
        return negotiate(accept, (*SELECT_OFFERS, *GRAPH_OFFERS, HTML), mediatype=operation.mediatype) is HTML
    except NotAcceptable:
        return False


async def _unless_disconnected(request: Request, call: Callable[[], Awaitable[T]]) -> T:
    """Await ``call``, and cancel it as soon as the client leaves: nobody would read the answer."""

    async def left() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    work = asyncio.ensure_future(call())
    watch = asyncio.ensure_future(left())
    try:
        await asyncio.wait({work, watch}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            raise ClientDisconnect
        return work.result()
    finally:
        for task in (work, watch):
            if not task.done():
                task.cancel()
        await asyncio.gather(work, watch, return_exceptions=True)


def _url_parameters(request: Request) -> Parameters:
    return pairs(decode(request.scope["query_string"]))


def _name(offer: Offer | None) -> str | None:
    return offer.name if offer else None
