"""Recogniser of identity cards: runs of headed rubrics (objectives, creation date, scale…) with a title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pactes.extraction.commun.familles import find_familles, specific
from pactes.reading import Block, BlockKind, Document, Span, fold


class Rubrique(StrEnum):
    """The rubrics of an identity card; ``AUTRE`` is a heading inside a card that is none of them."""

    OBJECTIFS = "objectifs"
    CREATION = "date-de-creation"
    SIGNATAIRES = "signataires"
    TERRITOIRES = "territoires"
    ECHELLE = "echelle"
    PORTEURS = "porteurs"
    DOMAINES = "domaines"
    ACTION = "action"
    REGION = "dans-la-region"
    MODALITES = "modalites"
    AUTRE = "autre"


_TARGET = r"(?: (?:concerne|eligible|cible|vise|couvert)e?s?)?"
_NAMES: tuple[tuple[Rubrique, str], ...] = (
    (Rubrique.OBJECTIFS,
        r"(?:les )?(?:objectifs?|finalites?)(?: (?:du|de la|des|de l')\s?\w+| poursuivis| generaux| vises)?"
    ),
    (Rubrique.CREATION,
        r"(?:(?:dates?|annee) de (?:creation|lancement|mise en place|signature)|date d'entree en vigueur|creation)"
    ),
    (Rubrique.SIGNATAIRES, r"(?:les )?(?:parties )?(?:signataires?|contractants)(?: du \w+)?"),
    (Rubrique.TERRITOIRES, rf"(?:les )?(?:territoires?|perimetres?)(?: geographique)?{_TARGET}"),
    (Rubrique.ECHELLE,
        r"(?:echelles?|niveau)(?: territoriale?| geographique| d'intervention)?(?: du dispositif| du contrat)?"
    ),
    (Rubrique.PORTEURS, r"(?:porteurs?(?: de projets?)?|pilotes?|pilotage|portage)"),
    (
        Rubrique.DOMAINES,
        rf"(?:les )?(?:domaines?|thematiques?|themes|champs?|secteurs?)(?: d'(?:intervention|action"
        rf"|application))?{_TARGET}",
    ),
    (Rubrique.ACTION, r"(?:l'action|les actions|axes|les axes|axes strategiques)"),
    (Rubrique.MODALITES,
        r"(?:les )?(?:modalites|fonctionnement|mise en œuvre)(?: (?:de|du|d'|financieres?"
        r"|pratiques?)[ \w']{0,40})?"
    ),
    (Rubrique.AUTRE, r"(?:publics?|beneficiaires?|destinataires)(?: (?:cible|vise|concerne|eligible)s?)?"),
)  # fmt: skip
# « DANS LES <RÉGION> », « EN <RÉGION> », « EXEMPLES EN RÉGION »: a heading, never a line of running text.
_REGION = re.compile(
    r"(?:(?:exemples?|le dispositif|chiffres(?: cles)?) )?(?:dans (?:la |le |les |l')|en )[\w' -]{3,60}"
)
_RUBRIQUES = tuple((kind, re.compile(pattern)) for kind, pattern in _NAMES)
_INLINE = re.compile(r"([^:\n]{4,45}?)\s?:\s+(?=\S)")
_MARKS = "#*_ :\u00a0"
# The heading of the chapter of cards, not of its first card.
_OF_CHAPTER = re.compile(r"(?:les )?fiches?\b|reperes\b|annexes?\b|sommaire\b|glossaire\b|partie \w+")
_MAX_GAP = 60  # lines between two rubrics of one card
_TITLE = 140  # signs of the longest title of a card


@dataclass(frozen=True, slots=True)
class Contenu:
    """A rubric of a card: its heading and the blocks under it."""

    rubrique: Rubrique
    heading: Span
    spans: tuple[Span, ...]
    items: tuple[bool, ...]  # for each span, whether it is an item of a list


@dataclass(frozen=True, slots=True)
class Carte:
    """An identity card; ``titre`` is None where the heading above it is lost.

    ``groupe`` is the heading that the card and its neighbours stand under, where there is one.
    """

    titre: Span | None
    groupe: Span | None
    contenus: tuple[Contenu, ...]
    start: int
    end: int

    def spans(self, rubrique: Rubrique) -> tuple[Span, ...]:
        """Return the blocks under a rubric (under all its headings), in order."""
        return tuple(span for c in self.contenus if c.rubrique is rubrique for span in c.spans)


@dataclass(slots=True)
class _Ligne:
    block: Block
    start: int
    text: str
    rubrique: Rubrique | None = None
    content: int | None = None  # offset of what follows the rubric on its line
    titre: bool = False


@lru_cache(maxsize=2)  # all readers of one document ask for the same
def find_cartes(document: Document) -> tuple[Carte, ...]:
    """Return the identity cards of ``document``, in order.

    A card has objectives, a creation date or a scale, and three rubrics at least: action sheets, which have objectives
    and domains too, are none.
    """
    lignes = [
        _ligne(document, block) for block in document.blocks if block.kind not in (BlockKind.FURNITURE, BlockKind.TOC)
    ]
    groups = _groups(lignes)
    cartes: list[Carte] = []
    for i, group in enumerate(groups):
        stop = groups[i + 1][0] if i + 1 < len(groups) else len(lignes)
        carte = _carte(lignes, group, stop, cartes[-1].groupe if cartes else None)
        if carte is not None:
            cartes.append(carte)
    return tuple(cartes)


def _ligne(document: Document, block: Block) -> _Ligne:
    text = document.block_text(block)
    ligne = _Ligne(block, block.start, text)
    words = fold(text).strip(_MARKS)
    heading = is_heading(block, text)
    ligne.rubrique = _rubrique(words, heading)
    if ligne.rubrique is None and (match := _INLINE.match(fold(text))):
        ligne.rubrique = _rubrique(match[1].strip(_MARKS), False)
        ligne.content = block.start + match.end() if ligne.rubrique else None
    if ligne.rubrique is None and heading and block.kind is not BlockKind.ITEM:
        ligne.titre = True
    return ligne


def _rubrique(words: str, heading: bool) -> Rubrique | None:
    found = next((kind for kind, pattern in _RUBRIQUES if pattern.fullmatch(words)), None)
    return Rubrique.REGION if found is None and heading and _REGION.fullmatch(words) else found


def is_heading(block: Block, text: str) -> bool:
    """Say whether a line is a heading by its looks: marked as one, or all in capitals."""
    if len(text) > _TITLE:
        return False
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 3 and (block.kind is BlockKind.HEADING or all(c.isupper() for c in letters))


def _groups(lignes: list[_Ligne]) -> list[list[int]]:
    """Return the indexes of the rubrics of each card: a card ends where a rubric comes back or a title stands."""
    groups: list[list[int]] = []
    seen: set[Rubrique] = set()
    for i, ligne in enumerate(lignes):
        if ligne.rubrique is None:
            continue
        # Two headings of one kind in a row (« mise en œuvre », « modalités ») are one rubric.
        last = lignes[groups[-1][-1]].rubrique if groups else None
        again = ligne.rubrique in seen and ligne.rubrique not in (Rubrique.AUTRE, last)
        far = groups and lignes[i].block.line - lignes[groups[-1][-1]].block.line > _MAX_GAP
        if not groups or again or far or _is_title(lignes, i - 1):
            groups.append([])
            seen = set()
        groups[-1].append(i)
        seen.add(ligne.rubrique)
    return groups


def _is_title(lignes: list[_Ligne], index: int) -> bool:
    """Whether the line above a rubric is the title of a card: a line of a title's looks that names a family.

    Where the rubrics are headings, so is the title; where they are plain lines, a short line may be one.
    """
    if index < 0 or lignes[index].rubrique is not None:
        return False
    ligne, below = lignes[index], lignes[index + 1]
    plain = not is_heading(below.block, below.text) and ligne.block.kind is not BlockKind.ITEM
    short = len(ligne.text) <= _TITLE and not ligne.text.endswith((".", ";", ",", ":"))
    return (ligne.titre or (plain and short)) and bool(specific(find_familles(ligne.text)))


def _carte(lignes: list[_Ligne], group: list[int], stop: int, groupe: Span | None) -> Carte | None:
    kinds = {lignes[i].rubrique for i in group} - {Rubrique.AUTRE}
    dated = kinds & {Rubrique.CREATION, Rubrique.ECHELLE}
    if Rubrique.OBJECTIFS not in kinds or not dated or len(kinds) < 3:
        return None
    titre = _titre(lignes, group[0])
    above = _group_heading(lignes, titre.start) if titre else None
    contenus = []
    for i, following in zip(group, [*group[1:], _before_titles(lignes, stop)], strict=True):
        contenus.append(_contenu(lignes, i, following))
    start = titre.start if titre else lignes[group[0]].start
    end = max(c.spans[-1].end if c.spans else c.heading.end for c in contenus)
    return Carte(titre, above or groupe, tuple(contenus), start, end)


def _group_heading(lignes: list[_Ligne], title_start: int) -> Span | None:
    """Return the heading right above a card's title, None where running text stands there."""
    index = next(i for i, ligne in enumerate(lignes) if ligne.start >= title_start) - 1
    return Span(lignes[index].block.start, lignes[index].block.end) if index >= 0 and lignes[index].titre else None


