"""Documents as triples: what they are, where they come from, and the fingerprints that let anyone check a quote."""

from __future__ import annotations

import hashlib

from rdflib import Graph, Literal
from rdflib.namespace import DCTERMS, RDF, RDFS

from pactes.manifest import ManifestEntry
from pactes.rdf.iris import date, fr, iri
from pactes.rdf.namespaces import LANGUE_UE, PACTES
from pactes.reading import Document

__all__ = ["empreinte_texte", "write_document"]

_LANGUAGES = {"fr": "FRA", "en": "ENG", "de": "DEU", "nl": "NLD"}


def empreinte_texte(document: Document) -> str:
    """Return the SHA-256 of the canonical text in UTF-8: the text in which passages count."""
    return hashlib.sha256(document.text.encode()).hexdigest()


def write_document(document: Document, entry: ManifestEntry, graph: Graph) -> None:
    """Write the description of a document."""
    node = iri(f"id/document/{document.slug}")
    graph.add((node, RDF.type, PACTES.Document))
    graph.add((node, RDFS.label, fr(entry.title)))
    graph.add((node, DCTERMS.title, fr(entry.title)))
    graph.add((node, DCTERMS.publisher, fr(entry.publisher)))
    graph.add((node, DCTERMS.rights, fr(entry.rights)))
    graph.add((node, DCTERMS.type, fr(entry.kind)))
    graph.add((node, DCTERMS.format, Literal(document.media_type)))
    graph.add((node, DCTERMS.identifier, Literal(document.slug)))
    graph.add((node, PACTES.empreinte, Literal(entry.sha256)))
    graph.add((node, PACTES.empreinteTexte, Literal(empreinte_texte(document))))
    if entry.date:
        graph.add((node, DCTERMS.issued, date(entry.date)))
    if entry.language in _LANGUAGES:
        graph.add((node, DCTERMS.language, LANGUE_UE[_LANGUAGES[entry.language]]))
    if entry.original_name:
        graph.add((node, DCTERMS.source, Literal(entry.original_name)))
