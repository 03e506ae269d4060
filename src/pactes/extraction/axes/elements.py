"""The elements of a text that may be parts of a programme: headings, items, table cells, with label and number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pactes.extraction.axes.etiquettes import Etiquette, normalise, read_etiquette, read_number
from pactes.reading import Block, BlockKind, Document
from pactes.reading.hyphens import cut_word

# « (fiches 1 à 4) », « (voir action 3) »: where the title is detailed
_REFERENCE = re.compile(r"\s*\((?:cf\.? |voir )?(?:[Ff]iches?|[Aa]ctions?|[Mm]esures?)\b[^()\d]{0,20}\d[^()]{0,30}\)$")
_LONGEST = 400  # characters: a paragraph that is longer is no title, whatever it opens with
_MARKER_NUMBER = re.compile(r"^(?:\d{1,2}|[A-H])(?:[.\-]?\d{1,2})+$|^[IVX]{1,4}(?:[.\-]\d{1,2})+$")


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its block, the span of its words after any label or number, and what it is labelled or numbered.

    ``rang`` is its number of one or several levels ("1", "1.1.2", "A"), normalised, None without a number.
    """

    block: Block
    start: int
    end: int
    etiquette: Etiquette | None
    rang: str | None

    @property
    def mot(self) -> str | None:
        """The word of its label ("axe", "objectif"…), None without a label."""
        return self.etiquette.mot if self.etiquette else None

    @property
    def heading(self) -> bool:
        """Whether its block is a heading."""
        return self.block.kind is BlockKind.HEADING


def iter_elements(document: Document) -> Iterator[Element]:
    """Yield the elements of ``document`` outside its table of contents and page furniture, in the order of the text."""
    for block in document.of_kind(BlockKind.HEADING, BlockKind.ITEM, BlockKind.ROW, BlockKind.PARAGRAPH):
        if block.kind is BlockKind.ROW:
            for cell in block.cells:
                element = _element(document, block, cell.start, cell.end)
                if element.etiquette:
                    yield element
            numbered = _numbered_row(document, block)
            if numbered:
                yield numbered
        elif block.kind is BlockKind.HEADING or block.end - block.start <= _LONGEST:
            yield _element(document, block, block.start, block.end)


def _numbered_row(document: Document, block: Block) -> Element | None:
    """Return the row whose first cell is a number of several levels (« 1.2 | Créer une halle | … »)."""
    cells = [c for c in block.cells if c.end > c.start]
    number = document.text[cells[0].start : cells[0].end].rstrip(" .)") if len(cells) >= 2 else ""
    if not _MARKER_NUMBER.match(number) or not any(map(str.isalpha, document.text[cells[1].start : cells[1].end])):
        return None
    return Element(block, cells[1].start, cells[1].end, None, normalise(re.sub(r"^([A-H])(?=\d)", r"\1.", number)))


def _element(document: Document, block: Block, start: int, end: int) -> Element:
    text = document.text[start:end]
    label = read_etiquette(text)
    if label:
        return Element(block, start + label.titre_start, end, label, label.rang)
    if block.kind is not BlockKind.ROW:
        marker = block.marker.rstrip(" .)-–:")
        if _MARKER_NUMBER.match(marker):
            return Element(block, start, end, None, normalise(re.sub(r"^([A-H])(?=\d)", r"\1.", marker)))
        number = read_number(text)
        if number:
            return Element(block, start + number[1], end, None, number[0])
    return Element(block, start, end, None, None)


def title_of(document: Document, element: Element) -> tuple[str, int, int]:
    """Return the title of an element and the span of its first line.

    The title goes on over line ends, and stands on the next line where the label stands alone (« AXE 1 »).
    """
    blocks = document.blocks
    at = document.index_of(element.block)
    start, end = element.start, element.end
    if element.block.kind is BlockKind.ROW and not document.text[start:end].strip("*_ .:-–—"):
        cell = next((c for c in element.block.cells if c.start > end and c.end > c.start), None)
        start, end = (cell.start, cell.end) if cell else (start, end)
    if not document.text[start:end].strip("*_ .:-–—") and element.block.kind is not BlockKind.ROW:
        following = next((b for b in blocks[at + 1 : at + 3] if b.kind is not BlockKind.FURNITURE), None)
        if following is None or following.end - following.start > 250 or _heads_itself(document, following):
            return "", element.block.start, element.block.end
        at = document.index_of(following)
        start, end = following.start, following.end
    parts = [document.text[start:end]]
    upper = parts[0].isupper()
    while element.block.kind is not BlockKind.ROW and at + 1 < len(blocks) and len(parts) < 4:
        after = blocks[at + 1]
        cut = after.kind is BlockKind.FURNITURE and at + 2 < len(blocks) and blocks[at + 2].continues
        at, after = (at + 1, blocks[at + 2]) if cut else (at, after)  # the title goes on after a running head
        adjacent = document.text[blocks[at].end : after.start].count("\n") == 1
        words = document.text[after.start : after.end]
        shouted = upper and words.isupper() and not after.marker and not _labelled(document, after)
        if not (adjacent and (after.continues or shouted) and len(words) <= 200):
            break
        parts.append(words)
        at += 1
    return clean(join_lines(parts)), start, end


def join_lines(parts: Sequence[str]) -> str:
    """Return the lines of one title as one: a word that a line end cuts (« PRE- », « SERVER ») is whole again.

    The hyphen of a compound stays (see ``reading.hyphens``).
    """
    whole = parts[0]
    for part in parts[1:]:
        kept = re.search(r"[^\W\d_]-$", whole) is not None
        whole = f"{whole[:-1]}{part}" if cut_word(whole, part) else f"{whole}{part}" if kept else f"{whole} {part}"
    return whole


def _heads_itself(document: Document, block: Block) -> bool:
    """Tell whether a block has a label or a number of several levels of its own."""
    return _labelled(document, block) or bool(_MARKER_NUMBER.match(block.marker.rstrip(" .)-–:")))


def _labelled(document: Document, block: Block) -> bool:
    return read_etiquette(document.block_text(block)) is not None


def clean(text: str) -> str:
    """Return a title without emphasis marks, white space folded, the punctuation of lists taken off."""
    text = re.sub(r"\*{1,3}|__|</?[ubi]>|\^\{?\w*\}?", lambda m: m.group() if m.group().startswith("^") else "", text)
    text = re.sub(r"\s+", " ", text).strip(" \t;:.,-–—|")
    quoted = re.fullmatch(r"[«“\"]\s?([^«»“”\"]+?)\s?[»”\"]", text)
    if quoted:
        return quoted[1]
    if "«" not in text:  # the end of what a text quotes is not of its last title
        text = text.removesuffix("»").rstrip(" ;.")
    return _REFERENCE.sub("", text)
