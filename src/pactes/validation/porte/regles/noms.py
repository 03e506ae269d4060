"""Classes are named in UpperCamelCase and properties in lowerCamelCase, in ASCII (OOPS! P22; SEMIC GC-R5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rdflib.namespace import OWL

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import own_terms


def regle(maison: Maison) -> Iterator[str]:
    """Yield the names that do not follow the use."""
    for name, kinds in sorted(own_terms(maison.termes).items()):
        wanted = r"[A-Z][A-Za-z]*" if OWL.Class in kinds else r"[a-z][A-Za-z]*"
        if not re.fullmatch(wanted, name):
            yield f"pactes:{name} ne suit pas l'usage des noms ({wanted}) : renommez-le."
