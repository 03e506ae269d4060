"""The header says what FOOPS! asks for, with titles and texts in both languages (FOOPS! OM1, OM2, OM3)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDFS, VANN, XSD

from pactes.rdf.namespaces import ONTOLOGIE, PREFIXES
from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import LANGUES, languages, short

_BILINGUAL = (DCTERMS.title, DCTERMS.abstract, DCTERMS.description, DCTERMS.bibliographicCitation, RDFS.label)
_OTHERS = (
    *(DCTERMS.creator, DCTERMS.publisher, DCTERMS.created, DCTERMS.issued, DCTERMS.modified, DCTERMS.source),
    *(OWL.versionIRI, OWL.versionInfo, URIRef(f"{PREFIXES['bibo']}status")),
    *(VANN.preferredNamespacePrefix, VANN.preferredNamespaceUri),
)


def regle(maison: Maison) -> Iterator[str]:
    """Yield what the header lacks, and dates that are not dates."""
    graph = maison.termes
    for predicate in _BILINGUAL:
        if languages(graph, ONTOLOGIE, predicate) != LANGUES:
            yield f"L'en-tête de l'ontologie doit donner {short(predicate)} en français et en anglais."
    for predicate in _OTHERS:
        if not list(graph.objects(ONTOLOGIE, predicate)):
            yield f"L'en-tête de l'ontologie doit donner {short(predicate)}."
    for predicate in (DCTERMS.created, DCTERMS.issued, DCTERMS.modified):
        for value in graph.objects(ONTOLOGIE, predicate):
            if not (isinstance(value, Literal) and value.datatype == XSD.date and not value.ill_typed):
                yield f"Dans l'en-tête, {short(predicate)} doit être une xsd:date (AAAA-MM-JJ)."
