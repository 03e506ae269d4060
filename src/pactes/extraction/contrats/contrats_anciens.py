"""Contracts that a text only calls former: « le précédent CPER » is another contract than the one in force."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from pactes.model import Contrat, Evidence, StatutContrat
from pactes.reading import Document, fold

__all__ = ["name_former"]

_FORMER = re.compile(r"\b(precedente?|ancien(?:ne)?)[\s*_<>u«\"]*$")
_BEFORE = 24  # characters before a name in which its adjective stands


def name_former(document: Document, contrats: Iterable[Contrat]) -> tuple[Contrat, ...]:
    """Return the contracts, the adjective in the title of those without a date that are always called former."""
    return tuple(_named(document, contrat) for contrat in contrats)


def _named(document: Document, contrat: Contrat) -> Contrat:
    dated = contrat.debuts or contrat.fins or contrat.dates_signature
    if not contrat.instance or contrat.principal or contrat.statut is not StatutContrat.CITE or dated:
        return contrat
    words = [_adjective(document, evidence) for evidence in contrat.evidence]
    if not words or None in words:
        return contrat
    first = words[0] or ""
    rest = contrat.titre if contrat.titre.split()[0].isupper() else f"{contrat.titre[:1].lower()}{contrat.titre[1:]}"
    return replace(contrat, titre=f"{first[:1].upper()}{first[1:]} {rest}")


def _adjective(document: Document, evidence: Evidence) -> str | None:
    before = document.text[max(0, evidence.start - _BEFORE) : evidence.start]
    match = _FORMER.search(fold(before))
    return before[match.start(1) : match.end(1)].lower() if match else None
