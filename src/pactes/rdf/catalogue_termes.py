"""What a catalogue must say of the terms of others that it uses: the class that DCAT-AP expects, and a name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS, SKOS, Namespace

from pactes.rdf.namespaces import PREFIXES

__all__ = ["AUTORITE", "DCAT3", "DCATAP", "MEDIA", "bilingue", "decrire_termes"]

DCAT3 = Namespace(PREFIXES["dcat"])
"""DCAT 3; rdflib knows version 2 of the vocabulary."""
DCATAP = Namespace(PREFIXES["dcatap"])
AUTORITE = "http://publications.europa.eu/resource/authority/"
"""Where the tables of the Publications Office of the European Union are."""
MEDIA = "https://www.iana.org/assignments/media-types/"

_CLASSES: Mapping[URIRef, URIRef] = MappingProxyType(
    {
        DCTERMS.language: DCTERMS.LinguisticSystem,
        DCTERMS.spatial: DCTERMS.Location,
        DCTERMS.accessRights: DCTERMS.RightsStatement,
        DCTERMS.accrualPeriodicity: DCTERMS.Frequency,
        DCTERMS.conformsTo: DCTERMS.Standard,
        DCTERMS["format"]: DCTERMS.MediaTypeOrExtent,
        DCTERMS.type: SKOS.Concept,
        DCTERMS.license: DCTERMS.LicenseDocument,
        DCAT3.mediaType: DCTERMS.MediaType,
        DCAT3.compressFormat: DCTERMS.MediaType,
        DCAT3.theme: SKOS.Concept,
        DCAT3.themeTaxonomy: SKOS.ConceptScheme,
        FOAF.homepage: FOAF.Document,
        FOAF.page: FOAF.Document,
        DCAT3.landingPage: FOAF.Document,
        DCATAP.availability: SKOS.Concept,
        DCAT3.endpointURL: RDFS.Resource,
        DCAT3.endpointDescription: RDFS.Resource,
    }
)
# Names of concepts of others, in French and English; one that is not here is named by its code.
_NOMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "data-theme": ("Thèmes de données", "Data themes"),
        "data-theme/REGI": ("Régions et villes", "Regions and cities"),
        "data-theme/GOVE": ("Gouvernement et secteur public", "Government and public sector"),
        "planned-availability/AVAILABLE": ("disponible", "available"),
    }
)
# Metropolitan France in WGS 84, to a tenth of a degree.
_BOX = "POLYGON((-5.2 41.3, 9.6 41.3, 9.6 51.1, -5.2 51.1, -5.2 41.3))"
_CENTRE = "POINT(2.4 46.5)"


def bilingue(graph: Graph, node: URIRef, predicate: URIRef, textes: tuple[str, str]) -> None:
    """Say ``predicate`` of ``node`` in French and, where it is not empty, in English."""
    for texte, langue in zip(textes, ("fr", "en"), strict=True):
        if texte:
            graph.add((node, predicate, Literal(texte, lang=langue)))


def decrire_termes(graph: Graph) -> None:
    """Type what the catalogue points to, and name concepts; what they mean is said where they are defined."""
    wkt = URIRef(f"{PREFIXES['geo']}wktLiteral")
    for place in set(graph.objects(None, DCTERMS.spatial)):
        graph.add((place, DCAT3.bbox, Literal(_BOX, datatype=wkt)))
        graph.add((place, DCAT3.centroid, Literal(_CENTRE, datatype=wkt)))
    for predicate, classe in _CLASSES.items():
        for value in set(graph.objects(None, predicate)):
            graph.add((value, RDF.type, classe))
            if classe in (SKOS.Concept, SKOS.ConceptScheme) and isinstance(value, URIRef):
                code = str(value).rpartition("/")[2]
                names = _NOMS.get(str(value).removeprefix(AUTORITE), ("", code))
                bilingue(graph, value, SKOS.prefLabel if classe == SKOS.Concept else DCTERMS.title, names)
