"""The sentence around a place in a text, within reach: a text without sentences is read in bounded time too."""

from __future__ import annotations

import re

_REACH = 400  # characters on each side of a place in which the ends of its sentence are looked for
_END = re.compile(
    r"(?<!\b[A-Za-z])(?<!\b[Aa]rt)(?<!\bM[mM])[.!?…][\s»\"”)*_]*\s(?=[\"«“(*_]{0,3}\s?[A-ZÀ-ÖØ-Þ0-9])|\n\s*\n"
)


def phrase_autour(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence that holds ``text[start:end]`` starts and ends, cut where it is very long."""
    low, high = max(0, start - _REACH), min(len(text), end + _REACH)
    before = [match.end() for match in _END.finditer(text, low, start)]
    after = _END.search(text, end, high)
    return (before[-1] if before else low), (after.start() + 1 if after else high)
