"""Recogniser of lists of contracts of one family: « 5 CRSD ont été signés : A, B, C »."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pactes.extraction.axes.axes_annonces import number_of
from pactes.extraction.commun.familles import TETES, au_singulier
from pactes.extraction.commun.nombres import LETTRES
from pactes.extraction.commun.noms_de_contrats import NomDeContrat
from pactes.extraction.commun.unites import Unite
from pactes.model import Evidence
from pactes.reading import BlockKind, Document, fold

_COUNT = re.compile(rf"\b(?P<n>\d{{1,3}}|{LETTRES})\s+(?:nouvea\w+ |premiers? |premieres? )?[«\" ]*$")
_SIGNED = re.compile(r"\b(?:signe|conclu)(?:s|es|e)?\b")
_CHOSEN = re.compile(r"\b(?:retenu|identifie|selectionne|labellise|laureat|prevu|engage)(?:s|es|e)?\b")
_SEPARATOR = re.compile(r"\s*(?:,|;|\bet\b)\s+")
_PARAGRAPH = 20_000  # signs of the longest paragraph that is read
_WORDS = 9  # words of the longest territory in a list


@dataclass(frozen=True, slots=True)
class Enumere:
    """A contract of a list: its name (family and territory), where, and whether it is said to be signed."""

    nom: NomDeContrat
    evidence: Evidence
    signe: bool


def find_enumerations(
    document: Document, unites: Sequence[Unite], index: int, noms: Sequence[NomDeContrat]
) -> tuple[Enumere, ...]:
    """Return the contracts that ``unites[index]`` announces by number and then lists, after a colon or as items.

    The list must be as long as the number says: a list of something else is not.
    """
    unite = unites[index]
    if len(unite.texte) > _PARAGRAPH:
        return ()
    folded = fold(unite.texte)
    for nom in noms:
        count = _COUNT.search(folded[max(0, nom.start - 40) : nom.start])
        if nom.dispositif is None or nom.dispositif.generique or count is None:
            continue
        colon = folded.find(":", nom.end)
        verb_end = colon if colon >= 0 else len(folded)
        signed = bool(_SIGNED.search(folded, nom.end, verb_end))
        # « 13 territoires d'industrie ont été retenus »: territories that are chosen, no contracts yet.
        chosen = nom.tete.rstrip("s") in TETES and _CHOSEN.search(folded, nom.end, verb_end)
        if colon < 0 or not (signed or chosen):
            continue
        parts = _inline(unite, colon + 1) or _items(unites, index + 1)
        number = number_of(count["n"])
        if number is None or len(parts) != number or number < 2:
            continue
        return tuple(_enumere(document, nom, part, words, signed) for part, words in parts)
    return ()


def _enumere(document: Document, nom: NomDeContrat, place: tuple[int, int], words: str, signed: bool) -> Enumere:
    head = au_singulier(nom.titre)
    again = fold(words).split()[0] == fold(head).split()[0]
    titre = f"{head} – {words}" if again else f"{head} {words}"
    named = replace(nom, titre=titre, territoire=words, pluriel=False, complement=False)
    return Enumere(named, document.evidence(*place), signed)


def _inline(unite: Unite, start: int) -> list[tuple[tuple[int, int], str]]:
    """Return the places listed in the sentence itself, up to its full stop."""
    stop = unite.texte.find(".", start)
    stop = stop if stop >= 0 else len(unite.texte)
    parts, position = [], start
    for separator in [*_SEPARATOR.finditer(unite.texte, start, stop), None]:
        end = separator.start() if separator else stop
        words = unite.texte[position:end].strip()
        if words:
            if not words[0].isupper() or len(words.split()) > _WORDS:
                return []
            first = position + len(unite.texte[position:end]) - len(unite.texte[position:end].lstrip())
            span = unite.span(first, first + len(words))
            parts.append(((span.start, span.end), words))
        position = separator.end() if separator else end
    return parts


def _items(unites: Sequence[Unite], index: int) -> list[tuple[tuple[int, int], str]]:
    """Return the places listed as items under a unit."""
    parts = []
    while index < len(unites) and unites[index].kind is BlockKind.ITEM:
        words = unites[index].texte.rstrip(" ;.,")
        if not words or not words[0].isupper() or len(words.split()) > _WORDS:
            return []
        span = unites[index].span(0, len(words))
        parts.append(((span.start, span.end), words))
        index += 1
    return parts
