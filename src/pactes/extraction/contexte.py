"""What the readers of a document share: its text, its plan, and its contracts once they are known."""

from __future__ import annotations

from dataclasses import dataclass

from pactes.extraction.plan import Plan
from pactes.model import Axe, Contrat
from pactes.reading import Document


@dataclass(frozen=True)
class Contexte:
    """``contrats`` is in the order of the text; ``principal`` is the one that the document itself is."""

    document: Document
    plan: Plan
    contrats: tuple[Contrat, ...] = ()

    @property
    def principal(self) -> Contrat | None:
        """The contract that the document is the text of; None for a magazine, a portal page…"""
        return next((c for c in self.contrats if c.principal), None)

    def axe_at(self, offset: int) -> Axe | None:
        """Return the axis of the principal contract whose heading is the last one before ``offset``."""
        axes = self.principal.axes if self.principal else ()
        before = [a for a in axes if a.evidence[0].start <= offset]
        return max(before, key=lambda a: a.evidence[0].start, default=None)
