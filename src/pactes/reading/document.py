"""A document as it was read: its canonical text, its blocks, and a way back from any span to line and page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from pactes.model import Evidence
from pactes.reading.folding import fold


class BlockKind(StrEnum):
    """What a block of text is, by its form only: reading knows nothing of contracts."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"  # a table row; its cells are spans
    TOC = "toc"  # an entry of a table of contents
    FURNITURE = "furniture"  # running heads, page numbers, web page chrome


@dataclass(frozen=True, slots=True)
class Span:
    """Code points ``start`` to ``end`` (excluded) of the canonical text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """One block: ``start``/``end`` exclude the white space, bullet or ``#`` marks around its words.

    ``marker`` is the bullet or number that opens it ("-", "➤", "1.2.", "A."), ``level`` the depth of a heading or item
    (1 is outermost), ``cells`` the spans of a row's cells. ``continues`` tells that the block goes on with the sentence
    of the text block before it, which a line end or a page break cut (see ``Document.paragraph``).
    """

    kind: BlockKind
    start: int
    end: int
    line: int
    marker: str = ""
    level: int = 1
    cells: tuple[Span, ...] = ()
    continues: bool = False


@dataclass(frozen=True, eq=False)  # compared by identity, so that what is derived from one can be kept
class Document:
    """A document as read.

    ``text`` is canonical, and is what passages count in. Of a text file it is the content as it is, decoded, without
    byte-order mark, line ends and form feeds as line feeds, control characters as spaces. Of the other formats it is
    what ``reading`` lays out: a paragraph a line, table rows between bars, headings of DOCX and HTML after ``#`` marks.
    ``warnings`` are French sentences on how the file was read.
    """

    slug: str
    text: str
    blocks: tuple[Block, ...] = ()
    title: str | None = None
    publisher: str | None = None
    date: str | None = None
    name: str = ""  # file name, for messages
    page_starts: tuple[int, ...] = field(default=())  # offset of each page; empty where the source has none
    media_type: str = "text/plain"  # of the file that was read
    encoding: str | None = None  # of the file, where its characters are bytes of one
    warnings: tuple[str, ...] = ()

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offset of the first character of each line."""
        return (0, *(i + 1 for i, char in enumerate(self.text) if char == "\n"))

    @cached_property
    def folded(self) -> str:
        """The text folded for matching (see ``folding.fold``): same offsets."""
        return fold(self.text)

    def line_of(self, offset: int) -> int:
        """Return the 1-based line of ``offset``."""
        return bisect_right(self.line_starts, offset)

    def line_span(self, line: int) -> Span:
        """Return the span of 1-based ``line``, without its line feed."""
        start = self.line_starts[line - 1]
        end = self.line_starts[line] - 1 if line < len(self.line_starts) else len(self.text)
        return Span(start, end)

    def page_of(self, offset: int) -> int | None:
        """Return the 1-based page of ``offset``, None where the source has no pages."""
        return bisect_right(self.page_starts, offset) or None if self.page_starts else None

    def evidence(self, start: int, end: int) -> Evidence:
        """Return the evidence of a span, its white space at both ends left out."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Evidence(self.slug, start, end, self.line_of(start), self.text[start:end], self.page_of(start))

    def block_text(self, block: Block) -> str:
        """Return the text of a block."""
        return self.text[block.start : block.end]

    def paragraph(self, block: Block) -> Span:
        """Return the span of the whole sentence or paragraph that ``block`` is a part of, page breaks included."""
        at = self._text_index.get(block.start)
        if at is None:
            return Span(block.start, block.end)
        first = last = at
        while first > 0 and self._texts[first].continues:
            first -= 1
        while last + 1 < len(self._texts) and self._texts[last + 1].continues:
            last += 1
        return Span(self._texts[first].start, self._texts[last].end)

    def index_of(self, block: Block) -> int:
        """Return the place of ``block`` in ``blocks``."""
        return self._block_index[block.start]

    def block_at(self, offset: int) -> Block | None:
        """Return the block that holds ``offset``, None between blocks."""
        at = bisect_right(self._starts, offset) - 1
        return self.blocks[at] if at >= 0 and offset <= self.blocks[at].end else None

    @cached_property
    def _block_index(self) -> dict[int, int]:
        return {b.start: i for i, b in enumerate(self.blocks)}

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(b.start for b in self.blocks)

    @cached_property
    def _texts(self) -> tuple[Block, ...]:
        return tuple(self.of_kind(BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM))

    @cached_property
    def _text_index(self) -> dict[int, int]:
        return {b.start: i for i, b in enumerate(self._texts)}

    def of_kind(self, *kinds: BlockKind) -> Iterator[Block]:
        """Iterate over the blocks of these kinds, in the order of the text."""
        return (block for block in self.blocks if block.kind in kinds)
