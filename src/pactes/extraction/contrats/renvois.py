"""Recogniser of articles that refer to an identity card: « fiche d'identité : page 44 »."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pactes.extraction.commun.familles import find_familles, specific
from pactes.reading import BlockKind, Document
from pactes.reference import Dispositif

_REFERENCE = re.compile(r"\b(?:voir (?:la )?)?fiche d'identite\s*:?[\s*]{0,8}(?:\(|en |cf\.? )?p(?:age|\.)\s*\d{1,3}\b")
_TITLE = 170  # signs of the longest heading of an article
_OPENING = 12  # signs before the name in a heading: an article, a quotation mark


@dataclass(frozen=True, slots=True)
class Article:
    """An article: its span, the family that its heading names, and the span of that name."""

    start: int
    end: int
    dispositif: Dispositif | None
    nom: tuple[int, int]


def find_articles(document: Document, *, before: int) -> tuple[Article, ...]:
    """Return the articles that refer to a card and end before offset ``before``, in order.

    An article starts at its heading and goes on to the next article's.
    """
    references = [m for m in _REFERENCE.finditer(document.folded) if m.end() <= before]
    found: list[Article] = []
    previous = 0
    for reference in references:
        heading = _heading(document, previous, reference.start())
        previous = reference.end()
        if heading is not None:
            found.append(heading)
    ends = [*(article.start for article in found[1:]), before][: len(found)]
    return tuple(Article(a.start, end, a.dispositif, a.nom) for a, end in zip(found, ends, strict=True))


def _heading(document: Document, start: int, stop: int) -> Article | None:
    """Return the last heading before a reference: a short line that ends a thought and opens with a family's name."""
    last = None
    for block in document.blocks:
        if block.start < start or block.kind in (BlockKind.TOC, BlockKind.FURNITURE, BlockKind.ITEM, BlockKind.ROW):
            continue
        if block.start >= stop:
            break
        text = document.block_text(block)
        if len(text) > _TITLE or text.endswith((".", ";", ",", ":")):
            continue
        mentions = specific(find_familles(text))
        if mentions and mentions[0].start <= _OPENING:
            name = mentions[0]
            last = Article(block.start, stop, name.dispositif, (block.start + name.start, block.start + name.end))
    return last
