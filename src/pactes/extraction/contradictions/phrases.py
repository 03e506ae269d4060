"""The sentence in which something is said, from its place in the document."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from pactes.extraction.commun.unites import Unite, build_unites
from pactes.reading import Document, fold


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence: its words and their folded form, its unit, and where the words start in the unit's text."""

    texte: str
    folded: str
    unite: Unite
    start: int

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the document of ``texte[start:end]``."""
        span = self.unite.span(self.start + start, self.start + end)
        return span.start, span.end


class Phrases:
    """The sentences of a document, by place."""

    def __init__(self, document: Document) -> None:
        self._unites = build_unites(document)
        self._starts = [u.start for u in self._unites]

    def at(self, offset: int) -> Phrase | None:
        """Return the sentence that holds ``offset``; None in a table or a table of contents."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or offset >= self._unites[index].end:
            return None
        unite = self._unites[index]
        for span in unite.phrases():
            if offset < unite.span(span.start, span.end).end or unite.span(span.end - 1, span.end).end > offset:
                words = unite.texte[span.start : span.end]
                return Phrase(words, fold(words), unite, span.start)
        return None
