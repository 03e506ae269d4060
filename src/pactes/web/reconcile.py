"""The W3C Reconciliation Service API 0.2 at /reconcile: other people's names matched to our IRIs (OpenRefine, scripts).

The manifest, batches of queries, extension of data, suggestions, previews; a page says how to use it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from pactes.reading.folding import fold
from pactes.reconciliation import Entite, Rapprocheur
from pactes.reconciliation.presentation import decrire
from pactes.reconciliation.rapprocheur import CERTAIN, MARGIN, SMALL_MARGIN
from pactes.reconciliation.types import PROPRIETES, chercher_type, types
from pactes.settings import Settings
from pactes.store.interface import SPENT
from pactes.web import reconcile_api as api
from pactes.web import reconcile_reponses as reponses
from pactes.web import site
from pactes.web.budgets import within_budget
from pactes.web.context import licence_of
from pactes.web.links import dataset_links
from pactes.web.media import HTML
from pactes.web.negotiation import Offer, negotiate, negotiate_language
from pactes.web.operation import charset_of, decode, pairs
from pactes.web.problems import Problem
from pactes.web.reconcile_index import rapprocheurs_of
from pactes.web.reconcile_lecture import (
    BATCH,
    QUERY_LENGTH,
    read_batch,
    read_extension,
    read_property,
    read_type,
    refused,
)
from pactes.web.reconcile_liste import sortes
from pactes.web.responses import made_tag, not_modified, public_url, respond
from pactes.web.sparql import read_body

router = APIRouter(tags=["Rapprochement"])

_JSON = Offer("json", "application/json", aliases=("text/json",), legacy=("text/javascript", "application/javascript"))
_FORM = "application/x-www-form-urlencoded"
_SUGGESTED = 20
_FARTHEST = 1000
_VARY = "Accept-Language"


@router.get("/reconcile", summary="Rapprocher des noms de nos identifiants", response_class=Response, **api.BY_GET)
async def by_get(request: Request) -> Response:
    """Answer with the manifest, the page for people, the candidates of ``queries`` or the values of ``extend``."""
    asked = dict(pairs(decode(request.scope["query_string"])))
    if "queries" in asked or "extend" in asked:
        return await within_budget(request, lambda: _asked(request, asked))
    offer = negotiate(request.headers.get("accept"), (_JSON, HTML), mediatype=asked.get("_mediatype"))
    here = site.visit(request)
    links = dataset_links(licence_of(request), request)
    if offer is HTML:
        etag = made_tag(request, here.addresses.root, "reconcile", request.url.query, here.language.code)
        held = not_modified(request, etag, HTML.media_type)
        if held is not None:
            return held
        return await site.page(
            request,
            here,
            "rapprochement.html",
            etag=etag,
            titre=here.language.gettext("Rapprocher ses données"),
            adresse=f"{public_url(request)}reconcile",
            lot=BATCH,
            certain=int(CERTAIN),
            marge=int(MARGIN),
            petite=int(SMALL_MARGIN),
            sortes=sortes(here.language.gettext),
            proprietes=[(p.pid, p.nom(here.language.code), p.critere) for p in PROPRIETES.values()],
            types_connus=[(t.court, t.nom(here.language.code)) for t in _main_types()],
        )
    rapprocheurs_of(request).prepare(request)
    told = reponses.manifest(public_url(request), _base(request), here.language.code)
    return _json(request, told, vary="Accept, Accept-Language", headers={"Link": links})


@router.post("/reconcile", summary="Rapprocher un lot de noms", response_class=Response, **api.BY_POST)
async def by_post(request: Request) -> Response:
    """Answer the candidates of ``queries``, or the values of ``extend``, sent as a form."""
    return await within_budget(request, lambda: _posted(request))


async def _posted(request: Request) -> Response:
    content_type, _, options = request.headers.get("content-type", "").partition(";")
    coded = request.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity")
    if content_type.strip().lower() != _FORM or charset_of(options) not in ("", "utf-8", "utf8") or coded:
        raise Problem(
            "unsupported-media-type",
            f"Un lot s'envoie par POST en {_FORM}, en UTF-8, dans le champ « queries » ou « extend ».",
            f"A batch is POSTed as {_FORM}, in UTF-8, in the field “queries” or “extend”.",
            headers={"Accept-Post": _FORM},
        )
    settings: Settings = request.app.state.settings
    fields = dict(pairs(decode(await read_body(request, settings.body_limit))))
    return await _asked(request, {**dict(pairs(decode(request.scope["query_string"]))), **fields})


async def _asked(request: Request, fields: Mapping[str, str]) -> Response:
    """Answer ``queries`` or ``extend``, whichever is given."""
    if ("queries" in fields) == ("extend" in fields):
        raise refused(
            "Il faut « queries » ou « extend », et l'un des deux seulement.",
            "Exactly one of “queries” and “extend” is needed.",
        )
    base, langue = _base(request), _language(request)
    if "queries" in fields:
        batch = read_batch(fields["queries"], base)
        return await _matched(request, lambda matcher: reponses.results(matcher, batch, langue))
    extension = read_extension(fields["extend"], base)
    return await _matched(request, lambda matcher: reponses.extended(matcher, extension, langue))


async def _matched(request: Request, answer: Callable[[Rapprocheur], Any]) -> Response:
    """Answer with what the matcher says, away from the event loop; the time it takes is the client's."""
    matcher = await rapprocheurs_of(request).get(request)
    started = time.perf_counter()
    try:
        told = await run_in_threadpool(answer, matcher)
    finally:
        spent = SPENT.get()
        if spent is not None:
            spent.append(time.perf_counter() - started)
    return _json(request, told)


