"""The closed namespace of the Python code has our terms and no other (two lists of one thing agree; house)."""

from __future__ import annotations

from collections.abc import Iterator

from pactes.rdf.namespaces import PACTES
from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import own_terms


def regle(maison: Maison) -> Iterator[str]:
    """Yield the names that only the ontology, or only rdf/namespaces.py, has."""
    python = {name for name in PACTES.__annotations__ if not name.startswith("_")}
    terms = set(own_terms(maison.termes))
    for name in sorted(terms - python):
        yield f"rdf/namespaces.py n'a pas {name}, que l'ontologie définit : ajoutez-le à PACTES."
    for name in sorted(python - terms):
        yield f"rdf/namespaces.py a {name}, que l'ontologie ne définit pas : ôtez-le de PACTES."
