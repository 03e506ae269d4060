"""Errors as the web sees them: one shape on every route, RFC 9457, in French or English.

Any handler raises ``Problem`` (or an error of ``pactes.errors``, translated here); the body is
``application/problem+json`` with ``type``, ``title``, ``status``, ``detail``, ``instance`` and what helps to go on
(``limit``, ``value``, ``limits``, ``dump``, ``offered``).
A browser gets the same as a page when ``app.state.problem_page`` is set.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pactes.errors import (
    PactesError,
    QueryEngineFailed,
    QueryForbidden,
    QuerySyntaxError,
    QueryTooHeavy,
    ReleaseReplaced,
    StoreBusy,
)
from pactes.store import ResultKind, Unwritable, xmlcheck
from pactes.web.again import AgainMiddleware, is_tried_again
from pactes.web.media import OFFERS_OF
from pactes.web.methods import methods_of, other_slash
from pactes.web.negotiation import NotAcceptable, Offer, negotiate, negotiate_language
from pactes.web.problem_types import TITLES

__all__ = ["TITLES", "Body", "PageHook", "Problem", "install", "not_acceptable", "of_pactes_error", "respond"]

log = logging.getLogger("pactes.web")

MEDIA_TYPE = "application/problem+json"
_LONGEST_ECHO = 200
"""Characters of an address that a problem says again."""
_JSON = Offer("problem", MEDIA_TYPE, aliases=("application/json",))
_PAGE = Offer("html", "text/html; charset=utf-8", aliases=("application/xhtml+xml",))

Body = Mapping[str, Any]
"""The members of a problem document."""

PageHook = Callable[[Request, Body, str], Response]
"""What makes a page of a problem: the request, the body as a mapping, the language."""


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """Raised by a handler to answer with a problem document.

    ``slug`` is one of ``TITLES``; ``fr`` and ``en`` say in whole sentences what went wrong and what to do;
    ``extra`` are further members of the body; ``headers`` go with the response.
    """

    def __init__(
        self,
        slug: str,
        fr: str,
        en: str,
        *,
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(fr)
        self.slug = slug
        self.status = TITLES[slug][0]
        self.fr, self.en = fr, en
        self.extra = dict(extra or {})
        self.headers = dict(headers or {})


def not_acceptable(error: NotAcceptable) -> Problem:
    """Return the 406 that lists what is offered."""
    fr = f"Aucun des types demandés n'est proposé ici. Types proposés : {_listing(error.offers)}."
    en = f"None of the requested types is offered here. Offered types: {_listing(error.offers)}."
    extra: dict[str, Any] = {"offered": [offer.media_type for offer in error.offers]}
    if error.views:
        names = ", ".join(f"{view.token} <{view.iri}>" for view in error.views)
        fr, en = f"{fr} Profils : {names}.", f"{en} Profiles: {names}."
        extra["profiles"] = [
            {"token": view.token, "iri": view.iri, "offered": [offer.media_type for offer in view.offers]}
            for view in error.views
        ]
    return Problem("not-acceptable", fr, en, extra=extra)


def unwritable(kind: ResultKind) -> Problem:
    """Return the 406 of a result of ``kind`` that XML has no way to write; the other formats have one."""
    offers = OFFERS_OF[kind]
    chosen = _listing([offer for offer in offers if offer.name in xmlcheck.FORMATS])
    others = [offer for offer in offers if offer.name not in xmlcheck.FORMATS]
    listing = _listing(others)
    return Problem(
        "not-acceptable",
        f"La réponse ne peut pas s'écrire en {chosen} : XML n'a pas d'écriture pour un caractère de contrôle qu'elle "
        f"contient, ou pour le nom d'une de ses propriétés. Demandez un autre type : {listing}.",
        f"The result cannot be written as {chosen}: XML has no way to write a control character that it holds, or the "
        f"name of one of its properties. Ask for another type: {listing}.",
        extra={"offered": [offer.media_type for offer in others]},
    )


def of_pactes_error(error: PactesError, service: str) -> Problem:
    """Return the problem that tells of an error of ours; ``service`` is the address of the service, slash included."""
    dump = f"{service}dump/"
    if isinstance(error, QuerySyntaxError):
        return Problem("query-syntax", str(error), f"The query does not follow the SPARQL grammar: {error.cause}")
    if isinstance(error, QueryForbidden):
        return Problem(
            "query-forbidden",
            str(error),
            "This endpoint only reads its own data: updates, LOAD and SERVICE are refused, and nothing was run.",
        )
    if isinstance(error, QueryTooHeavy):
        slug = "too-large" if error.limit == "taille" else "query-too-heavy"
        return Problem(
            slug,
            f"{_with_comma(str(error))} Les mêmes données se téléchargent en entier : {dump}",
            f"The query passed its limit of {_ENGLISH_LIMITS.get(error.limit, error.limit)} ({error.value}); trying "
            f"again will not help. Narrow it, add a LIMIT, or download the whole data: {dump}",
            extra={"limit": error.limit, "value": error.value, "dump": dump, "limits": f"{service}limites"},
        )
    if isinstance(error, Unwritable):
        return unwritable(error.kind)
    if isinstance(error, QueryEngineFailed):
        return Problem("query-engine-failed", str(error), error.english)
    if isinstance(error, StoreBusy):
        return Problem(
            "busy",
            str(error),
            f"The service is busy; try again in {error.retry_after} s.",
            headers={"Retry-After": str(error.retry_after)},
        )
    log.error("erreur non prévue par une route", exc_info=error)
    return Problem("internal-error", str(error), "The service could not answer; the operator has the details.")


def _with_comma(french: str) -> str:
    """Return a sentence whose times are written as French writes them (« 0,5 s »)."""
    return re.sub(r"(\d)\.(\d+)(?=[ \u00a0\u202f]s\b)", r"\1,\2", french)


def install(app: FastAPI, service_address: Callable[[Request], str], base_iri: str) -> None:
    """Make every error of the application a problem document; ``service_address`` ends with a slash."""

    async def on_problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return respond(request, error, base_iri)

    async def on_pactes_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, PactesError)
        if isinstance(error, ReleaseReplaced) and is_tried_again(request):
            raise error
        return respond(request, of_pactes_error(error, service_address(request)), base_iri)

    async def on_not_acceptable(request: Request, error: Exception) -> Response:
        assert isinstance(error, NotAcceptable)
        return respond(request, not_acceptable(error), base_iri)

    async def on_ill_formed(request: Request, _: Exception) -> Response:
        return respond(request, unwritable(ResultKind.GRAPH), base_iri)

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == HTTPStatus.NOT_FOUND and request.method == "GET":
            moved = other_slash(request.app.router.routes, request.scope)
            if moved is not None:
                query = f"?{request.url.query}" if request.url.query else ""
                return Response(status_code=308, headers={"Location": quote(moved) + query})
        return respond(request, _of_http(error, request), base_iri)

    async def on_validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        told = [(".".join(map(str, e["loc"][1:])), e["type"], e["msg"]) for e in error.errors()]
        french = " ; ".join(f"« {name} » {_expected(kind)}" for name, kind, _ in told)
        problem = Problem(
            "bad-request",
            f"Un paramètre manque ou n'est pas valable : {french}.",
            f"A parameter is missing or invalid: {'; '.join(f'“{name}”: {message}' for name, _, message in told)}.",
        )
        return respond(request, problem, base_iri)

    async def on_departure(_: Request, __: Exception) -> Response:
        return Response(status_code=499)  # nobody reads it; the number is nginx's

    app.add_exception_handler(ClientDisconnect, on_departure)
    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(PactesError, on_pactes_error)
    app.add_exception_handler(NotAcceptable, on_not_acceptable)
    app.add_exception_handler(xmlcheck.IllFormed, on_ill_formed)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_middleware(AgainMiddleware)
    app.add_middleware(FailureMiddleware, base_iri=base_iri)


class FailureMiddleware:
    """Answer 500 to what no handler foresaw.

    A handler of ``Exception`` would do it too, but the framework raises again after it, and the server then closes the
    connection before the client has read the answer.
    """

    def __init__(self, app: ASGIApp, base_iri: str) -> None:
        self._next, self._base_iri = app, base_iri

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._next(scope, receive, watch)
        except Exception:
            if scope["type"] != "http" or started:
                raise  # too late to answer: the connection is cut, so that nobody takes what was sent for the whole
            log.exception("erreur inattendue sur %s", scope["path"])
            problem = Problem(
                "internal-error",
                "Le service n'a pas pu répondre ; l'erreur est dans son journal.",
                "The service could not answer; the error is in its log.",
            )
            await respond(Request(scope, receive), problem, self._base_iri)(scope, receive, send)


def respond(request: Request, problem: Problem, base_iri: str) -> Response:
    """Return the response of a problem, in the visitor's language and kind of document."""
    language = negotiate_language(request.headers.get("accept-language"), lang=request.query_params.get("_lang"))
    status, title_fr, title_en = TITLES[problem.slug]
    body: dict[str, Any] = {
        "type": f"{base_iri}probleme/{problem.slug}",
        "title": title_en if language == "en" else title_fr,
        "status": status,
        "detail": problem.en if language == "en" else problem.fr,
        "instance": request.url.path[:_LONGEST_ECHO],
        **problem.extra,
    }
    headers = {
        "Content-Language": language,
        "Vary": "Accept, Accept-Language",
        "Cache-Control": "no-store",
        **problem.headers,
    }
    hook: PageHook | None = getattr(request.app.state, "problem_page", None)
    if hook is not None and _prefers_page(request.headers.get("accept")):
        page = hook(request, body, language)
        page.status_code = status
        page.headers.update(headers)
        return page
    return Response(json.dumps(body, ensure_ascii=False) + "\n", status, headers, MEDIA_TYPE)


