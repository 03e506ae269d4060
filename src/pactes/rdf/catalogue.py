"""The catalogue (DCAT-AP 3.0.1): the datasets, their files, the services, who publishes them and by what right."""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, PROV, RDF, RDFS, Namespace

from pactes.rdf.catalogue_fichiers import decrire_fichier, fichiers_de
from pactes.rdf.catalogue_jeux import TOUT, Jeu, jeux
from pactes.rdf.catalogue_services import SERVICES, Service
from pactes.rdf.catalogue_termes import AUTORITE, DCAT3, bilingue, decrire_termes
from pactes.rdf.iris import date, fr, graphe, iri
from pactes.rdf.namespaces import BASE, LANGUE_UE, PREFIXES
from pactes.rdf.publication import Publication

__all__ = ["catalogue_graph"]

_VCARD, _ADMS = Namespace(PREFIXES["vcard"]), Namespace(PREFIXES["adms"])
_PUBLISHER, _CONTACT = iri("equipe"), iri("equipe#contact")
_FRANCE = URIRef(f"{AUTORITE}country/FRA")
_DCAT_AP = URIRef("http://data.europa.eu/r5r/")
_THEMES = ("REGI", "GOVE")


def catalogue_graph(graphs: Mapping[URIRef, Graph], publication: Publication) -> Graph:
    """Return the catalogue of what ``graphs`` (by IRI) hold. Figures are VoID's (``pactes.rdf.void``)."""
    graph = Graph()
    listed = tuple(jeux(graphs, publication))
    _catalogue(graph, listed, publication)
    _agents(graph, publication)
    for service in SERVICES:
        _service(graph, service, listed[0], publication)
    for jeu in listed:
        files = [
            decrire_fichier(graph, jeu, file, _droits(graph, jeu, publication), publication)
            for file in fichiers_de(jeu, graphs)
        ]
        _jeu(graph, jeu.iri, jeu, publication)
        graph.add((iri("catalogue"), DCAT3.dataset, jeu.iri))
        graph.add((jeu.iri, DCTERMS.identifier, Literal(str(jeu.iri))))
        if jeu.nom == TOUT:
            _version(graph, jeu, files, publication)
        else:
            graph.add((listed[0].iri, DCTERMS.hasPart, jeu.iri))
            graph.add((jeu.iri, DCTERMS.isPartOf, listed[0].iri))
    decrire_termes(graph)
    return graph


def _catalogue(graph: Graph, listed: tuple[Jeu, ...], publication: Publication) -> None:
    node, issued = iri("catalogue"), date(publication.date)
    titles = ("Catalogue de pactes", "The pactes catalogue")
    bilingue(graph, node, RDFS.label, titles)
    bilingue(graph, node, DCTERMS.title, titles)
    told = (
        "Les jeux de données de pactes, leurs fichiers et les services qui les interrogent.",
        "The datasets of pactes, their files and the services that query them.",
    )
    bilingue(graph, node, DCTERMS.description, told)
    for triple in (
        (node, RDF.type, DCAT3.Catalog),
        (node, DCTERMS.publisher, _PUBLISHER),
        (node, DCTERMS.license, URIRef(publication.licence)),
        (node, DCTERMS.issued, issued),
        (node, DCTERMS.modified, issued),
        (node, DCTERMS.conformsTo, _DCAT_AP),
        (node, FOAF.homepage, URIRef(BASE)),
        (node, DCAT3.themeTaxonomy, URIRef(f"{AUTORITE}data-theme")),
        (node, DCTERMS.spatial, _FRANCE),
    ):
        graph.add(triple)
    for service in SERVICES:
        graph.add((node, DCAT3.service, iri(service.chemin)))
    for language in ("FRA", "ENG"):
        graph.add((node, DCTERMS.language, LANGUE_UE[language]))


def _agents(graph: Graph, publication: Publication) -> None:
    licences = {URIRef(publication.licence), URIRef(publication.licence_eu or publication.licence)}
    for triple in (
        (_PUBLISHER, RDF.type, FOAF.Agent),
        (_PUBLISHER, FOAF.name, Literal(publication.publisher, lang="fr")),
        (_PUBLISHER, RDFS.label, Literal(publication.publisher, lang="fr")),
        # Not foaf:homepage: the catalogue's is often the same page, and a reasoner would take both for one thing.
        (_PUBLISHER, FOAF.page, URIRef(publication.publisher_url)),
        (_PUBLISHER, DCTERMS.type, URIRef(publication.publisher_type)),
        (iri(f"id/construction/{publication.version}"), RDF.type, PROV.Activity),
        (_CONTACT, RDF.type, _VCARD.Kind),
        (_CONTACT, _VCARD.fn, Literal(publication.contact_name)),
        (_CONTACT, _VCARD.hasURL, URIRef(publication.contact_url)),
    ):
        graph.add(triple)
    for licence in licences:
        graph.add((licence, DCTERMS.type, URIRef(publication.licence_type)))
        graph.add((licence, RDFS.label, Literal(publication.licence_name, lang="fr")))


