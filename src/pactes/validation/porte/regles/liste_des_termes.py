"""Terms, their kinds and their statuses are those of the committed list: nothing comes or goes by accident (Brick)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Graph, Literal
from rdflib.namespace import OWL
from rdflib.term import Node

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import TERM_STATUS, own_terms, term

_KINDS: dict[Node, str] = {OWL.Class: "classe", OWL.ObjectProperty: "objet", OWL.DatatypeProperty: "valeur"}


def described(graph: Graph) -> dict[str, tuple[str, str]]:
    """Return the kind and the status of each term, as the committed list writes them."""
    found = {}
    for name, kinds in own_terms(graph).items():
        obsolete = Literal(True) in set(graph.objects(term(name), OWL.deprecated))
        status = "obsolete" if obsolete else str(graph.value(term(name), TERM_STATUS) or "")
        found[name] = ("+".join(sorted(_KINDS[kind] for kind in kinds)), status)
    return found


def regle(maison: Maison) -> Iterator[str]:
    """Yield the terms that only one side has, and those whose kind or status is not the same."""
    listed, found = maison.listes.termes, described(maison.termes)
    for name in sorted(set(listed) - set(found)):
        yield (
            f"pactes:{name} est dans tests/ontology/terms.txt et plus dans l'ontologie : un terme publié ne "
            "disparaît pas, "
            "il devient obsolète (owl:deprecated, raison, dcterms:isReplacedBy)."
        )
    for name in sorted(set(found) - set(listed)):
        yield f"pactes:{name} est nouveau : ajoutez « {name} {' '.join(found[name])} » à tests/ontology/terms.txt."
    for name in sorted(set(found) & set(listed)):
        if found[name] != listed[name]:
            yield (
                f"pactes:{name} est listé « {' '.join(listed[name])} » et l'ontologie dit « {' '.join(found[name])} "
                "» : "
                "si c'est voulu, corrigez tests/ontology/terms.txt."
            )
    if list(listed) != sorted(listed):
        yield "tests/ontology/terms.txt doit être trié par nom (majuscules d'abord)."
