"""The mentions of one contract put together: which of them may be of the same one, by what each says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from pactes.extraction.commun.parties import Partie
from pactes.extraction.contrats.mentions import Citation, words_of
from pactes.model import Axe, Contrat
from pactes.reading import fold

__all__ = ["DossierCite", "is_near", "is_self"]

_SAME_SUBJECT = 1500  # characters over which a text that speaks of many places goes on with one contract
_SENTENCE = 160  # characters from a contract to the one that the same sentence says it takes the place of


@dataclass
class DossierCite:
    """The mentions of one contract."""

    citations: list[Citation] = field(default_factory=list)
    axes: list[Axe] = field(default_factory=list)
    commun: Partie | None = None  # a party that all contracts of the family share
    said: dict[tuple[object, ...], Citation] = field(default_factory=dict)  # one mention for all that say the same
    objet: frozenset[str] = frozenset()  # the fullest of the mentions' objects

    def __post_init__(self) -> None:
        for citation in list(self.citations):
            self._note(citation)

    def add(self, citation: Citation) -> None:
        """Add a mention."""
        self.citations.append(citation)
        self._note(citation)

    def _note(self, citation: Citation) -> None:
        self.said.setdefault((citation.periode, citation.signe, citation.territoire), citation)
        self.objet = max(self.objet, citation.objet, key=len)

    @property
    def head(self) -> Citation:
        return self.citations[0]

    def first(self, name: str) -> Citation | None:
        return next((c for c in self.citations if getattr(c, name)), None)

    def holds(self, citation: Citation) -> bool:
        """Tell whether a mention may be of this contract: kind and object agree, nothing that both say differs."""
        head = self.head
        last = self.citations[-1]
        if citation.remplace and not last.remplace and citation.start - last.end <= _SENTENCE:
            return False
        if head.genre != citation.genre or (self._new != citation.nouveau and head.generique):
            return False
        if head.generique and not _same_object(self.objet, citation.objet) and not _same_parties(head, citation):
            return False
        if head.rang != citation.rang and not self._of_rank(citation):
            return False
        return all(_compatible(known, citation) for known in self.said.values())

    def shares(self, citation: Citation) -> int:
        """Return how much of what a mention says this contract's mentions say too: its place, its years, its date."""
        return sum(
            any(value is not None and value == said for said in values)
            for value, values in (
                (citation.territoire, [t for _, _, t in self.said]),
                (citation.periode, [p for p, _, _ in self.said]),
                (citation.signe, [s for _, s, _ in self.said]),
                (citation.rang, [self.head.rang]),
            )
        )

    def _of_rank(self, citation: Citation) -> bool:
        """Tell whether « le premier contrat » and « le contrat » may be one: not where either says of when or where."""
        same = any(s and s == citation.signe for _, s, _ in self.said)
        said = any(p or t for p, _, t in self.said) or citation.periode or citation.territoire
        return same or not (said or (self.head.rang and citation.rang))

    @property
    def _new(self) -> bool:
        return self.head.nouveau


def is_near(dossier: DossierCite, citation: Citation) -> bool:
    """Tell whether a mention may be of a contract where the text speaks of many places.

    « la convention Action X » without a place is the one named just above, not one of another article.
    """
    placed = citation.territoire or (citation.objet and citation.generique)
    if placed and (dossier.objet or any(territoire for _, _, territoire in dossier.said)):
        return True
    return citation.start - dossier.citations[-1].end <= _SAME_SUBJECT


def _same_object(a: frozenset[str], b: frozenset[str]) -> bool:
    if not a or not b:
        return False
    return a <= b or b <= a or len(a & b) / len(a | b) >= 0.6


def _same_parties(a: Citation, b: Citation) -> bool:
    """Tell whether two mentions without an object are of the same parties."""
    names = [{fold(p.nom) for p in c.parties} for c in (a, b)]
    return not a.objet and not b.objet and bool(names[0]) and names[0] == names[1]


def _compatible(a: Citation, b: Citation) -> bool:
    if a.periode and b.periode and a.periode != b.periode:
        return False
    if a.signe and b.signe and not (a.signe.startswith(b.signe) or b.signe.startswith(a.signe)):
        return False
    if (
        a.periode
        and b.signe
        and not a.periode[0] <= b.signe[:4] <= a.periode[1]
        and abs(int(a.periode[0]) - int(b.signe[:4])) > 1
    ):
        return False
    return not (a.territoire and b.territoire and not _same_place(a.territoire, b.territoire))


@lru_cache(maxsize=4096)
def _same_place(a: str, b: str) -> bool:
    words = [
        set(re.findall(r"\w{3,}", fold(t))) - {"communaute", "agglomeration", "ville", "commune", "territoire"}
        for t in (a, b)
    ]
    return words[0] <= words[1] or words[1] <= words[0] or _same_root(a, b)


def _same_root(a: str, b: str) -> bool:
    """Tell whether an adjective is of a name: they share their first letters."""
    first, second = (fold(re.findall(r"\w+", t)[-1])[:4] for t in (a, b))
    return first == second


def is_self(citation: Citation, principal: Contrat) -> bool:
    """Tell whether a mention is of the contract that the document is the text of."""
    if citation.pluriel or (
        citation.signe
        and principal.dates_signature
        and not principal.dates_signature[0].valeur.startswith(citation.signe)
    ):
        return False
    title = fold(principal.titre)
    if citation.periode and principal.debuts and citation.periode[0] != principal.debuts[0].valeur[:4]:
        return False
    if citation.territoire and not _same_place(
        citation.territoire, " ".join([principal.titre, *principal.territoires])
    ):
        return False
    bare = citation.objet <= words_of(title)
    if principal.type_contrat == citation.nom_genre:
        return not citation.generique or bare
    return bare and citation.generique and fold(citation.titre).split()[0] == title.split()[0]
