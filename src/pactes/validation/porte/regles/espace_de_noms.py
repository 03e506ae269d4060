"""The namespace is told, and all our terms are in it (OOPS! P39 ambiguous namespace; FOOPS! URI2)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import OWL, RDF, VANN

from pactes.rdf.namespaces import BASE, ONTOLOGIE, PREFIXES
from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import NS, PROPERTY_TYPES


def regle(maison: Maison) -> Iterator[str]:
    """Yield a header whose namespace or prefix is not that of the table, terms elsewhere, and relative IRIs."""
    graph = maison.termes
    if str(graph.value(ONTOLOGIE, VANN.preferredNamespaceUri)) != NS:
        yield f"Dans l'en-tête, vann:preferredNamespaceUri doit être {NS}."
    if PREFIXES.get(str(graph.value(ONTOLOGIE, VANN.preferredNamespacePrefix))) != NS:
        yield "Dans l'en-tête, vann:preferredNamespacePrefix n'est pas le préfixe de la table."
    for kind in (OWL.Class, *PROPERTY_TYPES):
        for found in sorted(graph.subjects(RDF.type, kind), key=str):
            if str(found).startswith(BASE) and not str(found).startswith(NS):
                yield f"<{found}> est un terme hors de l'espace de noms {NS} : renommez-le."
    for file, text in sorted(maison.textes.items()):
        if file.startswith("ontology/") and "@base" in text:
            yield f"{file} emploie @base : écrivez les IRI en entier ou par préfixe."
