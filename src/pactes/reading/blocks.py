"""From text to blocks, line by line: headings, items, rows, tables of contents, page furniture, paragraphs."""

from __future__ import annotations

import re
from dataclasses import replace

from pactes.reading.contents import contents_lines
from pactes.reading.document import Block, BlockKind, Span
from pactes.reading.folding import fold
from pactes.reading.furniture import is_chrome, is_page_number, running_lines

_BULLET = re.compile(
    r"[-–—•●▪■□○◦◼▸‣⁃➢➤►▶➔→❖♦◆✓✔·»\uf0b7\uf0a7\uf0d8]\s*(?:o\s+)?(?=\S)|[*o]\s+(?=[^\s*])"
    r"|>\s+(?=\w)|\.\s+(?=[^\W\d_])"  # what character recognition leaves of a small bullet
)
_ARROWS = frozenset("➢➤►▶➔→❖♦◆■\uf0d8")  # bullets that open sub-headings as often as items
_NUMBER = re.compile(
    r"(?:(?:\d{1,2}|[IVX]{1,4}|[A-H])(?:[.\-]\d{1,2})*\s?[.)\-–:]|(?:\d{1,2}|[A-H]|[IVX]{1,4})(?:\.\d{1,2})+|[a-h]\s?[.)])\s+(?=\S)"
)
_LABEL = re.compile(
    r"^(?:(?:sous-|grande? )?(?:axe|partie|titre|chapitre|section|article|art\.|annexe|enjeu|orientation|ambition|"
    r"pilier|volet|priorite|defi|objectif|mesure|chantier|action|fiche|levier|theme|thematique)\b|(?:premier|premiere|deuxieme|"
    r"second|seconde|troisieme|"
    r"quatrieme|cinquieme|sixieme|septieme|huitieme|\d(?:er|ere|e|eme|nd|nde))\s+(?:axe|enjeu|orientation|ambition|"
    r"pilier|volet|priorite|defi|objectif|partie)\b|"
    r"preambule\W*$|propos introductifs?\W*$|introduction\W*$|conclusion\W*$|annexes?\W*$)"
)
_LABEL_NUMBER = re.compile(
    r"^[\w\-.]+(?:\s+[a-z'-]+){0,3}\s*(?:n\s?[°o]\s?)?(?:\d{1,2}(?:[.\-]\d{1,2})*|[ivx]{1,4}|[a-h])?\s*(?:[:.\-\"]|$)"
)
_SENTENCE_END = (".", ";", ",", ":", "…", "!", "?")
_WRAPPED = 56  # characters: a line that long ends where the page does, not where the sentence does
_SENTENCE = 8  # lines of the longest sentence in capitals
_EMPHASIS = re.compile(r"^(?:\*{2,3}|__|<u>|<b>)(?P<words>.+?)(?:\*{2,3}|__|</u>|</b>)\s*:?$")


def split_blocks(text: str, furniture: frozenset[int] = frozenset()) -> tuple[Block, ...]:
    """Return the blocks of a canonical text, in order, one per line that holds words.

    ``furniture`` are the lines (0-based) that the reader of the format knows to be running heads or feet.
    """
    lines = text.split("\n")
    contents = contents_lines(lines)
    running = running_lines(lines, contents) | furniture
    shouted = sum(map(str.isupper, text)) > sum(map(str.islower, text))  # a text all in capitals: they tell nothing
    blocks: list[Block] = []
    offset = 0
    for index, line in enumerate(lines):
        if index in running and line.strip():
            blocks.append(_plain(BlockKind.FURNITURE, line, offset, index))
        elif index in contents and line.strip() and not is_page_number(line.strip()):
            blocks.append(_plain(BlockKind.TOC, line, offset, index))
        elif (block := _block(line, offset, index, shouted)) is not None:
            blocks.append(block)
        offset += len(line) + 1
    return tuple(_joined(_with_intertitles(_with_sentences(blocks, text), text), text))


def _plain(kind: BlockKind, line: str, offset: int, index: int) -> Block:
    return Block(kind, offset + len(line) - len(line.lstrip()), offset + len(line.rstrip()), index + 1)


