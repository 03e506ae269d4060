"""The OWL 2 RL closure of the ontology, of the terms of others and of the data is consistent (W3C OWL 2 RL/RDF)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pactes.validation.porte.maison import Maison


def regle(maison: Maison) -> Iterator[str]:
    """Yield what the reasoner finds contradictory, told of a thing of the data and its file."""
    for value, file in sorted(maison.donnees.mal_typees.items()):
        yield f"{file} : {value} n'est pas une valeur de son type (règle dt-not-type). Corrigez son écriture."
    for message in maison.cloture.incoherences:
        told = message
        for image, (thing, file) in maison.donnees.exemples.items():
            told = re.sub(rf"<?{re.escape(image)}(?!\d)>?", f"<{thing}> ({file})", told)
        yield f"Contradiction sous OWL 2 RL : {told}. Corrigez l'axiome ou l'écriture du graphe."
