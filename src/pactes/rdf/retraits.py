"""Decisions that withdraw a statement, or all of a thing, from what is published."""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import Graph, URIRef

from pactes.decisions import Decision, Decisions, GenreDecision
from pactes.errors import DecisionError
from pactes.rdf.iris import graphe, iri, propriete_iri
from pactes.rdf.namespaces import PACTES

__all__ = ["withdraw"]


def withdraw(graphs: Mapping[URIRef, Graph], decisions: Decisions) -> None:
    """Take out of ``graphs`` (by IRI) what decisions withdraw, with the statements that said it.

    Raises ``DecisionError`` for a decision that withdraws nothing: it names something that is not (or no longer) there.
    """
    for decision in decisions.of(GenreDecision.RETIRER):
        wanted = [g for name, g in graphs.items() if not decision.document or name == graphe(decision.document)]
        if not sum(_withdraw(graph, decision) for graph in wanted):
            what = f"« {decision.propriete} » de " if decision.propriete else ""
            raise DecisionError(
                f"Une décision retire {what}« {decision.sujet} », que rien ne dit (ou plus) : corrigez ou retirez-la."
            )


def _withdraw(graph: Graph, decision: Decision) -> int:
    """Take the triples out of one graph and return how many there were."""
    subject = iri(decision.sujet or "")
    predicate = propriete_iri(decision.propriete)
    if decision.propriete is None:
        gone = {*graph.triples((subject, None, None)), *graph.triples((None, None, subject))}
        nodes = [*graph.subjects(PACTES.sujet, subject), *graph.subjects(PACTES.porteSur, subject)]
    else:
        values = [v for v in graph.objects(subject, predicate) if decision.valeur in (None, str(v))]
        gone = {(subject, predicate, value) for value in values}  # type: ignore[misc]
        nodes = [
            node
            for node in graph.subjects(PACTES.sujet, subject)
            if (node, PACTES.propriete, predicate) in graph
            and any(decision.valeur in (None, str(v)) for v in graph.objects(node, PACTES.valeur))
        ]
    for node in nodes:
        gone |= {*graph.triples((node, None, None)), *graph.triples((None, None, node))}
    for triple in gone:
        graph.remove(triple)
    return len(gone)
