"""Nothing is stated equivalent that is not one thing under two names (OOPS! P27, P30, P31)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import OWL, RDFS

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import above, disjoint, is_ours, own_terms, short


def regle(maison: Maison) -> Iterator[str]:
    """Yield the equivalences with terms of others, between kinds, along a line of ancestors, or of disjoint classes."""
    graph, kinds = maison.termes, own_terms(maison.termes)
    for predicate, relation in ((OWL.equivalentClass, RDFS.subClassOf), (OWL.equivalentProperty, RDFS.subPropertyOf)):
        for one, other in sorted(graph.subject_objects(predicate), key=str):
            if not (is_ours(one) and is_ours(other)):
                yield (
                    f"{short(one)} {short(predicate)} {short(other)} dit plus que ce qui a été vérifié : employez "
                    "rdfs:subClassOf, rdfs:subPropertyOf ou rdfs:seeAlso."
                )
            elif kinds.get(str(one).rpartition("#")[2]) != kinds.get(str(other).rpartition("#")[2]):
                yield f"{short(one)} et {short(other)} sont dits équivalents et ne sont pas de la même sorte."
            elif one in above(graph, other, relation) or other in above(graph, one, relation) or one == other:
                yield (
                    f"{short(one)} et {short(other)} sont l'un sous l'autre et dits équivalents : gardez un seul terme."
                )
            elif disjoint(graph, one, other):
                yield f"{short(one)} et {short(other)} sont dits équivalents et disjoints : choisissez."
