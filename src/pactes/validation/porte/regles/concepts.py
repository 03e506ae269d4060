"""Concepts and vocabularies have one label and one definition a language (SKOS S14; FOOPS! VOC3, VOC4)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import RDF, SKOS

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import LANGUES, languages, short


def regle(maison: Maison) -> Iterator[str]:
    """Yield the concepts and the vocabularies that lack one, or have two."""
    graph = maison.vocabulaires
    for kind in (SKOS.ConceptScheme, SKOS.Concept):
        for found in sorted(graph.subjects(RDF.type, kind), key=str):
            for predicate in (SKOS.prefLabel, SKOS.definition):
                if languages(graph, found, predicate) != LANGUES:
                    yield f"<{found}> doit avoir {short(predicate)} en français et en anglais, une fois par langue."