def _of_http(error: HTTPException, request: Request) -> Problem:
    """Translate the framework's own errors (no such path, wrong method…)."""
    headers, path = dict(error.headers or {}), _cut(request.url.path)
    if error.status_code == HTTPStatus.NOT_FOUND:
        return Problem(
            "not-found", f"Rien n'est publié à l'adresse {path}.", f"Nothing is published at {path}.", headers=headers
        )
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        # The framework names the methods of one route; the path may have more.
        allowed = ", ".join(methods_of(request.app.router.routes, request.scope))
        headers = {**headers, "Allow": allowed}
        return Problem(
            "method-not-allowed",
            f"L'adresse {path} n'admet que : {allowed}.",
            f"The address {path} only allows: {allowed}.",
            headers=headers,
        )
    slug = next((slug for slug, (status, *_) in TITLES.items() if status == error.status_code), "bad-request")
    return Problem(slug, str(error.detail), str(error.detail), headers=headers)


_EXPECTED = {
    "missing": "manque",
    "int": "doit être un nombre entier",
    "float": "doit être un nombre",
    "bool": "doit être vrai ou faux",
    "string": "n'a pas la longueur ou la forme attendue",
    "greater": "est trop petit",
    "less": "est trop grand",
}


def _expected(kind: str) -> str:
    """Return, in French, what is wrong by the type of an error of validation (``int_parsing``)."""
    return _EXPECTED.get(kind.partition("_")[0], "n'est pas valable")


def _cut(path: str) -> str:
    return path if len(path) <= _LONGEST_ECHO else f"{path[:_LONGEST_ECHO]}…"


def _prefers_page(accept: str | None) -> bool:
    if accept is None:
        return False
    try:
        return negotiate(accept, (_JSON, _PAGE)) is _PAGE
    except NotAcceptable:
        return False


def _listing(offers: Sequence[Offer]) -> str:
    return ", ".join(offer.essence for offer in offers)


_ENGLISH_LIMITS = {"temps": "time", "mémoire": "memory", "taille": "result size", "imbrication": "length or nesting"}
