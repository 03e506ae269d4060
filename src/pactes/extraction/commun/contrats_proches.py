"""Which contract a passage speaks of: named in its paragraph, else the document's own, else named in its section."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.familles import TETES, find_familles, specific
from pactes.model import Contrat
from pactes.reading import BlockKind, fold
from pactes.reference import dispositifs, registre

_FOR = re.compile(r"[\d ,.]*+[^;:.\d]{0,60}?\bpour\b[^;:.\d]{0,40}")  # from an amount to the place it is for
_BOX = re.compile(r"\b(?:en (?:un coup d.(?:oe|œ)il|bref|chiffres|resume|dates)|l'essentiel|chiffres cles)\b")
_SHORT = 160  # characters of an item that is a title rather than a sentence


class ContratsProches:
    """The places where a document names its contracts."""

    def __init__(self, contexte: Contexte) -> None:
        self._contexte = contexte

    @cached_property
    def _mentions(self) -> list[tuple[int, Contrat]]:
        document = self._contexte.document
        found: dict[int, Contrat] = {}
        several: set[int] = set()
        instances = [c for c in self._contexte.contrats if c.instance]
        for contrat in instances:  # what was read as a mention counts first
            first = min((e.start for e in contrat.evidence if not _generic(e.quote, contrat)), default=0)
            for evidence in contrat.evidence:
                # « le contrat de ruralité » is this one only once it was named.
                if evidence.start >= first and found.setdefault(evidence.start, contrat) is not contrat:
                    several.add(evidence.start)
        for start in several:  # « deux CPER ont été signés »: both, hence neither
            del found[start]
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
        for start, contrat in self._boxes(instances):
            found[start] = contrat
        return sorted(found.items(), key=lambda item: item[0])

    def _boxes(self, instances: list[Contrat]) -> Iterator[tuple[int, Contrat]]:
        """Yield the titles of boxes that name a family alone: « Le CPER en bref » is the first of it that was told."""
        document = self._contexte.document
        for block in document.of_kind(BlockKind.HEADING, BlockKind.PARAGRAPH):
            if block.end - block.start > _SHORT // 2 or not _BOX.search(document.folded, block.start, block.end):
                continue
            families = {f.dispositif.nom for f in find_familles(document.block_text(block))}
            told = [c for c in instances if c.type_contrat in families and _told_before(c, block.start)]
            if len(families) == 1 and told:
                yield block.start, min(told, key=lambda c: c.evidence[0].start)

    @cached_property
    def _offsets(self) -> list[int]:
        return [offset for offset, _ in self._mentions]

    def at(self, offset: int, start: int, end: int) -> Contrat | None:
        """Return the contract that the passage at ``offset`` speaks of; ``start`` and ``end`` bound its paragraph."""
        first, after = bisect_left(self._offsets, start), bisect_left(self._offsets, end)
        if first < after:
            return self._in_paragraph(offset, self._mentions[first:after])
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
        if found and self._moves_on(self._offsets[last - 1], start, found):
            return None
        # A paragraph that names another family does not speak of the contract above it.
        return found if found is None or not others or found.type_contrat in others else None

    def _in_paragraph(self, offset: int, mentions: list[tuple[int, Contrat]]) -> Contrat | None:
        """Return the contract of a paragraph that names some: the one that follows « pour », else the last before."""
        if len({id(contrat) for _, contrat in mentions}) == 1:
            return mentions[0][1]
        folded = self._contexte.document.folded
        for start, contrat in mentions:  # « 2 milliards d'euros pour la région X et 1 milliard pour la région Y »
            if offset < start and _FOR.fullmatch(folded[offset:start]):
                return contrat
        before = [contrat for start, contrat in mentions if start <= offset]
        return before[-1] if before else None

    def _moves_on(self, named: int, start: int, contrat: Contrat) -> bool:
        """Tell whether, between where the contract is named and ``start``, an item or heading goes to another place."""
        document = self._contexte.document
        own = fold(" ".join((contrat.titre, *contrat.territoires)))
        for block in document.of_kind(BlockKind.ITEM, BlockKind.HEADING):
            if named < block.start < start and block.end - block.start <= _SHORT:
                title = document.block_text(block)
                places = [fold(title[n.start : n.end]) for n in registre().chercher(title)]
                # A territory takes the name of its town: its adjective is about it.
                if places and not any(place[:5] in own for place in places):
                    return True
        return False


def _told_before(contrat: Contrat, offset: int) -> bool:
    told = contrat.signatures or contrat.debuts or contrat.dates_signature
    return bool(told) and contrat.evidence[0].start < offset


def _generic(quote: str, contrat: Contrat) -> bool:
    """Tell whether the words only name the family: « contrats de ruralité », « CPER »."""
    words = fold(quote)
    family = fold(contrat.type_contrat or "")
    return words in (family, fold(contrat.sigle or "")) or words.replace("s ", " ").rstrip("s") == family
