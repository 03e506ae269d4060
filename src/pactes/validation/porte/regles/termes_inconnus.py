"""No file names a term of ours that the ontology does not define (OOPS! P34, P35; Brick's validation.ttl)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import NS, own_terms

_OWN_NAME = re.compile(r"(?<![\w/-])pactes:([A-Za-z]\w*)")
_OWN_IRI = re.compile(re.escape(NS) + r"(\w+)")


def regle(maison: Maison) -> Iterator[str]:
    """Yield each file with each unknown name that it has: Turtle, SPARQL and JSON-LD alike."""
    known = set(own_terms(maison.termes))
    for file, text in sorted(maison.textes.items()):
        for name in sorted((set(_OWN_NAME.findall(text)) | set(_OWN_IRI.findall(text))) - known):
            yield f"{file} emploie pactes:{name}, que l'ontologie ne définit pas : corrigez le nom ou définissez-le."
