"""The legal notice: who publishes, under which licence, what each source allows, persons, traces, accessibility."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import pactes
from pactes.release import Manifest
from pactes.web.labels import labels
from pactes.web.reader import text
from pactes.web.third_party import Script, scripts
from pactes.web.views.common import Value, Visit, in_one_language, shown_iri

_DOCUMENTS = 100
_SOURCES = 50


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes and whom to write to, as the catalogue tells it; None for what it does not."""

    name: str | None = None
    page: str | None = None
    contact: str | None = None
    contact_address: str | None = None


@dataclass(frozen=True, slots=True)
class Right:
    """A right of reuse, and the documents that have it (the first ones; ``more`` counts the others)."""

    text: str
    documents: tuple[Value, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Source:
    """A source that is no contract: official lists that the registry is made of."""

    name: str
    details: str | None
    licence: str | None


async def load(visit: Visit, manifest: Manifest | None) -> dict[str, Any]:
    """Return what the legal notice prints."""
    return {
        "editeur": await _publisher(visit),
        "a_propos": dict(manifest.about) if manifest else {},
        "version": manifest.version if manifest else None,
        "droits": await _rights(visit),
        "sources": await _sources(visit),
        "tiers": _scripts(),
        "logiciel": pactes.__version__,
        "cartes": True,
    }


def _scripts() -> tuple[Script, ...]:
    return scripts()


async def _publisher(visit: Visit) -> Publisher:
    rows = await visit.reader.select(
        f"SELECT ?name ?page ?contact ?url ?mail WHERE {{ <{visit.base}jeu/pactes> dcterms:publisher ?p . "
        "OPTIONAL { ?p foaf:name ?name } OPTIONAL { ?p foaf:page|foaf:homepage ?page } "
        f"OPTIONAL {{ <{visit.base}jeu/pactes> dcat:contactPoint ?c . OPTIONAL {{ ?c vcard:fn ?contact }} "
        "OPTIONAL { ?c vcard:hasURL ?url } OPTIONAL { ?c vcard:hasEmail ?mail } } } LIMIT 8"
    )
    if not rows:
        return Publisher()
    names = in_one_language([row["name"] for row in rows if "name" in row], visit.language.code)
    row = rows[0]
    address = text(row, "mail") or text(row, "url")
    return Publisher(
        getattr(names[0], "value", None) if names else None,
        text(row, "page"),
        text(row, "contact"),
        address if address != visit.base else None,  # the site itself is nowhere to write to
    )


async def _rights(visit: Visit) -> tuple[Right, ...]:
    rows = await visit.reader.select(
        "SELECT ?d ?right WHERE { ?d a pactes:Document ; dcterms:rights ?right } ORDER BY ?right ?d LIMIT 5000"
    )
    held: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        iri, right = text(row, "d"), text(row, "right")
        if iri and right and iri not in held[right]:
            held[right].append(iri)
    shown = [iri for iris in held.values() for iri in iris[:_DOCUMENTS]]
    names = await labels(visit.reader, shown, visit.language.code)
    return tuple(
        Right(right, tuple(shown_iri(visit, iri, names) for iri in iris[:_DOCUMENTS]), max(0, len(iris) - _DOCUMENTS))
        for right, iris in sorted(held.items(), key=lambda item: -len(item[1]))
    )


async def _sources(visit: Visit) -> tuple[Source, ...]:
    rows = await visit.reader.select(
        f"SELECT ?s ?label ?details ?licence WHERE {{ <{visit.base}graphe/registre> prov:wasDerivedFrom ?s . "
        f'?s rdfs:label ?label FILTER(LANG(?label) = "{visit.language.code}") '
        "OPTIONAL { ?s dcterms:identifier ?details } OPTIONAL { ?s dcterms:license ?licence } } "
        f"ORDER BY ?s LIMIT {_SOURCES}"
    )
    return tuple(Source(text(row, "label") or "", text(row, "details"), text(row, "licence")) for row in rows)
