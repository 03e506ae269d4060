"""The canonical text of a document, as it was read: what the positions of passages count in."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from pactes.web import site
from pactes.web.context import licence_of
from pactes.web.described import described
from pactes.web.links import dataset_links
from pactes.web.problems import Problem
from pactes.web.responses import made_tag, not_modified, respond
from pactes.web.views.documents import text_of

router = APIRouter(tags=["Documents"])

_TYPE = "text/plain; charset=utf-8"


@router.get(
    "/texte/{slug}.txt",
    summary="Le texte d'un document, tel qu'il a été lu",
    response_class=Response,
    **described("Le texte canonique, en UTF-8", ("text/plain",), problems=(404, 503), has=("Link",), varies=False),
)
async def canonical_text(request: Request, slug: str) -> Response:
    """Answer with the text of a document; its SHA-256 is the document's ``empreinteTexte``."""
    here = site.visit(request)
    etag = made_tag(request, "texte", slug)
    held = not_modified(request, etag, _TYPE, "")
    if held is not None:
        return held
    try:
        source = await text_of(here, f"{here.base}id/document/{slug}")
    except ValueError:  # no valid IRI
        source = None
    if source is None:
        raise Problem(
            "not-found",
            f"Le texte du document « {slug} » n'est pas dans la version servie. La liste des documents est à "
            "/search?type=Document.",
            f"The text of the document “{slug}” is not in the release served. Documents are listed at "
            "/search?type=Document.",
        )
    headers = {"Link": dataset_links(licence_of(request), request), "Content-Language": "fr"}
    return respond(request, source.encode(), _TYPE, headers=headers, vary="", etag=etag)