def _service(graph: Graph, service: Service, tout: Jeu, publication: Publication) -> None:
    node = iri(service.chemin)
    bilingue(graph, node, RDFS.label, service.titres)
    bilingue(graph, node, DCTERMS.title, service.titres)
    bilingue(graph, node, DCTERMS.description, service.descriptions)
    for triple in (
        (node, RDF.type, DCAT3.DataService),
        (node, DCTERMS.identifier, Literal(str(node))),
        (node, DCTERMS.publisher, _PUBLISHER),
        (node, DCTERMS.license, URIRef(publication.licence)),
        (node, DCTERMS.accessRights, URIRef(f"{AUTORITE}access-right/PUBLIC")),
        (node, DCTERMS.conformsTo, URIRef(service.norme)),
        (node, DCAT3.endpointURL, node),
        (node, DCAT3.endpointDescription, iri("openapi.json")),
        (node, DCAT3.servesDataset, tout.iri),
        (node, DCAT3.contactPoint, _CONTACT),
        (node, DCAT3.landingPage, URIRef(BASE)),
    ):
        graph.add(triple)
    _subjects(graph, node, tout)


def _subjects(graph: Graph, node: URIRef, jeu: Jeu) -> None:
    for theme in _THEMES:
        graph.add((node, DCAT3.theme, URIRef(f"{AUTORITE}data-theme/{theme}")))
    for word in jeu.mots:
        bilingue(graph, node, DCAT3.keyword, word)


def _jeu(graph: Graph, node: URIRef, jeu: Jeu, publication: Publication) -> None:
    """Describe a dataset, or a version of it, as ``node``."""
    issued = date(publication.date)
    bilingue(graph, node, DCTERMS.description, jeu.description)
    if node == jeu.iri:
        bilingue(graph, node, RDFS.label, jeu.titre)
        bilingue(graph, node, DCTERMS.title, jeu.titre)
    page = URIRef(BASE)
    if jeu.document is not None:
        page = iri(f"doc/{str(jeu.document).removeprefix(BASE + 'id/')}")
        graph.add((node, PROV.wasDerivedFrom, jeu.document))
    for triple in (
        (node, RDF.type, DCAT3.Dataset),
        (node, DCTERMS.publisher, _PUBLISHER),
        (node, DCTERMS.license, URIRef(publication.licence)),
        (node, DCTERMS.rights, _droits(graph, jeu, publication)),
        (node, DCTERMS.accessRights, URIRef(f"{AUTORITE}access-right/PUBLIC")),
        (node, DCTERMS.accrualPeriodicity, URIRef(f"{AUTORITE}frequency/IRREG")),
        (node, DCTERMS.provenance, _provenance(graph)),
        (node, PROV.wasGeneratedBy, iri(f"id/construction/{publication.version}")),
        (node, DCTERMS.issued, issued),
        (node, DCTERMS.modified, issued),
        (node, DCTERMS.spatial, _FRANCE),
        (node, DCAT3.version, Literal(publication.version)),
        (node, DCAT3.contactPoint, _CONTACT),
        (node, DCAT3.landingPage, page),
    ):
        graph.add(triple)
    bilingue(graph, node, _ADMS.versionNotes, (publication.notes, publication.notes_en))
    _subjects(graph, node, jeu)
    for norm in jeu.normes:
        graph.add((node, DCTERMS.conformsTo, norm))
    for language in jeu.langues:
        graph.add((node, DCTERMS.language, LANGUE_UE[language]))
    if jeu.annees:
        period = iri(f"jeu/{jeu.nom}#periode")
        graph.add((node, DCTERMS.temporal, period))
        graph.add((period, RDF.type, DCTERMS.PeriodOfTime))
        graph.add((period, DCAT3.startDate, date(jeu.annees[0])))
        graph.add((period, DCAT3.endDate, date(jeu.annees[1])))


def _version(graph: Graph, tout: Jeu, files: list[URIRef], publication: Publication) -> None:
    """Describe the release as a version of the whole.

    It has no identifier: portals that take every dataset that has one would list it beside what it is a version of.
    """
    node = iri(f"version/{publication.version}")
    _jeu(graph, node, tout, publication)
    titles = (
        f"pactes, version {publication.version} des données",
        f"pactes, version {publication.version} of the data",
    )
    bilingue(graph, node, RDFS.label, titles)
    bilingue(graph, node, DCTERMS.title, titles)
    graph.add((tout.iri, DCAT3.hasVersion, node))
    graph.add((node, DCAT3.isVersionOf, tout.iri))
    for file in files:
        graph.add((node, DCAT3.distribution, file))
    if publication.previous_version:
        for told in (tout.iri, node):
            graph.add((told, DCAT3.previousVersion, iri(f"version/{publication.previous_version}")))


def _provenance(graph: Graph) -> URIRef:
    node = iri(f"jeu/{TOUT}#provenance")
    graph.add((node, RDF.type, DCTERMS.ProvenanceStatement))
    told = (
        "Extrait par règles du texte des documents ; le graphe de provenance dit par quelle version du logiciel et "
        "après quelles décisions.",
        "Extracted by rules from the text of the documents; the graph of provenance says by which version of the "
        "software and after which decisions.",
    )
    bilingue(graph, node, RDFS.label, told)
    graph.add((node, RDFS.seeAlso, graphe("provenance")))
    return node


def _droits(graph: Graph, jeu: Jeu, publication: Publication) -> URIRef:
    """State the rights to the data, and to the document that they tell of."""
    node = iri(f"jeu/{jeu.nom if jeu.droits else TOUT}#droits")
    graph.add((node, RDF.type, DCTERMS.RightsStatement))
    graph.add((node, RDFS.label, fr(f"Données : {publication.licence_name}.")))
    if jeu.droits:
        graph.add((node, DCTERMS.description, fr(f"Document : {jeu.droits}.")))
    return node