def _block(line: str, offset: int, index: int, shouted: bool) -> Block | None:
    words = line.strip()
    if not words:
        return None
    plain = _plain(BlockKind.PARAGRAPH, line, offset, index)
    start, end, number = plain.start, plain.end, plain.line
    if is_page_number(words) or is_chrome(words):
        return replace(plain, kind=BlockKind.FURNITURE)
    if words.count("|") >= 2 or ("\t" in words and not _NUMBER.match(words)):
        return replace(plain, kind=BlockKind.ROW, cells=_cells(line, offset))
    marks = re.match(r"#{1,6}\s+", words)
    if marks:
        return _heading(words[marks.end() :], start + marks.end(), end, number, level=marks.end() - 1)
    bullet = _BULLET.match(words)
    if bullet and not words.startswith("**"):
        level = 1 + (len(line) - len(line.lstrip())) // 2 + (bullet.group().strip().endswith("o") or words[0] == "o")
        return Block(BlockKind.ITEM, start + bullet.end(), end, number, marker=words[0], level=level)
    return _heading_or_paragraph(words, plain, shouted)


def _heading(words: str, start: int, end: int, line: int, *, level: int) -> Block:
    marker = _NUMBER.match(words)
    skip = marker.end() if marker else 0
    return Block(BlockKind.HEADING, start + skip, end, line, marker=words[:skip].strip(), level=level)


def _heading_or_paragraph(words: str, plain: Block, shouted: bool) -> Block:
    marker = _NUMBER.match(words)
    label = marker.group().strip() if marker else ""
    skip = marker.end() if marker else 0
    title = words[skip:]
    emphasis = _EMPHASIS.match(title)
    short = len(words) <= 220 and not words.endswith(_SENTENCE_END)
    level = 1 + sum(c in ".-" for c in label[:-1])
    if marker and short and not title[:1].islower():
        return replace(plain, kind=BlockKind.HEADING, start=plain.start + skip, marker=label, level=level)
    if emphasis and len(words) <= 160 and not emphasis["words"].endswith((".", ";", ",")):
        return replace(plain, kind=BlockKind.HEADING, start=plain.start + skip, marker=label)
    letters = sum(c.isalpha() for c in words)
    if short and len(words) <= (60 if shouted else 160) and words.isupper() and letters >= 4:
        return replace(plain, kind=BlockKind.HEADING)
    if len(words) <= 300 and _labelled(title) and not words.endswith((";",) if words.isupper() else (";", ",")):
        return replace(plain, kind=BlockKind.HEADING, start=plain.start + skip, marker=label)
    return replace(plain, start=plain.start + skip, marker=label)


def _labelled(title: str) -> bool:
    """Tell whether a line opens with the name of a part of a text (« Article 3 - », « Axe 2 : », « Préambule »)."""
    folded = fold(title).lstrip("*_ ")
    match = _LABEL.match(folded)
    first = title.lstrip("*_ ")[:1]
    if not match or not (first.isupper() or first.isdigit()):
        return False
    return bool(_LABEL_NUMBER.match(folded)) or (":" in folded[:90] and len(title) <= 220) or folded.isdigit()


def _cells(line: str, offset: int) -> tuple[Span, ...]:
    separator = "|" if line.count("|") >= 2 else "\t"
    cells = []
    position = 0
    for cell in line.split(separator):
        left = position + len(cell) - len(cell.lstrip())
        cells.append(Span(offset + left, offset + left + len(cell.strip())))
        position += len(cell) + 1
    return tuple(cells)


def _with_sentences(blocks: list[Block], text: str) -> list[Block]:
    """Turn back into paragraphs the lines in capitals of a sentence that goes over several: its last ends it."""
    changed = list(blocks)
    for i, block in enumerate(blocks):
        words = text[block.start : block.end]
        if block.kind is not BlockKind.HEADING or block.marker or len(words) < _WRAPPED or not words.isupper():
            continue
        if _labelled(words):
            continue
        last = i
        while last + 1 < min(len(blocks), i + _SENTENCE) and _follows(blocks[last], blocks[last + 1], text):
            last += 1
            if text[blocks[last].start : blocks[last].end].endswith((".", ";")):
                for at in range(i, last + 1):
                    changed[at] = replace(blocks[at], kind=BlockKind.PARAGRAPH)
                break
    return changed


