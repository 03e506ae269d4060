"""Pages about the site: what the data are worth, the legal notice, how to link and cite."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request
from pyoxigraph import NamedNode
from starlette.responses import Response

from pactes.release import Release
from pactes.web import site
from pactes.web.context import release_of
from pactes.web.described import described
from pactes.web.kept import kept
from pactes.web.known_versions import versions_now
from pactes.web.labels import labels
from pactes.web.media import HTML
from pactes.web.menu import instead
from pactes.web.negotiation import Offer, negotiate
from pactes.web.problems import Problem
from pactes.web.reader import required
from pactes.web.representations import unknown
from pactes.web.responses import address_of, made_tag, not_modified, public_url, respond
from pactes.web.views import legal, quality, references
from pactes.web.views.citation import citation
from pactes.web.views.common import Visit
from pactes.web.views.uses import examples

router = APIRouter(tags=["Pages"])
past_router = APIRouter(tags=["Pages"])
"""What is also told of a former version."""

_READS = ("_lang", "Accept-Language")
_LONGEST = 600
"""Characters of an IRI that is asked for."""


def _page(what: str) -> dict[str, Any]:
    return described(what, (HTML,), problems=(406, 413, 422, 503), reads=_READS, has=("Content-Language",))


Loader = Callable[[Visit], Awaitable[dict[str, Any]]]


async def _answer(request: Request, template: str, load: Loader, *parts: str) -> Response:
    """Answer with a page that depends on the release, its address and its language; ``parts`` are what else."""
    negotiate(request.headers.get("accept"), (HTML,))
    here = site.visit(request)
    url = request.url
    etag = made_tag(request, here.addresses.root, url.path, url.query, here.language.code, *parts)
    held = not_modified(request, etag, HTML.media_type)
    if held is not None:
        return held
    return await site.page(request, here, template, etag=None if parts else etag, **await load(here))


def release_or_none(request: Request) -> Release | None:
    """Return the release that is served, None where another store serves it."""
    try:
        return release_of(request)
    except Problem:
        return None


@past_router.get(
    "/qualite",
    summary="Ce que valent les données",
    response_class=Response,
    **_page("Les mesures de la lecture, les contrôles, ce qui n'a pas été compris"),
)
async def quality_page(request: Request) -> Response:
    """Answer with the measured quality of the release."""

    async def load(here: Visit) -> dict[str, Any]:
        release = release_or_none(request)
        review = release.review if release else None
        told = await kept(here, "quality", lambda: quality.load(here, review))
        return {
            **told,
            "titre": here.language.gettext("Qualité mesurée"),
            "validation": quality.counts(release.manifest.validation if release else None),
            "page_contradictions": instead(request, here, "/contradictions"),
        }

    return await _answer(request, "qualite.html", load)


@router.get(
    "/mentions-legales",
    summary="Les mentions légales",
    response_class=Response,
    **_page("Qui publie, sous quelle licence, les droits des sources, les données personnelles, l'accessibilité"),
)
async def legal_page(request: Request) -> Response:
    """Answer with the legal notice."""

    async def load(here: Visit) -> dict[str, Any]:
        release = release_or_none(request)
        told = await kept(here, "legal", lambda: legal.load(here, release.manifest if release else None))
        title = here.language.gettext("Mentions légales")
        return {**told, "titre": title, "adresse_citer": here.addresses.url("/citer")}

    return await _answer(request, "mentions.html", load)


_TYPES = (HTML, *(Offer(name, media, "") for name, (_, media, _) in references.FORMATS.items()))
_CITE = described(
    "La page, ou la référence d'une chose dans un format de bibliographie",
    _TYPES,
    problems=(400, 404, 406, 413, 422, 503),
    reads=_READS,
    has=("Content-Language",),
    varies=False,
)


@router.get("/citer", summary="Citer une chose, relier les données", response_class=Response, **_CITE)
async def cite_page(request: Request, iri: str = "", format: str = "") -> Response:
    """Answer with how to cite ``iri`` (an IRI of ours or the address of its page; the dataset when it is left out)."""
    here = site.visit(request)
    wanted = _ours(here, iri, address_of(request))
    if format not in ("", *references.FORMATS):
        known = ", ".join(references.FORMATS)
        raise Problem("bad-request", f"« format » est l'un de : {known}.", f"“format” is one of: {known}.")
    cited = await _cited(request, here, wanted)
    if format:
        _, media, write = references.FORMATS[format]
        return respond(request, write(cited).encode(), media, headers={"Content-Language": here.language.code}, vary="")

    async def load(here: Visit) -> dict[str, Any]:
        example = await _example(here)
        return {
            "titre": here.language.gettext("Citer et relier"),
            "iri": wanted,
            "demandee": bool(iri),
            "cite": cited,
            "citation": citation(here, cited.title, wanted),
            "formats_de_citation": [(key, name, write(cited)) for key, (name, _, write) in references.FORMATS.items()],
            "exemple": example,
            "exemples": examples(here.language, public_url(request), here.base, example),
            "version": cited.version,
            "base": here.base,
        }

    return await _answer(request, "citer.html", load)


async def _cited(request: Request, here: Visit, iri: str) -> references.Cited:
    """Return what there is to cite of an IRI of ours; raises the ``Problem`` 404 where nothing is published of it."""
    release = release_or_none(request)
    about = release.manifest.about if release else {}
    publisher = about.get("publisher", "pactes")
    name = iri.removeprefix(f"{here.base}version/")
    if name != iri:
        found = await versions_now(request)
        version = found.find(name)
        told = version.manifest if version is not None else found.told(name)
        if told is None:
            raise unknown(iri)
        whole = about.get("title", "pactes")
        title = here.language.gettext("{titre}, version {version}").format(titre=whole, version=told.version)
        return references.Cited(title, iri, publisher, told.version, told.date or "")
    rows = await here.reader.select(f"SELECT ?p WHERE {{ {NamedNode(iri)} ?p ?o }} LIMIT 1")
    if not rows:
        raise unknown(iri)
    called = (await labels(here.reader, [iri], here.language.code))[iri].value
    version_now = release.manifest.version if release else ""
    return references.Cited(called, iri, publisher, version_now, (release.manifest.date if release else None) or "")


def _ours(visit: Visit, asked: str, address: str) -> str:
    """Return the IRI that is asked for: itself, or the one whose page has the address; raises the ``Problem`` 400."""
    asked = asked.strip()
    if not asked:
        return f"{visit.base}jeu/pactes"
    bare = asked.partition("?")[0].partition("#")[0] if not asked.startswith(visit.base) else asked
    for root in (address, visit.base):
        if bare.startswith(f"{root}doc/"):
            bare = f"{visit.base}id/{bare.removeprefix(f'{root}doc/')}"
        elif bare.startswith(root):
            bare = f"{visit.base}{bare.removeprefix(root)}"
    try:
        NamedNode(bare)
    except ValueError:
        bare = ""
    if not bare.startswith(visit.base) or len(bare) > _LONGEST:
        raise Problem(
            "bad-request",
            f"« iri » est une adresse de ce site, ou un identifiant qui commence par {visit.base}.",
            f"“iri” is an address of this site, or an identifier that begins with {visit.base}.",
        )
    return bare


async def _example(visit: Visit) -> str:
    """Return the IRI of a contract of the release, to show what one looks like."""

    async def find() -> str:
        rows = await visit.reader.select(
            f"SELECT ?c WHERE {{ ?c a pactes:Contrat ; pactes:statut <{visit.base}voc/statut-contrat/conclu> }} "
            "ORDER BY ?c LIMIT 1"
        )
        return required(rows[0], "c") if rows else f"{visit.base}id/contrat/exemple"

    return await kept(visit, "example", find)
