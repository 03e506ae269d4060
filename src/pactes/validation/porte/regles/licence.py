"""Ontology and vocabularies say their one licence, which is described (OOPS! P41; FOOPS! OM4.1)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import DCTERMS, RDF, SKOS

from pactes.rdf.namespaces import ONTOLOGIE
from pactes.validation.porte.maison import Maison


def regle(maison: Maison) -> Iterator[str]:
    """Yield the ontology or the vocabularies without dcterms:license, or whose licence is not described."""
    described = set(maison.termes.subjects(RDF.type, DCTERMS.LicenseDocument))
    schemes = sorted(maison.vocabulaires.subjects(RDF.type, SKOS.ConceptScheme), key=str)
    for graph, subject in ((maison.termes, ONTOLOGIE), *((maison.vocabulaires, scheme) for scheme in schemes)):
        found = sorted(graph.objects(subject, DCTERMS.license), key=str)
        if len(found) != 1:
            yield f"<{subject}> doit avoir une dcterms:license, et une seule."
        for licence in found:
            if licence not in described:
                yield (
                    f"La licence <{licence}> de <{subject}> doit être décrite dans pactes.ttl "
                    "(dcterms:LicenseDocument)."
                )
