"""Names that one document writes in two ways: one cut short by the reader, or shortened or misspelt by the writer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from pactes.linking.noms import PETITS_MOTS, cle, sans_liens
from pactes.model import Evidence

__all__ = ["Ecrit", "completer", "rapprocher"]

_LONG = 6  # letters of a word from which one different letter is a slip
_DIGIT = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Ecrit:
    """A name as a document writes it, and where."""

    nom: str
    evidence: tuple[Evidence, ...]


def completer(nom: str, evidence: Evidence, lieux: Sequence[tuple[Evidence, str]]) -> str:
    """Return a name that stops inside a territory's with the whole of it: « Chambre X Lot » and « Lot-et-Garonne ».

    ``lieux`` are the passages of the document's territories with what stands in them.
    """
    for place, _ in lieux:
        if evidence.start < place.start < evidence.end < place.end:
            whole = evidence.quote + place.quote[evidence.end - place.start :]
            if cle(evidence.quote).endswith(cle(nom)) or cle(nom) == cle(evidence.quote):
                return " ".join(re.sub(r"\s+[-–]\s*|\s*[-–]\s+", "-", whole).split())
    return nom


def rapprocher(ecrits: Sequence[Ecrit], connu: Callable[[str], bool], *, lieux: bool = False) -> Mapping[str, str]:
    """Return, for names that are only a way of writing another one of the document, that other one.

    ``lieux``: they are names of territories, of which a longer one is another territory.

    ``connu`` says that a name is resolved by the registry or the reference: it stands for nothing else.
    """
    found: dict[str, str] = {}
    free = [e for e in ecrits if not connu(e.nom)]
    for short in free:
        for rule in (_cut, _slip) if lieux else (_cut, _shortened, _within, _slip):
            others = ecrits if rule is _cut else free
            longer = {o.nom for o in others if cle(o.nom) != cle(short.nom) and rule(short, o)}
            if rule is _cut and longer:
                longer = {max(longer, key=lambda n: (len(n), n))}
            if len({sans_liens(cle(n)) for n in longer}) == 1:
                found[short.nom] = min(longer)
                break
    return {short: _last(found, other) for short, other in found.items()}


def _last(found: Mapping[str, str], nom: str) -> str:
    seen: set[str] = set()
    while nom in found and nom not in seen:
        seen.add(nom)
        nom = found[nom]
    return nom


def _cut(short: Ecrit, other: Ecrit) -> bool:
    """The same place of the text, read less far."""
    starts = {e.start for e in other.evidence}
    return cle(other.nom).startswith(f"{cle(short.nom)} ") and all(e.start in starts for e in short.evidence)


def _shortened(short: Ecrit, other: Ecrit) -> bool:
    """« Ecole Supérieure d'Art » for « Ecole Supérieure d'Art de X »: a name of its own, then where it is."""
    words, longer = cle(short.nom).split(), cle(other.nom).split()
    capitals = sum(w[0].isupper() for w in re.findall(r"[^\W\d_]{3,}", short.nom))
    if longer[: len(words)] != words or not capitals or (capitals < 2 and len(words) < 3):
        return False
    return longer[len(words)] in {"de", "du", "d", "des"} and len(longer) > len(words) + 1


def _within(short: Ecrit, other: Ecrit) -> bool:
    """« Université Paul Durand » for « Université X Paul Durand »: the same head and end, three words at least."""
    words, longer = ([w for w in cle(e.nom).split() if w not in PETITS_MOTS] for e in (short, other))
    return (
        len(words) >= 3
        and len(longer) == len(words) + 1
        and words[0] == longer[0]
        and words[-1] == longer[-1]
        and set(words) < set(longer)
    )


def _slip(short: Ecrit, other: Ecrit) -> bool:
    """One letter differs in one long word; the rarer writing is the slip (the later one of two as rare)."""
    words, others = ([w for w in cle(e.nom).split() if w not in PETITS_MOTS] for e in (short, other))
    if words == others:
        return cle(short.nom) > cle(other.nom)  # they differ by small words only
    apart = [(a, b) for a, b in zip(words, others, strict=False) if a != b]
    if len(words) != len(others) or len(apart) != 1 or min(map(len, apart[0])) < _LONG:
        return False
    if _DIGIT.search("".join(apart[0])) or Levenshtein.distance(*apart[0], score_cutoff=1) > 1:
        return False
    return (-len(short.evidence), short.evidence[0].start) > (-len(other.evidence), other.evidence[0].start)
