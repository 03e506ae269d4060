"""A note, an example or a reason that one language has, the other has too (SEMIC: multilingual annotations)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import RDFS, SKOS

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import languages, own_terms, short, term

_NOTES = (SKOS.scopeNote, SKOS.example, SKOS.note, SKOS.editorialNote, SKOS.changeNote, SKOS.historyNote, RDFS.comment)


def regle(maison: Maison) -> Iterator[str]:
    """Yield the terms whose note is not told as often in French as in English."""
    for name in sorted(own_terms(maison.termes)):
        for predicate in _NOTES:
            found = languages(maison.termes, term(name), predicate)
            if found.count("fr") != found.count("en"):  # an example that is a code has no language
                yield f"pactes:{name} : {short(predicate)} doit être dit en français et en anglais (trouvé : {found})."
