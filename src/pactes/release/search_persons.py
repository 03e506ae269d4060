"""No person is searched: the names of who represents, and who a text calls « Madame X », are taken out of what is
indexed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import ahocorasick_rs
import pyoxigraph as ox

from pactes.reading.folding import fold

HIDDEN = "…"
_TITLE = r"(?:Monsieur|Messieurs|Madame|Mesdames|Mademoiselle|M|MM|Mme|Mmes|Mlle|Mlles|Dr|Docteur|Maître|Me)"
_NAME = r"(?:d['’]|(?:de|du|des|de la)\s)?[^\W\d_a-zß-öø-ÿœ][\w'’-]*"
_CALLED = re.compile(rf"(?<!\w){_TITLE}\b\.?[ \t\u00a0\u202f]+(?P<name>{_NAME}(?:[ \t\u00a0\u202f]+{_NAME}){{0,4}})")


class Persons:
    """The persons that a release names, and the passages that name them.

    ``passages`` holds the IRIs of what proves a signature or who represents: those are not indexed at all.
    """

    def __init__(self, names: Iterable[str], passages: frozenset[str] = frozenset()) -> None:
        written = {fold(" ".join(name.split())) for name in names}
        turned = {f"{last} {first}" for name in written for first, _, last in [name.partition(" ")] if last}
        self._names = sorted(name for name in written | turned if len(name) > 3)
        self._matcher = ahocorasick_rs.AhoCorasick(
            self._names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )  # fmt: skip
        self.passages = passages

    def without(self, text: str) -> str:
        """Return ``text`` with an ellipsis in the place of each name."""
        spans = [match.span("name") for match in _CALLED.finditer(text)] + list(self._known(text))
        if not spans:
            return text
        kept, place = [], 0
        for start, end in sorted(spans):
            if start >= place:
                kept += [text[place:start], HIDDEN]
            place = max(place, end)
        return "".join([*kept, text[place:]])

    def _known(self, text: str) -> Iterator[tuple[int, int]]:
        folded = fold(text)
        for _, start, end in self._matcher.find_matches_as_indexes(folded):
            alone = not (start and folded[start - 1].isalnum()) and not folded[end : end + 1].isalnum()
            if alone:
                yield start, end


def persons_of(store: ox.Store, term: str) -> Persons:
    """Read the persons of a store; ``term`` is what the IRIs of the terms of the ontology begin with."""
    union = ox.DefaultGraph()
    represents, proves = ox.NamedNode(f"{term}representant"), ox.NamedNode(f"{term}preuve")
    names, passages = set(), set()
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

    def proofs(subject: ox.NamedNode | ox.BlankNode | ox.Triple) -> None:
        for quad in store.quads_for_pattern(subject, proves, None, union):
            if isinstance(quad.object, ox.NamedNode):
                passages.add(quad.object.value)

    for quad in store.quads_for_pattern(None, represents, None, union):
        names.add(quad.object.value)  # type: ignore[union-attr]
    for quad in store.quads_for_pattern(None, kind, ox.NamedNode(f"{term}Signature"), union):
        proofs(quad.subject)
    for quad in store.quads_for_pattern(None, ox.NamedNode(f"{term}propriete"), represents, union):
        proofs(quad.subject)
        for said in store.quads_for_pattern(quad.subject, ox.NamedNode(f"{term}valeur"), None, union):
            names.add(said.object.value)  # type: ignore[union-attr]
    return Persons(names, frozenset(passages))
