"""Mappings of SKOS stand between concepts, never classes, and do not contradict each other (SKOS S42 to S46)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import URIRef
from rdflib.namespace import RDF, SKOS

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import is_ours, short

_MAPPINGS = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)
_HIERARCHICAL = (SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)


def regle(maison: Maison) -> Iterator[str]:
    """Yield the mappings of classes, those to a concept of ours, and pairs that are exact and broader at once."""
    for predicate in _MAPPINGS:
        for subject in sorted(maison.termes.subjects(predicate), key=str):
            yield f"{short(predicate)} ferait de {short(subject)} un concept : employez rdfs:seeAlso."
        for subject, target in sorted(maison.vocabulaires.subject_objects(predicate), key=str):
            if (subject, RDF.type, SKOS.Concept) not in maison.vocabulaires:
                yield f"<{subject}> a {short(predicate)} sans être un concept : rattachez-le à un concept."
            if is_ours(target) or not isinstance(target, URIRef):
                yield f"<{subject}> : {short(predicate)} doit mener à un concept d'ailleurs, pas à {target}."
            if predicate in _HIERARCHICAL and (subject, SKOS.exactMatch, target) in maison.vocabulaires:
                yield (
                    f"<{subject}> : <{target}> ne peut être à la fois skos:exactMatch et {short(predicate)} (SKOS S46)."
                )
