"""Each class is looked at by a shape, each property is on the path of one (issue of completeness; SEMIC DSC-R4)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import SH

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import own_classes, own_properties, term


def regle(maison: Maison) -> Iterator[str]:
    """Yield the classes and the properties that no shape looks at."""
    graph = maison.formes
    targets = {target for p in (SH.targetClass, SH.targetNode, SH["class"]) for target in graph.objects(None, p)}
    paths = set(graph.objects(None, SH.path)) | set(graph.objects(None, SH.targetSubjectsOf))
    for name in own_classes(maison.termes):
        if term(name) not in targets:
            yield (
                f"Aucune forme de shapes/ ne regarde pactes:{name} : écrivez-en une, avec un graphe qui passe et un "
                "qui "
                "échoue."
            )
    for name in own_properties(maison.termes):
        if term(name) not in paths:
            yield f"Aucune forme de shapes/ ne regarde pactes:{name} (sh:path) : ajoutez-la à celle de sa classe."
