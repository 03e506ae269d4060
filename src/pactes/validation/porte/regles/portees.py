"""A property of things leads to classes and one of values to datatypes (OOPS! P34, P35; OWL 2 DL)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import OWL, RDF, RDFS, XSD
from rdflib.term import Node

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import RANGE_INCLUDES, own_properties, own_terms, short, term

_DATATYPES = (RDF.langString, RDF.PlainLiteral, RDF.XMLLiteral, RDFS.Literal)


def _is_datatype(node: Node) -> bool:
    return node in _DATATYPES or str(node).startswith(str(XSD))


def regle(maison: Maison) -> Iterator[str]:
    """Yield the properties whose range is of the other sort."""
    kinds = own_terms(maison.termes)
    for name in own_properties(maison.termes):
        of_things = OWL.ObjectProperty in kinds[name]
        for predicate in (RDFS.range, RANGE_INCLUDES):
            for value in sorted(maison.termes.objects(term(name), predicate), key=str):
                if _is_datatype(value) == of_things:
                    wanted = "une classe" if of_things else "un type de valeur"
                    yield (
                        f"pactes:{name} : {short(predicate)} {short(value)} doit être {wanted}, ou la propriété de "
                        "l'autre sorte."
                    )
