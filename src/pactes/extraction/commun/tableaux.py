"""Tables of a document: rows of cells that follow each other, their heading and what introduces them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pactes.extraction.commun.tableaux_colonnes import column_rows
from pactes.reading import Block, BlockKind, Document, Span, fold

_NUMERIC = re.compile(
    r"^[-–+]?\s?(?=[lio]{0,3} ?\d)[\dli][\dlio\s.,]*\s?(?:%|€|euros?|k ?€|m ?€|km|ha|m2|m²)?"
    r"(?:\s?\(?\d[\d\s.,]*\s?%\)?)?\*?$"
)
_RULE = re.compile(r"^[\s:|-]*$")


@dataclass(frozen=True, slots=True)
class Tableau:
    """A table: ``titre`` introduces it (caption or sentence before); ``entete`` is empty without a heading row."""

    titre: str
    titre_span: Span | None
    entete: tuple[Span, ...]
    lignes: tuple[tuple[Span, ...], ...]


def build_tableaux(document: Document) -> Iterator[Tableau]:
    """Yield the tables of ``document`` in order: rows with nothing but furniture between them."""
    group: list[Block] = []
    before: Block | None = None
    caption: Block | None = None
    drawn = column_rows(document)
    for block in (drawn.get(b.start, b) for b in document.blocks):
        if block.kind is BlockKind.ROW:
            if group and _opens_another(document, group, block):
                yield _tableau(document, group, caption)
                group, before = [], None
            if not group:
                caption = before
            group.append(block)
            continue
        if block.kind is BlockKind.FURNITURE:
            continue
        if group:
            yield _tableau(document, group, caption)
            group = []
        before = block
    if group:
        yield _tableau(document, group, caption)


def _opens_another(document: Document, group: Sequence[Block], row: Block) -> bool:
    """Tell whether a row is the heading of another table: after an empty line, three heads and no figure in it."""
    if "\n\n" not in document.text[group[-1].end : row.start]:
        return False
    words = [w for c in row.cells if (w := document.text[c.start : c.end].strip(" -:|"))]
    figures = any(is_numeric(document.text[c.start : c.end]) for b in group[1:] for c in b.cells[1:])
    return figures and len(words) >= 3 and not any(is_numeric(w) for w in words)


def is_numeric(words: str) -> bool:
    """Tell whether a cell holds a number and nothing else (a unit, a share in brackets apart)."""
    return _NUMERIC.match(fold(words.strip())) is not None


def _tableau(document: Document, rows: Sequence[Block], caption: Block | None) -> Tableau:
    lines = [tuple(_trim_edges(document, row)) for row in rows]
    lines = [line for line in lines if any(document.text[c.start : c.end].strip(" -:|") for c in line)]
    head: tuple[Span, ...] = ()
    if len(lines) > 1 and _is_heading(document, lines[0], lines[1:]):
        head, lines = lines[0], lines[1:]
    span = document.paragraph(caption) if caption else None
    title = " ".join(document.text[span.start : span.end].split()) if span else ""
    return Tableau(title, span, head, tuple(lines))


def _trim_edges(document: Document, row: Block) -> Sequence[Span]:
    """Leave out the empty cells that the bars at both ends of a row make (« | a | b | »)."""
    cells = list(row.cells)
    line = document.text[row.start : row.end]
    if line.startswith("|") and cells and cells[0].start >= cells[0].end:
        cells = cells[1:]
    if line.endswith("|") and cells and cells[-1].start >= cells[-1].end:
        cells = cells[:-1]
    return cells


def _is_heading(document: Document, first: Sequence[Span], others: Sequence[Sequence[Span]]) -> bool:
    words = [document.text[c.start : c.end].strip() for c in first]
    if sum(bool(w) for w in words) < 2 or any(is_numeric(w) and not re.fullmatch(r"(?:19|20)\d\d", w) for w in words):
        return False
    return any(is_numeric(document.text[c.start : c.end]) for line in others for c in line[1:])
