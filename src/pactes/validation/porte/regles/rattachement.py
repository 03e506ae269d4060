"""A concept is in one vocabulary, under its IRI, and reached from its top concepts (SKOS; qSKOS orphan concepts)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import RDF, SKOS

from pactes.validation.porte.maison import Maison


def regle(maison: Maison) -> Iterator[str]:
    """Yield the concepts outside a vocabulary, in two, elsewhere by their IRI, or not reached from its head."""
    graph = maison.vocabulaires
    for concept in sorted(set(graph.subjects(RDF.type, SKOS.Concept)), key=str):
        schemes = list(graph.objects(concept, SKOS.inScheme))
        if len(schemes) != 1 or (schemes[0], RDF.type, SKOS.ConceptScheme) not in graph:
            yield f"<{concept}> doit être dans un vocabulaire et un seul (skos:inScheme)."
            continue
        scheme = schemes[0]
        if not str(concept).startswith(f"{scheme}/"):
            yield f"L'IRI <{concept}> doit commencer par celle de son vocabulaire <{scheme}>."
        top = (concept, SKOS.topConceptOf, scheme) in graph and (scheme, SKOS.hasTopConcept, concept) in graph
        if top == bool(list(graph.objects(concept, SKOS.broader))):
            yield f"<{concept}> doit être un concept de tête (dans les deux sens) ou avoir un concept plus large."
