"""Each name of ours is typed once: a class, a property of things or one of values (OOPS! P34, P35; OWL 2 DL)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import URIRef

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import NS, own_terms


def regle(maison: Maison) -> Iterator[str]:
    """Yield the names that the ontology speaks of without a type, or with two."""
    known = own_terms(maison.termes)
    for name, kinds in sorted(known.items()):
        if len(kinds) != 1:
            yield (
                f"pactes:{name} est de plusieurs sortes (classe, propriété d'objet, propriété de valeur) : gardez-en "
                "une."
            )
    named = {str(node) for triple in maison.termes for node in triple if isinstance(node, URIRef)}
    for iri in sorted(named):
        if iri.startswith(NS) and iri.removeprefix(NS) not in {*known, ""}:
            yield f"pactes:{iri.removeprefix(NS)} est nommé sans être défini : donnez-lui un type et une définition."
