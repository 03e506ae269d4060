"""/sitemap.xml: every page that search engines may show (sitemaps.org), in files of 50 000 addresses at most."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

from fastapi import APIRouter, Request
from starlette.responses import Response

from pactes.web import responses, site
from pactes.web.cache import Made, Representations
from pactes.web.context import release_of, validated
from pactes.web.described import described
from pactes.web.problems import Problem
from pactes.web.reader import required, text, values
from pactes.web.views.common import Visit
from pactes.web.views.kinds import KINDS

router = APIRouter(tags=["Service"])

PER_FILE = 50_000
"""Addresses of one file, as sitemaps.org allows."""

_OWN = ("", "def", "shapes", "catalogue", "dump/", "limites", "docs", "reconcile")
_XML = "application/xml; charset=utf-8"
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_DESCRIBED = described("Les adresses", ("application/xml",), problems=(404, 503), varies=False)


@router.get("/sitemap.xml", summary="Les adresses de toutes les pages", response_class=Response, **_DESCRIBED)
async def sitemap(request: Request) -> Response:
    """Answer with the addresses of all pages, or with the list of the files that hold them."""
    return await _answer(request, 0)


@router.get("/sitemap/{number}.xml", summary="Une partie de ces adresses", response_class=Response, **_DESCRIBED)
async def part(request: Request, number: str) -> Response:
    """Answer with one file of addresses, the first is 1."""
    if not (number.isascii() and number.isdecimal() and len(number) < 7 and int(number) >= 1):
        raise _unknown()
    return await _answer(request, int(number))


def _unknown() -> Problem:
    return Problem(
        "not-found",
        "Il n'y a pas de telle partie : /sitemap.xml les nomme toutes.",
        "There is no such part: /sitemap.xml names them all.",
    )


async def _answer(request: Request, number: int) -> Response:
    release, address = release_of(request), responses.public_url(request)
    etag = responses.made_tag(request, "sitemap", str(number))
    held = responses.not_modified(request, etag, _XML, "")
    if held is not None:
        return held
    kept: Representations = request.app.state.representations
    key = (address, "sitemap", number)
    made = kept.get(release.id, key)
    if made is None:
        body = await _written(site.visit(request), number, address, release.manifest.date, own_pages(request))
        made = Made(body, packed=responses.pack(body) if len(body) >= responses.COMPRESS_FROM else None)
        kept.keep(release.id, key, made)
    return responses.respond(request, made.body, _XML, vary="", etag=etag, packed=made.packed)


def own_pages(request: Request) -> tuple[str, ...]:
    """Return the pages that are about no one thing; the validation report is one where the release holds it."""
    return (*_OWN, "validation") if validated(request) else _OWN


async def _written(here: Visit, number: int, address: str, date: str | None, pages: tuple[str, ...]) -> bytes:
    kinds = values(here.base + f"def#{kind}" for kind in KINDS)
    asked = f"{{ VALUES ?kind {{ {kinds} }} ?thing a ?kind }}"
    counted = await here.reader.select(f"SELECT (COUNT(DISTINCT ?thing) AS ?n) {asked}")
    total = len(pages) + int(text(counted[0], "n") or 0)
    files = -(-total // PER_FILE)
    if number == 0 and files > 1:
        return _xml("sitemapindex", "sitemap", (f"{address}sitemap/{n}.xml" for n in range(1, files + 1)), date)
    first = (max(number, 1) - 1) * PER_FILE
    if first >= total:
        raise _unknown()
    own = pages[first : first + PER_FILE]
    offset, room = max(0, first - len(pages)), PER_FILE - len(own)
    # Some engines (Virtuoso) sort no more than 10 000 rows under a LIMIT: it is put around what is sorted.
    query = f"SELECT ?thing {{ {{ SELECT DISTINCT ?thing {asked} ORDER BY ?thing }} }} LIMIT {room} OFFSET {offset}"
    rows = await here.reader.select(query)
    paths = (here.addresses.local_path(required(row, "thing")) for row in rows)
    return _xml(
        "urlset", "url", (address + path.removeprefix("/") for path in (*own, *paths) if path is not None), date
    )


def _xml(root: str, item: str, addresses: Iterable[str], date: str | None) -> bytes:
    modified = f"<lastmod>{date}</lastmod>" if date else ""
    lines = "".join(f"<{item}><loc>{escape(address)}</loc>{modified}</{item}>\n" for address in addresses)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n'
    return f"{head}{lines}</{root}>\n".encode()
