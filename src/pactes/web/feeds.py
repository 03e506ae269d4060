"""Atom feeds (RFC 4287): the versions of the data, and the contradictions by the version in which they appeared.

Identifiers are those of the things; dates are those of the versions, so that nothing seems new twice.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from pactes.release import Release, list_releases
from pactes.web import responses, site
from pactes.web.cache import Made, Representations
from pactes.web.context import licence_of, release_of
from pactes.web.described import described
from pactes.web.links import dataset_links
from pactes.web.reader import required, text
from pactes.web.views.contradiction_words import title_of

router = APIRouter(tags=["Flux"])

MEDIA_TYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_ENTRIES = 200
_NO_DATE = "1970-01-01"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: ``iri`` identifies it, ``path`` is its page on this service, ``date`` a day (ISO 8601)."""

    iri: str
    path: str
    title: str
    summary: str
    date: str


Source = Callable[[Request, Release], Awaitable[list[Entry]]]
"""What makes the entries of a feed."""


@router.get(
    "/flux/versions.atom",
    summary="Les versions des données (Atom)",
    response_class=Response,
    **described("Le flux", (MEDIA_TYPE,), problems=(404,), has=("Link",), varies=False),
)
async def versions(request: Request) -> Response:
    """Answer with the versions, the newest first."""
    return await _answer(request, "versions", "Versions des données", _versions)


@router.get(
    "/flux/contradictions.atom",
    summary="Les contradictions nouvelles (Atom)",
    response_class=Response,
    **described("Le flux", (MEDIA_TYPE,), problems=(404, 503), has=("Link",), varies=False),
)
async def contradictions(request: Request) -> Response:
    """Answer with the contradictions, those of the newest version first."""
    return await _answer(request, "contradictions", "Contradictions entre les documents", _contradictions)


async def _answer(request: Request, name: str, title: str, entries: Source) -> Response:
    release, address = release_of(request), responses.public_url(request)
    etag = responses.made_tag(request, "flux", name)
    media_type = f"{MEDIA_TYPE}; charset=utf-8"
    held = responses.not_modified(request, etag, media_type, "")
    if held is not None:
        return held
    kept: Representations = request.app.state.representations
    made = kept.get(release.id, (address, "flux", name))
    if made is None:
        listed = await entries(request, release)
        body = _written(release, address, name, title, listed)
        made = Made(body, packed=responses.pack(body) if len(body) >= responses.COMPRESS_FROM else None)
        kept.keep(release.id, (address, "flux", name), made)
    headers = {"Link": dataset_links(licence_of(request), request)}
    return responses.respond(request, made.body, media_type, headers=headers, vary="", etag=etag, packed=made.packed)


async def _versions(_: Request, release: Release) -> list[Entry]:
    manifest = release.manifest
    told = [(former.version, former.date, former.triples) for former in manifest.history]
    told.append((manifest.version, manifest.date, manifest.triples))
    return [
        Entry(
            f"{manifest.base_iri}version/{version}",
            f"version/{version}",
            f"Version {version} des données",
            f"{triples} triplets.",
            day or _NO_DATE,
        )
        for version, day, triples in reversed(told)
    ]


async def _contradictions(request: Request, release: Release) -> list[Entry]:
    here = site.visit(request)
    query = "SELECT ?c (SAMPLE(?l) AS ?label) { ?c a pactes:Contradiction ; rdfs:label ?l FILTER(LANG(?l) = 'fr') } "
    rows = await here.reader.select(f"{query} GROUP BY ?c")
    appeared = await run_in_threadpool(_appeared, request, release)
    entries = []
    for row in rows:
        iri = required(row, "c")
        title = title_of(text(row, "label") or iri)
        path = (here.addresses.local_path(iri) or "/").removeprefix("/")
        version, day = appeared.get(iri, (release.manifest.version, release.manifest.date or _NO_DATE))
        entries.append(Entry(iri, path, title, f"Apparue dans la version {version} des données.", day))
    return sorted(entries, key=lambda entry: (entry.date, entry.iri), reverse=True)[:_ENTRIES]


def _appeared(request: Request, release: Release) -> dict[str, tuple[str, str]]:
    """Return the version, and its date, since which each contradiction is there, as far as versions are kept."""
    since = {iri: _of(release) for iri in _held(request, release)}
    older = [former for former in list_releases(release.path.parent) if _of(former)[1] <= _of(release)[1]]
    still = set(since)
    for former in sorted(older, key=_of, reverse=True):
        if former.id == release.id:
            continue
        still &= _held(request, former)
        since |= {iri: _of(former) for iri in still}
    return since


def _of(release: Release) -> tuple[str, str]:
    return release.manifest.version, release.manifest.date or _NO_DATE


def _held(request: Request, release: Release) -> frozenset[str]:
    """Return the contradictions of a release, read once from the dump of everything."""
    known: dict[str, frozenset[str]] = request.app.state.contradictions
    if release.id not in known:
        kind = re.escape(f"<{release.manifest.base_iri}def#Contradiction>")
        line = re.compile(rf"<([^>]+)> <http://www\.w3\.org/1999/02/22-rdf-syntax-ns#type> {kind} ")
        with gzip.open(release.whole_dump, "rt", encoding="utf-8") as stream:
            found = (line.match(told) for told in stream)
            known[release.id] = frozenset(match[1] for match in found if match)
    return known[release.id]


def _written(release: Release, address: str, name: str, title: str, entries: Sequence[Entry]) -> bytes:
    """Return the feed as XML, the same to the byte for the same release."""
    manifest = release.manifest
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "fr"})
    _add(feed, "id", f"{manifest.base_iri}flux/{name}.atom")
    _add(feed, "title", f"pactes : {title}")
    _add(feed, "updated", _moment(max((entry.date for entry in entries), default=manifest.date or _NO_DATE)))
    author = ElementTree.SubElement(feed, f"{{{_ATOM}}}author")
    _add(author, "name", str(manifest.about.get("publisher", "pactes")))
    if "licence_name" in manifest.about:
        _add(feed, "rights", manifest.about["licence_name"])
    _link(feed, "self", f"{address}flux/{name}.atom", MEDIA_TYPE)
    _link(feed, "alternate", address, "text/html")
    for entry in entries:
        node = ElementTree.SubElement(feed, f"{{{_ATOM}}}entry")
        _add(node, "id", entry.iri)
        _add(node, "title", entry.title)
        _add(node, "updated", _moment(entry.date))
        _add(node, "published", _moment(entry.date))
        _add(node, "summary", entry.summary)
        _link(node, "alternate", f"{address}{entry.path}", "text/html")
    ElementTree.indent(feed, " ")
    return _serialised(feed)


def _serialised(node: ElementTree.Element) -> bytes:
    written: str = ElementTree.tostring(node, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{written}\n'.encode()


def _add(parent: ElementTree.Element, name: str, content: str) -> None:
    # What XML 1.0 cannot hold is left out: a text as read may have such characters.
    clean = "".join(c for c in content if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))
    ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}").text = clean


def _link(parent: ElementTree.Element, relation: str, href: str, kind: str) -> None:
    ElementTree.SubElement(parent, f"{{{_ATOM}}}link", {"rel": relation, "href": href, "type": kind})


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"
