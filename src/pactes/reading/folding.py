"""One spelling for matching, character for character: offsets in the folded text are offsets in the text."""

from __future__ import annotations

import unicodedata

_SAME = {"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-",
         "“": '"', "”": '"', "«": '"', "»": '"', "œ": "œ", "Œ": "œ"}  # fmt: skip


class _Table(dict[int, str]):
    """A table for ``str.translate`` that works out each character once: folding is on every reader's path."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_char(chr(code))
        return folded


def _fold_char(char: str) -> str:
    if char in _SAME:
        return _SAME[char]
    if char == "\n":
        return char
    if char.isspace():
        return " "
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base if len(base) == 1 else char


_TABLE = _Table()


def fold(text: str) -> str:
    """Return ``text`` in lower case, without accents, with one kind of apostrophe, dash, quotation mark and space.

    The result has exactly as many code points as ``text``, so that a match in it is a span of the text.
    """
    return text.translate(_TABLE)
