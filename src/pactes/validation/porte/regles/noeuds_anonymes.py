"""Ontology and vocabularies have no blank node: everything can be linked to and compared (rule of the house)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import BNode

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import short


def regle(maison: Maison) -> Iterator[str]:
    """Yield each statement that leads to a blank node."""
    for place, graph in (("ontology", maison.termes), ("ontology/vocabularies", maison.vocabulaires)):
        for subject, predicate, value in sorted(graph, key=str):
            if isinstance(value, BNode) or isinstance(subject, BNode):
                yield f"{place} : {short(subject)} {short(predicate)} passe par un nœud anonyme. Donnez-lui une IRI."
