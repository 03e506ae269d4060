"""The page that compares: two contracts, what is told of one contract, one party over all its contracts."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from pactes.web import site
from pactes.web.described import described
from pactes.web.media import HTML
from pactes.web.negotiation import negotiate
from pactes.web.problems import Problem
from pactes.web.responses import made_tag, not_modified
from pactes.web.views import compare, compare_party, tellings
from pactes.web.views.common import Visit

router = APIRouter(tags=["Pages"])

_LONGEST = 400  # characters of the name of a thing
_CONTRACT = {
    "name": "contrat",
    "in": "query",
    "required": False,
    "description": "Un contrat, par son IRI ou par la fin de celui-ci (« contrat/… »). Une fois : ce que l'on en dit, "
    "document par document ; deux fois : les deux contrats côte à côte.",
    "schema": {"type": "array", "items": {"type": "string"}, "maxItems": 2},
}
_PARTY = {
    "name": "partie",
    "in": "query",
    "required": False,
    "description": "Une organisation, par son IRI ou par la fin de celui-ci : ses contrats en un tableau.",
    "schema": {"type": "string"},
}
_WORDS = {
    "name": "q",
    "in": "query",
    "required": False,
    "description": "Des mots du nom d'un contrat à choisir.",
    "schema": {"type": "string", "maxLength": 200},
}


@router.get(
    "/comparer",
    summary="Comparer deux contrats, ce que l'on dit d'un contrat, ou les contrats d'une partie",
    response_class=Response,
    **described(
        "La comparaison, ou de quoi choisir ce que l'on compare",
        (HTML,),
        problems=(404, 406, 413, 422, 503),
        reads=("_lang", "Accept-Language"),
        has=("Content-Language",),
        extra={"parameters": [_CONTRACT, _PARTY, _WORDS]},
    ),
)
async def compare_page(request: Request) -> Response:
    """Answer with what the address compares."""
    negotiate(request.headers.get("accept"), (HTML,))
    here = site.visit(request)
    given = [value for value in request.query_params.getlist("contrat") if value.strip()]
    party = request.query_params.get("partie", "").strip()
    asked = list(dict.fromkeys(iri_of(here, value) for value in given))
    if len(asked) > 2 or any(len(value) > _LONGEST for value in (*given, party)):
        raise Problem(
            "bad-request",
            "On compare au plus deux contrats à la fois, nommés par leur identifiant.",
            "At most two contracts are compared at a time, named by their identifiers.",
        )
    etag = made_tag(request, here.addresses.root, request.url.path, request.url.query, here.language.code)
    held = not_modified(request, etag, HTML.media_type)
    if held is not None:
        return held
    say = here.language.gettext
    if party:
        iri = iri_of(here, party)
        if not await _known(here, iri):
            raise _unknown(iri)
        content = await compare_party.load(here, iri)
        title = say("{nom} : tous ses contrats").format(nom=content["party"].text)
        return await site.page(request, here, "comparer_partie.html", etag=etag, titre=title, **content)
    known = {one.iri: one.name for one in await compare.known_contracts(here)}
    for iri in asked:
        if iri not in known:
            raise _unknown(iri)
    if len(asked) == 2:
        content = await compare.two(here, *asked)
        title = say("Deux contrats côte à côte")
        return await site.page(request, here, "comparer.html", etag=etag, titre=title, **content)
    choice = await compare.chooser(here, asked[0] if asked else None)
    if asked:
        content = await tellings.load(here, asked[0])
        title = say("Ce que l’on dit de : {nom}").format(nom=known[asked[0]])
        return await site.page(
            request, here, "comparer_recits.html", etag=etag, titre=title, name=known[asked[0]], **content, **choice
        )
    return await site.page(
        request,
        here,
        "comparer_choix.html",
        etag=etag,
        titre=say("Comparer"),
        parties=await compare_party.parties(here),
        **choice,
    )


def iri_of(visit: Visit, given: str) -> str:
    """Return the IRI that an address names: whole, or by its path from ``id/`` on or after it."""
    given = given.strip()
    if given.startswith(("http://", "https://")):
        return given
    path = given.lstrip("/").removeprefix("doc/").removeprefix("id/")
    return f"{visit.base}id/{path}"


async def _known(visit: Visit, iri: str) -> bool:
    try:
        return await compare_party.is_party(visit, iri)
    except ValueError:  # no valid IRI
        return False


def _unknown(iri: str) -> Problem:
    return Problem(
        "not-found",
        f"Rien de tel que {iri} n'est publié ici : choisissez-le dans la liste, à /comparer.",
        f"No such thing as {iri} is published here: choose it from the list, at /comparer.",
    )
