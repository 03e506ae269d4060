"""Search: the page and its JSON at /search, what is proposed as one types, and how browsers add it (OpenSearch)."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from xml.sax.saxutils import escape, quoteattr

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from pactes.errors import QueryTooHeavy, StoreBusy
from pactes.release.search_read import IndexDamaged, SearchIndex, SearchTooLong
from pactes.release.search_records import KINDS
from pactes.web import site
from pactes.web.described import described
from pactes.web.media import HTML
from pactes.web.negotiation import LANGUAGES, Offer
from pactes.web.problems import Problem
from pactes.web.responses import made_tag, not_modified, public_url, respond, vary_with
from pactes.web.search_index import search_indexes_of
from pactes.web.views import search
from pactes.web.views.common import Visit

router = APIRouter(tags=["Pages"])
T = TypeVar("T")

LONGEST = 200
"""Characters of the longest question."""

_JSON = Offer("json", "application/json", "json")
_COMPLETIONS = Offer("suggestions", "application/x-suggestions+json", "")
_OPENSEARCH = "application/opensearchdescription+xml; charset=utf-8"
_READS = ("_mediatype", "_lang", "Accept-Language")
_RESULT = {
    "type": "object",
    "properties": {
        "iri": {"type": "string", "format": "uri"},
        "url": {"type": "string"},
        "kind": {"type": "string"},
        "label": {"type": "string"},
        "note": {"type": ["string", "null"]},
        "excerpt": {"type": ["string", "null"]},
        "status": {"type": ["string", "null"]},
    },
}
_FOUND = {
    "type": "object",
    "properties": {
        "q": {"type": "string"},
        "type": {"type": ["string", "null"]},
        "total": {"type": "integer"},
        "page": {"type": "integer"},
        "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
        "results": {"type": "array", "items": _RESULT},
        "next": {"type": ["string", "null"]},
    },
}


@dataclass(frozen=True, slots=True)
class _Question:
    here: Visit
    words: str
    kind: str
    page: int


def _question(request: Request, q: str, kind: str, page: int) -> _Question:
    if len(q) > LONGEST or not 1 <= page <= search.MAX_PAGE:
        raise Problem(
            "bad-request",
            f"Une recherche a au plus {LONGEST} caractères, et ses pages vont de 1 à {search.MAX_PAGE}.",
            f"A search has at most {LONGEST} characters, and its pages go from 1 to {search.MAX_PAGE}.",
        )
    return _Question(site.visit(request), q, kind if kind in KINDS else "", page)


async def _asked(
    request: Request, index: SearchIndex, make: Callable[..., T], here: Visit, words: str, *given: Any
) -> T:
    try:
        return await run_in_threadpool(make, here, index, words, *given)
    except IndexDamaged as error:
        raise search_indexes_of(request).give_up(index) from error
    except SearchTooLong:
        raise QueryTooHeavy(
            "La recherche a pris trop de temps : donnez des mots plus longs ou plus rares.", limit="temps", value="2 s"
        ) from None


@router.get(
    "/search",
    summary="Chercher",
    response_class=Response,
    **described(
        "Ce qui a ces mots, par genre : une page, ou du JSON",
        (HTML, _JSON),
        problems=(404, 406, 413, 422, 503),
        reads=_READS,
        has=("Content-Language",),
        schema=_FOUND,
    ),
)
async def search_page(request: Request, q: str = "", type: str = "", page: int = 1) -> Response:
    """Answer with what holds all the words: a few things of each kind, or those of one kind (``type``) page by page.

    Without words, the things of the kind come as people count, amounts from the largest. JSON lists results of one
    order: those of the kinds one after the other when no kind is asked.
    """
    offer, vary = site.choose_offer(request, (HTML, _JSON))
    asked = _question(request, q, type, page)
    here = asked.here
    parts = (here.addresses.root, request.url.path, request.url.query, here.language.code)
    etag = made_tag(request, *parts, *(("json",) if offer is _JSON else ()))
    held = not_modified(request, etag, offer.media_type, vary)
    if held is not None:
        return held
    index = await search_indexes_of(request).get(request)
    content = await _asked(request, index, search.search, here, asked.words, asked.kind, page)
    if offer is _JSON:
        body = json.dumps(_machine(asked, content), ensure_ascii=False, indent=1) + "\n"
        headers = {"Content-Language": here.language.code}
        return respond(request, body.encode(), _JSON.media_type, headers=headers, vary=vary, etag=etag)
    name = search.plural(here, asked.kind) if asked.kind else here.language.gettext("Recherche")
    return await site.page(
        request,
        here,
        "recherche.html",
        etag=etag,
        titre=here.language.gettext("{genre} : « {mots} »").format(genre=name, mots=q) if q else name,
        q=q,
        kind=asked.kind,
        page=page,
        page_href=lambda number: here.addresses.url("/search", q=q, type=asked.kind, page=number),
        **content,
    )


def _machine(asked: _Question, content: dict[str, Any]) -> dict[str, Any]:
    hits = content["hits"] or [hit for group in content["groups"] for hit in group.hits]
    following = (
        asked.here.addresses.url("/search", q=asked.words, type=asked.kind, page=asked.page + 1, _mediatype="json")
        if content["encore"]
        else None
    )
    return {
        "q": asked.words,
        "type": asked.kind or None,
        "total": content["total"],
        "page": asked.page,
        "counts": {kind.name: kind.count for kind in content["kinds"]},
        "results": [_result(hit) for hit in hits],
        "next": following,
        "instead": [way.words for way in content["instead"]],
    }


def _result(hit: search.Hit) -> dict[str, Any]:
    return {
        "iri": hit.iri,
        "url": hit.href,
        "kind": hit.kind,
        "label": hit.title,
        "note": hit.note.striptags() if hit.note else None,
        "excerpt": hit.snippet.striptags() if hit.snippet else None,
        "status": hit.status.text if hit.status else None,
    }


@router.get(
    "/search/suggest",
    summary="Ce que l'on cherche peut-être",
    response_class=Response,
    **described(
        "Les noms que ces lettres commencent, chacun avec son genre et son adresse",
        (_JSON, _COMPLETIONS),
        problems=(404, 406, 413, 422, 503),
        reads=_READS,
        has=("Content-Language",),
        schema={
            "type": "object",
            "properties": {"q": {"type": "string"}, "suggestions": {"type": "array", "items": _RESULT}},
        },
    ),
)
async def suggest(request: Request, q: str = "") -> Response:
    """Answer with the names that ``q`` may begin, as JSON or as OpenSearch suggestions.

    While the index of the release is made, nothing is suggested.
    """
    offer, vary = site.choose_offer(request, (_JSON, _COMPLETIONS))
    asked = _question(request, q, "", 1)
    here = asked.here
    etag = made_tag(request, here.addresses.root, "suggest", q, here.language.code, offer.media_type)
    held = not_modified(request, etag, offer.media_type, vary)
    if held is not None:
        return held
    headers = {"Content-Language": here.language.code}
    index = await search_indexes_of(request).ready(request)
    hits = None
    with contextlib.suppress(StoreBusy):
        hits = await _asked(request, index, search.suggestions, here, q) if index else None
    if hits is None:  # who types does not wait, nor is told of an error: the page of the search says it
        nothing: Any = [q, [], [], []] if offer is _COMPLETIONS else {"q": q, "suggestions": []}
        answer = respond(request, json.dumps(nothing).encode(), offer.media_type, headers=headers, vary=vary)
        answer.headers["Cache-Control"] = "no-store"
        return answer
    told: Any = {"q": q, "suggestions": [_result(hit) for hit in hits]}
    if offer is _COMPLETIONS:
        address = public_url(request)
        places = [hit.href if "://" in hit.href else address + hit.href.lstrip("/") for hit in hits]
        told = [q, [hit.title for hit in hits], [hit.kind for hit in hits], places]
        vary = vary_with(vary, "Host")
    body = json.dumps(told, ensure_ascii=False) + "\n"
    return respond(request, body.encode(), offer.media_type, headers=headers, vary=vary, etag=etag)


@router.get(
    "/opensearch.xml",
    summary="La recherche, pour les navigateurs qui l'ajoutent à leur barre",
    response_class=Response,
    **described(
        "La description OpenSearch 1.1",
        (_OPENSEARCH.partition(";")[0],),
        problems=(),
        reads=("_lang", "Accept-Language"),
        has=("Content-Language",),
    ),
)
async def opensearch(request: Request) -> Response:
    """Answer with the OpenSearch description of the search and of its suggestions."""
    here, address = site.visit(request), public_url(request)
    chosen = f"&_lang={here.addresses.language}" if here.addresses.language in LANGUAGES else ""
    words = "{searchTerms}"
    page, completions = f"{address}search?q={words}{chosen}", f"{address}search/suggest?q={words}{chosen}"
    urls = (
        (HTML.essence, "results", page),
        (_JSON.essence, "results", f"{page}&_mediatype=json"),
        (_COMPLETIONS.essence, "suggestions", f"{completions}&_mediatype=suggestions"),
        (_OPENSEARCH.partition(";")[0], "self", f"{address}opensearch.xml"),
    )
    lines = "".join(
        f"<Url type={quoteattr(kind)} rel={quoteattr(rel)} template={quoteattr(where)}/>\n" for kind, rel, where in urls
    )
    told = here.language.gettext("Chercher dans les contrats territoriaux publiés par pactes")
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>pactes</ShortName>\n<Description>{escape(told)}</Description>\n"
        f'<Image width="16" height="16" type="image/svg+xml">{escape(address)}static/pactes.svg</Image>\n'
        f"<InputEncoding>UTF-8</InputEncoding>\n{lines}</OpenSearchDescription>\n"
    )
    return respond(
        request,
        body.encode(),
        _OPENSEARCH,
        headers={"Content-Language": here.language.code},
        vary="Accept-Language, Host",
    )
