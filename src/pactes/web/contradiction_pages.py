"""The page of all contradictions, which people filter by kind, document, contract and state."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from pactes.web import site
from pactes.web.described import described
from pactes.web.media import HTML
from pactes.web.negotiation import negotiate
from pactes.web.problems import Problem
from pactes.web.responses import made_tag, not_modified
from pactes.web.views import contradictions

router = APIRouter(tags=["Pages"])

_MAX_PAGE = 10_000
_LONGEST = 1000  # characters of what a filter holds


@router.get(
    "/contradictions",
    summary="Les contradictions, par genre, document, contrat et état",
    response_class=Response,
    **described(
        "Une page de la liste",
        (HTML,),
        problems=(406, 413, 422, 503),
        reads=("_lang", "Accept-Language"),
        has=("Content-Language",),
    ),
)
async def contradictions_page(
    request: Request, genre: str = "", document: str = "", contrat: str = "", etat: str = "", page: int = 1
) -> Response:
    """Answer with one page of the contradictions that are asked for."""
    negotiate(request.headers.get("accept"), (HTML,))
    here = site.visit(request)
    if not 1 <= page <= _MAX_PAGE or max(map(len, (genre, document, contrat, etat))) > _LONGEST:
        raise Problem(
            "bad-request",
            f"« page » va de 1 à {_MAX_PAGE}, et un filtre a au plus {_LONGEST} caractères.",
            f"“page” goes from 1 to {_MAX_PAGE}, and a filter has at most {_LONGEST} characters.",
        )
    etag = made_tag(request, here.addresses.root, request.url.path, request.url.query, here.language.code)
    held = not_modified(request, etag, HTML.media_type)
    if held is not None:
        return held
    content = await contradictions.listed(here, page)
    title = here.language.gettext("Contradictions")
    return await site.page(request, here, "contradictions.html", etag=etag, titre=title, **content)
