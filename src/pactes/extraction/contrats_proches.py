"""Which contract a passage speaks of: named in its paragraph, else the document's own, else named in its section."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from functools import cached_property

from pactes.extraction.contexte import Contexte
from pactes.extraction.familles import TETES, find_familles, specific
from pactes.model import Contrat
from pactes.reading import fold
from pactes.reference import dispositifs

_REACH = 800  # characters within which a passage still speaks of the contract named before it


class ContratsProches:
    """The places where a document names its contracts."""

    def __init__(self, contexte: Contexte) -> None:
        self._contexte = contexte

    @cached_property
    def _mentions(self) -> list[tuple[int, Contrat]]:
        document = self._contexte.document
        found: dict[int, Contrat] = {}
        instances = [c for c in self._contexte.contrats if c.instance]
        for contrat in instances:  # what was read as a mention counts first
            for evidence in contrat.evidence:
                found.setdefault(evidence.start, contrat)
        known = {sigle for dispositif in dispositifs() for sigle in dispositif.sigles}
        sigles = Counter(c.sigle for c in instances)
        families = Counter(c.type_contrat for c in instances)
        for contrat in instances:
            title = fold(contrat.titre)
            if len(title) >= 8 and title != fold(contrat.type_contrat or ""):  # « contrat de ville » is any of them
                for match in re.finditer(rf"(?<!\w){re.escape(title)}(?!\w)", document.folded):
                    found.setdefault(match.start(), contrat)
            # An acronym that several contracts bear (that of their family) means none of them.
            shared = sigles[contrat.sigle] > 1 or (contrat.sigle in known and families[contrat.type_contrat] > 1)
            if contrat.sigle and len(contrat.sigle) >= 3 and not shared:
                for match in re.finditer(rf"(?<![\w-]){re.escape(contrat.sigle)}(?![\w-])", document.text):
                    found.setdefault(match.start(), contrat)
        return sorted(found.items(), key=lambda item: item[0])

    @cached_property
    def _offsets(self) -> list[int]:
        return [offset for offset, _ in self._mentions]

    def at(self, offset: int, start: int, end: int) -> Contrat | None:
        """Return the contract that the passage at ``offset`` speaks of; ``start`` and ``end`` bound its paragraph."""
        first, after = bisect_left(self._offsets, start), bisect_left(self._offsets, end)
        if first < after:
            last = bisect_right(self._offsets, offset, first, after)
            return self._mentions[last - 1 if last > first else first][1]
        principal = self._contexte.principal
        if principal:
            return principal
        path = self._contexte.plan.path(offset)
        if not path:
            return None
        named = specific(find_familles(self._contexte.document.text[start:end]))
        # A zone or a fund (« investissement territorial intégré ») may be part of the contract above.
        others = {f.dispositif.nom for f in named if fold(f.dispositif.nom).startswith(TETES)}
        last = bisect_left(self._offsets, offset)
        above = last > bisect_left(self._offsets, path[-1].heading_start)
        found = self._mentions[last - 1][1] if above else None
        # A paragraph that names another family does not speak of the contract above it.
        return found if found is None or not others or found.type_contrat in others else None
