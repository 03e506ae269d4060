"""/probleme/: the type IRIs of problem documents lead here, to what each type means, as a page and as JSON."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request
from starlette.responses import Response

from pactes.settings import Settings
from pactes.web import site
from pactes.web.described import SLASH, described, redirection
from pactes.web.media import HTML
from pactes.web.negotiation import Offer
from pactes.web.problem_types import FIELDS, MEANINGS, TITLES
from pactes.web.problems import Problem
from pactes.web.responses import respond

router = APIRouter(tags=["Service"])

_OFFERS = (Offer("json", "application/json", "json", ("application/problem+json",)), HTML)


_READS = ("_mediatype", "_lang", "Accept-Language")
_TYPE = {
    "type": "object",
    "required": ["type", "status", "title", "description"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "description": {"type": "string"},
    },
}
_ALL = described(
    "Chaque type d'erreur : son IRI, son statut, son sens",
    _OFFERS,
    problems=(406,),
    reads=_READS,
    has=("Content-Language",),
    schema={"type": "array", "items": _TYPE},
)
_ONE = described(
    "Le sens du type d'erreur et que faire",
    _OFFERS,
    problems=(404, 406),
    reads=_READS,
    has=("Content-Language",),
    schema=_TYPE,
    more={308: redirection(SLASH)},
)


@router.get("/probleme/", summary="Les types d'erreur", response_class=Response, **_ALL)
async def problem_types(request: Request) -> Response:
    """Answer with every type of problem: its IRI, status, title and meaning."""
    return await _answer(request, sorted(TITLES, key=lambda slug: (TITLES[slug][0], slug)), whole=True)


@router.get("/probleme/{slug}", summary="Un type d'erreur", response_class=Response, **_ONE)
async def problem_type(request: Request, slug: str) -> Response:
    """Answer with what one type of problem means and what to do about it."""
    bare, _, suffix = slug.partition(".")
    if bare not in TITLES or (suffix and suffix not in {offer.suffix for offer in _OFFERS}):
        raise Problem(
            "not-found",
            f"Il n'y a pas de type d'erreur « {slug[:100]} » ; la liste est à /probleme/.",
            f"There is no problem type “{slug[:100]}”; the list is at /probleme/.",
        )
    return await _answer(request, [bare], suffix=suffix)


async def _answer(request: Request, slugs: list[str], *, suffix: str = "", whole: bool = False) -> Response:
    settings: Settings = request.app.state.settings
    here = site.visit(request)
    english = here.language.code == "en"
    told = [
        {
            "type": f"{settings.base_iri}probleme/{slug}",
            "status": TITLES[slug][0],
            "title": TITLES[slug][2 if english else 1],
            "description": " ".join(words[slug][english] for words in (MEANINGS, FIELDS) if slug in words),
        }
        for slug in slugs
    ]
    offer, vary = site.choose_offer(request, _OFFERS, suffix=suffix)
    if offer is HTML:
        title = here.language.gettext("Types d’erreur") if whole else str(told[0]["title"])
        response = await site.page(request, here, "probleme.html", titre=title, types=told, liste=whole)
        response.headers["Vary"] = vary
        return response
    body = (json.dumps(told if whole else told[0], ensure_ascii=False, indent=1) + "\n").encode()
    return respond(request, body, offer.media_type, headers={"Content-Language": here.language.code, "Vary": vary})
