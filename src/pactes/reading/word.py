"""DOCX: paragraphs, headings, lists with their numbers, tables, notes and text boxes, through python-docx."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.package import Package

from pactes.errors import DocumentError
from pactes.reading.canonical import canonical, superscript
from pactes.reading.source import Read
from pactes.reading.word_lists import Lists
from pactes.reading.word_styles import Style, Styles, value

__all__ = ["MAX_UNPACKED", "read_docx"]

MAX_UNPACKED = 512 * 1024**2
"""Bytes that the archive may hold once unpacked; one part of XML may hold an eighth of it."""

_DEPTH = 60  # tables in tables, boxes in boxes: a document has a few
_APART = 60  # twentieths of a point: less space between paragraphs does not show
_LONG = 56  # characters
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Left out with all that they hold: what was deleted or moved away, second forms of what stands beside, instructions.
_SKIPPED = frozenset(
    {
        qn("w:del"),
        qn("w:moveFrom"),
        qn("w:instrText"),
        qn("w:delText"),
        qn("w:delInstrText"),
        qn("w:pPr"),
        qn("w:rPr"),
        qn("w:tblPr"),
        qn("w:sdtPr"),
        qn("w:sdtEndPr"),
        qn("w:commentReference"),
        qn("w:annotationRef"),
        _COMPATIBILITY + "Fallback",
    }
)
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-", qn("w:softHyphen"): ""}
_NOTES = {qn("w:footnoteReference"): "footnotes", qn("w:endnoteReference"): "endnotes"}
_MARKS = re.compile(r"^#{1,6} ", re.MULTILINE)


@dataclass(slots=True)
class _State:
    """What the walk over a document carries along."""

    lists: Lists
    styles: Styles
    notes: list[tuple[str, str]] = field(default_factory=list)  # kind and identifier, in the order of the text
    boxes: list[Any] = field(default_factory=list)


def read_docx(content: bytes, name: str) -> Read:
    """Read the text of a DOCX as it would be printed with all revisions accepted; no comments, no running heads.

    Raises ``DocumentError`` when the file is damaged or swells beyond measure when unpacked.
    """
    damaged = (
        f"{name} est un DOCX abîmé ou incomplet : ouvrez-le dans un traitement de texte et enregistrez-le de nouveau."
    )
    _bound(content, name, damaged)
    try:
        package = Package.open(io.BytesIO(content))
        main = package.main_document_part
        root = _root(main)
        body = root.find(qn("w:body"))
        lists = Lists.of(_part(main, RELATIONSHIP_TYPE.NUMBERING))
        state = _State(lists, Styles(_part(main, RELATIONSHIP_TYPE.STYLES)))
        blocks = [] if body is None else list(_blocks(body, state, 0))
        blocks += _notes(
            {
                "footnotes": _part(main, RELATIONSHIP_TYPE.FOOTNOTES),
                "endnotes": _part(main, RELATIONSHIP_TYPE.ENDNOTES),
            },
            state,
        )
    except (MemoryError, DocumentError):
        raise
    except (
        Exception
    ) as error:  # python-docx, lxml and zipfile each raise their own on a file that is not as it should be
        raise DocumentError(damaged) from error
    text = "".join(("\n" if tight else "\n\n") + block for block, tight in blocks)
    if not text.strip():
        raise DocumentError(
            f"{name} ne contient aucun texte (des images, sans doute) : exportez-le en PDF et passez-le à la "
            "reconnaissance de caractères, par exemple par « ocrmypdf »."
        )
    return Read(canonical(text))


def _bound(content: bytes, name: str, damaged: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sizes = [(info.filename, info.file_size) for info in archive.infolist()]
            locked = any(info.flag_bits & 0x1 for info in archive.infolist())
    except Exception as error:  # see formats._of_archive
        raise DocumentError(damaged) from error
    if locked:
        raise DocumentError(f"{name} est protégé par un mot de passe : enregistrez-le sans protection.")
    xml = max((size for member, size in sizes if member.endswith((".xml", ".rels"))), default=0)
    if sum(size for _, size in sizes) > MAX_UNPACKED or xml > MAX_UNPACKED // 8:
        raise DocumentError(
            f"{name} tient plus de {MAX_UNPACKED // 1024**2} Mio une fois décompressé : ce n'est pas un document "
            "ordinaire. Découpez-le ou exportez-le en PDF."
        )


def _root(part: Any) -> Any:
    element = getattr(part, "element", None)
    return parse_xml(part.blob) if element is None else element


def _part(main: Any, relation: str) -> Any:
    """Return the root of a part that the main one names by a relation, None when there is none."""
    for one in main.rels.values():
        if one.reltype == relation and not one.is_external:
            return _root(one.target_part)
    return None


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    listed: bool
    style: str
    format: Style


def _blocks(parent: Any, state: _State, depth: int) -> Iterator[tuple[str, bool]]:
    """Yield the paragraphs and rows under an element, and whether each follows the one before without a blank line."""
    if depth > _DEPTH:
        return
    before: _Paragraph | None = None
    for child in parent:
        if child.tag == qn("w:p"):
            paragraph = _paragraph(child, state)
            boxes, state.boxes = state.boxes, []
            if paragraph.text:
                yield paragraph.text, before is not None and _tight(before, paragraph)
                before = paragraph
            elif not boxes:
                before = None  # an empty paragraph is a blank line
            for box in boxes:
                yield from _blocks(box, state, depth + 1)
        elif child.tag == qn("w:tbl"):
            yield from _table(child, state, depth + 1)
            before = None
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            yield from _blocks(child, state, depth + 1)


def _tight(above: _Paragraph, paragraph: _Paragraph) -> bool:
    """Tell whether a paragraph follows another as its next line: an item, or a line that no space parts from it."""
    if above.listed and paragraph.listed:
        return True
    if paragraph.format.heading or above.format.heading:
        return False
    space = max(_space(above, above.format.after, paragraph), _space(paragraph, paragraph.format.before, above))
    # A long line with no stop would be taken for one that the next goes on with.
    return space < _APART and (len(above.text) < _LONG or above.text[-1] in ".;:!?…")


def _space(paragraph: _Paragraph, told: int | None, other: _Paragraph) -> int:
    return 0 if paragraph.format.contextual and paragraph.style == other.style else told or 0


def _paragraph(paragraph: Any, state: _State) -> _Paragraph:
    """Return a paragraph with its number, bullet or heading marks."""
    text = _text(paragraph, state, 0).strip(" \n\t")
    name, format = state.styles.of(paragraph.find(qn("w:pPr")))
    if not text:
        return _Paragraph("", False, name, format)
    marks = "" if format.heading is None else "#" * min(format.heading, 6) + " "
    if marks:
        text = text.replace("\n", " ")
    listed = format.number not in (None, "0")
    marker = state.lists.marker(format.number or "", format.level, name) if listed else None
    if marker is None:
        return _Paragraph(marks + text, False, name, format)
    indent = "" if marks else "  " * marker.level
    return _Paragraph(f"{marks}{indent}{marker.text} {text}", not marks, name, format)


def _text(element: Any, state: _State, depth: int) -> str:
    if depth > _DEPTH:
        return ""
    out: list[str] = []
    for child in element:
        tag = child.tag
        if tag in _SKIPPED or not isinstance(tag, str):
            continue
        if tag == qn("w:t"):
            out.append(child.text or "")
        elif tag in _SIGNS:
            out.append("\n" if tag == qn("w:br") and child.get(qn("w:type")) == "page" else _SIGNS[tag])
        elif tag == qn("w:sym"):
            code = child.get(qn("w:char")) or ""
            out.append(
                chr(int(code, 16)) if 0 < len(code) <= 4 and set(code.upper()) <= set("0123456789ABCDEF") else ""
            )
        elif tag in _NOTES:
            state.notes.append((_NOTES[tag], child.get(qn("w:id")) or ""))
            out.append(superscript(str(len(state.notes))))
        elif tag == qn("w:txbxContent"):
            state.boxes.append(child)
        elif tag == qn("w:r"):
            run = _text(child, state, depth + 1)
            properties = child.find(qn("w:rPr"))
            if properties is not None and properties.find(qn("w:vanish")) is not None:
                continue
            raised = properties is not None and value(properties.find(qn("w:vertAlign"))) == "superscript"
            out.append(superscript(run) if raised else run)
        else:
            out.append(_text(child, state, depth + 1))
    return "".join(out)


def _table(table: Any, state: _State, depth: int) -> Iterator[tuple[str, bool]]:
    """Yield a table: a row a line between bars; a table of one column, or of one row of texts, as its paragraphs."""
    if depth > _DEPTH:
        return
    rows = list(_rows(table, state, depth))
    width = max((len(row) for row in rows), default=0)
    lines = [line for row in rows for cell in row for line in cell.split("\n") if line.strip()]
    paged = len(rows) == 1 and len(lines) > len(rows[0])
    if width < 2 or paged or any(line.startswith("| ") for line in lines):
        yield from ((line, line.startswith("| ")) for line in lines)
        return
    first = True
    for row in rows:
        if any(row):
            cells = [" ".join(_MARKS.sub("", cell).split()) for cell in row] + [""] * (width - len(row))
            yield f"| {' | '.join(cells)} |", not first
            first = False


def _rows(table: Any, state: _State, depth: int) -> Iterator[list[str]]:
    for row in _under(table, qn("w:tr")):
        cells: list[str] = []
        for cell in _under(row, qn("w:tc")):
            properties = cell.find(qn("w:tcPr"))
            merged = None if properties is None else properties.find(qn("w:vMerge"))
            if merged is not None and value(merged) in (None, "continue"):
                cells.append("")
            else:
                cells.append("\n".join(block for block, _ in _blocks(cell, state, depth + 1)))
            span = None if properties is None else value(properties.find(qn("w:gridSpan")))
            cells += [""] * (min(int(span), 60) - 1 if span is not None and span.isascii() and span.isdigit() else 0)
        yield cells


def _under(parent: Any, tag: str) -> Iterator[Any]:
    """Yield the children of a tag, those inside content controls and accepted insertions included."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml"), qn("w:moveTo")):
            yield from _under(child, tag)


def _notes(roots: dict[str, Any], state: _State) -> list[tuple[str, bool]]:
    """Return the notes that the text refers to, each after its number as the text writes it."""
    by_id = {(kind, note.get(qn("w:id"))): note for kind, root in roots.items() if root is not None for note in root}
    blocks: list[tuple[str, bool]] = []
    for rank, key in enumerate(list(state.notes), start=1):
        if (note := by_id.get(key)) is None:
            continue
        text = " ".join(block for block, _ in _blocks(note, state, 1))
        if text.strip():
            blocks.append((f"{superscript(str(rank))} {' '.join(text.split())}", False))
    return blocks
