"""Nothing is imported: imports need the network, and bring axioms that nobody looked at (SEMIC: reuse by reference)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import OWL

from pactes.validation.porte.maison import Maison


def regle(maison: Maison) -> Iterator[str]:
    """Yield each owl:imports."""
    for graph in (maison.termes, maison.vocabulaires, maison.formes):
        for imported in sorted(graph.objects(None, OWL.imports), key=str):
            yield f"owl:imports <{imported}> est interdit : citez le terme, sans importer."
