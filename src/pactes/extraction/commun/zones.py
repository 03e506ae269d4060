"""Stretches of text that rules read one by one: whole paragraphs and items, headings, cells of tables."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from pactes.extraction.commun.tableaux_colonnes import column_rows
from pactes.reading import Block, BlockKind, Document, Span, fold

_SENTENCE = re.compile(r"[.;!?…][»\"”)*_]{0,3}\s+(?=[\"«“(*•-]{0,3}\s?[A-ZÀ-ÖØ-Þ0-9])")
# « M. le préfet », « art. 5 », « n. 3 », « L. 4221-1 »: a full stop that ends no sentence.
_ABBREVIATION = re.compile(r"(?:\b(?:m|mm|mme|dr|pr|me|art|al|cf|ex|env|no|num|p|pp|st|ste|av|bd|chap|tel)|\b[a-z])\.$")


@dataclass(frozen=True)
class Zone:
    """One stretch of the document; ``texte`` has its line feeds turned to spaces: offsets stay those of the text.

    ``annonce`` is the zone that introduces an item or a row (« … estimées, en 2012, à : »), None without one.
    """

    start: int
    end: int
    texte: str
    kind: BlockKind
    marker: str = ""
    level: int = 1
    annonce: Zone | None = None

    @cached_property
    def folded(self) -> str:
        """The text of the zone folded for matching: same offsets."""
        return fold(self.texte)

    @cached_property
    def phrases(self) -> tuple[Span, ...]:
        """The sentences, as spans of ``texte``; a semicolon before a capital ends one too."""
        spans, start = [], 0
        for match in _SENTENCE.finditer(self.texte):
            stop = match.start() + 1
            if self.texte[stop - 1] == "." and _ABBREVIATION.search(self.folded[max(start, stop - 8) : stop]):
                continue
            spans.append(Span(start, match.end()))
            start = match.end()
        spans.append(Span(start, len(self.texte)))
        return tuple(spans)

    def phrase(self, offset: int) -> Span:
        """Return the sentence that holds ``offset`` of ``texte``."""
        return self.phrases[max(0, bisect_right(self._starts, offset) - 1)]

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(s.start for s in self.phrases)


def build_zones(document: Document, *, rows: bool = True) -> tuple[Zone, ...]:
    """Return the zones of ``document`` in order: no table of contents, no furniture; cells of tables with ``rows``."""
    zones: list[Zone] = []
    opening: list[Zone] = []  # zones that end with a colon, outermost first
    drawn = column_rows(document)
    for block in (drawn.get(b.start, b) for b in document.blocks):
        if block.kind is BlockKind.ROW:
            if rows:
                zones.extend(
                    Zone(
                        c.start,
                        c.end,
                        document.text[c.start : c.end],
                        block.kind,
                        annonce=opening[-1] if opening else None,
                    )
                    for c in block.cells
                    if c.end > c.start
                )
            continue
        if block.kind in (BlockKind.TOC, BlockKind.FURNITURE) or block.continues:
            continue
        span = _before_table(document.paragraph(block), drawn)
        text = document.text[span.start : span.end].replace("\n", " ")
        if block.kind is BlockKind.ITEM:
            while opening and opening[-1].kind is BlockKind.ITEM and opening[-1].level >= block.level:
                opening.pop()
        else:
            opening = []
        zone = _zone(block, span, text, opening[-1] if opening else None)
        zones.append(zone)
        if text.rstrip(" *_»").endswith(":"):
            opening.append(zone)
    return tuple(zones)


def _before_table(span: Span, drawn: Mapping[int, Block]) -> Span:
    """Return the paragraph without the rows that white space draws under it."""
    first = min((start for start in drawn if span.start < start < span.end), default=span.end) if drawn else span.end
    return Span(span.start, first)


def _zone(block: Block, span: Span, text: str, annonce: Zone | None) -> Zone:
    return Zone(span.start, span.end, text, block.kind, block.marker, block.level, annonce)
