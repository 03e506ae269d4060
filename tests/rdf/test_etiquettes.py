"""What nodes are called, and the status that a document gives a contract."""

from __future__ import annotations

from rdflib import Graph, URIRef
from rdflib.namespace import RDFS

from fabrique import Fabrique
from pactes.linking.corpus import ContratLie, DitContrat
from pactes.model import StatutContrat
from pactes.rdf.contrats import write_contrat
from pactes.rdf.ecrivain import Confiances, Ecrivain
from pactes.rdf.etiquettes import label_graphs
from pactes.rdf.iris import iri
from pactes.rdf.namespaces import BASE, PACTES, STATUT_CONTRAT


def test_every_graph_has_a_label_in_two_languages_a_document_its_title(graphs, sources):
    union = Graph()
    for graph in graphs.values():
        union += graph
    for name in graphs:
        assert {label.language for label in union.objects(URIRef(name), RDFS.label)} >= {"fr", "en"}, name
    for source in sources:
        labels = [str(v) for v in union.objects(URIRef(f"{BASE}graphe/{source.document.slug}"), RDFS.label)]
        assert all(source.entry.title in label for label in labels)


def test_a_graph_of_no_document_and_not_ours_gets_no_label():
    graph = Graph()
    label_graphs(graph, [URIRef(f"{BASE}graphe/autre")], {})
    assert len(graph) == 0


def status(**fields):
    made = Fabrique("x", "Contrat de ruralité du Cantal, signé le 3 mars 2016, signé le 4 mars 2016")
    dates = tuple(made.valeur(f"2016-03-0{day}", f"{day} mars 2016") for day in fields.pop("jours", ()))
    record = made.contrat("Contrat de ruralité du Cantal", statut=StatutContrat.CONCLU, dates_signature=dates)
    contrat = ContratLie(
        chemin="id/contrat/c",
        nom=record.titre,
        famille=False,
        dispositif=None,
        dits=(DitContrat("x", record, (), (), ()),),
    )
    ecrivain = Ecrivain(made.document, Confiances())
    write_contrat(contrat, {"x": ecrivain}, {}, {})
    return ecrivain.graph


def test_dates_that_disagree_are_still_those_of_a_concluded_contract():
    graph = status(jours=(3, 4))
    assert graph.value(iri("id/contrat/c"), PACTES.statut) == STATUT_CONTRAT.conclu
    assert graph.value(iri("id/contrat/c"), PACTES.dateSignature) is None
    assert len(set(graph.subjects(PACTES.propriete, PACTES.dateSignature))) == 2


def test_without_party_or_date_it_is_only_mentioned():
    assert status().value(iri("id/contrat/c"), PACTES.statut) == STATUT_CONTRAT.cite
