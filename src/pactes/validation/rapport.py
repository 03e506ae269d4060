"""The report of a validation: results in a stable order. How it is written is in ``formats``."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from pactes.rdf.namespaces import BASE
from pactes.validation.formes import Severite, Textes

CONFORME = 0
VIOLATIONS = 1
IMPOSSIBLE = 2
"""Exit codes: conformant; at least one violation; validation could not run (``ValidationImpossible`` was raised)."""


@dataclass(frozen=True, slots=True)
class Resultat:
    """One thing that a shape finds wrong.

    ``fichier`` is the graph's file; ``ligne`` the line of the document's text where the node is said, when known;
    ``valeur`` the value that is wrong, or the part of the node that is; ``contrainte`` the SHACL constraint that it
    breaks (``MinCount``, ``Closed``, ``SPARQL``…).
    """

    fichier: str
    noeud: str
    libelle: str | None
    ligne: int | None
    forme: str
    nom: Textes
    chemin: str | None
    valeur: str | None
    severite: Severite
    message: Textes
    remede: Textes
    contrainte: str | None = None

    @property
    def cle(self) -> tuple[Any, ...]:
        """Sort key: the most serious first, then file, line, node, shape, value."""
        place = (self.severite.rang, self.fichier, self.ligne or 0, self.noeud, self.forme)
        return (*place, self.valeur or "", self.message.fr, self.chemin or "")

    @property
    def identifiant(self) -> str:
        """A short name that stays the same from one validation to the next."""
        key = "\n".join(
            (PurePath(self.fichier).name, self.noeud, self.forme, self.valeur or "", self.message.fr, self.chemin or "")
        )
        return hashlib.sha256(key.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Rapport:
    """All results, sorted, and the files that were validated."""

    fichiers: tuple[str, ...]
    resultats: tuple[Resultat, ...]
    base: str = BASE

    def with_more(self, results: Iterable[Resultat]) -> Rapport:
        """Return the report with more results, each in its place."""
        return replace(self, resultats=tuple(sorted({*self.resultats, *results}, key=lambda r: r.cle)))

    @property
    def conforme(self) -> bool:
        """True when there is no violation; warnings do not count."""
        return not any(r.severite is Severite.VIOLATION for r in self.resultats)

    @property
    def code(self) -> int:
        """Exit code of ``pactes validate``: 0 conformant, 1 violations."""
        return CONFORME if self.conforme else VIOLATIONS

    @property
    def comptes(self) -> Mapping[Severite, int]:
        """Number of results of each severity."""
        found = Counter(r.severite for r in self.resultats)
        return {severity: found[severity] for severity in Severite}

    @property
    def fichiers_en_violation(self) -> tuple[str, ...]:
        """Files that a release must leave out, in order."""
        return tuple(sorted({r.fichier for r in self.resultats if r.severite is Severite.VIOLATION}))
