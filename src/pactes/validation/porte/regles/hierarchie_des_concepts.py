"""Broader concepts are of the same vocabulary, without a loop, and not merely related too (SKOS S27)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import SKOS

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import above


def regle(maison: Maison) -> Iterator[str]:
    """Yield the loops, the hierarchies across vocabularies, those told one way, and what is broader and related."""
    graph = maison.vocabulaires
    for concept in sorted({*graph.subjects(SKOS.broader), *graph.subjects(SKOS.related)}, key=str):
        broader = above(graph, concept, SKOS.broader)
        if concept in broader:
            yield f"<{concept}> est plus large que lui-même : ôtez le skos:broader qui ferme la boucle."
        for parent in sorted(graph.objects(concept, SKOS.broader), key=str):
            if graph.value(parent, SKOS.inScheme) != graph.value(concept, SKOS.inScheme):
                yield (
                    f"<{concept}> a un concept plus large d'un autre vocabulaire, <{parent}> : employez "
                    "skos:broadMatch."
                )
        for other in sorted(set(graph.objects(concept, SKOS.related)) & broader, key=str):
            yield f"<{concept}> et <{other}> sont à la fois liés et l'un sous l'autre (SKOS S27) : ôtez skos:related."
