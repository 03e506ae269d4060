"""The axioms are inside OWL 2 RL, and their datatypes on the map of OWL 2 (W3C OWL 2 Profiles, section 4)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Literal
from rdflib.namespace import OWL, RDF, RDFS, XSD

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import short

_NEVER = (
    *(OWL.disjointUnionOf, OWL.hasSelf, OWL.minCardinality, OWL.minQualifiedCardinality, OWL.cardinality),
    *(OWL.qualifiedCardinality, OWL.datatypeComplementOf, OWL.onDatatype, OWL.withRestrictions),
)
_NOT_ABOVE = (OWL.someValuesFrom, OWL.unionOf, OWL.oneOf)
_MAXIMA = (OWL.maxCardinality, OWL.maxQualifiedCardinality)
_OUTSIDE_MAP = (
    *(XSD.date, XSD.time, XSD.gYear, XSD.gYearMonth, XSD.gMonth, XSD.gMonthDay, XSD.gDay, XSD.duration),
    *(OWL.real, OWL.rational),
)
_ABOVE = (RDFS.subClassOf, RDFS.domain, RDFS.range)


def regle(maison: Maison) -> Iterator[str]:
    """Yield each construct that OWL 2 RL does not allow where it is."""
    graph = maison.termes
    for predicate in _NEVER:
        for subject in sorted(graph.subjects(predicate), key=str):
            yield f"{short(predicate)} ({short(subject)}) est hors du profil OWL 2 RL : dites-le dans shapes/."
    for found in sorted(graph.subjects(RDF.type, OWL.ReflexiveProperty), key=str):
        yield f"owl:ReflexiveProperty ({short(found)}) est hors du profil OWL 2 RL : ôtez-le."
    for subject, relation, expression in sorted(graph, key=str):
        if relation in (*_ABOVE, OWL.equivalentClass):
            for construct in _NOT_ABOVE:
                if (expression, construct, None) in graph:
                    yield f"{short(subject)} : {short(construct)} ne peut être au-dessus d'une classe dans OWL 2 RL."
        if relation in _MAXIMA and not (isinstance(expression, Literal) and int(expression) in (0, 1)):
            yield f"{short(relation)} {expression} est hors du profil OWL 2 RL, qui n'admet que 0 et 1."
        if relation == RDFS.range and expression in _OUTSIDE_MAP:
            yield (
                f"{short(subject)} : {short(expression)} est hors des types d'OWL 2 ; ôtez la portée, shapes/ "
                "vérifie la date."
            )
