"""Every prefix declared in a file is that of the one closed table (a mistyped namespace passes every parser)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pactes.rdf.namespaces import PREFIXES
from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import declared_prefixes


def regle(maison: Maison) -> Iterator[str]:
    """Yield the declarations of Turtle, SPARQL and JSON-LD that differ from the table."""
    declared = [(file, *pair) for file, text in maison.textes.items() for pair in declared_prefixes(text)]
    declared += [
        ("ontology/context.jsonld", name, value)
        for name, value in maison.contexte.items()
        if isinstance(value, str) and re.match(r"https?://", value)
    ]
    for file, prefix, iri in sorted(declared):
        if PREFIXES.get(prefix) != iri:
            yield f"{file} déclare {prefix}: <{iri}> ; la table (rdf/namespaces.py) dit <{PREFIXES.get(prefix)}>."
