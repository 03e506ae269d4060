"""The table of contents against the headings of the text: one that it lacks, one that it names otherwise."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from rapidfuzz import fuzz

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.contradictions.comparaisons import racines
from pactes.extraction.contradictions.conflits import Conflit
from pactes.model import GenreContradiction
from pactes.reading import Block, BlockKind, Document, fold

_LEADERS = re.compile(r"(?:[\s.…·_]{2,}\d{0,3}|(?<=\D)\d{1,3}|\t\d{1,3})\s*$")
_OPENING = re.compile(
    r"^[\W_]*(?:(?:article|partie|titre|chapitre|axe|annexe)s? )?(?:[\divxa-h]{1,4}(?:[.\-]\d{1,2}){0,3}\b[\W_]*)?"
)
_ALIKE = 80  # how alike two titles of one section are, of 100
_LONG = 4  # letters of a word that may stand for another
_SLIP = 70  # how alike two words are, of 100, of which one is a slip for the other
_ENTRIES = 5  # entries from which a table of contents is one
_SPREAD = 3  # siblings that the table has on both sides of one that it lacks


def find_contents_conflicts(contexte: Contexte) -> Iterator[Conflit]:
    """Yield the titles that the table of contents tells otherwise, and those between two of its own that it lacks."""
    document = contexte.document
    entries = list(document.of_kind(BlockKind.TOC))
    headings = [h for h in document.of_kind(BlockKind.HEADING) if entries and h.start > entries[-1].end]
    if len(entries) < _ENTRIES or not headings:
        return
    keys = [_title(document, e) for e in entries]
    matched: dict[int, int] = {}  # heading -> entry, both rising
    floor = 0
    for index, heading in enumerate(headings):
        title = _title(document, heading)
        best = (
            max(((fuzz.ratio(title, keys[i]), -i) for i in range(floor, len(keys))), default=(0.0, 0))
            if title
            else (0.0, 0)
        )
        if best[0] >= _ALIKE:
            matched[index] = -best[1]
            floor = -best[1] + 1
    for index, entry in matched.items():
        yield from _renamed(document, headings[index], entries[entry])
    yield from _lacking(document, headings, entries, matched)


def _title(document: Document, block: Block) -> str:
    words = _LEADERS.sub("", document.folded[block.start : block.end])
    return re.sub(r"[\W_]+", " ", words[_end_of_label(words) :]).strip()


def _end_of_label(words: str) -> int:
    match = _OPENING.match(words)
    return match.end() if match else 0


def _renamed(document: Document, heading: Block, entry: Block) -> Iterator[Conflit]:
    """A word of meaning for another; a word left out, cut or badly scanned makes no other title."""
    said = [_LEADERS.sub("", document.block_text(entry)), document.block_text(heading).strip("*_ ")]
    titles = [w[_end_of_label(fold(w)) :].strip() for w in said]
    words = [racines(title) for title in titles]
    only = [[w for w in words[i] - words[1 - i] if len(w) >= _LONG] for i in (0, 1)]
    own = [[w for w in only[i] if not any(fuzz.ratio(w, x) >= _SLIP for x in words[1 - i])] for i in (0, 1)]
    joined = ["".join(re.findall(r"\w", fold(title))) for title in titles]
    if own[0] and own[1] and joined[0] not in joined[1] and joined[1] not in joined[0]:
        yield Conflit(
            f"intitulé au sommaire et dans le texte : {titles[1]}",
            GenreContradiction.NOM,
            ((said[0], entry.start, entry.end), (said[1], heading.start, heading.end)),
            "intitule-du-sommaire",
            0.7,
        )


def _lacking(
    document: Document, headings: list[Block], entries: list[Block], matched: dict[int, int]
) -> Iterator[Conflit]:
    """A heading written as its neighbours are, all of which the table has."""
    style = [(h.marker.rstrip("0123456789. "), h.level) for h in headings]
    indexes = sorted(matched)
    for index, heading in enumerate(headings):
        marker = heading.marker
        if index in matched or not marker or marker[-1:].isdigit():
            continue
        at = bisect_right(indexes, index)
        same = [i for i in indexes if style[i] == style[index]]
        others = [i for i, s in enumerate(style) if s == style[index] and i not in matched]
        if at == 0 or at == len(indexes) or len(same) < _SPREAD or len(others) > 1:
            continue
        following = next((i for i in same if i > index), None)
        if following is None or matched[following] - matched[indexes[at - 1]] > 2:
            continue
        entry = entries[matched[following]]
        words = document.block_text(heading).strip("*_ ")
        yield Conflit(
            f"intitulé absent du sommaire : {words}",
            GenreContradiction.LISTE,
            (
                (_LEADERS.sub("", document.block_text(entry)), entry.start, entry.end),
                (words, heading.start, heading.end),
            ),
            "titre-absent-du-sommaire",
            0.7,
        )
