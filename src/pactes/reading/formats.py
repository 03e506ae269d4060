"""What a file is: told by its first bytes and what it holds, not by its name."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePath

from pactes.errors import DocumentError

__all__ = ["SUFFIXES", "Format", "format_of", "named_format"]


class Format(StrEnum):
    """A format that is read, by its media type."""

    TEXT = "text/plain"
    MARKDOWN = "text/markdown"
    HTML = "text/html"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    @property
    def french(self) -> str:
        """Its name in a French sentence, after « est un »."""
        return _NAMES[self]


_NAMES = {
    Format.TEXT: "fichier texte",
    Format.MARKDOWN: "fichier Markdown",
    Format.HTML: "fichier HTML",
    Format.PDF: "fichier PDF",
    Format.DOCX: "fichier DOCX",
}
_BY_SUFFIX = {
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
    ".docm": Format.DOCX,
    ".dotx": Format.DOCX,
}
SUFFIXES = frozenset(_BY_SUFFIX)
"""Endings of the names of files that are read, in lower case."""

_TO_WORD = "ouvrez-le dans un traitement de texte et enregistrez-le en DOCX ou en PDF."
_TO_PDF = "ouvrez-le dans l'application qui l'a fait et exportez-le en PDF."
_SCAN = "passez-le à la reconnaissance de caractères et fournissez le PDF obtenu, par exemple par « ocrmypdf »."
_OPEN = "ouvrez l'archive et fournissez chaque document qu'elle contient."

# First bytes of what is not read, its name and the remedy: Unix « file » tells them by the same bytes.
_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"{\\rtf", "un fichier RTF", _TO_WORD),
    (b"\x89PNG\r\n\x1a\n", "une image PNG", _SCAN),
    (b"\xff\xd8\xff", "une image JPEG", _SCAN),
    (b"GIF8", "une image GIF", _SCAN),
    (b"II*\0", "une image TIFF", _SCAN),
    (b"MM\0*", "une image TIFF", _SCAN),
    (b"\x1f\x8b", "une archive gzip", _OPEN),
    (b"7z\xbc\xaf\x27\x1c", "une archive 7-Zip", _OPEN),
    (b"Rar!\x1a\x07", "une archive RAR", _OPEN),
    (b"PK\x05\x06", "une archive ZIP vide", _OPEN),
    (b"%!PS", "un fichier PostScript", "convertissez-le en PDF, par exemple par « ps2pdf »."),
    (b"\xdb\xa5\x2d\0", "un fichier Word d'avant 1997", _TO_WORD),
    (b"\xffWPC", "un fichier WordPerfect", _TO_WORD),
)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # compound file: Word, Excel, PowerPoint of 1997-2003, or encrypted
_TEXT_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_PDF_WITHIN = 1024  # bytes: where readers of PDF look for the header, whatever stands before it
_HEAD = 4096  # bytes in which the mark-up of a page shows
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_PROLOGUE = re.compile(rb"(?:\s|<\?xml[^>]*>|<!--.*?-->)*", re.DOTALL)
_MARKUP = re.compile(rb"</?(?:html|head|body|div|p|h[1-6]|table|ul|ol|br|span|article|section|main)\b[^>]*>", re.I)
_XML = re.compile(rb"\s*<\?xml\b[^>]*>\s*(?:<!--.*?-->\s*)*<(?P<root>[\w:.-]+)", re.DOTALL)


def named_format(path: PurePath) -> Format | None:
    """Return the format that the name of a file claims, None where it claims none that is read."""
    return _BY_SUFFIX.get(path.suffix.lower())


def format_of(raw: bytes, path: PurePath) -> Format:
    """Return the format of a file of content ``raw``; ``path`` tells only texts apart, and is named in errors.

    Raises ``DocumentError`` with the remedy when the content is of a format that is not read.
    """
    name = path.name
    if b"%PDF-" in raw[:_PDF_WITHIN] and not raw.startswith(_TEXT_MARKS):
        return Format.PDF
    if raw.startswith(b"PK\x03\x04"):
        return _of_archive(raw, name)
    if raw.startswith(_COMPOUND):
        raise DocumentError(_of_compound(raw, name))
    for mark, what, remedy in _REFUSED:
        if raw.startswith(mark):
            raise DocumentError(f"{name} est {what}, qui n'est pas lu : {remedy}")
    claimed = named_format(path)
    head = _narrow(raw[:_HEAD])
    if claimed is Format.HTML and _MARKUP.search(_narrow(raw)):
        return Format.HTML
    if _HTML.match(head, _end(_PROLOGUE.match(head))):
        return Format.HTML
    if (xml := _XML.match(head)) is not None:
        root = xml["root"].decode("ascii", "replace")
        raise DocumentError(
            f"{name} est un fichier XML (élément « {root} »), qui n'est pas lu : fournissez le document en PDF, DOCX, "
            "HTML ou texte."
        )
    if re.match(rb"(?:[\w-]+:.*\r?\n(?:[ \t].*\r?\n)*){0,20}?MIME-Version:", head):
        raise DocumentError(
            f"{name} est une page archivée (MHTML) ou un courriel, qui n'est pas lu : enregistrez-en le contenu en "
            "HTML ou en PDF."
        )
    return Format.MARKDOWN if claimed is Format.MARKDOWN else Format.TEXT


def _end(match: re.Match[bytes] | None) -> int:
    return match.end() if match else 0


def _narrow(head: bytes) -> bytes:
    """Return the ASCII that shows in a text, also when each character takes two bytes."""
    return (
        head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"")
        if not head.startswith(b"\xff\xfe")
        else (head[2:].replace(b"\0", b""))
    )


def _of_archive(raw: bytes, name: str) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = set(archive.namelist())
            types = b""
            if "[Content_Types].xml" in members and archive.getinfo("[Content_Types].xml").file_size < 1_000_000:
                types = archive.read("[Content_Types].xml")
            kind = b""
            if "mimetype" in members and archive.getinfo("mimetype").file_size < 200:
                kind = archive.read("mimetype")
    except Exception as error:  # a damaged archive raises zipfile's errors, zlib's, struct's, NotImplementedError…
        raise DocumentError(
            f"{name} est abîmé ou incomplet (son archive ne s'ouvre pas) : téléchargez-le ou enregistrez-le de nouveau."
        ) from error
    if b"wordprocessingml" in types or b"vnd.ms-word" in types:
        return Format.DOCX
    if b"opendocument.text" in kind:
        raise DocumentError(f"{name} est un fichier ODT, qui n'est pas lu : {_TO_WORD}")
    if b"opendocument" in kind:
        raise DocumentError(f"{name} est un fichier OpenDocument qui n'est pas un texte : {_TO_PDF}")
    if b"epub" in kind:
        raise DocumentError(f"{name} est un livre EPUB, qui n'est pas lu : fournissez le document en PDF ou en HTML.")
    if b"spreadsheetml" in types:
        raise DocumentError(f"{name} est un classeur Excel, qui n'est pas lu : {_TO_PDF}")
    if b"presentationml" in types:
        raise DocumentError(f"{name} est une présentation PowerPoint, qui n'est pas lue : {_TO_PDF}")
    raise DocumentError(f"{name} est une archive ZIP, qui n'est pas lue : {_OPEN}")


def _of_compound(raw: bytes, name: str) -> str:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in raw

    if holds("EncryptedPackage"):
        return f"{name} est protégé par un mot de passe : ouvrez-le avec lui et enregistrez-le sans protection."
    if holds("WordDocument"):
        return f"{name} est un fichier DOC (Word d'avant 2007), qui n'est pas lu : {_TO_WORD}"
    if holds("Workbook") or holds("Book"):
        return f"{name} est un classeur Excel d'avant 2007, qui n'est pas lu : {_TO_PDF}"
    if holds("PowerPoint Document"):
        return f"{name} est une présentation PowerPoint d'avant 2007, qui n'est pas lue : {_TO_PDF}"
    return f"{name} est un fichier de bureautique d'avant 2007, qui n'est pas lu : {_TO_WORD}"