@router.get("/reconcile/suggest/entity", summary="Suggérer des choses", response_class=Response, **api.SUGGEST)
async def suggest_entity(request: Request, prefix: str = "", cursor: int = 0, type: str = "") -> Response:
    """Answer with things whose name begins like ``prefix``, or is like it."""
    _check(prefix, cursor)
    wanted = frozenset({read_type(type, "type", _base(request))} if type else ())
    langue = _language(request)

    def answer(matcher: Rapprocheur) -> Any:
        found = matcher.commencer_par(prefix, wanted, cursor, _SUGGESTED) if prefix.strip() else ()
        return reponses.entity_suggestions(matcher, found, langue)

    return await within_budget(request, lambda: _matched(request, answer))


@router.get("/reconcile/suggest/type", summary="Suggérer des types", response_class=Response, **api.SUGGEST)
async def suggest_type(request: Request, prefix: str = "", cursor: int = 0) -> Response:
    """Answer with the types whose name holds the words of ``prefix``; all of them for none."""
    _check(prefix, cursor)
    base, langue = _base(request), _language(request)
    own = chercher_type(prefix, base)
    found = [own] if own else [t for t in types().values() if _holds(prefix, t.fr, t.en, t.court)]
    page = found[cursor : cursor + (_SUGGESTED if prefix.strip() else len(found))]
    return _json(request, reponses.type_suggestions(page, base, langue))


@router.get("/reconcile/suggest/property", summary="Suggérer des propriétés", response_class=Response, **api.SUGGEST)
async def suggest_property(request: Request, prefix: str = "", cursor: int = 0) -> Response:
    """Answer with the properties whose name holds the words of ``prefix``; all of them for none."""
    _check(prefix, cursor)
    found = [p for p in PROPRIETES.values() if _holds(prefix, p.fr, p.en, p.pid)]
    return _json(request, reponses.property_suggestions(found[cursor:], _language(request)))


@router.get("/reconcile/properties", summary="Proposer des propriétés", response_class=Response, **api.PROPERTIES)
async def properties(request: Request, type: str = "", limit: int | None = None) -> Response:
    """Answer with the properties of the things of a type, for who extends a table."""
    _check(type, 0)
    if limit is not None and not 1 <= limit <= _FARTHEST:
        raise refused(f"« limit » va de 1 à {_FARTHEST}.", f"“limit” goes from 1 to {_FARTHEST}.")
    return _json(request, reponses.proposals(type, _base(request), limit, _language(request)))


@router.get("/reconcile/flyout/entity", summary="L'aperçu d'une chose, en JSON", response_class=Response, **api.FLYOUT)
async def flyout_entity(request: Request, id: str = "") -> Response:
    """Answer with a small preview of a thing."""
    matcher = await rapprocheurs_of(request).get(request)
    entite = _entity(matcher, id)
    line = decrire(entite, _language(request), matcher.entite)
    return _json(request, reponses.flyout(id, entite.nom, (line,)))


