"""A file becomes a ``Document``: text as read, blocks, and a way back from any span to page and line."""

from __future__ import annotations

from pathlib import Path

from pactes.errors import DocumentError
from pactes.reading.blocks import split_blocks
from pactes.reading.document import Block, BlockKind, Document, Span
from pactes.reading.folding import fold

__all__ = ["Block", "BlockKind", "Document", "Span", "fold", "read_document"]


def read_document(
    path: Path,
    *,
    slug: str | None = None,
    title: str | None = None,
    publisher: str | None = None,
    date: str | None = None,
) -> Document:
    """Read the text file ``path`` into a ``Document`` whose ``slug`` is by default the file's stem.

    Raises ``DocumentError`` when the file is missing, empty, binary or in no encoding that we know.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{path.name} ne peut pas être lu : {error.strerror}.") from error
    if not raw.strip():
        raise DocumentError(f"{path.name} est vide : remplacez-le par le texte du document.")
    if b"\0" in raw:
        raise DocumentError(
            f"{path.name} n'est pas un fichier texte (octet nul) : fournissez le texte du document en UTF-8."
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{path.name} n'est pas en UTF-8 (octet {error.start}) : convertissez-le, par exemple avec "
            f"« iconv -f WINDOWS-1252 -t UTF-8 »."
        ) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Document(
        slug=slug or path.stem,
        text=text,
        blocks=split_blocks(text),
        title=title,
        publisher=publisher,
        date=date,
        name=path.name,
    )
