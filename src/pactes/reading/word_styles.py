"""What the styles of a DOCX say of its paragraphs: which are headings, which are of a list, which stand apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from docx.oxml.ns import qn

__all__ = ["Style", "Styles", "value"]

_AUTOMATIC = 280  # twentieths of a point: what Word makes of automatic spacing


@dataclass(frozen=True, slots=True)
class Style:
    """Formatting of a paragraph; None where nothing is said. Spaces are in twentieths of a point."""

    heading: int | None = None  # 1 to 9
    number: str | None = None  # numId of its list
    level: int | None = None  # in its list, 0 outermost
    before: int | None = None
    after: int | None = None
    contextual: bool | None = None  # no space between paragraphs of one style


class Styles:
    """The paragraph styles of a document."""

    def __init__(self, root: Any) -> None:
        """Read the root of a part of styles (None: no style)."""
        self._raw: dict[str, tuple[str | None, Style]] = {}
        self.default = ""
        self._base = Style()
        if root is None:
            return
        usual = root.find("/".join(map(qn, ("w:docDefaults", "w:pPrDefault", "w:pPr"))))
        self._base = _formatting(usual)
        for style in root.findall(qn("w:style")):
            if style.get(qn("w:type")) != "paragraph":
                continue
            identifier = style.get(qn("w:styleId")) or ""
            name = (value(style.find(qn("w:name"))) or "").lower()
            # Word keeps the English name of a built-in style, whatever the language it is shown in.
            told = _digit(name.removeprefix("heading ")) if name.startswith("heading ") else None
            own = _formatting(style.find(qn("w:pPr")), told or (1 if name == "title" else None))
            self._raw[identifier] = (value(style.find(qn("w:basedOn"))), own)
            if style.get(qn("w:default")) in ("1", "true"):
                self.default = identifier

    def of(self, properties: Any) -> tuple[str, Style]:
        """Return the style that a paragraph names, and its formatting, all that it inherits included."""
        name = (None if properties is None else value(properties.find(qn("w:pStyle")))) or self.default
        chain = [_formatting(properties)]
        seen: set[str] = set()
        current: str | None = name
        while current in self._raw and current not in seen:
            seen.add(current)
            current, style = self._raw[current]
            chain.append(style)
        return name, _first([*chain, self._base])


def _first(chain: Iterable[Style]) -> Style:
    """Return what the first of the styles that says anything says, field by field."""
    styles = tuple(chain)
    told = {
        field.name: next((v for style in styles if (v := getattr(style, field.name)) is not None), None)
        for field in fields(Style)
    }
    return Style(**told)


def _formatting(properties: Any, heading: int | None = None) -> Style:
    if properties is None:
        return Style(heading)
    outline = _digit(value(properties.find(qn("w:outlineLvl"))))
    if heading is None and outline is not None and outline < 9:
        heading = outline + 1
    numbering, spacing = properties.find(qn("w:numPr")), properties.find(qn("w:spacing"))
    contextual = properties.find(qn("w:contextualSpacing"))
    return Style(
        heading,
        None if numbering is None else value(numbering.find(qn("w:numId"))),
        None if numbering is None else _digit(value(numbering.find(qn("w:ilvl")))),
        _space(spacing, "before"),
        _space(spacing, "after"),
        None if contextual is None else value(contextual) not in ("0", "false"),
    )


def _space(spacing: Any, side: str) -> int | None:
    if spacing is None:
        return None
    if spacing.get(qn(f"w:{side}Autospacing")) in ("1", "true"):
        return _AUTOMATIC
    told = spacing.get(qn(f"w:{side}")) or ""
    return int(told) if told.isascii() and told.isdigit() and len(told) < 7 else None


def _digit(text: str | None) -> int | None:
    return int(text) if text is not None and len(text) == 1 and text in "0123456789" else None


def value(element: Any) -> str | None:
    """Return the attribute ``w:val`` of an element, None where there is none."""
    told = None if element is None else element.get(qn("w:val"))
    return told if isinstance(told, str) else None
