"""Where the graphs come from: the run of which version of the software over which documents, and human decisions."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, PROV, RDF, RDFS, XSD

import pactes
from pactes.decisions import Decision, Decisions
from pactes.rdf.iris import date, fr, graphe, iri
from pactes.rdf.publication import Publication
from pactes.reference import anciens, registre

__all__ = ["generated", "provenance_graph"]


_LICENCE_OUVERTE = URIRef("https://spdx.org/licenses/etalab-2.0.html")


def provenance_graph(
    documents: Iterable[str], graphs: Collection[URIRef], decisions: Decisions, publication: Publication
) -> Graph:
    """Return the graph of provenance. ``documents`` are slugs, ``graphs`` the graphs that the run wrote."""
    graph = Graph()
    software = iri(f"id/logiciel/pactes-{pactes.__version__}")
    run = iri(f"id/construction/{publication.version}")
    for triple in (
        (software, RDF.type, PROV.SoftwareAgent),
        (software, RDFS.label, fr(f"pactes {pactes.__version__}")),
        (software, DCTERMS.hasVersion, Literal(pactes.__version__)),
        (run, RDF.type, PROV.Activity),
        (run, RDFS.label, fr(f"Construction des données, version {publication.version}")),
        (run, PROV.wasAssociatedWith, software),
        (run, DCTERMS.date, date(publication.date)),
    ):
        graph.add(triple)
    sources = tuple(documents)
    for slug in sources:
        source = iri(f"id/document/{slug}")
        graph.add((run, PROV.used, source))
        graph.add((source, RDF.type, PROV.Entity))
    for name in graphs:
        generated(graph, name, publication)
        slug = name.rsplit("/", 1)[1]
        if slug in sources and name == graphe(slug):
            graph.add((name, PROV.wasDerivedFrom, iri(f"id/document/{slug}")))
    if graphe("registre") in graphs:
        _registry(graph)
    for decision in decisions.toutes:
        _decision(graph, run, decision)
    return graph


def _registry(graph: Graph) -> None:
    """Say which vintages of the official lists the registry of territories was made from."""
    present, past = registre(), anciens()
    year = present.millesime
    for slug, french, english, source, version in (
        (
            f"territoires-{year}",
            f"Code officiel géographique (INSEE) et intercommunalités (DGCL), millésime {year}",
            f"Official geographic code (INSEE) and intercommunalities (DGCL), {year} vintage",
            present.source,
            year,
        ),
        (
            f"anciens-territoires-{year}",
            f"Historique des communes (INSEE) et millésimes successifs, jusqu'à {year}",
            f"History of communes (INSEE) and successive vintages, up to {year}",
            past.source,
            past.millesimes,
        ),
    ):
        node = iri(f"id/source/{slug}")
        graph.add((graphe("registre"), PROV.wasDerivedFrom, node))
        graph.add((node, RDF.type, PROV.Entity))
        graph.add((node, RDFS.label, fr(french)))
        graph.add((node, RDFS.label, Literal(english, lang="en")))
        graph.add((node, DCTERMS.identifier, Literal(source)))
        graph.add((node, DCTERMS.license, _LICENCE_OUVERTE))
        graph.add((node, DCTERMS.hasVersion, Literal(version)))


def generated(graph: Graph, name: URIRef, publication: Publication) -> None:
    """State in ``graph`` which run wrote the graph ``name``, and when."""
    moment = Literal(f"{publication.date}T00:00:00Z", datatype=XSD.dateTime, normalize=False)
    graph.add((name, RDF.type, PROV.Bundle))
    graph.add((name, RDF.type, PROV.Entity))
    graph.add((name, PROV.wasGeneratedBy, iri(f"id/construction/{publication.version}")))
    graph.add((name, PROV.generatedAtTime, moment))


def _decision(graph: Graph, run: URIRef, decision: Decision) -> None:
    node = iri(f"id/decision/{decision.cle}")
    about = f" : {decision.sujet}" if decision.sujet else ""
    graph.add((node, RDF.type, PROV.Activity))
    graph.add((node, RDFS.label, fr(f"Décision, {decision.genre}{about}")))
    graph.add((node, DCTERMS.type, Literal(decision.genre.value)))
    graph.add((node, DCTERMS.description, fr(decision.motif)))
    graph.add((node, DCTERMS.date, date(decision.date)))
    agent = iri(f"id/decision/{decision.cle}#auteur")
    graph.add((node, PROV.wasAssociatedWith, agent))
    graph.add((agent, RDF.type, PROV.Agent))
    graph.add((agent, RDFS.label, fr(decision.auteur)))
    graph.add((agent, FOAF.name, fr(decision.auteur)))
    graph.add((run, PROV.wasInformedBy, node))
    for path in (decision.sujet, *decision.avec):
        if path:
            graph.add((node, PROV.used, iri(path)))
