"""The SPARQL 1.1 Protocol at /sparql, for queries; everything else is refused before it runs."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from pyoxigraph import NamedNode
from starlette.requests import ClientDisconnect
from starlette.responses import Response, StreamingResponse

from pactes.settings import Settings
from pactes.store import Dataset, Formats, NoSuitableFormat, QueryResult, ResultKind, Store
from pactes.web.media import ASK_OFFERS, GRAPH_OFFERS, HTML, SELECT_OFFERS
from pactes.web.negotiation import NotAcceptable, Offer, negotiate
from pactes.web.problems import Problem
from pactes.web.responses import CACHE, etag_of, is_fresh
from pactes.web.service_description import describe

router = APIRouter(tags=["SPARQL"])

T = TypeVar("T")

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_UPDATE_PARAMETERS = frozenset({"update", "using-graph-uri", "using-named-graph-uri"})
_GRAPH_PARAMETERS = frozenset({"default-graph-uri", "named-graph-uri"})
_MAX_PARAMETERS = 1000
_DRAIN = 16
"""Times the limit of a body that is read and thrown away, so that the client gets to read the 413."""

_OFFERS = {ResultKind.SELECT: SELECT_OFFERS, ResultKind.ASK: ASK_OFFERS, ResultKind.GRAPH: GRAPH_OFFERS}

Parameters = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Operation:
    """What a request asks for, once its parameters are read."""

    text: str
    dataset: Dataset | None
    timeout: float | None
    mediatype: str | None


def _parameter(name: str, what: str, *, several: bool = False) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if several:
        schema = {"type": "array", "items": schema}
    return {"name": name, "in": "query", "description": what, "required": False, "schema": schema}


_PARAMETERS = [
    _parameter("query", "La requête SPARQL 1.1 ; sans elle, GET décrit le service."),
    _parameter("default-graph-uri", "Graphe à fusionner dans le graphe par défaut.", several=True),
    _parameter("named-graph-uri", "Graphe que GRAPH voit.", several=True),
    _parameter("timeout", "Secondes, décimales admises ; ne peut que raccourcir la limite du service."),
    _parameter("_mediatype", "Type de la réponse ; l'emporte sur l'en-tête Accept."),
]
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "La réponse, entière",
        "content": {offer.essence: {} for offer in (*SELECT_OFFERS, *GRAPH_OFFERS)},
    },
    **{
        status: {"description": what, "content": {"application/problem+json": {}}}
        for status, what in (
            (400, "Requête mal formée"),
            (403, "Mise à jour, LOAD ou SERVICE : refusé, rien n'a été exécuté"),
            (406, "Aucun type acceptable ; la liste de ce qui est proposé"),
            (413, "Corps ou réponse trop volumineux"),
            (422, "Limite de temps ou de mémoire dépassée ; la limite et l'adresse des fichiers à télécharger"),
            (503, "Occupé ; voir Retry-After"),
        )
    },
}


@router.get(
    "/sparql",
    summary="Interroger (SPARQL 1.1) ou décrire le service",
    response_class=Response,
    responses=_ANSWERS,
    openapi_extra={"parameters": _PARAMETERS},
)
async def query_by_get(request: Request) -> Response:
    """Answer ``?query=…``; without it, describe the service."""
    parameters = _url_parameters(request)
    if not any(name == "query" or name in _UPDATE_PARAMETERS for name, _ in parameters):
        return await describe(request)
    return await _answer(request, read_operation(parameters))


@router.post(
    "/sparql",
    summary="Interroger (SPARQL 1.1)",
    response_class=Response,
    responses=_ANSWERS,
    openapi_extra={
        "parameters": _PARAMETERS[1:],
        "requestBody": {
            "required": True,
            "content": {
                _FORM: {"schema": {"type": "object", "properties": {"query": {"type": "string"}}}},
                _QUERY: {"schema": {"type": "string"}},
            },
        },
    },
)
async def query_by_post(request: Request) -> Response:
    """Answer a query in a form, or as the body itself (``application/sparql-query``)."""
    content_type, _, options = request.headers.get("content-type", "").partition(";")
    content_type = content_type.strip().lower()
    if content_type == _UPDATE:
        raise _update_refused()
    if content_type not in (_FORM, _QUERY):
        raise Problem(
            "unsupported-media-type",
            f"Une requête s'envoie par POST en {_FORM} ou en {_QUERY}, non en « {content_type or 'type absent'} ».",
            f"A query is POSTed as {_FORM} or {_QUERY} (UTF-8), not as “{content_type or 'no type'}”.",
            headers={"Accept-Post": f"{_FORM}, {_QUERY}"},
        )
    charset = _charset(options)
    if charset not in ("", "utf-8", "utf8"):
        raise Problem(
            "unsupported-media-type",
            f"Une requête SPARQL s'écrit en UTF-8, non en « {charset} ».",
            f"A SPARQL query is written in UTF-8, not in “{charset}”.",
        )
    settings: Settings = request.app.state.settings
    text = _decode(await read_body(request, settings.body_limit))
    parameters = list(_url_parameters(request))
    parameters += _pairs(text) if content_type == _FORM else [("query", text)]
    return await _answer(request, read_operation(parameters))


def read_operation(parameters: Parameters) -> Operation:
    """Return what the parameters ask for; raises ``Problem`` when they are not those of one query."""
    if any(name in _UPDATE_PARAMETERS for name, _ in parameters):
        raise _update_refused()
    queries = [value for name, value in parameters if name == "query"]
    if len(queries) != 1:
        found = "aucune" if not queries else str(len(queries))
        raise Problem(
            "bad-request",
            f"Il faut un paramètre « query » et un seul ; {found} trouvé(s).",
            f"Exactly one “query” parameter is needed; {len(queries)} found.",
        )
    default_graphs = tuple(value for name, value in parameters if name == "default-graph-uri")
    named_graphs = tuple(value for name, value in parameters if name == "named-graph-uri")
    for name, value in parameters:
        if name in _GRAPH_PARAMETERS:
            _check_iri(name, value)
    named = bool(default_graphs or named_graphs)
    return Operation(
        text=queries[0],
        dataset=Dataset(default_graphs, named_graphs) if named else None,
        timeout=_timeout([value for name, value in parameters if name == "timeout"]),
        mediatype=next((value for name, value in parameters if name == "_mediatype"), None),
    )


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
    for kind, offers in _OFFERS.items():
        try:
            choices[kind] = negotiate(accept, offers, mediatype=operation.mediatype)
        except NotAcceptable:
            choices[kind] = None
    if not any(choices.values()):
        raise NotAcceptable((*SELECT_OFFERS, *GRAPH_OFFERS))
    formats = Formats(*(_name(choices[kind]) for kind in (ResultKind.SELECT, ResultKind.ASK, ResultKind.GRAPH)))
    try:
        result = await _unless_disconnected(
            request,
            lambda: store.query(operation.text, dataset=operation.dataset, formats=formats, timeout=operation.timeout),
        )
    except NoSuitableFormat as error:
        raise NotAcceptable(_OFFERS[error.kind]) from None
    return respond(request, result)


def _prefers_page(accept: str | None, operation: Operation) -> bool:
    """Tell whether the client is a browser, which wants the answer as a page."""
    try:
        return negotiate(accept, (*SELECT_OFFERS, *GRAPH_OFFERS, HTML), mediatype=operation.mediatype) is HTML
    except NotAcceptable:
        return False


def respond(request: Request, result: QueryResult) -> Response:
    """Return the response of a complete result; its file is closed once sent."""
    etag = etag_of((result.format.media_type, result.digest))
    headers = {"Vary": "Accept", "Content-Type": result.format.media_type}
    if request.method == "GET":
        headers |= {"ETag": etag, "Cache-Control": CACHE}
        if is_fresh(request, etag):
            result.close()
            del headers["Content-Type"]
            return Response(status_code=304, headers=headers)
    headers["Content-Length"] = str(result.size)
    return StreamingResponse(_pieces(result), headers=headers)


async def _pieces(result: QueryResult) -> AsyncIterator[bytes]:
    with result:
        for piece in result.chunks():
            yield piece


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
    return _pairs(_decode(request.scope["query_string"]))


def _pairs(text: str) -> Parameters:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_PARAMETERS)
    except UnicodeDecodeError:
        raise _not_utf8() from None
    except ValueError:
        raise Problem(
            "bad-request",
            f"La requête a plus de {_MAX_PARAMETERS} paramètres.",
            f"The request has more than {_MAX_PARAMETERS} parameters.",
        ) from None


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise _not_utf8() from None


def _not_utf8() -> Problem:
    return Problem("bad-request", "La requête n'est pas en UTF-8.", "The request is not valid UTF-8.")


def _check_iri(name: str, value: str) -> None:
    try:
        NamedNode(value)
    except ValueError:
        raise Problem(
            "bad-request",
            f"« {name} » doit être un IRI absolu ; « {value[:200]} » n'en est pas un.",
            f"“{name}” must be an absolute IRI; “{value[:200]}” is not.",
        ) from None


def _update_refused() -> Problem:
    return Problem(
        "query-forbidden",
        "Ce service se lit et ne se modifie pas : les mises à jour SPARQL sont refusées, rien n'a été exécuté.",
        "This service is read-only: SPARQL updates are refused, and nothing was run.",
    )


def _charset(options: str) -> str:
    for option in options.split(";"):
        name, _, value = option.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return ""


def _timeout(values: Sequence[str]) -> float | None:
    if not values:
        return None
    try:
        seconds = float(values[0])
    except ValueError:
        seconds = math.nan
    if len(values) > 1 or not (0 < seconds < math.inf):
        raise Problem(
            "bad-request",
            "« timeout » est un nombre de secondes, positif, donné une fois (décimales admises).",
            "“timeout” is a positive number of seconds, given once (decimals allowed).",
        )
    return seconds


def _name(offer: Offer | None) -> str | None:
    return offer.name if offer else None
