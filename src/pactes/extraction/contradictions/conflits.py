"""What the rules of contradictions share: values that do not agree, with where each is said."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pactes.model import Contradiction, GenreContradiction, Valeur
from pactes.reading import Document

_LONGEST = 90  # characters of an extract


def extrait(text: str) -> str:
    """Return a text between quotes as a subject shows it: on one line, cut at a word where it is long."""
    words = " ".join(re.sub(r"[*_]{2,}", " ", text).split()).strip(" :;,.")
    return f"« {words} »" if len(words) <= _LONGEST else f"« {words[:_LONGEST].rsplit(' ', 1)[0]}… »"


@dataclass(frozen=True, slots=True)
class Conflit:
    """Values of one thing that disagree, each with the span in the document that says it."""

    sujet: str
    genre: GenreContradiction
    valeurs: tuple[tuple[str, int, int], ...]
    regle: str
    confiance: float = 0.8
    cible: tuple[str, str] | None = None
    propriete: str | None = None

    def record(self, document: Document) -> Contradiction:
        """Return the record, its values in the order of the text."""
        said = sorted(self.valeurs, key=lambda v: (v[1], v[2]))
        valeurs = tuple(Valeur(value, document.evidence(start, end)) for value, start, end in said)
        return Contradiction(
            sujet=self.sujet,
            genre=self.genre,
            valeurs=valeurs,
            cible=self.cible,
            propriete=self.propriete,
            evidence=tuple(v.evidence for v in valeurs),
            regle=self.regle,
            confiance=self.confiance,
        )
