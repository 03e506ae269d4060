"""Two classes, or two properties, do not have one label (OOPS! P02 synonyms as classes, P32 same label)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import OWL, RDFS
from rdflib.term import Literal

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import own_terms, term


def regle(maison: Maison) -> Iterator[str]:
    """Yield the labels that two terms of one kind share."""
    seen: dict[tuple[bool, str, str], str] = {}
    for name, kinds in sorted(own_terms(maison.termes).items()):
        for label in sorted(maison.termes.objects(term(name), RDFS.label), key=str):
            if isinstance(label, Literal):
                key = (OWL.Class in kinds, str(label).casefold(), label.language or "")
                if seen.setdefault(key, name) != name:
                    yield (
                        f"« {label} » ({label.language}) est le libellé de pactes:{seen[key]} et de pactes:{name} : "
                        "donnez à l'un un autre nom, ou gardez un seul terme."
                    )
