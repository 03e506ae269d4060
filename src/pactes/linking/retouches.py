"""Decisions that merge or split things, as a renaming of chemins; one that names nothing that exists is refused."""

from __future__ import annotations

from dataclasses import dataclass, field

from pactes.decisions import Decisions, GenreDecision
from pactes.errors import DecisionError

__all__ = ["Retouches"]


@dataclass(slots=True)
class Retouches:
    """What ``fusionner`` and ``separer`` do to chemins. Parts of a thing (``…/axe/1``) follow it."""

    decisions: Decisions
    _merged: dict[str, str] = field(default_factory=dict)
    _split: dict[tuple[str, str], str] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for decision in self.decisions.of(GenreDecision.FUSIONNER):
            for other in decision.avec:
                self._merged[other] = decision.sujet or ""
        for decision in self.decisions.of(GenreDecision.SEPARER):
            split = f"{decision.sujet}-{decision.document}"
            self._split[decision.sujet or "", decision.document or ""] = split

    def __call__(self, chemin: str, document: str) -> str:
        """Return the chemin that replaces ``chemin`` in what ``document`` says."""
        if not self._merged and not self._split:
            return chemin
        self._seen.add(chemin)
        if (chemin, document) in self._split:
            self._seen.add(f"{chemin} {document}")
            return self._split[chemin, document]
        return self._merged.get(chemin, chemin)

    def check(self) -> None:
        """Raise ``DecisionError`` when a merge or a split names a thing that the documents do not give."""
        for decision in self.decisions.of(GenreDecision.FUSIONNER):
            for path in (decision.sujet or "", *decision.avec):
                if path not in self._seen:
                    raise DecisionError(
                        f"Une décision de fusion nomme « {path} », qui n'existe pas (ou plus) : corrigez ou retirez-la."
                    )
        for decision in self.decisions.of(GenreDecision.SEPARER):
            if f"{decision.sujet} {decision.document}" not in self._seen:
                raise DecisionError(
                    f"Une décision sépare « {decision.sujet} » pour le document « {decision.document} », "
                    "qui n'en dit rien : corrigez ou retirez-la."
                )
