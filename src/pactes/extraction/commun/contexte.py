"""What the readers of a document share: its text, its plan, and its contracts once they are known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from pactes.extraction.commun.plan import Plan
from pactes.model import Axe, Contrat
from pactes.reading import Document, fold

# Sections that a contract has once for all its axes, wherever the plan puts them.
_OF_ALL = re.compile(
    r"^\W*(?:(?:article|titre|chapitre) \w{1,4}\b\W*)?(?:les |l'|la |le )?"
    r"(?:engagements? (?:des (?:parties|signataires|partenaires)|respectifs|reciproques|financiers)|gouvernance|"
    r"pilotage|duree|dispositions (?:finales|generales)|suivi|evaluation|modification|resiliation|litiges|"
    r"signatures?|annexes?|entree en vigueur|comite de pilotage)\b"
)


@dataclass(frozen=True)
class Contexte:
    """``contrats`` is in the order of the text; ``principal`` is the one that the document itself is."""

    document: Document
    plan: Plan
    contrats: tuple[Contrat, ...] = ()

    @cached_property
    def principal(self) -> Contrat | None:
        """The contract that the document is the text of; None for a magazine, a portal page…"""
        return next((c for c in self.contrats if c.principal), None)

    def axe_at(self, offset: int) -> Axe | None:
        """Return the axis of the principal contract that holds ``offset``: after its heading, in its section."""
        axes = self.principal.axes if self.principal else ()
        before = [a for a in axes if a.evidence[0].start <= offset]
        axe = max(before, key=lambda a: a.evidence[0].start, default=None)
        if axe is None:
            return None
        at = axe.evidence[0].start
        if any(at < s.heading_start and _OF_ALL.match(fold(s.title)) for s in self.plan.path(offset)):
            return None
        held = [s for s in self.plan.path(at) if s.heading_start <= at < s.heading_end] or list(self.plan.path(at))
        return axe if not held or offset < held[-1].end else None
