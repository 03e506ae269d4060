"""Each line of the list of the terms of others names a source and is still of use (OOPS! P37; house)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.regles.externes import emplois

_SOURCE = re.compile(r"https?://|\d{4}|\d+\.\d+")


def regle(maison: Maison) -> Iterator[str]:
    """Yield the lines whose group has no source (an address, a version or a year), and those that nothing uses."""
    used = emplois(maison)
    for iri, source in sorted(maison.listes.externes.items()):
        if not _SOURCE.search(source):
            yield (
                f"<{iri}> est listé sans source : dites en tête de son groupe où il a été vu (adresse, version ou "
                "année)."
            )
        if iri not in used:
            yield f"<{iri}> est listé et n'est plus employé : ôtez-le de tests/ontology/termes-externes.txt."