def _follows(block: Block, after: Block, text: str) -> bool:
    """Tell whether ``after`` is the next line of the same lines in capitals."""
    plain = after.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH) and not after.marker
    return plain and after.line == block.line + 1 and text[after.start : after.end].isupper()


def _with_intertitles(blocks: list[Block], text: str) -> list[Block]:
    """Turn into headings the lines that only their neighbours show to be headings.

    An arrow bullet that stands alone before a paragraph; a short line that ends with « : » before a paragraph, or a
    short line without a full stop between a finished text and a paragraph.
    """
    texts = [i for i, b in enumerate(blocks) if b.kind is not BlockKind.FURNITURE]
    changed = list(blocks)
    for rank, i in enumerate(texts):
        block = blocks[i]
        before = blocks[texts[rank - 1]] if rank else None
        after = blocks[texts[rank + 1]] if rank + 1 < len(texts) else None
        if after is None or not _apart(block, before, after, text):
            continue
        words = text[block.start : block.end]
        if block.kind is BlockKind.ITEM:
            alone = not any(b and b.kind is BlockKind.ITEM and b.marker == block.marker for b in (before, after))
            if block.marker in _ARROWS and alone and len(words) <= 200 and not words.endswith((".", ";", ",")):
                changed[i] = replace(block, kind=BlockKind.HEADING, level=4)
        elif block.kind is BlockKind.PARAGRAPH and not block.marker and _is_intertitle(words, before, after, text):
            changed[i] = replace(block, kind=BlockKind.HEADING, level=5)
    return changed


def _apart(block: Block, before: Block | None, after: Block, text: str) -> bool:
    """Tell whether empty lines stand around the block."""
    above = text[before.end : block.start] if before else "\n\n"
    return above.count("\n") >= 2 and text[block.end : after.start].count("\n") >= 2


def _is_intertitle(words: str, before: Block | None, after: Block, text: str) -> bool:
    if len(words) > 90 or not words[0].isupper() or after.kind is not BlockKind.PARAGRAPH:
        return False
    following = text[after.start : after.end]
    if len(following) < 100 or not following[0].isupper():
        return False
    if words.endswith(":"):
        return len(words) <= 60 and not re.search(r"\bsuivant|\bci-(?:apres|dessous)", fold(words))
    if words.endswith((*_SENTENCE_END, ")")) or len(words.split()) < 2:
        return False
    return (
        before is None
        or before.kind is not BlockKind.PARAGRAPH
        or text[before.start : before.end].endswith((".", "!", "?", ":", ";", "»", ")"))
    )


def _joined(blocks: list[Block], text: str) -> list[Block]:
    """Mark the blocks that go on with the sentence before them: cut by a line end, or by a page break."""
    joined: list[Block] = []
    before: Block | None = None
    for block in blocks:
        if before is not None and _goes_on(before, block, text):
            block = replace(block, kind=BlockKind.PARAGRAPH, continues=True)
        joined.append(block)
        if block.kind is not BlockKind.FURNITURE:
            before = block
    return joined


def _goes_on(before: Block, block: Block, text: str) -> bool:
    """Tell whether ``block`` goes on with the sentence or the title of the block ``before``."""
    if block.marker or block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING):
        return False
    above = text[before.start : before.end].rstrip("*_ ")
    words = text[block.start : block.end]
    adjacent = text[before.end : block.start].count("\n") == 1
    small = words[0].islower()
    if block.kind is BlockKind.HEADING:
        # A long heading in capitals goes on over the line end; a labelled line opens a heading of its own.
        long_title = len(above) >= _WRAPPED or (_labelled(above) and len(above) >= _WRAPPED // 2)
        open_title = not above.endswith(_SENTENCE_END) or above.endswith(",")
        upper = words.isupper() and above.isupper() and long_title and open_title
        return adjacent and upper and before.kind is BlockKind.HEADING and not _labelled(words)
    if before.kind is BlockKind.HEADING:
        return adjacent and small and not above.endswith((".", ":", "!", "?"))
    if before.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM):
        return False
    if adjacent and len(above) >= _WRAPPED and not above.endswith((".", ";", ":", "!", "?", "…")):
        return True
    return small and (above.endswith(",") or not above.endswith(_SENTENCE_END))
