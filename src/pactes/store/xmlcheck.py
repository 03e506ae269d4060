"""Whether what was written as XML is XML: some characters, and some names of properties, cannot be so written."""

from __future__ import annotations

from xml.parsers import expat

FORMATS = frozenset({"xml", "rdfxml"})
"""Formats of results that are XML, by short name."""


class IllFormed(Exception):  # noqa: N818
    """Raised when the bytes are no well-formed XML with namespaces."""


class Checker:
    """Reads XML piece by piece as it is written."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """Read a piece; raises ``IllFormed``."""
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            raise IllFormed(str(error)) from None


def check(written: bytes) -> bytes:
    """Return a whole document as it is; raises ``IllFormed``."""
    Checker().feed(written, last=True)
    return written
