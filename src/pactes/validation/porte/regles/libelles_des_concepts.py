"""A name leads to one concept of a vocabulary, and is not preferred and alternative at once (SKOS S13; qSKOS)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Literal
from rdflib.namespace import RDF, SKOS
from rdflib.term import Node

from pactes.validation.porte.maison import Maison


def regle(maison: Maison) -> Iterator[str]:
    """Yield the names that two concepts share, and those that a concept has in two ways."""
    graph = maison.vocabulaires
    seen: dict[tuple[Node | None, str, str], Node] = {}
    for concept in sorted(set(graph.subjects(RDF.type, SKOS.Concept)), key=str):
        others = set(graph.objects(concept, SKOS.altLabel)) | set(graph.objects(concept, SKOS.hiddenLabel))
        scheme = graph.value(concept, SKOS.inScheme)
        for label in sorted(graph.objects(concept, SKOS.prefLabel), key=str):
            if label in others:
                yield f"<{concept}> : « {label} » est à la fois libellé préféré et autre nom. Ôtez l'autre nom."
            if isinstance(label, Literal):
                other = seen.setdefault((scheme, str(label).casefold(), label.language or ""), concept)
                if other != concept:
                    yield f"« {label} » désigne deux concepts : <{other}> et <{concept}>. Renommez-en un."
