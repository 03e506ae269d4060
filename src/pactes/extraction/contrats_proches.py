"""Which contract a passage speaks of: named in its paragraph, else the document's own, else named in its section."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property

from pactes.extraction.contexte import Contexte
from pactes.model import Contrat
from pactes.reading import fold

_REACH = 800  # characters within which a passage still speaks of the contract named before it


class ContratsProches:
    """The places where a document names its contracts."""

    def __init__(self, contexte: Contexte) -> None:
        self._contexte = contexte

    @cached_property
    def _mentions(self) -> list[tuple[int, Contrat]]:
        document = self._contexte.document
        found: dict[int, Contrat] = {}
        for contrat in self._contexte.contrats:
            if not contrat.instance:
                continue
            for evidence in contrat.evidence:
                found.setdefault(evidence.start, contrat)
            title = fold(contrat.titre)
            if len(title) >= 8 and title != fold(contrat.type_contrat or ""):  # « contrat de ville » is any of them
                for match in re.finditer(rf"(?<!\w){re.escape(title)}(?!\w)", document.folded):
                    found.setdefault(match.start(), contrat)
            if contrat.sigle and len(contrat.sigle) >= 3:
                for match in re.finditer(rf"(?<![\w-]){re.escape(contrat.sigle)}(?![\w-])", document.text):
                    found.setdefault(match.start(), contrat)
        return sorted(found.items(), key=lambda item: item[0])

    @cached_property
    def _offsets(self) -> list[int]:
        return [offset for offset, _ in self._mentions]

    def at(self, offset: int, start: int, end: int) -> Contrat | None:
        """Return the contract that the passage at ``offset`` speaks of; ``start`` and ``end`` bound its paragraph."""
        inside = self._mentions[bisect_left(self._offsets, start) : bisect_left(self._offsets, end)]
        if inside:
            before = [m for m in inside if m[0] <= offset]
            return (before[-1] if before else inside[0])[1]
        principal = self._contexte.principal
        if principal:
            return principal
        path = self._contexte.plan.path(offset)
        if not path:
            return None
        section = self._mentions[
            bisect_left(self._offsets, path[-1].heading_start) : bisect_left(self._offsets, offset)
        ]
        return section[-1][1] if section else None
