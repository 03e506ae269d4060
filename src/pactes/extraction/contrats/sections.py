"""The running text of a document sentence by sentence, each with the contract that it may speak of without its name.

A sentence that opens with « il », « ce contrat », « la signature », « un contrat de six ans » speaks of the contract
that the text of its section told of last. Where a sentence names several, none of them is at hand any more.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from pactes.extraction.commun.unites import Unite, build_unites
from pactes.model import Contrat
from pactes.reading import BlockKind, Document, Span, fold

__all__ = ["AUTRE", "Phrase", "phrases_des_sections"]

_HEAD = r"(?:contrat|convention|pacte|charte|protocole|accord(?:[- ]cadre)?|programme|plan)"
# « il », « ce contrat », « la signature », « un contrat de six ans », « terme : … »: more of what was told of last.
_REPRISE = re.compile(
    rf"^\W*(?:(?:il|elle|celui-ci|celle-ci|ce dernier|cette derniere)\b|(?:ce|cet|cette|ledit|ladite) {_HEAD}\b"
    rf"|(?:le|la|l') ?{_HEAD} (?=est|a|court|vaut|sera|prend|entre|porte|couvre|arrive|expire)\b"
    r"|la signature\b|(?:le |son )?terme\b|sa duree\b|son entree en vigueur\b"
    rf"|une? {_HEAD} (?:de|sur|pour|d'une duree de) (?:\d{{1,2}}|[a-z]+) (?:ans|annees|mois)\b)"
)
# What stands between the subject and the words of a fact and makes of it a fact of another contract.
AUTRE = re.compile(rf"\b(?:celui|celle|ceux|celles|que|qu'|dont)\b|\b{_HEAD}s?\b|\bavenants?\b")
_SENTENCE = 4000  # signs of the longest sentence
_TITLE = 170  # signs of the longest line that is a heading by its looks


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence: its unit, its span and words, the contracts it names, the one it speaks of (by index)."""

    unite: Unite
    span: Span
    texte: str
    nommes: tuple[tuple[int, Span], ...]  # contract and where in the sentence it is named
    sujet: int | None
    reprise: bool  # the subject is not named in it

    @property
    def plie(self) -> str:
        """The words folded."""
        return fold(self.texte)


def phrases_des_sections(document: Document, contrats: Sequence[Contrat]) -> Iterator[tuple[Phrase, ...]]:
    """Yield the sentences of each section; indexes are those of ``contrats``, of which families are left out."""
    spots = sorted(
        (e.start, e.end, i)
        for i, c in enumerate(contrats)
        if c.instance and not c.modifie and not c.principal
        for e in c.evidence
    )
    section: list[Phrase] = []
    at_hand: int | None = None
    for unite in build_unites(document):
        if _is_heading(unite):
            yield tuple(section)
            section, at_hand = [], None
        for span in unite.phrases():
            if span.end - span.start > _SENTENCE:
                at_hand = None  # a text without full stops is no sentence
                continue
            words = unite.texte[span.start : span.end]
            named = _named(spots, unite, span)
            again = bool(_REPRISE.match(fold(words)))
            one = named[0][0] if len({i for i, _ in named}) == 1 else None
            subject = at_hand if again else one
            section.append(Phrase(unite, span, words, named, subject, again))
            if named and not again:
                at_hand = one
    yield tuple(section)


def _is_heading(unite: Unite) -> bool:
    """Whether a unit is a heading, by its mark or by its looks: a short line by itself that ends no sentence."""
    if unite.kind is BlockKind.HEADING:
        return True
    if len(unite.texte) > _TITLE or unite.texte.endswith((".", ";", ",", ":")):
        return False
    return unite.texte.isupper() or (unite.espace and unite.kind is BlockKind.PARAGRAPH)


def _named(spots: Sequence[tuple[int, int, int]], unite: Unite, span: Span) -> tuple[tuple[int, Span], ...]:
    """Return the contracts whose evidence starts in a sentence, in order, with where; the shortest evidence of each."""
    first, last = unite.span(span.start, span.end).start, unite.span(max(span.end - 1, span.start), span.end).end
    found: dict[int, Span] = {}
    for start, end, index in islice(spots, bisect_left(spots, (first, 0, 0)), None):
        if start > last:
            break
        if end - start <= 2 * (last - first):
            known = found.get(index)
            if known is None or end - start < known.end - known.start:
                found[index] = Span(start - first, end - first)
    return tuple(sorted(found.items(), key=lambda item: item[1].start))
