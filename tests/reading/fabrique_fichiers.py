"""The same text as a PDF (ReportLab), a DOCX (python-docx), a web page and a Markdown file."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate, Paragraph, Spacer, Table

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=13)
ITEM = ParagraphStyle("item", parent=BODY, leftIndent=18, bulletIndent=6)
CELL = ParagraphStyle("cell", parent=BODY, fontSize=8, leading=9)
_RULE = re.compile(r"[\s|:-]*")
_ITEM = re.compile(r"\s*([-–•]) (.*)")


def parts(text: str) -> Iterator[tuple[str, str | list[list[str]]]]:
    """Yield the parts of a text: ``blank``, ``line``, ``item`` (without its bullet), ``table`` (rows of cells)."""
    rows: list[list[str]] = []
    for line in [*text.split("\n"), ""]:
        if line.count("|") >= 2:
            if not _RULE.fullmatch(line):
                rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
            continue
        if rows:
            yield "table", rows
            rows = []
        item = _ITEM.match(line)
        yield ("blank", "") if not line.strip() else ("item", item[2]) if item else ("line", line.strip())


def to_pdf(
    text: str,
    *,
    columns: int = 1,
    head: str | None = None,
    password: str | None = None,
    alignment: int = 0,
    size: tuple[float, float] = A4,
) -> bytes:
    """Return a PDF of the text; form feeds part pages, ``head`` runs at the top and « Page n » at the foot."""
    width, height = size
    style = ParagraphStyle("aligned", parent=BODY, alignment=alignment)

    def furniture(canvas: Canvas, document: BaseDocTemplate) -> None:
        if head:
            canvas.setFont("Helvetica", 8)
            canvas.drawString(60, height - 30, head)
            canvas.drawCentredString(width / 2, 25, f"Page {document.page}")

    gap = 20
    column = (width - 120 - gap * (columns - 1)) / columns
    frames = [Frame(60 + n * (column + gap), 50, column, height - 100) for n in range(columns)]
    story: list[Flowable] = []
    for number, page in enumerate(text.split("\f")):
        if number:
            story.append(PageBreak())
        for kind, content in parts(page):
            if kind == "blank":
                story.append(Spacer(1, 7))
            elif kind == "table":
                cells = [[Paragraph(html.escape(cell), CELL) for cell in row] for row in content]
                story.append(Table(cells, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))
            elif kind == "item":
                story.append(Paragraph(html.escape(str(content)), ITEM, bulletText="•"))
            else:
                story.append(Paragraph(html.escape(str(content)), style))
    out = io.BytesIO()
    template = BaseDocTemplate(
        out,
        pagesize=size,
        pageTemplates=[PageTemplate("page", frames, onPage=furniture)],
        encrypt=StandardEncryption(password) if password else None,
        invariant=1,
    )
    template.build(story)
    return out.getvalue()


def drawn_pdf(*pages: Callable[[Canvas], object]) -> bytes:
    """Return a PDF each of whose pages one function draws."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def to_docx(text: str, finish: Callable[[docx.document.Document], object] | None = None) -> bytes:
    """Return a DOCX of the text: its items as Word's list, an empty paragraph for a blank line."""
    document = docx.Document()
    for kind, content in parts(text):
        if kind == "table":
            table = document.add_table(rows=0, cols=len(content[0]))
            for row in content:
                for cell, words in zip(table.add_row().cells, row, strict=True):
                    cell.text = words
        else:
            document.add_paragraph(str(content), style="List Bullet" if kind == "item" else None)
    if finish:
        finish(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def to_html(text: str, *, encoding: str = "utf-8") -> bytes:
    """Return a web page of the text inside the frame of a site."""
    body: list[str] = []
    for kind, content in parts(text):
        if kind == "table":
            rows = ("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in content)
            body.append(f"<table>{''.join(rows)}</table>")
        elif kind == "item":
            body.append(f"<ul><li>{html.escape(str(content))}</li></ul>")
        elif kind == "line":
            body.append(f"<p>{html.escape(str(content))}</p>")
    page = (
        f'<!DOCTYPE html>\n<html lang="fr"><head><meta charset="{encoding}"><title>Page</title>'
        '<script>var x = "<p>script</p>";</script><style>p { color: red }</style></head><body>'
        "<header><p>Bandeau du site</p></header><nav><ul><li>Menu du site</li></ul></nav><main>"
        + re.sub("</ul><ul>", "", "".join(body))
        + "</main><footer>Pied du site</footer></body></html>"
    )
    return page.encode(encoding)


def without_member(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """Return a ZIP archive with each member changed by name and content; None leaves it out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if (changed := change(name, source.read(name))) is not None:
                target.writestr(name, changed)
    return out.getvalue()


def written(folder: Path, name: str, content: bytes) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(content)
    return path
