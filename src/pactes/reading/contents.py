"""Tables of contents: their entries, also where OCR has damaged them."""

from __future__ import annotations

import re

from pactes.reading.folding import fold

_TITLE = re.compile(r"^\W*(?:sommaire|table des matieres|table des contenus)\W*$")
_LEADERS = re.compile(r"(?:\.{4,}|…{2,}|\. \. \.)[\s.…]{0,200}\d{0,3}\s*$|\.{3}[ \t]*\d{1,3}\s*$")
_TAB_PAGE = re.compile(r"^[^\t]*[^\W\d_][^\t]*\t\s*(\d{1,3})\s*$")
_GLUED_PAGE = re.compile(r"[^\W\d_]\s?\.?\s?\d{1,3}\s*$")
_NUMBERED = re.compile(
    r"^\W*(?:\d{1,2}[.)\-\s]|[ivx]{1,4}[.)\-\s]|[a-h][.)\-]|partie|titre|chapitre|article|annexe|axe|objectif|enjeu|"
    r"volet)"
)
_BODY = re.compile(
    r"represente[e]?s?\s+par|^\W*(?:entre\b|il (?:est|a ete) convenu|vu (?:l|la|le|les)\b|considerant|le present|"
    r"la presente)"
)
_LONG = 250  # characters: longer than any entry


def contents_lines(lines: list[str]) -> frozenset[int]:
    """Return the indexes of the lines that are entries (or the title) of a table of contents."""
    found = {i for i, line in enumerate(lines) if len(line) <= _LONG and _LEADERS.search(line)}
    found.update(_tab_runs(lines))
    for start, line in enumerate(lines):
        if len(line) <= 40 and _TITLE.match(fold(line.strip())):
            found.update(_region(lines, start))
    return frozenset(found)


def _tab_runs(lines: list[str]) -> set[int]:
    """Return runs of four lines or more of words, tab and page number, the numbers never going down."""
    found: set[int] = set()
    run: list[int] = []
    page = 0
    for index, line in enumerate(lines):
        match = _TAB_PAGE.match(line) if len(line) <= _LONG else None
        if match and int(match[1]) >= page:
            run.append(index)
            page = int(match[1])
        elif line.strip():
            found.update(run if len(run) >= 4 else ())
            run, page = ([index], int(match[1])) if match else ([], 0)
    found.update(run if len(run) >= 4 else ())
    return found


def _region(lines: list[str], start: int) -> range:
    """Return the lines of the table that opens at ``start``: to its last entry before the text begins.

    The text begins with a line longer than an entry, a formula that opens contracts, or the second coming of one of
    the first entries.
    """
    last = start
    first_entries: list[str] = []
    for index in range(start + 1, len(lines)):
        words = lines[index].strip()
        if not words:
            continue
        folded = fold(words)
        key = re.sub(r"[^a-z]", "", folded)
        if len(words) > _LONG or _BODY.search(folded):
            break
        if any(key == k or (len(k) >= 8 and key == k + "s") for k in first_entries) and index > start + 3:
            break
        if len(key) >= 6 and len(first_entries) < 3:
            first_entries.append(key)
        entry = _LEADERS.search(lines[index]) or "\t" in words or _GLUED_PAGE.search(words) or _NUMBERED.match(folded)
        if entry or words.isdigit() or last == start:
            last = index
    return range(start, last + 1)
