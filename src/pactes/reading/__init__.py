"""A file becomes a ``Document``: text as read, blocks, and a way back from any span to page and line."""

from __future__ import annotations

from pathlib import Path

from pactes.errors import DocumentError
from pactes.reading.blocks import split_blocks
from pactes.reading.canonical import printable
from pactes.reading.document import Block, BlockKind, Document, Span
from pactes.reading.folding import fold
from pactes.reading.formats import SUFFIXES, Format, format_of, named_format
from pactes.reading.plain import Decoded, decode
from pactes.reading.source import Read

__all__ = ["SUFFIXES", "Block", "BlockKind", "Document", "Span", "fold", "read_document"]

MAX_BYTES = 256 * 1024**2
"""Size beyond which a file is refused before it is opened, in bytes."""


def read_document(
    path: Path,
    *,
    slug: str | None = None,
    title: str | None = None,
    publisher: str | None = None,
    date: str | None = None,
) -> Document:
    """Read the file ``path`` (PDF, DOCX, HTML, Markdown or plain text) into a ``Document``.

    ``slug`` is by default the file's stem. The format is told by the content, not by the name.

    Raises ``DocumentError``, whose message names the remedy, when the file is missing, empty, of a format that is not
    read, protected, damaged, or without any text.
    """
    raw = _content(path)
    format = format_of(raw, path)
    warnings: tuple[str, ...] = ()
    claimed = named_format(path)
    if claimed is not None and claimed is not format and {claimed, format} != {Format.TEXT, Format.MARKDOWN}:
        warnings = (f"{path.name} est un {format.french} malgré son nom : il est lu comme tel.",)
    read, encoding = _read(raw, format, path.name, claimed)
    if not read.text.strip():
        raise DocumentError(f"{path.name} ne contient aucun texte : remplacez-le par le texte du document.")
    return Document(
        slug=slug or path.stem,
        text=read.text,
        blocks=split_blocks(read.text, read.furniture),
        title=title,
        publisher=publisher,
        date=date,
        name=path.name,
        page_starts=read.page_starts,
        media_type=format.value,
        encoding=encoding,
        warnings=warnings + read.warnings,
    )


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DocumentError(
                f"{path.name} dépasse {MAX_BYTES // 1024**2} Mio : découpez-le, ou réduisez ses images, par exemple "
                "par « gs -sDEVICE=pdfwrite -dPDFSETTINGS=/ebook »."
            )
        raw = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{path.name} ne peut pas être lu : {error.strerror}.") from error
    if not raw.strip():
        raise DocumentError(f"{path.name} est vide : remplacez-le par le texte du document.")
    return raw


def _read(raw: bytes, format: Format, name: str, claimed: Format | None) -> tuple[Read, str | None]:
    """Return what the reader of a format gives, and the encoding of the file where it has one."""
    # Each library is loaded when a file needs it: most commands read none of these formats.
    match format:
        case Format.PDF:
            from pactes.reading.pdf import read_pdf

            return read_pdf(raw, name), None
        case Format.DOCX:
            from pactes.reading.word import read_docx

            return read_docx(raw, name), None
        case Format.HTML:
            from pactes.reading.web_page import read_html

            return read_html(raw, name)
        case _:
            decoded = _decoded(raw, name, claimed)
            return Read(printable(decoded.text), _pages(decoded.text), warnings=decoded.warnings), decoded.encoding


def _decoded(raw: bytes, name: str, claimed: Format | None) -> Decoded:
    try:
        return decode(raw, name)
    except DocumentError as error:
        if claimed not in (Format.PDF, Format.DOCX):
            raise
        raise DocumentError(
            f"{name} n'est pas un {claimed.french} malgré son nom, ou est abîmé : téléchargez-le de nouveau."
        ) from error


def _pages(text: str) -> tuple[int, ...]:
    """Return the offset of each page of a text whose pages form feeds part, as converters of PDF write it."""
    text = text.replace("\r\n", "\n").rstrip()
    if "\f" not in text:
        return ()
    return (0, *(index + 1 for index, char in enumerate(text) if char == "\f"))
