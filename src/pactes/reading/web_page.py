"""HTML: what a reader of the page reads, in the order of the page, through lxml.

The frame of a site (navigation, search, banners, foot, scripts, buttons) is left out by what its mark-up says it is;
nothing is left out by guessing what matters, so no content is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree, html

from pactes.errors import DocumentError
from pactes.reading.canonical import canonical, superscript
from pactes.reading.source import Read
from pactes.reading.web_encoding import decode_page
from pactes.reading.web_writer import Writer
from pactes.reading.word_lists import numeral

__all__ = ["read_html"]

_SKIPPED = frozenset((
    "script", "style", "noscript", "template", "svg", "head", "iframe", "object", "embed", "audio", "video",
    "canvas", "map", "select", "input", "textarea", "datalist", "nav", "dialog", "progress", "meter",
))  # fmt: skip
_FRAME_ROLES = frozenset(
    ("navigation", "search", "banner", "contentinfo", "menu", "menubar", "toolbar", "dialog", "alertdialog")
)
_SITE = frozenset(("header", "footer"))  # of the site when no article or section holds them
_HOLDERS = frozenset(("main", "article", "section", "blockquote", "td"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dir", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup",
    "html", "legend", "li", "main", "menu", "ol", "p", "pre", "section", "summary", "table", "ul", "caption",
    "tbody", "thead", "tfoot", "tr", "td", "th", "hr", "search",
))  # fmt: skip
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DEEP = 40  # tables inside each other: beyond, they are read as text


def read_html(content: bytes, name: str) -> tuple[Read, str]:
    """Read the text of a web page: headings after ``#``, items after their bullet or number, table rows between bars.

    Returns it with the name of its encoding. Raises ``DocumentError`` when the bytes are no text or it holds none.
    """
    decoded = decode_page(content, name)
    source = _DECLARATION.sub("", decoded.text.replace("\0", " "), count=1)
    parser = html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(source, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise DocumentError(
            f"{name} ne se lit pas comme du HTML : enregistrez la page de nouveau, ou en PDF."
        ) from error
    if any("depth" in entry.message.lower() for entry in parser.error_log):  # lxml then stops, and says no more
        raise DocumentError(
            f"{name} emboîte trop d'éléments pour être lu : ouvrez la page dans un navigateur et enregistrez-la en PDF."
        )
    body = root.find("body")
    writer = Writer()
    _walk(root if body is None else body, writer)
    text = canonical(writer.text())
    if not text.strip():
        raise DocumentError(
            f"{name} ne contient aucun texte (la page est sans doute faite par un script) : ouvrez-la dans un "
            "navigateur et enregistrez-la en PDF."
        )
    return Read(text, warnings=decoded.warnings), decoded.encoding


@dataclass(slots=True)
class _List:
    ordered: bool
    kind: str
    count: int
    step: int


def _walk(top: Any, writer: Writer) -> None:
    """Write the text under an element; without recursion, whatever the depth."""
    lists: list[_List] = []
    preformatted = 0
    skipped: Any = None
    for event, element in etree.iterwalk(top, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if skipped is not None:
            if event == "end" and element is skipped:
                skipped = None
                _tail(element, top, writer, preformatted)
            continue
        if event == "start":
            if element is not top and (_is_frame(element, tag) or tag == "table"):
                if tag == "table" and not _is_frame(element, tag):
                    writer.end(apart=True)
                    _table(element, writer)
                    writer.end(apart=True)
                skipped = element
                continue
            if tag in _BLOCKS:
                writer.end(apart=not lists and tag not in ("dd", "tr"))
            if tag in _LISTS:
                lists.append(_list_of(element, tag))
            elif tag == "li":
                _item(element, lists, writer)
            elif tag in _HEADINGS:
                writer.prefix = "#" * int(tag[1]) + " "
            elif tag == "br":
                writer.end(apart=False)
            elif tag == "pre":
                preformatted += 1
            if element.text:
                _write(element.text, tag, writer, preformatted)
        else:
            if tag in _LISTS and lists:
                lists.pop()
            if tag in _BLOCKS:
                writer.end(apart=not lists and tag not in ("dt", "dd", "li"))
            if tag in _HEADINGS or tag == "li":
                writer.prefix = ""
            if tag == "pre":
                preformatted -= 1
            _tail(element, top, writer, preformatted)


def _tail(element: Any, top: Any, writer: Writer, preformatted: int) -> None:
    if element is not top and element.tail:
        _write(element.tail, "", writer, preformatted)


def _write(text: str, tag: str, writer: Writer, preformatted: int) -> None:
    if tag == "sup":
        text = superscript(text)
    if not preformatted:
        writer.write(text)
        return
    first, *rest = text.split("\n")
    writer.write(first, keep=True)
    for line in rest:
        writer.end(apart=False)
        writer.write(line, keep=True)


def _is_frame(element: Any, tag: str) -> bool:
    """Tell whether an element is of the frame of the site. What is hidden is not: folded panels hold text."""
    if tag in _SKIPPED or element.get("role") in _FRAME_ROLES:
        return True
    if tag == "button":  # one inside a heading opens the panel that the heading names
        return not any(up.tag in _HEADINGS or up.tag == "summary" for up in element.iterancestors())
    return tag in _SITE and not any(up.tag in _HOLDERS for up in element.iterancestors()) and not _only_title(element)


def _only_title(element: Any) -> bool:
    """Tell whether the head or foot of a page holds its main title: it is then of the text."""
    return element.find(".//h1") is not None


def _list_of(element: Any, tag: str) -> _List:
    reverse = element.get("reversed") is not None
    items = sum(child.tag == "li" for child in element) if reverse else 1
    return _List(tag == "ol", element.get("type") or "1", _integer(element.get("start"), items), -1 if reverse else 1)


def _item(element: Any, lists: list[_List], writer: Writer) -> None:
    indent = "  " * (len(lists) - 1)
    if not lists or not lists[-1].ordered:
        writer.prefix = f"{indent}- "
        return
    current = lists[-1]
    count = _integer(element.get("value"), current.count)
    current.count = count + current.step
    writer.prefix = f"{indent}{_numeral(count, current.kind)}. "


def _integer(value: str | None, default: int) -> int:
    return int(value) if value is not None and re.fullmatch(r"-?\d{1,6}", value.strip()) else default


def _numeral(count: int, kind: str) -> str:
    formats = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
    return numeral(count, formats.get(kind, "decimal"))


def _table(table: Any, writer: Writer) -> None:
    """Write a table row by row; one that lays out the page (one column, or blocks and tables in cells) as its cells."""
    rows = list(_rows(table))
    width = max((len(row) for row in rows), default=0)
    caption = table.find("caption")
    if caption is not None:
        _walk(caption, writer)
        writer.end(apart=True)
    layout = width < 2 or table.get("role") in ("presentation", "none") or table.find(".//table") is not None
    if layout:
        for cell in (cell for row in rows for cell in row if cell is not None):
            if _depth(cell) < _DEEP:
                _walk(cell, writer)
            else:
                writer.write("".join(cell.itertext()))
            writer.end(apart=True)
        return
    for row in rows:
        cells = ["" if cell is None else _cell(cell) for cell in row] + [""] * (width - len(row))
        if any(cells):
            writer.write(f"| {' | '.join(cells)} |", keep=True)
            writer.end(apart=False)


def _rows(table: Any) -> Iterator[list[Any]]:
    """Yield the cells of each row, None where one of above or of the left reaches."""
    reaching: dict[int, int] = {}
    rows = [row for part in table for row in ([part] if part.tag == "tr" else part) if row.tag == "tr"]
    for row in rows:
        cells: list[Any] = []
        for cell in (cell for cell in row if cell.tag in ("td", "th")):
            while reaching.get(len(cells), 0) > 0:
                reaching[len(cells)] -= 1
                cells.append(None)
            at = len(cells)
            columns = max(1, min(_integer(cell.get("colspan"), 1), 60))
            down = max(1, min(_integer(cell.get("rowspan"), 1), 1000))
            cells += [cell] + [None] * (columns - 1)
            if down > 1:
                reaching.update(dict.fromkeys(range(at, at + columns), down - 1))
        while reaching.get(len(cells), 0) > 0:
            reaching[len(cells)] -= 1
            cells.append(None)
        yield cells


def _cell(cell: Any) -> str:
    writer = Writer()
    if _depth(cell) < _DEEP:
        _walk(cell, writer)
        return " ".join(line.lstrip("#").strip() for line in writer.text().split("\n") if line).strip()
    return " ".join("".join(cell.itertext()).split())


def _depth(element: Any) -> int:
    return sum(1 for _ in element.iterancestors("table"))
