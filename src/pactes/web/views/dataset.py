"""The page of a dataset: what it is, who publishes it under which licence, its files, its parts, its quality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode

from pactes.rdf.namespaces import PREFIXES
from pactes.web.descriptions import Description
from pactes.web.labels import best, labels
from pactes.web.reader import required, text
from pactes.web.views import words
from pactes.web.views.common import Value, Visit, shown, shown_iri

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class File:
    """A file of a dataset: its name, its address on this host, its media type as registered."""

    name: str
    href: str
    media_type: str | None


def _iri(short: str) -> str:
    prefix, _, name = short.partition(":")
    return PREFIXES[prefix] + name


_APART = (
    "dcterms:title",
    "dcterms:description",
    "dcterms:hasPart",
    "dcterms:publisher",
    "dcterms:license",
    "dcterms:issued",
    "dcterms:modified",
    "dcat:distribution",
    "dcat:version",
    "dcat:keyword",
    "adms:versionNotes",
    "dqv:hasQualityMeasurement",
)
_INCOMING_APART = ("dqv:computedOn", "dcterms:hasPart", "dcterms:isPartOf", "dcat:dataset", "foaf:primaryTopic")


async def load(visit: Visit, description: Description) -> dict[str, Any]:
    """Return what ``jeu.html`` prints of a dataset."""
    say = visit.language

    def said(name: str) -> Value | None:
        terms = [term for term in description.properties.get(_iri(name), ()) if isinstance(term, Literal)]
        told = best(terms, say.code)
        return shown(visit, told) if told else None

    node = str(NamedNode(description.iri))
    parts = await visit.reader.select(
        f"SELECT ?part WHERE {{ {node} dcterms:hasPart ?part }} ORDER BY ?part LIMIT {_SHOWN}"
    )
    whole = await visit.reader.select(f"SELECT ?whole WHERE {{ ?whole dcterms:hasPart {node} }} LIMIT 1")
    files = await visit.reader.select(
        f"SELECT ?file ?type WHERE {{ {node} dcat:distribution ?d . ?d dcat:downloadURL ?file "
        f"OPTIONAL {{ ?d dcat:mediaType ?type }} }} ORDER BY ?file LIMIT {_SHOWN}"
    )
    who = [
        term.value
        for name in ("dcterms:publisher", "dcterms:license")
        if isinstance(term := description.one(_iri(name)), NamedNode)
    ]
    listed = [required(row, "part") for row in parts]
    above = [required(row, "whole") for row in whole]
    names = await labels(visit.reader, [*listed, *above, *who], say.code)

    def linked(name: str) -> Value | None:
        term = description.one(_iri(name))
        return shown_iri(visit, term.value, names) if isinstance(term, NamedNode) else None

    inside = await words.dataset(visit, description)
    keywords = [term for term in description.properties.get(_iri("dcat:keyword"), ()) if isinstance(term, Literal)]
    return {
        "texte_du_jeu": said("dcterms:description"),
        "version_du_jeu": said("dcat:version"),
        "date_du_jeu": said("dcterms:modified") or said("dcterms:issued"),
        "notes_du_jeu": said("adms:versionNotes"),
        "editeur_du_jeu": linked("dcterms:publisher"),
        "licence_du_jeu": linked("dcterms:license"),
        "mots_cles": sorted(term.value for term in keywords if term.language == say.code),
        "parties": tuple(shown_iri(visit, iri, names) for iri in listed),
        "fichiers": tuple(_file(visit, required(row, "file"), text(row, "type")) for row in files),
        "mesure": _iri("dqv:hasQualityMeasurement") in description.properties,
        "above": tuple(shown_iri(visit, iri, names) for iri in above),
        "term_sections": inside["term_sections"],
        "shown_apart": [*(_iri(name) for name in _APART), *inside["shown_apart"]],
        "incoming_apart": [_iri(name) for name in _INCOMING_APART],
    }


def _file(visit: Visit, address: str, media_type: str | None) -> File:
    name = address.rsplit("/", 1)[-1]
    known = media_type.partition("media-types/")[2] or media_type if media_type else None
    return File(name, visit.addresses.url(f"/dump/{name}").partition("?")[0], known)