@router.get("/reconcile/flyout/type", summary="L'aperçu d'un type", response_class=Response, **api.FLYOUT)
async def flyout_type(request: Request, id: str = "") -> Response:
    """Answer with a small preview of a type."""
    base, langue = _base(request), _language(request)
    told = types()[read_type(id, "id", base)]
    parent = types()[told.parent].nom(langue) if told.parent else ""
    return _json(request, reponses.flyout(id, told.nom(langue), (parent, base + told.chemin)))


@router.get("/reconcile/flyout/property", summary="L'aperçu d'une propriété", response_class=Response, **api.FLYOUT)
async def flyout_property(request: Request, id: str = "") -> Response:
    """Answer with a small preview of a property."""
    told = read_property(id, _base(request))
    return _json(request, reponses.flyout(id, told.nom(_language(request)), (", ".join(told.classes),)))


@router.get("/reconcile/preview", summary="L'aperçu d'une chose", response_class=Response, **api.PREVIEW)
async def preview(request: Request, id: str = "") -> Response:
    """Answer with a small page about a thing, made to be shown in a frame."""
    matcher = await rapprocheurs_of(request).get(request)
    entite = _entity(matcher, id)
    here = site.visit(request)
    iri = matcher.base + entite.chemin
    autres = [nom.texte for nom in entite.noms if nom.texte != entite.nom and nom.sorte in reponses.SHOWN]
    return await site.page(
        request,
        here,
        "apercu.html",
        titre=entite.nom,
        iri=iri,
        page_de=f"{public_url(request).rstrip('/')}{here.addresses.local_path(iri)}",
        description=decrire(entite, here.language.code, matcher.entite),
        codes=reponses.codes(entite, matcher, here.language.code),
        autres=autres[:6],
    )


@router.get("/reconcile/view", summary="Aller à la page d'une chose", response_class=Response, **api.VIEW)
async def view(request: Request, id: str = "") -> Response:
    """Answer 303 to the page of a thing; the identifier may come with its slashes encoded."""
    _check(id, 0)
    base, here = _base(request), site.visit(request)
    path = id.strip().removeprefix(base)
    if not path.startswith(("id/", "voc/", "def")):
        path = f"id/{path}"
    where = here.addresses.local_path(base + path)
    if where is None or not id.strip():
        raise _unknown(id)
    return Response(status_code=303, headers={"Location": f"{here.addresses.root}{where}"})


def _entity(matcher: Rapprocheur, identifiant: str) -> Entite:
    _check(identifiant, 0)
    entite = matcher.entite(identifiant)
    if entite is None:
        raise _unknown(identifiant)
    return entite


def _unknown(identifiant: str) -> Problem:
    shown = identifiant[:200]
    return Problem(
        "not-found",
        f"Rien n'est connu sous l'identifiant « {shown} » : cherchez par le nom.",
        f"Nothing is known under the identifier “{shown}”: search by name.",
    )


def _check(text: str, cursor: int) -> None:
    if len(text) > QUERY_LENGTH or not 0 <= cursor <= _FARTHEST:
        raise refused(
            f"Un texte a au plus {QUERY_LENGTH} caractères, « cursor » va de 0 à {_FARTHEST}.",
            f"A text has at most {QUERY_LENGTH} characters, “cursor” goes from 0 to {_FARTHEST}.",
        )


def _holds(words: str, *names: str) -> bool:
    return any(all(word in fold(name) for word in fold(words).split()) for name in names)


def _main_types() -> list[Any]:
    return [told for told in types().values() if not told.parent or told.parent == "def#Territoire"]


def _base(request: Request) -> str:
    settings: Settings = request.app.state.settings
    return settings.base_iri


def _language(request: Request) -> str:
    return negotiate_language(request.headers.get("accept-language"), lang=request.query_params.get("_lang"))


def _json(request: Request, content: Any, *, vary: str = _VARY, headers: Mapping[str, str] | None = None) -> Response:
    body = json.dumps(content, ensure_ascii=False).encode()
    return respond(request, body, _JSON.media_type, vary=vary, headers=headers)
