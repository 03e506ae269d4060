"""Units of running text: a paragraph, item or heading made whole again where a page or a line break cut it.

Blocks follow the lines of the text as it was received. A sentence that a page break cut goes on in a later block; rules
that read sentences work on units instead, and a unit knows the way back from its words to their place in the document.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache

from pactes.reading import Block, BlockKind, Document, Span, fold
from pactes.reading.hyphens import cut_word

_TERMINAL = re.compile(r"[.;:!?…][\s»\"”)*_]*$")
_RUNNING = (BlockKind.PARAGRAPH, BlockKind.ITEM)
_SENTENCE_END = re.compile(r"[.!?…][\s»\"”)*_]*+(?<=\s)(?=[\"«“(*]{0,3}\s?[A-ZÀ-ÖØ-Þ0-9])")
# « M. le préfet », « art. 5 », « n° 3 », « cf. annexe » : un point qui ne finit pas la phrase.
_ABBREVIATION = re.compile(
    r"(?:\b(?:m|mm|mme|mlle|dr|pr|me|art|al|cf|ex|env|no|num|p|pp|st|ste|av|bd|chap|fig|tel)|\b[a-z])\.$"
)
_GAP = 200  # characters before a unit in which an empty line is looked for
_WRAPPED = 60  # a line at least this long that ends inside a sentence was wrapped, not ended


@dataclass(frozen=True)
class Unite:
    """One unit: its blocks' spans in order, and their words joined by single spaces (``texte``).

    ``marker`` and ``level`` are those of its first block; ``espace`` says that an empty line comes before it.
    """

    kind: BlockKind
    texte: str
    parts: tuple[Span, ...]
    line: int
    marker: str = ""
    level: int = 1
    espace: bool = False
    _starts: tuple[int, ...] = field(default=(), repr=False)

    @property
    def start(self) -> int:
        """Offset of the unit's first character in the document."""
        return self.parts[0].start

    @property
    def end(self) -> int:
        """Offset after the unit's last character in the document."""
        return self.parts[-1].end

    def span(self, start: int, end: int) -> Span:
        """Return the document span of ``texte[start:end]``, cut at the end of the part where it starts."""
        index = bisect_right(self._starts, start) - 1
        part = self.parts[index]
        first = part.start + start - self._starts[index]
        return Span(first, max(first, min(part.start + end - self._starts[index], part.end)))

    def offset(self, position: int) -> int | None:
        """Return where the character of the document at ``position`` stands in ``texte``, None for one outside."""
        for part, start in zip(self.parts, self._starts, strict=True):
            if part.start <= position < part.end:
                return start + position - part.start
        return None

    def phrases(self) -> list[Span]:
        """Return the sentences as spans of ``texte`` (not of the document), white space left out."""
        spans, start = [], 0
        for match in _SENTENCE_END.finditer(self.texte):
            stop = match.start() + 1
            if self.texte[match.start()] == "." and _ABBREVIATION.search(fold(self.texte[max(start, stop - 8) : stop])):
                continue
            spans.append(Span(start, match.end()))
            start = match.end()
        spans.append(Span(start, len(self.texte)))
        trimmed = (_trim(self.texte, span) for span in spans)
        return [span for span in trimmed if span.start < span.end]


@lru_cache(maxsize=2)  # all readers of one document ask for the same
def build_unites(document: Document) -> tuple[Unite, ...]:
    """Return the units of ``document`` in order: headings, paragraphs and items; no table, no contents list."""
    unites: list[Unite] = []
    group: list[Block] = []
    for block in document.blocks:
        if block.kind is BlockKind.FURNITURE:
            continue
        if group and _continues(document, group, block):
            group.append(block)
            continue
        if group:
            unites.append(_unite(document, group))
        group = [block] if block.kind in (*_RUNNING, BlockKind.HEADING) else []
    if group:
        unites.append(_unite(document, group))
    return tuple(unites)


def _continues(document: Document, group: list[Block], block: Block) -> bool:
    """Say whether ``block`` goes on with the sentence that the last block of ``group`` leaves open."""
    last = group[-1]
    if last.kind not in _RUNNING or block.kind is not BlockKind.PARAGRAPH or block.marker:
        return False
    text = document.block_text(last)
    if _TERMINAL.search(text):
        return False
    following = document.text[block.start]
    adjacent = block.line == last.line + 1
    if block.continues and adjacent and (text.isupper() or (following.isdigit() and text[-1].islower())):
        return len(text) > _WRAPPED or following.islower()
    if following.islower():
        return adjacent or len(text) > _WRAPPED
    # A wrapped line whose next word happens to start with a capital: only where the lines touch and the first is full.
    return (
        adjacent and len(text) > _WRAPPED and not following.isdigit() and text[-1] not in ")»|" and text[-1].islower()
    )


def _unite(document: Document, blocks: list[Block]) -> Unite:
    starts: list[int] = []
    pieces: list[str] = []
    length = 0
    for block in blocks:
        part = document.block_text(block)
        if pieces:
            last = pieces[-1]
            pieces[-1] = last[:-1] if cut_word(last, part) else f"{last} "
            length += len(pieces[-1]) - len(last)
        starts.append(length)
        pieces.append(part)
        length += len(part)
    words = "".join(pieces)
    first = blocks[0]
    before = document.text[max(0, first.start - _GAP) : first.start].rstrip(" \t\u00a0#*-•➤►")[-2:]
    return Unite(
        kind=first.kind,
        texte=words,
        parts=tuple(Span(b.start, b.end) for b in blocks),
        line=first.line,
        marker=first.marker,
        level=first.level,
        espace=before.endswith("\n\n") or not before.strip("\n"),
        _starts=tuple(starts),
    )


def _trim(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
