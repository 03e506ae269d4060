"""The catalogue (DCAT-AP) and the description of the dataset (VoID) with its figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, VOID, Namespace

from pactes.rdf.iris import date, entier, iri
from pactes.rdf.namespaces import BASE, LANGUE_UE, PACTES, PREFIXES
from pactes.rdf.publication import Publication

__all__ = ["DUMPS", "catalogue_graph"]

_VCARD = Namespace(PREFIXES["vcard"])
# DCAT 3; rdflib knows version 2 of the vocabulary.
_DCAT_VERSION = URIRef(f"{DCAT}version")
_EU = "http://publications.europa.eu/resource/authority/"
_AVAILABILITY = URIRef(f"{PREFIXES['dcatap']}availability")
_MEDIA = "https://www.iana.org/assignments/media-types/"
# Name of the file under /dump/, its media type, its file type in the European table, what it holds (fr, en).
DUMPS = (
    ("pactes.nq.gz", "application/n-quads", "RDF_N_QUADS", "Tous les graphes", "All graphs"),
    ("pactes.trig.gz", "application/trig", "RDF_TRIG", "Tous les graphes", "All graphs"),
)
_KEYWORDS = (
    "contrats territoriaux",
    "politique de la ville",
    "aménagement du territoire",
    "collectivités territoriales",
)


def catalogue_graph(graphs: Mapping[URIRef, Graph], publication: Publication) -> Graph:
    """Return the catalogue of one dataset, its distributions, its service, and its figures.

    ``graphs`` are all the others, by IRI; figures count the union's distinct triples, subjects and things by class.
    """
    graph = Graph()
    catalogue, dataset, service = iri("catalogue"), iri("jeu/pactes"), iri("sparql")
    publisher, contact = iri("equipe"), iri("equipe#contact")
    licence = URIRef(publication.licence)
    issued = date(publication.date)
    for resource in (catalogue, dataset, service):
        graph.add((resource, DCTERMS.publisher, publisher))
        graph.add((resource, DCTERMS.license, licence))
    _agents(graph, publisher, contact, licence, publication)
    for language in ("FRA", "ENG"):
        graph.add((catalogue, DCTERMS.language, LANGUE_UE[language]))
    title = Literal(publication.title, lang="fr")
    for triple in (
        (catalogue, RDF.type, DCAT.Catalog),
        (catalogue, RDFS.label, Literal("Catalogue de pactes", lang="fr")),
        (catalogue, DCTERMS.title, Literal("Catalogue de pactes", lang="fr")),
        (catalogue, DCTERMS.title, Literal("The pactes catalogue", lang="en")),
        (
            catalogue,
            DCTERMS.description,
            Literal("Le jeu de données pactes et son service d'interrogation.", lang="fr"),
        ),
        (catalogue, DCTERMS.description, Literal("The pactes dataset and its query service.", lang="en")),
        (catalogue, DCTERMS.issued, issued),
        (catalogue, DCTERMS.modified, issued),
        (catalogue, FOAF.homepage, URIRef(BASE)),
        (catalogue, DCAT.dataset, dataset),
        (catalogue, DCAT.service, service),
        (catalogue, DCAT.themeTaxonomy, URIRef(f"{_EU}data-theme")),
        (catalogue, DCTERMS.spatial, URIRef(f"{_EU}country/FRA")),
        (dataset, RDF.type, DCAT.Dataset),
        (dataset, RDF.type, VOID.Dataset),
        (dataset, RDFS.label, title),
        (dataset, DCTERMS.title, title),
        (dataset, DCTERMS.description, Literal(publication.description, lang="fr")),
        (dataset, DCTERMS.identifier, Literal(str(dataset))),
        (dataset, DCTERMS.issued, issued),
        (dataset, DCTERMS.modified, issued),
        (dataset, DCTERMS.language, LANGUE_UE["FRA"]),
        (dataset, DCTERMS.spatial, URIRef(f"{_EU}country/FRA")),
        (dataset, DCTERMS.accessRights, URIRef(f"{_EU}access-right/PUBLIC")),
        (dataset, DCTERMS.accrualPeriodicity, URIRef(f"{_EU}frequency/IRREG")),
        (dataset, DCTERMS.conformsTo, iri("def")),
        (dataset, _DCAT_VERSION, Literal(publication.version)),
        (dataset, DCAT.contactPoint, contact),
        (dataset, DCAT.landingPage, URIRef(BASE)),
        (service, RDF.type, DCAT.DataService),
        (service, RDFS.label, Literal("Service SPARQL de pactes", lang="fr")),
        (service, DCTERMS.title, Literal("Service SPARQL de pactes", lang="fr")),
        (service, DCTERMS.title, Literal("The pactes SPARQL service", lang="en")),
        (service, DCTERMS.description, Literal("Interrogation en SPARQL 1.1 de tous les graphes.", lang="fr")),
        (service, DCTERMS.conformsTo, URIRef("http://www.w3.org/TR/sparql11-protocol/")),
        (service, DCAT.endpointURL, service),
        (service, DCAT.endpointDescription, iri("openapi.json")),
        (service, DCAT.servesDataset, dataset),
        (service, DCAT.contactPoint, contact),
    ):
        graph.add(triple)
    for resource in (dataset, service):
        for theme in ("REGI", "GOVE"):
            graph.add((resource, DCAT.theme, URIRef(f"{_EU}data-theme/{theme}")))
        for keyword in _KEYWORDS:
            graph.add((resource, DCAT.keyword, Literal(keyword, lang="fr")))
    for name, media, kind, content_fr, content_en in DUMPS:
        _distribution(graph, dataset, name, media, kind, (content_fr, content_en), licence, issued)
    _period(graph, dataset, graphs)
    _figures(graph, dataset, service, graphs)
    _outside(graph)
    return graph


def _period(graph: Graph, dataset: URIRef, graphs: Mapping[URIRef, Graph]) -> None:
    """State the years that the contracts cover."""
    dates = (PACTES.dateSignature, PACTES.dateDebut, PACTES.dateFin)
    years = sorted({str(v)[:4] for other in graphs.values() for p in dates for v in other.objects(None, p)})
    years = [year for year in years if year.isdigit()]
    if years:
        period = iri("jeu/pactes#periode")
        graph.add((dataset, DCTERMS.temporal, period))
        graph.add((period, RDF.type, DCTERMS.PeriodOfTime))
        graph.add((period, DCAT.startDate, date(years[0])))
        graph.add((period, DCAT.endDate, date(years[-1])))


# What a catalogue must say of the terms of others that it uses: the class that DCAT-AP expects.
_OUTSIDE = {
    DCTERMS.language: DCTERMS.LinguisticSystem,
    DCTERMS.spatial: DCTERMS.Location,
    DCTERMS.accessRights: DCTERMS.RightsStatement,
    DCTERMS.accrualPeriodicity: DCTERMS.Frequency,
    DCTERMS.conformsTo: DCTERMS.Standard,
    DCTERMS["format"]: DCTERMS.MediaTypeOrExtent,
    DCTERMS.type: SKOS.Concept,
    DCAT.mediaType: DCTERMS.MediaType,
    DCAT.compressFormat: DCTERMS.MediaType,
    DCAT.theme: SKOS.Concept,
    DCAT.themeTaxonomy: SKOS.ConceptScheme,
    FOAF.homepage: FOAF.Document,
    DCAT.landingPage: FOAF.Document,
    _AVAILABILITY: SKOS.Concept,
    DCAT.endpointURL: RDFS.Resource,
    DCAT.endpointDescription: RDFS.Resource,
}


# Metropolitan France in WGS 84, to a tenth of a degree.
_BOX = "POLYGON((-5.2 41.3, 9.6 41.3, 9.6 51.1, -5.2 51.1, -5.2 41.3))"
_CENTRE = "POINT(2.4 46.5)"


def _outside(graph: Graph) -> None:
    """Type the terms of others and name them by their code; what they mean is said where they are defined."""
    wkt = URIRef(f"{PREFIXES['geo']}wktLiteral")
    for place in set(graph.objects(None, DCTERMS.spatial)):
        graph.add((place, DCAT.bbox, Literal(_BOX, datatype=wkt)))
        graph.add((place, DCAT.centroid, Literal(_CENTRE, datatype=wkt)))
    for predicate, classe in _OUTSIDE.items():
        for value in set(graph.objects(None, predicate)):
            graph.add((value, RDF.type, classe))
            if classe == SKOS.Concept:
                graph.add((value, SKOS.prefLabel, Literal(str(value).rpartition("/")[2], lang="en")))
    for table in set(graph.subjects(RDF.type, SKOS.ConceptScheme)):
        graph.add((table, DCTERMS.title, Literal(str(table).rpartition("/")[2], lang="en")))


def _agents(graph: Graph, publisher: URIRef, contact: URIRef, licence: URIRef, publication: Publication) -> None:
    for triple in (
        (publisher, RDF.type, FOAF.Agent),
        (publisher, FOAF.name, Literal(publication.publisher, lang="fr")),
        (publisher, RDFS.label, Literal(publication.publisher, lang="fr")),
        (publisher, FOAF.homepage, URIRef(publication.publisher_url)),
        (contact, RDF.type, _VCARD.Kind),
        (contact, _VCARD.fn, Literal(publication.contact_name)),
        (contact, _VCARD.hasURL, URIRef(publication.contact_url)),
        (publisher, DCTERMS.type, URIRef(publication.publisher_type)),
        (licence, RDF.type, DCTERMS.LicenseDocument),
        (licence, DCTERMS.type, URIRef(publication.licence_type)),
        (licence, RDFS.label, Literal(publication.licence_name, lang="fr")),
    ):
        graph.add(triple)


def _distribution(
    graph: Graph,
    dataset: URIRef,
    name: str,
    media: str,
    kind: str,
    content: tuple[str, str],
    licence: URIRef,
    issued: Literal,
) -> None:
    node, address = iri(f"jeu/pactes#{name}"), iri(f"dump/{name}")
    for triple in (
        (dataset, DCAT.distribution, node),
        (dataset, VOID.dataDump, address),
        (node, RDF.type, DCAT.Distribution),
        (node, RDFS.label, Literal(name, lang="fr")),
        (node, DCTERMS.title, Literal(f"{content[0]} ({name})", lang="fr")),
        (node, DCTERMS.title, Literal(f"{content[1]} ({name})", lang="en")),
        (node, DCTERMS.description, Literal(f"{content[0]}, compressés.", lang="fr")),
        (node, DCTERMS.issued, issued),
        (node, DCTERMS.license, licence),
        (node, DCTERMS.language, LANGUE_UE["FRA"]),
        (node, _AVAILABILITY, URIRef(f"{_EU}planned-availability/AVAILABLE")),
        (node, DCAT.accessURL, address),
        (node, DCAT.downloadURL, address),
        (node, DCTERMS["format"], URIRef(f"{_EU}file-type/{kind}")),
        (node, DCAT.mediaType, URIRef(_MEDIA + media)),
        (node, DCAT.compressFormat, URIRef(f"{_MEDIA}application/gzip")),
    ):
        graph.add(triple)


def _figures(graph: Graph, dataset: URIRef, service: URIRef, graphs: Mapping[URIRef, Graph]) -> None:
    triples = {triple for other in graphs.values() for triple in other}
    classes: dict[URIRef, set[URIRef]] = {}
    properties: Counter[URIRef] = Counter()
    for subject, predicate, value in triples:
        properties[predicate] += 1  # type: ignore[index]
        if predicate == RDF.type:
            classes.setdefault(value, set()).add(subject)  # type: ignore[arg-type]
    graph.add((dataset, VOID.triples, entier(len(triples))))
    graph.add((dataset, VOID.distinctSubjects, entier(len({s for s, _, _ in triples}))))
    graph.add((dataset, VOID.distinctObjects, entier(len({o for _, _, o in triples}))))
    graph.add(
        (dataset, VOID.entities, entier(sum(1 for s in {s for s, _, _ in triples} if str(s).startswith(f"{BASE}id/"))))
    )
    graph.add((dataset, VOID.classes, entier(len(classes))))
    graph.add((dataset, VOID.properties, entier(len(properties))))
    graph.add((dataset, VOID.documents, entier(len(classes.get(PACTES.Document, ())))))
    graph.add((dataset, VOID.uriSpace, Literal(f"{BASE}id/")))
    graph.add((dataset, VOID.sparqlEndpoint, service))
    for address in ("pactes", "dcterms", "oa", "prov", "skos", "eli"):
        graph.add((dataset, VOID.vocabulary, URIRef(PREFIXES[address])))
    own = str(PACTES._NS)
    for classe, members in classes.items():
        if str(classe).startswith(own):
            part = iri(f"jeu/pactes#classe-{classe[len(own) :]}")
            graph.add((dataset, VOID.classPartition, part))
            graph.add((part, RDF.type, VOID.Dataset))
            graph.add((part, VOID["class"], classe))
            graph.add((part, VOID.entities, entier(len(members))))
    for name, other in graphs.items():
        part = iri(f"jeu/pactes#graphe-{name.rsplit('/', 1)[1]}")
        graph.add((dataset, VOID.subset, part))
        graph.add((part, RDF.type, VOID.Dataset))
        graph.add((part, DCTERMS.identifier, Literal(str(name))))
        graph.add((part, VOID.triples, entier(len(other))))
