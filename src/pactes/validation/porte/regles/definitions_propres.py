"""A definition says more than the label, and is that of one term (OOPS! P02, P20 misused annotations)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import RDFS, SKOS

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import own_terms, term


def _bare(text: object) -> str:
    return str(text).strip().rstrip(".").casefold()


def regle(maison: Maison) -> Iterator[str]:
    """Yield the definitions that repeat a label, are shorter than it, or serve two terms."""
    seen: dict[str, str] = {}
    for name in sorted(own_terms(maison.termes)):
        labels = {_bare(label) for label in maison.termes.objects(term(name), RDFS.label)}
        for definition in sorted(maison.termes.objects(term(name), SKOS.definition), key=str):
            text = _bare(definition)
            if any(len(text) <= len(label) for label in labels):
                yield (
                    f"La définition « {definition} » de pactes:{name} n'en dit pas plus que son libellé : "
                    "définissez-le."
                )
            if seen.setdefault(text, name) != name:
                yield (
                    f"pactes:{seen[text]} et pactes:{name} ont la même définition : dites ce qui les distingue, ou "
                    "gardez un seul terme."
                )