def _before_titles(lignes: list[_Ligne], stop: int) -> int:
    """Return where the last rubric ends: before the headings that stand above the next card's first rubric."""
    if 0 < stop < len(lignes) and _is_title(lignes, stop - 1):
        stop -= 1
    while stop > 0 and lignes[stop - 1].titre:
        stop -= 1
    return stop


def _titre(lignes: list[_Ligne], first: int) -> Span | None:
    """Return the title: the heading right above the first rubric, with the lines that it is broken into."""
    i = first - 1
    if i < 0 or not (lignes[i].titre or _is_title(lignes, i)) or _OF_CHAPTER.match(fold(lignes[i].text).strip(_MARKS)):
        return None
    start = i
    while start > 0 and lignes[start - 1].titre and lignes[start - 1].block.line == lignes[start].block.line - 1:
        start -= 1
    return Span(lignes[start].block.start, lignes[i].block.end)


def _contenu(lignes: list[_Ligne], index: int, following: int) -> Contenu:
    head = lignes[index]
    spans, items = [], []
    if head.content is not None:
        spans.append(Span(head.content, head.block.end))
        items.append(False)
    blank = 0
    for ligne in lignes[index + 1 : following]:
        if ligne.titre or (spans and ligne.block.line - blank > 3):
            break  # a heading of something else, or a hole in the page: the card is over
        spans.append(Span(ligne.block.start, ligne.block.end))
        items.append(ligne.block.kind is BlockKind.ITEM)
        blank = ligne.block.line
    rubrique = head.rubrique or Rubrique.AUTRE
    return Contenu(rubrique, Span(head.block.start, head.block.end), tuple(spans), tuple(items))
