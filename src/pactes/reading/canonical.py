"""What a canonical text holds, whatever the format it comes from."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["canonical", "printable", "superscript"]

_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
"""Latin ligatures of type-setting (ﬀ ﬁ ﬂ ﬃ ﬄ ﬅ ﬆ): the only compatibility characters that stand for other letters.

The rest of NFKC is left alone: it would make « m² » read « m2 » and « ½ » read « 1⁄2 », and turn the French spaces
that part thousands into others.
"""
_INVISIBLE: dict[int, str | None] = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF), None)
"""Soft hyphens and characters of no width: they part words that a reader sees whole."""

_SYMBOLS = {
    0xF02D: "–", 0xF06C: "●", 0xF06E: "■", 0xF06F: "o", 0xF071: "❑", 0xF076: "❖", 0xF0A7: "▪", 0xF0A8: "◻", 0xF0B7: "•",
    0xF0D8: "➢", 0xF0E0: "→", 0xF0E8: "➔", 0xF0F0: "⇨", 0xF0FC: "✔",
}  # fmt: skip
"""Bullets of Symbol and Wingdings, which word processors write in the private zone: the signs that they show."""

_LAID_OUT = _INVISIBLE | _LIGATURES | _SYMBOLS
_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class _Printable(dict[int, str | int]):
    """A table for ``str.translate``: characters that XML 1.0 (so RDF/XML) cannot hold become a space each."""

    def __missing__(self, code: int) -> str | int:
        kept = code in (0x9, 0xA) or (code >= 0x20 and not 0x7F <= code <= 0x9F and not 0xD800 <= code <= 0xDFFF)
        self[code] = result = code if kept and code & 0xFFFE != 0xFFFE else " "
        return result


_PRINTABLE = _Printable({0xC: "\n"})


def printable(text: str) -> str:
    """Return ``text`` with line feeds for line ends and form feeds, and a space for each character of no text."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_PRINTABLE)


def canonical(text: str) -> str:
    """Return the canonical form of a text that was laid out: ligatures undone, accents composed, nothing invisible."""
    text = unicodedata.normalize("NFC", printable(text.translate(_LAID_OUT)))
    text = re.sub(r"[^\S\n]+$", "", text, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def superscript(text: str) -> str:
    """Return a raised text: digits as superscripts (« m² », « habitants¹ »), so that none is read with a number."""
    return text.translate(_DIGITS) if text.strip().isdigit() else text
