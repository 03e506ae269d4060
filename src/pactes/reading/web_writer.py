"""Gathers the words of a page into lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

__all__ = ["Writer"]


@dataclass(slots=True)
class Writer:
    """Gathers the text: lines, with an empty one wanted or not before the next."""

    lines: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    prefix: str = ""
    apart: bool = False

    def write(self, text: str, *, keep: bool = False) -> None:
        """Add text to the line that is open; white space is folded unless ``keep``."""
        if not keep:
            text = re.sub(r"[ \t\n\r\f]+", " ", text)
            if text.startswith(" ") and self.words and self.words[-1].endswith(" "):
                text = text[1:]
        if text:
            self.words.append(text)

    def end(self, *, apart: bool) -> None:
        """End the line that is open; ``apart`` wants an empty line before the next one."""
        line = "".join(self.words).strip(" \t\n")
        self.words.clear()
        if line:
            if self.apart and self.lines:
                self.lines.append("")
            self.lines.append(self.prefix + line)
            self.prefix, self.apart = "", False
        self.apart = self.apart or (apart and not self.prefix)

    def text(self) -> str:
        """Return all that was written."""
        self.end(apart=False)
        return "\n".join(self.lines)
