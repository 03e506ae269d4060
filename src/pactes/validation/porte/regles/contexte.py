"""The JSON-LD context has every term, and says of each property of things that its values are IRIs (JSON-LD 1.1)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import OWL

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import own_terms


def regle(maison: Maison) -> Iterator[str]:
    """Yield the terms that the context lacks, or says otherwise."""
    for name, kinds in sorted(own_terms(maison.termes).items()):
        entry = maison.contexte.get(name)
        iri = entry.get("@id") if isinstance(entry, dict) else entry
        if iri != f"pactes:{name}":
            yield f"ontology/context.jsonld doit avoir « {name} » pour pactes:{name}."
        elif (OWL.ObjectProperty in kinds) != (isinstance(entry, dict) and entry.get("@type") == "@id"):
            yield f"context.jsonld : « {name} » est de @type @id si ses valeurs sont des choses, et alors seulement."
