"""The numbers and bullets of lists and headings in a DOCX: Word writes none of them in the text, it counts them.

Source: ECMA-376 part 1, 17.9 (numbering): a paragraph names a list (``numId``) and a level, directly or by its style;
the list names an abstract one, whose levels give format, text pattern (« %1.%2 ») and start.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

__all__ = ["Lists", "Marker", "numeral"]

_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands before a paragraph of a list: its ``text`` (« 1.2. », « – ») and its ``level``, 0 outermost."""

    text: str
    level: int
    bullet: bool


@dataclass(slots=True)
class _Level:
    format: str = "decimal"
    pattern: str = ""
    start: int = 1
    restart: int | None = None  # the level (1-based) after which it starts again; 0 never
    style: str | None = None


@dataclass(slots=True)
class Lists:
    """The lists of a document, and how far each has counted."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)  # by numId
    shared: dict[str, str] = field(default_factory=dict)  # numId to abstractNumId: they count together
    _counts: dict[str, list[int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def of(cls, numbering: Any) -> Lists:
        """Return the lists that the root of a numbering part defines (None: no list)."""
        lists = cls()
        if numbering is None:
            return lists
        abstract = {one.get(qn("w:abstractNumId")): _levels(one) for one in numbering.findall(qn("w:abstractNum"))}
        for num in numbering.findall(qn("w:num")):
            name, of = num.get(qn("w:numId")), _val(num.find(qn("w:abstractNumId")))
            if name is None or of is None:
                continue
            levels = dict(abstract.get(of, {}))
            own = False
            for override in num.findall(qn("w:lvlOverride")):
                index = _number(override.get(qn("w:ilvl")), 0)
                if (level := override.find(qn("w:lvl"))) is not None:
                    levels[index] = _level(level)
                start = _val(override.find(qn("w:startOverride")))
                if start is not None and index in levels:
                    own = True
                    was = levels[index]
                    levels[index] = _Level(was.format, was.pattern, _number(start, 1), was.restart, was.style)
            lists.levels[name] = levels
            lists.shared[name] = f"{of}/{name}" if own else of
        return lists

    def marker(self, number: str, level: int | None, style: str) -> Marker | None:
        """Count one more paragraph at a level of a list; return what stands before it, None when nothing does.

        Where no level is told, it is the one that the list gives to the style of the paragraph.
        """
        levels = self.levels.get(number)
        if levels is None:
            return None
        if level is None:
            level = next((index for index, one in levels.items() if one.style == style), 0)
        if level not in levels:
            return None
        definition = levels[level]
        key = self.shared[number]
        counts = self._counts.setdefault(key, [0] * _LEVELS)
        if (key, level) not in self._begun:
            self._begun.add((key, level))
            counts[level] = definition.start - 1
        counts[level] += 1
        for deeper in range(level + 1, _LEVELS):
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart and level < restart):
                self._begun.discard((key, deeper))
        if definition.format == "bullet":
            return Marker(_bullet(definition.pattern), level, True)
        if definition.format == "none" and "%" in definition.pattern:
            return None
        text = definition.pattern
        for index in range(_LEVELS):
            if f"%{index + 1}" in text:
                one = levels.get(index, _Level())
                count = counts[index] if (key, index) in self._begun else one.start
                text = text.replace(f"%{index + 1}", numeral(count, one.format))
        return Marker(text.strip(), level, False) if text.strip() else None


def _levels(abstract: Any) -> dict[int, _Level]:
    return {
        _number(level.get(qn("w:ilvl")), 0): _level(level)
        for level in abstract.findall(qn("w:lvl"))
        if _number(level.get(qn("w:ilvl")), 0) < _LEVELS
    }


def _level(level: Any) -> _Level:
    return _Level(
        format=_val(level.find(qn("w:numFmt"))) or "decimal",
        pattern=_val(level.find(qn("w:lvlText"))) or "",
        start=_number(_val(level.find(qn("w:start"))), 1),
        restart=None if level.find(qn("w:lvlRestart")) is None else _number(_val(level.find(qn("w:lvlRestart"))), 0),
        style=_val(level.find(qn("w:pStyle"))),
    )


def _val(element: Any) -> str | None:
    value = None if element is None else element.get(qn("w:val"))
    return value if isinstance(value, str) else None


def _number(value: str | None, default: int) -> int:
    digits = (value or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else default


def _bullet(pattern: str) -> str:
    """Return the bullet to show: those of symbol fonts, which are in the private zone, keep their code."""
    return pattern.strip()[:1] or "•"


def numeral(count: int, format: str) -> str:
    match format:
        case "upperRoman" | "lowerRoman":
            roman = _roman(count)
            return roman if format == "upperRoman" else roman.lower()
        case "upperLetter" | "lowerLetter":
            letter = chr(ord("A") + (count - 1) % 26) * ((count - 1) // 26 + 1) if 0 < count <= 260 else str(count)
            return letter if format == "upperLetter" else letter.lower()
        case "decimalZero":
            return f"{count:02d}"
        case "ordinal":
            return "1er" if count == 1 else f"{count}e"
        case "none":
            return ""
        case _:
            return str(count)


def _roman(count: int) -> str:
    if not 0 < count < 4000:
        return str(count)
    out = ""
    for value, digits in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
                          (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):  # fmt: skip
        out += digits * (count // value)
        count %= value
    return out
