"""The encoding of a web page."""

from __future__ import annotations

import re

from pactes.reading.plain import Decoded, decode

__all__ = ["decode_page"]

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]{2,40})["']""")


def decode_page(content: bytes, name: str) -> Decoded:
    """Decode as browsers do (byte-order mark, then what the page declares), unless the bytes say otherwise."""
    declared = _CHARSET.search(content[:4096]) or _XML_ENCODING.match(content[:200])
    if content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or declared is None:
        return decode(content, name)
    label = declared[1].decode("ascii").lower()
    # The web reads Latin-1 and ASCII as Windows-1252 (WHATWG Encoding Standard, 4.2).
    codec = "cp1252" if label in ("iso-8859-1", "iso8859-1", "latin1", "us-ascii", "ascii", "windows-1252") else label
    shown = "Windows-1252" if codec == "cp1252" else label.upper()
    if codec in ("utf-8", "utf8") or codec.startswith("utf-16"):
        return decode(content, name)
    try:
        text = content.decode("utf-8")
        if not text.isascii():
            told = f"{name} se déclare en {shown} mais est en UTF-8 : il est lu en UTF-8."
            return Decoded(text, "UTF-8", (told,))
    except UnicodeDecodeError:
        pass
    try:
        return Decoded(content.decode(codec, "replace").replace("\ufffd", " "), shown)
    except (LookupError, UnicodeError):
        return decode(content, name)
