"""Pages that are pictures of the whole: the network of contracts and signatories, the amounts by nature and payer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request
from pyoxigraph import NamedNode
from starlette.responses import Response

from pactes.web import site
from pactes.web.described import described
from pactes.web.kept import kept
from pactes.web.labels import labels
from pactes.web.media import HTML
from pactes.web.negotiation import negotiate
from pactes.web.problems import Problem
from pactes.web.responses import made_tag, not_modified
from pactes.web.views import flows, network
from pactes.web.views.common import Value, Visit, shown_iri

router = APIRouter(tags=["Pages"])

_READS = ("_lang", "Accept-Language")


def _page(what: str) -> dict[str, Any]:
    return described(what, (HTML,), problems=(406, 413, 422, 503), reads=_READS, has=("Content-Language",))


@router.get(
    "/reseau",
    summary="Le réseau des contrats et de leurs signataires",
    response_class=Response,
    **_page("Qui signe avec qui : un dessin et son tableau ; dispositif, organisation et territoire sont des IRI"),
)
async def network_page(
    request: Request, dispositif: str = "", organisation: str = "", territoire: str = ""
) -> Response:
    """Answer with the network of contracts and signatories, all or those of a family, an organisation, a territory."""

    async def load(here: Visit) -> dict[str, Any]:
        asked = {"family": dispositif, "organisation": organisation, "territory": territoire}
        known = await network.census(here)
        return {
            "titre": here.language.gettext("Réseau des contrats et de leurs signataires"),
            "reseau": await network.load(here, **asked),
            "familles": await kept(here, "network families", lambda: network.choices(here, known.families.values())),
            "organisations": await kept(here, "network signers", lambda: network.choices(here, known.signers.values())),
            "dispositif": await _named(here, dispositif),
            "organisation": await _named(here, organisation),
            "territoire": await _named(here, territoire),
            "requete": network.query_of(here, **asked),
        }

    return await _answer(request, "reseau.html", load, dispositif, organisation, territoire)


@router.get(
    "/montants",
    summary="Les montants, par nature et par payeur",
    response_class=Response,
    **_page("Qui paie quoi, nature par nature, sans rien additionner ; contrat et organisation sont des IRI"),
)
async def flows_page(request: Request, contrat: str = "", organisation: str = "") -> Response:
    """Answer with the amounts by nature and payer, all or those of a contract, of an organisation."""

    async def load(here: Visit) -> dict[str, Any]:
        if contrat or organisation:
            told = await flows.load(here, contrat, organisation)
        else:
            told = await kept(here, "flows", lambda: flows.load(here))
        return {
            "titre": here.language.gettext("Montants, nature par nature"),
            "flux": told,
            "contrats": await kept(here, "flows contracts", lambda: flows.choices(here, "contrat")),
            "organisations": await kept(here, "flows payers", lambda: flows.choices(here, "financeur")),
            "contrat": await _named(here, contrat),
            "organisation": await _named(here, organisation),
            "requete": flows.query_of(here, contrat, organisation),
        }

    return await _answer(request, "montants.html", load, contrat, organisation)


async def _answer(
    request: Request, template: str, load: Callable[[Visit], Awaitable[dict[str, Any]]], *asked: str
) -> Response:
    """Answer with a page that depends on the release, its address and its language; ``asked`` are IRIs or empty."""
    negotiate(request.headers.get("accept"), (HTML,))
    for iri in asked:
        _check(iri)
    here = site.visit(request)
    etag = made_tag(request, here.addresses.root, request.url.path, request.url.query, here.language.code)
    held = not_modified(request, etag, HTML.media_type)
    if held is not None:
        return held
    return await site.page(request, here, template, etag=etag, **await load(here))


def _check(iri: str) -> None:
    try:
        if iri:
            NamedNode(iri)
    except ValueError as error:
        raise Problem(
            "bad-request",
            "Ce que l'on choisit ici se nomme par son IRI, tel que les listes de la page le donnent.",
            "What is chosen here is named by its IRI, as the lists of the page give it.",
        ) from error


async def _named(visit: Visit, iri: str) -> Value | None:
    if not iri:
        return None
    return shown_iri(visit, iri, await labels(visit.reader, {iri}, visit.language.code))
