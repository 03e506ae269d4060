"""Contradictions as triples: in the document that holds them, in the graph of links when they are between documents."""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import Graph, Literal
from rdflib.namespace import RDF, RDFS

from pactes.linking.corpus import ContradictionLiee, ValeurDite
from pactes.linking.valeurs import PROPRIETES
from pactes.rdf.contrats import literal_de
from pactes.rdf.ecrivain import Ecrivain
from pactes.rdf.iris import fr, iri, propriete_iri
from pactes.rdf.namespaces import GENRE_CONTRADICTION, PACTES

__all__ = ["write_contradiction"]


def write_contradiction(linked: ContradictionLiee, ecrivains: Mapping[str, Ecrivain], liens: Graph) -> None:
    """Write a contradiction and the statements that it is made of, each in the graph of its document."""
    told = [valeur for valeur in linked.valeurs if valeur.document in ecrivains]
    if len({valeur.document for valeur in linked.valeurs}) > len({valeur.document for valeur in told}):
        return  # a document that was left out was one side of it
    single = ecrivains.get(linked.document) if linked.document else None
    graph = single.graph if single else liens
    node = iri(linked.chemin)
    graph.add((node, RDF.type, PACTES.Contradiction))
    graph.add((node, RDFS.label, fr(linked.nom)))
    graph.add((node, PACTES.porteSur, iri(linked.sujet)))
    graph.add((node, PACTES.genre, GENRE_CONTRADICTION[linked.genre]))
    propriete = propriete_iri(linked.propriete)
    if propriete is not None:
        graph.add((node, PACTES.propriete, propriete))
    for valeur in told:
        ecrivain = ecrivains[valeur.document]
        statement = ecrivain.enonce(linked.sujet, linked.propriete, valeur, _literal(linked, valeur), linked.nom)
        graph.add((node, PACTES.enonce, statement))
        graph.add((node, PACTES.preuve, ecrivain.passage(valeur.evidence)))
        graph.add((node, PACTES.regle, Literal(valeur.regle)))
        ecrivain.confiances.note(single.slug if single else "", node, valeur.confiance)


def _literal(linked: ContradictionLiee, valeur: ValeurDite) -> Literal:
    if linked.propriete in PROPRIETES:
        return literal_de(linked.propriete, valeur.valeur)
    return fr(valeur.valeur) if linked.propriete == "representant" else Literal(valeur.valeur)
