"""What a route says of itself for the API description: ``described`` gives the words of its decorator.

``pactes.web.openapi`` adds what is true of every route (HEAD, OPTIONS, problems of any request, shared components).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pactes.web.media import GRAPH_OFFERS, HTML
from pactes.web.negotiation import LANGUAGES, Offer
from pactes.web.problem_types import TITLES
from pactes.web.profiles import ALTERNATES, OFFERS, OWN, SCHEMA

Described = dict[str, Any]

PROBLEM = "application/problem+json"
SLASH = "La même adresse, sans la barre finale"


def _query(name: str, what: str, schema: Mapping[str, Any]) -> Described:
    return {"name": name, "in": "query", "description": what, "required": False, "schema": dict(schema)}


def _header(name: str, what: str) -> Described:
    return {"name": name, "in": "header", "description": what, "required": False, "schema": {"type": "string"}}


PARAMETERS: Mapping[str, Described] = {
    "_mediatype": _query(
        "_mediatype",
        "Type de la réponse ; l'emporte sur l'en-tête Accept.",
        {"type": "string", "examples": ["text/turtle"]},
    ),
    "_profile": _query(
        "_profile",
        "Profil de la réponse, par son nom ou son IRI ; l'emporte sur Accept-Profile.",
        {"type": "string", "examples": [OWN, SCHEMA, ALTERNATES]},
    ),
    "_lang": _query(
        "_lang",
        f"Langue de la page ({', '.join(LANGUAGES)}) ; l'emporte sur Accept-Language ; une autre est sans effet.",
        {"type": "string", "examples": list(LANGUAGES)},
    ),
    "page": _query(
        "page", "Page des liens entrants, à partir de 1.", {"type": "integer", "minimum": 1, "maximum": 100_000}
    ),
    "Accept-Language": _header("Accept-Language", "Langues préférées ; le français par défaut."),
    "Accept-Datetime": _header(
        "Accept-Datetime",
        "Date (RFC 7089, « Thu, 01 Jan 2026 00:00:00 GMT ») : 302 vers le document de la version d'alors.",
    ),
    "Accept-Profile": _header("Accept-Profile", "Profils préférés (W3C Content Negotiation by Profile)."),
    "If-None-Match": _header("If-None-Match", "Étiquettes des représentations déjà tenues : 304 si l'une vaut encore."),
    "If-Modified-Since": _header("If-Modified-Since", "Date de la représentation déjà tenue ; sans If-None-Match."),
    "If-Match": _header("If-Match", "Étiquettes exigées : 412 si aucune ne vaut encore."),
    "If-Unmodified-Since": _header("If-Unmodified-Since", "Date exigée ; sans If-Match."),
    "Range": _header("Range", "Octets demandés : 206, ou 416 s'ils sont hors du fichier."),
    "If-Range": _header("If-Range", "Étiquette ou date de ce dont la plage demandée est la suite."),
}
"""Parameters that several routes read, by name."""

HEADERS: Mapping[str, str] = {
    "ETag": "Étiquette forte de la représentation.",
    "Last-Modified": "Quand les données ont changé.",
    "Cache-Control": "Ce que les caches peuvent garder.",
    "Vary": "Les en-têtes de la requête dont la réponse dépend.",
    "Link": "Ce que l'on trouve ailleurs (RFC 8288) : autres représentations, licence, profil, description.",
    "Location": "Où aller.",
    "Content-Location": "L'adresse de cette représentation même.",
    "Content-Language": "La langue de la réponse.",
    "Content-Profile": "L'IRI du profil de la réponse.",
    "Retry-After": "Dans combien de secondes revenir.",
    "Allow": "Les méthodes que l'adresse admet.",
    "Accept-Post": "Les types de corps que l'adresse lit.",
    "Accept-Ranges": "L'unité des plages.",
    "Content-Range": "La plage envoyée, ou la taille du fichier.",
}
"""Headers of answers, by name, and what they say."""

_VALIDATORS = ("ETag", "Cache-Control")
_CONDITIONS = ("If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since")
_OWN_HEADERS: Mapping[int, tuple[str, ...]] = {
    415: ("Accept-Post",),
    416: ("Content-Range",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}

RDF = tuple(offer.essence for offer in GRAPH_OFFERS)
RDF_OR_PAGE = (*RDF, HTML.essence)
DOCUMENT = tuple(offer.essence for offer in OFFERS)


def content(types: Iterable[str | Offer], schema: Mapping[str, Any] | None = None) -> Described:
    """Return the ``content`` of an answer in some media types; ``schema`` is that of its JSON."""
    names = [kind.essence if isinstance(kind, Offer) else kind for kind in types]
    return {name: {"schema": dict(schema)} if schema and name.endswith("json") else {} for name in names}


def headers(names: Iterable[str], *, always: bool = True) -> Described:
    """Return the ``headers`` of an answer; ``always`` says that it never goes without."""
    # What tells whether a header is always there stands beside it, so it cannot be shared.
    return {name: {"description": HEADERS[name], "required": always, "schema": {"type": "string"}} for name in names}


def problem(status: int) -> Described:
    """Return the answer of a problem of ``status``: its meanings, as a problem document or as a page."""
    meanings = sorted({french for code, french, _ in TITLES.values() if code == status})
    return {
        "description": " ; ".join(meanings),
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Probleme"}}, HTML.essence: {}},
        "headers": headers(("Cache-Control", "Vary", "Content-Language", *_OWN_HEADERS.get(status, ()))),
    }


def parameters(names: Iterable[str]) -> list[Described]:
    """Return references to shared parameters."""
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def described(
    what: str,
    types: Sequence[str | Offer],
    *,
    problems: Sequence[int] = (404, 406, 413, 422, 503),
    reads: Sequence[str] = (),
    has: Sequence[str] = (),
    validators: bool = True,
    varies: bool = True,
    schema: Mapping[str, Any] | None = None,
    more: Mapping[int, Mapping[str, Any]] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Described:
    """Return ``responses`` and ``openapi_extra`` of a route: what it answers with, and what it reads.

    ``types`` are the media types of the 200, ``problems`` the statuses of its own problems, ``reads`` names of
    ``PARAMETERS``, ``has`` further headers of the 200 (of ``HEADERS``). ``validators`` says that it has an ETag, and so
    304 and 412; ``varies`` that it depends on headers of the request. ``more`` are other answers, ``extra`` other
    members of the operation.
    """
    own = (*(_VALIDATORS if validators else ()), *(("Vary",) if varies else ()), *has)
    answers: dict[int | str, Any] = {
        200: {"description": what, "content": content(types, schema), "headers": headers(own)}
    }
    if validators:
        answers[304] = {"description": "Inchangé depuis ce que le client tient", "headers": headers(_VALIDATORS)}
    for status in sorted({*problems, *((412,) if validators else ())}):
        answers[status] = problem(status)
    answers |= {status: dict(answer) for status, answer in (more or {}).items()}
    told = dict(extra or {})
    told["parameters"] = [*told.get("parameters", ()), *parameters((*reads, *(_CONDITIONS if validators else ())))]
    return {"responses": answers, "openapi_extra": told}


def redirects(status: int, what: str, *, problems: Sequence[int] = (), reads: Sequence[str] = ()) -> Described:
    """Return ``status_code``, ``responses`` and ``openapi_extra`` of a route that leads elsewhere."""
    answers: dict[int | str, Any] = {status: redirection(what)}
    answers |= {code: problem(code) for code in problems}
    return {"status_code": status, "responses": answers, "openapi_extra": {"parameters": parameters(reads)}}


def redirection(what: str) -> Described:
    """Return an answer that leads elsewhere."""
    return {"description": what, "headers": headers(("Location",))}
