"""The plan of a document: its tree of sections, from its headings."""

from __future__ import annotations

from dataclasses import dataclass

from pactes.reading import BlockKind, Document


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


@dataclass(frozen=True, slots=True)
class Plan:
    """The sections of a document, in order."""

    sections: tuple[Section, ...]

    def path(self, offset: int) -> tuple[Section, ...]:
        """Return the sections that hold ``offset``, outermost first."""
        return tuple(s for s in self.sections if s.start <= offset < s.end)


def build_plan(document: Document) -> Plan:
    """Return the plan of ``document``."""
    headings = list(document.of_kind(BlockKind.HEADING))
    sections = []
    for i, block in enumerate(headings):
        end = next((h.start for h in headings[i + 1 :] if h.level <= block.level), len(document.text))
        title = document.block_text(block)
        sections.append(Section(title, block.marker, block.level, block.start, block.end, block.start, end))
    return Plan(tuple(sections))
