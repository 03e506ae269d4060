"""How sure a record is: what its rule was worth on the references takes the place of what its author guessed.

The table is ``data/reference/confiance.toml``, which ``scripts/calibrate_confidence.py`` writes (see ``calibrage``). A
rule that it lacks has the confidence of a rule of its kind that was never seen; a kind that references do not judge
keeps its author's guess, times ``facteur``. Without the file the guesses stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any, TypeVar

from pactes.errors import ReferenceDataError
from pactes.model import (
    Action,
    Associe,
    Axe,
    Contradiction,
    Contrat,
    Engagement,
    Extraction,
    Financement,
    Indicateur,
    Instance,
    Objectif,
    Organisation,
    Projet,
    Record,
    Signature,
    Territoire,
    TexteJuridique,
)
from pactes.reference.fichiers import load_toml, reference_path

__all__ = ["FICHIER", "Table", "calibrer", "genre_de", "table"]

FICHIER = "confiance.toml"
R = TypeVar("R", bound=Record)

_GENRES: Mapping[type[Record], str] = {
    Signature: "signataires",
    Associe: "associes",
    Axe: "axes",
    Objectif: "objectifs",
    Action: "actions",
    Engagement: "engagements",
    Financement: "financements",
    Territoire: "territoires",
    Organisation: "organisations",
    Instance: "instances",
    TexteJuridique: "textes",
    Indicateur: "indicateurs",
    Projet: "projets",
    Contradiction: "contradictions",
}


def genre_de(record: Record) -> str:
    """Return the kind under which references judge ``record``, or the name of one that they do not judge.

    A family of contracts and an amendment that is only told of are no ``contrats`` to them.
    """
    if isinstance(record, Contrat):
        if not record.instance:
            return "dispositifs"
        return "avenants" if record.modifie is not None and not record.principal else "contrats"
    return _GENRES[type(record)]


@dataclass(frozen=True, slots=True)
class Table:
    """Confidences, all from 0 to 1: of each rule of each kind, of any other rule of a kind, and ``facteur``."""

    regles: Mapping[tuple[str, str], float] = field(default_factory=dict)
    genres: Mapping[str, float] = field(default_factory=dict)
    facteur: float = 1.0

    def confiance(self, genre: str, regle: str, devinee: float) -> float:
        """Return the confidence of a record of ``genre`` read by ``regle``, whose author guessed ``devinee``."""
        known = self.regles.get((genre, regle), self.genres.get(genre))
        return round(devinee * self.facteur, 3) if known is None else known


@lru_cache(maxsize=1)
def table() -> Table:
    """Return the table of ``data/reference``; raises ``ReferenceDataError`` when it is damaged."""
    path = reference_path(FICHIER)
    return read_table(load_toml(FICHIER)) if path.exists() else Table()


def read_table(content: Mapping[str, Any]) -> Table:
    """Return the table that the content of the file gives; raises ``ReferenceDataError``."""
    try:
        genres = content["genre"]
        found = Table(
            {(g, r): float(c["confiance"]) for g, told in genres.items() for r, c in told.get("regle", {}).items()},
            {g: float(told["confiance"]) for g, told in genres.items()},
            float(content["sans_jugement"]["facteur"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ReferenceDataError(
            f"{FICHIER} n'a pas la forme attendue ({error!r}) : refaites-le par « make calibrate »."
        ) from error
    if not all(0 <= c <= 1 for c in (*found.regles.values(), *found.genres.values(), found.facteur)):
        raise ReferenceDataError(f"Une confiance de {FICHIER} n'est pas entre 0 et 1 : refaites-le (make calibrate).")
    return found


def calibrer(extraction: Extraction, known: Table | None = None) -> Extraction:
    """Return ``extraction`` with the confidence of each record, those inside records too, taken from ``known``."""
    known = table() if known is None else known
    changed: dict[str, Any] = {
        f.name: tuple(_calibre(record, known) for record in value)
        for f in fields(extraction)
        if isinstance(value := getattr(extraction, f.name), tuple) and value and isinstance(value[0], Record)
    }
    return replace(extraction, **changed)


def _calibre(record: R, known: Table) -> R:
    inside: dict[str, Any] = {
        f.name: tuple(_calibre(part, known) for part in value)
        for f in fields(record)
        if isinstance(value := getattr(record, f.name), tuple) and value and isinstance(value[0], Record)
    }
    sure = known.confiance(genre_de(record), record.regle, record.confiance)
    return replace(record, confiance=sure, **inside)
