"""What the styles of a DOCX say of its paragraphs: which are headings, which are of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

__all__ = ["Style", "numbered", "outline", "styles_of", "value"]


@dataclass(frozen=True, slots=True)
class Style:
    heading: int | None = None  # 1 to 9
    number: str | None = None
    level: int | None = None


def styles_of(root: Any) -> tuple[dict[str, Style], str | None]:
    """Return what the paragraph styles say of headings and lists, what they inherit included; and the default one."""
    raw: dict[str, tuple[str | None, Style]] = {}
    default = None
    for style in () if root is None else root.findall(qn("w:style")):
        if style.get(qn("w:type")) != "paragraph":
            continue
        identifier = style.get(qn("w:styleId")) or ""
        based = value(style.find(qn("w:basedOn")))
        name = (value(style.find(qn("w:name"))) or "").lower()
        # Word keeps the English name of a built-in style, whatever the language it is shown in.
        told = name.removeprefix("heading ") if name.startswith("heading ") else ""
        heading = int(told) if told in "123456789" and told else (1 if name == "title" else None)
        properties = style.find(qn("w:pPr"))
        raw[identifier] = (based, Style(heading or outline(properties), *numbered(properties)))
        if style.get(qn("w:default")) in ("1", "true"):
            default = identifier
    return {identifier: _inherited(identifier, raw) for identifier in raw}, default


def _inherited(identifier: str, raw: dict[str, tuple[str | None, Style]]) -> Style:
    heading = number = level = None
    seen: set[str] = set()
    current: str | None = identifier
    while current in raw and current not in seen:
        seen.add(current)
        based, style = raw[current]
        heading = heading if heading is not None else style.heading
        number = number if number is not None else style.number
        level = level if level is not None else style.level
        current = based
    return Style(heading, number, level)


def outline(properties: Any) -> int | None:
    told = None if properties is None else value(properties.find(qn("w:outlineLvl")))
    return int(told) + 1 if told is not None and told in "012345678" and told else None


def numbered(properties: Any) -> tuple[str | None, int | None]:
    numbering = None if properties is None else properties.find(qn("w:numPr"))
    if numbering is None:
        return None, None
    level = value(numbering.find(qn("w:ilvl")))
    return value(numbering.find(qn("w:numId"))), int(
        level
    ) if level is not None and level in "012345678" and level else None


def value(element: Any) -> str | None:
    told = None if element is None else element.get(qn("w:val"))
    return told if isinstance(told, str) else None
