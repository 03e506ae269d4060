"""The plan of a document: its tree of sections, from its headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from pactes.extraction.axes.etiquettes import read_etiquette
from pactes.reading import Block, BlockKind, Document, fold

_DIVISIONS = ("partie", "titre", "chapitre", "section", "article")  # in the order in which they nest
_DIVISION = re.compile(
    r"^[*_\s]*(?P<word>partie|titre|chapitre|section|article|art\.)\s*\w{1,6}\b|^[*_\s]*\w+\s+(?P<nth>partie)\b"
)
_ROOT = re.compile(r"^[*_\s]*(?:preambule|introduction|propos introductifs?|conclusion|annexes?|sommaire)\b")


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its heading (span, marker, depth from 1) and the span it governs, to the next heading of its depth."""

    title: str
    marker: str
    depth: int
    heading_start: int
    heading_end: int
    start: int
    end: int


@dataclass(frozen=True)
class Plan:
    """The sections of a document, in order."""

    sections: tuple[Section, ...]

    def path(self, offset: int) -> tuple[Section, ...]:
        """Return the sections that hold ``offset``, outermost first."""
        return tuple(s for s in self.sections if s.start <= offset < s.end)

    def at(self, heading_start: int) -> Section | None:
        """Return the section whose heading starts at this offset."""
        return self._by_start.get(heading_start)

    @cached_property
    def _by_start(self) -> dict[int, Section]:
        return {s.heading_start: s for s in self.sections}


@dataclass
class _Stack:
    """The styles of the headings that are open, outermost first."""

    styles: list[str] = field(default_factory=list)

    def depth(self, style: str) -> int:
        """Open a heading of this style and return its depth, from 1.

        Headings of one style are at one depth: a style that is open closes what is inside it. A new style goes inside
        what is open, except where styles have an order of their own (parts, numbers of several levels, ``#`` marks).
        """
        kind, _, rank = style.partition(":")
        if kind == "root":
            self.styles.clear()
        elif style in self.styles:
            del self.styles[self.styles.index(style) :]
        elif kind in ("division", "number", "mark"):
            if kind == "division":
                # A part or an article closes all but the divisions around it.
                self.styles[:] = [s for s in self.styles if s.startswith("division:")]
            while self.styles and self._inside(self.styles[-1], kind, int(rank)):
                self.styles.pop()
            cut = [i for i, s in enumerate(self.styles) if self._inside(s, kind, int(rank))]
            del self.styles[cut[0] if cut else len(self.styles) :]
        self.styles.append(style)
        return len(self.styles)

    @staticmethod
    def _inside(style: str, kind: str, rank: int) -> bool:
        other, _, other_rank = style.partition(":")
        if kind == "division" and other == "root":
            return True
        return other == kind and int(other_rank) >= rank


def _style(document: Document, block: Block) -> str:
    text = document.block_text(block)
    folded = document.folded[block.start : block.end]
    label = read_etiquette(text)
    if _ROOT.match(folded):
        return "root:"
    division = _DIVISION.match(folded)
    if division:
        word = (division["word"] or division["nth"]).replace("art.", "article")
        return f"division:{_DIVISIONS.index(word)}"
    if label:
        return f"label-{label.mot}"
    marker = block.marker
    if marker and marker[0].isalnum():
        parts = re.findall(r"\w+", marker)
        if len(parts) > 1 or parts[0].isdigit():
            return f"number:{len(parts)}"
        return "roman" if set(parts[0]) <= set("IVX") else "letter"
    if marker:
        return f"bullet-{marker}"
    before = document.text[max(0, block.start - 8) : block.start]
    marks = re.search(r"(#{1,6})\s+$", before)
    if marks:
        return f"mark:{len(marks[1])}"
    if text.isupper():
        return "upper"
    if text.startswith(("**", "__", "<u>", "<b>")):
        return "bold"
    return "colon" if fold(text).endswith(":") else "plain"


def build_plan(document: Document) -> Plan:
    """Return the plan of ``document``."""
    headings = list(document.of_kind(BlockKind.HEADING))
    stack = _Stack()
    depths = [stack.depth(_style(document, block)) for block in headings]
    sections = []
    for i, block in enumerate(headings):
        after = (headings[j].start for j in range(i + 1, len(headings)) if depths[j] <= depths[i])
        end = next(after, len(document.text))
        title = document.block_text(block).strip("*_ ")
        sections.append(Section(title, block.marker, depths[i], block.start, block.end, block.start, end))
    return Plan(tuple(sections))
